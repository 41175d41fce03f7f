"""Facts that policy announces."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from aftersales.kernel.facts import Fact, announced
from aftersales.kernel.ids import OrganisationId
from aftersales.policy.model_words import Text


class VersionFact(Fact, frozen=True, kw_only=True):
    """Base of facts about one version of the policy."""

    SUBJECT: ClassVar[tuple[str, str]] = ("policy_version", "version_id")
    version_id: UUID
    number: int
    name: str
    fingerprint: str


@announced
class VersionDrafted(VersionFact, frozen=True, kw_only=True):
    """A new version was begun; it decides nothing yet."""

    NAME: ClassVar[str] = "policy.version_drafted"


@announced
class DraftChanged(VersionFact, frozen=True, kw_only=True):
    """Another document was written over a draft."""

    NAME: ClassVar[str] = "policy.draft_changed"


@announced
class VersionPublished(VersionFact, frozen=True, kw_only=True):
    """A version of the policy was published and decides from `effective_at` on."""

    NAME: ClassVar[str] = "policy.version_published"
    effective_at: datetime
    replay_id: UUID | None = None


class ApprovalFact(Fact, frozen=True, kw_only=True):
    """Base of facts about one approval request; in the log they stand with what the approval is about."""

    SUBJECT: ClassVar[tuple[str, str]] = ("approval", "approval_id")
    approval_id: UUID
    subject: str
    subject_id: UUID
    dealer_id: OrganisationId | None


@announced
class ApprovalRequested(ApprovalFact, frozen=True, kw_only=True):
    """Somebody must decide; `roles` may sign the first step."""

    NAME: ClassVar[str] = "policy.approval_requested"
    chain: str
    roles: tuple[str, ...]


@announced
class ApprovalSigned(ApprovalFact, frozen=True, kw_only=True):
    """One signature was given; `roles` may sign what is still needed, none when it is decided."""

    NAME: ClassVar[str] = "policy.approval_signed"
    answer: str
    state: str
    roles: tuple[str, ...]


@announced
class ApprovalWithdrawn(ApprovalFact, frozen=True, kw_only=True):
    """Nobody needs to decide any more."""

    NAME: ClassVar[str] = "policy.approval_withdrawn"


class DelegationFact(Fact, frozen=True, kw_only=True):
    """Base of facts about one person's role that another may sign in."""

    SUBJECT: ClassVar[tuple[str, str]] = ("approval_delegation", "delegation_id")
    delegation_id: UUID
    grantor_id: UUID
    delegate_id: UUID
    role: str
    starts_at: datetime
    ends_at: datetime


@announced
class RoleLent(DelegationFact, frozen=True, kw_only=True):
    """Somebody let another person sign in a role for a while."""

    NAME: ClassVar[str] = "policy.role_lent"


@announced
class RoleReturned(DelegationFact, frozen=True, kw_only=True):
    """A delegation was ended before its time; `ends_at` is when."""

    NAME: ClassVar[str] = "policy.role_returned"


class StopwatchFact(Fact, frozen=True, kw_only=True):
    """Base of facts about one stopwatch; in the log they stand with what the stopwatch is about."""

    SUBJECT: ClassVar[tuple[str, str]] = ("stopwatch", "stopwatch_id")
    stopwatch_id: UUID
    code: str
    subject: str
    subject_id: UUID
    dealer_id: OrganisationId | None


@announced
class StopwatchStarted(StopwatchFact, frozen=True, kw_only=True):
    """A time limit began to run at `started_at`; it is used up at `due_at`."""

    NAME: ClassVar[str] = "policy.stopwatch_started"
    policy_version_id: UUID
    started_at: datetime
    due_at: datetime | None


@announced
class StopwatchPaused(StopwatchFact, frozen=True, kw_only=True):
    """A person paused a stopwatch for a reason that the policy permits."""

    NAME: ClassVar[str] = "policy.stopwatch_paused"
    reason: str


@announced
class StopwatchResumed(StopwatchFact, frozen=True, kw_only=True):
    """A paused stopwatch runs again."""

    NAME: ClassVar[str] = "policy.stopwatch_resumed"
    due_at: datetime | None


@announced
class StopwatchStopped(StopwatchFact, frozen=True, kw_only=True):
    """What the limit was set for has happened, in time or not."""

    NAME: ClassVar[str] = "policy.stopwatch_stopped"
    stopped_at: datetime
    in_time: bool


@announced
class StopwatchBreached(StopwatchFact, frozen=True, kw_only=True):
    """A limit was used up at `breached_at`; `escalate_to` names roles or bystanders of the case."""

    NAME: ClassVar[str] = "policy.stopwatch_breached"
    policy_version_id: UUID
    breached_at: datetime
    escalate_to: tuple[str, ...]
    text: Text
