"""Stopwatches with workers: facts start and stop them, people pause them, the clock breaches them, once."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import httpx
import pytest
from sqlalchemy import insert, select, update
from tests.fixtures.api import Login
from tests.fixtures.kernel import NOW, Brand
from tests.fixtures.worker import Drain
from tests.policy.samples import AIR_NAME, Json
from tests.policy.versions import nothing, published

from aftersales.claims import events
from aftersales.claims.returns.model import ReturnId
from aftersales.kernel.access import WORKER, Role
from aftersales.kernel.clock import SetClock
from aftersales.kernel.facts import Fact
from aftersales.kernel.ids import OrganisationId, new_id
from aftersales.kernel.money import Money
from aftersales.kernel.tx import Database
from aftersales.platform import service as platform
from aftersales.platform.model import Delivery, FactRow
from aftersales.platform.tables import deliveries, fact_outbox
from aftersales.policy import service as policies
from aftersales.policy.stopwatches import service
from aftersales.policy.stopwatches.model import StopwatchShown
from aftersales.policy.stopwatches.store import Wanted

HOUR = timedelta(hours=1)
CALL_DUE = datetime.fromisoformat("2026-06-15T15:30+08:00")
"""Four office hours after ten o'clock: two until the lunch break, two after it."""

INSPECT_DUE = datetime.fromisoformat("2026-06-25T17:30+08:00")
"""The close of the seventh working day after the 15th; the 19th is the Dragon Boat festival."""


class Case:
    """One return that only facts know."""

    def __init__(self, database: Database, brand: Brand) -> None:
        self.database, self.brand = database, brand
        self.id, self.dealer = ReturnId(new_id()), OrganisationId(new_id())
        self.about = events.About(return_id=self.id, number="TH-1", dealer_id=self.dealer)

    async def tell(self, *facts: Fact) -> None:
        """Let facts happen in one transaction."""
        async with self.database.transaction(self.brand.id, self.brand.anyone) as tx:
            for fact in facts:
                tx.emit(fact)

    @property
    def received(self) -> Fact:
        """The parts arrived."""
        return events.ReturnReceived(**self.about, discrepancies=0, received_quantity=1)

    @property
    def called(self) -> Fact:
        """The dealer was phoned."""
        return events.DealerCalled(**self.about, task_id=new_id(), note="已通知")

    async def stopwatches(self) -> dict[str, StopwatchShown]:
        """What the return's stopwatches show now, by code; of two with one code the one started last."""
        async with self.database.transaction(self.brand.id, self.brand.anyone) as tx:
            found, _ = await service.listed(tx, Wanted(subject_id=self.id), limit=50, cursor=None)
        return {one.code: one for one in reversed(found)}

    async def told(self, name: str = "policy.stopwatch") -> list[FactRow]:
        """The facts that stopwatches of the return announced."""
        async with self.database.transaction(self.brand.id, self.brand.anyone) as tx:
            return [one for one in await platform.facts_of(tx, self.id) if one.name.startswith(name)]


@pytest.fixture
async def case(database: Database, brand: Brand) -> Case:
    """A return under the e-bike policy."""
    await published(database, brand)
    return Case(database, brand)


def names(told: Sequence[FactRow]) -> list[tuple[str, object]]:
    """What was told, and of which stopwatch."""
    return [(one.name.removeprefix("policy.stopwatch_"), one.payload["code"]) for one in told]


async def pause(client: httpx.AsyncClient, one: StopwatchShown, reason: str = "waiting_for_parts") -> httpx.Response:
    """Pause a stopwatch by hand."""
    return await client.post(
        f"/v1/stopwatches/{one.id}/pause", json={"reason": reason}, headers={"If-Match": f'"{one.version}"'}
    )


async def resume(client: httpx.AsyncClient, one: StopwatchShown) -> httpx.Response:
    """Let a stopwatch run again by hand."""
    return await client.post(f"/v1/stopwatches/{one.id}/resumption", headers={"If-Match": f'"{one.version}"'})


async def test_a_fact_starts_its_stopwatches_at_its_own_instant(case: Case, drain: Drain, clock: SetClock) -> None:
    await case.tell(case.received)
    clock.advance(HOUR)

    await drain()

    found = await case.stopwatches()
    assert {code: (one.state.value, one.started_at, one.due_at) for code, one in found.items()} == {
        "call_dealer": ("running", NOW, CALL_DUE),
        "inspect": ("running", NOW, INSPECT_DUE),
    }
    assert found["call_dealer"].elapsed_seconds == 3600
    assert (found["call_dealer"].dealer_id, found["call_dealer"].breached_at) == (case.dealer, None)
    assert names(await case.told()) == [("started", "call_dealer"), ("started", "inspect")]


