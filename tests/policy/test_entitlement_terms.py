"""Terms on their boundary days: start, length, suspension, exchange, holidays, causes, cards, guarantees on repairs."""

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.policy.promises import SOLD, TERM, WORDS, noon, on, part, policy, read, repair, term, unit, waiting
from tests.policy.samples import EBIKE

from aftersales.policy.entitlement.model import BoughtCard, Stop, StopKind
from aftersales.policy.entitlement.rules_time import suspended
from aftersales.policy.model import CostKind, Outcome
from aftersales.policy.model_terms import Suspension

DAY = timedelta(days=1)
OFFICE = [{"opens": "09:00:00", "closes": "17:00:00"}]
HOLIDAYS = [
    {
        "code": "cn",
        "text": WORDS,
        "calendar": {
            "kind": "working",
            "time_zone": "Asia/Shanghai",
            "country": "CN",
            "week": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), OFFICE),
        },
    }
]
KEPT = msgspec.to_builtins(EBIKE.document.calendars)


@pytest.mark.parametrize(
    ("changes", "fact", "last"),
    [
        ({}, {}, date(2026, 1, 10)),
        ({"months": 6}, {"sold_on": date(2025, 8, 31)}, date(2026, 2, 28)),
        ({"months": None, "days": 30}, {}, date(2025, 2, 9)),
        ({"start": "invoice"}, {"invoiced_on": date(2025, 1, 12)}, date(2026, 1, 12)),
        ({"start": "delivery"}, {"delivered_on": date(2025, 1, 13)}, date(2026, 1, 13)),
        ({"start": "installation"}, {"installed_on": date(2025, 1, 14)}, date(2026, 1, 14)),
        ({"start": "acceptance", "months": 36}, {"accepted_on": date(2025, 1, 15)}, date(2028, 1, 15)),
        ({"start": "installation", "otherwise_from": ["delivery"]}, {}, date(2026, 1, 10)),
        ({"months": None, "by_certificate": True}, {"certificate_until": date(2025, 9, 1)}, date(2025, 9, 1)),
    ],
)
def test_the_last_day_is_covered_and_the_next_is_not(changes: dict, fact: dict, last: date) -> None:  # type: ignore[type-arg]  # JSON
    under, of = policy(terms=[term(**changes)]), unit(**fact)

    within, past = on(under, last, of), on(under, last + DAY, of)

    assert (within.outcome, within.clause, within.covered_until) == (Outcome.COVERED, "T1", last)
    assert (past.outcome, past.coverage[0].is_running) == (Outcome.OPEN, False)


@pytest.mark.parametrize(
    ("changes", "needs"),
    [
        ({"start": "installation"}, ("unit.installed_on",)),
        ({"start": "installation", "otherwise_from": ["acceptance"]}, ("unit.installed_on",)),
        ({"months": None, "by_certificate": True}, ("unit.certificate_until",)),
        ({"usage": {"amount": 100, "unit": "km"}}, ("unit.km",)),
        ({"usage": {"amount": 100, "unit": "hours"}}, ("unit.hours",)),
    ],
)
def test_what_is_not_known_is_asked_for(changes: dict, needs: tuple[str, ...]) -> None:  # type: ignore[type-arg]  # JSON
    decided = on(policy(terms=[term(**changes)]), SOLD)

    assert (decided.outcome, decided.clause, decided.needs) == (Outcome.UNKNOWN, "T1", needs)


