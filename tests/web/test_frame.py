"""The frame around all pages: coming in, languages, colours, what is refused and what is missing."""

import pytest
from tests.journeys.house import House
from tests.web.conftest import Open

from aftersales_local.demo.client import PASSWORD

NEAR = 40
"""Pixels that a menu may be away from its button."""
APART = """([one, other]) => {
  const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
  return Math.max(b.top - a.bottom, a.top - b.bottom, b.left - a.right, a.left - b.right, 0);
}"""


@pytest.mark.parametrize(("language", "size"), [("zh", "desk"), ("en", "phone")])
def test_a_dealer_logs_in_and_is_led_to_the_page_that_was_asked_for(
    house: House, open_as: Open, language: str, size: str
) -> None:
    visitor = open_as(language=language, size=size)
    words = {"zh": ("邮箱", "密码", "登录", "退货单"), "en": ("E-mail", "Password", "Log in", "Returns")}[language]
    email, password, log_in, title = words

    visitor.go("/returns")
    asked_for = visitor.page.url
    faults = visitor.faults()
    visitor.keep("login")
    visitor.fill(email, house.address_of("dealer"))
    visitor.fill(password, PASSWORD)
    visitor.click(log_in)
    visitor.page.get_by_role("heading", name=title, exact=True).wait_for()

    assert asked_for.endswith("/login?next=%2Freturns")
    assert visitor.page.url.endswith("/returns")
    assert faults == []


def test_a_wrong_password_is_refused_in_the_readers_language(house: House, open_as: Open) -> None:
    visitor = open_as(language="en")

    visitor.go("/login")
    visitor.fill("E-mail", house.address_of("dealer"))
    visitor.fill("Password", "not-the-password")
    visitor.click("Log in")
    said = visitor.page.get_by_role("alert").inner_text()

    assert "password" in said.lower()
    assert visitor.page.url.endswith("/login")


def test_language_and_colours_change_at_a_click_and_are_kept(open_as: Open) -> None:
    visitor = open_as("dealer")

    visitor.go("/returns")
    visitor.click("English")
    visitor.says("Where each one is, and what comes next")
    visitor.click("Appearance")
    visitor.page.get_by_role("menuitem", name="Dark").click()
    visitor.page.locator("html[data-mode=dark]").wait_for(state="attached")
    visitor.go("/returns")
    visitor.says("Where each one is, and what comes next")
    faults = visitor.faults()
    visitor.keep("returns-dark")

    assert visitor.page.locator("html").get_attribute("data-mode") == "dark"
    assert visitor.page.locator("html").get_attribute("lang") == "en"
    assert faults == []


def test_what_opens_stands_by_what_opened_it_for_those_who_want_no_motion(open_as: Open) -> None:
    visitor, apart = open_as("head"), []

    visitor.go("/returns")
    for name in ["外观", "外观", "显示列", "外观"]:
        button = visitor.page.get_by_role("button", name=name).first
        button.click()
        box = visitor.page.locator(".ant-dropdown:visible, .ant-popover:visible").last
        box.wait_for()
        apart.append(visitor.page.evaluate(APART, [button.element_handle(), box.element_handle()]))
        visitor.page.keyboard.press("Escape")

    assert max(apart) < NEAR
    assert visitor.faults() == []


@pytest.mark.parametrize(("path", "said"), [("/returns/new", "您没有查看此页的权限"), ("/nowhere", "没有找到")])
def test_what_is_refused_or_missing_says_so_and_leads_home(open_as: Open, path: str, said: str) -> None:
    visitor = open_as("finance")

    visitor.go(path)
    visitor.says(said)
    faults = visitor.faults()
    visitor.click("回到首页")
    visitor.page.wait_for_url(f"{visitor.url}/")

    assert faults == []
