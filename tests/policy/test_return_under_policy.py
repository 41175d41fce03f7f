"""A real return under a policy: who is asked, who signs where returns are decided, which limits run."""

from datetime import timedelta

import httpx
from tests.fixtures.api import Login
from tests.fixtures.domain import Shop
from tests.fixtures.worker import Drain

from aftersales.kernel.access import Role
from aftersales.kernel.clock import SetClock
from aftersales.kernel.tx import Database
from aftersales.platform import service as platform


async def _filed(shop: Shop) -> httpx.Response:
    """A return of a motor for 620 yuan, which needs the head of after-sales."""
    return await shop.people["dealer"].http.post("/v1/returns", json={"lines": [shop.line(part="MOT-350")]})


async def test_a_return_waits_for_its_approver_and_its_limit_stops_with_the_signature(
    shop: Shop, drain: Drain, clock: SetClock
) -> None:
    head, clerk, dealer = (shop.people[name].http for name in ("head", "clerk", "dealer"))
    filed = await _filed(shop)
    path = f"/v1/returns/{filed.json()['summary']['id']}"
    await drain()

    waiting = (await head.get("/v1/approvals", params={"mine": True})).json()["items"]
    running = (await dealer.get("/v1/stopwatches")).json()["items"]
    refused = await clerk.post(f"{path}/decision", json={"answer": "approve"}, headers={"If-Match": '"1"'})
    clock.advance(timedelta(hours=1))
    granted = await head.post(f"{path}/decision", json={"answer": "approve"}, headers={"If-Match": '"1"'})
    await drain()

    stopped = (await dealer.get("/v1/stopwatches")).json()["items"]
    decided = (await dealer.get(f"/v1/approvals/{waiting[0]['id']}")).json()
    decisions = (await dealer.get("/v1/policy-decisions", params={"subject_id": waiting[0]["subject_id"]})).json()
    assert filed.json()["summary"]["state"] == "awaiting_approval"
    assert [(one["subject_id"], one["amount_minor"]) for one in waiting] == [
        (filed.json()["summary"]["id"], 62_000),
    ]
    assert [(one["code"], one["state"], one["due_at"]) for one in running] == [
        ("decide", "running", "2026-06-17T09:30:00Z"),
    ]
    assert (refused.status_code, refused.json()["code"]) == (403, "approval_not_your_turn")
    assert granted.status_code == 200, granted.text
    assert [(one["code"], one["state"], one["elapsed_seconds"]) for one in stopped] == [("decide", "stopped", 3600)]
    assert (decided["state"], len(decided["request"]["signatures"])) == ("granted", 1)
    assert [one["decision"]["lines"][0]["outcome"] for one in decisions["items"]] == ["covered"]


async def test_a_lent_role_signs_a_return(shop: Shop, clock: SetClock, log_in: Login) -> None:
    head = shop.people["head"]
    clerk = await log_in(shop.brand, Role.AFTER_SALES_CLERK)
    filed = await _filed(shop)
    path = f"/v1/returns/{filed.json()['summary']['id']}/decision"
    before = await clerk.http.post(path, json={"answer": "approve"}, headers={"If-Match": '"1"'})

    await head.http.post(
        "/v1/approval-delegations",
        json={
            "delegate_id": str(clerk.person_id),
            "role": "after_sales_head",
            "starts_at": clock.at.isoformat(),
            "ends_at": (clock.at + timedelta(days=3)).isoformat(),
        },
    )
    after = await clerk.http.post(path, json={"answer": "approve"}, headers={"If-Match": '"1"'})

    assert (before.status_code, after.status_code) == (403, 200)
    assert after.json()["summary"]["state"] == "approved"


async def test_a_return_that_is_cancelled_asks_nobody_any_more(shop: Shop, drain: Drain) -> None:
    head, dealer = shop.people["head"].http, shop.people["dealer"].http
    filed = await _filed(shop)
    await drain()

    cancelled = await dealer.post(
        f"/v1/returns/{filed.json()['summary']['id']}/cancellation",
        json={"reason": "客户取回"},
        headers={"If-Match": '"1"'},
    )
    await drain()

    assert cancelled.status_code == 200, cancelled.text
    assert (await head.get("/v1/approvals", params={"mine": True})).json()["items"] == []
    assert [one["state"] for one in (await dealer.get("/v1/approvals")).json()["items"]] == ["withdrawn"]
    assert [one["state"] for one in (await dealer.get("/v1/stopwatches")).json()["items"]] == ["stopped"]


async def test_a_missed_limit_is_announced_with_the_return(
    shop: Shop, drain: Drain, clock: SetClock, database: Database
) -> None:
    filed = await _filed(shop)
    await drain()
    clock.advance(timedelta(days=3))
    await drain()

    async with database.transaction(shop.brand.id, shop.brand.anyone) as tx:
        told = await platform.facts_of(tx, filed.json()["summary"]["id"])
    breaches = [one for one in told if one.name == "policy.stopwatch_breached"]
    assert [(one.payload["code"], one.payload["escalate_to"]) for one in breaches] == [
        ("decide", ["general_manager"]),
    ]
