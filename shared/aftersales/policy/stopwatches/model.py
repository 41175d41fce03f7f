"""A time limit as policy writes it, the events that drive one stopwatch, and what it shows."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType
from uuid import UUID

from msgspec import Struct

from aftersales.kernel.ids import FactId, OrganisationId
from aftersales.policy.model_words import Article, Subject, Text

StopwatchId = NewType("StopwatchId", UUID)


class LimitUnit(StrEnum):
    """What a limit is counted in; a working day ends at its close of business."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"


class Fallback(StrEnum):
    """What is owed once a limit is used up, besides telling somebody."""

    NEW_UNIT = "new_unit"
    EMERGENCY_PLAN = "emergency_plan"
    LATE_CHARGE = "late_charge"


class Limit(Article, frozen=True, kw_only=True):
    """So many units of counted time; without an amount the tenant still has to supply one."""

    amount: int | None = None
    unit: LimitUnit


class StopwatchRule(Article, frozen=True, kw_only=True):
    """One time limit: which facts start and stop it, on which calendar, and who hears of a breach."""

    code: str
    text: Text
    subject: Subject
    starts_on: str
    stops_on: tuple[str, ...]
    limit: Limit
    calendar: str
    pause_reasons: tuple[str, ...] = ()
    escalate_to: tuple[str, ...] = ()
    """Roles or bystanders, as in notifications."""
    source: tuple[str, ...] = ()
    on_breach: tuple[Fallback, ...] = ()


class StopwatchMove(StrEnum):
    """What can happen to a stopwatch."""

    STARTED = "started"
    PAUSED = "paused"
    RESUMED = "resumed"
    STOPPED = "stopped"


class StopwatchEvent(Struct, frozen=True, kw_only=True):
    """One move at an instant; a pause says why."""

    move: StopwatchMove
    at: datetime
    reason: str | None = None


class StopwatchState(StrEnum):
    """Where a stopwatch stands."""

    IDLE = "idle"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


class Reading(Struct, frozen=True, kw_only=True):
    """What a stopwatch shows at an instant; while paused nobody can say when it falls due."""

    state: StopwatchState
    elapsed: timedelta
    due_at: datetime | None
    is_breached: bool
    breached_at: datetime | None


class Stopwatch(Struct, frozen=True, kw_only=True):
    """One stopwatch of one thing, started by one fact; `due_at` and `breached_at` follow from its events."""

    id: StopwatchId
    code: str
    subject: Subject
    subject_id: UUID
    dealer_id: OrganisationId | None
    policy_version_id: UUID
    started_by: FactId
    events: tuple[StopwatchEvent, ...]
    state: StopwatchState
    started_at: datetime
    due_at: datetime | None
    breached_at: datetime | None
    version: int

    @property
    def is_open(self) -> bool:
        """Whether anything can still stop it."""
        return self.state in {StopwatchState.RUNNING, StopwatchState.PAUSED}


class StopwatchShown(Struct, frozen=True, kw_only=True):
    """A stopwatch as people see it now: what the policy says of it, and what it shows."""

    id: StopwatchId
    code: str
    text: Text
    subject: Subject
    subject_id: UUID
    dealer_id: OrganisationId | None
    policy_version_id: UUID
    limit: Limit
    pause_reasons: tuple[str, ...]
    escalate_to: tuple[str, ...]
    state: StopwatchState
    started_at: datetime
    elapsed_seconds: int
    due_at: datetime | None
    breached_at: datetime | None
    events: tuple[StopwatchEvent, ...]
    version: int


class Wanted(Struct, frozen=True, kw_only=True):
    """Which stopwatches to list."""

    subject: Subject | None = None
    subject_id: UUID | None = None
    code: str | None = None
    state: StopwatchState | None = None
    breached: bool | None = None


class DeadlineFigure(Struct, frozen=True, kw_only=True):
    """How one time limit was kept by what was started in a period; `open` still runs in time."""

    code: str
    text: Text
    kept: int
    missed: int
    open: int
