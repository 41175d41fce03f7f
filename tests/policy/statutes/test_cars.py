"""Household cars under Order 43: every figure on its last day and on the day after."""

from datetime import date, timedelta

import pytest
from tests.policy.statutes.ladder import (
    CAR,
    LAPSED,
    NOW,
    RIPENS,
    SOLD,
    UNKNOWN,
    after,
    between,
    car,
    fault,
    noon,
    repair,
    repairs,
    states,
    under,
)

from aftersales.policy.statutes.model import Assembly, FeeKind, RightKind, SafetyFailure
from aftersales.policy.statutes.model_answer import Chooser, Counter, RightState
from aftersales.policy.statutes.model_facts import Reading, Replacement

ENGINE_FAULT = fault(assembly=Assembly.ENGINE, is_main_part=True, needs_replacement=True, found_on=None)
BOTH = {RightKind.EXCHANGE, RightKind.REFUND}


def read(km: int, on: date = SOLD) -> tuple[Reading, ...]:
    """An odometer that was read once."""
    return (Reading(on=on, km=km),)


@pytest.mark.parametrize(
    ("today", "km", "state"),
    [
        (date(2029, 6, 1), 0, NOW),
        (date(2029, 6, 2), 0, LAPSED),
        (date(2027, 6, 1), 60_000, NOW),
        (date(2027, 6, 1), 60_001, LAPSED),
    ],
)
def test_the_repair_warranty_lasts_three_years_or_sixty_thousand_kilometres(
    today: date, km: int, state: RightState
) -> None:
    right = under(car(today, readings=read(km)), CAR, "18", RightKind.REPAIR)

    assert (right.state, right.until) == (state, date(2029, 6, 1))


@pytest.mark.parametrize(("day", "state"), [(60, NOW), (61, LAPSED)])
def test_an_assembly_is_replaced_within_sixty_days(day: int, state: RightState) -> None:
    broken = fault(assembly=Assembly.ENGINE, is_main_part=True, found_on=after(day))

    right = under(car(after(day), fault=broken), CAR, "20", RightKind.PART_EXCHANGE)

    assert (right.state, right.until) == (state, date(2026, 7, 31))


@pytest.mark.parametrize(("km", "state"), [(3_000, NOW), (3_001, LAPSED)])
def test_an_assembly_is_replaced_within_three_thousand_kilometres(km: int, state: RightState) -> None:
    broken = fault(assembly=Assembly.DRIVE_MOTOR, is_main_part=True, found_on=after(30), usage_km=km)

    right = under(car(after(60), fault=broken, readings=read(9_000)), CAR, "20", RightKind.PART_EXCHANGE)

    assert right.state is state


def test_a_fault_that_is_no_main_part_of_the_four_assemblies_gives_no_assembly() -> None:
    elsewhere = car(after(5), fault=fault(assembly=Assembly.BODY, is_main_part=True))
    minor = car(after(5), fault=fault(assembly=Assembly.ENGINE, is_main_part=False))
    unknown = car(after(5), fault=fault(assembly=None, found_on=after(5)))
    unsure = car(after(5), fault=fault(assembly=Assembly.ENGINE, is_main_part=None, found_on=after(5)))

    assert states(elsewhere, CAR, "20") == states(minor, CAR, "20") == {}
    assert under(unknown, CAR, "20", RightKind.PART_EXCHANGE).needs == ("fault.assembly",)
    assert under(unsure, CAR, "20", RightKind.PART_EXCHANGE).needs == ("fault.is_main_part",)


@pytest.mark.parametrize(("day", "state"), [(0, NOW), (7, NOW), (8, LAPSED)])
def test_the_buyer_chooses_a_new_car_or_the_money_within_seven_days(day: int, state: RightState) -> None:
    broken = fault(assembly=Assembly.GEARBOX, needs_replacement=True, found_on=after(day))
    facts = car(after(day), fault=broken)

    rights = [under(facts, CAR, "22", kind) for kind in sorted(BOTH)]

    assert [one.state for one in rights] == [state, state]
    assert {one.who_chooses for one in rights} == {Chooser.CONSUMER}
    assert {one.fee.kind for one in rights} == {FeeKind.NONE}


@pytest.mark.parametrize(("day", "km", "state"), [(60, 3_000, NOW), (61, 0, LAPSED), (1, 3_001, LAPSED)])
def test_a_safety_failure_gives_an_early_exchange_or_refund(day: int, km: int, state: RightState) -> None:
    broken = fault(safety_failure=SafetyFailure.FUEL_LEAK, found_on=after(day), usage_km=km)

    found = states(car(after(day), fault=broken), CAR, "23")

    assert found == dict.fromkeys(BOTH, state)


def test_without_a_safety_failure_there_is_no_such_right_and_without_an_answer_it_is_unknown() -> None:
    none = car(after(1), fault=fault())
    unsaid = car(after(1), fault=fault(safety_failure=None, found_on=after(1)))

    assert states(none, CAR, "23") == {}
    assert under(unsaid, CAR, "23", RightKind.REFUND).needs == ("fault.safety_failure",)


