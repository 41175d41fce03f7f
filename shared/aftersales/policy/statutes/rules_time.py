"""Time under a statute: repair days by the 24 hours, periods with suspensions, last days that roll."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from aftersales.kernel.calendar import Pause, Span, Week, WorkingCalendar, add_months, roll_forward
from aftersales.policy.statutes.model import Statute, Term
from aftersales.policy.statutes.model_facts import Interval, Repair, RightsFacts

ZONE: Final = ZoneInfo("Asia/Shanghai")
ONE_DAY: Final = timedelta(days=1)
_OFFICE: Final = (Span(time(9), time(17)),)
WORKING_DAYS: Final = WorkingCalendar(
    time_zone="Asia/Shanghai",
    country="CN",
    week=Week(mon=_OFFICE, tue=_OFFICE, wed=_OFFICE, thu=_OFFICE, fri=_OFFICE),
)
"""The country's working days, make-up days included; the hours do not matter here."""


def local_day(at: datetime) -> date:
    """The day of an instant where the statutes apply; the ends of the calendar are the ends."""
    try:
        return at.astimezone(ZONE).date()
    except OverflowError:
        return at.date()


def day_after(at: datetime, length: timedelta) -> date:
    """The day so much time after an instant."""
    try:
        return local_day(at + length)
    except OverflowError:
        return date.max


def days_of(length: timedelta) -> int:
    """Days by the 24 hours; a remainder counts as one (Order 43, art. 40)."""
    return -(-length // ONE_DAY)


def later(day: date, days: int) -> date:
    """So many days on; the end of the calendar is the end."""
    return date.max if days > (date.max - day).days else day + timedelta(days=days)


def merged(intervals: Iterable[Interval], at: datetime) -> list[Pause]:
    """Stretches that began by an instant, in order, overlapping ones made one; what still lasts ends then."""
    found: list[Pause] = []
    clipped = (Pause(one.start, min(one.end or at, at)) for one in intervals)
    for one in sorted(one for one in clipped if one.start < one.end):
        if found and one.start <= found[-1].end:
            found[-1] = Pause(found[-1].start, max(found[-1].end, one.end))
        else:
            found.append(one)
    return found


def total(stretches: Iterable[Pause]) -> timedelta:
    """How long stretches are together."""
    return sum((one.end - one.start for one in stretches), timedelta(0))


def gross_days(repair: Repair, at: datetime) -> int:
    """The days that a product lay in repair, waiting for parts included."""
    return days_of(total(merged([_stay(repair)], at)))


def counted_days(repair: Repair, at: datetime) -> int:
    """The days of one repair that count towards the cumulative limit: what is excluded is taken out first."""
    stay = merged([_stay(repair)], at)
    if not stay:
        return 0
    inside = [
        Interval(start=max(one.start, stay[0].start), end=min(one.end, stay[0].end))
        for one in merged(repair.excluded, at)
    ]
    return days_of(total(stay) - total(merged(inside, at)))


def waited(repair: Repair, at: datetime) -> timedelta:
    """How long one repair waited for parts."""
    return total(merged(repair.waiting_for_parts, at))


def _stay(repair: Repair) -> Interval:
    return Interval(start=repair.brought_in_at, end=repair.returned_at)


def suspensions(facts: RightsFacts) -> list[tuple[date, int]]:
    """The days on which a period stood still: when each stretch began and how many days it took."""
    stretches = [
        *(_stay(repair) for repair in facts.repairs),
        *(one for repair in facts.repairs for one in repair.waiting_for_parts),
        *facts.force_majeure,
    ]
    return [(local_day(one.start), days_of(one.end - one.start)) for one in merged(stretches, facts.at)]


def last_day(statute: Statute, term: Term, start: date, facts: RightsFacts) -> date:
    """The last day of a term, inclusive, with what the statute deducts and how its last day rolls."""
    end = add_months(start, term.months)
    if statute.is_suspended_by_repair:
        for day, days in suspensions(facts):
            if start <= day <= end:
                end = later(end, days)
    return roll_forward(end, WORKING_DAYS) if statute.last_day_rolls else end


def used_days(start: date, today: date, facts: RightsFacts) -> int:
    """Days of use between two days, repair and waiting time deducted."""
    still = sum(days for day, days in suspensions(facts) if start <= day <= today)
    return max(0, (today - start).days - still)
