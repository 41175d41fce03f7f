"""Settlement: once, whole or not at all, and never more than was announced."""

import asyncio
from typing import Any

import pytest
from tests.claims.test_handling import shipped, stock
from tests.claims.ways import Way, snapshot
from tests.fixtures.domain import Shop
from tests.fixtures.worker import Drain

from aftersales.claims.events import ReturnSettled
from aftersales.claims.returns.model import Move
from aftersales.finance import service as finance
from aftersales.kernel.access import WORKER
from aftersales.kernel.facts import decode
from aftersales.kernel.tx import Database
from aftersales.parts.ledger import service as ledger
from aftersales.parts.model import Zone, location_of
from aftersales_worker.handlers.settlement import credit_settled_return


async def disposed(shop: Shop, *dispositions: dict[str, Any], quantity: int = 1, arrived: int | None = None) -> Way:
    """A return of batteries whose parts were received and disposed of."""
    lines = [shop.unregistered(quantity=quantity) for _ in dispositions]
    way = await shipped(shop, *lines)
    pieces = quantity if arrived is None else arrived
    received = [{"line": number, "quantity": pieces} for number in range(1, len(lines) + 1)]
    await way.go("receiver", "receipt", {"lines": received})
    await way.go(
        "inspector",
        "inspection",
        {"lines": [{"line": number, **one["found"]} for number, one in enumerate(dispositions, 1)]},
    )
    done = await way.go(
        "inspector",
        "disposition",
        {"lines": [{"line": number, "disposition": one["do"]} for number, one in enumerate(dispositions, 1)]},
    )
    assert done.status_code == 200, done.text
    return way


def own(do: str) -> dict[str, Any]:
    """A part that failed through our own fault."""
    return {"found": {"finding": "own_fault"}, "do": do}


NO_FAULT = {"found": {"finding": "no_fault_found"}, "do": "send_back"}


@pytest.mark.parametrize(
    ("one", "serviceable", "defective", "customer", "scrap"),
    [
        (own("replace"), 9, 1, 0, 0),
        (own("credit"), 10, 1, -1, 0),
        (own("repair"), 10, 0, 0, 0),
        (own("scrap"), 10, 0, -1, 1),
        (NO_FAULT, 10, 0, 0, 0),
    ],
)
async def test_each_disposition_moves_the_parts_where_they_belong(
    one: dict[str, Any], serviceable: int, defective: int, customer: int, scrap: int, shop: Shop, database: Database
) -> None:
    way = await disposed(shop, one)

    settled = await way.make(Move.SETTLE)

    assert settled.status_code == 200, settled.text
    assert await stock(database, shop) == {
        "serviceable": serviceable,
        "defective": defective,
        "quarantine": 0,
        "transit": 0,
        "customer": customer,
        "scrap": scrap,
    }
    assert way.lines[0]["settled_at"] == "2026-06-15T02:00:00Z"


async def test_two_settlements_at_once_settle_once(shop: Shop, database: Database, drain: Drain) -> None:
    way = await disposed(shop, own("replace"), own("credit"))
    version = way.summary["version"]

    answers = await asyncio.gather(*(way.make(Move.SETTLE, who=who, version=version) for who in ("finance", "head")))
    await drain()

    assert sorted(answer.status_code for answer in answers) == [200, 412]
    found = await stock(database, shop)
    assert (found["serviceable"], found["defective"], found["quarantine"]) == (9, 2, 0)
    async with database.transaction(shop.brand.id, shop.brand.anyone) as tx:
        assert str(await finance.balance_of(tx, shop.dealer)) == "399.00 CNY"


async def test_a_short_shelf_settles_nothing_and_does_not_tell_its_stock(shop: Shop, database: Database) -> None:
    way = await disposed(shop, own("credit"), own("replace"), quantity=11)
    before = await snapshot(database, shop)

    refused = await way.make(Move.SETTLE)

    assert (refused.status_code, refused.json()["code"]) == (409, "replacement_short")
    assert refused.json()["detail"] == "第 2 行：零件 BAT-48 良品库存不足 11 件，未做任何结算。"
    assert await snapshot(database, shop) == before


