"""The network in the console: a dealer comes on board, its people with it, and goes again."""

from tests.journeys.house import House
from tests.web.conftest import Open
from tests.web.test_dealer import answering

from aftersales.kernel.ids import new_id


def test_a_dealer_comes_on_board_its_first_person_is_invited_and_a_closing_is_confirmed(
    house: House, open_as: Open
) -> None:
    admin, visitor = house.people["admin"], open_as("admin")
    code = f"JX-{new_id().hex[-6:]}"
    address = f"{code.lower()}@dealers.example"

    visitor.go("/organisations/new")
    visitor.fill("编码", house.dealer.code)
    visitor.fill("名称", "云岭电动车行")
    with answering(visitor, "/v1/organisations"):
        visitor.click("保存")
    field = visitor.page.get_by_label("编码", exact=True)
    visitor.page.locator(".ant-form-item", has=field).get_by_text("已存在").wait_for()
    before = admin.get("/v1/organisations", q="云岭电动车行")["items"]
    visitor.keep("organisation-duplicate")
    faults = visitor.faults()
    visitor.fill("编码", code)
    with answering(visitor, "/v1/organisations"):
        visitor.click("保存")
    visitor.click("邀请第一位成员")
    visitor.fill("姓名", "李店长")
    visitor.fill("邮箱", address)
    visitor.page.get_by_role("checkbox", name="店长").check()
    visitor.keep("inviting")
    faults += visitor.faults()
    with answering(visitor, "/v1/invitations"):
        visitor.page.get_by_role("dialog").get_by_role("button", name="邀请", exact=True).click()
    visitor.page.get_by_role("listitem").filter(has_text=address).wait_for()
    letter = house.town.letter(address)
    visitor.click("停止合作")
    visitor.says("随时可以恢复")
    open_still = admin.get("/v1/organisations", q=code)["items"][0]["state"]
    with answering(visitor, "/closure", "PUT"):
        visitor.page.get_by_role("dialog").get_by_role("button", name="停止合作").click()
    visitor.says("恢复后才能修改")
    visitor.settle()
    visitor.keep("organisation-closed")
    faults += visitor.faults()
    closed = admin.get("/v1/organisations", q=code)["items"][0]

    assert before == []
    assert address in str(letter["To"])
    assert (open_still, closed["state"], closed["kind"]) == ("active", "closed", "dealer")
    assert faults == []


def test_a_dealers_manager_looks_after_the_own_people_alone(house: House, open_as: Open) -> None:
    manager, visitor = house.people["dealer"], open_as("dealer", "en", "phone")
    address = f"clerk-{new_id().hex[-6:]}@dealers.example"

    visitor.go("/people")
    visitor.click("Invite somebody")
    visitor.fill("Name", "Wang Li")
    visitor.fill("E-mail", address)
    roles = visitor.page.get_by_role("group", name="Roles")
    roles.get_by_role("checkbox", name="Dealer clerk").check()
    offered = roles.locator("label").all_inner_texts()
    with answering(visitor, "/v1/invitations"):
        visitor.page.get_by_role("dialog").get_by_role("button", name="Invite", exact=True).click()
    visitor.page.get_by_role("dialog").wait_for(state="detached")
    visitor.page.get_by_text("Invitations", exact=True).first.click()
    visitor.says(address)
    house.town.join(address, "Wang Li")
    visitor.go("/people")
    row = visitor.page.get_by_role("listitem").filter(has_text=address)
    row.get_by_role("button", name="Suspend").click()
    visitor.says("let in again at any time")
    visitor.keep("suspending")
    with answering(visitor, "/suspension", "PUT"):
        visitor.page.get_by_role("dialog").get_by_role("button", name="Suspend").click()
    row.get_by_role("button", name="Let in again").wait_for()
    faults = visitor.faults()
    visitor.keep("own-people")
    member = next(one for one in manager.get("/v1/members", limit="200")["items"] if one["email"] == address)

    assert offered == ["Dealer manager", "Dealer clerk"]
    assert (member["state"], member["roles"]) == ("suspended", ["dealer_clerk"])
    assert faults == []
