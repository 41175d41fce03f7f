"""What people do from any page: search, go back, switch brands, sign from the inbox, look after the money."""

import pytest
from tests.journeys.house import House, invite, places_of, provision
from tests.journeys.test_a_return import file_return, pack, ship_and_finish
from tests.journeys.town import Town
from tests.web.conftest import Open
from tests.web.test_dealer import answering
from tests.web.test_queue_pages import file_dear

from aftersales.kernel.ids import new_id


def test_one_box_finds_what_one_may_see_and_the_way_back_leads_back(house: House, open_as: Open) -> None:
    number = file_return(house).summary["number"]
    visitor, stranger = open_as("dealer"), open_as("other-dealer", "en", "phone")

    visitor.go("/")
    box = visitor.page.get_by_role("searchbox", name="搜索单号、序列号、名称")
    box.fill(number)
    box.press("Enter")
    visitor.says(f"搜索“{number}”")
    visitor.page.get_by_role("main").get_by_role("link", name=number).click()
    visitor.says("退回的配件")
    visitor.page.go_back()
    visitor.says(f"搜索“{number}”")
    visitor.page.go_back()
    visitor.says("最近的退货单")
    stranger.go(f"/search?q={number}")
    stranger.says(f"Nothing found for “{number}”")
    stranger.keep("search-nothing")

    assert visitor.page.url == f"{visitor.url}/"
    assert stranger.faults() == []


def test_a_filter_is_a_link_and_clearing_it_shows_everything_again(house: House, open_as: Open) -> None:
    number, visitor = file_return(house).summary["number"], open_as("clerk", "en")

    visitor.go("/returns?text=RT-NOTHING&state=closed")
    visitor.says("Nothing fits these filters")
    with answering(visitor, "/v1/returns?", "GET"):
        visitor.click("Clear the filters")
    visitor.page.get_by_role("link", name=number).first.wait_for()

    assert visitor.page.url == f"{visitor.url}/returns"


@pytest.mark.parametrize(("language", "size", "brands"), [("zh", "desk", "品牌"), ("en", "phone", "Brand")])
def test_a_person_of_two_brands_switches_and_sees_the_other_alone(
    house: House, town: Town, open_as: Open, language: str, size: str, brands: str
) -> None:
    filed, name = file_return(house).summary, f"栖云家电 {new_id().hex[-6:]}"
    address = f"both-{new_id().hex[-8:]}@dealers.example"
    other_id, other = provision(town, house.operator, f"qiyun-{new_id().hex[-8:]}", name)
    places = places_of(house.people["admin"])
    invite(town, house.people["admin"], house.tenant_id, address, places[house.dealer.code], "dealer_clerk")
    invite(town, other, other_id, address, places_of(other)["HQ"], "after_sales_clerk")
    visitor = open_as("", language, size)

    visitor.enter(address, tenant_id=house.tenant_id)
    visitor.go(f"/returns/{filed['id']}")
    visitor.page.get_by_role("heading", name=filed["number"]).wait_for()
    visitor.page.get_by_role("button", name=brands).click()
    theirs = visitor.page.get_by_role("menuitem").filter(has_text="qiyun" if language == "en" else name)
    with answering(visitor, "/v1/sessions/current/tenant", "PUT"):
        theirs.click()
    visitor.page.wait_for_url(f"{visitor.url}/")
    visitor.settle()
    faults = visitor.faults()
    visitor.keep("other-brand")
    visitor.go(f"/returns/{filed['id']}")
    visitor.says("没有找到" if language == "zh" else "Not found")

    assert faults == []


def test_the_inbox_names_the_return_that_waits_and_leads_to_its_signature(house: House, open_as: Open) -> None:
    filed, visitor = file_dear(house), open_as("head", "en", "phone")

    visitor.go("/approvals")
    card = visitor.page.locator("li").filter(has=visitor.page.get_by_role("link", name=filed["number"]))
    waiting = card.inner_text()
    faults = visitor.faults()
    visitor.keep("approvals-inbox")
    card.get_by_role("link", name=filed["number"]).click()
    visitor.click("Approve")
    with answering(visitor, "/decision"):
        visitor.page.get_by_role("dialog").get_by_role("button", name="Approve").click()
    visitor.go("/approvals?show=granted")
    visitor.page.get_by_role("link", name=filed["number"]).wait_for()

    assert filed["dealer_name_en"] in waiting
    assert house.people["head"].get(f"/v1/returns/{filed['id']}")["summary"]["state"] == "approved"
    assert faults == []


def test_a_credit_is_reversed_with_a_reason_and_the_dealers_account_shows_both(house: House, open_as: Open) -> None:
    walked, finance = file_return(house), house.people["finance"]
    pack(house, walked)
    ship_and_finish(house, walked)
    posted = finance.get("/v1/credits", limit="200")["items"]
    credit = next(one for one in posted if one["cause_id"] == walked.summary["id"])
    visitor, dealer = open_as("finance", "en", "phone"), open_as("dealer")

    visitor.go("/credit-notes")
    visitor.page.get_by_role("link", name=credit["number"]).click()
    visitor.click("Reverse")
    dialogue = visitor.page.get_by_role("dialog")
    dialogue.get_by_role("button", name="Reverse").click()
    visitor.says("Say why")
    dialogue.get_by_label("Reason").fill("Booked twice by mistake")
    with answering(visitor, "/reversal"):
        dialogue.get_by_role("button", name="Reverse").click()
    visitor.says("Why reversed")
    dialogue.wait_for(state="hidden")
    offered = visitor.button("Reverse").count()
    faults = visitor.faults()
    visitor.keep("credit-reversed")
    shown = finance.get(f"/v1/credits/{credit['id']}")["credit"]
    dealer.go("/statement")
    dealer.says(shown["reversal_number"])
    dealer.keep("statement-reversed")

    assert shown["state"] == "reversed"
    assert offered == 0
    assert faults == []


def test_a_record_names_its_window_has_the_focus_and_is_left_for_where_one_was(house: House, open_as: Open) -> None:
    visitor, walked = open_as("dealer", "en", "phone"), [file_return(house) for _ in range(3)]
    number = walked[1].summary["number"]

    visitor.go("/returns")
    listed = visitor.page.title()
    visitor.page.evaluate("scrollTo(0, 200)")
    visitor.page.get_by_role("link", name=number).click()
    visitor.page.get_by_role("heading", name=number).wait_for()
    visitor.settle()
    opened = visitor.page.title()
    place = visitor.page.evaluate("[scrollY, document.activeElement.id]")
    visitor.page.go_back()
    visitor.page.get_by_role("heading", name="Returns", exact=True).wait_for()
    visitor.page.wait_for_function("scrollY === 200")

    assert (listed, opened) == ("Returns · Aftersales", f"{number} · Aftersales")
    assert place == [0, "content"]
    assert visitor.page.title() == listed
