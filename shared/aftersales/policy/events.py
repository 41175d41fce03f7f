"""Facts that policy announces."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from aftersales.kernel.facts import Fact, announced
from aftersales.kernel.ids import OrganisationId


@announced
class VersionPublished(Fact, frozen=True, kw_only=True):
    """A version of the policy was published and decides from `effective_at` on."""

    NAME: ClassVar[str] = "policy.version_published"
    SUBJECT: ClassVar[tuple[str, str]] = ("policy_version", "version_id")
    version_id: UUID
    number: int
    name: str
    effective_at: datetime
    fingerprint: str


class ApprovalFact(Fact, frozen=True, kw_only=True):
    """Base of facts about one approval request."""

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
