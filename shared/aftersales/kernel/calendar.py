"""Calendars: when a time limit runs, which days are worked, and how months are added to a date.

Spans are half open, `[opens, closes)`: the instant of closing is no longer open. Days are days of the
calendar's own time zone. A working calendar knows its country's public holidays and the weekend days
that are worked to make up for them (调休).
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays
from msgspec import Struct

from aftersales.kernel.errors import Refusal

HORIZON: Final = timedelta(days=3660)
"""How far ahead a calendar is searched; a limit that needs more is a mistake in the calendar."""

COUNTRIES: Final = frozenset({"CN", "HK", "TW", "JP", "KR", "US", "DE", "FR"})
"""Countries whose public holidays a calendar may follow."""

MIDNIGHT: Final = time(0)
ONE_DAY: Final = timedelta(days=1)


class CalendarExhausted(Refusal):
    """The calendar has too little open time to ever use up the limit."""

    code = "calendar_exhausted"
    status = 422
    zh = "工作日历在十年内没有足够的工作时间，无法计算到期时刻。"
    en = "The calendar has too little open time within ten years to compute a due instant."


class Span(Struct, frozen=True, forbid_unknown_fields=True):
    """Open hours within one day; `closes` at 00:00 means the end of that day."""

    opens: time
    closes: time


class Week(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Open hours by weekday; a day without spans is closed."""

    mon: tuple[Span, ...] = ()
    tue: tuple[Span, ...] = ()
    wed: tuple[Span, ...] = ()
    thu: tuple[Span, ...] = ()
    fri: tuple[Span, ...] = ()
    sat: tuple[Span, ...] = ()
    sun: tuple[Span, ...] = ()

    @property
    def days(self) -> tuple[tuple[Span, ...], ...]:
        """The seven days, Monday first."""
        return (self.mon, self.tue, self.wed, self.thu, self.fri, self.sat, self.sun)


class ClockCalendar(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="clock"):
    """Time that never stops, holidays included (7x24) [S09-R05]."""

    time_zone: str = "Asia/Shanghai"


class WorkingCalendar(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="working"):
    """Time that runs in opening hours only; the tenant's own days win over the country's."""

    time_zone: str
    week: Week
    country: str | None = None
    extra_holidays: tuple[date, ...] = ()
    extra_working_days: tuple[date, ...] = ()
    make_up_hours: tuple[Span, ...] = ()
    """Hours on a make-up or extra working day; empty means those of the week's first open day."""


Calendar: TypeAlias = ClockCalendar | WorkingCalendar


class Pause(NamedTuple):
    """A stretch that does not count, `[start, end)`."""

    start: datetime
    end: datetime


