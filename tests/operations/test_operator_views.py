"""What an operator sees of all tenants side by side, and what stays out of reach."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

import asyncpg
import httpx
import pytest
from msgspec import Struct
from tests.fixtures.api import Login
from tests.fixtures.kernel import NOW, Brand, MakeTenant
from tests.fixtures.worker import Drain
from tests.metering.meters import event, record

from aftersales.kernel.access import Role
from aftersales.kernel.clock import SetClock
from aftersales.kernel.ids import new_id
from aftersales.kernel.tables import TENANT_TABLES
from aftersales.kernel.tx import Database, Tx
from aftersales.metering.model import Meter
from aftersales.platform import service as platform
from aftersales.platform.model import Fleet
from aftersales.tenancy.tables import operator_acts
from aftersales_worker import subscriptions
from aftersales_worker.subscriptions import Retries, timer

HANDLER = "test.break_on_purpose"
SECRET = "客户李四的电话是保密的"


class Fragile(Struct, frozen=True):
    """What the test's handler is given."""

    note: str


class Breaker:
    """A handler that fails until it is mended."""

    broken: ClassVar[bool] = True
    done: ClassVar[list[str]] = []


class PartMissingError(Exception):
    """The test's own failure."""


@pytest.fixture
def breaker() -> Iterator[type[Breaker]]:
    """The handler, broken, registered for the length of a test."""
    Breaker.broken, Breaker.done = True, []

    @timer(HANDLER, Fragile, fleet=Fleet.MONEY, retries=Retries(most=1))
    async def break_on_purpose(_: Tx, payload: Fragile) -> None:
        """Fail until mended."""
        if Breaker.broken:
            raise PartMissingError(SECRET)
        Breaker.done.append(payload.note)

    yield Breaker
    del subscriptions.HANDLERS[HANDLER]


async def dead_letter(brand: Brand, database: Database, drain: Drain) -> UUID:
    """The identity of a delivery that has failed for good."""
    cause = new_id()
    async with database.transaction(brand.id, brand.anyone) as tx:
        await platform.set_timer(tx, HANDLER, cause, tx.now, fleet=Fleet.MONEY, payload=Fragile(note=SECRET))
    await drain()
    async with database.transaction(brand.id, brand.anyone) as tx:
        (row,) = await tx.fetch("SELECT id, state FROM deliveries WHERE cause_id = $1", cause)
    assert row["state"] == "dead"
    delivery_id: UUID = row["id"]
    return delivery_id


async def test_an_operator_sees_all_tenants_side_by_side(
    make_tenant: MakeTenant, database: Database, operator: httpx.AsyncClient
) -> None:
    stem = new_id().hex[-10:]
    first, second, third = [await make_tenant(f"~{stem}-{letter}") for letter in "abc"]
    kept = Meter.DOCUMENT_BYTES_KEPT
    await record(database, first, event(1, NOW), event(2, NOW - timedelta(days=40), meter=kept, quantity=700))
    await record(database, second, event(1, NOW, quantity=4), event(2, NOW - timedelta(days=40), quantity=9))
    found: list[dict[str, object]] = []
    cursor: str | None = ""
    while cursor is not None:
        params = {"month": "2026-06", "limit": "2"} | ({"cursor": cursor} if cursor else {})
        answer = await operator.get("/v1/operator/usage", params=params)
        assert answer.status_code == 200, answer.text
        found += answer.json()["items"]
        cursor = answer.json()["next_cursor"]

    mine = [row for row in found if str(row["code"]).startswith(f"~{stem}")]

    nothing = dict.fromkeys((meter.value for meter in Meter), 0)
    assert [row["tenant_id"] for row in mine] == [str(first.id), str(second.id), str(third.id)]
    assert [row["meters"] for row in mine] == [
        nothing | {"returns_filed": 1, "document_bytes_kept": 700},
        nothing | {"returns_filed": 4},
        nothing,
    ]
    assert len({row["tenant_id"] for row in found}) == len(found)


async def test_the_operators_role_reads_no_table_of_a_tenant(operator_database: Database) -> None:
    refused = []
    for name in TENANT_TABLES:
        async with operator_database.anteroom() as room:
            try:
                await room.fetch(f"SELECT count(*) FROM {name}")  # noqa: S608 - names of our own tables
            except asyncpg.InsufficientPrivilegeError:
                refused.append(name)

    assert refused == list(TENANT_TABLES)


