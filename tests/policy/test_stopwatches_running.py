"""Stopwatches with workers: facts start and stop them, the clock breaches them, once."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import insert, select, update
from tests.fixtures.kernel import NOW, Brand
from tests.fixtures.worker import Drain
from tests.policy.returns_of_facts import CALL_DUE, HOUR, INSPECT_DUE, Case, names
from tests.policy.samples import AIR_NAME, Json
from tests.policy.versions import nothing, published

from aftersales.claims import events
from aftersales.kernel.access import WORKER
from aftersales.kernel.clock import SetClock
from aftersales.kernel.ids import new_id
from aftersales.kernel.money import Money
from aftersales.kernel.tx import Database
from aftersales.platform import service as platform
from aftersales.platform.model import Delivery
from aftersales.platform.tables import deliveries, fact_outbox
from aftersales.policy import service as policies
from aftersales.policy.stopwatches import service
from aftersales.policy.stopwatches.model import Wanted


@pytest.fixture
async def case(database: Database, brand: Brand) -> Case:
    """A return under the e-bike policy."""
    await published(database, brand)
    return Case(database, brand)


async def _again(database: Database, brand: Brand, handlers: Sequence[str]) -> int:
    """Make deliveries that are done wait for their turn once more, as if their end had been lost."""
    async with database.transaction(brand.id, brand.anyone) as tx:
        done = await tx.execute(
            update(deliveries)
            .where(deliveries.c.tenant_id == brand.id, deliveries.c.handler.in_(handlers))
            .values(state="waiting", finished_at=None),
        )
    return int(done.rowcount)


async def _version(case: Case) -> UUID:
    async with case.database.transaction(case.brand.id, case.brand.anyone) as tx:
        return (await policies.in_force(tx)).version_id


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
