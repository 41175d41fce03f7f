"""Stopwatches: moves, permitted pauses, due instants, breaches, and what a changed policy does to them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.policy.samples import EBIKE

from aftersales.kernel.calendar import ClockCalendar
from aftersales.policy.errors import EventOutOfOrder, PauseReasonRefused, StopwatchMoveRefused
from aftersales.policy.stopwatches.model import (
    Limit,
    LimitUnit,
    Reading,
    StopwatchEvent,
    StopwatchMove,
    StopwatchState,
)
from aftersales.policy.stopwatches.rules import days_rounded_up, moved, read

CALL, INSPECT = EBIKE.document.stopwatches[:2]
OFFICE, CLOCK = EBIKE.calendars["office"], ClockCalendar()
START = datetime.fromisoformat("2026-03-02T09:00+08:00")
HOUR = timedelta(hours=1)
STARTED, PAUSED, RESUMED, STOPPED = StopwatchMove
Events = tuple[StopwatchEvent, ...]


def at(move: StopwatchMove, hours: float, reason: str | None = None) -> StopwatchEvent:
    """A move so many hours after the start."""
    return StopwatchEvent(move=move, at=START + HOUR * hours, reason=reason)


def hours(amount: int) -> Limit:
    """A limit in hours."""
    return Limit(amount=amount, unit=LimitUnit.HOURS)


def test_four_working_hours_from_nine_are_due_after_lunch() -> None:
    reading = read(CALL.limit, OFFICE, (at(STARTED, 0),), START + HOUR)

    assert reading == Reading(
        state=StopwatchState.RUNNING,
        elapsed=HOUR,
        due_at=datetime.fromisoformat("2026-03-02T14:30+08:00"),
        is_breached=False,
        breached_at=None,
    )


def test_seven_working_days_are_due_at_the_close_of_the_seventh() -> None:
    reading = read(INSPECT.limit, OFFICE, (at(STARTED, 0),), START)

    assert reading.due_at == datetime.fromisoformat("2026-03-11T17:30+08:00")


@pytest.mark.parametrize(("unit", "due"), [(LimitUnit.MINUTES, timedelta(minutes=3)), (LimitUnit.DAYS, HOUR * 72)])
def test_minutes_and_days_run_on_the_clock(unit: LimitUnit, due: timedelta) -> None:
    reading = read(Limit(amount=3, unit=unit), CLOCK, (at(STARTED, 0),), START)

    assert reading.due_at == START + due


def test_a_stopwatch_that_was_not_started_shows_nothing() -> None:
    reading = read(hours(4), CLOCK, (at(STARTED, 5),), START)

    assert (reading.state, reading.due_at, reading.is_breached) == (StopwatchState.IDLE, None, False)


@pytest.mark.parametrize(
    ("events", "when", "breached_at"),
    [
        ((at(STARTED, 0),), 3.99, None),
        ((at(STARTED, 0),), 4, START + HOUR * 4),
        ((at(STARTED, 0), at(STOPPED, 4)), 9, None),
        ((at(STARTED, 0), at(STOPPED, 4.01)), 9, START + HOUR * 4),
        ((at(STARTED, 0), at(PAUSED, 1), at(RESUMED, 3)), 5.99, None),
        ((at(STARTED, 0), at(PAUSED, 1), at(RESUMED, 3)), 6, START + HOUR * 6),
        ((at(STARTED, 0), at(PAUSED, 1)), 99, None),
        ((at(STARTED, 0), at(PAUSED, 5)), 99, START + HOUR * 4),
        ((at(STARTED, 0), at(PAUSED, 1), at(STOPPED, 99)), 100, None),
    ],
)
def test_a_breach_is_the_instant_at_which_the_limit_was_used_up(
    events: Events, when: float, breached_at: datetime | None
) -> None:
    reading = read(hours(4), CLOCK, events, START + HOUR * when)

    assert reading.breached_at == breached_at
    assert reading.is_breached is (breached_at is not None)


def test_while_paused_nobody_can_say_when_it_is_due() -> None:
    reading = read(hours(4), CLOCK, (at(STARTED, 0), at(PAUSED, 1)), START + HOUR * 2)

    assert (reading.state, reading.elapsed, reading.due_at) == (StopwatchState.PAUSED, HOUR, None)


def test_a_changed_limit_keeps_the_pauses() -> None:
    events = (at(STARTED, 0), at(PAUSED, 1), at(RESUMED, 11), at(PAUSED, 12), at(RESUMED, 13))

    dues = [read(hours(limit), CLOCK, events, START + HOUR * 14).due_at for limit in (24, 2, 1)]

    assert dues == [START + HOUR * 35, START + HOUR * 12, START + HOUR]


def test_moves_follow_the_table() -> None:
    events: Events = ()
    for move in (
        at(STARTED, 0),
        at(PAUSED, 1, "waiting_for_parts"),
        at(RESUMED, 2),
        at(PAUSED, 3, "waiting_for_dealer"),
        at(STOPPED, 4),
    ):
        events = moved(INSPECT, events, move)

    assert [event.move for event in events] == [STARTED, PAUSED, RESUMED, PAUSED, STOPPED]


@pytest.mark.parametrize(
    ("events", "move"),
    [
        ((), at(STOPPED, 0)),
        ((at(STARTED, 0),), at(STARTED, 1)),
        ((at(STARTED, 0),), at(RESUMED, 1)),
        ((at(STARTED, 0), at(STOPPED, 1)), at(STARTED, 2)),
    ],
)
def test_a_move_that_the_state_does_not_allow_is_refused(events: Events, move: StopwatchEvent) -> None:
    with pytest.raises(StopwatchMoveRefused):
        moved(INSPECT, events, move)


@pytest.mark.parametrize("reason", ["lunch", None])
def test_a_pause_needs_a_permitted_reason(reason: str | None) -> None:
    with pytest.raises(PauseReasonRefused):
        moved(INSPECT, (at(STARTED, 0),), at(PAUSED, 1, reason))


def test_time_does_not_run_backwards() -> None:
    with pytest.raises(EventOutOfOrder):
        moved(INSPECT, (at(STARTED, 2),), at(STOPPED, 1))


@pytest.mark.parametrize(
    ("duration", "days"),
    [
        (timedelta(0), 0),
        (timedelta(seconds=1), 1),
        (timedelta(hours=24), 1),
        (timedelta(hours=24, microseconds=1), 2),
        (timedelta(days=30), 30),
    ],
)
def test_what_remains_of_a_day_rounds_up(duration: timedelta, days: int) -> None:
    assert days_rounded_up(duration) == days


@given(st.lists(st.integers(1, 500), max_size=9), st.integers(1, 400))
def test_the_due_instant_moves_by_exactly_what_was_paused_before_it(steps: list[int], limit: int) -> None:
    instant, events = START, [at(STARTED, 0)]
    for number, minutes in enumerate(steps):
        instant += timedelta(minutes=minutes)
        events.append(StopwatchEvent(move=RESUMED if number % 2 else PAUSED, at=instant))
    if len(steps) % 2:
        events.pop()

    due = read(Limit(amount=limit, unit=LimitUnit.MINUTES), CLOCK, events, START + HOUR * 1000).breached_at

    assert due is not None
    reading = read(Limit(amount=limit, unit=LimitUnit.MINUTES), CLOCK, events, due)
    assert reading.elapsed == timedelta(minutes=limit)
    assert due.tzinfo is UTC
