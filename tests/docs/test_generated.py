"""The pages that are made from the code are those that are committed."""

import pytest

from aftersales.kernel import errors, facts
from docs import generate

PAGES = generate.pages()


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_generated_page_is_current(name: str) -> None:
    committed = (generate.HERE / name).read_text(encoding="utf-8")

    assert committed == PAGES[name], "make docs"


def test_every_code_that_a_caller_can_meet_is_explained_in_two_languages() -> None:
    ours = [one for one in errors.REGISTRY.values() if generate.is_ours(one)]

    assert [one.code for one in ours if not one.zh or not one.en or one.zh == one.en] == []


def test_every_fact_says_what_it_means() -> None:
    ours = [one for one in facts.REGISTRY.values() if generate.is_ours(one)]

    assert [one.NAME for one in ours if not one.__doc__] == []
