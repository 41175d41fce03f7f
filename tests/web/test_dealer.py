"""A dealer's day: file a return in a minute, pack it, ship several together, look after what came back."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import pytest
import segno
from playwright.sync_api import FilePayload, Locator
from tests.journeys.house import House
from tests.journeys.test_a_return import file_return, pack, wait_for_papers
from tests.web.conftest import Open
from tests.web.visiting import Visitor

from aftersales_local.demo.records import Part, Unit
from aftersales_local.demo.walk import picture


def look_up(visitor: Visitor, unit: Unit, label: str) -> None:
    """Type the serial of a unit, as a scanner gun would, and wait for its parts."""
    visitor.page.get_by_label(label, exact=True).fill(unit.serial)
    visitor.page.keyboard.press("Enter")
    visitor.page.locator(".part").first.wait_for()


def pick(visitor: Visitor, part: Part) -> None:
    """Pick a part of the unit."""
    visitor.page.locator(".part").filter(has_text=part.number).click()


def photograph(visitor: Visitor) -> None:
    """Add a photo and wait until it has arrived."""
    chosen: FilePayload = {"name": "fault.png", "mimeType": "image/png", "buffer": picture()}
    visitor.page.locator("input[type=file]").set_input_files([chosen])
    visitor.page.locator(".thumbnail[data-state=ready]").wait_for()


def verdict(visitor: Visitor) -> Locator:
    """What the policy says at the side of the form."""
    return visitor.page.locator(".verdict")


@contextmanager
def answering(visitor: Visitor, path: str, method: str = "POST") -> Iterator[None]:
    """Wait until the API has answered a change, or a question, at an address."""
    with visitor.page.expect_response(lambda one: path in one.url and one.request.method == method):
        yield


def test_a_return_is_filed_with_its_clause_in_view_packed_and_its_papers_made(house: House, open_as: Open) -> None:
    visitor, unit = open_as("dealer"), house.fresh_unit()
    part = house.part_of(unit, "battery")

    visitor.go("/returns/new")
    look_up(visitor, unit, "序列号")
    pick(visitor, part)
    visitor.fill("故障代码", "E01")
    visitor.fill("故障描述", "充满后续航不足")
    visitor.page.get_by_text("是", exact=True).click()
    visitor.says("人为损坏的零件不予退返。")
    refused, blocked = verdict(visitor).inner_text(), visitor.button("提交退货").last.is_disabled()
    visitor.page.get_by_text("否", exact=True).click()
    photograph(visitor)
    visitor.page.locator(".verdict", has_text="QH-1.1").wait_for()
    visitor.keep("filing")
    faults = visitor.faults()
    with answering(visitor, "/v1/returns"):
        visitor.button("提交退货").last.click()
    visitor.page.get_by_role("heading", name="退回的配件").wait_for()
    visitor.settle()
    number = visitor.page.locator("h1").inner_text()
    state = house.people["dealer"].get("/v1/returns", text=number)["items"][0]["state"]
    visitor.keep("filed")

    assert "QH-2.2" in refused
    assert blocked
    assert faults == []
    assert state in {"approved", "awaiting_approval"}


def test_the_papers_are_filled_in_already_and_one_is_opened_to_print(house: House, open_as: Open) -> None:
    visitor, walked = open_as("dealer"), file_return(house)
    dealer = house.people["dealer"]

    visitor.go(f"/returns/{walked.summary['id']}")
    visitor.click("装箱")
    address = visitor.page.get_by_label("收件地址").input_value()
    quantity = visitor.page.get_by_label("总件数").input_value()
    with answering(visitor, "/packing"):
        visitor.click("装箱并生成单据")
    papers = wait_for_papers(dealer, walked.summary["id"], "packing_list", "transport_form")
    visitor.page.get_by_role("button", name="打开 退货清单").wait_for()
    visitor.keep("packed")
    with visitor.page.context.expect_page() as opened:
        visitor.page.get_by_role("button", name="打开 退货清单").click()
    opened.value.close()

    assert address == walked.summary["route"]["address"]
    assert quantity == "1"
    assert set(papers) == {"packing_list", "transport_form"}


def test_several_returns_to_one_factory_travel_under_one_waybill(house: House, open_as: Open) -> None:
    walked = [file_return(house), file_return(house)]
    for one in walked:
        pack(house, one)
    ids = [one.summary["id"] for one in walked]
    factories = {one.summary["route"]["factory"] for one in walked}
    together = ids if len(factories) == 1 else ids[:1]
    visitor = open_as("dealer", "en", "phone")

    visitor.go(f"/shipments/new?returns={','.join(together)}")
    visitor.says(f"{len(together)} chosen")
    visitor.fill("Carrier", "德运物流")
    visitor.fill("Waybill", "no")
    visitor.click("Ship")
    visitor.says("4 to 64 letters, digits or hyphens")
    visitor.fill("Waybill", "DY-335575807773")
    visitor.keep("shipping")
    with answering(visitor, "/v1/shipments"):
        visitor.click("Ship")
    visitor.page.wait_for_url("**/returns**")
    visitor.settle()
    dealer = house.people["dealer"]
    sent = [dealer.get(f"/v1/returns/{one}")["summary"] for one in together]

    assert {(one["state"], one["waybill"]) for one in sent} == {("shipped", "DY-335575807773")}


def test_a_return_is_taken_back_only_with_a_reason(house: House, open_as: Open) -> None:
    visitor, walked = open_as("dealer", "en", "phone"), file_return(house)

    visitor.go(f"/returns/{walked.summary['id']}")
    visitor.click("Take back")
    visitor.says("Take this return back?")
    dialogue = visitor.page.get_by_role("dialog")
    dialogue.get_by_role("button", name="Take back").click()
    visitor.says("Say why")
    before = house.people["dealer"].get(f"/v1/returns/{walked.summary['id']}")["summary"]["state"]
    dialogue.get_by_label("Reason").fill("Filed twice")
    with answering(visitor, "/cancellation"):
        dialogue.get_by_role("button", name="Take back").click()
    visitor.says("Cancelled")
    after = house.people["dealer"].get(f"/v1/returns/{walked.summary['id']}")["summary"]["state"]

    assert (before, after) == (walked.summary["state"], "cancelled")


@pytest.mark.parametrize(
    ("language", "label", "said"),
    [("zh", "序列号", "没有找到“QHA1999999999”"), ("en", "Serial", "No unit QHA1999999999")],
)
def test_an_unknown_serial_says_what_to_do(open_as: Open, language: str, label: str, said: str) -> None:
    visitor = open_as("dealer", language, "phone")

    visitor.go("/returns/new")
    visitor.fill(label, "QHA1999999999")
    visitor.page.keyboard.press("Enter")
    visitor.says(said)
    visitor.keep("unknown-serial")

    assert visitor.page.locator(".part").count() == 0


def test_somebody_elses_return_is_as_if_it_were_not_there(house: House, open_as: Open) -> None:
    visitor, walked = open_as("other-dealer"), file_return(house)

    visitor.go(f"/returns/{walked.summary['id']}")

    visitor.says("没有找到")


def test_a_draft_outlives_a_reload(house: House, open_as: Open) -> None:
    visitor, unit = open_as("dealer", "en"), house.fresh_unit()

    visitor.go("/returns/new")
    look_up(visitor, unit, "Serial")
    pick(visitor, house.part_of(unit, "battery"))
    visitor.fill("Fault code", "E09")
    visitor.page.reload()
    visitor.settle()
    kept = visitor.page.get_by_label("Fault code").input_value()
    visitor.click("Start again")

    assert kept == "E09"
    assert visitor.page.get_by_label("Fault code").count() == 0


def test_a_serial_is_read_from_the_camera_or_a_picture_of_its_code(house: House, open_as: Open) -> None:
    visitor, unit = open_as("dealer"), house.fresh_unit()
    code = BytesIO()
    segno.make(f"https://units.example/u/{unit.serial}").save(code, kind="png", scale=8)

    visitor.go("/returns/new")
    visitor.page.get_by_role("button", name="扫码").click()
    visitor.page.locator("video").wait_for()
    visitor.page.get_by_label("用照片识别").set_input_files(
        {"name": "code.png", "mimeType": "image/png", "buffer": code.getvalue()}
    )
    visitor.page.locator(".part").first.wait_for()

    assert visitor.page.get_by_role("heading", name=unit.serial).count() == 1
