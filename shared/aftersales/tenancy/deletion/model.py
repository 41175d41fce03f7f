"""Words of deletion."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from msgspec import Struct

from aftersales.kernel.ids import TenantId

DeletionId = NewType("DeletionId", UUID)

DAYS: Final = 30
"""How long a tenant may change its mind, unless the operator names another time."""

PLATFORM: Final = TenantId(UUID(int=0))
"""Under this identity the platform keeps its own deliveries; no tenant has it."""

ERASE: Final = "tenancy.erase_tenant"
"""The handler whose delivery waits for the day."""

BATCH: Final = 5_000
"""Rows that go in one transaction."""


class DeletionState(StrEnum):
    """Where a deletion is; `cancelled` and `done` are ends."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    ERASING = "erasing"
    DONE = "done"
    CANCELLED = "cancelled"


MOVES: Final = {
    DeletionState.ASKED: {DeletionState.CONFIRMED, DeletionState.CANCELLED},
    DeletionState.CONFIRMED: {DeletionState.ERASING, DeletionState.CANCELLED},
    DeletionState.ERASING: {DeletionState.DONE},
}


class Receipt(Struct, frozen=True, kw_only=True):
    """What was erased, as it was signed: rows by table, objects and keys."""

    deletion_id: UUID
    tenant_id: UUID
    code: str
    name: str
    reason: str
    asked_by: UUID
    confirmed_by: UUID
    due_at: datetime
    finished_at: datetime
    rows: dict[str, int]
    people: int
    objects: int
    keys: int


class Deletion(Struct, frozen=True, kw_only=True):
    """A deletion as operators see it; `receipt` and its signature come at the end."""

    id: DeletionId
    tenant_id: TenantId
    code: str
    name: str
    reason: str
    state: DeletionState
    delay_days: int
    asked_by: UUID
    asked_at: datetime
    confirmed_by: UUID | None
    confirmed_at: datetime | None
    due_at: datetime | None
    cancelled_by: UUID | None
    cancelled_at: datetime | None
    erased: dict[str, int]
    receipt: str | None
    signature: str | None
    key_id: int | None
    finished_at: datetime | None
    version: int

    @property
    def delay(self) -> timedelta:
        """The time to change one's mind."""
        return timedelta(days=self.delay_days)


class Told(Struct, frozen=True):
    """The payload of the delivery that erases."""

    deletion_id: DeletionId
