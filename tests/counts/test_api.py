"""Stock counts over HTTP."""

from io import BytesIO

import openpyxl
from tests.fixtures.api import Client, Login
from tests.fixtures.kernel import Brand
from tests.parts.shelves import Shelves, add_organisation, set_up_shelves

from aftersales.kernel.access import Role
from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Database
from aftersales.parts import service as parts
from aftersales.parts.model import location_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def test_a_count_is_opened_entered_explained_and_approved(
    brand: Brand, database: Database, log_in: Login
) -> None:
    shelves = await set_up_shelves(database, brand, stock=(10, 5))
    keeper, finance = await log_in(brand, Role.WAREHOUSE_KEEPER), await log_in(brand, Role.FINANCE)
    counter, second = await log_in(brand, Role.FACTORY_RECEIVER), await log_in(brand, Role.FACTORY_RECEIVER)

    place = await _open(keeper, shelves)
    await counter.http.post(f"{place}/entries", json={"lines": [{"number": 1, "quantity": 4}]})
    entered = await counter.http.post(f"{place}/entries", json={"lines": [{"number": 2, "quantity": 5}]})
    recount = await _act(counter, place, "submission", entered.headers["etag"])
    await second.http.post(f"{place}/entries", json={"lines": [{"number": 1, "quantity": 5}]})
    final = await _act(second, place, "submission", recount)
    unexplained = await finance.http.post(f"{place}/approval", json={}, headers={"If-Match": final})
    why = {"lines": [{"number": 1, "text": "旧账漏记"}]}
    explained = await keeper.http.put(f"{place}/explanations", json=why)
    variances = await finance.http.get(f"{place}/variances")
    approved = await finance.http.post(f"{place}/approval", json={"note": "同意"}, headers={"If-Match": final})
    stock = await finance.http.get("/v1/stock", params={"warehouse_id": str(shelves.warehouse)})

    assert (unexplained.status_code, unexplained.json()["code"]) == (409, "explanation_missing")
    assert explained.status_code == 200
    assert [(one["part_number"], one["difference"], one["value"]) for one in variances.json()["items"]] == [
        ("P-00000", -5, {"amount": "-62.50", "currency": "CNY"})
    ]
    assert (approved.json()["state"], approved.json()["approved_by"]) == ("posted", str(finance.person_id))
    assert [line["quantity"] for line in stock.json()["items"]] == [5, 5]


async def _open(keeper: Client, shelves: Shelves) -> str:
    body = {"warehouse_id": str(shelves.warehouse), "recount_quantity": 2, "approver": "finance"}
    made = await keeper.http.post("/v1/stock-counts", json=body)
    assert made.status_code == 201, made.text
    return made.headers["location"]


def rows_of(content: bytes) -> list[tuple[object, ...]]:
    """What stands under the headings of a workbook."""
    book = openpyxl.load_workbook(BytesIO(content))
    return list(book.worksheets[0].iter_rows(min_row=2, values_only=True))


async def _act(client: Client, place: str, act: str, version: str) -> str:
    answer = await client.http.post(f"{place}/{act}", headers={"If-Match": version})
    assert answer.status_code == 200, answer.text
    return answer.headers["etag"]


async def test_no_answer_to_a_counter_says_what_the_books_say(brand: Brand, database: Database, log_in: Login) -> None:
    shelves = await set_up_shelves(database, brand, stock=(7919, 5))
    keeper, counter = await log_in(brand, Role.WAREHOUSE_KEEPER), await log_in(brand, Role.FACTORY_RECEIVER)
    place = await _open(keeper, shelves)
    where = {"warehouse_id": str(shelves.warehouse), "part_id": str(shelves.parts[0])}
    move = {
        "part_id": str(shelves.parts[0]),
        "quantity": 100_000,
        "source": {"warehouse_id": str(shelves.warehouse), "zone": "serviceable"},
        "target": {"account": "scrap"},
    }

    answers = [
        await counter.http.post(f"{place}/entries", json={"lines": [{"number": 1, "quantity": 1}]}),
        await counter.http.post(f"{place}/entries", json={"lines": [{"number": 9, "quantity": 1}]}),
        await counter.http.post(f"{place}/submission", headers={"If-Match": '"2"'}),
        await counter.http.get(place),
        await counter.http.get("/v1/stock-counts"),
        await counter.http.get(f"{place}/lines-to-count"),
        await counter.http.get(f"{place}/lines"),
        await counter.http.get(f"{place}/variances"),
        await counter.http.get(f"{place}/variance-sheet"),
        await counter.http.get("/v1/stock", params=where),
        await counter.http.get("/v1/stock-movements", params=where),
        await counter.http.post("/v1/stock-moves", json=move),
    ]

    assert [answer.status_code for answer in answers] == [200, 422, 409, 200, 200, 200, 403, 403, 403, 200, 409, 409]
    assert [answer.text for answer in answers if "7919" in answer.text or "7918" in answer.text] == []
    sheet = await counter.http.get(f"{place}/sheet")
    rows = rows_of(sheet.content)
    assert sheet.headers["content-type"] == XLSX
    assert [(row[2], row[4]) for row in rows] == [("P-00000", None), ("P-00001", None)]


