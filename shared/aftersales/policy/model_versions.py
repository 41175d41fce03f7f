"""Versions of a policy and decisions as they are kept, and how two versions differ."""

from datetime import datetime
from enum import StrEnum
from typing import NewType, TypeAlias
from uuid import UUID

from msgspec import Struct

from aftersales.kernel.ids import OrganisationId
from aftersales.policy.model_decision import Decision, ReturnFacts

Json: TypeAlias = dict[str, object] | list[object] | str | int | float | bool | None
PolicyVersionId = NewType("PolicyVersionId", UUID)
DecisionId = NewType("DecisionId", UUID)


class VersionState(StrEnum):
    """A draft can change; what was published never does."""

    DRAFT = "draft"
    PUBLISHED = "published"


class VersionRow(Struct, frozen=True, kw_only=True):
    """One version of a tenant's policy, its document as JSON text."""

    id: PolicyVersionId
    number: int
    state: VersionState
    name: str
    document: bytes
    fingerprint: str
    effective_at: datetime | None
    published_at: datetime | None
    published_by: UUID | None
    replay_id: UUID | None = None
    """The replay whose report the version was published with."""
    created_by: UUID
    created_at: datetime
    changed_at: datetime
    version: int


class VersionSummary(Struct, frozen=True, kw_only=True):
    """A version as a list shows it."""

    id: PolicyVersionId
    number: int
    state: VersionState
    name: str
    fingerprint: str
    effective_at: datetime | None
    published_at: datetime | None
    created_at: datetime
    changed_at: datetime
    version: int


class DecisionRow(Struct, frozen=True, kw_only=True):
    """A decision with the facts it was made from."""

    id: DecisionId
    policy_version_id: PolicyVersionId
    subject_kind: str
    subject_id: UUID
    dealer_id: OrganisationId | None
    facts: ReturnFacts
    decision: Decision
    decided_at: datetime


class Reproduction(Struct, frozen=True, kw_only=True):
    """A decision made again: whether it is the same, and the SHA-256 of what is kept and of what came out now."""

    decision_id: DecisionId
    is_equal: bool
    kept: str
    again: str


class ChangeKind(StrEnum):
    """What became of a clause."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    REORDERED = "reordered"


class ClauseChange(Struct, frozen=True, kw_only=True):
    """One clause that differs: its section, its id there, and what it said before and after."""

    section: str
    key: str
    kind: ChangeKind
    before: Json
    after: Json
