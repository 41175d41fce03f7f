"""Policies that mean harm: refused with the place named, before anything expensive is tried."""

import msgspec
import pytest
from tests.policy.samples import EBIKE_NAME, Change, Json, changed

from aftersales.policy.errors import PolicyUnreadable
from aftersales.policy.model import PolicyDocument
from aftersales.policy.rules import read_document, template, validate
from aftersales.policy.rules_reading import read_yaml

TEXT = {"zh": "甲", "en": "a"}
WALK = "[" + ", ".join(["1"] * 100) + "].exists(x, " + " && ".join(["x > 0"] * 40) + ")"
"""One condition that looks at 8,101 values."""

BUSY = "[" + ", ".join(["1"] * 100) + "].exists(x, " + " && ".join(["x > 0"] * 9) + ")"
"""One that looks at 1,901: dear, but not too dear for itself."""

NESTED = '["a"].exists(x, ["b"].exists(y, ["c"].exists(z, x == y)))'


def placed(document: PolicyDocument) -> list[tuple[str, str]]:
    """Every problem of a document, by place and code."""
    return [(problem.pointer, problem.code) for problem in validate(document)]


def excluding(*conditions: str) -> Change:
    """A change that puts these conditions into exclusions."""

    def change(document: Json) -> None:
        first = document["exclusions"][0]
        document["exclusions"] = [{**first, "clause": f"E{i}", "when": when} for i, when in enumerate(conditions)]

    return change


@pytest.mark.parametrize(
    ("conditions", "problems"),
    [
        ([WALK], [("/exclusions/0/when", "condition_too_costly")]),
        ([BUSY] * 10, []),
        ([BUSY] * 11, [("/exclusions", "conditions_too_costly")]),
        (["true", NESTED], [("/exclusions/1/when", "condition_nested_macro")]),
        (["(" * 400 + "true" + ")" * 400], [("/exclusions/0/when", "condition_too_deep")]),
        (["!" * 990 + "true"], []),
        (["true ? " * 100 + "true"], [("/exclusions/0/when", "condition_too_deep")]),
        (["line.fault_text.matches('(a+)+$')"], [("/exclusions/0/when", "condition_unknown_fact")]),
        (["line.fault_text + line.fault_text == 'a'"], [("/exclusions/0/when", "condition_type")]),
        (["__import__('os')"], [("/exclusions/0/when", "condition_unknown_function")]),
    ],
)
def test_a_condition_that_explodes_is_refused_at_its_place(
    conditions: list[str], problems: list[tuple[str, str]]
) -> None:
    assert placed(changed(EBIKE_NAME, excluding(*conditions))) == problems


def test_ten_thousand_clauses_over_many_sections_are_refused_as_a_whole() -> None:
    def flood(document: Json) -> None:
        shares = [{"position": f"p{number}"} for number in range(400)]
        document["liability"] = [
            {"clause": f"L{number}", "text": TEXT, "code": f"l{number}", "shares": shares} for number in range(30)
        ]

    assert placed(changed(EBIKE_NAME, flood)) == [("", "too_many_entries")]


def test_a_section_within_a_section_is_bounded_too() -> None:
    def flood(document: Json) -> None:
        rung = {"text": TEXT, "grants": ["repair"]}
        document["rights"] = {"rungs": [rung | {"clause": f"R{number}"} for number in range(501)]}

    assert placed(changed(EBIKE_NAME, flood)) == [("/rights/rungs", "section_too_long")]


@pytest.mark.parametrize("depth", [100, 100_000, 400_000])
def test_deep_nesting_is_refused_in_either_form(depth: int) -> None:
    nested = b"[" * depth + b"]" * depth

    with pytest.raises(PolicyUnreadable):
        read_document(b'{"terms":' + nested + b"}")
    with pytest.raises(PolicyUnreadable):
        read_yaml(b"terms: " + nested)


ONE: Json = {
    "clause": "A",
    "code": "a",
    "text": TEXT,
    "subject": "factory_return",
    "before_days": [2, 12],
    "includes_day": True,
}


@pytest.mark.parametrize(
    ("windows", "problems"),
    [
        (
            [ONE, ONE | {"clause": "B", "code": "b", "before_days": [5]}],
            [("/windows/1", "windows_contradict")],
        ),
        (
            [ONE | {"before_days": [12, 2]}],
            [("/windows/0/before_days", "days_descending")],
        ),
        ([ONE | {"open_days": 11}], [("/windows/0/open_days", "out_of_range")]),
        ([ONE | {"before_days": [0]}], [("/windows/0/before_days/0", "out_of_range")]),
        ([ONE | {"before_days": []}], [("/windows/0", "window_says_nothing")]),
    ],
)
def test_windows_that_contradict_each_other_or_themselves_are_refused(
    windows: list[Json], problems: list[tuple[str, str]]
) -> None:
    assert placed(changed(EBIKE_NAME, lambda document: document.update(windows=windows))) == problems


def stopwatch(code: str, starts_on: str, stops_on: str) -> Json:
    """A stopwatch of a return."""
    return {
        "code": code,
        "text": TEXT,
        "subject": "return",
        "starts_on": starts_on,
        "stops_on": [stops_on],
        "limit": {"amount": 1, "unit": "hours"},
        "calendar": "clock",
        "escalate_to": ["finance"],
    }


def test_a_term_that_starts_where_it_started_and_a_stopwatch_that_stops_itself_go_round_in_circles() -> None:
    def circle(document: Json) -> None:
        document["terms"][0]["otherwise_from"] = ["delivery", "sale"]
        document["stopwatches"].append(stopwatch("loop", "policy.stopwatch_breached", "policy.stopwatch_breached"))

    assert placed(changed(EBIKE_NAME, circle)) == [
        ("/terms/0/otherwise_from/2", "duplicate"),
        ("/stopwatches/3/stops_on", "stopwatch_never_runs"),
    ]


def test_an_alias_that_contains_itself_is_refused() -> None:
    with pytest.raises(PolicyUnreadable):
        read_yaml(b"terms: &t\n  - *t\n")


def test_the_largest_sound_policy_is_checked_whole() -> None:
    def grow(document: Json) -> None:
        first = document["terms"][0]
        document["terms"] = [first | {"clause": f"T{n}", "component": f"part-{n}"} for n in range(500)]

    document = changed(EBIKE_NAME, grow)

    assert validate(document) == ()
    assert read_document(msgspec.json.encode(document)) == document
    assert validate(template(EBIKE_NAME)) == ()