async def test_a_fact_that_is_delivered_again_credits_once(shop: Shop, database: Database, drain: Drain) -> None:
    way = await disposed(shop, own("credit"), own("credit"))
    await way.make(Move.SETTLE)
    await drain()
    async with database.transaction(shop.brand.id, shop.brand.anyone) as tx:
        (row,) = await tx.fetch(
            "SELECT payload::text AS payload FROM facts WHERE tenant_id = $1 AND name = 'claims.return_settled'",
            shop.brand.id,
        )
    fact = decode("claims.return_settled", row["payload"])
    assert isinstance(fact, ReturnSettled)

    for _ in range(2):
        async with database.transaction(shop.brand.id, WORKER) as tx:
            await credit_settled_return(tx, fact)

    assert len((await snapshot(database, shop))["credit_notes"]) == 1
    async with database.transaction(shop.brand.id, shop.brand.anyone) as tx:
        assert str(await finance.balance_of(tx, shop.dealer)) == "798.00 CNY"


async def test_pieces_that_came_too_many_are_neither_credited_nor_replaced_but_go_back(
    shop: Shop, database: Database, drain: Drain
) -> None:
    way = await disposed(shop, own("credit"), own("replace"), quantity=2, arrived=3)

    await way.make(Move.SETTLE)
    await drain()

    found = await stock(database, shop)
    assert (found["serviceable"], found["defective"], found["quarantine"], found["customer"]) == (8, 4, 0, -2)
    assert way.lines[0]["credit"] == {"amount": "798.00", "currency": "CNY"}
    async with database.transaction(shop.brand.id, shop.brand.anyone) as tx:
        assert str(await finance.balance_of(tx, shop.dealer)) == "798.00 CNY"


async def test_fewer_than_announced_are_credited_as_they_came(shop: Shop) -> None:
    way = await disposed(shop, own("credit"), quantity=3, arrived=2)

    await way.make(Move.SETTLE)

    assert way.lines[0]["credit"] == {"amount": "798.00", "currency": "CNY"}


async def test_a_part_without_a_price_cannot_be_credited(shop: Shop, database: Database) -> None:
    async with database.transaction(shop.brand.id, shop.brand.anyone) as tx:
        await tx.fetch(
            "UPDATE catalog_parts SET unit_price_minor = NULL, currency = NULL WHERE id = $1",
            shop.battery,
        )
    way = Way(shop)
    await way.file(shop.line())
    await way.make(Move.APPROVE)
    await way.make(Move.APPROVE, who="manager")
    await way.walk_from("approved", "inspected")
    before = await snapshot(database, shop)

    refused = await way.go("inspector", "disposition", {"lines": [{"line": 1, "disposition": "credit"}]})

    assert (refused.status_code, refused.json()["code"]) == (422, "price_missing")
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/lines/0/disposition"]
    assert await snapshot(database, shop) == before


async def test_what_a_settlement_posted_stands_under_its_lines(shop: Shop, database: Database) -> None:
    way = await disposed(shop, own("replace"), own("scrap"))
    await way.make(Move.SETTLE)

    async with database.transaction(shop.brand.id, shop.brand.anyone) as tx:
        posted = await tx.fetch(
            "SELECT cause_kind, count(DISTINCT cause_id) AS causes, count(*) AS postings "
            "FROM stock_transactions WHERE tenant_id = $1 AND memo = $2 GROUP BY cause_kind ORDER BY cause_kind",
            shop.brand.id,
            way.summary["number"],
        )
        imbalances = await ledger.imbalances(tx)
        left = await ledger.balance(tx, location_of(shop.brand.id, shop.warehouse, Zone.QUARANTINE), shop.battery)

    assert [tuple(row.values()) for row in posted] == [("return_line_settled", 2, 2), ("return_received", 1, 1)]
    assert (imbalances, left) == (0, 0)