@pytest.mark.parametrize(
    ("suspended_by", "facts", "moved"),
    [
        (["under_repair"], {"repairs": (repair(date(2025, 3, 1), days=2),)}, 2),
        (["under_repair"], {"repairs": (repair(date(2025, 3, 1), days=2.01),)}, 3),
        (["under_repair"], {"repairs": (repair(date(2025, 3, 1)), repair(date(2025, 3, 1)))}, 1),
        (["under_repair"], {"repairs": (repair(date(2026, 1, 10), days=5),)}, 1),
        (["under_repair"], {"repairs": (repair(date(2026, 1, 12), days=5),)}, 0),
        ([], {"repairs": (repair(date(2025, 3, 1), days=2),)}, 0),
        (
            ["waiting_for_parts"],
            {"repairs": (repair(date(2025, 3, 1), days=9, waiting_for_parts=waiting(date(2025, 3, 2), 4)),)},
            4,
        ),
        (["force_majeure"], {"stops": (Stop(kind=StopKind.FORCE_MAJEURE, start=noon(date(2025, 5, 1))),)}, 255),
        (["waiting_for_parts"], {"stops": (Stop(kind=StopKind.FORCE_MAJEURE, start=noon(date(2025, 5, 1))),)}, 0),
    ],
)
def test_days_that_stood_still_are_added_by_the_24_hours_begun(
    suspended_by: list[str],
    facts: dict,  # type: ignore[type-arg]  # facts of a unit
    moved: int,
) -> None:
    decided = on(policy(terms=[term(suspended_by=suspended_by)]), date(2026, 1, 10), unit(**facts))

    assert decided.covered_until == date(2026, 1, 10) + moved * DAY


@pytest.mark.parametrize(
    ("after", "last"),
    [("restart", date(2026, 6, 1)), ("continue", date(2026, 1, 10))],
)
def test_an_exchange_starts_the_term_anew_where_the_policy_says_so(after: str, last: date) -> None:
    decided = on(policy(terms=[term(after_exchange=after)]), date(2025, 7, 1), unit(exchanged_on=date(2025, 6, 1)))

    assert decided.covered_until == last


def test_a_last_day_on_a_holiday_rolls_past_it_but_not_past_a_make_up_day() -> None:
    kept = policy(terms=[term(roll_calendar="cn")], calendars=[*KEPT, *HOLIDAYS])

    holiday = on(kept, SOLD, unit(sold_on=date(2024, 10, 1)))
    made_up = on(kept, SOLD, unit(sold_on=date(2024, 9, 28)))
    weekend = on(kept, SOLD, unit(sold_on=date(2024, 11, 15)))

    assert holiday.covered_until == date(2025, 10, 9)
    assert made_up.covered_until == date(2025, 9, 28)
    assert date(2025, 9, 28).weekday() == 6
    assert weekend.covered_until == date(2025, 11, 17)


@pytest.mark.parametrize(("km", "outcome"), [(6000, Outcome.COVERED), (6001, Outcome.OPEN)])
def test_the_last_kilometre_is_covered_and_the_next_is_not(km: int, outcome: Outcome) -> None:
    under = policy(terms=[term(usage={"amount": 6000, "unit": "km"})])

    assert on(under, SOLD, unit(km=km)).outcome is outcome
    assert on(under, SOLD, unit(readings=read((SOLD, km)))).outcome is outcome


def test_an_odometer_that_runs_backwards_is_a_finding_and_its_furthest_reading_counts() -> None:
    under = policy(terms=[term(usage={"amount": 6000, "unit": "km"})])
    of = unit(readings=read((SOLD, 6500), (SOLD + DAY, 900)), km=900)

    decided = on(under, SOLD + 2 * DAY, of)

    assert decided.outcome is Outcome.OPEN
    assert [one.code for one in decided.findings] == ["odometer_backwards"]


def test_a_tampered_odometer_proves_nothing() -> None:
    decided = on(
        policy(terms=[term(usage={"amount": 6000, "unit": "km"})]), SOLD, unit(km=10, is_odometer_tampered=True)
    )

    assert (decided.outcome, decided.needs) == (Outcome.UNKNOWN, ("unit.km",))
    assert [one.code for one in decided.findings] == ["odometer_tampered"]


def test_a_term_for_one_cause_beats_the_general_one_and_asks_for_the_cause() -> None:
    under = policy(terms=[TERM, term(clause="T2", months=60, causes=["material"])])

    material = on(under, date(2028, 1, 1), cause="material")
    wear = on(under, date(2025, 6, 1), cause="wear")
    nobody_knows = on(under, date(2025, 6, 1))

    assert (material.outcome, material.clause) == (Outcome.COVERED, "T2")
    assert (wear.outcome, wear.clause) == (Outcome.COVERED, "T1")
    assert (nobody_knows.outcome, nobody_knows.needs) == (Outcome.UNKNOWN, ("line.cause",))


