"""Counting by scans in the console: each scan is one piece, and none is lost by a reload."""

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


def test_each_scan_counts_one_and_none_is_lost_by_a_reload(house: House, open_as: Open) -> None:
    admin, keeper, visitor = house.people["admin"], house.people["keeper"], open_as("keeper", "en", "phone")
    first, second = (part.number for part in house.brand.parts[:2])
    mark = new_id().hex[-6:].upper()
    factory = admin.get("/v1/organisations", kind="factory", limit="1")["items"][0]["id"]
    fields = {"organisation_id": factory, "code": f"WS-{mark}", "name": f"逐件仓{mark}"}
    shelf = admin.post("/v1/warehouses", fields)["id"]
    for number in (first, second):
        part_id = next(one["id"] for one in keeper.get("/v1/parts", text=number)["items"] if one["number"] == number)
        place = {"warehouse_id": shelf, "zone": "serviceable"}
        move = {"part_id": part_id, "quantity": 5, "source": {"account": "supplier"}, "target": place}
        keeper.post("/v1/stock-moves", move)
    count = keeper.post("/v1/stock-counts", {"warehouse_id": shelf})
    place = f"/v1/stock-counts/{count['id']}"

    visitor.go(f"/stock-counts/{count['id']}")
    visitor.page.get_by_text("Scan each piece").click()
    visitor.says("Each scan counts one")
    scan_each(visitor, first, first.lower(), "NO-SUCH-PART")
    visitor.says("Not counted: “NO-SUCH-PART” is not on the sheet")
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
