"""Every page stands in both languages, at a desk and on a phone, light and dark, and hinders nobody."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from tests.web.conftest import Open
from tests.web.samples import Samples
from tests.web.visiting import Visitor

from aftersales_local.web import WEB

PATH: Final = re.compile(r"\bpath: '([^']*)'")
Address = Callable[[Samples], str]
NOBODY: Final = ""

PAGES: Final[dict[str, tuple[str, Address]]] = {
    "": ("dealer", lambda _: "/"),
    "login": (NOBODY, lambda _: "/login"),
    "forgotten": (NOBODY, lambda _: "/forgotten"),
    "password-resets/:token": (NOBODY, lambda _: "/password-resets/aps_reset_of_nobody"),
    "invitations/:token": (NOBODY, lambda _: "/invitations/aps_inv_of_nobody"),
    "profile": ("dealer", lambda _: "/profile"),
    "search": ("dealer", lambda _: "/search?q=QH"),
    "messages": ("dealer", lambda _: "/messages?show=all"),
    "returns": ("dealer", lambda _: "/returns"),
    "returns/new": ("dealer", lambda _: "/returns/new"),
    "returns/:id": ("dealer", lambda of: f"/returns/{of.closed}"),
    "customer-returns/:token": (NOBODY, lambda of: of.customer_path),
    "returns/:id/station": ("receiver-QH-WX", lambda of: f"/returns/{of.packed}/station"),
    "replacements": ("dealer", lambda _: "/replacements"),
    "receiving": ("keeper", lambda _: "/receiving"),
    "returns/:id/packing": ("dealer", lambda of: f"/returns/{of.approved}/packing"),
    "returns/:id/correction": ("dealer", lambda of: f"/returns/{of.approved}/correction"),
    "shipments/new": ("dealer", lambda of: f"/shipments/new?returns={of.packed}"),
    "credit-notes": ("dealer", lambda _: "/credit-notes"),
    "credit-notes/:id": ("admin", lambda of: f"/credit-notes/{of.credit}"),
    "statement": ("dealer", lambda _: "/statement"),
    "units": ("dealer", lambda _: "/units"),
    "units/:id": ("admin", lambda of: f"/units/{of.unit}"),
    "documents": ("dealer", lambda _: "/documents"),
    "documents/:id": ("admin", lambda of: f"/documents/{of.paper}"),
    "approvals": ("admin", lambda _: "/approvals?show=everything"),
    "policies": ("admin", lambda _: "/policies"),
    "policies/new": ("admin", lambda _: "/policies/new"),
    "policies/:id": ("admin", lambda of: f"/policies/{of.policy}"),
    "policies/:id/comparison": ("admin", lambda of: f"/policies/{of.policy}/comparison"),
    "policy-replays/:id": ("admin", lambda of: f"/policy-replays/{of.replay}"),
    "organisations": ("admin", lambda _: "/organisations"),
    "organisations/new": ("admin", lambda _: "/organisations/new"),
    "organisations/:id": ("admin", lambda of: f"/organisations/{of.organisation}"),
    "organisations/:id/edit": ("admin", lambda of: f"/organisations/{of.organisation}/edit"),
    "warehouses": ("admin", lambda _: "/warehouses"),
    "people": ("admin", lambda _: "/people"),
    "product-models": ("admin", lambda _: "/product-models"),
    "product-models/:id": ("admin", lambda of: f"/product-models/{of.model}"),
    "parts": ("admin", lambda _: "/parts"),
    "parts/:id": ("admin", lambda of: f"/parts/{of.part}"),
    "imports": ("admin", lambda _: "/imports"),
    "jobs/:id": ("admin", lambda of: f"/jobs/{of.job}"),
    "webhook-endpoints": ("admin", lambda _: "/webhook-endpoints"),
    "webhook-endpoints/:id": ("admin", lambda of: f"/webhook-endpoints/{of.endpoint}"),
    "keys": ("admin", lambda _: "/keys"),
    "audit": ("admin", lambda _: "/audit"),
    "audit/seals": ("admin", lambda _: "/audit/seals"),
    "message-log": ("admin", lambda _: "/message-log"),
    "deliveries": ("admin", lambda _: "/deliveries"),
    "stock": ("keeper", lambda _: "/stock"),
    "stock/movements": ("keeper", lambda of: f"/stock/movements?{of.stock}"),
    "stock-counts": ("keeper", lambda _: "/stock-counts"),
    "stock-counts/:id": ("keeper", lambda of: f"/stock-counts/{of.count}"),
    "policy-shadows": ("admin", lambda _: "/policy-shadows"),
    "policy-shadows/:id": ("admin", lambda of: f"/policy-shadows/{of.shadow}"),
    "verify": (NOBODY, lambda _: "/verify?code=nothing"),
    "operator/login": (NOBODY, lambda _: "/operator/login"),
    "operator/tenants": ("operator", lambda _: "/operator/tenants"),
    "operator/plans": ("operator", lambda _: "/operator/plans"),
    "operator/plans/new": ("operator", lambda _: "/operator/plans/new"),
    "operator/plans/:id": ("operator", lambda of: f"/operator/plans/{of.plan}"),
    "usage": ("admin", lambda _: "/usage"),
    "operator/tenants/new": ("operator", lambda _: "/operator/tenants/new"),
    "operator/deletions": ("operator", lambda _: "/operator/deletions"),
    "operator/tenants/:id": ("operator", lambda of: f"/operator/tenants/{of.house.tenant_id}"),
    "operator/access": ("operator", lambda _: "/operator/access"),
    "access-grants": ("admin", lambda _: "/access-grants"),
    "access-grants/:id": ("admin", lambda of: f"/access-grants/{of.access}"),
    "operator/fleets": ("operator", lambda _: "/operator/fleets"),
    "operator/deliveries": ("operator", lambda _: "/operator/deliveries"),
    "operator/acts": ("operator", lambda _: "/operator/acts"),
}
"""Who looks at a page, and a sample address of it."""


STORY: Final = re.compile(
    r"^\| .+? +\| (?P<pages>(?:`[^`]*` ?)+) *\| `(?P<file>\w+)::(?P<test>\w+)` *\|$", re.MULTILINE
)

ROW_TABLES: Final = {"ui/DataTable.tsx", "ui/SheetTable.tsx"}
"""What draws rows as a table or as cards, and gives each the choice of its columns and its workbook."""

RAW_TABLES: Final = {"ui/DeskTable.tsx", "features/policy/replays/Report.tsx", "features/claims/figures/Bars.tsx"}
"""The one table of antd that all others are made of, and two that are charts."""

BARE: Final = """() => [...document.querySelectorAll('table:not([data-figures], .ant-descriptions *), ul.cards')]
  .filter((rows) => {
    const around = rows.closest('section[aria-label]')?.querySelectorAll('button') ?? [];
    const verbs = [...around].map((one) => one.innerText);
    return ![/显示列|Columns/, /导出 XLSX|Export XLSX/].every((name) => verbs.some((verb) => name.test(verb)));
  })
  .map((rows) => rows.closest('[aria-label]')?.getAttribute('aria-label') ?? rows.innerText.slice(0, 40))"""
"""The tables and cards here whose columns nobody can choose or that nobody can take away as a workbook."""


def tells_its_story(visitor: Visitor) -> bool:
    """Whether a record's window is called by its name, and all that happened to it can be opened."""
    history = visitor.page.get_by_role("button", name=re.compile("历史|History"))
    name = visitor.page.get_by_role("heading", level=1).inner_text()
    return history.count() > 0 and visitor.page.title().startswith(name)


