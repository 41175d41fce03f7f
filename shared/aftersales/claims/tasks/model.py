"""Words of tasks."""

from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from msgspec import Struct

from aftersales.claims.returns.model import ReturnId
from aftersales.kernel.access import Role
from aftersales.kernel.ids import OrganisationId

TaskId = NewType("TaskId", UUID)


class TaskKind(StrEnum):
    """What is to be done."""

    CALL_DEALER = "call_dealer"


class TaskState(StrEnum):
    """Whether it has been done."""

    OPEN = "open"
    DONE = "done"


class Task(Struct, frozen=True, kw_only=True):
    """Something that a person with the role must do; `reason` says what about."""

    id: TaskId
    kind: TaskKind
    return_id: ReturnId
    number: str
    dealer_id: OrganisationId
    dealer_name: str
    dealer_name_en: str
    role: Role
    reason: str
    reason_en: str
    state: TaskState
    note: str | None
    done_by: str | None
    done_at: datetime | None
    created_at: datetime
    version: int
