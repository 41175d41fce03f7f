"""How fast a return is filed over HTTP, everything included, beside two floors that write the same rows.

One floor is asyncpg alone, statement by statement and without HTTP; the other is a bare Litestar route that sends the
product's own statements. All take turns of so many returns, so that they see the same weather.
"""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import count, islice
from statistics import median
from time import perf_counter
from typing import Final

import asyncpg
import msgspec
import uvloop
from msgspec.structs import replace

from aftersales.catalog import service as catalog
from aftersales.catalog.model import BomEntry, ModelFields, PartFields
from aftersales.kernel.ids import new_id
from aftersales.kernel.money import Money
from aftersales.kernel.tx import Database
from aftersales.policy import service as policy
from aftersales.policy.rules import template
from aftersales.units.tables import units
from benchmarks.bare_filing import Sample, enter, file_plainly, sample_of
from benchmarks.ground import Ground, standing
from benchmarks.load import Answered, answered_once, request
from benchmarks.people import EVERYBODY, Brand, databases, make_brand
from benchmarks.usage import processor_seconds

UNITS: Final = 40_000
CHUNK: Final = 5_000
ROUNDS: Final = 7
ALONE, MANY = 1, 16
TURN: Final = {ALONE: 120, MANY: 400}
"""How many returns are filed in one turn."""


async def furnish(app: Database, brand: Brand) -> None:
    """A model with a battery, very many sold units, and the policy of the e-bike brand."""
    async with app.transaction(brand.tenant, EVERYBODY) as tx:
        fields = ModelFields(name="青禾一号", name_en="E1", category="e_bicycle", factory_id=brand.factory)
        model = await catalog.create_model(tx, "QH-E1", fields)
        price = Money.of_minor(39_900, "CNY")
        part = await catalog.create_part(
            tx, "BAT-48", PartFields(name="48V锂电池", name_en="battery", category="battery", unit_price=price)
        )
        bill = [BomEntry(part_id=part.id, quantity=1)]
        await catalog.replace_bom(tx, model.id, bill, expected_version=model.version)
        document = template("ebike-dealer-returns")
        address = replace(document.routing.addresses[0], factory="F-1")
        document = replace(
            document,
            routing=replace(document.routing, addresses=(address,)),
            returns=replace(document.returns, photos_required=0),
            forms=tuple(
                replace(form, required=tuple(field for field in form.required if field != "photos"))
                for form in document.forms
            ),
        )
        draft = await policy.draft(tx, document)
        await policy.publish(tx, draft.id, draft.version, None)
        today = datetime.now(UTC).date()
        for first in range(0, UNITS, CHUNK):
            await tx.execute(units.insert(), [_unit(brand, model.id, n, today) for n in range(first, first + CHUNK)])


def _unit(brand: Brand, model: object, number: int, sold: date) -> dict[str, object]:
    return {
        "tenant_id": brand.tenant,
        "id": new_id(),
        "serial": serial_of(number),
        "model_id": model,
        "dealer_id": brand.dealer,
        "sale_date": sold,
        "proof": "invoice",
    }


def serial_of(number: int) -> str:
    """The serial of a unit."""
    return f"QHE1{number:08}"


class Queue:
    """Units that nobody has filed yet, each handed out once."""

    def __init__(self) -> None:
        self._next = count()

    def take(self, number: int) -> list[int]:
        """So many of them."""
        return list(islice(self._next, number))


def filings(path: str, token: str, numbers: Sequence[int]) -> Iterator[bytes]:
    """Requests to file a return of each unit, each under a key of its own."""
    for number in numbers:
        line = {
            "serial": serial_of(number),
            "part_number": "BAT-48",
            "fault_code": "E01",
            "fault_text": "充满电后仅行驶 8 公里",
            "human_damage": False,
            "proof": "invoice",
        }
        body = msgspec.json.encode({"lines": [line]})
        yield request("POST", path, token, body, Idempotency_Key=f"bench-{number}")


