"""The time limits of the source rules to the second: at the limit is in time, a second later is not."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from aftersales.policy.errors import PauseReasonRefused
from aftersales.policy.model import Schedule
from aftersales.policy.rules import next_slot, template
from aftersales.policy.stopwatches.model import (
    Reading,
    StopwatchEvent,
    StopwatchMove,
    StopwatchRule,
    StopwatchState,
)
from aftersales.policy.stopwatches.rules import moved, read

CHINA = ZoneInfo("Asia/Shanghai")
SECOND = timedelta(seconds=1)
S, M = StopwatchState, StopwatchMove


def china(*clock: int) -> datetime:
    """An instant by the wall clock of the policy."""
    return datetime(*clock, tzinfo=CHINA)  # type: ignore[arg-type,misc] # year to second, as many as are given


def rule_of(name: str, code: str) -> StopwatchRule:
    """A template's stopwatch."""
    return next(one for one in template(name).stopwatches if one.code == code)


def shown(name: str, code: str, at: datetime, *events: StopwatchEvent) -> Reading:
    """What a template's stopwatch shows."""
    rule = rule_of(name, code)
    calendars = {one.code: one.calendar for one in template(name).calendars}
    return read(rule.limit, calendars[rule.calendar], events, at)


def event(move: StopwatchMove, at: datetime, reason: str | None = None) -> StopwatchEvent:
    """One move."""
    return StopwatchEvent(move=move, at=at, reason=reason)


NIGHT = china(2026, 10, 1, 23, 50)
"""Just before midnight on the national holiday: nothing here waits for office hours."""

LIMITS = [
    ("industrial-field-service", "reply", NIGHT, china(2026, 10, 2, 23, 50)),
    ("project-service-commitment", "respond", NIGHT, china(2026, 10, 2, 0, 20)),
    ("project-service-commitment", "on-site", NIGHT, china(2026, 10, 2, 1, 50)),
    ("project-service-commitment", "restore", NIGHT, china(2026, 10, 2, 1, 50)),
    ("project-service-commitment", "repair", NIGHT, china(2026, 10, 2, 3, 50)),
    ("home-visit-service", "guidance-call", NIGHT, china(2026, 10, 2, 1, 50)),
    ("car-complaint-chain", "report", NIGHT, china(2026, 10, 2, 0, 50)),
    ("car-complaint-chain", "judge", NIGHT, china(2026, 10, 2, 23, 50)),
    ("car-complaint-chain", "judge-unreached", NIGHT, china(2026, 10, 3, 23, 50)),
    ("car-complaint-chain", "review", NIGHT, china(2026, 10, 2, 3, 50)),
    ("car-complaint-chain", "general-manager", NIGHT, china(2026, 10, 2, 3, 50)),
    ("car-complaint-chain", "enforce", NIGHT, china(2026, 10, 2, 7, 50)),
    ("quality-appraisal-exchange", "supplier-month", china(2026, 1, 31, 9), china(2026, 2, 28, 9)),
    ("quality-appraisal-exchange", "supplier-month", china(2026, 3, 15, 9), china(2026, 4, 15, 9)),
    ("factory-rework", "rework", china(2026, 3, 2, 8, 30), china(2026, 3, 11, 17, 30)),
    ("factory-rework", "rework", china(2026, 3, 2, 17, 30, 1), china(2026, 3, 11, 17, 30)),
    ("factory-rework", "rework", china(2026, 3, 7, 10), china(2026, 3, 17, 17, 30)),
    ("factory-rework", "rework", china(2026, 9, 24, 10), china(2026, 10, 12, 17, 30)),
]
"""Template, stopwatch, start, and the instant until which it is in time.

The last three: from a Saturday; and over the mid-autumn and national holidays, where no day from 25 to 27 September
nor from 1 to 7 October is worked, but the Sunday 20 September and the Saturday 10 October are.
"""


