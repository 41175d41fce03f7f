"""Stopwatches as pure functions over their events: what they show follows from events, rule and calendar alone."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from aftersales.kernel.calendar import (
    Calendar,
    ClockCalendar,
    Pause,
    add_months,
    due_after_days,
    due_at,
    elapsed,
)
from aftersales.policy.errors import EventOutOfOrder, PauseReasonRefused, StopwatchMoveRefused
from aftersales.policy.stopwatches.model import (
    Limit,
    LimitUnit,
    Reading,
    StopwatchEvent,
    StopwatchMove,
    StopwatchRule,
    StopwatchState,
)

MOVES: Final[dict[StopwatchState, dict[StopwatchMove, StopwatchState]]] = {
    StopwatchState.IDLE: {StopwatchMove.STARTED: StopwatchState.RUNNING},
    StopwatchState.RUNNING: {
        StopwatchMove.PAUSED: StopwatchState.PAUSED,
        StopwatchMove.STOPPED: StopwatchState.STOPPED,
    },
    StopwatchState.PAUSED: {
        StopwatchMove.RESUMED: StopwatchState.RUNNING,
        StopwatchMove.STOPPED: StopwatchState.STOPPED,
    },
    StopwatchState.STOPPED: {},
}
"""Which move leads from which state to which."""

DURATIONS: Final = {LimitUnit.MINUTES: timedelta(minutes=1), LimitUnit.HOURS: timedelta(hours=1)}
DAY: Final = timedelta(days=1)


def state_of(events: Sequence[StopwatchEvent]) -> StopwatchState:
    """Where a stopwatch stands after its events."""
    state = StopwatchState.IDLE
    for event in events:
        state = MOVES[state][event.move]
    return state


def moved(rule: StopwatchRule, events: Sequence[StopwatchEvent], event: StopwatchEvent) -> tuple[StopwatchEvent, ...]:
    """The events with one more, or a refusal: wrong state, a pause without permitted reason, time running back."""
    state = state_of(events)
    if event.move not in MOVES[state]:
        raise StopwatchMoveRefused(stopwatch=rule.code, state=state.value, move=event.move.value)
    if event.move is StopwatchMove.PAUSED and event.reason not in rule.pause_reasons:
        raise PauseReasonRefused(stopwatch=rule.code, reason=event.reason or "-", pointer="/reason")
    if events and event.at < events[-1].at:
        raise EventOutOfOrder(stopwatch=rule.code)
    return (*events, event)


def read(limit: Limit, calendar: Calendar, events: Sequence[StopwatchEvent], at: datetime) -> Reading:
    """What a stopwatch shows at an instant; to stop exactly when due is in time, still to run then is a breach.

    Only limit and calendar come from policy, so a changed policy gives a new due instant from the same
    events, and no pause is lost.
    """
    past = [event for event in events if event.at <= at]
    state = state_of(past)
    if state is StopwatchState.IDLE:
        return Reading(state=state, elapsed=timedelta(0), due_at=None, is_breached=False, breached_at=None)
    end = past[-1].at if state is StopwatchState.STOPPED else at
    start, pauses = past[0].at, pauses_of(past, end)
    due = _due(start, limit, calendar, pauses)
    is_breached = due < end if state is StopwatchState.STOPPED else due <= end
    return Reading(
        state=state,
        elapsed=elapsed(start, end, calendar, pauses),
        due_at=None if state is StopwatchState.PAUSED and not is_breached else due,
        is_breached=is_breached,
        breached_at=due if is_breached else None,
    )


def pauses_of(events: Sequence[StopwatchEvent], end: datetime) -> tuple[Pause, ...]:
    """The pauses among events; one that still lasts ends, for now, at the given instant."""
    pauses: list[Pause] = []
    since: datetime | None = None
    for event in events:
        if event.move is StopwatchMove.PAUSED:
            since = event.at
        elif since is not None:
            pauses.append(Pause(since, event.at))
            since = None
    if since is not None:
        pauses.append(Pause(since, end))
    return tuple(pauses)


def days_rounded_up(duration: timedelta) -> int:
    """Days of a repair as statutes count them: every 24 hours one, and what remains rounds up (Order 43, art. 40)."""
    return -(-duration // DAY)


def _due(start: datetime, limit: Limit, calendar: Calendar, pauses: Sequence[Pause]) -> datetime:
    """The instant at which a limit is used up; a day of the clock is 24 counted hours."""
    amount = limit.amount or 0
    if limit.unit is LimitUnit.WORKING_DAYS:
        return due_after_days(start, amount, calendar, pauses)
    if limit.unit is LimitUnit.MONTHS:
        return _due_after_months(start, amount, calendar, pauses)
    return due_at(start, DURATIONS.get(limit.unit, DAY) * amount, calendar, pauses)


def _due_after_months(start: datetime, months: int, calendar: Calendar, pauses: Sequence[Pause]) -> datetime:
    """The same time of day so many months later, and as much later as it was paused."""
    local = start.astimezone(ZoneInfo(calendar.time_zone))
    due = datetime.combine(add_months(local.date(), months), local.time(), local.tzinfo)
    clock = ClockCalendar(time_zone=calendar.time_zone)
    return due_at(start, due.astimezone(UTC) - start.astimezone(UTC), clock, pauses)
