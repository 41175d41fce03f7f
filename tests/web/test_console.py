"""How the console's files are served, how large they are, and what they say."""

import json
import re
from pathlib import Path
from typing import Final

import httpx
from tests.journeys.town import Town

from aftersales.policy.model import PolicyDocument
from aftersales_local.web import DIST, WEB, build

ROOT: Final = WEB.parents[1]
MOST: Final = 300_000
HOME: Final = ("app/Shell.tsx", "features/home/Home.tsx")
FIRST: Final = {
    "nobody": ("features/tenancy/Login.tsx",),
    "dealer": (*HOME, "features/claims/DealerHome.tsx"),
    "manufacturer": (
        *HOME,
        "features/home/ManufacturerHome.tsx",
        "features/claims/figures/ReturnFigures.tsx",
        "features/claims/handling/OpenTasks.tsx",
    ),
    "customer": ("app/PublicFrame.tsx", "features/claims/links/CustomerReturn.tsx"),
    "verifier": ("app/PublicFrame.tsx", "features/verification/VerifyPaper.tsx"),
    "operator": ("app/OperatorFrame.tsx", "features/operations/TenantList.tsx"),
}
"""What is fetched before each role sees its first page."""
A_PAGE: Final = {"Accept": "text/html"}
ENTRY: Final = "index.html"
PAIR: Final = re.compile(r"^\s*'?([\w.]+)'?: \[\s*'((?:[^'\\]|\\.)*)',\s*'((?:[^'\\]|\\.)*)',?\s*\],?$", re.MULTILINE)
CHINESE: Final = re.compile(r"[\u3400-\u9fff]")
BRACE: Final = re.compile(r"\{(\w+)[|}]")
SAME: Final = {"English", "中文"}
FIELD: Final = re.compile(r"^\| `(\w+)` \| (.*?) \|", re.MULTILINE)
CHOICE: Final = re.compile(r"`([\w.]+)`(?= /|$)|(?<=/ )`([\w.]+)`")
HEAD: Final = {"name", "summary", "currency", "time_zone"}
"""What a policy says of itself, shown together as its first section."""
FACT: Final = re.compile(r"^### `([a-z_.]+)`", re.MULTILINE)


def test_a_person_gets_the_pages_at_any_address_and_a_program_the_apis_answer(town: Town) -> None:
    page = httpx.get(f"{town.url}/returns/anything", headers=A_PAGE, trust_env=False)
    program = httpx.get(f"{town.url}/returns/anything", trust_env=False)
    owned = {
        path: httpx.get(f"{town.url}{path}", headers=A_PAGE, trust_env=False).status_code
        for path in ("/v1/nowhere", "/v/nothing", "/health/live", "/assets/nowhere.js")
    }

    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert (program.status_code, program.headers["content-type"]) == (404, "application/problem+json")
    assert owned == {"/v1/nowhere": 404, "/v/nothing": 404, "/health/live": 200, "/assets/nowhere.js": 404}


def test_the_pages_may_run_our_code_alone_and_are_kept_by_their_hash(town: Town) -> None:
    page = httpx.get(f"{town.url}/", headers=A_PAGE, trust_env=False)
    code = re.findall(r'src="(/assets/[^"]+\.js)"', page.text)[0]
    asset = httpx.get(f"{town.url}{code}", headers={"Accept-Encoding": "br"}, trust_env=False)
    again = httpx.get(f"{town.url}/", headers={**A_PAGE, "If-None-Match": page.headers["etag"]}, trust_env=False)

    policy = dict(part.split(" ", 1) for part in page.headers["content-security-policy"].split("; "))
    assert policy["script-src"] == "'self'"
    assert policy["default-src"] == "'none'"
    assert "<script>" not in page.text
    assert page.headers["cache-control"] == "no-cache"
    assert asset.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert asset.headers["content-encoding"] == "br"
    assert (again.status_code, again.content) == (304, b"")


def test_what_is_fetched_first_is_small_for_everybody() -> None:
    build()
    manifest = json.loads((DIST / ".vite" / "manifest.json").read_text())

    sizes = {
        role: compressed(set().union(*(loads(manifest, f"src/{name}") for name in names), loads(manifest, ENTRY)))
        for role, names in FIRST.items()
    }

    assert {role: size for role, size in sizes.items() if size > MOST} == {}


def loads(manifest: dict[str, dict[str, list[str]]], name: str) -> set[str]:
    """The files that come with a module, and with what it imports at once."""
    waiting, seen = [name], set[str]()
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting += manifest[one].get("imports", [])
    return {file for one in seen for file in (str(manifest[one]["file"]), *manifest[one].get("css", []))}


def compressed(files: set[str]) -> int:
    """What files weigh on their way."""
    return sum(
        (DIST / f"{file}.br" if (DIST / f"{file}.br").exists() else DIST / file).stat().st_size for file in files
    )


def test_every_text_stands_in_both_languages_and_fills_in_the_same() -> None:
    wrong = []
    for file in sorted([*WEB.glob("src/**/words*.ts"), *WEB.glob("src/ui/*.ts")]):
        for key, zh, en in PAIR.findall(file.read_text()):
            chinese, english = CHINESE.search(zh), CHINESE.search(en)
            if zh != en and (not zh or not en or english or (not chinese and not BRACE.search(zh) and zh not in SAME)):
                wrong.append(f"{file.name}: {key}")
            if set(BRACE.findall(zh)) - set(BRACE.findall(en)):
                wrong.append(f"{file.name}: {key} fills in other values")

    assert wrong == []


def test_every_section_of_a_policy_has_its_form() -> None:
    worded = {key for key, _, _ in PAIR.findall((WEB / "src/features/policy/names.sections.ts").read_text())}

    assert set(PolicyDocument.__struct_fields__) - HEAD == worded - {"document"}


def test_every_fact_has_words() -> None:
    told = set(FACT.findall((ROOT / "docs" / "facts.md").read_text()))
    worded = {key for key, _, _ in PAIR.findall((WEB / "src/ui/facts.ts").read_text())}

    assert told - worded == set()


def test_every_field_of_every_fact_has_words_and_every_value_of_its_choices() -> None:
    rows = FIELD.findall((ROOT / "docs" / "facts.md").read_text())
    fields = {key for key, _, _ in PAIR.findall((WEB / "src/ui/words.fields.ts").read_text())}
    files = [WEB / f"src/ui/{name}.ts" for name in ("domain", "permissions", "values")]
    values = {key for file in files for key, _, _ in PAIR.findall(file.read_text())}

    assert len(rows) > 400
    assert {field for field, _ in rows} - fields == set()
    assert {one or other for _, kind in rows for one, other in CHOICE.findall(kind)} - values == set()


def test_every_refusal_has_words_in_both_languages_for_the_console_to_show() -> None:
    lines = (ROOT / "docs" / "errors.md").read_text().splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines if line.startswith("| `")]

    wordless = [row[0] for row in rows if not CHINESE.search(row[2]) or not re.search("[A-Za-z]", row[3])]

    assert len(rows) > 150
    assert wordless == []


def test_no_file_of_the_console_is_long() -> None:
    files = [file for file in WEB.glob("src/**/*.ts*") if file.name != "schema.ts"]

    assert [file.name for file in files if len(Path(file).read_text().splitlines()) > 330] == []
