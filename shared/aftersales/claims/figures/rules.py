"""Periods, without a database."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from aftersales.claims.figures.errors import PeriodUnusable
from aftersales.claims.figures.model import MOST_DAYS


def instants_of(first_day: date, last_day: date, time_zone: str) -> tuple[datetime, datetime]:
    """The instants at which a period of whole days begins and is over, where the brand is."""
    if not timedelta(0) <= last_day - first_day < timedelta(days=MOST_DAYS):
        raise PeriodUnusable(days=MOST_DAYS, pointer="/query/to")
    if last_day == date.max:
        raise PeriodUnusable(days=MOST_DAYS, pointer="/query/to")
    zone = ZoneInfo(time_zone)
    following = last_day + timedelta(days=1)
    return datetime.combine(first_day, time.min, zone), datetime.combine(following, time.min, zone)
