"""The manufacturer's side of a return: decided, received, inspected, disposed of, settled, the dealer phoned."""

from typing import Final

from tests.journeys.house import House
from tests.journeys.test_a_return import Walked, file_return, pack
from tests.web.conftest import Open
from tests.web.test_dealer import answering
from tests.web.visiting import Visitor

from aftersales_local.demo.walk import picture

WAYBILL: Final = "DY-900100200"


def shipped(house: House) -> Walked:
    """A return on its way to its factory."""
    walked = file_return(house)
    pack(house, walked)
    one = walked.summary
    shipment = {
        "returns": [{"id": one["id"], "version": one["version"]}],
        "carrier": "德运物流",
        "waybill": WAYBILL,
        "shipped_on": house.today.isoformat(),
    }
    house.people["dealer"].post("/v1/shipments", shipment)
    return walked


def state_of(house: House, walked: Walked) -> str:
    """Where a return is now."""
    return str(house.people["head"].get(f"/v1/returns/{walked.summary['id']}")["summary"]["state"])


def station(visitor: Visitor, walked: Walked) -> None:
    """Go to the station of a return."""
    visitor.go(f"/returns/{walked.summary['id']}/station")


def test_a_parcel_is_scanned_counted_inspected_and_settled_and_its_dealer_phoned(house: House, open_as: Open) -> None:
    walked = shipped(house)
    receiver = open_as(f"receiver-{walked.summary['route']['factory']}")
    inspector, finance, clerk = open_as("inspector"), open_as("finance"), open_as("clerk")

    receiver.go("/receiving")
    receiver.fill("退货单号或序列号", walked.summary["number"])
    receiver.page.keyboard.press("Enter")
    receiver.page.wait_for_url("**/station")
    receiver.fill("实收", "1")
    receiver.keep("station")
    faults = receiver.faults()
    receiver.click("保存")
    with answering(receiver, "/receipt"):
        receiver.page.get_by_role("dialog").get_by_role("button", name="保存").click()
    station(inspector, walked)
    inspector.choose("鉴定结论", "本厂质量问题")
    inspector.click("保存")
    with answering(inspector, "/inspection"):
        inspector.page.get_by_role("dialog").get_by_role("button", name="保存").click()
    station(inspector, walked)
    inspector.choose("处置", "贷记")
    inspector.click("保存")
    with answering(inspector, "/disposition"):
        inspector.page.get_by_role("dialog").get_by_role("button", name="保存").click()
    finance.go(f"/returns/{walked.summary['id']}")
    finance.click("结算")
    with answering(finance, "/settlement"):
        finance.page.get_by_role("dialog").get_by_role("button", name="结算").click()
    clerk.go("/")
    clerk.keep("brand-home")
    clerk.page.locator("li", has_text=walked.summary["number"]).get_by_role("button", name="已致电").click()
    clerk.page.get_by_role("dialog").get_by_label("理由").fill("已电话告知收货情况")
    with answering(clerk, "/completion"):
        clerk.page.get_by_role("dialog").get_by_role("button", name="已致电").click()
    clerk.go(f"/returns/{walked.summary['id']}")
    clerk.click("关闭")
    with answering(clerk, "/closure"):
        clerk.page.get_by_role("dialog").get_by_role("button", name="关闭").click()

    assert state_of(house, walked) == "closed"
    assert faults == []


def test_a_head_sends_back_with_a_reason_which_the_dealer_reads(house: House, open_as: Open) -> None:
    dealer, unit = house.people["dealer"], house.fresh_unit()
    part = house.part_of(unit, "battery")
    line = {"serial": unit.serial, "part_number": part.number, "quantity": 9, "fault_code": "E01", "fault_text": "鼓包"}
    photo = dealer.upload("photo", "fault.png", picture(), "image/png")
    asked = {**line, "human_damage": False, "proof": "invoice", "photo_ids": [photo]}
    filed = dealer.post("/v1/returns", {"lines": [asked]})["summary"]
    head, reader = open_as("head"), open_as("dealer")

    head.go(f"/returns/{filed['id']}")
    head.click("退回修改")
    dialogue = head.page.get_by_role("dialog")
    dialogue.get_by_label("理由").fill("请补拍电池铭牌")
    with answering(head, "/sending-back"):
        dialogue.get_by_role("button", name="退回修改").click()
    reader.go(f"/returns/{filed['id']}")
    reader.says("品牌退回了此单：请补拍电池铭牌")
    reader.keep("sent-back")

    assert filed["state"] == "awaiting_approval"
