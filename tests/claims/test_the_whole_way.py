"""A return from filing to closing over HTTP, with the worker's part done in this process."""

from typing import Any

from aftersales.finance import service as finance
from aftersales.kernel.tx import Database
from aftersales.parts.ledger import service as ledger
from aftersales.parts.model import Zone, location_of
from tests.fixtures.domain import Shop
from tests.fixtures.worker import Drain

PACKING = {
    "packing_list": {
        "dealer_address": "示范路1号",
        "dealer_name": "组织QHD-01",
        "date": "2026-06-15",
        "total_quantity": 1,
    },
    "transport_form": {"quantity": 1, "consignor_address": "示范路1号", "consignor_name": "组织QHD-01"},
}


class Way:
    """Takes one return from step to step."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.body: dict[str, Any] = {}

    @property
    def summary(self) -> dict[str, Any]:
        """The return as it was last seen."""
        return self.body["summary"]

    async def go(self, who: str, move: str, body: dict[str, Any] | None = None, *, version: int = 0) -> Any:
        """Make one move as somebody; the answer."""
        answer = await self.shop.people[who].http.post(
            f"/v1/returns/{self.summary['id']}/{move}",
            json=body or {},
            headers={"If-Match": f'"{version or self.summary["version"]}"'},
        )
        if answer.status_code < 400:
            self.body = answer.json()
        return answer

    async def file(self, **more: Any) -> Any:
        """File the return."""
        answer = await self.shop.people["dealer"].http.post("/v1/returns", json={"lines": [self.shop.line(**more)]})
        assert answer.status_code == 201, answer.text
        self.body = answer.json()
        return answer

    def packing(self) -> dict[str, Any]:
        """Papers filled in as the route wants them."""
        route = self.summary["route"]
        consignee = {
            "consignee_address": route["address"],
            "consignee_name": route["consignee"],
            "consignee_phone": route["phone"],
        }
        return {"packing": PACKING | {"transport_form": PACKING["transport_form"] | consignee}}

    async def ship(self) -> Any:
        """Send it."""
        answer = await self.shop.people["dealer"].http.post(
            "/v1/shipments",
            json={
                "returns": [{"id": self.summary["id"], "version": self.summary["version"]}],
                "carrier": "德运物流",
                "waybill": "DY000000000001",
                "shipped_on": "2026-06-15",
            },
        )
        again = await self.shop.people["dealer"].http.get(f"/v1/returns/{self.summary['id']}")
        self.body = again.json()
        return answer

    async def reach(self, state: str, *, disposition: str = "replace") -> None:
        """Go as far as a state."""
        await self.file()
        steps: list[tuple[str, str, str, dict[str, Any]]] = [
            ("packed", "dealer", "packing", self.packing()),
            ("shipped", "", "", {}),
            ("received", "receiver", "receipt", {"lines": [{"line": 1, "quantity": 1}]}),
            ("inspected", "inspector", "inspection", {"lines": [{"line": 1, "finding": "own_fault"}]}),
            ("disposed", "inspector", "disposition", {"lines": [{"line": 1, "disposition": disposition}]}),
            ("settled", "finance", "settlement", {}),
        ]
        for name, who, move, body in steps:
            answer = await (self.go(who, move, body) if who else self.ship())
            assert answer.status_code < 400, answer.text
            assert self.summary["state"] == name
            if name == state:
                return


async def test_a_return_goes_the_whole_way_and_a_replacement_leaves_stock(
    shop: Shop, database: Database, drain: Drain
) -> None:
    way = Way(shop)
    await way.reach("settled")
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
    await way.reach("settled", disposition="credit")

    await drain()

    async with database.transaction(shop.brand.id, shop.brand.anyone) as tx:
        assert str(await finance.balance_of(tx, shop.dealer)) == "399.00 CNY"
    papers = (
        await shop.people["dealer"].http.get("/v1/documents", params={"subject_id": way.summary["id"]})
    ).json()["items"]
    assert sorted((paper["kind"], paper["state"]) for paper in papers if paper["state"] != "superseded") == [
        ("credit_note", "ready"),
        ("inspection_report", "ready"),
        ("packing_list", "ready"),
        ("transport_form", "ready"),
    ]
