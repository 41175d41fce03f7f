"""The manufacturer's home says what the past weeks came to, in figures that need no eyes to be read."""

from tests.journeys.house import provision
from tests.journeys.town import Town
from tests.web.conftest import Open
from tests.web.samples import Samples

from aftersales.kernel.ids import new_id


def test_the_head_sees_what_returns_came_to_and_chooses_a_period(samples: Samples, open_as: Open) -> None:
    head, phone = open_as("head"), open_as("head", "en", "phone")
    part = samples.house.people["dealer"].get(f"/v1/returns/{samples.closed}")["lines"][0]["part_name"]

    head.go("/")
    head.says("退货概况")
    costs = head.page.get_by_role("table", name="成本：按配件")
    costs.get_by_role("row").filter(has_text=part).wait_for()
    head.settle()
    faults = head.faults()
    head.keep("home-figures")
    with head.page.expect_response("**/v1/return-figures?*"):
        head.page.get_by_text("近一年", exact=True).click()
    head.settle()
    outcomes = head.page.get_by_role("table", name="按结论").get_by_role("row").filter(has_text="受理")
    outcomes.first.wait_for()
    phone.go("/")
    phone.says("Returns at a glance")
    phone.settle()
    faults += phone.faults()
    phone.keep("home-figures")

    assert costs.get_by_role("columnheader").all_inner_texts() == ["配件", "成本"]
    assert faults == []


def test_a_brand_without_returns_is_told_so(town: Town, open_as: Open) -> None:
    code = f"xinkai-{new_id().hex[-8:]}"
    tenant_id, _ = provision(town, town.operator(code), code, "新开电动车")
    visitor = open_as(language="en")
    visitor.enter(f"admin@{code}.example", tenant_id=tenant_id)

    visitor.go("/")
    visitor.says("No returns in this period")
    visitor.settle()
    faults = visitor.faults()
    visitor.keep("home-no-figures")

    assert faults == []
