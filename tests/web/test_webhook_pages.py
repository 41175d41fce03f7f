"""Programs at the door: an endpoint told, tested, changed and paused; a key issued and revoked."""

import httpx
from tests.journeys.house import House
from tests.journeys.town import receiving
from tests.web.conftest import Open
from tests.web.test_dealer import answering
from tests.web.visiting import Visitor


def confirm(visitor: Visitor, verb: str) -> None:
    """Agree in the dialogue."""
    visitor.page.get_by_role("dialog").get_by_role("button", name=verb, exact=True).click()


def test_an_endpoint_is_added_with_a_secret_shown_once_tested_replayed_paused_and_removed(
    house: House, open_as: Open
) -> None:
    visitor, admin = open_as("admin"), house.people["admin"]
    dialogue = visitor.page.get_by_role("dialog")

    with receiving() as receiver:
        visitor.go("/webhook-endpoints")
        visitor.click("添加地址")
        dialogue.get_by_label("接收地址").fill("ftp://dms.example.com/hook")
        dialogue.get_by_role("combobox").fill("贷项已入账")
        visitor.page.keyboard.press("Enter")
        visitor.page.keyboard.press("Tab")
        visitor.keep("webhook-adding")
        dialogue.get_by_role("button", name="添加地址").click()
        visitor.says("必须以 https:// 开头")
        dialogue.get_by_label("接收地址").fill(receiver.url)
        with answering(visitor, "/v1/webhook-endpoints"):
            dialogue.get_by_role("button", name="添加地址").click()
        told = dialogue.locator(".secret code").inner_text()
        visitor.keep("webhook-secret")
        faults = visitor.faults()
        visitor.click("我已保存好")
        visitor.page.wait_for_url("**/webhook-endpoints/*")
        visitor.settle()
        path = f"/v1{visitor.page.url.removeprefix(house.town.url)}"
        with answering(visitor, "/ping"):
            visitor.click("发送测试")
        visitor.page.get_by_text("已送达").wait_for()
        visitor.page.get_by_role("button", name="重放", exact=True).click()
        with answering(visitor, "/replay"):
            confirm(visitor, "重放")
        visitor.page.get_by_role("link", name="查看发送记录").get_by_text("2").wait_for()
        visitor.page.get_by_role("link", name="查看发送记录").click()
        visitor.page.get_by_text("204", exact=True).nth(1).wait_for()
        visitor.keep("webhook-attempts")
        faults += visitor.faults()
        visitor.click("停用")
        with answering(visitor, "/deactivation"):
            confirm(visitor, "停用")
        visitor.button("启用").wait_for()
        shown, page = admin.get(path), visitor.page.content()
        visitor.click("移除")
        with answering(visitor, path, "DELETE"):
            confirm(visitor, "移除")
        visitor.page.wait_for_url("**/webhook-endpoints")
        pings = receiver.told_of("platform.webhook_pinged")

    assert told.startswith("whsec_")
    assert told not in page
    assert (shown["state"], shown["url"]) == ("disabled", receiver.url)
    assert shown["events"] == ["claims.*", "finance.credit_posted"]
    assert len(pings) == 2
    assert admin.http.get(path).status_code == 404
    assert faults == []


def test_a_key_is_issued_shown_once_works_and_is_revoked(house: House, open_as: Open) -> None:
    visitor = open_as("admin", "en", "phone")
    dialogue = visitor.page.get_by_role("dialog")

    visitor.go("/keys")
    visitor.click("Issue a key")
    dialogue.get_by_role("button", name="Issue a key").click()
    visitor.says("Choose at least one right")
    dialogue.get_by_label("Name").fill("DMS")
    dialogue.get_by_label("May do").fill("Read returns")
    visitor.page.keyboard.press("Enter")
    dialogue.get_by_label("Name").click()
    with answering(visitor, "/v1/keys"):
        dialogue.get_by_role("button", name="Issue a key").click()
    dialogue.locator(".secret code").wait_for()
    secret = dialogue.locator(".secret code").inner_text()
    visitor.keep("key-secret")
    visitor.click("I have kept it")
    headers = {"Authorization": f"Bearer {secret}"}
    before = httpx.get(f"{house.town.url}/v1/returns", headers=headers, trust_env=False).status_code
    visitor.click("Revoke")
    with answering(visitor, "/v1/keys/", "DELETE"):
        confirm(visitor, "Revoke")
    visitor.page.locator(".ant-tag").get_by_text("Revoked").wait_for()
    after = httpx.get(f"{house.town.url}/v1/returns", headers=headers, trust_env=False).status_code
    visitor.keep("key-revoked")

    assert (before, after) == (200, 401)
    assert visitor.faults() == []


def test_whoever_may_not_manage_webhooks_is_told_so(open_as: Open) -> None:
    visitor = open_as("clerk")

    visitor.go("/webhook-endpoints")

    visitor.says("您没有查看此页的权限")
