"""The catalogue in the console: a model and a part are entered, priced, and put together."""

from tests.journeys.house import House
from tests.web.conftest import Open
from tests.web.test_dealer import answering

from aftersales.kernel.ids import new_id


def test_a_part_is_priced_and_a_model_is_entered_with_its_bill_of_material(house: House, open_as: Open) -> None:
    admin, visitor = house.people["admin"], open_as("admin", "en")
    mark = new_id().hex[-6:].upper()
    known, factory = house.brand.models[0].code, house.brand.factories[0].code

    visitor.go("/parts")
    visitor.click("New part")
    visitor.fill("Number", f"NB-{mark}")
    visitor.fill("Name", "Brake lever")
    visitor.fill("Unit price", "38.5")
    with answering(visitor, "/v1/parts"):
        visitor.click("Save")
    visitor.page.get_by_role("heading", name=f"NB-{mark}").wait_for()
    visitor.go("/product-models")
    visitor.click("New model")
    visitor.fill("Code", known)
    visitor.fill("Name", "Night bird")
    visitor.choose("Factory", factory, typed=factory, within=visitor.page.get_by_role("dialog"))
    with answering(visitor, "/v1/product-models"):
        visitor.click("Save")
    dialogue = visitor.page.get_by_role("dialog")
    dialogue.get_by_text(f"{known} exists already").wait_for()
    visitor.keep("model-duplicate")
    faults = visitor.faults()
    visitor.fill("Code", f"NB-{mark}")
    with answering(visitor, "/v1/product-models"):
        visitor.click("Save")
    visitor.click("Change the bill")
    visitor.page.get_by_label("Add a part").fill(f"NB-{mark}")
    option = visitor.page.locator(".ant-select-item-option").filter(has_text=f"NB-{mark}")
    option.click()
    visitor.fill(f"Quantity of NB-{mark}", "2")
    visitor.keep("bom-editing")
    faults += visitor.faults()
    with answering(visitor, "/bom", "PUT"):
        visitor.click("Save")
    visitor.page.get_by_role("row").filter(has_text=f"NB-{mark}").wait_for()
    visitor.settle()
    visitor.keep("model-with-bom")
    faults += visitor.faults()
    model = admin.get("/v1/product-models", text=f"NB-{mark}")["items"][0]
    lines = admin.get(f"/v1/product-models/{model['id']}/bom")["lines"]

    assert [(one["part"]["number"], one["quantity"]) for one in lines] == [(f"NB-{mark}", 2)]
    assert lines[0]["part"]["unit_price"] == {"amount": "38.50", "currency": "CNY"}
    assert faults == []


def test_a_unit_is_registered_once_and_corrected(house: House, open_as: Open) -> None:
    clerk, visitor = house.people["clerk"], open_as("clerk", "zh", "phone")
    serial, known = f"NB{new_id().hex[-8:].upper()}", house.brand.units[0].serial

    visitor.go("/units")
    visitor.click("登记整机")
    visitor.fill("序列号", known)
    visitor.choose(
        "型号", house.brand.models[0].code, typed=house.brand.models[0].code, within=visitor.page.get_by_role("dialog")
    )
    visitor.choose("经销商", house.dealer.code, typed=house.dealer.code, within=visitor.page.get_by_role("dialog"))
    visitor.page.get_by_role("dialog").get_by_label("售出日期").fill(house.today.isoformat())
    visitor.page.keyboard.press("Tab")
    visitor.fill("用户姓名", "周晓")
    with answering(visitor, "/v1/units"):
        visitor.click("保存")
    visitor.page.get_by_role("dialog").get_by_text("已存在").wait_for()
    visitor.keep("unit-duplicate")
    faults = visitor.faults()
    visitor.fill("序列号", serial)
    with answering(visitor, "/v1/units"):
        visitor.click("保存")
    visitor.page.get_by_role("heading", name=serial).wait_for()
    visitor.click("更正")
    visitor.fill("用户电话", "13800001234")
    with answering(visitor, "/v1/units/", "PUT"):
        visitor.click("保存")
    visitor.says("已更正")
    visitor.settle()
    faults += visitor.faults()
    unit = clerk.get("/v1/units", serial=serial)["items"][0]
    read = clerk.get(f"/v1/units/{unit['id']}")

    assert (read["owner_name"], read["owner_phone"], read["sale_date"]) == (
        "周晓",
        "13800001234",
        house.today.isoformat(),
    )
    assert (read["model_code"], read["dealer_code"]) == (house.brand.models[0].code, house.dealer.code)
    assert faults == []
