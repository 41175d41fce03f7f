"""The policy in the console: drafted, edited, checked, replayed over the past, compared and published."""

from playwright.sync_api import Locator
from tests.journeys.house import House
from tests.journeys.test_a_return import file_return
from tests.web.conftest import Open
from tests.web.test_dealer import answering
from tests.web.visiting import Visitor

TEMPLATE = "用此模板 青禾电动车售后退件政策"
WHEN = "条件（CEL）"
LATER = "2099-01-01T00:00"


def entry(visitor: Visitor, clause: str) -> Locator:
    """The card of a clause."""
    return visitor.page.locator("section.card").filter(has=visitor.page.get_by_role("heading", name=clause, exact=True))


def section(visitor: Visitor, name: str) -> None:
    """Go to a section of the policy at a desk."""
    visitor.page.get_by_role("navigation", name="章节").get_by_role("link", name=name).click()


def save(visitor: Visitor) -> None:
    """Save the draft and wait until it has been checked anew."""
    with answering(visitor, "/validation"):
        visitor.click("保存")
    visitor.settle()


def begin(visitor: Visitor) -> str:
    """Start a draft from a template that is looked for; its id."""
    visitor.go("/policies")
    visitor.click("起草新版")
    visitor.fill("搜索模板、行业或规则", "青禾")
    visitor.keep("policy-templates")
    visitor.click(TEMPLATE)
    visitor.page.get_by_role("navigation", name="章节").wait_for()
    visitor.settle()
    return visitor.page.url.rpartition("/")[2].partition("?")[0]


def test_a_policy_is_drafted_corrected_replayed_and_published(house: House, open_as: Open) -> None:
    walked, visitor, admin = file_return(house), open_as("admin"), house.people["admin"]

    policy_id = begin(visitor)
    battery = entry(visitor, "QH-1.1")
    battery.get_by_role("button", name="修改").click()
    battery.get_by_label("期限（月）").fill("18")
    section(visitor, "不予三包")
    many = entry(visitor, "QH-2.4")
    many.get_by_role("button", name="修改").click()
    many.get_by_label(WHEN).fill("line.quan")
    visitor.page.locator(".ant-select-item-option").filter(has_text="line.quantity").first.wait_for()
    visitor.page.keyboard.press("Enter")
    many.get_by_label(WHEN).press_sequentially(" >")
    save(visitor)
    said, completed = many.locator(".wrong").inner_text(), many.get_by_label(WHEN).input_value()
    blocked = visitor.button("发布").is_disabled()
    visitor.keep("policy-wrong")
    faults = visitor.faults()
    many.get_by_label(WHEN).fill("line.quantity > 0")
    save(visitor)
    visitor.says("没有问题，可以发布")
    visitor.click("试算")
    with answering(visitor, "/replays"):
        visitor.click("开始试算")
    visitor.page.get_by_role("link", name=walked.summary["number"]).first.wait_for()
    visitor.settle()
    visitor.keep("policy-replay")
    faults += visitor.faults()
    with answering(visitor, "before=covered", "GET"):
        visitor.page.locator(".matrix td[data-flip=true] a").first.click()
    visitor.page.locator(f"a[href$='/returns/{walked.summary['id']}']").first.wait_for()
    visitor.page.get_by_role("link", name="返回政策").click()
    visitor.click("发布")
    dialogue = visitor.page.get_by_role("dialog")
    dialogue.get_by_text("定时生效").click()
    dialogue.get_by_label("生效时间").last.fill(LATER)
    dialogue.get_by_text("结论改变").wait_for()
    visitor.keep("policy-publish")
    with answering(visitor, "/publication"):
        dialogue.get_by_role("button", name="发布").click()
    visitor.says("待生效")
    shown = admin.get(f"/v1/policies/{policy_id}")

    assert "列：" in said
    assert completed == "line.quantity >"
    assert blocked
    assert faults == []
    assert (shown["state"], shown["effective_at"]) == ("published", "2098-12-31T16:00:00Z")
    assert shown["document"]["terms"][0]["months"] == 18
    assert shown["replay_id"] is not None


def test_a_stale_draft_is_told_and_two_versions_are_compared(house: House, open_as: Open) -> None:
    admin, visitor = house.people["admin"], open_as("admin", "en", "phone")
    in_force = admin.get("/v1/policies/in-force")
    draft = admin.post("/v1/policies", {"copy_of": in_force["id"]})

    visitor.go(f"/policies/{draft['id']}?section=returns")
    visitor.page.get_by_role("button", name="Edit QH").click()
    visitor.fill("Credit, percent", "55")
    theirs = {**draft["document"], "returns": {**draft["document"]["returns"], "credit_percent": 60}}
    headers = {"If-Match": f'"{draft["version"]}"'}
    written = admin.http.put(f"/v1/policies/{draft['id']}", json=theirs, headers=headers)
    visitor.click("Save")
    visitor.says("Somebody else has saved this draft meanwhile")
    visitor.keep("policy-stale")
    visitor.click("Load what is there now")
    visitor.settle()
    faults = visitor.faults()
    visitor.go(f"/policies/{draft['id']}/comparison?with={in_force['id']}")
    visitor.says("1 difference")
    visitor.keep("policy-comparison")
    told = visitor.page.locator(".change").inner_text()

    assert written.status_code == 200, written.text
    assert faults == []
    assert "60" in told
    assert admin.get(f"/v1/policies/{draft['id']}")["document"]["returns"]["credit_percent"] == 60


def test_who_may_not_edit_reads_only(house: House, open_as: Open) -> None:
    in_force, visitor = house.people["admin"].get("/v1/policies/in-force"), open_as("clerk")

    visitor.go(f"/policies/{in_force['id']}")
    visitor.says("电池自销售之日起三包十二个月。")
    offered = visitor.page.get_by_role("button", name="修改").count()
    visitor.go("/policies/new")
    visitor.says("您没有查看此页的权限")

    assert offered == 0
