"""Stopwatches as people see them: paused for a permitted reason, resumed, listed."""

from datetime import datetime, timedelta

import httpx
import pytest
from tests.fixtures.api import Login
from tests.fixtures.kernel import NOW, Brand
from tests.fixtures.worker import Drain
from tests.policy.returns_of_facts import CALL_DUE, HOUR, INSPECT_DUE, Case, names
from tests.policy.samples import Json
from tests.policy.versions import published

from aftersales.claims import events
from aftersales.kernel.access import Role
from aftersales.kernel.clock import SetClock
from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Database
from aftersales.policy.stopwatches.model import StopwatchShown


@pytest.fixture
async def case(database: Database, brand: Brand) -> Case:
    """A return under the e-bike policy."""
    await published(database, brand)
    return Case(database, brand)


async def pause(client: httpx.AsyncClient, one: StopwatchShown, reason: str = "waiting_for_parts") -> httpx.Response:
    """Pause a stopwatch by hand."""
    return await client.post(
        f"/v1/stopwatches/{one.id}/pause", json={"reason": reason}, headers={"If-Match": f'"{one.version}"'}
    )


async def resume(client: httpx.AsyncClient, one: StopwatchShown) -> httpx.Response:
    """Let a stopwatch run again by hand."""
    return await client.post(f"/v1/stopwatches/{one.id}/resumption", headers={"If-Match": f'"{one.version}"'})


async def test_a_pause_stops_the_clock_and_moves_the_due_instant(
    case: Case, drain: Drain, clock: SetClock, brand: Brand, log_in: Login
) -> None:
    clerk = (await log_in(brand, Role.AFTER_SALES_CLERK)).http
    await case.tell(case.received)
    await drain()
    inspect = (await case.stopwatches())["inspect"]

    paused = await pause(clerk, inspect)
    clock.advance(timedelta(days=20))
    await drain()
    between = (await case.stopwatches())["inspect"]
    resumed = await resume((await log_in(brand, Role.AFTER_SALES_CLERK)).http, between)
    clock.at = datetime.fromisoformat("2026-07-14T17:30+08:00") - timedelta.resolution
    await drain()
    almost = (await case.stopwatches())["inspect"]
    clock.advance(timedelta.resolution)
    await drain()

    assert (paused.status_code, paused.json()["state"], paused.json()["due_at"]) == (200, "paused", None)
    assert (between.state.value, between.due_at, between.breached_at) == ("paused", None, None)
    assert between.elapsed_seconds == 0
    assert (resumed.status_code, resumed.headers["ETag"]) == (200, '"3"')
    assert datetime.fromisoformat(resumed.json()["due_at"]) == datetime.fromisoformat("2026-07-14T17:30+08:00")
    assert almost.breached_at is None
    assert (await case.stopwatches())["inspect"].breached_at == datetime.fromisoformat("2026-07-14T17:30+08:00")
    told = await case.told("policy.stopwatch_paused")
    assert [(one.payload["reason"], one.actor_name) for one in told] == [("waiting_for_parts", "王小明")]
    assert names(await case.told())[2:] == [
        ("paused", "inspect"),
        ("breached", "call_dealer"),
        ("resumed", "inspect"),
        ("breached", "inspect"),
    ]


async def test_a_pause_that_may_not_be_changes_nothing(case: Case, drain: Drain, brand: Brand, log_in: Login) -> None:
    clerk = (await log_in(brand, Role.AFTER_SALES_CLERK)).http
    auditor = (await log_in(brand, Role.AUDITOR)).http
    dealer = (await log_in(brand, Role.DEALER_MANAGER, dealer=brand.headquarters)).http
    await case.tell(case.received)
    await drain()
    before = await case.stopwatches()
    call, inspect = before["call_dealer"], before["inspect"]
    path = f"/v1/stopwatches/{inspect.id}/pause"

    answers = [
        await pause(clerk, call),
        await pause(clerk, inspect, "lunch"),
        await resume(clerk, inspect),
        await pause(auditor, inspect),
        await pause(dealer, inspect),
        await clerk.post(path, json={"reason": "waiting_for_parts"}),
        await clerk.post(path, json={"reason": "waiting_for_parts"}, headers={"If-Match": '"9"'}),
        await clerk.post(path, json={"reason": ""}, headers={"If-Match": '"1"'}),
        await clerk.post(f"/v1/stopwatches/{new_id()}/pause", json={"reason": "x"}, headers={"If-Match": '"1"'}),
    ]

    assert [(one.status_code, one.json()["code"]) for one in answers] == [
        (422, "pause_reason_refused"),
        (422, "pause_reason_refused"),
        (409, "stopwatch_move_refused"),
        (403, "forbidden"),
        (403, "forbidden"),
        (428, "version_required"),
        (412, "stale_version"),
        (400, "malformed"),
        (404, "not_found"),
    ]
    assert await case.stopwatches() == before
    assert names(await case.told()) == [("started", "call_dealer"), ("started", "inspect")]


