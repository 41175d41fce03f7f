"""A sheet in the console: one wrong row is answered, corrected, and sent again."""

from playwright.sync_api import FilePayload
from tests.journeys.house import House
from tests.web.conftest import Open
from tests.web.test_dealer import answering
from tests.web.visiting import Visitor

from aftersales.kernel import sheets
from aftersales.kernel.ids import new_id
from aftersales.kernel.sheets import Value
from aftersales.tenancy.organisations.rules import DEALER_SHEET

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STRAIGHT = "不试，直接导入"
NOTES: FilePayload = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"no sheet"}


def sheet(*dealers: dict[str, Value]) -> FilePayload:
    """A sheet of dealers, as somebody picks it from a folder."""
    content = sheets.write_xlsx(DEALER_SHEET, list(dealers))
    return {"name": "经销商.xlsx", "mimeType": XLSX, "buffer": content}


def hand_in(visitor: Visitor, label: str, wanted: FilePayload) -> None:
    """Choose a sheet, and wait until its rows are answered."""
    with answering(visitor, "/v1/imports"):
        visitor.page.get_by_label(label, exact=True).first.set_input_files([wanted])
    visitor.page.wait_for_url("**/jobs/*")


def test_an_import_with_one_wrong_row_is_corrected_and_sent_again(house: House, open_as: Open) -> None:
    admin, visitor = house.people["admin"], open_as("admin")
    mark = new_id().hex[-6:]
    good: dict[str, Value] = {"code": f"DR-{mark}-1", "name": f"东岭车行{mark}"}
    wrong: dict[str, Value] = {"code": f"DR-{mark}-2", "name": f"西岭车行{mark}", "contact_email": "no address"}

    visitor.go("/imports?kind=dealers")
    template = visitor.page.get_by_role("link", name="下载模板").get_attribute("href")
    visitor.page.get_by_label(STRAIGHT).set_input_files([NOTES])
    visitor.says("不是 XLSX 或 CSV 文件：notes.txt")
    visitor.keep("import-not-a-sheet")
    faults = visitor.faults()
    hand_in(visitor, STRAIGHT, sheet(good, wrong))
    visitor.says("1 行未被接受，其余已写入")
    row = visitor.page.get_by_role("row").filter(has_text=f"DR-{mark}-2")
    row.wait_for()
    said, shown = row.inner_text(), visitor.page.get_by_text(f"DR-{mark}-1").count()
    visitor.settle()
    visitor.keep("import-refused")
    faults += visitor.faults()
    with visitor.page.expect_download() as got:
        visitor.page.get_by_role("link", name="下载未接受的行").click()
    got.value.delete()
    first = visitor.page.url
    hand_in(visitor, "上传改好的表格", sheet(good, wrong | {"contact_email": "west@dealers.example"}))
    visitor.page.wait_for_url(lambda url: url != first)
    visitor.says("全部接受，没有需要修改的行")
    visitor.page.get_by_role("row").filter(has_text=f"DR-{mark}-2").filter(has_text="新增").wait_for()
    visitor.page.get_by_role("row").filter(has_text=f"DR-{mark}-1").filter(has_text="无变化").wait_for()
    visitor.keep("import-corrected")
    made = {one["code"]: one["email"] for one in admin.get("/v1/organisations", q=f"DR-{mark}")["items"]}

    assert template == "/v1/import-templates/dealers?language=zh"
    assert "联系邮箱" in said
    assert shown == 0
    assert made == {f"DR-{mark}-1": "", f"DR-{mark}-2": "west@dealers.example"}
    assert faults == []


def test_a_sheet_is_tried_before_it_is_imported_with_one_click(house: House, open_as: Open) -> None:
    admin, visitor = house.people["admin"], open_as("admin", "en", "phone")
    mark = new_id().hex[-6:]
    good: dict[str, Value] = {"code": f"DT-{mark}-1", "name": f"东试车行{mark}"}
    wrong: dict[str, Value] = {"code": f"DT-{mark}-2", "name": f"西试车行{mark}", "contact_email": "no address"}

    visitor.go("/imports?kind=dealers")
    visitor.keep("import-try")
    faults = visitor.faults()
    hand_in(visitor, "Choose an XLSX or CSV to try", sheet(good, wrong))
    visitor.says("1 row would be refused")
    visitor.says("Contact e-mail:")
    visitor.keep("import-tried-refused")
    faults += visitor.faults()
    after_first = admin.get("/v1/organisations", q=f"DT-{mark}")["items"]
    first = visitor.page.url
    hand_in(visitor, "Try the corrected sheet", sheet(good, wrong | {"contact_email": "west@dealers.example"}))
    visitor.page.wait_for_url(lambda url: url != first)
    visitor.says("Every row would be accepted")
    visitor.says("The import would write 2 rows.")
    visitor.keep("import-tried")
    after_second = admin.get("/v1/organisations", q=f"DT-{mark}")["items"]
    with answering(visitor, "/v1/imports"):
        visitor.click("Import for real")
    visitor.says("Everything was accepted; nothing is to be corrected")
    made = [one["code"] for one in admin.get("/v1/organisations", q=f"DT-{mark}")["items"]]

    assert (after_first, after_second) == ([], [])
    assert made == [f"DT-{mark}-1", f"DT-{mark}-2"]
    assert faults == []


def test_a_clerk_without_the_right_sees_no_import_in_the_menu(open_as: Open) -> None:
    visitor = open_as("head", "en", "desk")

    visitor.go("/imports")

    visitor.says("You may not see this page")
    assert visitor.page.get_by_role("link", name="Import", exact=True).count() == 0
