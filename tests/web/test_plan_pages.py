"""Plans in the console: an operator makes one, a brand on it sees what is left, and filing beyond it is refused."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator
from tests.journeys.house import House
from tests.journeys.test_a_return import file_return
from tests.journeys.town import until
from tests.web.conftest import Open
from tests.web.test_dealer import answering, look_up, photograph, pick
from tests.web.visiting import Visitor

from aftersales.kernel.ids import new_id


def used(house: House) -> int:
    """How many returns the brand's month counts."""
    lines = house.people["admin"].get("/v1/usage/statement")["lines"]
    return int(next(line["used"] for line in lines if line["meter"] == "returns_filed"))


def filed(house: House) -> int:
    """How many returns the brand has, all of them of this month."""
    return len(house.people["admin"].get("/v1/returns", limit="200")["items"])


def put_on(house: House, code: str, allowances: dict[str, object]) -> None:
    """A plan of these allowances, and the brand on it."""
    plan = house.operator.post("/v1/operator/plans", {"code": code, "name": "不限量", "allowances": allowances})
    body = {"plan_id": plan["id"], "reason": "试用结束"}
    house.operator.post(f"/v1/operator/tenants/{house.tenant_id}/plans", body)


@pytest.fixture
def metered(house: House) -> Iterator[int]:
    """The brand with every return counted, also those of other tests, and nothing refused to it afterwards."""
    file_return(house)
    until(lambda: used(house) == filed(house), "the returns to be counted")
    yield filed(house)
    put_on(house, f"free-{new_id().hex[-8:]}", {})


def month_of(dialogue: Locator, label: str, month: str) -> None:
    """Type a month, as 2026-11."""
    field = dialogue.get_by_label(label)
    field.fill(month)
    field.press("Tab")


def try_to_file(dealer: Visitor, house: House) -> None:
    """Write a return that the policy covers, and send it."""
    unit = house.fresh_unit()
    dealer.go("/returns/new")
    look_up(dealer, unit, "序列号")
    pick(dealer, house.part_of(unit, "battery"))
    dealer.fill("故障代码", "E01")
    dealer.fill("故障描述", "充满后续航不足")
    dealer.page.get_by_text("否", exact=True).click()
    photograph(dealer)
    dealer.page.locator(".verdict", has_text="QH-1.1").wait_for()
    with answering(dealer, "/v1/returns"):
        dealer.button("提交退货").last.click()


def test_a_brand_is_put_on_a_plan_and_filing_beyond_its_quota_is_refused_with_the_reason(
    house: House, metered: int, open_as: Open
) -> None:
    operator: Visitor = open_as("operator")
    code = f"five-{new_id().hex[-8:]}"

    operator.go("/operator/plans")
    operator.click("新建套餐")
    operator.fill("名称", "入门版")
    operator.fill("编码", "Bad Code")
    operator.click("新建套餐")
    operator.says("2 到 40 位，小写字母、数字与连字符")
    operator.fill("编码", code)
    operator.page.get_by_label("退货单: 限额").click()
    operator.fill("每月含", str(metered))
    operator.choose("超出后", "拒绝")
    faults = operator.faults()
    operator.keep("plan-made")
    with answering(operator, "/v1/operator/plans"):
        operator.click("新建套餐")
    operator.page.get_by_role("heading", name="入门版").wait_for()
    operator.go(f"/operator/tenants/{house.tenant_id}")
    operator.click("安排套餐")
    dialogue = operator.page.get_by_role("dialog")
    operator.choose("套餐", code, within=dialogue)
    dialogue.get_by_label("事由").fill("首年合同")
    with answering(operator, "/plans"):
        dialogue.get_by_role("button", name="安排套餐").click()
    operator.says("首年合同")
    operator.settle()
    faults += operator.faults()
    operator.keep("plan-of-tenant")

    administrator: Visitor = open_as("admin", "en", "phone")
    administrator.go("/usage")
    administrator.says(f"{metered} of {metered}")
    administrator.says("Used up")
    with administrator.page.expect_download() as saved:
        administrator.click("Export XLSX")
    faults += administrator.faults()
    administrator.keep("usage-spent")

    dealer: Visitor = open_as("dealer")
    try_to_file(dealer, house)
    dealer.says("暂不能提交新的退货")
    dealer.keep("filing-beyond-the-quota")

    assert saved.value.suggested_filename.endswith(".xlsx")
    assert faults == []


