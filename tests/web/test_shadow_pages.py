"""A shadow in the console: started from a draft, it follows what people decide, proves itself, and is ended."""

from tests.journeys.house import House
from tests.journeys.test_a_return import file_return
from tests.web.conftest import Open
from tests.web.test_dealer import answering
from tests.web.test_queue_pages import DEAR


def test_a_draft_looks_on_agrees_case_by_case_and_is_ended(house: House, open_as: Open) -> None:
    visitor, admin = open_as("admin"), house.people["admin"]
    in_force = admin.get("/v1/policies/in-force")
    draft = admin.post("/v1/policies", {"copy_of": in_force["id"]})

    visitor.go(f"/policies/{draft['id']}")
    visitor.click("影子运行")
    dialogue = visitor.page.get_by_role("dialog")
    dialogue.get_by_label("每条至少几例").fill("1")
    visitor.keep("shadow-starting")
    with answering(visitor, "/v1/policy-shadows"):
        dialogue.get_by_role("button", name="开始影子运行").click()
    visitor.says("还没有可比的结论")
    path = visitor.page.url.removeprefix(house.town.url).partition("?")[0]
    walked = file_return(house, above=DEAR)
    visitor.says("已证明一致")
    visitor.page.get_by_role("link", name=walked.summary["number"]).wait_for()
    visitor.keep("shadow-proven")
    faults = visitor.faults()
    visitor.page.get_by_text("不一致", exact=True).click()
    visitor.says("没有符合条件的记录")
    visitor.click("结束")
    with answering(visitor, "/end"):
        visitor.page.get_by_role("dialog").get_by_role("button", name="结束").click()
    visitor.says("影子运行已结束")
    shown = admin.get(f"/v1{path}/agreement")

    assert shown["shadow"]["state"] == "ended"
    assert shown["is_proven"] is True
    assert [(one["cases"], one["agreed"]) for one in shown["clauses"]] == [(1, 1)]
    assert faults == []


def test_whoever_may_not_edit_the_policy_starts_no_shadow(open_as: Open) -> None:
    visitor = open_as("clerk", "en", "phone")

    visitor.go("/policy-shadows")
    visitor.says("A version decides silently beside people")
    offered = visitor.page.get_by_role("button", name="Start a shadow").count()
    visitor.keep("shadows-read-only")

    assert offered == 0
    assert visitor.faults() == []
