"""Which moves a request for access makes, and for how long it may run."""

from datetime import datetime, timedelta

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
