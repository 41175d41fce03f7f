"""What the papers point at is there: files, make words, API paths."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.docs.interface import handlers

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    page.relative_to(ROOT).as_posix()
    for place in ("*.md", "docs/**/*.md", "shared/aftersales/**/README.md")
    for page in ROOT.glob(place)
)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
WORD = re.compile(r"`(?:[A-Z_]+=\S+ )?make ([a-z]+)`|^make ([a-z]+) +#", re.MULTILINE)
PATH = re.compile(r"(?:\b(GET|POST|PUT|PATCH|DELETE) |\$API)(/[a-z][^\s`\"?，。；：）)|]*)")
PLACE = re.compile(r"\{[^}]*\}|<[^>]*>|\$\{?[A-Z]+\}?|…")
HOME = re.compile(r"(?<![\w./:}])/(?:work|home|root|Users|tmp)/")


def text_of(page: str) -> str:
    """A page as it is written."""
    return (ROOT / page).read_text(encoding="utf-8")


def said_words(page: str) -> list[str]:
    """The make words of a page, in order."""
    return [one or other for one, other in WORD.findall(text_of(page))]


def make_words() -> set[str]:
    """The words that the Makefile explains."""
    return set(re.findall(r"^([a-z]+):.*## ", text_of("Makefile"), re.MULTILINE))


def asked_paths(page: str) -> Iterator[tuple[str, str]]:
    """Each path of the API that a page names, with its method if it names one."""
    for method, path in PATH.findall(text_of(page)):
        yield method, PLACE.sub("{}", path).rstrip("/.,")


def strangers(page: str) -> list[str]:
    """The paths of a page that the API does not answer."""
    known = set(handlers()) | {("", path) for _, path in handlers()}
    return [f"{method} {path}".strip() for method, path in asked_paths(page) if (method, path) not in known]


@pytest.mark.parametrize("page", PAGES)
def test_every_relative_link_of_a_page_leads_somewhere(page: str) -> None:
    targets = [target for target in LINK.findall(text_of(page)) if "://" not in target]

    assert [target for target in targets if not ((ROOT / page).parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_make_word_of_a_page_is_in_the_makefile(page: str) -> None:
    assert sorted(set(said_words(page)) - make_words()) == []


@pytest.mark.parametrize("page", PAGES)
def test_every_path_that_a_page_names_is_answered_by_the_api(page: str) -> None:
    assert strangers(page) == []


@pytest.mark.parametrize("page", PAGES)
def test_a_page_names_no_place_of_one_machine(page: str) -> None:
    assert HOME.findall(text_of(page)) == []


def test_the_two_words_that_everybody_needs_stand_first() -> None:
    assert said_words("README.md")[:2] == ["up", "test"]


def test_the_map_links_every_context_that_has_a_page() -> None:
    targets = [target for target in LINK.findall(text_of("ARCHITECTURE.md")) if target.startswith("shared/aftersales/")]
    linked = {target.split("/")[2] for target in targets}
    contexts = {page.parent.name for page in (ROOT / "shared/aftersales").glob("*/README.md")}

    assert linked == contexts
