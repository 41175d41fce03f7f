"""Goodwill over HTTP: granted within a clause, out of a budget that never goes negative, taken back."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from tests.fixtures.domain import Shop
from tests.policy.humane import decision_of, humane, refused_decision
from tests.policy.samples import Json
from tests.policy.versions import published

from aftersales.kernel.access import Role
from aftersales.kernel.clock import SetClock
from aftersales.kernel.money import Money
from aftersales.kernel.tx import Database
from aftersales.policy.goodwill import service as goodwill
from aftersales.policy.goodwill.errors import GoodwillExhausted


@pytest.fixture
async def kind(shop: Shop, database: Database) -> Shop:
    """A brand under a policy that lets people decide."""
    await published(database, shop.brand, humane)
    return shop


def grant(decision_id: str, amount: str = "250.00", code: str = "loyal") -> Json:
    money = {"amount": amount, "currency": "CNY"}
    return {"decision_id": decision_id, "line": "1", "code": code, "amount": money, "reason": "老客户"}


async def test_goodwill_is_granted_counted_and_taken_back(kind: Shop) -> None:
    head, auditor, dealer = (kind.people[name].http for name in ("head", "auditor", "dealer"))
    decision_id = await refused_decision(kind)

    granted = await head.post("/v1/goodwill", json=grant(decision_id))
    again = await head.post("/v1/goodwill", json=grant(decision_id))
    left = (await head.get("/v1/goodwill-budgets")).json()["items"]
    back = await head.post(f"/v1/goodwill/{granted.json()['id']}/reversal", json={"reason": "误批"})
    twice = await head.post(f"/v1/goodwill/{granted.json()['id']}/reversal", json={"reason": "误批"})
    after = (await head.get("/v1/goodwill-budgets")).json()["items"]
    anew = await head.post("/v1/goodwill", json=grant(decision_id))
    seen = (await dealer.get("/v1/goodwill", params={"decision_id": decision_id})).json()["items"]

    assert granted.status_code == 201, granted.text
    assert (again.status_code, again.json()["code"]) == (409, "goodwill_granted_already")
    assert [(one["starts_on"], one["ends_on"], one["spent"]["amount"], one["left"]["amount"]) for one in left] == [
        ("2026-06-01", "2026-06-30", "250.00", "250.00"),
    ]
    assert (back.status_code, back.json()["reversal_reason"]) == (200, "误批")
    assert (twice.status_code, twice.json()["code"]) == (409, "goodwill_reversed_already")
    assert [one["left"]["amount"] for one in after] == ["500.00"]
    assert anew.status_code == 201
    assert [one["reversed_at"] is None for one in seen] == [True, False]
    assert (await auditor.get("/v1/goodwill-budgets")).status_code == 403


@pytest.mark.parametrize(
    ("who", "body", "status", "code"),
    [
        ("head", {"amount": {"amount": "310.01", "currency": "CNY"}}, 422, "goodwill_too_much"),
        ("head", {"amount": {"amount": "0.00", "currency": "CNY"}}, 422, "goodwill_too_much"),
        ("head", {"amount": {"amount": "1.00", "currency": "USD"}}, 422, "approval_currency_differs"),
        ("head", {"code": "nothing"}, 422, "goodwill_not_foreseen"),
        ("manager", {"code": "dealer"}, 422, "goodwill_not_foreseen"),
        ("manager", {}, 403, "goodwill_not_yours"),
        ("clerk", {}, 403, "forbidden"),
        ("head", {"line": "9"}, 404, "not_found"),
    ],
)
async def test_goodwill_beyond_the_clause_is_refused_and_spends_nothing(
    kind: Shop, who: str, body: Json, status: int, code: str
) -> None:
    decision_id = await refused_decision(kind)

    refused = await kind.people[who].http.post("/v1/goodwill", json=grant(decision_id) | body)

    budgets = (await kind.people["head"].http.get("/v1/goodwill-budgets")).json()["items"]
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert budgets == []


async def test_a_covered_line_needs_no_goodwill(kind: Shop) -> None:
    filed = await kind.people["dealer"].http.post("/v1/returns", json={"lines": [kind.line()]})
    decision_id = await decision_of(kind, filed.json()["summary"]["id"])

    refused = await kind.people["head"].http.post("/v1/goodwill", json=grant(decision_id, "1.00"))

    assert (refused.status_code, refused.json()["code"]) == (422, "goodwill_covered")


async def test_a_dealers_own_budget_and_its_condition_hold(kind: Shop) -> None:
    manager, dealer = kind.people["manager"].http, kind.people["dealer"].http
    filed = await dealer.post("/v1/returns", json={"lines": [kind.line("QH-1003")], "refused_lines": "keep"})
    decision_id = await decision_of(kind, filed.json()["summary"]["id"])

    much = await manager.post("/v1/goodwill", json=grant(decision_id, "60.01", "dealer"))
    granted = await manager.post("/v1/goodwill", json=grant(decision_id, "60.00", "dealer"))

    [budget] = (await manager.get("/v1/goodwill-budgets")).json()["items"]
    assert (much.status_code, granted.status_code) == (422, 201)
    assert (budget["dealer_id"], budget["starts_on"], budget["ends_on"]) == (
        str(kind.dealer),
        "2026-04-01",
        "2026-06-30",
    )


async def test_a_budget_that_does_not_reach_says_what_is_left(kind: Shop) -> None:
    head = kind.people["head"].http
    decisions = [await refused_decision(kind) for _ in range(3)]
    answers = [await head.post("/v1/goodwill", json=grant(one, "200.00")) for one in decisions]

    assert [one.status_code for one in answers] == [201, 201, 409]
    assert answers[2].json()["code"] == "goodwill_exhausted"
    assert "100.00" in answers[2].json()["detail"]


async def given(shop: Shop, database: Database, decision_id: str, minor: int) -> bool:
    """Whether the head can grant so much now."""
    try:
        async with database.transaction(shop.brand.id, shop.brand.actor(Role.AFTER_SALES_HEAD)) as tx:
            await goodwill.grant(tx, UUID(decision_id), "1", "loyal", Money.of_minor(minor, "CNY"), "老客户")
    except GoodwillExhausted:
        return False
    return True


async def test_a_budget_is_new_in_the_next_period(kind: Shop, database: Database, clock: SetClock) -> None:
    first, second = await refused_decision(kind), await refused_decision(kind)

    in_june = [await given(kind, database, one, 30_000) for one in (first, second)]
    clock.advance(timedelta(days=16))
    in_july = await given(kind, database, second, 30_000)

    assert (in_june, in_july) == ([True, False], True)


async def test_many_who_grant_at_once_never_overspend(kind: Shop, database: Database) -> None:
    decisions = [await refused_decision(kind) for _ in range(6)]

    granted = await asyncio.gather(*(given(kind, database, decision_id, 15_000) for decision_id in decisions))

    [budget] = (await kind.people["head"].http.get("/v1/goodwill-budgets")).json()["items"]
    assert sorted(granted) == [False] * 3 + [True] * 3
    assert (budget["spent"]["amount"], budget["left"]["amount"]) == ("450.00", "50.00")
