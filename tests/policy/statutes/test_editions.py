"""Editions of the law: what a release decided under is kept, so that it can be decided under again."""

from datetime import date
from importlib.resources import files

import pytest
from msgspec.structs import replace
from tests.policy.promises import law, on, policy, term

from aftersales.policy.rules import CompiledPolicy
from aftersales.policy.statutes.errors import EditionUnknown
from aftersales.policy.statutes.rules_editions import KEPT, edition_of, encoded, read_edition
from aftersales.policy.statutes.service import NEWEST, STATUTES, edition


def test_the_law_of_this_release_is_kept_as_an_edition() -> None:
    """Whoever changes a statute keeps the new edition beside the old ones, and changes none of those."""
    kept = (files(KEPT) / f"{NEWEST.fingerprint}.json").read_bytes()

    assert kept == encoded(STATUTES)


def test_every_edition_is_what_its_name_says() -> None:
    names = [one.name[:-5] for one in files(KEPT).iterdir() if one.name.endswith(".json")]

    read = [read_edition(name) for name in names]

    assert [one.fingerprint if one else None for one in read] == names


@pytest.mark.parametrize("fingerprint", ["0123456789abcdef", "../../data/goods-1995", "x"])
def test_an_edition_that_nobody_kept_is_refused_by_name(fingerprint: str) -> None:
    with pytest.raises(EditionUnknown) as refused:
        edition(fingerprint)

    assert refused.value.code == "statute_edition_unknown"


def test_the_newest_edition_is_known_without_reading_it() -> None:
    assert edition("") is NEWEST
    assert edition(NEWEST.fingerprint) is NEWEST


def test_a_decision_is_made_under_the_edition_that_it_names() -> None:
    older = edition_of({code: one for code, one in STATUTES.items() if code != "goods-1995"})
    document = policy(terms=[term(months=6)], rights=law("colour_tv")).document
    day = date(2025, 8, 1)

    before, after = (on(CompiledPolicy(document, one), day).clause for one in (older, NEWEST))

    assert (before, after) == ("silence", "goods-1995:目录")
    assert replace(older, statutes={}).fingerprint == older.fingerprint