async def plainly(pool: asyncpg.Pool, sample: Sample, token: str, numbers: Sequence[int], clients: int) -> Answered:
    """File a return of each unit on asyncpg alone, from so many clients."""
    left, times = iter(numbers), list[float]()

    async def one() -> None:
        async with pool.acquire() as connection:
            for number in left:
                began = perf_counter()
                await file_plainly(connection, sample, token, serial_of(number), f"bench-{number}")
                times.append((perf_counter() - began) * 1000)

    began = perf_counter()
    await asyncio.gather(*(one() for _ in range(clients)))
    return Answered(len(times), perf_counter() - began, tuple(times))


class Turns:
    """Three that file in turn: asyncpg alone, the bare route, and ours."""

    def __init__(self, pool: asyncpg.Pool, sample: Sample, token: str, bare_port: int, port: int) -> None:
        self._pool, self._sample, self._token = pool, sample, token
        self._ports = {"bare": (bare_port, "/returns"), "ours": (port, "/v1/returns")}
        self._queue = Queue()
        self._queue.take(1)

    async def one(self, name: str, clients: int) -> Answered:
        """One turn of one of them."""
        numbers = self._queue.take(TURN[clients])
        if name == "floor":
            return await plainly(self._pool, self._sample, self._token, numbers, clients)
        port, path = self._ports[name]
        return await answered_once(port, list(filings(path, self._token, numbers)), clients=clients)

    async def rounds(self, clients: int) -> dict[str, list[Answered]]:
        """Let all take turns; the first round only warms them."""
        done: dict[str, list[Answered]] = {"floor": [], "bare": [], "ours": []}
        for place in range(ROUNDS + 1):
            for name, turns in done.items():
                turn = await self.one(name, clients)
                if place:
                    turns.append(turn)
        return done


def figures(clients: int, done: dict[str, list[Answered]]) -> dict[str, float]:
    """Rates, medians and ratios of turns side by side."""
    found: dict[str, float] = {}
    for name, turns in done.items():
        found[f"at_{clients}.{name}_per_second"] = median(turn.rate for turn in turns)
        found[f"at_{clients}.{name}_p50_milliseconds"] = median(turn.p50 for turn in turns)
    for name in ("floor", "bare"):
        found[f"at_{clients}.ratio_to_{name}"] = median(
            mine.rate / theirs.rate for mine, theirs in zip(done["ours"], done[name], strict=True)
        )
    return found


async def _measure(ground: Ground) -> dict[str, float]:
    async with databases(ground) as (app, operators):
        brand = await make_brand(app, operators)
        await furnish(app, brand)
    with (
        ground.server("bare_filing", "benchmarks.bare_filing:create_app", "/health") as (_, bare_port),
        ground.server("api", "aftersales_api.main:create_app", "/health/startup") as (api, port),
    ):
        await answered_once(port, list(filings("/v1/returns", brand.clerk, [0])), clients=1)
        async with asyncpg.create_pool(ground.settings.database_url, min_size=MANY, max_size=MANY) as pool:
            async with pool.acquire() as connection:
                who = await enter(connection, brand.clerk)
                sample = await sample_of(connection, who.tenant)
                await connection.execute("ROLLBACK")
            turns = Turns(pool, sample, brand.clerk, bare_port, port)
            alone, before = await turns.rounds(ALONE), processor_seconds(api.pid)
            crowd = await turns.rounds(MANY)
            spent = processor_seconds(api.pid) - before
    filed = TURN[MANY] * (ROUNDS + 1)
    return {
        **figures(ALONE, alone),
        **figures(MANY, crowd),
        "cpu_microseconds": spent / filed * 1e6,
    }


def measure() -> dict[str, float]:
    """Filings per second and their median time at 1 and 16 clients, ours and both floors, and what ours keeps."""
    with standing() as ground:
        return {f"filing.{name}": value for name, value in uvloop.run(_measure(ground)).items()}


if __name__ == "__main__":
    for figure, value in measure().items():
        sys.stdout.write(f"{figure:50} {value:12,.2f}\n")
