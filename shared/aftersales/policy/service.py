"""Use cases of policy: write, try, publish; find the version in force; decide and keep what was decided."""

from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct

from aftersales.kernel.access import Permission
from aftersales.kernel.errors import StaleVersion, StateConflict
from aftersales.kernel.ids import OrganisationId, TenantId, new_id
from aftersales.kernel.tx import Tx
from aftersales.policy import rules, store
from aftersales.policy.entitlement.model import Notice
from aftersales.policy.errors import (
    DecisionTooLarge,
    EffectiveInThePast,
    NoPolicyInForce,
    PolicyInvalid,
    PolicyUnreadable,
)
from aftersales.policy.events import DraftChanged, VersionDrafted, VersionPublished
from aftersales.policy.model import Decision, NotificationRule, PolicyDocument, ReturnFacts, Subject
from aftersales.policy.model_versions import (
    ClauseChange,
    DecisionId,
    DecisionRow,
    PolicyVersionId,
    Reproduction,
    VersionRow,
    VersionState,
    VersionSummary,
)
from aftersales.policy.replays import service as replays
from aftersales.policy.rules import (
    CompiledPolicy,
    Problem,
    check_disposition,
    credit_for,
    missing_fields,
    template,
    template_names,
)
from aftersales.policy.rules_comparison import compare
from aftersales.policy.rules_floor import floor_findings
from aftersales.policy.statutes.rules_time import ZONE
from aftersales.policy.statutes.service import edition
from aftersales.tenancy.model import OrganisationKind, OrganisationState
from aftersales.tenancy.organisations import service as organisations
from aftersales.tenancy.organisations.model import OrganisationFilter

__all__ = [
    "Policy",
    "change_draft",
    "check_disposition",
    "comparison",
    "credit_for",
    "decide",
    "decision",
    "decisions_of",
    "draft",
    "findings_of",
    "in_force",
    "listed",
    "missing_fields",
    "notification_rules",
    "problems_of",
    "publish",
    "record_decision",
    "reproduced",
    "reproduction",
    "row_in_force",
    "template",
    "template_names",
    "trial",
    "version",
    "version_row",
]

MOST_COMPILED: Final = 256
PAGE: Final = 200
FACTORIES: Final = OrganisationFilter(kind=OrganisationKind.FACTORY, state=OrganisationState.ACTIVE)
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
    found = _compiled.get(key)
    if found is not None:
        return found
    row = await store.version(tx, version_id)
    if row.state is not VersionState.PUBLISHED:
        raise StateConflict(state=row.state.value, move="decide")
    policy = Policy(row.id, row.number, CompiledPolicy(rules.read_document(row.document)))
    if not _is_published_here(tx, version_id):
        if len(_compiled) >= MOST_COMPILED:
            _compiled.pop(next(iter(_compiled)))
        _compiled[key] = policy
    return policy


def _is_published_here(tx: Tx, version_id: UUID) -> bool:
    """Whether this transaction publishes the version itself, and so may still take it back."""
    facts = (emitted.fact for emitted in tx.emitted)
    return any(isinstance(fact, VersionPublished) and fact.version_id == version_id for fact in facts)


async def notification_rules(tx: Tx, event: str) -> tuple[NotificationRule, ...]:
    """Who is told of a fact by the policy in force; empty where it is silent, or where none is in force."""
    version_id = await store.version_id_at(tx, tx.now)
    if version_id is None:
        return ()
    document = (await version(tx, version_id)).document
    return tuple(rule for rule in document.notifications if rule.event == event)


def decide(policy: Policy, facts: ReturnFacts) -> Decision:
    """What a policy says of a return; pure."""
    return rules.decide(policy.compiled, facts)