async def test_a_newer_version_moves_the_due_instant_and_keeps_the_pauses(
    case: Case, drain: Drain, clock: SetClock, brand: Brand, database: Database, log_in: Login
) -> None:
    def longer(document: Json) -> None:
        document["stopwatches"][0]["limit"]["amount"] = 6
        document["stopwatches"][1]["limit"] = {"amount": 3, "unit": "hours"}

    clerk = (await log_in(brand, Role.AFTER_SALES_CLERK)).http
    await case.tell(case.received)
    await drain()
    await pause(clerk, (await case.stopwatches())["inspect"])
    clock.advance(HOUR)
    await resume(clerk, (await case.stopwatches())["inspect"])
    later = await published(database, brand, longer, at=NOW + 3 * HOUR)

    clock.advance(HOUR)
    await drain()
    before = await case.stopwatches()
    clock.advance(HOUR)
    await drain()

    found = await case.stopwatches()
    assert [before[code].due_at for code in ("call_dealer", "inspect")] == [CALL_DUE, INSPECT_DUE]
    assert {one.policy_version_id for one in found.values()} == {later.version_id}
    assert found["call_dealer"].due_at == CALL_DUE + 2 * HOUR
    assert found["inspect"].due_at == datetime.fromisoformat("2026-06-15T15:30+08:00")
    assert [one.move.value for one in found["inspect"].events] == ["started", "paused", "resumed"]
    clock.at = CALL_DUE
    await drain()
    assert names(await case.told("policy.stopwatch_breached")) == [("breached", "inspect")]


async def test_stopwatches_are_listed_by_state_subject_and_breach(
    case: Case, drain: Drain, clock: SetClock, brand: Brand, database: Database, log_in: Login
) -> None:
    other = Case(database, brand)
    auditor = (await log_in(brand, Role.AUDITOR)).http
    await case.tell(case.received)
    await drain()
    clock.at = CALL_DUE
    await other.tell(other.received)
    await drain()
    await other.tell(other.called)
    await drain()

    async def codes(**wanted: str | bool) -> list[str]:
        answer = await auditor.get("/v1/stopwatches", params=wanted)
        return [one["code"] for one in answer.json()["items"]]

    first = await auditor.get("/v1/stopwatches", params={"limit": 3})
    second = await auditor.get("/v1/stopwatches", params={"limit": 3, "cursor": first.json()["next_cursor"]})
    seen = [one["id"] for one in first.json()["items"] + second.json()["items"]]
    assert len(set(seen)) == 4
    assert await codes(breached=True) == ["call_dealer"]
    assert len(await codes(breached=False)) == 3
    assert await codes(state="stopped") == ["call_dealer"]
    assert sorted(await codes(subject_id=str(other.id))) == ["call_dealer", "inspect"]
    assert await codes(subject="count") == []
    assert (await auditor.get("/v1/stopwatches", params={"state": "broken"})).status_code == 400
    one = await auditor.get(f"/v1/stopwatches/{seen[0]}")
    assert (one.status_code, one.headers["ETag"]) == (200, f'"{one.json()["version"]}"')


async def test_a_dealer_sees_the_limits_of_its_own_returns(
    case: Case, drain: Drain, brand: Brand, database: Database, log_in: Login
) -> None:
    mine = Case(database, brand)
    mine.dealer = brand.headquarters
    mine.about = events.About(return_id=mine.id, number="TH-2", dealer_id=mine.dealer)
    dealer = (await log_in(brand, Role.DEALER_CLERK, dealer=brand.headquarters)).http
    await case.tell(case.received)
    await mine.tell(mine.received)
    await drain()

    listed = await dealer.get("/v1/stopwatches")
    foreign = await dealer.get(f"/v1/stopwatches/{(await case.stopwatches())['inspect'].id}")

    assert {one["subject_id"] for one in listed.json()["items"]} == {str(mine.id)}
    assert foreign.status_code == 404
