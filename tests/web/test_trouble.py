"""When a session ends or the network is gone: one is told, nothing typed is lost, and one goes on."""

import re
from typing import Final

from tests.journeys.house import House
from tests.web.conftest import Open
from tests.web.test_dealer import answering

from aftersales.kernel.ids import new_id
from aftersales_local.demo.client import PASSWORD

CUT_OFF: Final = re.compile("ERR_INTERNET_DISCONNECTED")


def test_a_session_that_ends_at_work_begins_again_over_the_page_and_nothing_typed_is_lost(
    house: House, open_as: Open
) -> None:
    visitor, code = open_as("admin"), f"AG-{new_id().hex[-6:]}"
    admin = house.people["admin"]

    visitor.go("/organisations/new")
    visitor.fill("编码", code)
    visitor.fill("名称", "登录过期也不丢的车行")
    visitor.page.context.clear_cookies()
    visitor.click("保存")
    dialogue = visitor.page.get_by_role("dialog", name="登录已过期")
    dialogue.get_by_label("密码", exact=True).fill("not-the-password")
    dialogue.get_by_role("button", name="登录", exact=True).click()
    visitor.says("邮箱或密码不正确。")
    faults = visitor.faults()
    visitor.keep("session-ended")
    before = admin.get("/v1/organisations", q=code)["items"]
    dialogue.get_by_label("密码", exact=True).fill(PASSWORD)
    visitor.page.keyboard.press("Enter")
    dialogue.wait_for(state="hidden")
    with answering(visitor, "/v1/organisations"):
        visitor.click("保存")
    visitor.page.wait_for_url(re.compile(r"/organisations/[0-9a-f-]{36}"))
    made = [one["name"] for one in admin.get("/v1/organisations", q=code)["items"]]

    assert faults == []
    assert before == []
    assert made == ["登录过期也不丢的车行"]


def test_without_a_network_each_thing_says_so_and_the_page_comes_when_the_network_does(open_as: Open) -> None:
    visitor = open_as("finance", "en", "phone")

    visitor.go("/credit-notes")
    visitor.page.context.set_offline(True)
    visitor.page.get_by_role("button", name="Open the menu").click()
    visitor.page.get_by_role("link", name="Statement").click()
    visitor.says("The service cannot be reached")
    visitor.says("Check the network and try again")
    visitor.settle()
    visitor.keep("no-network")
    visitor.page.context.set_offline(False)
    visitor.page.get_by_role("heading", name="Statement").wait_for()
    visitor.settle()
    visitor.noise = [one for one in visitor.noise if not CUT_OFF.search(one)]

    assert visitor.page.url.endswith("/statement")
