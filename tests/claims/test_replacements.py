"""What was sent in place of returned parts: once settled, page by page, each dealer's own."""

from typing import Any

from tests.claims.ways import Way
from tests.fixtures.domain import Shop


async def listed(shop: Shop, who: str = "dealer", **query: str) -> dict[str, Any]:
    """A page as somebody sees it."""
    answer = await shop.people[who].http.get("/v1/replacements", params=query)
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    return page


async def test_what_was_replaced_is_listed_once_it_is_settled_and_only_to_its_dealer_and_the_brand(shop: Shop) -> None:
    way = Way(shop)
    await way.file(shop.line(), shop.unregistered("MOT-350", quantity=2))
    await way.walk("disposed")
    before = await listed(shop)
    await way.walk_from("disposed", "settled")

    first = await listed(shop, limit="1")
    second = await listed(shop, limit="1", cursor=first["next_cursor"])
    others = await listed(shop, "other_dealer")
    brands = await listed(shop, "clerk", dealer_id=str(shop.dealer))
    nobodys = await listed(shop, "clerk", dealer_id=str(shop.other_dealer))

    assert before["items"] == others["items"] == nobodys["items"] == []
    assert [(one["part_number"], one["quantity"], one["number"]) for one in first["items"] + second["items"]] == [
        ("MOT-350", 2, way.summary["number"]),
        ("BAT-48", 1, way.summary["number"]),
    ]
    assert second["next_cursor"] is None
    assert brands["items"] == first["items"] + second["items"]
