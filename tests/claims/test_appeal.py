"""Appeals: once, in time, of what was refused, decided by the policy's chain."""

from datetime import timedelta

import pytest
from tests.claims.ways import Way, snapshot
from tests.fixtures.api import Login
from tests.fixtures.domain import Shop

from aftersales.claims.returns.model import Move
from aftersales.kernel.access import Role
from aftersales.kernel.clock import SetClock
from aftersales.kernel.tx import Database


async def test_an_appeal_that_is_granted_lets_the_lines_go(shop: Shop) -> None:
    way = Way(shop)
    await way.reach("refused")

    appealed = await way.make(Move.APPEAL)
    while_open = [(line["accepted"], line["refusal"]["zh"]) for line in way.lines]
    granted = await way.make(Move.APPROVE)

    assert (appealed.status_code, granted.status_code) == (200, 200)
    assert while_open == [(True, "理由")]
    assert (way.summary["state"], way.summary["amount"]["amount"]) == ("approved", "620.00")
    assert [(line["accepted"], line["refusal"]) for line in way.lines] == [(True, None)]
    packed = await way.make(Move.PACK)
    assert packed.status_code == 200


async def test_an_appeal_is_granted_once_or_never(shop: Shop, database: Database) -> None:
    way = Way(shop)
    await way.reach("refused")
    await way.make(Move.APPEAL)
    await way.make(Move.REFUSE)
    before = await snapshot(database, shop)

    second = await way.make(Move.APPEAL)

    assert way.summary["state"] == "refused"
    assert (second.status_code, second.json()["code"]) == (409, "appealed_already")
    assert await snapshot(database, shop) == before


@pytest.mark.parametrize(("late", "status"), [(timedelta(0), 200), (timedelta(seconds=1), 409)])
async def test_the_last_instant_of_the_window_is_in_time(
    late: timedelta, status: int, shop: Shop, clock: SetClock, log_in: Login
) -> None:
    way = Way(shop)
    await way.reach("refused")
    clock.advance(timedelta(days=7) + late)
    shop.people["dealer"] = await log_in(shop.brand, Role.DEALER_CLERK, dealer=shop.dealer)

    answer = await way.make(Move.APPEAL)

    assert answer.status_code == status
    if status == 409:
        assert answer.json()["code"] == "appeal_too_late"
        assert answer.json()["detail"] == "依据条款 QH-4.1，须在被拒后 7 天内申诉。"


async def test_what_the_policy_refused_is_appealed_by_its_worth(shop: Shop) -> None:
    way = Way(shop)
    await way.file(shop.line("QH-1003", quantity=14), refused_lines="keep")

    await way.make(Move.APPEAL)
    head = await way.make(Move.APPROVE)
    between = way.summary["state"]
    manager = await way.make(Move.APPROVE, who="manager")

    assert (head.status_code, between, manager.status_code) == (200, "awaiting_approval", 200)
    assert (way.summary["state"], way.summary["amount"]["amount"]) == ("approved", "5586.00")
    assert way.summary["route"]["factory"] == "QH-WX"
    await way.walk("packed")
    assert (await way.ship()).status_code == 201


async def test_a_small_appeal_still_takes_the_first_step(shop: Shop) -> None:
    way = Way(shop)
    await way.file(shop.line("QH-1003"), refused_lines="keep")

    await way.make(Move.APPEAL)
    other = await way.make(Move.APPROVE, who="clerk")
    head = await way.make(Move.APPROVE)

    assert other.json()["code"] == "approval_not_your_turn"
    assert (head.status_code, way.summary["state"]) == (200, "approved")


async def test_single_refused_lines_are_appealed_without_risk_to_the_others(shop: Shop) -> None:
    way = Way(shop)
    await way.file(shop.line(), shop.line("QH-1003"), refused_lines="keep")

    await way.make(Move.APPEAL)
    asked = way.summary["state"], way.summary["amount"]["amount"]
    rejected = await way.make(Move.REFUSE)

    assert (asked, rejected.status_code) == (("awaiting_approval", "798.00"), 200)
    assert [(line["accepted"], line["clause"]) for line in way.lines] == [(True, "QH-1.1"), (False, "QH-2.1")]
    assert (way.summary["state"], way.summary["amount"]["amount"]) == ("approved", "399.00")
    busy = await Way(shop).file(shop.line())
    assert busy.json()["code"] == "unit_under_return"
    assert (await way.make(Move.PACK)).status_code == 200


async def test_there_is_nothing_to_appeal_where_nothing_was_refused(shop: Shop, database: Database) -> None:
    way = Way(shop)
    await way.reach("approved")
    before = await snapshot(database, shop)

    refused = await way.make(Move.APPEAL)

    assert (refused.status_code, refused.json()["code"]) == (409, "nothing_to_appeal")
    assert await snapshot(database, shop) == before


async def test_a_unit_that_was_filed_again_meanwhile_cannot_be_appealed_for(shop: Shop, database: Database) -> None:
    way = Way(shop)
    await way.reach("refused")
    await Way(shop).file(shop.line())
    before = await snapshot(database, shop)

    refused = await way.make(Move.APPEAL)

    assert (refused.status_code, refused.json()["code"]) == (409, "unit_under_return")
    assert "QH-1001" in refused.json()["detail"]
    assert await snapshot(database, shop) == before
