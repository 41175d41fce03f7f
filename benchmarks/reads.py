"""How fast one return is read and fifty are listed over HTTP, beside bare routes that send the same statements.

Both applications run at once, each in one process, and take turns of a second, so that both see the same weather.
"""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from statistics import median
from typing import Final

import uvloop
from msgspec import Struct

from aftersales.catalog.tables import catalog_parts
from aftersales.claims.returns.tables import return_lines, returns
from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Database
from benchmarks.ground import Ground, standing
from benchmarks.load import answered, request
from benchmarks.people import EVERYBODY, Brand, databases, make_brand
from benchmarks.usage import processor_seconds

RETURNS: Final = 400
LINES: Final = 3
ROUNDS: Final = 5
TURN: Final = 0.7
"""Seconds of one turn."""

FEW, MANY = 16, 64


class Side(Struct, frozen=True):
    """One of two that are measured side by side: where it answers, what is asked of it, how many ask, its process."""

    port: int
    requests: Sequence[bytes]
    clients: int
    pid: int


async def fill(app: Database, brand: Brand) -> list[str]:
    """Returns of three lines each; their identities."""
    part, now = new_id(), datetime.now(UTC)
    known = [new_id() for _ in range(RETURNS)]
    route = {"factory": "F-1", "address": "示范路1号", "consignee": "收货组", "phone": "13800009001"}
    async with app.transaction(brand.tenant, EVERYBODY) as tx:
        await tx.execute(
            catalog_parts.insert().values(tenant_id=brand.tenant, id=part, number="P-1", name="电池"),
        )
        head = {
            "tenant_id": brand.tenant,
            "dealer_id": brand.dealer,
            "dealer_name": "杭州示范车行",
            "factory_id": brand.factory,
            "state": "approved",
            "amount_minor": 119_700,
            "currency": "CNY",
            "policy_version_id": new_id(),
            "policy_label": "电动车经销商退货 2026-07",
            "decision_id": new_id(),
            "route": route,
            "line_count": LINES,
            "filed_by": EVERYBODY.id,
            "filed_at": now,
            "approved_at": now,
        }
        await tx.execute(
            returns.insert(),
            [{**head, "id": one, "number": f"RMA-{number:08}"} for number, one in enumerate(known)],
        )
        line = {
            "tenant_id": brand.tenant,
            "dealer_id": brand.dealer,
            "part_id": part,
            "part_number": "P-1",
            "part_name": "48V锂电池",
            "model_code": "QH-E1",
            "quantity": 1,
            "fault_code": "E01",
            "fault_text": "充满电后仅行驶 8 公里",
            "human_damage": False,
            "proof": "invoice",
            "unit_price_minor": 39_900,
            "currency": "CNY",
            "outcome": "covered",
            "clause": "QH-1.1",
            "clause_text": {"zh": "电池保修十二个月", "en": "Batteries: twelve months"},
            "accepted": True,
        }
        await tx.execute(
            return_lines.insert(),
            [
                {**line, "return_id": one, "line": place, "serial": f"S{number:06}{place}"}
                for number, one in enumerate(known)
                for place in range(1, LINES + 1)
            ],
        )
    return [str(one) for one in known]


class Compared(Struct, frozen=True):
    """What two sides did: answers per second, the ratio of turns side by side, processor time of ours per answer."""

    floor: float
    ours: float
    ratio: float
    floor_cpu: float
    ours_cpu: float
    p50: float


async def side_by_side(floor: Side, ours: Side) -> Compared:
    """Let both take turns; the ratio is the median over pairs of turns."""
    rates: dict[str, list[float]] = {"floor": [], "ours": []}
    spent, counts, p50 = {"floor": 0.0, "ours": 0.0}, {"floor": 0, "ours": 0}, []
    for side in (floor, ours):
        await answered(side.port, side.requests, clients=side.clients, seconds=TURN / 2)
    for _ in range(ROUNDS):
        for name, side in (("floor", floor), ("ours", ours)):
            before = processor_seconds(side.pid)
            turn = await answered(side.port, side.requests, clients=side.clients, seconds=TURN)
            spent[name] += processor_seconds(side.pid) - before
            counts[name] += turn.count
            rates[name].append(turn.rate)
            p50.append(turn.p50)
    return Compared(
        floor=median(rates["floor"]),
        ours=median(rates["ours"]),
        ratio=median(mine / theirs for theirs, mine in zip(rates["floor"], rates["ours"], strict=True)),
        floor_cpu=spent["floor"] / counts["floor"] * 1e6,
        ours_cpu=spent["ours"] / counts["ours"] * 1e6,
        p50=median(p50[1::2]),
    )


def figures(name: str, compared: Compared) -> dict[str, float]:
    """The figures of one comparison."""
    return {
        f"{name}.floor_per_second": compared.floor,
        f"{name}.per_second": compared.ours,
        f"{name}.ratio": compared.ratio,
        f"{name}.floor_cpu_microseconds": compared.floor_cpu,
        f"{name}.cpu_microseconds": compared.ours_cpu,
        f"{name}.p50_milliseconds": compared.p50,
    }


async def _measure(ground: Ground) -> dict[str, float]:
    async with databases(ground) as (app, operators):
        brand = await make_brand(app, operators)
        known = await fill(app, brand)
    with (
        ground.server("bare", "benchmarks.bare:create_app", "/health") as (bare, bare_port),
        ground.server("api", "aftersales_api.main:create_app", "/health/startup") as (api, api_port),
    ):
        one = [request("GET", f"/returns/{each}", brand.clerk) for each in known]
        our_one = [request("GET", f"/v1/returns/{each}", brand.clerk) for each in known]
        fifty = [request("GET", "/returns", brand.clerk)]
        our_fifty = [request("GET", "/v1/returns?limit=50", brand.clerk)]
        read = await side_by_side(Side(bare_port, one, FEW, bare.pid), Side(api_port, our_one, FEW, api.pid))
        listed = await side_by_side(Side(bare_port, fifty, FEW, bare.pid), Side(api_port, our_fifty, FEW, api.pid))
        crowd = await side_by_side(Side(api_port, our_one, FEW, api.pid), Side(api_port, our_one, MANY, api.pid))
    return {
        **figures("reads.one", read),
        **figures("reads.fifty", listed),
        "reads.crowd.at_16_per_second": crowd.floor,
        "reads.crowd.at_64_per_second": crowd.ours,
        "reads.crowd.ratio": crowd.ratio,
    }


def measure() -> dict[str, float]:
    """Answers per second of ours and of the floor, their ratio, and what 64 clients keep of the rate of 16."""
    with standing() as ground:
        return uvloop.run(_measure(ground))


if __name__ == "__main__":
    for figure, value in measure().items():
        sys.stdout.write(f"{figure:50} {value:12,.2f}\n")