@pytest.mark.parametrize(
    ("hours", "state", "from_day"),
    [(120, RIPENS, date(2026, 6, 15)), (121, NOW, None)],
)
def test_a_loaner_is_due_from_day_six_of_one_repair(hours: int, state: RightState, from_day: date | None) -> None:
    lying = repair(after(9), returned_at=None)

    right = under(
        car(SOLD, at=lying.brought_in_at + timedelta(hours=hours), repairs=(lying,)), CAR, "21", RightKind.LOANER
    )

    assert (right.state, right.from_day) == (state, from_day)


def test_compensation_is_owed_for_a_loaner_that_was_never_given() -> None:
    def after_repair(*, days: float, given: bool | None) -> dict[RightKind, RightState]:
        done = repair(after(1), days=days, is_loaner_given=given)
        return states(car(after(30), repairs=(done,)), CAR, "21")

    found = [after_repair(days=6, given=given) for given in (True, False, None)]

    assert found == [{}, {RightKind.LOANER: NOW}, {RightKind.LOANER: UNKNOWN}]
    assert after_repair(days=5, given=False) == {}


@pytest.mark.parametrize(("count", "again", "state"), [(1, True, RIPENS), (2, True, NOW), (2, False, RIPENS)])
def test_a_third_serious_safety_fault_gives_exchange_or_refund(count: int, again: bool, state: RightState) -> None:  # noqa: FBT001 - a case of the table
    facts = car(after(40), repairs=repairs(count, is_safety_fault=True), fault=fault(is_safety_fault=again))

    assert states(facts, CAR, "24(1)") == dict.fromkeys(BOTH, state)


def test_repairs_that_may_have_been_safety_faults_leave_the_right_unknown() -> None:
    facts = car(after(40), repairs=repairs(2, is_safety_fault=None), fault=fault(is_safety_fault=None))

    right = under(facts, CAR, "24(1)", RightKind.EXCHANGE)

    assert (right.state, right.needs) == (UNKNOWN, ("repairs.is_safety_fault", "fault.is_safety_fault"))
    assert right.counter == Counter(reached=0, threshold=2)


@pytest.mark.parametrize(
    ("count", "persists", "state"), [(1, True, RIPENS), (2, True, NOW), (2, False, RIPENS), (2, None, UNKNOWN)]
)
def test_an_assembly_replaced_twice_and_still_unusable(count: int, persists: bool | None, state: RightState) -> None:  # noqa: FBT001 - a case of the table
    done = repairs(count, replaced=(Replacement(assembly=Assembly.TRACTION_BATTERY),))

    found = states(car(after(40), repairs=done, fault=fault(persists=persists)), CAR, "24(2)")

    assert found == dict.fromkeys(BOTH, state)


@pytest.mark.parametrize(("count", "state"), [(1, RIPENS), (2, NOW)])
def test_the_same_main_part_replaced_twice(count: int, state: RightState) -> None:
    done = repairs(count, replaced=(Replacement(assembly=Assembly.BRAKE, part="caliper"),))

    assert states(car(after(40), repairs=done), CAR, "24(3)") == dict.fromkeys(BOTH, state)


def test_different_parts_do_not_add_up_and_parts_within_an_assembly_are_not_counted_twice() -> None:
    part = Replacement(assembly=Assembly.ENGINE, part="piston")
    other = Replacement(assembly=Assembly.ENGINE, part="valve")
    whole = Replacement(assembly=Assembly.ENGINE)
    unnamed = Replacement(part="piston")
    apart = (repair(after(1), replaced=(part,)), repair(after(4), replaced=(other,)))
    inside = (repair(after(1), replaced=(part,)), repair(after(4), replaced=(whole, part)))
    loose = (repair(after(1), replaced=(unnamed,)), repair(after(4), replaced=(unnamed,)))

    counters = [
        under(car(after(40), repairs=done), CAR, "24(3)", RightKind.REFUND).counter for done in (apart, inside, loose)
    ]

    assert [one.reached for one in counters if one] == [1, 1, 0]


@pytest.mark.parametrize(("days", "state"), [(30, RIPENS), (30.01, NOW), (31, NOW)])
def test_cumulative_repair_time_over_thirty_days(days: float, state: RightState) -> None:
    facts = car(after(60), repairs=(repair(after(2), days=days),))

    right = under(facts, CAR, "24(4)", RightKind.EXCHANGE, place=0)

    assert right.state is state


def test_each_repair_rounds_up_by_itself() -> None:
    """Sixteen repairs of an hour and fifteen of a day are 31 days."""
    short = tuple(repair(after(2 + number), days=1 / 24, fault=f"S{number}") for number in range(16))
    whole = tuple(repair(after(30 + 2 * number), days=1, fault=f"W{number}") for number in range(15))

    right = under(car(after(80), repairs=short + whole), CAR, "24(4)", RightKind.REFUND)

    assert (right.state, right.counter) == (NOW, Counter(reached=31, threshold=31))


