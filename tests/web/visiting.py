"""People in front of the console: who they are, what they see, and what must never be seen."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # it ships no types
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, expect

from aftersales_local.demo.client import PASSWORD, Person

Language = Literal["zh", "en"]
SCREENSHOTS: Final = Path(__file__).with_name("screenshots")
WIDTHS: Final = {"desk": (1280, 860), "phone": (360, 780)}
PATIENCE: Final = 20_000
GRAVE: Final = {"serious", "critical"}
EXPECTED: Final = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")
"""What a browser writes of any refusal, which is an answer like others."""

ENTER: Final = """async ([email, password, tenant, language, mode]) => {
  const answer = await fetch('/v1/sessions', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password, ...(tenant ? { tenant_id: tenant } : {}) }),
  });
  const opened = await answer.json();
  localStorage.setItem('aftersales.csrf', opened.csrf_token);
  return answer.status;
}"""
AXE: Final = Axe()


@dataclass
class Visitor:
    """Somebody who uses the console in one browser window."""

    page: Page
    url: str
    language: Language
    size: str
    noise: list[str] = field(default_factory=list)

    def enter(self, email: str, *, password: str = PASSWORD, tenant_id: str = "") -> None:
        """Come in without going through the form, which has tests of its own."""
        self.page.goto(f"{self.url}/login")
        status = self.page.evaluate(ENTER, [email, password, tenant_id, self.language, ""])
        assert status == 201, f"{email} was not let in: {status}"

    def hold(self, operator: Person) -> None:
        """Hold an operator's key in this window, without going through the form."""
        self.page.goto(f"{self.url}/operator/login")
        self.page.evaluate("key => sessionStorage.setItem('aftersales.operator', key)", key_of(operator))

    def go(self, path: str) -> None:
        """Open an address and wait until the page stands."""
        self.page.goto(f"{self.url}{path}")
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is being fetched or loaded any more."""
        self.page.wait_for_load_state("networkidle")
        expect(self.page.locator("[aria-busy=true], .ant-spin-spinning")).to_have_count(0, timeout=PATIENCE)

    def says(self, text: str) -> None:
        """Wait until a text is to be seen."""
        self.page.get_by_text(text).first.wait_for()

    def button(self, name: str) -> Locator:
        """The button of a name."""
        return self.page.get_by_role("button", name=name, exact=True)

    def click(self, name: str) -> None:
        """Press the button of a name."""
        self.button(name).first.click()

    def fill(self, label: str, text: str) -> None:
        """Type into the field of a label."""
        self.page.get_by_label(label, exact=True).first.fill(text)

    def choose(self, label: str, option: str, *, typed: str = "", within: Locator | None = None) -> None:
        """Take an option of the list of a label, in a place, looking for it by what is typed where it is long."""
        field = (within or self.page).get_by_label(label).first
        field.click()
        if typed:
            field.fill(typed)
        self.page.locator(".ant-select-item-option:visible").filter(has_text=option).first.click()

    def keep(self, name: str) -> None:
        """Keep what is seen now, whole, as a picture."""
        folder = SCREENSHOTS / f"{self.size}-{self.language}"
        folder.mkdir(parents=True, exist_ok=True)
        self.page.evaluate("scrollTo(0, 0)")
        self.page.screenshot(path=folder / f"{name}.png", full_page=True, animations="disabled")

    def faults(self) -> list[str]:
        """What hinders people here who cannot see, hear or point well, or have a small window."""
        found = AXE.run(self.page).response["violations"]
        grave = [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found if one["impact"] in GRAVE]
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        return [*grave, *([f"wider than the window by {wide}"] if wide > 0 else [])]

    def hear(self, message: ConsoleMessage) -> None:
        """Note what the page complains of."""
        if message.type in {"error", "warning"} and not EXPECTED.search(message.text):
            self.noise.append(f"{message.type}: {message.text}")

    def fail(self, request: Request) -> None:
        """Note a request without an answer; one that was let go of on leaving a page is none."""
        if request.failure != "net::ERR_ABORTED":
            self.noise.append(f"{request.method} {request.url}: {request.failure}")


def key_of(operator: Person) -> str:
    """The key that an operator holds."""
    return operator.http.headers["Authorization"].removeprefix("Bearer ")


@contextmanager
def visiting(
    browser: Browser, url: str, language: Language = "zh", size: str = "desk", *, dark: bool = False
) -> Iterator[Visitor]:
    """A window of somebody who speaks a language, at a desk or on a phone; it must stay silent to its end."""
    width, height = WIDTHS[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale="zh-CN" if language == "zh" else "en-GB",
        timezone_id="Asia/Shanghai",
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        has_touch=size == "phone",
        permissions=["camera"],
    )
    context.add_init_script(
        f"localStorage.getItem('aftersales.preferences') ?? "
        f"localStorage.setItem('aftersales.preferences', '{{\"language\": \"{language}\"}}')"
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    visitor = Visitor(page, url, language, size)
    page.on("console", visitor.hear)
    page.on("pageerror", lambda error: visitor.noise.append(f"error: {error}"))
    page.on("requestfailed", visitor.fail)
    try:
        yield visitor
        assert visitor.noise == []
    finally:
        context.close()