async def test_a_fact_stops_what_waits_for_it_in_time(case: Case, drain: Drain, clock: SetClock) -> None:
    await case.tell(case.received)
    await drain()
    clock.at = CALL_DUE
    await case.tell(case.called)
    clock.advance(20 * HOUR)

    await drain()

    found = await case.stopwatches()
    assert (found["call_dealer"].state.value, found["call_dealer"].breached_at) == ("stopped", None)
    assert found["call_dealer"].elapsed_seconds == 4 * 3600
    assert found["inspect"].state.value == "running"
    stopped = (await case.told("policy.stopwatch_stopped"))[0]
    assert (stopped.payload["code"], stopped.payload["in_time"]) == ("call_dealer", True)
    assert await case.told("policy.stopwatch_breached") == []


async def test_a_limit_that_is_used_up_is_breached_once(case: Case, drain: Drain, clock: SetClock) -> None:
    await case.tell(case.received)
    await drain()
    clock.at = CALL_DUE - timedelta.resolution
    await drain()
    before = await case.told("policy.stopwatch_breached")
    clock.at = CALL_DUE
    await drain()
    await drain()
    clock.advance(2 * HOUR)
    await case.tell(case.called)
    await drain()

    (breach,) = await case.told("policy.stopwatch_breached")
    found = (await case.stopwatches())["call_dealer"]
    assert before == []
    assert breach.dealer_id == case.dealer
    assert breach.payload == {
        "stopwatch_id": str(found.id),
        "code": "call_dealer",
        "subject": "return",
        "subject_id": str(case.id),
        "dealer_id": str(case.dealer),
        "policy_version_id": str(found.policy_version_id),
        "breached_at": "2026-06-15T07:30:00Z",
        "escalate_to": ["after_sales_head"],
        "text": {"zh": found.text.zh, "en": found.text.en},
    }
    assert (found.state.value, found.breached_at) == ("stopped", CALL_DUE)
    assert (await case.told("policy.stopwatch_stopped"))[0].payload["in_time"] is False


async def _again(database: Database, brand: Brand, handlers: Sequence[str]) -> int:
    """Make deliveries that are done wait for their turn once more, as if their end had been lost."""
    async with database.transaction(brand.id, brand.anyone) as tx:
        done = await tx.execute(
            update(deliveries)
            .where(deliveries.c.tenant_id == brand.id, deliveries.c.handler.in_(handlers))
            .values(state="waiting", finished_at=None),
        )
    return int(done.rowcount)


async def test_whatever_is_delivered_twice_happens_once(
    case: Case, drain: Drain, clock: SetClock, brand: Brand, database: Database
) -> None:
    await case.tell(case.received)
    await drain()
    clock.at = CALL_DUE
    await drain()
    told, shown = names(await case.told()), await case.stopwatches()

    repeated = await _again(database, brand, ["policy.stopwatches", service.DUE, service.REREAD, "policy.take_effect"])
    await drain()

    assert repeated >= 4
    assert (
        names(await case.told())
        == told
        == [
            ("started", "call_dealer"),
            ("started", "inspect"),
            ("breached", "call_dealer"),
        ]
    )
    assert await case.stopwatches() == shown


async def test_a_stop_that_is_handled_before_its_start_still_stops(
    case: Case, drain: Drain, clock: SetClock, brand: Brand, database: Database
) -> None:
    await case.tell(case.received)
    async with database.transaction(brand.id, brand.anyone) as tx:
        (late,) = [one for one in await platform.facts_of(tx, case.id) if one.name == "claims.return_received"]
        await tx.execute(
            insert(deliveries).values(
                tenant_id=brand.id,
                id=new_id(),
                cause_id=late.id,
                fact_id=late.id,
                handler="policy.stopwatches",
                fleet="interactive",
                due_at=NOW + 3 * HOUR,
            ),
        )
    clock.advance(HOUR)
    await case.tell(case.called)
    await drain()
    early = await case.stopwatches()
    clock.advance(HOUR * 2)
    await drain()

    found = await case.stopwatches()
    assert early == {}
    assert (found["call_dealer"].state.value, found["call_dealer"].elapsed_seconds) == ("stopped", 3600)
    assert found["inspect"].state.value == "running"
    clock.advance(48 * HOUR)
    await drain()
    assert await case.told("policy.stopwatch_breached") == []


