"""The operators' pages: tenants side by side, one tenant shut out and let in, fleets, a dead letter replayed."""

from dataclasses import dataclass
from typing import Final

import pytest
from tests.journeys.house import provision
from tests.journeys.town import Town
from tests.web.conftest import Open
from tests.web.visiting import Visitor, key_of

from aftersales.kernel.ids import new_id
from aftersales_local.demo.client import Person
from aftersales_local.postgres import Databases

HANDLER: Final = "webhooks.deliver_on_trial"
DEAD: Final = """INSERT INTO deliveries
  (id, tenant_id, cause_id, handler, fleet, state, due_at, attempt, failures, last_error, created_at, finished_at)
VALUES ('{id}', '{tenant}', '{id}', '{handler}', 'bulk', 'dead', now(), 5, 5, 'ConnectError: secret',
  now() - interval '3 hours', now())"""


@dataclass(frozen=True)
class Duty:
    """An operator and a tenant that is nobody else's."""

    operator: Person
    tenant_id: str
    name: str

    @property
    def state(self) -> str:
        """Whether the tenant is let in."""
        return str(self.operator.get(f"/v1/operator/tenants/{self.tenant_id}")["state"])


@pytest.fixture(scope="module")
def duty(town: Town) -> Duty:
    """An operator on duty and a tenant that was let in just now."""
    code = f"yuanda-{new_id().hex[-8:]}"
    operator = town.operator(code)
    name = f"远大电动{code[-4:]}"
    tenant_id, _ = provision(town, operator, code, name)
    return Duty(operator, tenant_id, name)


@pytest.mark.parametrize(("language", "size"), [("zh", "desk"), ("en", "phone")])
def test_an_operator_comes_in_by_key_and_sees_tenants_side_by_side(
    duty: Duty, open_as: Open, language: str, size: str
) -> None:
    visitor = open_as(language=language, size=size)
    key, enter, wrong = {
        "zh": ("运营密钥", "进入", "aps_oper_ 开头"),
        "en": ("Operator key", "Come in", "begins with aps_oper_"),
    }[language]
    shown = duty.name if language == "zh" else duty.operator.get(f"/v1/operator/tenants/{duty.tenant_id}")["code"]

    visitor.go("/operator/tenants")
    visitor.fill(key, "not a key")
    visitor.click(enter)
    visitor.says(wrong)
    visitor.fill(key, "aps_oper_nobodys")
    visitor.click(enter)
    refused = visitor.page.get_by_role("alert").first.inner_text()
    faults = visitor.faults()
    visitor.keep("operator-key")
    visitor.fill(key, key_of(duty.operator))
    visitor.page.keyboard.press("Enter")
    visitor.says(shown)
    visitor.settle()
    faults += visitor.faults()
    visitor.keep("operator-side-by-side")

    assert visitor.page.url.endswith("/operator/tenants")
    assert refused != ""
    assert faults == []


def test_a_tenant_is_shut_out_with_a_reason_and_let_in_again_on_confirmation(duty: Duty, open_as: Open) -> None:
    visitor: Visitor = open_as()
    visitor.hold(duty.operator)

    visitor.go(f"/operator/tenants/{duty.tenant_id}")
    visitor.click("暂停")
    dialogue = visitor.page.get_by_role("dialog")
    dialogue.get_by_role("button", name="暂停").click()
    dialogue.get_by_text("请说明理由").wait_for()
    before = duty.state
    dialogue.get_by_label("理由").fill("欠费三个月")
    with visitor.page.expect_response("**/suspension"):
        dialogue.get_by_role("button", name="暂停").click()
    visitor.says("欠费三个月")
    visitor.settle()
    shut_out = duty.state
    faults = visitor.faults()
    visitor.keep("operator-suspended")
    visitor.click("恢复")
    with visitor.page.expect_response("**/suspension"):
        visitor.page.get_by_role("dialog").get_by_role("button", name="恢复").click()
    visitor.button("暂停").wait_for()

    assert (before, shut_out, duty.state) == ("active", "suspended", "active")
    assert faults == []


def test_a_dead_letter_is_found_from_its_fleet_and_replayed(
    town: Town, duty: Duty, databases: Databases, open_as: Open
) -> None:
    database = town.environment["AFTERSALES_DATABASE_URL"].rpartition("/")[2].partition("?")[0]
    databases.run(DEAD.format(id=new_id(), tenant=duty.tenant_id, handler=HANDLER), database)
    visitor: Visitor = open_as()
    visitor.hold(duty.operator)

    visitor.go("/operator/fleets")
    visitor.says("封死信")
    faults = visitor.faults()
    visitor.keep("operator-fleets-unwell")
    visitor.page.get_by_role("link", name="查看死信").click()
    row = visitor.page.get_by_role("row").filter(has_text=HANDLER).filter(has_text=duty.name)
    told = row.inner_text()
    faults += visitor.faults()
    visitor.keep("operator-dead-letters")
    row.get_by_role("button", name="重放").click()
    with visitor.page.expect_response("**/replay"):
        visitor.page.get_by_role("dialog").get_by_role("button", name="重放").click()
    visitor.says("已重新排队")
    acts = duty.operator.get("/v1/operator/acts", tenant_id=duty.tenant_id, limit="1")["items"]
    visitor.go(f"/operator/tenants/{duty.tenant_id}")
    act = visitor.page.get_by_role("row").filter(has_text="重放死信").filter(has_text=HANDLER).first.inner_text()
    visitor.keep("operator-tenant-acts")

    assert "ConnectError" in told
    assert "平台值班" in act
    assert str(acts[0]["operator_id"])[-8:] not in act
    assert "secret" not in visitor.page.content()
    assert [act["act"] for act in acts] == ["delivery.replayed"]
    assert faults == []


