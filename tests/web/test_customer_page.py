"""A customer without a login follows a return by the link that the dealer gave."""

from tests.journeys.house import House
from tests.journeys.test_a_return import file_return, pack
from tests.web.conftest import Open


def test_a_dealer_gives_a_link_and_the_customer_follows_it_on_a_phone(house: House, open_as: Open) -> None:
    walked = file_return(house)
    dealer, customer = open_as("dealer"), open_as(language="en", size="phone")

    dealer.go(f"/returns/{walked.summary['id']}")
    dealer.click("客户链接")
    address = dealer.page.get_by_label("链接", exact=True).inner_text()
    dealer.page.get_by_role("img", name="客户链接的二维码").wait_for()
    faults = dealer.faults()
    dealer.keep("customer-link")
    customer.go(address.removeprefix(house.town.url))
    customer.says("Your dealer packs the parts")
    customer.says(str(walked.summary["number"]))
    pack(house, walked)
    customer.page.reload()
    customer.says("Your dealer hands the box to the carrier")
    faults += customer.faults()
    customer.keep("customer-return-packed")
    told = customer.page.locator("main").inner_text()
    dealer.go(f"/returns/{walked.summary['id']}")
    dealer.page.get_by_role("button", name="收回", exact=True).click()
    asked = dealer.page.get_by_role("dialog").filter(has_text="收回这个链接？")
    asked.get_by_label("理由").fill("发错了人")
    asked.get_by_role("button", name="收回", exact=True).click()
    dealer.says("理由：发错了人")
    dealer.go(f"/returns/{walked.summary['id']}")
    dealer.says("理由：发错了人")
    faults += dealer.faults()
    dealer.keep("customer-links")
    customer.page.reload()
    customer.says("This link was taken back")
    customer.says("ask your dealer for a new one")
    faults += customer.faults()
    customer.keep("customer-link-revoked")
    left = customer.page.locator("body").inner_text()

    assert faults == []
    assert [one for one in (str(walked.summary["number"]), "发错了人", "青禾") if one in left] == []
    assert [one for one in (str(walked.summary["dealer_name"]), "¥", walked.line["serial"]) if one in told] == []


def test_a_link_that_was_cut_off_is_told_so_with_what_to_do(open_as: Open) -> None:
    visitor = open_as(size="phone")

    visitor.go("/customer-returns/abc")
    visitor.says("链接无效")
    visitor.says("向经销商索取新的链接")
    faults = visitor.faults()
    visitor.keep("customer-link-unknown")

    assert faults == []
