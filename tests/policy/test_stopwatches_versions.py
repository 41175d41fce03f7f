"""Stopwatches when the policy changes under them."""

from decimal import Decimal

import pytest
from tests.fixtures.kernel import Brand
from tests.fixtures.worker import Drain
from tests.policy.returns_of_facts import CALL_DUE, HOUR, INSPECT_DUE, Case
from tests.policy.samples import Json
from tests.policy.versions import published

from aftersales.claims import events
from aftersales.kernel.clock import SetClock
from aftersales.kernel.money import Money
from aftersales.kernel.tx import Database
from aftersales.policy.stopwatches import service


@pytest.fixture
async def case(database: Database, brand: Brand) -> Case:
    """A return under the e-bike policy."""
    await published(database, brand)
    return Case(database, brand)


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