def test_a_key_that_is_let_go_opens_nothing_any_more(duty: Duty, open_as: Open) -> None:
    visitor: Visitor = open_as(language="en", size="phone")
    visitor.hold(duty.operator)

    visitor.go("/operator/acts")
    visitor.says("Let a tenant in")
    visitor.click("Leave operations")
    visitor.page.wait_for_url("**/operator/login")
    visitor.go("/operator/fleets")

    assert visitor.page.url.endswith("/operator/login?next=%2Foperator%2Ffleets")


def test_a_manufacturer_is_let_in_by_the_form_and_its_first_administrator_is_invited(
    town: Town, duty: Duty, open_as: Open
) -> None:
    visitor: Visitor = open_as()
    visitor.hold(duty.operator)
    code = f"xinlai-{new_id().hex[-8:]}"

    visitor.go("/operator/tenants")
    visitor.click("接入制造商")
    visitor.fill("名称", "新来电动车")
    visitor.fill("编码", "Bad Code")
    visitor.click("接入并邀请")
    visitor.says("只能用小写字母、数字与连字符")
    visitor.says("请填写完整的邮箱地址")
    faults = visitor.faults()
    visitor.keep("operator-provision-refused")
    visitor.fill("编码", code)
    visitor.fill("姓名", "首任管理员")
    visitor.fill("邮箱", f"first@{code}.example")
    with visitor.page.expect_response("**/v1/operator/tenants"):
        visitor.click("接入并邀请")
    visitor.says("邀请已发出")
    faults += visitor.faults()
    tenants = duty.operator.get("/v1/operator/tenants", limit="200")["items"]
    made = next(one for one in tenants if one["code"] == code)
    town.join(f"first@{code}.example", "首任管理员")

    assert made["name"] == "新来电动车"
    assert faults == []


def test_a_deletion_is_asked_by_one_operator_and_confirmed_by_another_only(town: Town, open_as: Open) -> None:
    code = f"libie-{new_id().hex[-8:]}"
    asking, agreeing = town.operator(f"{code}-1"), town.operator(f"{code}-2")
    tenant_id, _ = provision(town, asking, code, "离别电动车")
    first, second = open_as(), open_as(language="en")
    first.hold(asking)
    second.hold(agreeing)

    first.go(f"/operator/tenants/{tenant_id}")
    first.click("请求删除")
    dialogue = first.page.get_by_role("dialog")
    dialogue.get_by_label("理由").fill("合同到期")
    dialogue.get_by_label(f"再次输入租户编码 {code}").fill("other")
    dialogue.get_by_role("button", name="请求删除").click()
    first.says("与租户编码不一致")
    faults = first.faults()
    first.keep("operator-deletion-asked")
    dialogue.get_by_label(f"再次输入租户编码 {code}").fill(code)
    with first.page.expect_response("**/deletions"):
        dialogue.get_by_role("button", name="请求删除").click()
    row = first.page.get_by_role("row").filter(has_text=code)
    row.get_by_role("button", name="确认删除").click()
    first.page.get_by_role("dialog").get_by_role("button", name="确认删除").click()
    first.says("申请人不能自己确认")
    second.go("/operator/deletions")
    row = second.page.get_by_role("row").filter(has_text=code)
    row.get_by_role("button", name="Confirm").click()
    with second.page.expect_response("**/confirmation"):
        second.page.get_by_role("dialog").get_by_role("button", name="Confirm").click()
    row.get_by_text("Confirmed").first.wait_for()
    suspended = asking.get(f"/v1/operator/tenants/{tenant_id}")["state"]
    faults += second.faults()
    second.keep("operator-deletions")
    row.get_by_role("button", name="Cancel the deletion").click()
    second.page.get_by_role("dialog").get_by_label("Reason").fill("They stay")
    with second.page.expect_response("**/cancellation"):
        second.page.get_by_role("dialog").get_by_role("button", name="Cancel the deletion").click()
    row.get_by_text("Cancelled").wait_for()
    told = row.inner_text()

    assert suspended == "suspended"
    assert told.count("平台值班") == 2
    assert faults == []
