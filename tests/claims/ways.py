"""Taking a return from state to state over HTTP, and proof that nothing changed."""

from typing import Any, Final

import httpx
from msgspec import Struct, field
from tests.fixtures.domain import Shop

from aftersales.claims.returns.model import Move, ReturnState
from aftersales.kernel.tx import Database

SHIPPED_ON: Final = "2026-06-15"
TOUCHED: Final = (
    "returns",
    "return_lines",
    "return_open_units",
    "return_tasks",
    "shipments",
    "approvals",
    "policy_decisions",
    "decision_rulings",
    "stock_balances",
    "stock_transactions",
    "stock_entries",
    "credit_notes",
    "files",
    "units",
    "facts",
    "fact_outbox",
)
"""Every table that a move of a return could touch."""


async def snapshot(database: Database, shop: Shop) -> dict[str, list[str]]:
    """A fingerprint of every row that a move could touch."""
    async with database.transaction(shop.brand.id, shop.brand.anyone) as tx:
        return {
            table: [
                row["print"]
                for row in await tx.fetch(
                    f"SELECT md5(t::text) AS print FROM {table} t WHERE tenant_id = $1 ORDER BY 1",  # noqa: S608 - names above
                    shop.brand.id,
                )
            ]
            for table in TOUCHED
        }


def wrong_places(answer: httpx.Response) -> list[tuple[str, str]]:
    """Every wrong place that a refusal names, and its code."""
    return [(error["pointer"], error["code"]) for error in answer.json()["errors"]]


class Request(Struct, frozen=True):
    """How somebody with the right makes a move."""

    who: str
    path: str
    body: dict[str, Any] = field(default_factory=dict)
    method: str = "POST"


WAY: Final = {
    "awaiting_approval": (),
    "sent_back": (Move.SEND_BACK,),
    "refused": (Move.REFUSE,),
    "cancelled": (Move.CANCEL,),
    "approved": (Move.APPROVE,),
    "packed": (Move.APPROVE, Move.PACK),
    "shipped": (Move.APPROVE, Move.PACK, Move.SHIP),
    "received": (Move.APPROVE, Move.PACK, Move.SHIP, Move.RECEIVE),
    "inspected": (Move.APPROVE, Move.PACK, Move.SHIP, Move.RECEIVE, Move.INSPECT),
    "disposed": (Move.APPROVE, Move.PACK, Move.SHIP, Move.RECEIVE, Move.INSPECT, Move.DISPOSE),
    "settled": (Move.APPROVE, Move.PACK, Move.SHIP, Move.RECEIVE, Move.INSPECT, Move.DISPOSE, Move.SETTLE),
    "closed": (Move.APPROVE, Move.PACK, Move.SHIP, Move.RECEIVE, Move.INSPECT, Move.DISPOSE, Move.SETTLE, Move.CLOSE),
}
"""The moves that lead to each state from a filing that needs approval."""