async def test_a_start_and_a_stop_handled_at_once_wait_for_each_other(
    case: Case, clock: SetClock, brand: Brand, database: Database
) -> None:
    await case.tell(case.received)
    clock.advance(HOUR)
    await case.tell(case.called)

    async def follow(name: str) -> None:
        async with database.transaction(brand.id, WORKER) as tx:
            (fact,) = [one for one in await platform.facts_of(tx, case.id) if one.name == name]
            await service.follow(tx, fact)

    await asyncio.gather(*(follow(name) for name in ("claims.return_received", "claims.dealer_called") * 3))

    found = await case.stopwatches()
    assert (found["call_dealer"].state.value, found["call_dealer"].elapsed_seconds) == ("stopped", 3600)
    assert sorted(names(await case.told())) == [
        ("started", "call_dealer"),
        ("started", "inspect"),
        ("stopped", "call_dealer"),
    ]


async def test_the_due_instant_looks_into_the_log_before_it_cries(
    case: Case, drain: Drain, clock: SetClock, brand: Brand, database: Database
) -> None:
    await case.tell(case.received)
    await drain()
    clock.advance(HOUR)
    await case.tell(case.called)
    async with database.transaction(brand.id, brand.anyone) as tx:
        (called,) = [one for one in await platform.facts_of(tx, case.id) if one.name == "claims.dealer_called"]
        await tx.execute(
            insert(deliveries).values(
                tenant_id=brand.id,
                id=new_id(),
                cause_id=called.id,
                fact_id=called.id,
                handler="policy.stopwatches",
                fleet="interactive",
                due_at=NOW + 90 * HOUR,
            ),
        )
    clock.at = CALL_DUE
    await drain()

    found = (await case.stopwatches())["call_dealer"]
    assert (found.state.value, found.elapsed_seconds, found.breached_at) == ("stopped", 3600, None)


async def test_facts_of_one_transaction_start_and_stop(case: Case, drain: Drain, clock: SetClock) -> None:
    filed = events.ReturnFiled(
        **case.about,
        lines=1,
        amount=Money(Decimal(1), "CNY"),
        policy_version_id=await _version(case),
        needs_approval=False,
    )
    await case.tell(filed, events.ReturnApproved(**case.about, automatic=True))
    await drain()
    clock.advance(timedelta(days=9))
    await drain()

    found = (await case.stopwatches())["decide"]
    assert (found.state.value, found.elapsed_seconds, found.breached_at) == ("stopped", 0, None)
    assert names(await case.told()) == [("stopped", "decide"), ("started", "decide")] or names(
        await case.told(),
    ) == [("started", "decide"), ("stopped", "decide")]


async def _version(case: Case) -> UUID:
    async with case.database.transaction(case.brand.id, case.brand.anyone) as tx:
        return (await policies.in_force(tx)).version_id


async def test_a_second_start_runs_anew_only_after_a_stop(
    database: Database, brand: Brand, drain: Drain, clock: SetClock
) -> None:
    def packing(document: Json) -> None:
        document["stopwatches"].append(
            document["stopwatches"][1]
            | {
                "code": "ship",
                "starts_on": "claims.return_packed",
                "stops_on": ["claims.return_shipped", "claims.return_unpacked"],
            },
        )

    await published(database, brand, packing)
    case = Case(database, brand)
    packed = events.ReturnPacked(**case.about, total_quantity=1)
    for fact in (packed, packed, events.ReturnUnpacked(**case.about), packed):
        await case.tell(fact)
        await drain()
        clock.advance(HOUR)

    async with database.transaction(brand.id, brand.anyone) as tx:
        found, _ = await service.listed(tx, Wanted(code="ship"), limit=9, cursor=None)
    assert [(one.state.value, one.started_at) for one in found] == [
        ("running", NOW + 3 * HOUR),
        ("stopped", NOW),
    ]


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


async def test_a_shorter_limit_that_is_used_up_already_is_breached_at_once(
    case: Case, drain: Drain, clock: SetClock, brand: Brand, database: Database
) -> None:
    def shorter(document: Json) -> None:
        document["stopwatches"][0]["limit"]["amount"] = 1

    await case.tell(case.received)
    await drain()
    clock.advance(HOUR * 2)
    await published(database, brand, shorter)
    await drain()

    (breach,) = await case.told("policy.stopwatch_breached")
    assert (breach.payload["code"], breach.payload["breached_at"]) == ("call_dealer", "2026-06-15T03:00:00Z")
    clock.at = CALL_DUE
    await drain()
    assert len(await case.told("policy.stopwatch_breached")) == 1


