"""Quotas against the database: counted once, refused by clause, never passed by two at once, free again next period."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace
from tests.claims.ways import Way
from tests.fixtures.domain import Shop
from tests.fixtures.kernel import Brand
from tests.policy.samples import EBIKE_NAME

from aftersales.kernel.clock import SetClock
from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Database
from aftersales.policy import service as policies
from aftersales.policy.errors import QuotaUsedUp, WindowClosed
from aftersales.policy.model import PolicyDocument, Subject, Text
from aftersales.policy.model_returns import FilingWindow, ReturnKind
from aftersales.policy.model_rights import BudgetHolder
from aftersales.policy.model_versions import PolicyVersionId
from aftersales.policy.rules import CompiledPolicy, template, validate
from aftersales.policy.service import Policy
from aftersales.policy.windows import service

(STATED,) = template("batch-factory-return").windows
TEXT = Text(zh="每月至多两次", en="Twice a month at most")
MONTHLY = FilingWindow(clause="W-1", text=TEXT, code="twice", subject=Subject.RETURN, most=2)


def under(document: PolicyDocument) -> Policy:
    """A policy as if it were published."""
    return Policy(PolicyVersionId(new_id()), 1, CompiledPolicy(document))


BATCH = under(
    replace(template(EBIKE_NAME), windows=(replace(STATED, includes_day=False),)),
)


def until(clock: SetClock, at: datetime) -> None:
    """Let time pass until an instant."""
    clock.advance(at - clock.now())


async def apply(database: Database, brand: Brand) -> str:
    """File one application of the manufacturer's, and what became of it."""
    try:
        async with database.transaction(brand.id, brand.anyone) as tx:
            await service.take(tx, BATCH, Subject.FACTORY_RETURN, kind=ReturnKind.DAMAGED_IN_STORAGE)
    except QuotaUsedUp as refusal:
        return str(refusal.params["from_day"])
    return "filed"


async def test_the_third_application_of_a_month_is_refused_until_the_next(
    database: Database, brand: Brand, clock: SetClock
) -> None:
    until(clock, datetime(2026, 7, 5, tzinfo=UTC))

    july = [await apply(database, brand) for _ in range(3)]
    until(clock, datetime(2026, 7, 31, 15, 59, 59, tzinfo=UTC))
    last_second = await apply(database, brand)
    until(clock, datetime(2026, 7, 31, 16, tzinfo=UTC))
    august = await apply(database, brand)

    assert (july, last_second, august) == (["filed", "filed", "2026-08-01"], "2026-08-01", "filed")


async def test_of_many_at_once_only_as_many_pass_as_are_left(database: Database, brand: Brand) -> None:
    answers = await asyncio.gather(*(apply(database, brand) for _ in range(6)))

    assert sorted(answers)[-2:] == ["filed", "filed"]
    assert answers.count("filed") == 2


async def test_other_kinds_are_not_counted(database: Database, brand: Brand) -> None:
    async with database.transaction(brand.id, brand.anyone) as tx:
        for _ in range(5):
            await service.take(tx, BATCH, Subject.FACTORY_RETURN, kind=ReturnKind.BATCH)


async def test_outside_its_window_an_application_is_refused_with_the_next_opening(
    database: Database, brand: Brand, clock: SetClock
) -> None:
    window = replace(STATED, includes_day=False, open_days=3)
    policy = under(replace(template(EBIKE_NAME), windows=(window,)))
    until(clock, datetime(2026, 7, 8, 15, 59, 59, tzinfo=UTC))

    async with database.transaction(brand.id, brand.anyone) as tx:
        with pytest.raises(WindowClosed) as refusal:
            await service.take(tx, policy, Subject.FACTORY_RETURN, kind=ReturnKind.DAMAGED_IN_STORAGE)
    clock.advance(timedelta(seconds=1))
    async with database.transaction(brand.id, brand.anyone) as tx:
        await service.take(tx, policy, Subject.FACTORY_RETURN, kind=ReturnKind.DAMAGED_IN_STORAGE)

    assert refusal.value.params == {"clause": "window-1", "opens": "2026-07-09 00:00"}


async def test_a_dealer_files_as_many_returns_as_the_policy_lets_pass(shop: Shop, database: Database) -> None:
    async with database.transaction(shop.brand.id, shop.brand.anyone) as tx:
        in_force = (await policies.in_force(tx)).document
        row = await policies.draft(tx, replace(in_force, windows=(MONTHLY,)))
        await policies.publish(tx, row.id, row.version, None)

    answers = [await Way(shop).file(shop.unregistered(part_number="BAT-48")) for _ in range(3)]

    assert [one.status_code for one in answers] == [201, 201, 422]
    assert answers[2].json()["code"] == "quota_used_up"
    assert "W-1" in answers[2].json()["detail"]


def test_what_dealers_file_is_counted_by_dealer() -> None:
    network = replace(template(EBIKE_NAME), windows=(replace(MONTHLY, holder=BudgetHolder.NETWORK),))

    assert [problem.code for problem in validate(network)] == ["holder_unseen"]