def test_every_story_names_pages_and_a_journey_that_are_there() -> None:
    stories = STORY.findall((WEB / "STORIES.md").read_text())

    pages = {page.strip("/") for named, _, _ in stories for page in re.findall("`([^`]+)`", named)}
    journeys = [(file, test) for _, file, test in stories]

    assert len(stories) > 35
    assert pages - set(PAGES) == set()
    assert [
        f"{file}::{test}"
        for file, test in journeys
        if f"def {test}(" not in Path(__file__).with_name(f"{file}.py").read_text()
    ] == []


def test_every_page_is_looked_at() -> None:
    listed = [path for file in WEB.glob("src/features/*/pages.ts") for path in PATH.findall(file.read_text())]

    assert sorted(PAGES) == sorted(set(listed))


def test_every_table_is_made_of_the_one_that_lets_columns_be_chosen_and_rows_be_taken_away() -> None:
    sources = {str(file.relative_to(WEB / "src")): file.read_text() for file in WEB.glob("src/**/*.tsx")}

    row_tables = {name for name, text in sources.items() if "<RowTable" in text}
    raw_tables = {name for name, text in sources.items() if re.search(r"<[Tt]able\b", text)}

    assert row_tables == ROW_TABLES
    assert raw_tables == RAW_TABLES


@pytest.mark.parametrize(("language", "size", "dark"), [("zh", "desk", False), ("en", "phone", True)])
def test_every_page_stands_and_hinders_nobody(
    samples: Samples, open_as: Open, language: str, size: str, *, dark: bool
) -> None:
    people = dict.fromkeys(who for who, _ in PAGES.values())
    visitors = {who: open_as(who, language, size, dark=dark) for who in people}
    faults = {}
    bare = {}
    silent = []

    for path, (who, address_of) in PAGES.items():
        visitor = visitors[who]
        visitor.go(address_of(samples))
        visitor.keep(re.sub(r"\W+", "-", path or "home"))
        faults[path] = visitor.faults()
        bare[path] = visitor.page.evaluate(BARE)
        silent += [path] if path.endswith(":id") and who == "admin" and not tells_its_story(visitor) else []

    assert {path: found for path, found in faults.items() if found} == {}
    assert {path: found for path, found in bare.items() if found} == {}
    assert silent == []
