"""A count in the console: opened, counted blind with a scanner, counted again, explained, approved and posted."""

from typing import Final

from tests.journeys.house import House
from tests.journeys.test_a_scheduled_count import change, lines_of
from tests.journeys.town import Json
from tests.web.conftest import Open
from tests.web.test_dealer import answering
from tests.web.visiting import Visitor

from aftersales.kernel.ids import new_id

MISSING: Final = 7
"""How many of a part are gone, which is beyond the count's limit."""


def open_count(visitor: Visitor, code: str) -> str:
    """Open a count of a warehouse by hand; its address at the API."""
    visitor.go("/stock-counts")
    visitor.click("发起盘点")
    dialogue = visitor.page.get_by_role("dialog")
    dialogue.get_by_label("仓库").fill(code)
    visitor.page.keyboard.press("Enter")
    dialogue.get_by_label("数量").fill("2")
    visitor.keep("count-opening")
    with answering(visitor, "/v1/stock-counts"):
        dialogue.get_by_role("button", name="发起盘点").click()
    visitor.page.wait_for_url("**/stock-counts/*")
    visitor.settle()
    return f"/v1/stock-counts/{visitor.page.url.rpartition('/')[2]}"


def books_of(house: House, code: str) -> dict[tuple[str, str], int]:
    """What the books say of each part and zone of a warehouse."""
    finance = house.people["finance"]
    warehouses = finance.get("/v1/warehouses", limit="200")["items"]
    [warehouse] = [one["id"] for one in warehouses if one["code"] == code]
    items = finance.get("/v1/stock", warehouse_id=warehouse, limit="200")["items"]
    return {(one["part_number"], one["zone"]): one["quantity"] for one in items}


def scan(visitor: Visitor, code: str) -> None:
    """Scan a code at the counting desk."""
    visitor.fill("Scan or type a part number", code)
    visitor.page.keyboard.press("Enter")


def count_blind(visitor: Visitor, first: Json, quantity: int) -> str:
    """Count one line with a scanner, after a code that is on no sheet; what the page told."""
    scan(visitor, "NO-SUCH-PART")
    visitor.says("is not on the sheet")
    scan(visitor, first["part_number"])
    visitor.fill("Counted", str(quantity))
    with answering(visitor, "/entries"):
        visitor.page.keyboard.press("Enter")
    visitor.says(f"{quantity} entered")
    visitor.keep("count-desk")
    return visitor.page.content()


def test_a_blind_count_is_scanned_counted_again_explained_approved_and_posted(house: House, open_as: Open) -> None:
    factory = house.brand.factories[0].code
    counter, keeper = house.people[f"receiver-{factory}"], house.people["keeper"]
    books = books_of(house, f"WH-{factory}")
    leading, counting = open_as("keeper"), open_as(f"receiver-{factory}", "en", "phone")

    place = open_count(leading, f"WH-{factory}")
    sheet = lines_of(counter, place)
    parts = [line["part_number"] for line in sheet]
    first = next(line for line in sheet if parts.count(line["part_number"]) == 1)
    seen = {line["number"]: books[line["part_number"], line["zone"]] for line in sheet}
    seen[first["number"]] -= MISSING
    counting.go(place.removeprefix("/v1"))
    told = count_blind(counting, first, seen[first["number"]])
    faults = counting.faults()
    rest = [{"number": number, "quantity": many} for number, many in seen.items() if number != first["number"]]
    counter.post(f"{place}/entries", {"lines": rest})
    counting.go(place.removeprefix("/v1"))
    counting.says("Every line is entered")
    counting.click("Submit")
    with answering(counting, "/submission"):
        counting.page.get_by_role("dialog").get_by_role("button", name="Submit").click()
    counting.says("Recount")
    keeper.post(f"{place}/entries", {"lines": [{"number": first["number"], "quantity": seen[first["number"]]}]})
    change(keeper, place, "submission")
    approving = open_as("finance")
    approving.go(place.removeprefix("/v1"))
    approving.says("有 1 行超限未说明原因")
    approving.click("批准并过账")
    with answering(approving, "/approval"):
        approving.page.get_by_role("dialog").get_by_role("button", name="批准并过账").click()
    approving.says("以下行差异超出阈值")
    leading.go(place.removeprefix("/v1"))
    leading.fill(f"{first['part_number']} 的差异原因", "上月漏记出库")
    leading.keep("count-differences")
    faults += leading.faults()
    with answering(leading, "/explanations", "PUT"):
        leading.click("保存原因")
    approving.go(place.removeprefix("/v1"))
    approving.says("上月漏记出库")
    approving.click("批准并过账")
    with answering(approving, "/approval"):
        approving.page.get_by_role("dialog").get_by_role("button", name="批准并过账").click()
    approving.says("已批准并过账")
    approving.says("已过账")
    approving.keep("count-posted")
    after = books_of(house, f"WH-{factory}")

    assert ">20<" not in told
    assert {line: before - after[line] for line, before in books.items() if before != after[line]} == {
        (first["part_number"], first["zone"]): MISSING
    }
    assert faults == []