def flaws(calendar: Calendar) -> tuple[str, ...]:
    """What is wrong with a calendar, as stable codes; empty when it can be used."""
    found: list[str] = []
    try:
        ZoneInfo(calendar.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        found.append("time_zone_unknown")
    if isinstance(calendar, WorkingCalendar):
        if calendar.country is not None and calendar.country not in COUNTRIES:
            found.append("country_unknown")
        if not any(calendar.week.days):
            found.append("calendar_never_open")
        if any(_tangled(spans) for spans in (*calendar.week.days, calendar.make_up_hours)):
            found.append("spans_tangled")
    return tuple(found)


def _tangled(spans: tuple[Span, ...]) -> bool:
    """Whether spans are empty, overlap or stand out of order."""
    edges = [(span.opens, time.max if span.closes == MIDNIGHT else span.closes) for span in spans]
    return any(opens >= closes for opens, closes in edges) or any(
        later[0] < earlier[1] for earlier, later in pairwise(edges)
    )


@lru_cache(maxsize=64)
def _holidays(country: str, year: int) -> tuple[frozenset[date], frozenset[date]]:
    """A country's days off and make-up working days of one year."""
    kept = holidays.country_holidays(country, years=year)
    made_up = frozenset(day for day in kept.weekend_workdays if day.year == year)
    return frozenset(day for day in kept if day.year == year), made_up


@lru_cache(maxsize=8192)
def hours_of(calendar: WorkingCalendar, day: date) -> tuple[Span, ...]:
    """The open hours of one day, holidays and make-up days considered."""
    regular = calendar.week.days[day.weekday()]
    made_up_hours = calendar.make_up_hours or next(spans for spans in calendar.week.days if spans)
    if day in calendar.extra_working_days:
        return regular or made_up_hours
    if day in calendar.extra_holidays:
        return ()
    if calendar.country is not None:
        off, made_up = _holidays(calendar.country, day.year)
        if day in made_up:
            return regular or made_up_hours
        if day in off:
            return ()
    return regular


def is_working_day(day: date, calendar: Calendar) -> bool:
    """Whether any hour of the day is open."""
    return isinstance(calendar, ClockCalendar) or bool(hours_of(calendar, day))


def roll_forward(day: date, calendar: Calendar) -> date:
    """The day itself if it is worked, else the next day that is: a last day on a holiday rolls."""
    return _nth_working_day(day, 0, calendar)


def add_working_days(day: date, days: int, calendar: Calendar) -> date:
    """The n-th working day after a date; the date itself never counts."""
    return day if days == 0 else _nth_working_day(day + ONE_DAY, days - 1, calendar)


def _nth_working_day(first: date, skip: int, calendar: Calendar) -> date:
    """The working day that follows `skip` others, searching from `first` on."""
    day, left = first, skip
    for _ in range(HORIZON.days):
        if is_working_day(day, calendar):
            if left == 0:
                return day
            left -= 1
        if day == date.max:
            break
        day += ONE_DAY
    raise CalendarExhausted


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or a shorter month's last day (Civil Code, art. 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def due_at(start: datetime, limit: timedelta, calendar: Calendar, pauses: Sequence[Pause] = ()) -> datetime:
    """The instant, in UTC, at which so much counted time has passed since the start."""
    left = limit
    if left <= timedelta(0):
        return start.astimezone(UTC)
    for opens, closes in _counted(start, start + HORIZON, calendar, pauses):
        if left <= closes - opens:
            return opens + left
        left -= closes - opens
    raise CalendarExhausted


def elapsed(start: datetime, end: datetime, calendar: Calendar, pauses: Sequence[Pause] = ()) -> timedelta:
    """Counted time between two instants: open hours less pauses."""
    return sum((closes - opens for opens, closes in _counted(start, end, calendar, pauses)), timedelta(0))


def due_after_days(start: datetime, days: int, calendar: Calendar, pauses: Sequence[Pause] = ()) -> datetime:
    """The close of the n-th working day after the start's own day; a day paused throughout does not count."""
    zone = ZoneInfo(calendar.time_zone)
    day, left = start.astimezone(zone).date(), days
    if left <= 0:
        return start.astimezone(UTC)
    for _ in range(HORIZON.days):
        day += ONE_DAY
        begins, ends = _instant(day, MIDNIGHT, zone), _instant(day + ONE_DAY, MIDNIGHT, zone)
        left -= any(True for _ in _counted(begins, ends, calendar, pauses))
        if left == 0:
            return _close_of(day, calendar, zone)
    raise CalendarExhausted


def _close_of(day: date, calendar: Calendar, zone: ZoneInfo) -> datetime:
    """The instant at which a day's last open span ends."""
    if isinstance(calendar, ClockCalendar):
        return _instant(day + ONE_DAY, MIDNIGHT, zone)
    return _edges(day, hours_of(calendar, day)[-1], zone)[1]


def _counted(
    start: datetime, end: datetime, calendar: Calendar, pauses: Sequence[Pause]
) -> Iterator[tuple[datetime, datetime]]:
    """Open spans within `[start, end)`, with every pause cut out, in order."""
    merged = _merged(pauses)
    for opens, closes in _open_spans(start, end, calendar):
        position = opens
        for pause in merged:
            if pause.end <= position or pause.start >= closes:
                continue
            if position < pause.start:
                yield position, pause.start
            position = pause.end
        if position < closes:
            yield position, closes


def _merged(pauses: Sequence[Pause]) -> list[Pause]:
    """Pauses in order, overlapping ones made one; an empty or backward pause counts for nothing."""
    merged: list[Pause] = []
    in_utc = (Pause(pause.start.astimezone(UTC), pause.end.astimezone(UTC)) for pause in pauses)
    for pause in sorted(pause for pause in in_utc if pause.start < pause.end):
        if merged and pause.start <= merged[-1].end:
            merged[-1] = Pause(merged[-1].start, max(merged[-1].end, pause.end))
        else:
            merged.append(pause)
    return merged


def _open_spans(start: datetime, end: datetime, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """The calendar's open spans clipped to `[start, end)`, in UTC so that arithmetic is exact."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    if isinstance(calendar, ClockCalendar):
        if start < end:
            yield start, end
        return
    zone = ZoneInfo(calendar.time_zone)
    day, last, position = start.astimezone(zone).date(), end.astimezone(zone).date(), start
    while day <= last:
        for span in hours_of(calendar, day):
            opens, closes = _edges(day, span, zone)
            opens, closes = max(opens, position), min(closes, end)
            if opens < closes:
                yield opens, closes
                position = closes
        day += ONE_DAY


def _edges(day: date, span: Span, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """A span of one day as two instants."""
    closing_day = day + ONE_DAY if span.closes == MIDNIGHT else day
    return _instant(day, span.opens, zone), _instant(closing_day, span.closes, zone)


def _instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """A wall-clock time of a zone as an instant."""
    return datetime.combine(day, clock, zone).astimezone(UTC)