@pytest.mark.parametrize(("name", "code", "start", "due"), LIMITS)
def test_a_limit_ends_at_the_second_that_the_source_says(name: str, code: str, start: datetime, due: datetime) -> None:
    begun = event(M.STARTED, start)

    before, at, after = (shown(name, code, moment, begun) for moment in (due - SECOND, due, due + SECOND))
    in_time, late = (shown(name, code, due + SECOND, begun, event(M.STOPPED, stop)) for stop in (due, due + SECOND))

    assert before.due_at == due.astimezone(UTC)
    assert [one.is_breached for one in (before, at, after)] == [False, True, True]
    assert [(one.state, one.is_breached) for one in (in_time, late)] == [(S.STOPPED, False), (S.STOPPED, True)]


@pytest.mark.parametrize("reason", ["disaster", "traffic", "remote_place", "third_party_late", "beyond_supplier"])
def test_a_listed_excuse_stops_the_clock(reason: str) -> None:
    rule = rule_of("customer-service-record", "agreed-time")
    begun = (event(M.STARTED, china(2026, 3, 2, 9)),)

    paused = moved(rule, begun, event(M.PAUSED, china(2026, 3, 2, 10), reason))

    assert [one.reason for one in paused] == [None, reason]


@pytest.mark.parametrize("reason", ["lunch", "", None])
def test_an_excuse_that_is_not_listed_does_not(reason: str | None) -> None:
    rule = rule_of("customer-service-record", "agreed-time")
    begun = (event(M.STARTED, china(2026, 3, 2, 9)),)

    with pytest.raises(PauseReasonRefused):
        moved(rule, begun, event(M.PAUSED, china(2026, 3, 2, 10), reason))


def test_another_limit_reads_the_same_pauses() -> None:
    rule = rule_of("industrial-field-service", "reply")
    calendar = next(one.calendar for one in template("industrial-field-service").calendars if one.code == "clock")
    events = (
        event(M.STARTED, china(2026, 3, 2, 9)),
        event(M.PAUSED, china(2026, 3, 2, 12), "traffic"),
        event(M.RESUMED, china(2026, 3, 2, 18), None),
    )

    day, hours = (
        read(limit, calendar, events, china(2026, 3, 2, 18)) for limit in (rule.limit, replace(rule.limit, amount=8))
    )

    assert day.due_at == china(2026, 3, 3, 15).astimezone(UTC)
    assert hours.due_at == china(2026, 3, 2, 23).astimezone(UTC)
    assert day.elapsed == hours.elapsed == timedelta(hours=3)


def test_a_pause_moves_a_month_by_as_much() -> None:
    events = (
        event(M.STARTED, china(2026, 3, 15, 9)),
        event(M.PAUSED, china(2026, 3, 20, 9), "x"),
        event(M.RESUMED, china(2026, 3, 22, 10), None),
    )

    due_at = shown("quality-appraisal-exchange", "supplier-month", china(2026, 3, 23), *events).due_at

    assert due_at == china(2026, 4, 17, 10).astimezone(UTC)


@pytest.mark.parametrize(
    ("after", "slot"),
    [
        (china(2026, 3, 6) - SECOND, china(2026, 3, 6)),
        (china(2026, 3, 6), china(2026, 3, 13)),
        (china(2026, 3, 6) + SECOND, china(2026, 3, 13)),
        (china(2026, 10, 1), china(2026, 10, 2)),
    ],
)
def test_stock_is_refilled_each_friday(after: datetime, slot: datetime) -> None:
    (refill,) = template("field-service-with-parts-depot").replenishments

    assert next_slot(refill.schedule, after) == slot.astimezone(UTC)
    assert (refill.purchase_lead.amount, refill.late_bears.value) == (7, "factory")


@pytest.mark.parametrize(
    ("code", "after", "slot"),
    [
        ("annual-plan", china(2026, 1, 10) - SECOND, china(2026, 1, 10)),
        ("annual-plan", china(2026, 1, 10), china(2027, 1, 10)),
        ("monthly-plan", china(2026, 2, 5) - SECOND, china(2026, 2, 5)),
        ("monthly-plan", china(2026, 2, 5), china(2026, 3, 5)),
        ("month-end-check", china(2026, 2, 10), china(2026, 2, 28)),
    ],
)
def test_plans_are_due_on_the_days_of_their_source(code: str, after: datetime, slot: datetime) -> None:
    plan = next(one for one in template("equipment-maintenance").maintenance if one.code == code)
    schedule: Schedule = plan.schedule

    assert next_slot(schedule, after) == slot.astimezone(UTC)
