"""Counting by scans in the console: each scan is one piece, and none is lost by a reload."""

from playwright.sync_api import expect
from tests.journeys.house import House
from tests.journeys.test_a_scheduled_count import change, lines_of
from tests.web.conftest import Open
from tests.web.test_dealer import answering
from tests.web.visiting import Visitor

from aftersales.kernel.ids import new_id


def scan_each(visitor: Visitor, *codes: str) -> None:
    """Scan as a gun does: keys at once and Enter, without looking where the focus is."""
    for code in codes:
        visitor.page.keyboard.type(code)
        visitor.page.keyboard.press("Enter")


def count_of_five_each(house: House, *numbers: str) -> str:
    """A count of a warehouse of its own, with five of each of these parts; its address at the API."""
    admin, keeper, mark = house.people["admin"], house.people["keeper"], new_id().hex[-6:].upper()
    factory = admin.get("/v1/organisations", kind="factory", limit="1")["items"][0]["id"]
    fields = {"organisation_id": factory, "code": f"WS-{mark}", "name": f"逐件仓{mark}"}
    shelf = admin.post("/v1/warehouses", fields)["id"]
    for number in numbers:
        part_id = next(one["id"] for one in keeper.get("/v1/parts", text=number)["items"] if one["number"] == number)
        place = {"warehouse_id": shelf, "zone": "serviceable"}
        move = {"part_id": part_id, "quantity": 5, "source": {"account": "supplier"}, "target": place}
        keeper.post("/v1/stock-moves", move)
    return f"/v1/stock-counts/{keeper.post('/v1/stock-counts', {'warehouse_id': shelf})['id']}"


def test_each_scan_counts_one_and_none_is_lost_by_a_reload(house: House, open_as: Open) -> None:
    keeper, visitor = house.people["keeper"], open_as("keeper", "en", "phone")
    first, second = (part.number for part in house.brand.parts[:2])
    place = count_of_five_each(house, first, second)

    visitor.go(place.removeprefix("/v1"))
    visitor.page.get_by_text("Scan each piece").click()
    visitor.says("Each scan counts one")
    scan_each(visitor, first, first.lower(), "NO-SUCH-PART")
    visitor.says("Not counted: the catalogue has no part “NO-SUCH-PART”")
    visitor.keep("count-scan-unknown")
    faults = visitor.faults()
    scan_each(visitor, second, first, second)
    visitor.click("Undo the last scan")
    visitor.says(f"One {second} was taken back")
    visitor.page.reload()
    visitor.settle()
    visitor.page.get_by_role("button", name="Enter the 4 scanned").wait_for()
    before = [line["quantity"] for line in lines_of(keeper, place)]
    scan_each(visitor, first)
    visitor.page.get_by_role("button", name="Enter the 5 scanned").wait_for()
    visitor.keep("count-scan")
    faults += visitor.faults()
    with answering(visitor, "/entries"):
        visitor.page.get_by_role("button", name="Enter the 5 scanned").click()
    visitor.says("2 lines were entered")
    scan_each(visitor, second)
    with answering(visitor, "/entries"):
        visitor.page.get_by_role("button", name="Enter the 1 scanned").click()
    visitor.says("1 line was entered")
    visitor.says("Every line is entered")
    after = {line["part_number"]: line["quantity"] for line in lines_of(keeper, place)}
    change(keeper, place, "cancellation", {"reason": "试扫"})

    assert before == [None, None]
    assert after == {first: 4, second: 2}
    assert faults == []


def test_a_part_that_is_not_on_the_sheet_is_counted_as_found_by_keys_alone(house: House, open_as: Open) -> None:
    keeper, visitor = house.people["keeper"], open_as("keeper")
    first, found, other = (part.number for part in house.brand.parts[:3])
    place = count_of_five_each(house, first)

    visitor.go(place.removeprefix("/v1"))
    visitor.page.get_by_text("逐件扫").click()
    visitor.says("扫一件算一件")
    scan_each(visitor, first, found.lower())
    visitor.says(f"盘点表里没有 {found}")
    visitor.keep("count-scan-aside")
    faults = visitor.faults()
    scan_each(visitor, found)
    visitor.says("2 件，未计数")
    visitor.button("录入已扫的 1 件").wait_for()
    visitor.button(f"作为发现计入 {found}").focus()
    visitor.page.keyboard.press("Enter")
    visitor.button("录入已扫的 3 件").wait_for()
    scan_each(visitor, other)
    expect(visitor.button(f"作为发现计入 {other}")).to_be_focused()
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Enter")
    visitor.says(f"{other} 没有计入")
    visitor.page.reload()
    visitor.settle()
    scan_each(visitor, found)
    visitor.button("录入已扫的 4 件").wait_for()
    visitor.keep("count-scan-found")
    faults += visitor.faults()
    with answering(visitor, "/lines-to-count", "GET"), answering(visitor, "/entries"):
        visitor.click("录入已扫的 4 件")
    visitor.says("已录入 2 行")
    visitor.says("全部录入完毕")
    scan_each(visitor, found)
    with answering(visitor, "/entries"):
        visitor.click("录入已扫的 1 件")
    visitor.says("已录入 1 行")
    after = {line["part_number"]: line["quantity"] for line in lines_of(keeper, place)}
    change(keeper, place, "cancellation", {"reason": "试扫"})

    assert after == {first: 1, found: 4}
    assert faults == []