async def test_approvers_see_and_fetch_the_differences(brand: Brand, database: Database, log_in: Login) -> None:
    shelves = await set_up_shelves(database, brand, stock=(10,))
    keeper, finance = await log_in(brand, Role.WAREHOUSE_KEEPER), await log_in(brand, Role.FINANCE)
    counter = await log_in(brand, Role.FACTORY_RECEIVER)
    place = await _open(keeper, shelves)
    await counter.http.post(f"{place}/entries", json={"lines": [{"number": 1, "quantity": 12}]})

    lines = await finance.http.get(f"{place}/lines")
    sheet = await finance.http.get(f"{place}/variance-sheet")

    (line,) = lines.json()["items"]
    assert (line["part_number"], line["variance"], line["seen"]["expected_quantity"]) == ("P-00000", 2, 10)
    rows = rows_of(sheet.content)
    assert [row[4:8] for row in rows] == [(10, 12, 2, 25)]


async def test_bad_entries_are_refused_with_their_place(brand: Brand, database: Database, log_in: Login) -> None:
    shelves = await set_up_shelves(database, brand, stock=(10,))
    keeper = await log_in(brand, Role.WAREHOUSE_KEEPER)
    place = await _open(keeper, shelves)

    answers = [
        await keeper.http.post(f"{place}/entries", json=body)
        for body in (
            {"lines": [{"number": 1, "quantity": -1}]},
            {"lines": [{"number": 1, "quantity": 1, "expected": 1}]},
            {"lines": [{"number": 1, "quantity": 1}] * 2},
            {"finds": [{"part_number": "NO", "quantity": 1}]},
        )
    ]

    assert [(answer.status_code, answer.json()["errors"][0]["pointer"]) for answer in answers] == [
        (400, "/lines/0/quantity"),
        (400, "/lines/0/expected"),
        (422, "/lines"),
        (422, "/finds/0/part_number"),
    ]
    assert (await keeper.http.get(place)).json()["state"] == "open"


async def test_a_dealer_counts_its_own_warehouse_and_sees_no_other(
    brand: Brand, database: Database, log_in: Login
) -> None:
    shelves = await set_up_shelves(database, brand, stock=(10,))
    async with database.transaction(brand.id, brand.anyone) as tx:
        dealer = await add_organisation(tx, brand, kind="dealer", code="D-01")
        other = await add_organisation(tx, brand, kind="dealer", code="D-02")
        own = await parts.open_warehouse(tx, organisation_id=dealer, code="W-D1", name="经销商仓")
        await parts.move(
            tx,
            part_id=shelves.parts[0],
            quantity=4,
            from_location=shelves.at(),
            to_location=location_of(brand.id, own.id),
            cause_kind="test",
            cause_id=new_id(),
        )
    keeper, finance = await log_in(brand, Role.WAREHOUSE_KEEPER), await log_in(brand, Role.FINANCE)
    clerk = await log_in(brand, Role.DEALER_CLERK, dealer=dealer)
    stranger = await log_in(brand, Role.DEALER_CLERK, dealer=other)
    factory_count = await _open(keeper, shelves)
    made = await keeper.http.post("/v1/stock-counts", json={"warehouse_id": str(own.id)})
    place = made.headers["location"]

    foreign = [
        await stranger.http.get(place),
        await stranger.http.post(f"{place}/entries", json={"lines": [{"number": 1, "quantity": 1}]}),
        await clerk.http.get(factory_count),
    ]
    await clerk.http.post(f"{place}/entries", json={"lines": [{"number": 1, "quantity": 3}]})
    listed = await clerk.http.get("/v1/stock-counts")
    submitted = await clerk.http.post(f"{place}/submission", headers={"If-Match": '"2"'})
    approved = await finance.http.post(f"{place}/approval", json={}, headers={"If-Match": submitted.headers["etag"]})
    stock = await clerk.http.get("/v1/stock")

    assert [answer.status_code for answer in foreign] == [404, 404, 404]
    assert [one["warehouse_code"] for one in listed.json()["items"]] == ["W-D1"]
    assert (approved.status_code, [line["quantity"] for line in stock.json()["items"]]) == (200, [3])
