"""Use cases of policy: write, try, publish; find the version in force; decide and keep what was decided."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct

from aftersales.kernel.access import Permission
from aftersales.kernel.errors import StaleVersion, StateConflict
from aftersales.kernel.ids import OrganisationId, TenantId, new_id
from aftersales.kernel.tx import Tx
from aftersales.policy import rules, store
from aftersales.policy.errors import EffectiveInThePast, NoPolicyInForce
from aftersales.policy.events import VersionPublished
from aftersales.policy.model import Decision, PolicyDocument, ReturnFacts, Subject
from aftersales.policy.rules import (
    CompiledPolicy,
    Problem,
    check_disposition,
    credit_for,
    missing_fields,
    template_names,
)
from aftersales.policy.store import (
    DecisionId,
    DecisionRow,
    PolicyVersionId,
    VersionRow,
    VersionState,
    VersionSummary,
)

__all__ = [
    "Policy",
    "change_draft",
    "check_disposition",
    "credit_for",
    "decide",
    "decisions_of",
    "draft",
    "in_force",
    "listed",
    "missing_fields",
    "problems_of",
    "publish",
    "record_decision",
    "template_names",
    "version",
    "version_row",
]

MOST_COMPILED: Final = 256
_compiled: dict[tuple[TenantId, UUID], "Policy"] = {}


class Policy(Struct, frozen=True):
    """A published version made ready to decide."""

    version_id: PolicyVersionId
    number: int
    compiled: CompiledPolicy

    @property
    def document(self) -> PolicyDocument:
        """What the tenant wrote."""
        return self.compiled.document

    @property
    def label(self) -> str:
        """How papers and refusals call it: name and number."""
        return f"{self.document.name.zh} v{self.number}"


async def in_force(tx: Tx, at: datetime | None = None) -> Policy:
    """The policy that decides at an instant, now by default."""
    version_id = await store.version_id_at(tx, at or tx.now)
    if version_id is None:
        raise NoPolicyInForce
    return await version(tx, version_id)


async def version(tx: Tx, version_id: UUID) -> Policy:
    """A published version; compiled once a process, since it never changes."""
    key = (tx.tenant_id, version_id)
    if key not in _compiled:
        row = await store.version(tx, version_id)
        if row.state is not VersionState.PUBLISHED:
            raise StateConflict(state=row.state.value, move="decide")
        if len(_compiled) >= MOST_COMPILED:
            _compiled.pop(next(iter(_compiled)))
        _compiled[key] = Policy(row.id, row.number, rules.compile_policy(rules.read_document(row.document)))
    return _compiled[key]


def decide(policy: Policy, facts: ReturnFacts) -> Decision:
    """What a policy says of a return; pure."""
    return rules.decide(policy.compiled, facts)


async def record_decision(
    tx: Tx,
    *,
    policy: Policy,
    subject: Subject,
    subject_id: UUID,
    dealer_id: OrganisationId | None,
    facts: ReturnFacts,
    decision: Decision,
) -> DecisionId:
    """Keep a decision with the version and the facts, so that it can be made again bit for bit."""
    decision_id = DecisionId(new_id())
    await store.add_decision(
        tx,
        DecisionRow(
            id=decision_id,
            policy_version_id=policy.version_id,
            subject_kind=subject.value,
            subject_id=subject_id,
            dealer_id=dealer_id,
            facts=facts,
            decision=decision,
            decided_at=tx.now,
        ),
    )
    return decision_id


async def decisions_of(tx: Tx, subject_id: UUID) -> list[DecisionRow]:
    """Every decision about one thing, with its trace, oldest first."""
    tx.actor.require(Permission.POLICY_READ)
    return await store.decisions_of(tx, subject_id)


async def listed(
    tx: Tx,
    state: VersionState | None,
    *,
    limit: int,
    cursor: str | None,
) -> tuple[list[VersionSummary], str | None]:
    """A page of versions, newest first."""
    tx.actor.require(Permission.POLICY_READ)
    return await store.listed(tx, state, limit=limit, cursor=cursor)


async def version_row(tx: Tx, version_id: UUID) -> tuple[VersionRow, PolicyDocument]:
    """One version with its document."""
    tx.actor.require(Permission.POLICY_READ)
    row = await store.version(tx, version_id)
    return row, rules.read_document(row.document)


def problems_of(document: PolicyDocument) -> tuple[Problem, ...]:
    """Everything that keeps a document from being published, each with its place."""
    return tuple(rules.validate(document))


async def draft(tx: Tx, document: PolicyDocument) -> VersionRow:
    """Begin a new version; it may still have problems."""
    tx.actor.require(Permission.POLICY_EDIT)
    version_id = PolicyVersionId(new_id())
    fingerprint = rules.fingerprint(document)
    await store.add_version(tx, version_id, document.name.zh, msgspec.json.encode(document), fingerprint)
    return await store.version(tx, version_id)


async def change_draft(tx: Tx, version_id: UUID, expected_version: int, document: PolicyDocument) -> VersionRow:
    """Write another document over a draft."""
    tx.actor.require(Permission.POLICY_EDIT)
    await _draft_for_change(tx, version_id, expected_version, move="change")
    await store.change_version(
        tx,
        version_id,
        name=document.name.zh,
        document=msgspec.json.encode(document),
        fingerprint=rules.fingerprint(document),
    )
    return await store.version(tx, version_id)


async def publish(tx: Tx, version_id: UUID, expected_version: int, effective_at: datetime | None) -> VersionRow:
    """Publish a draft that has no problem, effective now or later, never earlier; from then on it never changes."""
    tx.actor.require(Permission.POLICY_PUBLISH)
    row = await _draft_for_change(tx, version_id, expected_version, move="publish")
    effective_at = effective_at or tx.now
    if effective_at < tx.now:
        raise EffectiveInThePast(pointer="/effective_at")
    rules.compile_policy(rules.read_document(row.document))

    await store.change_version(
        tx,
        version_id,
        state=VersionState.PUBLISHED.value,
        effective_at=effective_at,
        published_at=tx.now,
        published_by=tx.actor.id,
    )
    tx.emit(
        VersionPublished(
            version_id=row.id,
            number=row.number,
            name=row.name,
            effective_at=effective_at,
            fingerprint=row.fingerprint,
        ),
    )
    return await store.version(tx, version_id)


async def _draft_for_change(tx: Tx, version_id: UUID, expected_version: int, *, move: str) -> VersionRow:
    row = await store.version(tx, version_id, lock=True)
    if row.version != expected_version:
        raise StaleVersion(version=row.version)
    if row.state is not VersionState.DRAFT:
        raise StateConflict(state=row.state.value, move=move)
    return row
