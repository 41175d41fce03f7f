"""Words of a replay: what it covers, how a line flips, and the report that adds it all up."""

from datetime import datetime
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from msgspec import Struct

from aftersales.kernel.ids import OrganisationId
from aftersales.kernel.money import Money, zero
from aftersales.policy.model_decision import Outcome
from aftersales.policy.model_versions import DecisionId, PolicyVersionId

ReplayId = NewType("ReplayId", UUID)

JOB: Final = "policy.replay"
"""The kind of job that replays."""


class ReplayState(StrEnum):
    """A replay runs until it is done or somebody cancels it; one whose job failed goes on when the job does."""

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Direction(StrEnum):
    """Whom a flip helps: covered is better for the dealer than left open or unknown, and refused is worst."""

    FOR_DEALER = "for_dealer"
    AGAINST_DEALER = "against_dealer"
    NEUTRAL = "neutral"
    """The outcome weighs the same; another clause gives it, or a person is asked for another reason."""


class ReplayFilter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Which past decisions are replayed; everything where nothing is said."""

    decided_from: datetime | None = None
    decided_before: datetime | None = None
    dealer_id: UUID | None = None
    decided_by: UUID | None = None
    """Only what this version of the policy decided."""


class Cell(Struct, frozen=True, kw_only=True):
    """How many lines went from one outcome to another, and what they are worth in credit before and after."""

    before: Outcome
    after: Outcome
    lines: int
    credit_before: Money
    credit_after: Money


class ClauseEffect(Struct, frozen=True, kw_only=True):
    """What the clause that speaks now does to lines on which another clause or outcome stood."""

    clause_before: str
    clause_after: str
    before: Outcome
    after: Outcome
    lines: int
    credit_before: Money
    credit_after: Money


class DealerEffect(Struct, frozen=True, kw_only=True):
    """What the flips mean for one dealer; None stands for returns without one."""

    dealer_id: OrganisationId | None
    for_dealer: int
    against_dealer: int
    neutral: int
    credit_before: Money
    credit_after: Money


class Report(Struct, frozen=True, kw_only=True):
    """What a version would have decided otherwise, added up; money is in the currency of the version."""

    decisions: int = 0
    lines: int = 0
    flips: int = 0
    for_dealer: int = 0
    against_dealer: int = 0
    neutral: int = 0
    unpriced_lines: int = 0
    """Flipped lines whose value nobody knows, or only in another currency: they count as nothing in the money."""
    credit_before: Money
    """What all lines would be credited as they were decided."""
    credit_after: Money
    more_approvals: int = 0
    """Decisions that would need more approval steps than they did."""
    fewer_approvals: int = 0
    newly_incomplete: int = 0
    """Decisions that would lack a required field that was not asked for."""
    matrix: tuple[Cell, ...] = ()
    clauses: tuple[ClauseEffect, ...] = ()
    dealers: tuple[DealerEffect, ...] = ()

    @classmethod
    def empty(cls, currency: str) -> "Report":
        """The report of a replay that has seen nothing yet."""
        return cls(credit_before=zero(currency), credit_after=zero(currency))


class Replay(Struct, frozen=True, kw_only=True):
    """One run of one version over past decisions."""

    id: ReplayId
    policy_version_id: PolicyVersionId
    fingerprint: str
    """Of the document that was replayed; a draft may have changed since."""
    wanted: ReplayFilter
    state: ReplayState
    job_id: UUID
    total: int
    report: Report
    created_by: UUID
    created_at: datetime
    finished_at: datetime | None


class Flip(Struct, frozen=True, kw_only=True):
    """One line that would be decided otherwise, with the case it belongs to."""

    decision_id: DecisionId
    line: str
    subject_kind: str
    subject_id: UUID
    dealer_id: OrganisationId | None
    decided_at: datetime
    direction: Direction
    before: Outcome
    after: Outcome
    clause_before: str
    clause_after: str
    credit_before: Money | None
    credit_after: Money | None
    needs: tuple[str, ...]
    """The facts that the version lacks to decide, if the outcome is unknown."""


class FlipFilter(Struct, frozen=True, kw_only=True):
    """Which flips are shown."""

    direction: Direction | None = None
    before: Outcome | None = None
    after: Outcome | None = None
    clause: str | None = None
    """A clause that stood before or speaks now."""
    dealer_id: UUID | None = None
