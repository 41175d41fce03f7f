"""Words of operators' access: who asked for what, what was answered, until when, and what was looked at."""

from datetime import datetime
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


class AccessState(StrEnum):
    """Where a request for access is; a grant whose time is up is kept as granted and shown as expired."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    EXPIRED = "expired"


MOVES: Final[dict[AccessState, frozenset[AccessState]]] = {
    AccessState.ASKED: frozenset({AccessState.GRANTED, AccessState.REFUSED, AccessState.WITHDRAWN}),
    AccessState.GRANTED: frozenset({AccessState.REVOKED, AccessState.WITHDRAWN}),
    AccessState.REFUSED: frozenset(),
    AccessState.WITHDRAWN: frozenset(),
    AccessState.REVOKED: frozenset(),
    AccessState.EXPIRED: frozenset(),
}
"""Which state leads where; time alone leads to `expired`."""


class Access(Struct, frozen=True, kw_only=True):
    """A request for access and what became of it, as the tenant sees it."""

    id: AccessId
    operator_name: str
    reason: str
    hours: int
    state: AccessState
    asked_at: datetime
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
        """The same, expired if its time is up."""
        is_over = self.state is AccessState.GRANTED and self.until is not None and self.until <= now
        return replace(self, state=AccessState.EXPIRED) if is_over else self


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
    answered_at: datetime | None
    answer: str
    until: datetime | None
    looks: int
    is_own: bool
    """Whether the asking operator is the caller, who alone may use it."""


class Look(Struct, frozen=True, kw_only=True):
    """One request made under a grant."""

    id: UUID
    at: datetime
    method: str
    address: str
    request_id: str


class Pass(Struct, frozen=True, kw_only=True):
    """A token under a grant, told once."""

    token: str
    access_id: AccessId
    tenant_id: TenantId
    until: datetime
