"""Periods and readings: which hours and months a question covers, and how totals become figures."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from aftersales.metering.errors import UsagePeriodWrong, UsagePlaceMissing
from aftersales.metering.model import LEVELS, MEASURES, Grain, Meter, Reading, Total

MOST_DAYS: Final = {Grain.HOUR: 31, Grain.MONTH: 1098}
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2999, 12, 1)
"""Days outside of these are slips of the pen."""
GRAINS_ZH: Final = {Grain.HOUR: "小时", Grain.MONTH: "月"}


def check_period(since: date, until: date, grain: Grain) -> None:
    """Refuse a period that is empty, turned round, too long for one answer or out of this world."""
    most = MOST_DAYS[grain]
    if not FIRST_DAY <= since < until <= LAST_DAY or until - since > timedelta(days=most):
        raise UsagePeriodWrong(grain=grain.value, grain_zh=GRAINS_ZH[grain], most=most, pointer="/query/to")


def asked_hour(instant: datetime) -> datetime:
    """The UTC hour that a question means; an instant without a zone means none."""
    if instant.tzinfo is None or not FIRST_DAY.year <= instant.year < LAST_DAY.year:
        raise UsagePlaceMissing(pointer="/query/hour")
    return hour_of(instant)


def hour_of(instant: datetime) -> datetime:
    """The UTC hour an instant falls into."""
    return instant.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def month_of(instant: datetime, time_zone: str) -> date:
    """The month an instant falls into on the tenant's calendar."""
    return instant.astimezone(ZoneInfo(time_zone)).date().replace(day=1)


def next_month(month: date) -> date:
    """The first day of the month after."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def midnight(day: date, time_zone: str) -> datetime:
    """The instant at which a day begins on the tenant's calendar."""
    return datetime.combine(day, time(), ZoneInfo(time_zone)).astimezone(UTC)


def hours_between(since: date, until: date, time_zone: str) -> tuple[datetime, datetime]:
    """From the hour in which the first day begins to the instant at which the last one has ended."""
    return hour_of(midnight(since, time_zone)), midnight(until, time_zone)


def readings(totals: Iterable[Total], grain: Grain, opening: dict[str, int], time_zone: str) -> list[Reading]:
    """Totals in order of meter and time as figures: a level carries on from its opening, the others stand alone."""
    split: dict[tuple[Meter, datetime], dict[str, int]] = {}
    for total in totals:
        split.setdefault((total.meter, total.starts_at), {})[total.dimension] = total.quantity
    levels = dict(opening)
    found = []
    for (meter, starts_at), by in sorted(split.items()):
        quantity, parts = sum(by.values()), by
        if meter in LEVELS:
            levels[meter.value] = quantity = levels.get(meter.value, 0) + quantity
            parts = {}
        found.append(
            Reading(
                meter=meter,
                measure=MEASURES[meter],
                period=period_name(starts_at, grain, time_zone),
                starts_at=starts_at,
                quantity=quantity,
                by={name: part for name, part in sorted(parts.items()) if name},
            ),
        )
    return found


def period_name(starts_at: datetime, grain: Grain, time_zone: str) -> str:
    """`2026-06-15T02Z` for an hour, `2026-06` for a month."""
    if grain is Grain.HOUR:
        return f"{starts_at.astimezone(UTC):%Y-%m-%dT%HZ}"
    return f"{starts_at.astimezone(ZoneInfo(time_zone)):%Y-%m}"
