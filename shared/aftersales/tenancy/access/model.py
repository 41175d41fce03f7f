"""Words of operators' access: who asked for what, what was answered, until when, and what was looked at."""

from datetime import date, datetime
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from aftersales.kernel.ids import TenantId

AccessId = NewType("AccessId", UUID)

LONGEST_HOURS: Final = 8
"""For how long a grant may run where the tenant has not said otherwise."""

MOST_HOURS: Final = 168
"""The longest that a tenant may allow: a week."""


MOST_WAIT_HOURS: Final = 720
"""The longest that a tenant may let a request wait: thirty days."""


class AccessState(StrEnum):
    """Where a request for access is; a grant whose time is up is kept as granted and shown as expired.

    A request whose time is up is shown as lapsed at once, and kept so as soon as the timer has rung.
    """

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    EXPIRED = "expired"
    LAPSED = "lapsed"


MOVES: Final[dict[AccessState, frozenset[AccessState]]] = {
    AccessState.ASKED: frozenset({AccessState.GRANTED, AccessState.REFUSED, AccessState.WITHDRAWN, AccessState.LAPSED}),
    AccessState.GRANTED: frozenset({AccessState.REVOKED, AccessState.WITHDRAWN}),
    AccessState.REFUSED: frozenset(),
    AccessState.WITHDRAWN: frozenset(),
    AccessState.REVOKED: frozenset(),
    AccessState.EXPIRED: frozenset(),
    AccessState.LAPSED: frozenset(),
}
"""Which state leads where; time alone leads to `expired` and to `lapsed`."""


def shown_as(state: AccessState, *, until: datetime | None, lapses_at: datetime | None, now: datetime) -> AccessState:
    """The state as people see it: over where its time is up."""
    if state is AccessState.GRANTED and until is not None and until <= now:
        return AccessState.EXPIRED
    if state is AccessState.ASKED and lapses_at is not None and lapses_at <= now:
        return AccessState.LAPSED
    return state


class Access(Struct, frozen=True, kw_only=True):
    """A request for access and what became of it, as the tenant sees it."""

    id: AccessId
    operator_name: str
    reason: str
    hours: int
    state: AccessState
    asked_at: datetime
    lapses_at: datetime | None
    """When the request lapses unless it is answered; never where it was asked before requests lapsed."""

    answered_by_name: str | None
    answered_at: datetime | None
    answer: str
    granted_hours: int | None
    until: datetime | None
    ended_at: datetime | None
    looks: int
    last_look_at: datetime | None
    version: int

    def at(self, now: datetime) -> "Access":
        """The same, expired or lapsed if its time is up."""
        return replace(self, state=shown_as(self.state, until=self.until, lapses_at=self.lapses_at, now=now))


class AccessOfTenant(Struct, frozen=True, kw_only=True):
    """A request for access and what became of it, as operators see it."""

    id: AccessId
    tenant_id: TenantId
    tenant_code: str
    tenant_name: str
    operator_id: UUID
    operator_name: str
    reason: str
    hours: int
    state: AccessState
    asked_at: datetime
    lapses_at: datetime | None
    answered_at: datetime | None
    answer: str
    until: datetime | None
    looks: int
    is_own: bool
    """Whether the asking operator is the caller, who alone may use it."""

    def at(self, now: datetime) -> "AccessOfTenant":
        """The same, expired or lapsed if its time is up."""
        return replace(self, state=shown_as(self.state, until=self.until, lapses_at=self.lapses_at, now=now))


class AccessRef(Struct, frozen=True):
    """The payload of the timer after which an unanswered request lapses."""

    access_id: AccessId


class Asker(Struct, frozen=True, kw_only=True):
    """The operator whose request has lapsed, and where they are told."""

    name: str
    email: str


class Look(Struct, frozen=True, kw_only=True):
    """One request made under a grant."""

    id: UUID
    at: datetime
    method: str
    address: str
    request_id: str


class SameLooks(Struct, frozen=True, kw_only=True):
    """The same thing asked for under one request on one day of the tenant's, however often and by which filters."""

    id: UUID
    """The last of them."""

    day: date
    method: str
    address: str
    looks: int
    first_at: datetime
    last_at: datetime


class LookDay(Struct, frozen=True, kw_only=True):
    """What was looked at under one request on one day of the tenant's, summed up."""

    access_id: AccessId
    operator_name: str
    reason: str
    day: date
    looks: int
    tried: int
    """How many of them tried to change something, and were refused."""

    first_at: datetime
    last_at: datetime


class Pass(Struct, frozen=True, kw_only=True):
    """A token under a grant, told once."""

    token: str
    access_id: AccessId
    tenant_id: TenantId
    until: datetime
