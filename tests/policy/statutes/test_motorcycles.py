"""Motorcycles: a last day on a holiday, force majeure, and odometers that lie."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from tests.policy.statutes.ladder import (
    LAPSED,
    MOTORCYCLE,
    NOW,
    UNKNOWN,
    after,
    asked,
    between,
    car,
    fault,
    noon,
    repair,
    sold,
    under,
)

from aftersales.policy.statutes.model import Category, RightKind
from aftersales.policy.statutes.model_answer import Right, RightState
from aftersales.policy.statutes.model_facts import Reading, RightsFacts


def bought(day: date, today: date, **changes: object) -> RightsFacts:
    """A motorcycle that was bought on a day."""
    return sold(Category.MOTORCYCLE, today, invoice_on=day, **changes)


def repaired(facts: RightsFacts) -> Right:
    """Its right to repair."""
    return under(facts, MOTORCYCLE, "", RightKind.REPAIR)


@pytest.mark.parametrize(
    ("sale", "last"),
    [
        (date(2025, 10, 1), date(2026, 10, 8)),
        (date(2025, 9, 20), date(2026, 9, 20)),
        (date(2025, 6, 6), date(2026, 6, 8)),
        (date(2025, 6, 5), date(2026, 6, 5)),
    ],
    ids=["national day", "a Sunday that is worked", "a Saturday", "a Friday"],
)
def test_a_last_day_on_a_holiday_rolls_to_the_next_working_day(sale: date, last: date) -> None:
    on_it = repaired(bought(sale, last))
    after_it = repaired(bought(sale, after(1, last)))

    assert (on_it.state, on_it.until, after_it.state) == (NOW, last, LAPSED)


@pytest.mark.parametrize(("km", "state"), [(6_000, NOW), (6_001, LAPSED)])
def test_the_period_ends_with_six_thousand_kilometres(km: int, state: RightState) -> None:
    right = repaired(bought(after(0), after(30), readings=(Reading(on=after(30), km=km),)))

    assert right.state is state


def test_repair_waiting_and_force_majeure_are_deducted() -> None:
    facts = bought(
        date(2025, 6, 5),
        date(2026, 6, 9),
        repairs=(repair(date(2025, 8, 1), days=2),),
        force_majeure=(between(noon(date(2025, 9, 1)), 2),),
    )

    assert repaired(facts).until == date(2026, 6, 9)


def test_an_odometer_that_runs_backwards_is_a_finding_and_its_highest_reading_counts() -> None:
    readings = (Reading(on=after(20), km=100), Reading(on=after(10), km=5_000), Reading(on=after(90), km=9_000))
    facts = bought(after(0), after(30), readings=readings)

    codes = [one.code for one in asked(facts).findings]

    assert (codes[0], repaired(facts).state) == ("odometer_backwards", NOW)


def test_two_readings_of_one_day_do_not_run_backwards() -> None:
    readings = (Reading(on=after(10), km=200), Reading(on=after(10), km=100), Reading(on=after(20), km=200))

    codes = [one.code for one in asked(car(after(30), readings=readings)).findings]

    assert codes == ["effective_date_unknown"]


def test_a_tampered_odometer_counts_as_six_thousand_kilometres_and_uses_the_period_up() -> None:
    facts = bought(after(0), after(30), is_odometer_tampered=True)

    codes = [one.code for one in asked(facts).findings]

    assert codes[0] == "odometer_tampered"
    assert repaired(facts).state is LAPSED


def test_a_tampered_odometer_of_a_car_proves_nothing() -> None:
    right = under(
        car(after(30), is_odometer_tampered=True, fault=fault(usage_km=10)),
        "household-cars-2022",
        "18",
        RightKind.REPAIR,
    )

    assert (right.state, right.needs) == (UNKNOWN, ("readings",))


def test_the_seven_and_fifteen_days_of_motorcycles_are_unverified_and_only_shown() -> None:
    answer = asked(bought(after(0), after(3), fault=fault()))

    assert [one.kind for one in answer.rights if one.clause.statute == MOTORCYCLE] == [RightKind.REPAIR]
    assert [one.text.en for one in answer.shown_only] == [
        "Within 7 days: refund, exchange or repair.",
        "Within 15 days: exchange or repair.",
    ]


@pytest.mark.parametrize(
    "at", [datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=timezone(timedelta(hours=12)))]
)
def test_the_ends_of_the_calendar_are_the_ends(at: datetime) -> None:
    lying = repair(date(9999, 12, 30), returned_at=None)

    rights = asked(car(after(0), at=at, invoice_on=at.date(), delivery_on=at.date(), repairs=(lying,))).rights

    assert [one.from_day for one in rights if one.kind is RightKind.LOANER] == ([date.max] if at.year > 1 else [])