def record_decision(
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
    store.add_decision(
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


async def trial(tx: Tx, facts: ReturnFacts, version_id: UUID | None = None) -> tuple[VersionRow, Decision]:
    """What the policy in force, or a given version or draft, would say of a return; nothing is kept."""
    tx.actor.require(Permission.POLICY_READ)
    row = await store.version(tx, version_id or (await in_force(tx)).version_id)
    if row.state is VersionState.PUBLISHED:
        compiled = (await version(tx, row.id)).compiled
    else:
        compiled = rules.compile_policy(rules.read_document(row.document))
    most = compiled.document.returns.max_lines
    if len(facts.lines) > most:
        raise DecisionTooLarge(most=most, pointer="/facts/lines")
    return row, rules.decide(compiled, facts)


async def decisions_of(
    tx: Tx,
    subject_id: UUID,
    *,
    limit: int,
    cursor: str | None,
) -> tuple[list[DecisionRow], str | None]:
    """A page of the decisions about one thing, with their traces, oldest first."""
    tx.actor.require(Permission.POLICY_READ)
    return await store.decisions_of(tx, subject_id, limit=limit, cursor=cursor)


async def decision(tx: Tx, decision_id: UUID) -> DecisionRow:
    """One decision with its facts and its trace."""
    tx.actor.require(Permission.POLICY_READ)
    return await store.decision(tx, decision_id)


async def reproduction(tx: Tx, decision_id: UUID) -> Reproduction:
    """Make a decision again from its version, the law as it was known then, and its facts; compare the bytes."""
    row = await decision(tx, decision_id)
    policy = await version(tx, row.policy_version_id)
    return reproduced(row, policy)


def reproduced(row: DecisionRow, policy: Policy) -> Reproduction:
    """A decision that is kept beside the same decision made now; pure."""
    compiled, law = policy.compiled, row.decision.statutes
    if law and (compiled.edition is None or compiled.edition.fingerprint != law):
        compiled = CompiledPolicy(policy.document, edition(law))
    kept, again = (_sha256(one) for one in (row.decision, rules.decide(compiled, row.facts)))
    return Reproduction(decision_id=row.id, is_equal=kept == again, kept=kept, again=again)


def _sha256(decision: Decision) -> str:
    return sha256(msgspec.json.encode(decision, order="deterministic")).hexdigest()


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


async def row_in_force(tx: Tx, at: datetime | None) -> tuple[VersionRow, PolicyDocument]:
    """The version that decides at an instant, with its document."""
    tx.actor.require(Permission.POLICY_READ)
    policy = await in_force(tx, at)
    return await store.version(tx, policy.version_id), policy.document


async def comparison(tx: Tx, version_id: UUID, other_id: UUID) -> tuple[ClauseChange, ...]:
    """What another version says otherwise than this one, clause by clause."""
    _, before = await version_row(tx, version_id)
    _, after = await version_row(tx, other_id)
    return compare(before, after)


async def problems_of(tx: Tx, version_id: UUID) -> tuple[Problem, ...]:
    """Everything that keeps a version from being published, each with its place."""
    _, document = await version_row(tx, version_id)
    return rules.validate(document, await _factories(tx))


async def findings_of(tx: Tx, version_id: UUID) -> tuple[Notice, ...]:
    """What a version promises below the law, each with both clauses; the decision gives what the law gives."""
    _, document = await version_row(tx, version_id)
    return floor_findings(document, tx.now.astimezone(ZONE).date())


async def _factories(tx: Tx) -> frozenset[str]:
    """The codes of the factories that work with the tenant."""
    codes: set[str] = set()
    cursor = None
    while True:
        page, cursor = await organisations.list_organisations(tx, FACTORIES, limit=PAGE, cursor=cursor)
        codes |= {factory.code for factory in page}
        if cursor is None:
            return frozenset(codes)


async def draft(tx: Tx, document: PolicyDocument) -> VersionRow:
    """Begin a new version; it may still have problems."""
    tx.actor.require(Permission.POLICY_EDIT)
    version_id = PolicyVersionId(new_id())
    await store.add_version(tx, version_id, document.name.zh, _encoded(document), rules.fingerprint(document))
    row = await store.version(tx, version_id)
    tx.emit(VersionDrafted(version_id=row.id, number=row.number, name=row.name, fingerprint=row.fingerprint))
    return row


async def change_draft(tx: Tx, version_id: UUID, expected_version: int, document: PolicyDocument) -> VersionRow:
    """Write another document over a draft."""
    tx.actor.require(Permission.POLICY_EDIT)
    await _draft_for_change(tx, version_id, expected_version, move="change")
    await store.change_document(tx, version_id, document.name.zh, _encoded(document), rules.fingerprint(document))
    row = await store.version(tx, version_id)
    tx.emit(DraftChanged(version_id=row.id, number=row.number, name=row.name, fingerprint=row.fingerprint))
    return row


def _encoded(document: PolicyDocument) -> bytes:
    """The document as it is kept; what is too large to be read again is refused now."""
    encoded = msgspec.json.encode(document)
    if len(encoded) > rules.LARGEST:
        raise PolicyUnreadable(reason=f"> {rules.LARGEST} bytes", pointer="")
    return encoded


async def publish(
    tx: Tx, version_id: UUID, expected_version: int, effective_at: datetime | None, replay_id: UUID | None = None
) -> VersionRow:
    """Publish a draft that has no problem, effective now or later, never earlier; from then on it never changes.

    The report of a replay is kept with it: the one that is named, else the newest of this document over all the past.
    """
    tx.actor.require(Permission.POLICY_PUBLISH)
    row = await _draft_for_change(tx, version_id, expected_version, move="publish")
    effective_at = effective_at or tx.now
    if effective_at < tx.now:
        raise EffectiveInThePast(pointer="/effective_at")
    problems = rules.validate(rules.read_document(row.document), await _factories(tx))
    if problems:
        raise PolicyInvalid(problems)
    kept = await replays.for_publication(tx, row.fingerprint, replay_id)

    await store.publish(tx, version_id, effective_at, kept)
    tx.emit(
        VersionPublished(
            version_id=row.id,
            number=row.number,
            name=row.name,
            effective_at=effective_at,
            fingerprint=row.fingerprint,
            replay_id=kept,
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
