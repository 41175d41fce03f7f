"""Differences that somebody found outside a count, and taking back what was posted by hand."""

import httpx
import pytest
from tests.counts.people import open_count
from tests.fixtures.api import Client, Login
from tests.fixtures.kernel import Brand
from tests.parts.shelves import Shelves, set_up_shelves

from aftersales.kernel.access import Role
from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Database
from aftersales.parts import service as parts
from aftersales.parts.ledger import service as ledger
from aftersales.parts.model import Account, WarehouseState

Books = dict[str, int]


@pytest.fixture
async def shelves(brand: Brand, database: Database) -> Shelves:
    """A warehouse that holds ten of its first part and five of its second."""
    return await set_up_shelves(database, brand)


@pytest.fixture
async def keeper(brand: Brand, log_in: Login) -> Client:
    """A storekeeper."""
    return await log_in(brand, Role.WAREHOUSE_KEEPER)


def difference(shelves: Shelves, pieces: int, reason: str = "清理货架时发现") -> dict[str, object]:
    """A request about the first part in the serviceable zone."""
    return {
        "part_id": str(shelves.parts[0]),
        "warehouse_id": str(shelves.warehouse),
        "zone": "serviceable",
        "difference": pieces,
        "reason": reason,
    }


def move(shelves: Shelves, pieces: int) -> dict[str, object]:
    """A request to move the first part to the defective zone."""
    here = {"warehouse_id": str(shelves.warehouse)}
    ends = {"source": here | {"zone": "serviceable"}, "target": here | {"zone": "defective"}}
    return {"part_id": str(shelves.parts[0]), "quantity": pieces, **ends}


async def books(client: Client, shelves: Shelves) -> Books:
    """What the books say of the first part, by zone."""
    query = {"warehouse_id": str(shelves.warehouse), "part_id": str(shelves.parts[0])}
    items = (await client.http.get("/v1/stock", params=query)).json()["items"]
    return {line["zone"]: line["quantity"] for line in items if line["quantity"]}


async def told(database: Database, shelves: Shelves) -> list[str]:
    """The names of the facts about postings, in order."""
    async with database.transaction(shelves.brand.id, shelves.brand.anyone) as tx:
        rows = await tx.fetch(
            "SELECT name FROM facts WHERE tenant_id = $1 AND subject_kind = 'stock_transaction' ORDER BY id",
            shelves.brand.id,
        )
    return [row["name"] for row in rows]


def said(answer: httpx.Response) -> tuple[int, str]:
    """The status and the code of a refusal."""
    return answer.status_code, answer.json()["code"]


async def test_what_was_found_or_lost_is_posted_with_its_reason(
    shelves: Shelves, keeper: Client, database: Database
) -> None:
    gained = await keeper.http.post("/v1/stock-differences", json=difference(shelves, 3))
    lost = await keeper.http.post("/v1/stock-differences", json=difference(shelves, -5, "摔坏后丢弃"))
    shown = (await keeper.http.get(lost.headers["location"])).json()
    async with database.transaction(shelves.brand.id, shelves.brand.anyone) as tx:
        outside = await ledger.balance(tx, shelves.account(Account.GAIN_LOSS), shelves.parts[0])
        imbalances = await ledger.imbalances(tx)

    assert (gained.status_code, lost.status_code) == (201, 201)
    assert await books(keeper, shelves) == {"serviceable": 8}
    assert (shown["transaction"]["cause_kind"], shown["transaction"]["memo"]) == ("stock_difference", "摔坏后丢弃")
    assert {entry["kind"]: entry["quantity"] for entry in shown["entries"]} == {"serviceable": -5, "gain_loss": 5}
    assert (outside, imbalances) == (2, 0)
    assert await told(database, shelves) == [
        "parts.stock_posted",
        *["parts.stock_posted", "parts.difference_posted"] * 2,
    ]


async def test_a_difference_that_cannot_be_changes_nothing(
    shelves: Shelves, keeper: Client, brand: Brand, log_in: Login, database: Database
) -> None:
    clerk, before = await log_in(brand, Role.AFTER_SALES_CLERK), await told(database, shelves)

    async def refused(client: Client, **changed: object) -> tuple[int, str]:
        answer = await client.http.post("/v1/stock-differences", json=difference(shelves, -11) | changed)
        return said(answer)

    assert await refused(keeper) == (409, "stock_short")
    assert await refused(keeper, difference=0) == (422, "nothing_moves")
    assert await refused(keeper, reason="") == (400, "malformed")
    assert await refused(keeper, part_id=str(new_id())) == (422, "reference_unknown")
    assert await refused(keeper, warehouse_id=str(new_id())) == (404, "not_found")
    assert await refused(clerk, difference=1) == (403, "forbidden")
    async with database.transaction(brand.id, brand.anyone) as tx:
        await parts.change_warehouse(tx, shelves.warehouse, 1, name="一号仓", state=WarehouseState.CLOSED)
    assert await refused(keeper, difference=1) == (409, "warehouse_closed")
    assert await books(keeper, shelves) == {"serviceable": 10}
    assert await told(database, shelves) == before


