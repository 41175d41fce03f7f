"""Usage over HTTP, and the requests themselves counted."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from tests.fixtures.api import Login
from tests.fixtures.kernel import NOW, Brand
from tests.metering.meters import event, record

from aftersales.kernel.access import Role
from aftersales.kernel.clock import SetClock
from aftersales.kernel.tx import Database
from aftersales.metering import service
from aftersales.metering.model import Meter
from aftersales.tenancy.tables import tenants
from aftersales_api.edge import Edge
from aftersales_api.metering.tally import Tally

HOUR = "2026-06-15T02Z"


@pytest.fixture
async def tally(api: httpx.AsyncClient) -> Tally:
    """The tally of the application under test, with nothing left in it from before."""
    transport = api._transport
    assert isinstance(transport, httpx.ASGITransport)
    assert isinstance(transport.app, Edge)
    tally: Tally = transport.app._app._app.state["tally"]  # type: ignore[attr-defined]  # Litestar behind edge and console
    await tally.flush()
    return tally


async def figures(client: httpx.AsyncClient, meter: Meter, grain: str = "hour") -> dict[str, tuple[int, object]]:
    answer = await client.get("/v1/usage", params={"meter": meter.value, "grain": grain})
    assert answer.status_code == 200, answer.text
    return {reading["period"]: (reading["quantity"], reading["by"]) for reading in answer.json()["readings"]}


async def test_requests_are_counted_by_outcome_and_people_once(
    brand: Brand, log_in: Login, api: httpx.AsyncClient, tally: Tally, clock: SetClock
) -> None:
    auditor, keeper = await log_in(brand, Role.AUDITOR), await log_in(brand, Role.WAREHOUSE_KEEPER)
    for _ in range(3):
        await auditor.http.get("/v1/sessions/current")
    await keeper.http.get("/v1/usage")
    await api.get("/v1/usage")
    await tally.flush()
    clock.advance(timedelta(hours=1))
    await keeper.http.get("/v1/sessions/current")
    await tally.flush()

    calls = await figures(auditor.http, Meter.API_CALLS)
    people = await figures(auditor.http, Meter.ACTIVE_USERS)
    month = await figures(auditor.http, Meter.ACTIVE_USERS, "month")

    assert calls == {HOUR: (4, {"ok": 3, "refused": 1}), "2026-06-15T03Z": (1, {"ok": 1})}
    assert people == {HOUR: (2, {}), "2026-06-15T03Z": (1, {})}
    assert month == {"2026-06": (2, {})}


async def test_a_flush_sent_again_counts_nothing_twice(
    brand: Brand, log_in: Login, tally: Tally, database: Database
) -> None:
    auditor = await log_in(brand, Role.AUDITOR)
    await auditor.http.get("/v1/sessions/current")
    batch = tally._batch()
    assert batch is not None

    async with database.anteroom() as room:
        counted = [await service.record_calls(room, batch) for _ in range(2)]
    await tally.flush()

    assert counted == [1, 0]
    assert await figures(auditor.http, Meter.API_CALLS) == {HOUR: (1, {"ok": 1})}
    assert await figures(auditor.http, Meter.ACTIVE_USERS) == {HOUR: (1, {})}


async def test_what_could_not_be_flushed_is_flushed_later(
    brand: Brand, log_in: Login, tally: Tally, database: Database
) -> None:
    auditor = await log_in(brand, Role.AUDITOR)
    await auditor.http.get("/v1/sessions/current")
    working, tally._database = tally._database, Gone(database.engine, before_commit=nothing, clock=database.clock)
    await tally._try_to_flush()
    tally._database = working
    await auditor.http.get("/v1/sessions/current")

    flushed = [await tally.flush() is not None for _ in range(3)]

    assert flushed == [True, True, False]
    assert await figures(auditor.http, Meter.API_CALLS) == {HOUR: (2, {"ok": 2})}


class Gone(Database):
    """A database that has no connection to give."""

    def connection(self) -> object:  # type: ignore[override]  # never gets as far as a connection
        """Refuse as a server that is down does."""
        raise ConnectionRefusedError


async def nothing(_: object) -> None:
    """Write no fact."""


async def test_a_stopping_process_flushes_a_last_time(brand: Brand, log_in: Login, tally: Tally) -> None:
    auditor = await log_in(brand, Role.AUDITOR)

    async with tally.running():
        await auditor.http.get("/v1/sessions/current")

    assert await figures(auditor.http, Meter.API_CALLS) == {HOUR: (1, {"ok": 1})}


async def test_a_month_turns_inside_a_utc_hour_where_the_zone_is_off_by_half_an_hour(
    brand: Brand, log_in: Login, tally: Tally, clock: SetClock, database: Database
) -> None:
    async with database.transaction(brand.id, brand.anyone) as tx:
        await tx.execute(tenants.update().where(tenants.c.id == brand.id).values(time_zone="Asia/Kolkata"))
    clock.at = datetime(2026, 6, 30, 18, 20, tzinfo=UTC)
    auditor = await log_in(brand, Role.AUDITOR)
    await auditor.http.get("/v1/sessions/current")
    clock.at = datetime(2026, 6, 30, 18, 40, tzinfo=UTC)
    await auditor.http.get("/v1/sessions/current")
    await tally.flush()

    answer = await auditor.http.get("/v1/usage", params={"from": "2026-06-01", "to": "2026-08-01"})

    readings = [(r["meter"], r["period"], r["quantity"]) for r in answer.json()["readings"]]
    assert readings == [
        ("active_users", "2026-06", 1),
        ("active_users", "2026-07", 1),
        ("api_calls", "2026-06", 1),
        ("api_calls", "2026-07", 1),
    ]
    for month in ("2026-06", "2026-07"):
        recounted = await auditor.http.get("/v1/usage/recomputation", params={"month": month})
        assert recounted.json()["agrees"] is True


async def test_the_events_of_an_hour_add_up_to_its_figure(brand: Brand, log_in: Login, database: Database) -> None:
    auditor = await log_in(brand, Role.AUDITOR)
    events = [event(number, NOW + timedelta(minutes=number), quantity=number) for number in range(1, 8)]
    await record(database, brand, *events, event("next hour", NOW + timedelta(hours=1)))
    found, cursor, pages = [], None, 0
    while pages == 0 or cursor:
        params = {"meter": "returns_filed", "hour": "2026-06-15T02:30:00Z", "limit": "3"}
        answer = await auditor.http.get("/v1/usage/events", params=params | ({"cursor": cursor} if cursor else {}))
        assert answer.status_code == 200, answer.text
        found += answer.json()["items"]
        cursor, pages = answer.json()["next_cursor"], pages + 1

    assert [item["quantity"] for item in found] == [1, 2, 3, 4, 5, 6, 7]
    assert pages == 3
    assert (await figures(auditor.http, Meter.RETURNS_FILED))[HOUR] == (28, {})
    assert found[0] == {
        "id": str(events[0].id),
        "meter": "returns_filed",
        "quantity": 1,
        "occurred_at": "2026-06-15T02:01:00Z",
        "cause_kind": "fact",
        "cause_id": str(events[0].cause_id),
        "dimension": "",
        "month": "2026-06-01",
        "recorded_at": found[0]["recorded_at"],
        "corrects": None,
        "reason": "",
    }


async def test_the_people_behind_a_figure_can_be_listed(brand: Brand, log_in: Login, tally: Tally) -> None:
    auditor, keeper = await log_in(brand, Role.AUDITOR), await log_in(brand, Role.WAREHOUSE_KEEPER)
    for client in (auditor, keeper, auditor):
        await client.http.get("/v1/sessions/current")
    await tally.flush()
    expected = sorted([str(auditor.person_id), str(keeper.person_id)])

    by_hour = await auditor.http.get("/v1/usage/events?meter=active_users&hour=2026-06-15T02:00:00Z&limit=1")
    rest = await auditor.http.get(
        "/v1/usage/events",
        params={
            "meter": "active_users",
            "hour": "2026-06-15T02:00:00Z",
            "limit": "1",
            "cursor": by_hour.json()["next_cursor"],
        },
    )
    by_month = await auditor.http.get("/v1/usage/events?meter=active_users&month=2026-06")

    assert [item["cause_id"] for item in by_hour.json()["items"] + rest.json()["items"]] == expected
    assert [item["cause_id"] for item in by_month.json()["items"]] == expected
    assert rest.json()["next_cursor"] is None


@pytest.mark.parametrize(
    ("path", "status", "code", "pointer"),
    [
        ("/v1/usage?from=2026-06-02&to=2026-06-01", 422, "usage_period_wrong", "/query/to"),
        ("/v1/usage?from=2026-01-01&to=2026-06-01&grain=hour", 422, "usage_period_wrong", "/query/to"),
        ("/v1/usage?from=9999-12-31", 422, "usage_period_wrong", "/query/to"),
        ("/v1/usage?from=0001-01-01&to=0001-01-02", 422, "usage_period_wrong", "/query/to"),
        ("/v1/usage?from=gestern", 400, "malformed", None),
        ("/v1/usage?meter=electricity", 400, "malformed", "/query/meter"),
        ("/v1/usage/events?meter=api_calls", 422, "usage_place_missing", "/query/hour"),
        ("/v1/usage/events?meter=api_calls&hour=2026-06-15T02:00:00", 422, "usage_place_missing", "/query/hour"),
        ("/v1/usage/events?meter=api_calls&hour=9999-12-31T23:59:59Z", 422, "usage_place_missing", "/query/hour"),
        (
            "/v1/usage/events?meter=api_calls&hour=0001-01-01T00:00:00%2B14:00",
            422,
            "usage_place_missing",
            "/query/hour",
        ),
        (
            "/v1/usage/events?meter=api_calls&month=2026-06&hour=2026-06-15T02:00:00Z",
            422,
            "usage_place_missing",
            "/query/hour",
        ),
        ("/v1/usage/events?meter=api_calls&hour=2026-06-15T02:00:00Z&cursor=AAAA", 400, "cursor_unusable", None),
        ("/v1/usage/recomputation?month=2026-13", 400, "malformed", "/query/month"),
    ],
)
async def test_a_question_that_makes_no_sense_is_refused(
    brand: Brand, log_in: Login, path: str, status: int, code: str, pointer: str | None
) -> None:
    auditor = await log_in(brand, Role.AUDITOR)

    answer = await auditor.http.get(path)

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code), answer.text
    if pointer:
        assert [error["pointer"] for error in problem["errors"]] == [pointer]


@pytest.mark.parametrize(
    "path",
    ["/v1/usage", "/v1/usage/events?meter=api_calls&month=2026-06", "/v1/usage/recomputation?month=2026-06"],
)
async def test_usage_is_closed_to_strangers_dealers_and_those_without_the_right(
    brand: Brand, log_in: Login, api: httpx.AsyncClient, path: str
) -> None:
    keeper = await log_in(brand, Role.WAREHOUSE_KEEPER)

    anonymous, without = await api.get(path), await keeper.http.get(path)

    assert (anonymous.status_code, without.status_code) == (401, 403)
