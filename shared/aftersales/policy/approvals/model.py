"""An approval chain as policy writes it, and one request on its way through the chain."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NewType
from uuid import UUID

from msgspec import Struct

from aftersales.kernel.access import Role
from aftersales.kernel.ids import OrganisationId, PersonId
from aftersales.policy.model_words import Article, Subject, Text

ApprovalId = NewType("ApprovalId", UUID)
DelegationId = NewType("DelegationId", UUID)


class ApprovalStep(Article, frozen=True, kw_only=True):
    """One step; several roles sign side by side and must agree on the named fields (会签)."""

    roles: tuple[Role, ...]
    above: Decimal | None = None
    """Needed only for amounts greater than this, in the policy's currency; exactly this passes without."""
    agree_on: tuple[str, ...] = ()


class ApprovalChain(Article, frozen=True, kw_only=True):
    """Who decides what the policy leaves open; the first chain of a subject whose condition holds is taken."""

    code: str
    text: Text
    subject: Subject
    condition: str | None = None
    steps: tuple[ApprovalStep, ...]
    reason_on_rejection: bool = True
    source: tuple[str, ...] = ()


class ApprovalState(StrEnum):
    """Where a request stands."""

    PENDING = "pending"
    GRANTED = "granted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Answer(StrEnum):
    """What an approver says."""

    APPROVE = "approve"
    REJECT = "reject"


class Verdict(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An approver's answer; `fields` are the values counter-signers must agree on."""

    answer: Answer
    reason: str = ""
    fields: dict[str, str] = {}


class Delegation(Struct, frozen=True, kw_only=True):
    """One person lets another sign in a role for a while, `[starts_at, ends_at)`."""

    grantor: str
    delegate: str
    role: Role
    starts_at: datetime
    ends_at: datetime


class LentRole(Struct, frozen=True, kw_only=True):
    """A delegation as its people see it."""

    id: DelegationId
    grantor_id: PersonId
    delegate_id: PersonId
    role: Role
    starts_at: datetime
    ends_at: datetime
    created_at: datetime


class Approver(Struct, frozen=True, kw_only=True):
    """Who signs, with the roles held and the delegations received."""

    person: str
    roles: frozenset[Role]
    delegations: tuple[Delegation, ...] = ()


class Signature(Struct, frozen=True, kw_only=True):
    """One recorded answer: in which role, and for whom when delegated."""

    step: int
    role: Role
    person: str
    on_behalf_of: str | None = None
    at: datetime
    verdict: Verdict


class ApprovalRequest(Struct, frozen=True, kw_only=True):
    """A request with the steps its amount needs; immutable, each answer makes the next one."""

    chain: str
    subject: Subject
    amount: Decimal
    requester: str
    steps: tuple[ApprovalStep, ...]
    reason_on_rejection: bool
    state: ApprovalState
    step: int = 0
    signatures: tuple[Signature, ...] = ()

    @property
    def waiting_for(self) -> tuple[Role, ...]:
        """Roles whose signature the current step still lacks."""
        if self.state is not ApprovalState.PENDING:
            return ()
        signed = {signature.role for signature in self.signatures if signature.step == self.step}
        return tuple(role for role in self.steps[self.step].roles if role not in signed)


class ApprovalRow(Struct, frozen=True, kw_only=True):
    """A request with what it is about."""

    id: ApprovalId
    subject: str
    subject_id: UUID
    dealer_id: OrganisationId | None
    policy_version_id: UUID
    chain: str
    amount_minor: int
    currency: str
    request: ApprovalRequest
    state: ApprovalState
    waiting_for: tuple[Role, ...]
    created_at: datetime
    decided_at: datetime | None
    version: int