async def test_a_tenants_role_may_not_call_the_operators_functions(database: Database) -> None:
    async with database.anteroom() as room:
        for call in ("operator_usage('2026-06-01', '', 10)", "operator_fleets(now())", "operator_outbox(now())"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await room.fetch(f"SELECT * FROM {call}")  # noqa: S608 - calls of our own functions


@pytest.mark.usefixtures("breaker")
async def test_a_dead_letter_shows_its_error_by_name_only(
    brand: Brand, database: Database, drain: Drain, operator: httpx.AsyncClient
) -> None:
    delivery_id = await dead_letter(brand, database, drain)

    answer = await operator.get(f"/v1/operator/deliveries?tenant={brand.id}&fleet=money")

    assert answer.status_code == 200, answer.text
    (row,) = answer.json()["items"]
    assert (row["id"], row["tenant_id"]) == (str(delivery_id), str(brand.id))
    assert (row["handler"], row["fleet"], row["state"]) == (HANDLER, "money", "dead")
    assert (row["error"], row["attempt"], row["failures"]) == ("PartMissingError", 1, 1)
    assert SECRET not in answer.text


async def test_a_dead_letter_is_replayed_once_its_handler_is_mended(
    brand: Brand,
    database: Database,
    operator_database: Database,
    drain: Drain,
    operator: httpx.AsyncClient,
    breaker: type[Breaker],
) -> None:
    delivery_id = await dead_letter(brand, database, drain)
    breaker.broken = False
    path = f"/v1/operator/deliveries/{brand.id}/{delivery_id}/replay"

    replayed = await operator.post(path)
    await drain()
    again = await operator.post(path)

    assert replayed.status_code == 202, replayed.text
    assert breaker.done == [SECRET]
    assert (again.status_code, again.json()["code"]) == (409, "delivery_not_replayable")
    async with operator_database.operator_transaction(UUID(int=1)) as tx:
        acts = (await tx.execute(operator_acts.select().where(operator_acts.c.tenant_id == brand.id))).all()
    assert [(act.act, str(act.operator_id), act.details) for act in acts] == [
        (
            "delivery.replayed",
            operator.headers["x-operator"],
            {"delivery_id": str(delivery_id), "handler": HANDLER, "failures": "1"},
        ),
    ]
    assert str(acts[0].id) == replayed.json()["act_id"]


@pytest.mark.usefixtures("breaker")
async def test_a_delivery_is_not_replayed_under_another_tenant(
    brand: Brand,
    make_tenant: MakeTenant,
    database: Database,
    drain: Drain,
    operator: httpx.AsyncClient,
) -> None:
    other = await make_tenant()
    delivery_id = await dead_letter(brand, database, drain)

    answer = await operator.post(f"/v1/operator/deliveries/{other.id}/{delivery_id}/replay")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    listed = await operator.get(f"/v1/operator/deliveries?tenant={brand.id}")
    assert [row["state"] for row in listed.json()["items"]] == ["dead"]


async def test_fleets_tell_what_waits_how_long_and_what_died(
    brand: Brand,
    database: Database,
    drain: Drain,
    clock: SetClock,
    operator: httpx.AsyncClient,
    breaker: type[Breaker],
) -> None:
    await drain()
    before = {fleet["fleet"]: fleet for fleet in (await operator.get("/v1/operator/fleets")).json()}
    await dead_letter(brand, database, drain)
    async with database.transaction(brand.id, brand.anyone) as tx:
        for wait in (timedelta(0), timedelta(minutes=2), timedelta(days=1)):
            await platform.set_timer(
                tx, HANDLER, new_id(), tx.now + wait, fleet=Fleet.MONEY, payload=Fragile(note="later")
            )
    clock.advance(timedelta(minutes=5))

    fleets = {fleet["fleet"]: fleet for fleet in (await operator.get("/v1/operator/fleets")).json()}

    changed = {key: fleets["money"][key] - before["money"][key] for key in before["money"] if key != "fleet"}
    assert list(fleets) == ["interactive", "documents", "money", "bulk"]
    assert changed == {
        "waiting": 2,
        "planned": 1,
        "running": 0,
        "oldest_age_seconds": 300.0,
        "overdue_leases": 0,
        "failures": 1,
        "dead": 1,
        "died_last_hour": 1,
        "done_last_hour": 0,
    }
    breaker.broken = False
    clock.advance(timedelta(days=2))
    await drain()


async def test_a_noisy_neighbour_shows_by_its_share(
    make_tenant: MakeTenant,
    database: Database,
    clock: SetClock,
    drain: Drain,
    operator: httpx.AsyncClient,
    breaker: type[Breaker],
) -> None:
    breaker.broken = False
    await drain()
    noisy, quiet = await make_tenant(), await make_tenant()
    for brand, many in ((noisy, 9), (quiet, 1)):
        async with database.transaction(brand.id, brand.anyone) as tx:
            for _ in range(many):
                await platform.set_timer(tx, HANDLER, new_id(), tx.now, fleet=Fleet.MONEY, payload=Fragile(note=""))
    calls = Meter.API_CALLS
    clock.at = NOW + timedelta(days=3650)
    await record(
        database,
        noisy,
        event(1, clock.at, meter=calls, quantity=60, dimension="ok"),
        event(2, clock.at - timedelta(hours=1), meter=calls, quantity=30, dimension="failed"),
        event(3, clock.at - timedelta(hours=2), meter=calls, quantity=1000, dimension="ok"),
    )
    await record(database, quiet, event(1, clock.at, meter=calls, quantity=10, dimension="refused"))

    loads = [(await operator.get(f"/v1/operator/tenants/{brand.id}/load")).json() for brand in (noisy, quiet)]
    unknown = await operator.get(f"/v1/operator/tenants/{new_id()}/load")
    await drain()

    money = [next(part for part in load["fleets"] if part["fleet"] == "money") for load in loads]
    assert [(part["share"], part["waiting"], part["waiting_of_all"]) for part in money] == [(0.9, 9, 10), (0.1, 1, 10)]
    assert [(part["calls"]["calls"], part["calls"]["failed"], part["calls"]["refused"]) for part in loads] == [
        (90, 30, 0),
        (10, 0, 10),
    ]
    assert [load["calls"]["calls_of_all"] for load in loads] == [100, 100]
    assert unknown.status_code == 404


async def test_a_correction_is_an_event_of_its_own_in_the_hour_it_corrects(
    brand: Brand, database: Database, operator: httpx.AsyncClient, log_in: Login
) -> None:
    auditor = await log_in(brand, Role.AUDITOR)
    original = event("double", NOW - timedelta(days=30), quantity=10)
    await record(database, brand, original)
    path = f"/v1/operator/tenants/{brand.id}/usage-corrections"
    body = {"event_id": str(original.id), "quantity": 4, "reason": "重复导入"}

    corrected = [await operator.post(path, json=body, headers={"Idempotency-Key": "once"}) for _ in range(2)]
    too_much = await operator.post(path, json=body | {"quantity": 7})

    assert [answer.status_code for answer in corrected] == [201, 201]
    assert corrected[0].json() == corrected[1].json()
    assert (too_much.status_code, too_much.json()["code"]) == (422, "correction_too_large")
    listed = (await auditor.http.get("/v1/usage/events?meter=returns_filed&month=2026-05")).json()["items"]
    assert sorted((row["quantity"], row["corrects"], row["reason"]) for row in listed) == [
        (-4, str(original.id), "重复导入"),
        (10, None, ""),
    ]
    recounted = (await auditor.http.get("/v1/usage/recomputation?month=2026-05")).json()
    assert recounted["agrees"] is True
    assert [figure["rolled_up"] for figure in recounted["months"]] == [6]


async def test_the_exposition_is_prometheus_text(operator: httpx.AsyncClient) -> None:
    await operator.get("/v1/operator/fleets")
    before = samples(await operator.get("/metrics"))
    await operator.get("/v1/operator/fleets")

    after = samples(await operator.get("/metrics"))

    labels = 'method="GET",route="/v1/operator/fleets",status="2xx"'
    for series in (f"_count{{{labels}}}", f'_bucket{{le="+Inf",{labels}}}'):
        name = f"http_server_request_duration_seconds{series}"
        assert after[name] - before[name] == 1
    assert {'aftersales_deliveries_oldest_age_seconds{fleet="bulk"}', "aftersales_outbox_lag_seconds"} <= after.keys()


def samples(answer: httpx.Response) -> dict[str, float]:
    """Every sample of an exposition that is written as it should be."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    line = re.compile(r'# (?:HELP|TYPE) .+|([a-z_]+(?:\{[a-z]+="[^"]*"(?:,[a-z]+="[^"]*")*\})?) ([0-9.e+-]+)')
    found = [line.fullmatch(text) for text in answer.text.splitlines()]
    assert None not in found
    return {match[1]: float(match[2]) for match in found if match and match[1]}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/metrics"),
        ("GET", "/v1/operator/usage?month=2026-06"),
        ("GET", "/v1/operator/fleets"),
        ("GET", "/v1/operator/deliveries"),
        ("POST", "/v1/operator/deliveries/{id}/{id}/replay"),
        ("GET", "/v1/operator/tenants/{id}/load"),
        ("POST", "/v1/operator/tenants/{id}/usage-corrections"),
    ],
)
async def test_operators_views_are_closed_to_everybody_else(
    brand: Brand, log_in: Login, api: httpx.AsyncClient, method: str, path: str
) -> None:
    administrator = await log_in(brand, Role.ADMINISTRATOR)
    body = {"event_id": str(brand.id), "quantity": 1, "reason": "x"} if path.endswith("corrections") else None
    address = path.replace("{id}", str(brand.id))

    answers = [await client.request(method, address, json=body) for client in (api, administrator.http)]

    assert [answer.status_code for answer in answers] == [401, 401]
