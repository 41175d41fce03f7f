"""Requests and answers of policies, decisions, approvals and stopwatches."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, TypeVar
from uuid import UUID

from msgspec import Meta, Struct, field, structs

from aftersales.claims.returns.model import ReturnName
from aftersales.kernel.access import Role
from aftersales.kernel.errors import FieldError
from aftersales.policy.approvals.model import Answer, ApprovalRow
from aftersales.policy.entitlement.model import Notice
from aftersales.policy.model import Decision, PolicyDocument, ReturnFacts
from aftersales.policy.model_facts import KnownFact, Starting
from aftersales.policy.model_versions import ClauseChange, PolicyVersionId, VersionRow, VersionState
from aftersales.policy.replays.model import Flip, ReplayFilter
from aftersales.policy.shadows.model import ShadowCase
from aftersales_api.deps import Body

Instant = Annotated[datetime, Meta(tz=True, description="RFC 3339, with its offset.")]
TemplateName = Annotated[str, Meta(min_length=1, max_length=80, examples=["ebike-dealer-returns"])]
FieldName = Annotated[str, Meta(min_length=1, max_length=64)]
FieldValue = Annotated[str, Meta(max_length=500)]
Reason = Annotated[str, Meta(min_length=1, max_length=64, examples=["waiting_for_parts"])]


class TemplateList(Struct, frozen=True, kw_only=True):
    """Every policy to start from."""

    items: list[Starting]


class FactList(Struct, frozen=True, kw_only=True):
    """Every fact that conditions may name, section by section."""

    items: list[KnownFact]


class Draft(Body, frozen=True, kw_only=True):
    """What a new version begins with: a whole document, the name of a template, or another version."""

    document: PolicyDocument | None = None
    template: TemplateName | None = None
    copy_of: UUID | None = None


class Publish(Body, frozen=True, kw_only=True):
    """From when on the version decides, at once if left out; and the replay whose report is kept with it."""

    effective_at: Instant | None = None
    replay_id: UUID | None = None
    """By default the newest finished replay of this document over all past decisions."""


class NamedCase(ShadowCase, frozen=True, kw_only=True):
    """One line that both decided, with what people call its return."""

    number: str | None
    dealer_name: str | None
    dealer_name_en: str | None


class NamedFlip(Flip, frozen=True, kw_only=True):
    """One line that would be decided otherwise, with what people call its return."""

    number: str | None
    dealer_name: str | None
    dealer_name_en: str | None


class NamedApproval(ApprovalRow, frozen=True, kw_only=True):
    """A request, with what people call the return that it is about."""

    number: str | None
    dealer_name: str | None
    dealer_name_en: str | None


Named = TypeVar("Named", NamedCase, NamedFlip, NamedApproval)


def named(shape: type[Named], case: ShadowCase | Flip | ApprovalRow, names: Mapping[UUID, ReturnName]) -> Named:
    """A case with what people call its return, if it is one that the caller may see."""
    known = names.get(case.subject_id)
    return shape(
        **structs.asdict(case),
        number=known.number if known else None,
        dealer_name=known.dealer_name if known else None,
        dealer_name_en=known.dealer_name_en if known else None,
    )


class ReplayWanted(Body, frozen=True, kw_only=True):
    """Which past decisions are replayed; all of them where nothing is said."""

    decided_from: Instant | None = None
    decided_before: Instant | None = None
    dealer_id: UUID | None = None
    decided_by: UUID | None = None
    """Only what this version of the policy decided."""

    @property
    def filter(self) -> ReplayFilter:
        """The same in the words of replays."""
        return ReplayFilter(
            decided_from=self.decided_from,
            decided_before=self.decided_before,
            dealer_id=self.dealer_id,
            decided_by=self.decided_by,
        )


class PolicyShown(Struct, frozen=True, kw_only=True):
    """One version with its document."""

    id: PolicyVersionId
    number: int
    state: VersionState
    name: str
    fingerprint: str
    effective_at: datetime | None
    published_at: datetime | None
    published_by: UUID | None
    replay_id: UUID | None
    created_by: UUID
    created_at: datetime
    changed_at: datetime
    version: int
    document: PolicyDocument
    findings: tuple[Notice, ...] = ()
    """Promises below the law, told when the version is published."""

    @classmethod
    def of(cls, row: VersionRow, document: PolicyDocument, findings: tuple[Notice, ...] = ()) -> "PolicyShown":
        """A version as it is kept, with its document read."""
        shared = {name: getattr(row, name) for name in row.__struct_fields__ if name != "document"}
        return cls(**shared, document=document, findings=findings)


class Validation(Struct, frozen=True, kw_only=True):
    """Whether a version could be published, and every place that keeps it from being."""

    is_sound: bool
    problems: list[FieldError]
    findings: tuple[Notice, ...] = ()
    """Promises below the law, each with both clauses; they keep nothing from being published."""


class Comparison(Struct, frozen=True, kw_only=True):
    """What another version says otherwise, clause by clause."""

    policy_id: UUID
    with_policy_id: UUID
    changes: list[ClauseChange]


class Try(Body, frozen=True, kw_only=True):
    """A return to try a policy on; without a version the one in force decides."""

    facts: ReturnFacts
    policy_version_id: UUID | None = None


class Tried(Struct, frozen=True, kw_only=True):
    """What a version says of a return; nothing is kept."""

    policy_version_id: UUID
    number: int
    state: VersionState
    name: str
    decision: Decision


class Delegate(Body, frozen=True, kw_only=True):
    """One of my roles, lent to another person from one instant until another."""

    delegate_id: UUID
    role: Role
    starts_at: Instant
    ends_at: Instant


class Sign(Body, frozen=True, kw_only=True):
    """An approver's answer; a rejection says why, and counter-signers state what they must agree on."""

    answer: Answer
    reason: Annotated[str, Meta(max_length=2000)] = ""
    fields: Annotated[dict[FieldName, FieldValue], Meta(max_length=20)] = field(default_factory=dict)


class Pause(Body, frozen=True, kw_only=True):
    """Why the clock stops: one of the reasons that the policy permits."""

    reason: Reason


class ShadowWanted(Body, frozen=True, kw_only=True):
    """Which version decides silently, and what proves it: so many cases a clause, so much agreement with people."""

    policy_version_id: UUID
    min_cases: Annotated[int, Meta(ge=1, le=1_000_000)] = 50
    min_agreement_percent: Annotated[int, Meta(ge=1, le=100)] = 95
