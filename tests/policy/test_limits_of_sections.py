"""Limits that a section of a policy states: exactly the limit is sound, beyond it the place is named."""

import pytest
from tests.policy.samples import Json
from tests.policy.test_sections import BEFORE, CARD, TILES, varied

from aftersales.policy.model import PolicyDocument
from aftersales.policy.rules import template, validate

WORDS = {"text": {"zh": "甲", "en": "a"}}
LAW: Json = WORDS | {"clause": "L1", "products": {"categories": ["tv"]}, "category": "colour_tv"}
QUOTE: Json = WORDS | {"clause": "Q1", "most_below_percent": "10"}
PENALTY: Json = WORDS | {"clause": "P1", "code": "late", "unit": "case"}
RATE: Json = WORDS | {"clause": "C1", "job": "repair", "unit": "percent"}
OLD: Json = WORDS | {"clause": "O1", "way": "back_to_base"}
CALL: Json = WORDS | {"clause": "F1", "code": "call", "subject": "return", "within": {"amount": 3, "unit": "days"}}
WINDOW: Json = WORDS | {"clause": "W1", "code": "w1", "subject": "return", "most": 2, "holder": "dealer"}
QUOTA: Json = WORDS | {"clause": "K1", "warehouses": {"codes": ["MAIN"]}, "part": "BAT", "par_level": 5}


def found(document: PolicyDocument, name: str) -> set[tuple[str, str]]:
    """The problems that a template does not have without the change."""
    before = {(problem.pointer, problem.code) for problem in validate(template(name))}
    return {(problem.pointer, problem.code) for problem in validate(document)} - before


@pytest.mark.parametrize(
    ("name", "section", "sound", "broken", "pointer", "code"),
    [
        (CARD, "quotes", QUOTE | {"valid_days": 3660}, QUOTE | {"valid_days": 0}, "/valid_days", "out_of_range"),
        (
            CARD,
            "penalties",
            [PENALTY | {"amount": "50", "most": "50"}],
            [PENALTY | {"amount": "50.01", "most": "50"}],
            "/0/most",
            "most_below_amount",
        ),
        (CARD, "commissions", [RATE | {"rate": "100"}], [RATE | {"rate": "100.01"}], "/0/rate", "out_of_range"),
        (
            CARD,
            "rights",
            {"statutes": [LAW | {"province": "CN-SD"}]},
            {"statutes": [LAW | {"province": "Shandong"}]},
            "/statutes/0/province",
            "province_malformed",
        ),
        (
            CARD,
            "pre_authorisations",
            [BEFORE | {"when": "line.quantity > 1"}],
            [BEFORE | {"when": "line.quantty > 1"}],
            "/0/when",
            "condition_unknown_fact",
        ),
        (
            CARD,
            "follow_ups",
            [CALL | {"sample_percent": "10", "from_time": "09:00:00", "to_time": "09:00:01"}],
            [CALL | {"sample_percent": "10", "from_time": "09:00:00", "to_time": "09:00:00"}],
            "/0/to_time",
            "span_backwards",
        ),
        (
            CARD,
            "windows",
            [WINDOW, WINDOW | {"clause": "W2", "code": "w2", "subject": "credit"}],
            [WINDOW, WINDOW | {"clause": "W2", "code": "w2"}],
            "/1",
            "windows_contradict",
        ),
        (
            CARD,
            "quotas",
            [QUOTA, QUOTA | {"clause": "K2", "warehouses": {"codes": ["SPARE"]}}],
            [QUOTA, QUOTA | {"clause": "K2"}],
            "/1",
            "says_otherwise",
        ),
        (
            CARD,
            "old_parts",
            [OLD | {"return_within_days": 3660}],
            [OLD | {"return_within_days": 0}],
            "/0/return_within_days",
            "out_of_range",
        ),
        (
            TILES,
            "orders/guaranteed_by",
            [],
            ["dealer_clerk"],
            "",
            "role_cannot_approve",
        ),
    ],
)
def test_exactly_what_is_possible_is_sound_and_what_lies_beyond_is_named(
    name: str, section: str, sound: object, broken: object, pointer: str, code: str
) -> None:
    within, beyond = varied(name, section, sound), varied(name, section, broken)

    assert found(within, name) == set()
    assert found(beyond, name) == {(f"/{section}{pointer}", code)}
