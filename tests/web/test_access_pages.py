"""An operator's access in the browser: asked, granted for less, read under a banner, watched, and ended at once."""

from tests.journeys.house import House
from tests.journeys.town import Town
from tests.web.conftest import Open
from tests.web.test_dealer import answering
from tests.web.visiting import Visitor


def ask(visitor: Visitor, brand: str) -> None:
    """Ask for access in the dialogue, from the page of the tenant."""
    visitor.go("/operator/tenants")
    visitor.page.get_by_role("link", name=brand, exact=True).first.click()
    visitor.click("申请查看数据")
    dialogue = visitor.page.get_by_role("dialog")
    dialogue.get_by_label("事由").fill("报障 4712：贷项金额不符")
    with visitor.page.expect_response("**/v1/operator/access-requests"):
        dialogue.get_by_role("button", name="申请访问").click()
    visitor.says("待答复")


def watch(visitor: Visitor, access_id: str) -> list[str]:
    """Look at the days of all requests, then at one day, each thing once and every look; what hinders people there."""
    visitor.go("/access-grants")
    visitor.says("按申请与日期查看")
    visitor.settle()
    faults = visitor.faults()
    visitor.keep("access-look-days")
    visitor.go(f"/access-grants/{access_id}")
    visitor.page.get_by_role("main").locator(f"a[href*='{access_id}?day=']").first.click()
    visitor.page.get_by_role("main").get_by_text("/v1/returns", exact=True).wait_for()
    visitor.settle()
    visitor.keep("access-looked")
    faults += visitor.faults()
    with answering(visitor, "/looks?", "GET"):
        visitor.page.get_by_text("逐条", exact=True).click()
    visitor.says("/v1/returns?")
    visitor.settle()
    visitor.keep("access-looked-each")
    return [*faults, *visitor.faults()]


def test_an_operator_reads_what_the_brand_granted_until_it_is_revoked(house: House, town: Town, open_as: Open) -> None:
    duty, admin = open_as(), open_as("admin", size="phone")
    duty.hold(town.operator("access-pages"))
    reason = "报障 4712：贷项金额不符"

    ask(duty, house.brand.name)
    duty.settle()
    faults = duty.faults()
    duty.keep("access-asked")
    admin.go("/access-grants")
    admin.says(reason)
    admin.says("72 小时无人答复即失效")
    admin.keep("access-grants-waiting")
    [waiting] = [
        one["id"] for one in house.people["admin"].get("/v1/access-grants")["items"] if one["reason"] == reason
    ]
    admin.go(f"/access-grants/{waiting}")
    admin.says("无人答复将失效于")
    admin.click("批准")
    dialogue = admin.page.get_by_role("dialog")
    dialogue.get_by_label("时长").fill("1")
    admin.keep("access-granting")
    faults += admin.faults()
    with admin.page.expect_response("**/grant"):
        dialogue.get_by_role("button", name="批准").click()
    admin.says("进行中")

    duty.go("/operator/access")
    duty.page.get_by_role("row").filter(has_text=reason).get_by_role("button", name="进入查看").click()
    with duty.page.expect_response("**/passes"):
        duty.page.get_by_role("dialog").get_by_role("button", name="进入查看").click()
    duty.says("正在只读查看")
    duty.settle()
    faults += duty.faults()
    duty.keep("access-looking-home")
    duty.go("/returns")
    duty.says("正在只读查看")
    duty.keep("access-looking-returns")
    filing = duty.page.get_by_role("link", name="提交退货").count()

    faults += watch(admin, waiting)
    admin.click("收回授权")
    with admin.page.expect_response("**/revocation"):
        admin.page.get_by_role("dialog").get_by_role("button", name="收回授权").click()
    admin.says("已收回")
    duty.go("/units")
    duty.says("这次访问已结束")
    duty.keep("access-ended")

    assert duty.page.url.partition("?")[0].endswith("/operator/access")
    assert filing == 0
    assert faults == []