def test_transport_of_special_parts_does_not_count() -> None:
    start = noon(after(2))
    inside = repair(after(2), days=40, excluded=(between(start + timedelta(days=5), 10),))
    overlapping = repair(after(2), days=40, excluded=(between(start, 6), between(start + timedelta(days=3), 7)))
    outside = repair(after(2), days=31, excluded=(between(start - timedelta(days=5), 5),))

    counters = [
        under(car(after(60), repairs=(one,)), CAR, "24(4)", RightKind.REFUND).counter
        for one in (inside, overlapping, outside)
    ]

    assert [one.reached for one in counters if one] == [30, 30, 31]


@pytest.mark.parametrize(("count", "state"), [(4, RIPENS), (5, NOW)])
def test_the_same_fault_repaired_more_than_four_times(count: int, state: RightState) -> None:
    facts = car(after(60), repairs=repairs(count))

    right = under(facts, CAR, "24(4)", RightKind.EXCHANGE, place=1)

    assert (right.state, right.counter) == (state, Counter(reached=count, threshold=5))


def test_five_repairs_of_different_faults_are_not_the_same_fault() -> None:
    mixed = tuple(repair(after(1 + 3 * number), fault=f"F{number % 2}") for number in range(5))

    right = under(car(after(60), repairs=mixed), CAR, "24(4)", RightKind.EXCHANGE, place=1)

    assert (right.state, right.counter) == (RIPENS, Counter(reached=3, threshold=5))


@pytest.mark.parametrize(
    ("today", "km", "requested", "state"),
    [
        (date(2028, 6, 1), 50_000, None, NOW),
        (date(2028, 6, 2), 50_000, None, LAPSED),
        (date(2028, 6, 1), 50_001, None, LAPSED),
        (date(2028, 7, 1), 50_000, date(2028, 6, 1), NOW),
        (date(2028, 7, 1), 50_001, date(2028, 6, 1), UNKNOWN),
    ],
)
def test_counters_give_rights_within_two_years_or_fifty_thousand_kilometres(
    today: date, km: int, requested: date | None, state: RightState
) -> None:
    facts = car(today, repairs=repairs(5), readings=read(km), requested_on=requested)

    right = under(facts, CAR, "24(4)", RightKind.REFUND, place=1)

    assert (right.state, right.until) == (state, date(2028, 6, 1))


def test_repairs_after_the_period_do_not_count() -> None:
    late = repair(date(2028, 6, 2), days=40)

    right = under(car(date(2028, 9, 1), repairs=(late,), requested_on=date(2028, 6, 1)), CAR, "24(4)", RightKind.REFUND)

    assert (right.state, right.counter) == (RIPENS, Counter(reached=0, threshold=31))


def test_an_exchange_starts_the_periods_and_the_counters_anew() -> None:
    facts = car(after(101), repairs=repairs(5), exchanged_on=after(100))

    counted = under(facts, CAR, "24(4)", RightKind.REFUND, place=1)
    repaired = under(facts, CAR, "18", RightKind.REPAIR)

    assert counted.counter == Counter(reached=0, threshold=5)
    assert (repaired.from_day, repaired.until) == (date(2026, 9, 9), date(2029, 9, 9))


def test_the_period_runs_from_delivery_when_it_differs_from_the_invoice() -> None:
    known = under(car(after(9), delivery_on=after(5)), CAR, "18", RightKind.REPAIR)
    missing = under(car(after(9), delivery_on=None), CAR, "18", RightKind.REPAIR)

    assert known.until == date(2029, 6, 6)
    assert (missing.state, missing.needs) == (UNKNOWN, ("delivery_on",))


def test_a_car_that_is_not_delivered_yet_has_its_rights_to_come() -> None:
    right = under(car(after(1), delivery_on=after(5)), CAR, "18", RightKind.REPAIR)

    assert (right.state, right.from_day) == (RIPENS, date(2026, 6, 6))


def test_without_a_reading_what_depends_on_kilometres_is_unknown() -> None:
    right = under(car(after(9), readings=()), CAR, "18", RightKind.REPAIR)
    counted = under(car(after(9), readings=()), CAR, "24(3)", RightKind.REFUND)

    assert (right.state, right.needs) == (UNKNOWN, ("readings",))
    assert (counted.state, counted.needs) == (UNKNOWN, ("readings",))


def test_a_fault_without_its_day_is_unknown_once_the_window_has_closed() -> None:
    right = under(car(after(9), fault=ENGINE_FAULT), CAR, "22", RightKind.REFUND)
    driven = under(car(after(9), fault=ENGINE_FAULT, readings=read(4_000)), CAR, "20", RightKind.PART_EXCHANGE)

    assert (right.state, right.needs) == (UNKNOWN, ("fault.found_on",))
    assert (driven.state, driven.needs) == (UNKNOWN, ("fault.usage_km",))


def test_without_a_fault_a_window_says_that_it_needs_one_until_it_closes() -> None:
    opened = states(car(after(7)), CAR, "22")
    closed = states(car(after(8)), CAR, "22")

    assert opened == {RightKind.EXCHANGE: UNKNOWN, RightKind.REFUND: UNKNOWN}
    assert closed == {RightKind.EXCHANGE: LAPSED, RightKind.REFUND: LAPSED}