def test_each_cost_has_its_own_term() -> None:
    under = policy(terms=[term(costs=["parts"]), term(clause="T2", months=3, costs=["labour"])])

    decided = on(under, date(2025, 4, 11))

    assert [(one.cost, one.clause, one.is_running) for one in decided.coverage] == [
        (CostKind.PARTS, "T1", True),
        (CostKind.LABOUR, "T2", False),
    ]


CARD = {"clause": "C1", "code": "gold", "text": WORDS, "begins": "after_term", "months": 12, "costs": ["parts"]}


@pytest.mark.parametrize(
    ("changes", "last"),
    [
        ({}, date(2027, 1, 10)),
        ({"begins": "purchase"}, date(2026, 2, 1)),
        ({"component": "motor"}, date(2026, 1, 10)),
        ({"products": {"models": ["M2"]}}, date(2026, 1, 10)),
    ],
)
def test_an_extended_card_covers_after_the_term_or_from_its_purchase(changes: dict, last: date) -> None:  # type: ignore[type-arg]  # JSON
    under = policy(extended_cards=[CARD | changes])
    of = unit(cards=(BoughtCard(number="K1", code="gold", purchased_on=date(2025, 2, 1)),))

    within, past = on(under, last, of), on(under, last + DAY, of)

    assert (within.outcome, past.outcome) == (Outcome.COVERED, Outcome.OPEN)
    assert within.clause == ("T1" if last == date(2026, 1, 10) else "C1")


def test_a_card_that_nobody_sells_or_that_is_bought_later_covers_nothing() -> None:
    under = policy(extended_cards=[CARD])
    strange = unit(cards=(BoughtCard(number="K1", code="silver", purchased_on=SOLD),))
    later = unit(cards=(BoughtCard(number="K1", code="gold", purchased_on=date(2026, 3, 1)),))

    outcomes = [on(under, date(2026, 2, 1), of).outcome for of in (strange, later)]

    assert outcomes == [Outcome.OPEN, Outcome.OPEN]


GUARANTEE = {"clause": "G1", "text": WORDS, "days": 90, "costs": ["parts", "labour"]}
REPAIRED = date(2026, 5, 2)


@pytest.mark.parametrize(
    ("guarantee", "facts", "day", "outcome"),
    [
        ({}, {"fault_code": "F1"}, REPAIRED + 90 * DAY, Outcome.COVERED),
        ({}, {"fault_code": "F1"}, REPAIRED + 91 * DAY, Outcome.OPEN),
        ({}, {"fault_code": "F2"}, REPAIRED + DAY, Outcome.OPEN),
        ({}, {"fault_code": None}, REPAIRED + DAY, Outcome.UNKNOWN),
        ({}, {"fault_code": None}, REPAIRED + 91 * DAY, Outcome.OPEN),
        ({"same": "part"}, {"part_category": "board", "fault_code": "F9"}, REPAIRED + 90 * DAY, Outcome.COVERED),
        ({"same": "part"}, {"part_category": "motor"}, REPAIRED + DAY, Outcome.OPEN),
        ({"component": "motor"}, {}, REPAIRED + DAY, Outcome.OPEN),
    ],
)
def test_the_same_fault_is_repaired_free_for_ninety_days(
    guarantee: dict,  # type: ignore[type-arg]  # JSON
    facts: dict,  # type: ignore[type-arg]  # facts of a line
    day: date,
    outcome: Outcome,
) -> None:
    under = policy(repair_guarantees=[GUARANTEE | guarantee])
    of = unit(repairs=(repair(REPAIRED - DAY, replaced=part("board")),))

    decided = on(under, day, of, **facts)

    assert decided.outcome is outcome
    assert (decided.clause == "G1") == (outcome in {Outcome.COVERED, Outcome.UNKNOWN})


