"""Words of a shadow: what decides silently, how often it agrees with people, and when that is proof enough."""

from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from msgspec import Struct

from aftersales.kernel.ids import OrganisationId
from aftersales.policy.model_decision import Outcome
from aftersales.policy.model_versions import DecisionId, PolicyVersionId

ShadowId = NewType("ShadowId", UUID)


class ShadowState(StrEnum):
    """A shadow follows what people decide until it is ended."""

    RUNNING = "running"
    ENDED = "ended"


class Shadow(Struct, frozen=True, kw_only=True):
    """A version that decides silently, and what it must reach before a clause of it counts as proven."""

    id: ShadowId
    policy_version_id: PolicyVersionId
    fingerprint: str
    state: ShadowState
    min_cases: int
    min_agreement_percent: int
    started_by: UUID
    started_at: datetime
    ended_at: datetime | None
    version: int


class Answer(Struct, frozen=True, kw_only=True):
    """What people said of one line."""

    line: str
    is_accepted: bool


class Confusion(Struct, frozen=True, kw_only=True):
    """How often people accepted and refused where a clause gave one outcome, for one dealer."""

    clause: str
    dealer_id: OrganisationId | None
    outcome: Outcome
    accepted: int
    refused: int


class ClauseAgreement(Struct, frozen=True, kw_only=True):
    """How far one clause agrees with people; where it leaves a line open it says nothing and does not count."""

    clause: str
    cases: int
    agreed: int
    abstained: int
    percent: int | None
    """Of the cases in which it spoke, rounded down; None if it never did."""
    is_proven: bool


class Agreement(Struct, frozen=True, kw_only=True):
    """The confusion table of a shadow, and what it proves clause by clause."""

    shadow: Shadow
    clauses: tuple[ClauseAgreement, ...]
    table: tuple[Confusion, ...]
    is_proven: bool
    """Whether every clause that spoke is proven, and at least one did."""


class ShadowCase(Struct, frozen=True, kw_only=True):
    """One line that both decided."""

    decision_id: DecisionId
    line: str
    subject_kind: str
    subject_id: UUID
    dealer_id: OrganisationId | None
    outcome: Outcome
    clause: str
    is_accepted: bool
    answered_at: datetime


class CaseFilter(Struct, frozen=True, kw_only=True):
    """Which cases are shown."""

    clause: str | None = None
    dealer_id: UUID | None = None
    agrees: bool | None = None