async def test_the_same_key_posts_a_difference_once(shelves: Shelves, keeper: Client) -> None:
    headers = {"Idempotency-Key": new_id().hex}

    first = await keeper.http.post("/v1/stock-differences", json=difference(shelves, 3), headers=headers)
    again = await keeper.http.post("/v1/stock-differences", json=difference(shelves, 3), headers=headers)
    other = await keeper.http.post("/v1/stock-differences", json=difference(shelves, 4), headers=headers)

    assert first.json() == again.json()
    assert other.status_code == 422
    assert await books(keeper, shelves) == {"serviceable": 13}


async def test_a_difference_is_taken_back_once_and_says_so(
    shelves: Shelves, keeper: Client, database: Database
) -> None:
    posted = await keeper.http.post("/v1/stock-differences", json=difference(shelves, -4))
    place = posted.headers["location"]

    before = (await keeper.http.get(place)).json()["reversal"]
    back = await keeper.http.post(f"{place}/reversal", json={"reason": "找到了"})
    again = await keeper.http.post(f"{place}/reversal", json={"reason": "找到了"})
    other = await keeper.http.post(f"{place}/reversal", json={"reason": "又一个理由"})
    of_reversal = await keeper.http.post(f"{back.headers['location']}/reversal", json={"reason": "再来"})
    after = (await keeper.http.get(place)).json()["reversal"]

    assert before is None
    assert (back.status_code, back.json()) == (201, again.json())
    assert said(other) == (409, "already_reversed")
    assert said(of_reversal) == (409, "reversal_not_reversible")
    assert (after["id"], after["memo"]) == (back.json()["transaction_id"], "找到了")
    assert await books(keeper, shelves) == {"serviceable": 10}
    assert (await told(database, shelves))[3:] == ["parts.stock_posted", "parts.move_reversed"]


async def test_nothing_is_taken_back_below_nothing_or_from_elsewhere(
    shelves: Shelves, keeper: Client, brand: Brand, log_in: Login, database: Database
) -> None:
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)
    moved = await keeper.http.post("/v1/stock-moves", json=move(shelves, 4))
    async with database.transaction(brand.id, brand.anyone) as tx:
        supplied = await parts.post(tx, shelves.supply(0, 2))
        used = move(shelves, 3) | {"source": move(shelves, 3)["target"], "target": {"account": "scrap"}}
    await keeper.http.post("/v1/stock-moves", json=used)
    before = await told(database, shelves)

    short = await keeper.http.post(f"{moved.headers['location']}/reversal", json={"reason": "看错了"})
    foreign = await keeper.http.post(f"/v1/stock-transactions/{supplied}/reversal", json={"reason": "看错了"})
    missing = await keeper.http.post(f"/v1/stock-transactions/{new_id()}/reversal", json={"reason": "看错了"})
    unreasoned = await keeper.http.post(f"{moved.headers['location']}/reversal", json={"reason": ""})
    without = await clerk.http.post(f"{moved.headers['location']}/reversal", json={"reason": "看错了"})

    assert [said(one) for one in (short, foreign, missing, unreasoned, without)] == [
        (409, "stock_short"),
        (409, "not_moved_by_hand"),
        (404, "not_found"),
        (400, "malformed"),
        (403, "forbidden"),
    ]
    assert await books(keeper, shelves) == {"serviceable": 6, "defective": 1}
    assert await told(database, shelves) == before


async def test_the_books_are_not_put_right_by_hand_while_a_count_does_so(
    shelves: Shelves, keeper: Client, database: Database
) -> None:
    moved = await keeper.http.post("/v1/stock-moves", json=move(shelves, 4))
    await open_count(database, shelves)
    before = await told(database, shelves)

    posted = await keeper.http.post("/v1/stock-differences", json=difference(shelves, 1))
    reversed_ = await keeper.http.post(f"{moved.headers['location']}/reversal", json={"reason": "看错了"})
    after = await told(database, shelves)
    carried_on = await keeper.http.post("/v1/stock-moves", json=move(shelves, 1))

    assert (said(posted), said(reversed_)) == ((409, "count_under_way"), (409, "count_under_way"))
    assert after == before
    assert carried_on.status_code == 201