class Way:
    """One return on its way."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.body: dict[str, Any] = {}
        self.waybill = "DY000000000001"

    @property
    def summary(self) -> dict[str, Any]:
        """The return as it was last seen."""
        found: dict[str, Any] = self.body["summary"]
        return found

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Its lines as they were last seen."""
        found: list[dict[str, Any]] = self.body["lines"]
        return found

    async def file(self, *lines: dict[str, Any], **more: object) -> httpx.Response:
        """File it; by default one line that is covered and cheap."""
        body = {"lines": list(lines) or [self.shop.line()], **more}
        answer = await self.shop.people["dealer"].http.post("/v1/returns", json=body)
        if answer.status_code == 201:
            self.body = answer.json()
        return answer

    def request(self, move: Move) -> Request:
        """How the move is made, with a body that fits the return as it was last seen."""
        standing = [line["line"] for line in self.lines if line["accepted"]] or [1]
        because = {"reason": "理由"}
        return {
            Move.APPROVE: Request("head", "decision", {"answer": "approve"}),
            Move.REFUSE: Request("head", "decision", {"answer": "reject", "reason": "理由"}),
            Move.SEND_BACK: Request("clerk", "sending-back", because),
            Move.CORRECT: Request("dealer", "lines", {"lines": [self.shop.line()]}, "PUT"),
            Move.APPEAL: Request("dealer", "appeal", because),
            Move.CANCEL: Request("dealer", "cancellation", because),
            Move.PACK: Request("dealer", "packing", {"packing": self.packing()}),
            Move.UNPACK: Request("dealer", "unpacking"),
            Move.RECEIVE: Request(
                "receiver",
                "receipt",
                {"lines": [{"line": line, "quantity": self.quantity(line)} for line in standing]},
            ),
            Move.INSPECT: Request(
                "inspector", "inspection", {"lines": [{"line": line, "finding": "own_fault"} for line in standing]}
            ),
            Move.DISPOSE: Request(
                "inspector", "disposition", {"lines": [{"line": line, "disposition": "replace"} for line in standing]}
            ),
            Move.SETTLE: Request("finance", "settlement"),
            Move.CLOSE: Request("clerk", "closure"),
        }[move]

    def quantity(self, line: int) -> int:
        """How many pieces a line announces."""
        return int(next(one["quantity"] for one in self.lines if one["line"] == line))

    def packing(self) -> dict[str, Any]:
        """Papers filled in as the return and its route want them."""
        total = sum(line["quantity"] for line in self.lines if line["accepted"]) or 1
        route = self.summary["route"]
        return {
            "packing_list": {
                "dealer_address": "示范路1号",
                "dealer_name": "组织QHD-01",
                "date": SHIPPED_ON,
                "total_quantity": total,
            },
            "transport_form": {
                "quantity": total,
                "consignor_address": "示范路1号",
                "consignor_name": "组织QHD-01",
                "consignee_address": route["address"],
                "consignee_name": route["consignee"],
                "consignee_phone": route["phone"],
            },
        }

    async def send(self, who: str, request: Request, *, version: str | None = None) -> httpx.Response:
        """Send a request about this return; what it looks like afterwards is remembered."""
        wanted = f'"{self.summary["version"]}"' if version is None else version
        answer = await self.shop.people[who].http.request(
            request.method,
            f"/v1/returns/{self.summary['id']}/{request.path}",
            json=request.body,
            headers={"If-Match": wanted} if wanted else {},
        )
        if answer.status_code < 400:
            self.body = answer.json()
        return answer

    async def go(self, who: str, path: str, body: dict[str, Any] | None = None, *, version: int = 0) -> httpx.Response:
        """Make one move as somebody."""
        return await self.send(who, Request(who, path, body or {}), version=f'"{version}"' if version else None)

    async def make(self, move: Move, *, who: str = "", version: int = 0) -> httpx.Response:
        """Make a move, by default as somebody with the right."""
        if move is Move.SHIP:
            return await self.ship(who=who or "dealer", version=version)
        request = self.request(move)
        return await self.send(who or request.who, request, version=f'"{version}"' if version else None)

    async def ship(self, *, who: str = "dealer", version: int = 0, **more: object) -> httpx.Response:
        """Send it."""
        body = {
            "returns": [{"id": self.summary["id"], "version": version or self.summary["version"]}],
            "carrier": "德运物流",
            "waybill": self.waybill,
            "shipped_on": SHIPPED_ON,
        }
        answer = await self.shop.people[who].http.post("/v1/shipments", json=body | more)
        if answer.status_code < 400:
            await self.look()
        return answer

    async def look(self) -> None:
        """See it as it is now."""
        self.body = (await self.shop.people["clerk"].http.get(f"/v1/returns/{self.summary['id']}")).json()

    async def call_the_dealer(self) -> None:
        """Do the task that receipt leaves behind."""
        clerk = self.shop.people["clerk"].http
        wanted = {"state": "open", "return_id": self.summary["id"]}
        (task,) = (await clerk.get("/v1/tasks", params=wanted)).json()["items"]
        done = await clerk.post(
            f"/v1/tasks/{task['id']}/completion",
            json={"note": "已致电"},
            headers={"If-Match": '"1"'},
        )
        assert done.status_code == 200, done.text

    async def reach(self, state: str | ReturnState, *lines: dict[str, Any]) -> None:
        """File a return that needs approval and take it to a state."""
        filed = await self.file(*(lines or (self.shop.line(part="MOT-350"),)))
        assert filed.status_code == 201, filed.text
        await self.walk(state)

    async def walk_from(self, start: str, state: str) -> None:
        """Take a return that is in one state to a later one."""
        for move in WAY[state][len(WAY[start]) :]:
            made = await self.make(move)
            assert made.status_code < 400, made.text

    async def walk(self, state: str | ReturnState) -> None:
        """Take a return that was filed to a state, with as many approvals as it needs."""
        for move in WAY[str(state)]:
            if move is Move.APPROVE and self.summary["state"] == "approved":
                continue
            if move is Move.CLOSE:
                await self.call_the_dealer()
            made = await self.make(move)
            assert made.status_code < 400, made.text
            if move is Move.APPROVE and self.summary["state"] == "awaiting_approval":
                await self.make(move, who="manager")
        assert self.summary["state"] == str(state)
