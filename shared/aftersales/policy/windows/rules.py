"""When a window closes, whether one is open, and which period an application counts in; no database."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from aftersales.policy.model_returns import FilingWindow, ReturnKind
from aftersales.policy.model_words import Period, Subject

ONE_DAY: Final = timedelta(days=1)
QUARTER: Final = 3


class Opening(NamedTuple):
    """One window, `[opens_at, closes_at)`."""

    opens_at: datetime
    closes_at: datetime


class Stretch(NamedTuple):
    """The days of one period, `[first, following)`."""

    first: date
    following: date


def speaks_of(window: FilingWindow, subject: Subject, kind: ReturnKind | None) -> bool:
    """Whether a window is about such an application; one that names kinds needs to know the kind."""
    return window.subject is subject and (not window.kinds or kind in window.kinds)


def opening_at(window: FilingWindow, zone: ZoneInfo, at: datetime) -> Opening | None:
    """The window that is open at an instant or opens next; None where one may file at any time."""
    if not window.before_days:
        return None
    closings = list(_closings(window, zone, at.astimezone(zone).date()))
    following = next(index for index, closing in enumerate(closings) if closing > at)
    closes_at = closings[following]
    if window.open_days is None:
        return Opening(closings[following - 1], closes_at)
    local = closes_at.astimezone(zone)
    return Opening(_midnight(local.date() - window.open_days * ONE_DAY, zone), closes_at)


def _closings(window: FilingWindow, zone: ZoneInfo, day: date) -> Iterator[datetime]:
    """The instants at which windows close in the month of a day, the one before and the one after."""
    month = day.year * 12 + day.month - 1
    for year, index in (divmod(one, 12) for one in (month - 1, month, month + 1)):
        last = monthrange(year, index + 1)[1]
        for before in window.before_days:
            closing = date(year, index + 1, min(before, last))
            yield _midnight(closing + ONE_DAY if window.includes_day else closing, zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), zone).astimezone(UTC)


def stretch_of(period: Period, zone: ZoneInfo, at: datetime) -> Stretch:
    """The period of the wall clock that an application at an instant counts in."""
    day = at.astimezone(zone).date()
    if period is Period.DAY:
        return Stretch(day, day + ONE_DAY)
    if period is Period.WEEK:
        monday = day - day.weekday() * ONE_DAY
        return Stretch(monday, monday + 7 * ONE_DAY)
    months = {Period.MONTH: 1, Period.QUARTER: QUARTER, Period.YEAR: 12}[period]
    first = (day.year * 12 + day.month - 1) // months * months
    return Stretch(_first_of(first), _first_of(first + months))


def _first_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)
