"""The floor: the customer has the better of the law and the brand's word."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.policy.statutes.ladder import LAPSED, NOW, after, asked, car, fault, sold

from aftersales.policy.statutes.model import Category, RightKind, Term
from aftersales.policy.statutes.model_answer import RightState
from aftersales.policy.statutes.model_facts import Promise, RightsFacts
from aftersales.policy.statutes.rules_promise import BRAND
from aftersales.policy.statutes.service import floor

LAW = Term(months=36, usage_km=60_000)
TERMS = st.builds(Term, months=st.integers(0, 120), usage_km=st.none() | st.integers(0, 200_000))


def promised(facts: RightsFacts) -> list[tuple[RightKind, RightState, date | None]]:
    """What the brand's word gives."""
    return [(one.kind, one.state, one.until) for one in asked(facts).rights if one.clause.statute == BRAND]


@pytest.mark.parametrize(
    ("brand", "expected"),
    [
        (None, (LAW,)),
        (Term(months=24, usage_km=60_000), (LAW,)),
        (LAW, (LAW,)),
        (Term(months=60), (Term(months=60),)),
        (Term(months=60, usage_km=40_000), (LAW, Term(months=60, usage_km=40_000))),
        (Term(months=24, usage_km=90_000), (LAW, Term(months=24, usage_km=90_000))),
    ],
)
def test_the_floor_is_the_better_of_both(brand: Term | None, expected: tuple[Term, ...]) -> None:
    found = floor(LAW, brand)

    assert found == expected


@given(statute=TERMS, brand=TERMS, month=st.integers(0, 130), km=st.integers(0, 250_000))
def test_the_floor_covers_whatever_either_covers_and_nothing_else(
    statute: Term, brand: Term, month: int, km: int
) -> None:
    def covers(term: Term) -> bool:
        return month <= term.months and (term.usage_km is None or km <= term.usage_km)

    found = any(covers(term) for term in floor(statute, brand))

    assert found == (covers(statute) or covers(brand))


def test_a_longer_promise_stands_beside_the_law_and_a_shorter_one_is_not_heard() -> None:
    longer = car(after(9), promise=Promise(repair=Term(months=60)))
    shorter = car(after(9), promise=Promise(repair=Term(months=12, usage_km=60_000)))

    assert promised(longer) == [(RightKind.REPAIR, NOW, date(2031, 6, 1))]
    assert promised(shorter) == []


def test_a_promise_gives_windows_and_main_parts_on_the_statute_s_own_footing() -> None:
    facts = car(
        after(20),
        delivery_on=after(5),
        fault=fault(is_main_part=True, found_on=after(20)),
        promise=Promise(main_parts=Term(months=120), refund_days=10, exchange_days=30),
    )

    assert sorted(promised(facts)) == [
        (RightKind.EXCHANGE, NOW, date(2026, 7, 6)),
        (RightKind.REFUND, LAPSED, date(2026, 6, 16)),
        (RightKind.REPAIR, NOW, date(2036, 6, 6)),
    ]


def test_a_promise_stands_alone_where_no_verified_law_speaks() -> None:
    facts = sold(Category.ELECTRIC_BICYCLE, after(9), promise=Promise(repair=Term(months=12)))

    assert promised(facts) == [(RightKind.REPAIR, NOW, date(2027, 6, 1))]
