"""What needs no database of goodwill, rulings, pre-authorisations and shares: periods, limits, splits."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.kernel import NOW
from tests.policy.promises import SOLD, WORDS, line, on, policy, unit

from aftersales.kernel.access import Role
from aftersales.kernel.ids import OrganisationId, new_id
from aftersales.kernel.money import Money
from aftersales.policy.goodwill.rules import most_of, period_of
from aftersales.policy.model import LineFacts, Outcome
from aftersales.policy.model_decision import PreAuthorised
from aftersales.policy.model_rights import Ruled
from aftersales.policy.model_words import Period
from aftersales.policy.pre_authorisations.errors import PreAuthorisationNotForeseen
from aftersales.policy.pre_authorisations.model import Pre, PreAuthorisationId, PreLine, PreState
from aftersales.policy.pre_authorisations.rules import applied, clause_for
from aftersales.policy.rulings.errors import RulingTooMuch
from aftersales.policy.rulings.rules import authority_for
from aftersales.units.model import UnitId

SHARES = (3, 3, 5, 10, 10, 10, 25, 34)
"""Who bears a loss at fault of a factory, in percent [S13-R08]."""


def yuan(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


def test_a_loss_of_ten_thousand_splits_as_the_source_says() -> None:
    assert [str(one.amount) for one in yuan("10000.00").split(SHARES)] == [
        "300.00",
        "300.00",
        "500.00",
        "1000.00",
        "1000.00",
        "1000.00",
        "2500.00",
        "3400.00",
    ]


@given(minor=st.integers(-(10**9), 10**9), weights=st.lists(st.integers(0, 100), min_size=1, max_size=12).filter(any))
def test_shares_always_add_up_to_the_last_cent(minor: int, weights: list[int]) -> None:
    whole = Money.of_minor(minor, "CNY")

    parts = whole.split(weights)

    assert sum(part.minor for part in parts) == minor
    assert all(
        abs(part.minor * sum(weights) - minor * weight) < sum(weights)
        for part, weight in zip(parts, weights, strict=True)
    )


@pytest.mark.parametrize(
    ("period", "day", "first", "last"),
    [
        (Period.DAY, date(2026, 6, 15), date(2026, 6, 15), date(2026, 6, 15)),
        (Period.WEEK, date(2026, 6, 21), date(2026, 6, 15), date(2026, 6, 21)),
        (Period.MONTH, date(2028, 2, 10), date(2028, 2, 1), date(2028, 2, 29)),
        (Period.QUARTER, date(2026, 12, 31), date(2026, 10, 1), date(2026, 12, 31)),
        (Period.YEAR, date(2026, 6, 15), date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_budget_is_of_the_period_that_the_day_lies_in(period: Period, day: date, first: date, last: date) -> None:
    assert period_of(period, day) == (first, last)


@given(day=st.dates(date(1990, 1, 1), date(2100, 1, 1)), period=st.sampled_from(Period))
def test_periods_tile_the_calendar(day: date, period: Period) -> None:
    first, last = period_of(period, day)

    assert first <= day <= last
    assert period_of(period, last + timedelta(days=1))[0] == last + timedelta(days=1)


GOODWILL = {
    "clause": "GW1",
    "text": WORDS,
    "code": "loyal",
    "holder": "network",
    "period": "month",
    "budget": "500",
    "costs": ["parts"],
    "roles": ["after_sales_head"],
}


@pytest.mark.parametrize(
    ("changes", "facts", "most"),
    [
        ({}, {}, "100.00"),
        ({"most_percent": 50}, {"quantity": 3}, "150.00"),
        ({"most_a_case": "80"}, {}, "80.00"),
        ({}, {"unit_price": None}, "0.00"),
        ({}, {"quantity": None}, "0.00"),
        ({}, {"unit_price": Money(Decimal(100), "USD")}, "0.00"),
    ],
)
def test_goodwill_is_at_most_a_share_of_what_coverage_would_have_paid(
    changes: dict[str, Any], facts: dict[str, Any], most: str
) -> None:
    [clause] = policy(goodwill=[GOODWILL | changes]).document.goodwill

    assert most_of(clause, line(**facts), "CNY") == yuan(most)


OVERRIDES = [
    {"clause": "OV1", "text": WORDS, "to": ["covered"], "up_to": "100", "roles": ["after_sales_head"]},
    {"clause": "OV2", "text": WORDS, "to": ["covered"], "up_to": "300", "roles": ["after_sales_head"]},
]


@pytest.mark.parametrize(("price", "clause"), [("100", "OV1"), ("100.01", "OV2"), ("300", "OV2")])
def test_exactly_the_limit_of_a_ruling_is_allowed(price: str, clause: str) -> None:
    document = policy(overrides=OVERRIDES).document

    found = authority_for(document, line(unit_price=yuan(price)), Outcome.OPEN, Ruled.COVERED, [Role.AFTER_SALES_HEAD])

    assert found.clause == clause


@pytest.mark.parametrize("price", [yuan("300.01"), None, Money(Decimal(1), "USD")])
def test_beyond_the_limit_or_without_a_price_nobody_rules(price: Money | None) -> None:
    document = policy(overrides=OVERRIDES).document

    with pytest.raises(RulingTooMuch) as refused:
        authority_for(document, line(unit_price=price), Outcome.OPEN, Ruled.COVERED, [Role.AFTER_SALES_HEAD])

    assert "300.00" in str(refused.value.params["most"])


RULE = {
    "clause": "PA1",
    "text": WORDS,
    "above": "100",
    "costs": ["parts"],
    "roles": ["after_sales_head"],
    "valid_days": 30,
}


def allowed(up_to: str = "500", until: date = SOLD) -> PreAuthorised:
    return PreAuthorised(id=new_id(), clause="PA1", until=until, up_to=yuan(up_to))


@pytest.mark.parametrize(
    ("rule", "facts", "outcome", "clause"),
    [
        ({}, {}, Outcome.COVERED, "T1"),
        ({}, {"quantity": 2}, Outcome.OPEN, "PA1"),
        ({}, {"unit_price": None}, Outcome.OPEN, "PA1"),
        ({"costs": ["labour"]}, {"quantity": 2}, Outcome.COVERED, "T1"),
        ({"products": {"models": ["M9"]}}, {"quantity": 2}, Outcome.COVERED, "T1"),
        ({"when": "line.photos == 0"}, {"quantity": 2}, Outcome.COVERED, "T1"),
        ({"when": "line.photos == 1"}, {"quantity": 2}, Outcome.OPEN, "PA1"),
        ({"when": "unit.km > 5"}, {"quantity": 2}, Outcome.OPEN, "PA1"),
        ({"above": None, "when": "line.photos == 1"}, {}, Outcome.OPEN, "PA1"),
    ],
)
def test_what_must_be_allowed_beforehand_waits_for_people(
    rule: dict[str, Any], facts: dict[str, Any], outcome: Outcome, clause: str
) -> None:
    decided = on(policy(pre_authorisations=[RULE | rule]), SOLD, None, **facts)

    assert (decided.outcome, decided.clause) == (outcome, clause)


@pytest.mark.parametrize(
    ("granted", "facts", "outcome", "findings"),
    [
        (allowed("200"), {"quantity": 2}, Outcome.COVERED, []),
        (allowed("199.99"), {"quantity": 2}, Outcome.OPEN, ["pre_authorisation_short"]),
        (allowed(until=SOLD - timedelta(days=1)), {"quantity": 2}, Outcome.OPEN, ["pre_authorisation_short"]),
        (allowed(), {"unit_price": None}, Outcome.OPEN, ["pre_authorisation_short"]),
    ],
)
def test_a_grant_holds_up_to_its_amount_and_its_last_day(
    granted: PreAuthorised, facts: dict[str, Any], outcome: Outcome, findings: list[str]
) -> None:
    decided = on(policy(pre_authorisations=[RULE]), SOLD, None, pre_authorised=granted, **facts)

    assert (decided.outcome, [one.code for one in decided.findings]) == (outcome, findings)


@pytest.mark.parametrize(
    ("reason", "outcome"), [("expired", Outcome.COVERED), ("human_damage", Outcome.REFUSED), ("other", Outcome.REFUSED)]
)
def test_a_grant_lifts_the_time_limit_and_no_other_refusal(reason: str, outcome: Outcome) -> None:
    exclusion = {"clause": "X1", "text": WORDS, "reason": reason, "when": "line.quantity == 1", "outcome": "refuse"}

    decided = on(policy(exclusions=[exclusion]), SOLD, None, pre_authorised=allowed())

    assert decided.outcome is outcome


def pre(*lines: PreLine, up_to: str | None = "250") -> Pre:
    """A pre-authorisation of the usual unit."""
    return Pre(
        id=PreAuthorisationId(new_id()),
        unit_id=UnitId(new_id()),
        serial="SN1",
        dealer_id=OrganisationId(new_id()),
        lines=lines or (PreLine(part_number="P1", quantity=3),),
        amount=yuan("300"),
        reason="x",
        clause="PA1",
        policy_version_id=new_id(),
        state=PreState.GRANTED,
        up_to=None if up_to is None else yuan(up_to),
        valid_until=SOLD,
        answer="",
        asked_by=new_id(),
        asked_at=NOW,
        answered_by=None,
        answered_at=None,
        consumed_by=None,
        consumed_at=None,
        version=2,
    )


def sums(granted: Pre, *lines: LineFacts) -> list[str | None]:
    """Up to which amount each line is allowed."""
    return [None if one is None else str(one.up_to.amount) for one in applied(granted, lines)]


def test_lines_share_the_pieces_and_the_amount_of_a_grant() -> None:
    lines = (line(quantity=2), line(quantity=1), line(quantity=1))

    assert sums(pre(), *lines) == ["250.00", "50.00", None]


def test_only_the_unit_and_the_parts_of_a_grant_are_allowed() -> None:
    others = (line(unit(serial="SN2")), line(part_number="P9"), line(quantity=None), line(unit_price=None))

    assert sums(pre(), *others) == [None, None, None, "250.00"]
    assert sums(pre(up_to=None), line()) == [None]


def test_the_first_clause_about_the_parts_of_a_product_asks_for_its_pre_authorisation() -> None:
    before = {"text": WORDS, "roles": ["finance"], "valid_days": 30, "above": "100"}
    document = policy(
        pre_authorisations=[
            before | {"clause": "PA1", "costs": ["parts"], "products": {"models": ["OTHER"]}},
            before | {"clause": "PA2", "costs": ["labour"]},
            before | {"clause": "PA3", "costs": ["labour", "parts"]},
            before | {"clause": "PA4", "costs": ["parts"]},
        ]
    ).document

    assert clause_for(document, "M1", "demo").clause == "PA3"


def test_a_product_that_no_clause_speaks_of_has_nothing_to_be_allowed_beforehand() -> None:
    with pytest.raises(PreAuthorisationNotForeseen):
        clause_for(policy(pre_authorisations=[]).document, "M1", "demo")
