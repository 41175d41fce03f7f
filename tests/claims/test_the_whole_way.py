"""A return from filing to closing over HTTP, with the worker's part done in this process."""

from tests.claims.ways import Way
from tests.fixtures.domain import Shop
from tests.fixtures.worker import Drain

from aftersales.finance import service as finance
from aftersales.kernel.tx import Database
from aftersales.parts.ledger import service as ledger
from aftersales.parts.model import Zone, location_of


async def test_a_return_goes_the_whole_way_and_a_replacement_leaves_stock(
    shop: Shop, database: Database, drain: Drain
) -> None:
    way = Way(shop)
    await way.reach("settled", shop.line())
    clerk = shop.people["clerk"].http
    (task,) = (await clerk.get("/v1/tasks", params={"state": "open"})).json()["items"]

    early = await way.go("clerk", "closure")
    called = await clerk.post(
        f"/v1/tasks/{task['id']}/completion", json={"note": "已致电"}, headers={"If-Match": '"1"'}
    )
    closed = await way.go("clerk", "closure")
    await drain()

    assert (early.status_code, early.json()["code"]) == (409, "tasks_open")
    assert called.status_code == 200
    assert closed.json()["summary"]["state"] == "closed"
    async with database.transaction(shop.brand.id, shop.brand.anyone) as tx:
        left = [
            await ledger.balance(tx, location_of(shop.brand.id, shop.warehouse, zone), shop.battery)
            for zone in (Zone.SERVICEABLE, Zone.QUARANTINE, Zone.DEFECTIVE)
        ]
        assert left == [9, 0, 1]
        assert (await finance.balance_of(tx, shop.dealer)).minor == 0
    refiled = await shop.people["dealer"].http.post("/v1/returns", json={"lines": [shop.line()]})
    assert refiled.status_code == 201


async def test_a_credited_return_credits_the_dealer_once_and_makes_four_papers(
    shop: Shop, database: Database, drain: Drain
) -> None:
    way = Way(shop)
    await way.reach("inspected", shop.line())
    await way.go("inspector", "disposition", {"lines": [{"line": 1, "disposition": "credit"}]})
    await way.go("finance", "settlement")

    await drain()

    async with database.transaction(shop.brand.id, shop.brand.anyone) as tx:
        assert str(await finance.balance_of(tx, shop.dealer)) == "399.00 CNY"
    papers = (await shop.people["dealer"].http.get("/v1/documents", params={"subject_id": way.summary["id"]})).json()[
        "items"
    ]
    assert sorted((paper["kind"], paper["state"]) for paper in papers if paper["state"] != "superseded") == [
        ("credit_note", "ready"),
        ("inspection_report", "ready"),
        ("packing_list", "ready"),
        ("transport_form", "ready"),
    ]