def test_terms_are_changed_from_a_month_on_and_a_plan_is_retired(house: House, open_as: Open) -> None:
    code = f"plan-{new_id().hex[-8:]}"
    allowances = {"messages_sent": {"included": 100, "warn": [80], "beyond": "allow"}}
    body = {"code": code, "name": "通知版", "name_en": "Notices", "allowances": allowances}
    plan = house.operator.post("/v1/operator/plans", body)
    visitor: Visitor = open_as("operator", "en", "phone")

    visitor.go(f"/operator/plans/{plan['id']}")
    visitor.click("Change the terms")
    dialogue = visitor.page.get_by_role("dialog")
    month_of(dialogue, "From month", "2025-01")
    dialogue.get_by_label("Included a month").fill("250")
    dialogue.get_by_label("Reason").fill("A busier season")
    faults = visitor.faults()
    visitor.keep("plan-terms")
    with answering(visitor, "/terms"):
        dialogue.get_by_role("button", name="Save").click()
    visitor.says("months that are over stay as they are.")
    kept = len(house.operator.get(f"/v1/operator/plans/{plan['id']}/terms"))
    month_of(dialogue, "From month", str(plan["terms"]["from_month"]))
    with answering(visitor, "/terms"):
        dialogue.get_by_role("button", name="Save").click()
    visitor.says("A busier season")
    visitor.click("Retire")
    with answering(visitor, "/retirement", "PUT"):
        visitor.page.get_by_role("dialog").get_by_role("button", name="Retire").click()
    visitor.button("Restore").wait_for()
    faults += visitor.faults()
    visitor.keep("plan-retired")

    assert kept == 1
    assert faults == []


def test_a_brand_is_taken_off_its_plan_and_its_administrators_are_told(house: House, open_as: Open) -> None:
    operator, administrator = open_as("operator", "en", "phone"), open_as("admin")
    put_on(house, f"some-{new_id().hex[-8:]}", {"messages_sent": {"included": 90_000, "warn": [80], "beyond": "allow"}})

    operator.go(f"/operator/tenants/{house.tenant_id}")
    operator.click("Take off the plan")
    dialogue = operator.page.get_by_role("dialog")
    month_of(dialogue, "On no plan from month", "2025-01")
    dialogue.get_by_label("Reason").fill("合同到期，另行签订")
    faults = operator.faults()
    operator.keep("plan-ending")
    with answering(operator, "/plan-endings"):
        dialogue.get_by_role("button", name="Take off the plan").click()
    operator.says("months that are over stay as they are.")
    month = house.people["admin"].get("/v1/usage/statement")["month"]
    month_of(dialogue, "On no plan from month", month)
    with answering(operator, "/plan-endings"):
        dialogue.get_by_role("button", name="Take off the plan").click()
    operator.says("No plan yet")
    operator.says("On no plan")
    operator.settle()
    faults += operator.faults()
    operator.keep("plan-ended")
    inbox = house.people["admin"]
    until(lambda: any("合同到期，另行签订" in one["body"] for one in inbox.get("/v1/messages")["items"]), "the notice")
    administrator.go("/messages?show=all")
    administrator.says(f"自 {month} 起不再使用套餐“不限量”")
    administrator.says("发送消息：每月 90,000（超出照常，80% 时提醒） → 不限额")
    administrator.keep("plan-told")
    faults += administrator.faults()
    administrator.go("/usage")
    administrator.says("还没有套餐")
    administrator.says("不在套餐上")

    assert faults == []