def test_a_repair_that_still_lasts_guarantees_nothing() -> None:
    under = policy(repair_guarantees=[GUARANTEE])

    decided = on(under, REPAIRED, unit(repairs=(repair(REPAIRED, returned_at=None),)))

    assert decided.outcome is Outcome.OPEN


@given(first=st.dates(date(2024, 1, 1), date(2026, 12, 31)), days=st.integers(0, 900), off=st.integers(0, 400))
def test_a_term_is_monotone_in_its_start_and_a_later_day_is_never_covered_again(
    first: date, days: int, off: int
) -> None:
    under = policy(terms=[term(suspended_by=["under_repair"])])
    later = first + off * DAY

    ends = [on(under, first + 2000 * DAY, unit(sold_on=start)).covered_until for start in (first, later)]
    covered = [on(under, first + step * DAY, unit(sold_on=first)).outcome for step in (days, days + off)]

    assert ends[0] is not None
    assert ends[1] is not None
    assert ends[0] <= ends[1]
    assert (covered[1] is Outcome.COVERED) <= (covered[0] is Outcome.COVERED)


@given(lengths=st.lists(st.floats(0.1, 20), max_size=4))
def test_more_repair_never_shortens_a_term(lengths: list[float]) -> None:
    under = policy(terms=[term(suspended_by=["under_repair"])])
    repairs = tuple(repair(SOLD + 30 * place * DAY, days=days) for place, days in enumerate(lengths))

    ends = [
        on(under, date(2027, 1, 1), unit(repairs=repairs[:count])).covered_until for count in range(len(repairs) + 1)
    ]

    assert ends == sorted(ends)  # type: ignore[type-var]  # every one is known


def test_a_card_after_a_term_needs_a_term_and_rolls_its_own_last_day() -> None:
    of = unit(cards=(BoughtCard(number="K1", code="gold", purchased_on=SOLD),), sold_on=date(2024, 10, 1))
    rolling = policy(extended_cards=[CARD | {"roll_calendar": "cn"}], calendars=[*KEPT, *HOLIDAYS])
    bare = policy(extended_cards=[CARD], terms=[])

    rolled = on(rolling, SOLD, of)
    nothing = on(bare, SOLD, of)

    assert (rolled.clause, rolled.covered_until) == ("C1", date(2026, 10, 8))
    assert (nothing.outcome, nothing.clause) == (Outcome.OPEN, "silence")


def test_a_card_after_a_term_lacks_what_the_term_lacks() -> None:
    of = unit(cards=(BoughtCard(number="K1", code="gold", purchased_on=SOLD),))

    decided = on(policy(terms=[term(start="installation")], extended_cards=[CARD]), SOLD, of)

    assert (decided.outcome, decided.needs) == (Outcome.UNKNOWN, ("unit.installed_on",))


def test_a_guarantee_rolls_its_last_day_past_a_holiday() -> None:
    rule = GUARANTEE | {"days": 10, "roll_calendar": "cn"}
    under = policy(terms=[], repair_guarantees=[rule], calendars=[*KEPT, *HOLIDAYS])
    of = unit(repairs=(repair(date(2026, 9, 22), days=1),))

    decided = on(under, date(2026, 10, 8), of)

    assert (decided.clause, decided.covered_until) == ("G1", date(2026, 10, 8))


@pytest.mark.parametrize(
    ("brought_in", "end"),
    [
        (date(2025, 1, 9), date(2026, 1, 10)),
        (date(2025, 1, 10), date(2026, 1, 12)),
        (date(2026, 1, 10), date(2026, 1, 12)),
        (date(2026, 1, 11), date(2026, 1, 10)),
    ],
)
def test_only_what_began_within_a_term_moves_its_last_day(brought_in: date, end: date) -> None:
    of = unit(repairs=(repair(brought_in, days=2),))

    moved = suspended(of, {Suspension.UNDER_REPAIR}, SOLD, date(2026, 1, 10), date(2026, 6, 1))

    assert moved == end
