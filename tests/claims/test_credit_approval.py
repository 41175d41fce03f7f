"""A credit above the policy's limit is approved before it is posted, by somebody else than who proposed it."""

from typing import Any

from tests.claims.test_settlement import disposed, own
from tests.claims.ways import Way, snapshot
from tests.fixtures.domain import Shop

from aftersales.claims.returns.model import Move
from aftersales.kernel.tx import Database

QUANTITY = 20
"""Parts whose credit lies above 2,000 yuan, which finance approves under this policy."""


async def approval(way: Way) -> dict[str, Any]:
    """The newest request for the credit of a return."""
    answer = await way.shop.people["clerk"].http.get("/v1/approvals", params={"subject_id": way.summary["id"]})
    found: list[dict[str, Any]] = [one for one in answer.json()["items"] if one["subject"] == "credit"]
    return found[-1]


async def signed(way: Way, who: str, **body: str) -> int:
    """What signing the newest request answers."""
    asked = await approval(way)
    answer = await way.shop.people[who].http.post(
        f"/v1/approvals/{asked['id']}/signature", json=body, headers={"If-Match": f'"{asked["version"]}"'}
    )
    return answer.status_code


async def test_a_large_credit_waits_for_the_role_that_the_policy_names(shop: Shop, database: Database) -> None:
    way = await disposed(shop, own("credit"), quantity=QUANTITY)
    before = await snapshot(database, shop)

    refused = await way.make(Move.SETTLE, who="head")

    asked = await approval(way)
    assert (asked["chain"], asked["state"], asked["waiting_for"]) == ("QH-credit", "pending", ["finance"])
    assert (refused.status_code, refused.json()["code"]) == (409, "credit_unapproved")
    assert await snapshot(database, shop) == before


async def test_whoever_the_policy_names_approves_by_settling(shop: Shop) -> None:
    way = await disposed(shop, own("credit"), quantity=QUANTITY)

    settled = await way.make(Move.SETTLE)

    assert (settled.status_code, settled.json()["summary"]["state"]) == (200, "settled")
    assert (await approval(way))["state"] == "granted"


async def test_once_granted_anybody_with_the_right_settles(shop: Shop) -> None:
    way = await disposed(shop, own("credit"), quantity=QUANTITY)

    answers = [await signed(way, "head", answer="approve"), await signed(way, "finance", answer="approve")]
    settled = await way.make(Move.SETTLE, who="head")

    assert answers == [403, 200]
    assert settled.status_code == 200


async def test_a_rejected_credit_is_disposed_of_otherwise(shop: Shop) -> None:
    way = await disposed(shop, own("credit"), quantity=QUANTITY)
    await signed(way, "finance", answer="reject", reason="价格有误")

    refused = await way.make(Move.SETTLE)
    other = await way.go("inspector", "disposition", {"lines": [{"line": 1, "disposition": "scrap"}]})
    settled = await way.make(Move.SETTLE)

    assert (refused.status_code, refused.json()["code"]) == (409, "credit_rejected")
    assert "价格有误" in refused.json()["detail"]
    assert (other.status_code, settled.status_code) == (200, 200)


async def test_disposing_again_asks_again_and_takes_the_first_request_back(shop: Shop) -> None:
    way = await disposed(shop, own("credit"), quantity=QUANTITY)
    first = await approval(way)

    await way.go("inspector", "disposition", {"lines": [{"line": 1, "disposition": "credit"}]})

    second = await approval(way)
    again = await shop.people["clerk"].http.get(f"/v1/approvals/{first['id']}")
    assert (again.json()["state"], second["state"]) == ("withdrawn", "pending")
    assert second["id"] != first["id"]


async def test_a_credit_that_the_policy_lets_pass_asks_nobody(shop: Shop) -> None:
    way = await disposed(shop, own("credit"))

    settled = await way.make(Move.SETTLE, who="head")

    asked = await shop.people["clerk"].http.get("/v1/approvals", params={"subject_id": way.summary["id"]})
    assert settled.status_code == 200
    assert [one for one in asked.json()["items"] if one["subject"] == "credit"] == []


async def test_a_return_is_not_signed_away_from_its_desk(shop: Shop) -> None:
    way = Way(shop)
    await way.file(shop.unregistered(quantity=QUANTITY))
    (asked,) = (await shop.people["clerk"].http.get("/v1/approvals", params={"subject_id": way.summary["id"]})).json()[
        "items"
    ]

    answer = await shop.people["head"].http.post(
        f"/v1/approvals/{asked['id']}/signature", json={"answer": "approve"}, headers={"If-Match": '"1"'}
    )
    stale = await shop.people["head"].http.post(f"/v1/approvals/{asked['id']}/signature", json={"answer": "approve"})

    assert (answer.status_code, answer.json()["code"]) == (409, "approval_signed_elsewhere")
    assert stale.status_code == 428
