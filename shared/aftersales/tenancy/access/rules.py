"""Which moves a request for access makes, for how long it may run, and what a day of the tenant's is."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from aftersales.kernel.errors import StateConflict
from aftersales.tenancy.access.errors import AccessTooLong
from aftersales.tenancy.access.model import MOVES, Access, AccessState


def check_move(access: Access, to: AccessState, now: datetime) -> None:
    """Refuse a move that the table does not have; what has expired moves no more."""
    state = access.at(now).state
    if to not in MOVES[state]:
        raise StateConflict(state=state.value, move=to.value)


def term(access: Access, hours: int | None, longest: int, now: datetime) -> tuple[int, datetime]:
    """How many hours are granted and until when: what was asked for or less, never more than the tenant's longest."""
    most = min(access.hours, longest)
    granted = most if hours is None else hours
    if granted > most:
        raise AccessTooLong(most=most, pointer="/hours")
    return granted, now + timedelta(hours=granted)


def instants_of(day: date, zone: str) -> tuple[datetime, datetime]:
    """When a day begins and ends where the tenant is."""
    tomorrow = min(day, date.max - timedelta(days=1)) + timedelta(days=1)
    return (
        datetime.combine(day, time.min, ZoneInfo(zone)),
        datetime.combine(tomorrow, time.min, ZoneInfo(zone)),
    )
