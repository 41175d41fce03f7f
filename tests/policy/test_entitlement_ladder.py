"""The brand's own ladder and fees, counters, the burden of proof: each figure on its boundary."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.kernel import NOW
from tests.policy.promises import SOLD, WORDS, law, line, noon, part, policy, read, repair, term, unit, waiting

from aftersales.kernel.money import Money
from aftersales.policy.entitlement.model import BurdenOfProof, Standing, Stop, StopKind
from aftersales.policy.entitlement.rules import entitlement_on, law_facts, rights_on
from aftersales.policy.entitlement.rules_counts import counters
from aftersales.policy.model import LineFacts, UnitFacts
from aftersales.policy.statutes.model import Assembly, RightKind
from aftersales.policy.statutes.model_answer import Chooser, Right, RightState
from aftersales.policy.statutes.model_facts import Interval, Replacement

DAY = timedelta(days=1)
NOW_, RIPENS, LAPSED, UNKNOWN = RightState.NOW, RightState.RIPENS, RightState.LAPSED, RightState.UNKNOWN
RUNG = {"clause": "R1", "text": WORDS, "grants": ["exchange"]}
PRICE = Money(Decimal(1000), "CNY")


def rung(on: date, of: LineFacts | None = None, **changes: Any) -> list[Right]:  # noqa: ANN401 - JSON of a rung
    """The rights of one rung on a day."""
    under = policy(rights={"rungs": [RUNG | changes], "fees": changes.pop("fees", [])})
    found = rights_on(under, of or line(), on, None).rights
    return [one for one in found if one.clause.article == "R1"]


def counter(measure: str, at_least: int, *excluded: str) -> dict[str, object]:
    return {"measure": measure, "at_least": at_least, "excluded": list(excluded)}


def of(**changes: Any) -> LineFacts:  # noqa: ANN401 - facts of a unit
    return line(unit(**changes))


@pytest.mark.parametrize(("day", "state"), [(SOLD + 15 * DAY, NOW_), (SOLD + 16 * DAY, LAPSED)])
def test_a_window_stands_on_its_last_day_and_no_longer(day: date, state: RightState) -> None:
    [right] = rung(day, within_days=15)

    assert (right.state, right.until, right.who_chooses) == (state, SOLD + 15 * DAY, Chooser.NOBODY)


def test_a_choice_of_the_customers_is_named_and_one_of_the_brands_is_not() -> None:
    customers = rung(SOLD, grants=["refund", "exchange"])
    brands = rung(SOLD, grants=["refund", "exchange"], chooses="brand")

    assert [(one.kind, one.who_chooses) for one in customers] == [
        (RightKind.REFUND, Chooser.CONSUMER),
        (RightKind.EXCHANGE, Chooser.CONSUMER),
    ]
    assert {one.who_chooses for one in brands} == {Chooser.NOBODY}


@pytest.mark.parametrize(
    ("facts", "changes", "needs"),
    [
        ({}, {"start": "installation", "within_days": 7}, ("unit.installed_on",)),
        ({}, {"within_usage": {"amount": 100, "unit": "km"}}, ("unit.km",)),
        ({}, {"within_usage": {"amount": 100, "unit": "hours"}, "counter": counter("repairs", 1)}, ("unit.hours",)),
        (
            {"repairs": (repair(SOLD),)},
            {"counter": counter("safety_repairs", 1)},
            ("unit.repairs.is_safety_fault",),
        ),
        ({}, {"when": "unit.accepted_on > '2025-01-01'"}, ("unit.accepted_on",)),
    ],
)
def test_a_rung_that_lacks_a_fact_says_which(facts: dict[str, Any], changes: dict[str, Any], needs: object) -> None:
    [right] = rung(SOLD + DAY, of(**facts), **changes)

    assert (right.state, right.needs) == (UNKNOWN, needs)


@pytest.mark.parametrize(("km", "state"), [(100, NOW_), (101, LAPSED)])
def test_usage_of_exactly_the_limit_is_inside(km: int, state: RightState) -> None:
    [right] = rung(SOLD, of(readings=read((SOLD, km))), within_usage={"amount": 100, "unit": "km"})

    assert right.state is state


def test_a_condition_that_does_not_hold_hides_a_rung_and_one_that_does_shows_it() -> None:
    many = "line.quantity > 1"

    assert rung(SOLD, when=many) == []
    assert [one.state for one in rung(SOLD, line(quantity=2), when=many)] == [NOW_]


def test_a_lapsed_rung_stays_lapsed_whatever_its_condition_lacks() -> None:
    [right] = rung(SOLD + 9 * DAY, within_days=7, when="unit.accepted_on > '2025-01-01'")

    assert (right.state, right.needs) == (LAPSED, ())


REPAIRS = (
    repair(SOLD + DAY, fault="F1", replaced=part("board"), is_safety_fault=True),
    repair(SOLD + 5 * DAY, fault="F1", replaced=(Replacement(assembly=Assembly.ENGINE),), is_safety_fault=False),
    repair(SOLD + 9 * DAY, fault="F2", replaced=(Replacement(assembly=Assembly.ENGINE), *part("board"))),
    repair(SOLD + 13 * DAY, fault="F3", returned_at=None),
)


@pytest.mark.parametrize(
    ("measure", "reached"),
    [
        ("repairs", 3),
        ("same_fault_repairs", 2),
        ("assembly_replacements", 2),
        ("main_part_replacements", 2),
        ("safety_repairs", 1),
        ("repair_days", 10),
    ],
)
def test_a_counter_ripens_at_its_figure_and_not_one_before(measure: str, reached: int) -> None:
    known = of(repairs=REPAIRS)
    day = SOLD + 19 * DAY

    at, below = (rung(day, known, counter=counter(measure, least))[0] for least in (reached, reached + 1))

    assert (at.state, at.counter.reached if at.counter else None) == (NOW_, reached)
    assert below.state is (UNKNOWN if measure == "safety_repairs" else RIPENS)


def test_the_fault_of_the_line_counts_where_one_is_named() -> None:
    other = line(unit(repairs=REPAIRS), fault_code="F2")

    [right] = rung(SOLD + 19 * DAY, other, counter=counter("same_fault_repairs", 2))

    assert right.state is RIPENS


@pytest.mark.parametrize(
    ("excluded", "days"),
    [((), 10), (("waiting_for_parts",), 6), (("transport",), 8), (("rescue",), 8), (("force_majeure",), 9)],
)
def test_days_of_repair_leave_out_what_the_policy_says(excluded: tuple[str, ...], days: int) -> None:
    brought = SOLD + DAY
    one = repair(
        brought,
        days=10,
        waiting_for_parts=waiting(brought + DAY, 4),
        excluded=(Interval(start=noon(brought + 6 * DAY), end=noon(brought + 8 * DAY)),),
    )
    stop = Stop(kind=StopKind.FORCE_MAJEURE, start=noon(brought + 9 * DAY), end=noon(brought + 10 * DAY))
    known = of(repairs=(one,), stops=(stop,))

    [right] = rung(SOLD + 30 * DAY, known, counter=counter("repair_days", 1, *excluded))

    assert right.counter is not None
    assert right.counter.reached == days


def test_repairs_of_the_unit_that_it_was_given_for_do_not_count() -> None:
    known = unit(repairs=REPAIRS, exchanged_on=SOLD + 8 * DAY)

    assert [(one.what, one.of, one.count) for one in counters(known, SOLD + 12 * DAY)] == [
        ("repairs", "", 1),
        ("repair_days", "", 1),
        ("same_fault", "F2", 1),
        ("same_part", "board", 1),
        ("assembly", "engine", 1),
    ]


def test_a_part_inside_an_assembly_that_was_replaced_whole_is_not_counted_twice() -> None:
    replaced = (Replacement(assembly=Assembly.ENGINE), Replacement(assembly=Assembly.ENGINE, part="piston"))

    found = counters(unit(repairs=(repair(SOLD, replaced=replaced),)), SOLD + 9 * DAY)

    assert [one.of for one in found if one.what in {"same_part", "assembly"}] == ["engine"]


@given(count=st.integers(0, 8), least=st.integers(1, 8))
def test_one_more_repair_never_takes_a_right_away(count: int, least: int) -> None:
    repairs = tuple(repair(SOLD + 3 * number * DAY) for number in range(count + 1))
    day = SOLD + 60 * DAY

    few, more = (
        rung(day, of(repairs=repairs[:many]), counter=counter("same_fault_repairs", least))[0].state is NOW_
        for many in (count, count + 1)
    )

    assert few <= more


def fee(of_unit: UnitFacts, day: date, **changes: Any) -> tuple[Money | None, tuple[str, ...]]:  # noqa: ANN401 - JSON of a fee
    """What one fee of a policy comes to."""
    known = {"clause": "E1", "text": WORDS, "code": "use", "unit": "day", "percent": "0.1"} | changes
    answer = entitlement_on(policy(rights={"fees": [known]}), "x", line(of_unit), day, NOW)
    [one] = answer.fees
    return one.amount, one.needs


@pytest.mark.parametrize(
    ("changes", "facts", "amount"),
    [
        ({}, {}, "10.00"),
        ({"free_days": 4}, {}, "6.00"),
        ({"free_days": 99}, {}, "0.00"),
        ({"most_percent": "0.5"}, {}, "5.00"),
        ({"percent": "50"}, {}, "1000.00"),
        ({}, {"exchanged_on": SOLD + 5 * DAY}, "5.00"),
        ({"unit": "km", "percent": "0.01"}, {"km": 500}, "50.00"),
        ({"unit": "thousand_km", "percent": "0.5"}, {"km": 10_000}, "50.00"),
    ],
)
def test_use_costs_by_the_day_or_the_kilometre_up_to_its_cap(
    changes: dict[str, Any], facts: dict[str, Any], amount: str
) -> None:
    assert fee(unit(price=PRICE, **facts), SOLD + 10 * DAY, **changes) == (Money(Decimal(amount), "CNY"), ())


@pytest.mark.parametrize(
    ("changes", "facts", "needs"),
    [
        ({}, {"price": None}, ("unit.price",)),
        ({"percent": None}, {}, ("policy.fee_percent",)),
        ({"unit": "km"}, {}, ("unit.km",)),
        ({}, {"sold_on": None, "invoiced_on": None}, ("unit.invoiced_on",)),
    ],
)
def test_a_fee_that_lacks_a_fact_says_which(changes: dict[str, Any], facts: dict[str, Any], needs: object) -> None:
    known: dict[str, Any] = {"price": PRICE} | facts

    assert fee(unit(**known), SOLD, **changes) == (None, needs)


BURDEN = {"burden": [{"clause": "B1", "text": WORDS, "start": "delivery", "months": 6}]}


@pytest.mark.parametrize(
    ("rights", "facts", "day", "expected"),
    [
        (BURDEN, {}, date(2025, 7, 10), BurdenOfProof(is_on_trader=True, clause="B1", until=date(2025, 7, 10))),
        (BURDEN, {}, date(2025, 7, 11), BurdenOfProof(is_on_trader=False, clause="B1", until=date(2025, 7, 10))),
        (
            BURDEN,
            {"delivered_on": None},
            date(2025, 7, 1),
            BurdenOfProof(is_on_trader=None, clause="B1", until=None, needs=("unit.delivered_on",)),
        ),
        (
            law("colour_tv"),
            {},
            date(2025, 7, 10),
            BurdenOfProof(is_on_trader=True, clause="consumer-protection-2013:23", until=date(2025, 7, 10)),
        ),
        (
            law("colour_tv"),
            {},
            date(2025, 7, 11),
            BurdenOfProof(is_on_trader=False, clause="consumer-protection-2013:23", until=date(2025, 7, 10)),
        ),
        ({}, {}, date(2025, 7, 1), BurdenOfProof(is_on_trader=False, clause=None, until=None)),
        (
            {"burden": [BURDEN["burden"][0] | {"products": {"models": ["M9"]}}]},
            {},
            date(2025, 2, 1),
            BurdenOfProof(is_on_trader=False, clause=None, until=None),
        ),
    ],
)
def test_the_burden_of_proof_is_on_the_trader_for_its_months(
    rights: dict[str, Any], facts: dict[str, Any], day: date, expected: BurdenOfProof
) -> None:
    answer = entitlement_on(policy(rights=rights), "x", of(**facts), day, NOW)

    assert answer.burden_of_proof == expected


def test_each_cost_is_covered_ended_silent_or_unknown_with_what_is_missing() -> None:
    terms = [term(costs=["parts"]), term(clause="T2", months=1, costs=["labour"])]
    doubtful = [term(component="motor")]

    known = entitlement_on(policy(terms=terms), "x", line(), date(2025, 6, 1), NOW)
    unknown = entitlement_on(policy(terms=doubtful), "x", line(part_category=None), SOLD, NOW)

    assert [(one.cost, one.standing, one.clause) for one in known.costs] == [
        ("parts", Standing.COVERED, "T1"),
        ("labour", Standing.ENDED, "T2"),
        ("travel", Standing.SILENT, None),
    ]
    assert (unknown.costs[0].standing, unknown.costs[0].needs) == (Standing.UNKNOWN, ("line.part_category",))


def test_the_law_is_asked_about_the_fault_that_the_line_names() -> None:
    under = policy(rights=law("colour_tv"))

    with_fault = law_facts(under, line(), SOLD, None)
    without = law_facts(under, line(fault_code=None), SOLD, None)

    assert with_fault is not None
    assert with_fault.fault is not None
    assert (with_fault.fault.identity, with_fault.fault.component) == ("F1", "board")
    assert without is not None
    assert without.fault is None
    assert law_facts(policy(), line(), SOLD, None) is None


def test_cards_and_guarantees_stand_on_the_ladder_as_free_repair() -> None:
    under = policy(
        repair_guarantees=[{"clause": "G1", "text": WORDS, "days": 90, "costs": ["parts"]}],
        rights=law("colour_tv") | {"rungs": [RUNG | {"component": "motor"}, RUNG | {"products": {"models": ["M9"]}}]},
    )
    day = date(2026, 2, 1)
    known = of(repairs=(repair(date(2026, 1, 5)),))

    found = rights_on(under, known, day, law_facts(under, known, day, None)).rights

    brand = [(one.clause.article, one.state) for one in found if one.clause.statute == "brand_promise"]
    assert brand == [("G1", NOW_), ("T1", LAPSED)]