def test_stock_is_found_with_its_every_movement(house: House, open_as: Open) -> None:
    visitor, part = open_as("dealer", "en", "phone"), house.brand.parts[0]
    keeper: Visitor = open_as("keeper")

    warehouses = house.people["keeper"].get("/v1/warehouses", limit="200")["items"]
    first = next(one["id"] for one in warehouses if one["code"] == f"WH-{house.brand.factories[0].code}")
    keeper.go(f"/stock?warehouse={first}")
    keeper.page.get_by_role("link", name=part.number).first.click()
    keeper.page.get_by_role("button", name="查看凭证").first.click()
    keeper.says("起因")
    keeper.keep("stock-posting")
    faults = keeper.faults()
    visitor.go("/stock")
    visitor.says("No stock yet")

    assert faults == []


def test_a_keeper_moves_parts_posts_what_is_lost_and_takes_it_back(house: House, open_as: Open) -> None:
    admin, keeper, visitor = house.people["admin"], house.people["keeper"], open_as("keeper")
    part, mark = house.brand.parts[0], new_id().hex[-6:].upper()
    factory = admin.get("/v1/organisations", kind="factory", limit="1")["items"][0]["id"]
    shelf = admin.post("/v1/warehouses", {"organisation_id": factory, "code": f"WM-{mark}", "name": f"移库仓{mark}"})[
        "id"
    ]
    part_id = next(
        one["id"] for one in keeper.get("/v1/parts", text=part.number)["items"] if one["number"] == part.number
    )
    here = {"warehouse_id": shelf, "zone": "serviceable"}
    keeper.post(
        "/v1/stock-moves", {"part_id": part_id, "quantity": 10, "source": {"account": "supplier"}, "target": here}
    )

    visitor.go(f"/stock/movements?warehouse={shelf}&part={part_id}&zone=serviceable")
    visitor.click("移库")
    dialogue = visitor.page.get_by_role("dialog")
    dialogue.get_by_label("数量").fill("11")
    visitor.choose("去向库区", "不良品")
    visitor.keep("stock-move")
    faults = visitor.faults()
    with answering(visitor, "/v1/stock-moves"):
        dialogue.get_by_role("button", name="移库").click()
    visitor.says("库存不足")
    refused = books_of(house, f"WM-{mark}")
    dialogue.get_by_label("数量").fill("4")
    with answering(visitor, "/v1/stock-moves"):
        dialogue.get_by_role("button", name="移库").click()
    visitor.says("已移库")
    moved = books_of(house, f"WM-{mark}")
    visitor.click("盘盈盘亏")
    dialogue = visitor.page.get_by_role("dialog")
    dialogue.get_by_label("件数").fill("2")
    dialogue.get_by_label("理由").fill("摔坏后丢弃")
    visitor.keep("stock-difference")
    faults += visitor.faults()
    with answering(visitor, "/v1/stock-differences"):
        dialogue.get_by_role("button", name="过账").click()
    visitor.says("已过账")
    lost = books_of(house, f"WM-{mark}")
    visitor.go(f"/stock/movements?warehouse={shelf}&part={part_id}&zone=serviceable")
    visitor.page.get_by_role("button", name="查看凭证").first.click()
    visitor.says("摔坏后丢弃")
    visitor.click("冲回")
    visitor.page.get_by_role("dialog").last.get_by_label("理由").fill("找到了")
    with answering(visitor, "/reversal"):
        visitor.page.get_by_role("dialog").last.get_by_role("button", name="冲回").click()
    visitor.says("找到了")
    visitor.keep("stock-taken-back")
    faults += visitor.faults()

    assert refused == {(part.number, "serviceable"): 10}
    assert moved == {(part.number, "serviceable"): 6, (part.number, "defective"): 4}
    assert lost == {(part.number, "serviceable"): 4, (part.number, "defective"): 4}
    assert books_of(house, f"WM-{mark}") == moved
    assert faults == []