async def test_a_stopwatch_that_the_policy_no_longer_knows_runs_on(
    case: Case, drain: Drain, clock: SetClock, brand: Brand, database: Database
) -> None:
    await case.tell(case.received)
    await drain()

    def without(document: Json) -> None:
        del document["stopwatches"][1]

    await published(database, brand, without)
    await drain()
    clock.at = INSPECT_DUE
    await drain()

    found = await case.stopwatches()
    assert found["inspect"].breached_at == INSPECT_DUE
    assert found["inspect"].policy_version_id != found["call_dealer"].policy_version_id
    await case.tell(events.ReturnInspected(**case.about))
    await drain()
    assert (await case.stopwatches())["inspect"].state.value == "stopped"


async def test_many_open_stopwatches_are_read_again_in_chunks(
    database: Database, brand: Brand, drain: Drain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "CHUNK", 2)
    await published(database, brand)
    cases = [Case(database, brand) for _ in range(3)]
    for case in cases:
        await case.tell(case.received)
    await drain()

    def longer(document: Json) -> None:
        document["stopwatches"][0]["limit"]["amount"] = 5

    await published(database, brand, longer)
    await drain()

    dues = [(await case.stopwatches())["call_dealer"].due_at for case in cases]
    assert dues == [CALL_DUE + HOUR] * 3


async def test_a_version_named_by_the_fact_comes_before_the_one_in_force(
    database: Database, brand: Brand, drain: Drain
) -> None:
    def without(document: Json) -> None:
        document["stopwatches"] = document["stopwatches"][:2]

    first = await published(database, brand)
    await published(database, brand, without)
    case = Case(database, brand)
    await case.tell(
        events.ReturnFiled(
            **case.about,
            lines=1,
            amount=Money(Decimal(1), "CNY"),
            policy_version_id=first.version_id,
            needs_approval=True,
        ),
    )
    await drain()

    found = await case.stopwatches()
    assert [(one.code, one.policy_version_id) for one in found.values()] == [("decide", first.version_id)]


async def test_without_a_policy_nothing_starts(database: Database, brand: Brand, drain: Drain) -> None:
    case = Case(database, brand)
    await case.tell(case.received)
    await drain()
    await published(database, brand)
    await case.tell(case.called)
    await drain()

    assert await case.stopwatches() == {}


async def test_a_breach_can_start_a_second_limit(
    database: Database, brand: Brand, drain: Drain, clock: SetClock
) -> None:
    def chained(document: Json) -> None:
        document["stopwatches"].append(
            document["stopwatches"][0]
            | {
                "code": "escalated",
                "starts_on": "policy.stopwatch_breached",
                "limit": {"amount": 1, "unit": "hours"},
                "escalate_to": ["general_manager"],
            },
        )

    await published(database, brand, chained)
    case = Case(database, brand)
    await case.tell(case.received)
    await drain()
    clock.at = CALL_DUE
    await drain()
    clock.advance(HOUR)
    await drain()

    found = (await case.stopwatches())["escalated"]
    assert (found.started_at, found.breached_at) == (CALL_DUE, CALL_DUE + HOUR)
    assert names(await case.told("policy.stopwatch_breached")) == [
        ("breached", "call_dealer"),
        ("breached", "escalated"),
    ]


async def test_round_the_clock_means_nights_and_holidays_too(database: Database, brand: Brand, drain: Drain) -> None:
    await published(database, brand, nothing, name=AIR_NAME)
    case = Case(database, brand)
    await case.tell(case.received)
    await drain()

    assert (await case.stopwatches())["call_dealer"].due_at == NOW + 24 * HOUR


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


async def test_a_fact_costs_few_statements(case: Case, drain: Drain, brand: Brand, database: Database) -> None:
    await case.tell(case.received)
    await drain()
    await case.tell(events.ReturnDisposed(**case.about))
    async with database.transaction(brand.id, brand.anyone) as tx:
        fact = (await platform.facts_of(tx, case.id))[-1]
        before = tx.statements
        await service.follow(tx, fact)

        assert tx.statements - before == 3


async def test_no_delivery_of_policy_died(case: Case, drain: Drain, clock: SetClock, database: Database) -> None:
    await case.tell(case.received)
    await drain()
    clock.advance(timedelta(days=30))
    await drain()

    async with database.transaction(case.brand.id, case.brand.anyone) as tx:
        found = await tx.all(
            select(deliveries).where(
                deliveries.c.tenant_id == case.brand.id,
                deliveries.c.handler.like("policy.%"),
                deliveries.c.state != "done",
            ),
            Delivery,
        )
        left = await tx.scalar(select(fact_outbox.c.fact_id).where(fact_outbox.c.tenant_id == case.brand.id))
    assert (found, left) == ([], None)
