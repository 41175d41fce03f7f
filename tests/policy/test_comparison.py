"""What differs between two policy documents."""

import pytest
from tests.policy.samples import EBIKE_NAME, Change, Json, changed
from tests.policy.versions import nothing

from aftersales.policy.model_versions import ChangeKind, ClauseChange
from aftersales.policy.rules import template
from aftersales.policy.rules_comparison import compare

EBIKE = template(EBIKE_NAME)


def put(section: str, index: int, field: str, value: object) -> Change:
    """A change of one field of one entry."""

    def change(document: Json) -> None:
        document[section][index][field] = value

    return change


def test_a_policy_does_not_differ_from_itself() -> None:
    assert compare(EBIKE, changed(EBIKE_NAME, nothing)) == ()


@pytest.mark.parametrize(
    ("change", "section", "key", "kind"),
    [
        (put("terms", 0, "months", 18), "terms", EBIKE.terms[0].clause, ChangeKind.CHANGED),
        (put("calendars", 1, "code", "day-and-night"), "calendars", "clock", ChangeKind.REMOVED),
        (lambda document: document.update(time_zone="UTC"), "document", "time_zone", ChangeKind.CHANGED),
        (lambda document: document["returns"].update(max_lines=7), "returns", "max_lines", ChangeKind.CHANGED),
        (lambda document: document["counts"].clear(), "counts", "factory-monthly", ChangeKind.REMOVED),
        (lambda document: document["exclusions"].reverse(), "exclusions", "", ChangeKind.REORDERED),
        (
            lambda document: document["routing"]["addresses"][0].update(phone="0510-1234567"),
            "routing/addresses",
            "QH-WX",
            ChangeKind.CHANGED,
        ),
        (
            lambda document: document["routing"]["overrides"].append(
                {"clause": "R-9", "products": {"models": ["M"]}, "factory": "QH-TJ"},
            ),
            "routing/overrides",
            "R-9",
            ChangeKind.ADDED,
        ),
        (
            lambda document: document["notifications"].append(document["notifications"][0]),
            "notifications",
            "claims.return_filed → after_sales_clerk (2)",
            ChangeKind.ADDED,
        ),
    ],
)
def test_each_difference_is_named_by_its_clause(change: Change, section: str, key: str, kind: ChangeKind) -> None:
    first = compare(EBIKE, changed(EBIKE_NAME, change))[0]

    assert (first.section, first.key, first.kind) == (section, key, kind)


def test_a_change_shows_both_sides_and_its_reverse_swaps_them() -> None:
    other = changed(EBIKE_NAME, lambda document: document.update(currency="USD"))

    assert compare(EBIKE, other) == (
        ClauseChange(section="document", key="currency", kind=ChangeKind.CHANGED, before="CNY", after="USD"),
    )
    assert compare(other, EBIKE)[0].after == "CNY"
