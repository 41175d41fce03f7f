"""Words of the platform: fleets, delivery states, jobs."""

from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from msgspec import Struct

from aftersales.kernel.ids import DeliveryId, FactId, OrganisationId, TenantId


class Fleet(StrEnum):
    """A kind of worker process; each has its own queue, so slow work never stands before quick work."""

    INTERACTIVE = "interactive"
    DOCUMENTS = "documents"
    MONEY = "money"
    BULK = "bulk"


class DeliveryState(StrEnum):
    """Where a delivery is; `done`, `dead` and `cancelled` are ends."""

    WAITING = "waiting"
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"
    CANCELLED = "cancelled"


class Claimed(Struct, frozen=True):
    """A delivery handed to a worker: the attempt is its fencing number."""

    tenant_id: TenantId
    id: DeliveryId
    attempt: int


class Delivery(Struct, frozen=True, kw_only=True):
    """A delivery as operators and tenants see it."""

    id: DeliveryId
    handler: str
    fleet: Fleet
    state: DeliveryState
    cause_id: UUID
    fact_id: FactId | None
    due_at: datetime
    attempt: int
    failures: int
    last_error: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class FactRow(Struct, frozen=True, kw_only=True):
    """A fact as the audit trail shows it."""

    id: FactId
    name: str
    at: datetime
    subject_kind: str
    subject_id: UUID
    actor_kind: str
    actor_id: UUID
    actor_name: str
    dealer_id: OrganisationId | None
    request_id: str
    payload: dict[str, object]


class JobState(StrEnum):
    """Where long work is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


JOB_MOVES: Final = {
    JobState.WAITING: {JobState.RUNNING, JobState.DONE, JobState.FAILED},
    JobState.RUNNING: {JobState.RUNNING, JobState.DONE, JobState.FAILED},
}
"""Where a job may go; the others are ends, which only the replay of its delivery takes back."""


class RowOutcome(StrEnum):
    """What became of one row of an uploaded sheet."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class RowError(Struct, frozen=True, kw_only=True):
    """Why a row was refused: the column as the sheet calls it in both languages, a code, the reason in both."""

    column: str | None
    column_en: str | None = None
    code: str
    zh: str
    en: str


class RowAnswer(Struct, frozen=True, kw_only=True):
    """The answer to one row; `row` is the number that the spreadsheet program shows."""

    row: int
    key: str
    outcome: RowOutcome
    errors: tuple[RowError, ...] = ()


class Job(Struct, frozen=True, kw_only=True):
    """Long work and how far it is."""

    id: UUID
    kind: str
    state: JobState
    total: int
    done: int
    counts: dict[str, int]
    input: dict[str, object]
    error: dict[str, object] | None
    created_by: UUID
    dealer_id: OrganisationId | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    version: int

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in {JobState.DONE, JobState.FAILED}


class JobFilter(Struct, frozen=True, kw_only=True):
    """Which jobs to list."""

    kind: str | None = None
    state: JobState | None = None


class FactFilter(Struct, frozen=True, kw_only=True):
    """Which facts to list; `since` is inclusive, `until` is not."""

    subject_id: UUID | None = None
    name: str | None = None
    actor_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
