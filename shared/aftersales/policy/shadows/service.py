"""Use cases of shadows: begin, decide silently when people have decided, show how far both agree, end."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from aftersales.kernel.access import Permission
from aftersales.kernel.errors import StaleVersion, StateConflict
from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Tx
from aftersales.policy import rules
from aftersales.policy import store as versions
from aftersales.policy.rules import CompiledPolicy
from aftersales.policy.shadows import rules as agreeing
from aftersales.policy.shadows import store
from aftersales.policy.shadows.errors import TooManyShadows
from aftersales.policy.shadows.events import ShadowEnded, ShadowStarted
from aftersales.policy.shadows.model import (
    Agreement,
    Answer,
    CaseFilter,
    Shadow,
    ShadowCase,
    ShadowId,
    ShadowState,
)

MOST_RUNNING: Final = 5
"""Shadows of one tenant at a time."""

MOST_COMPILED: Final = 64
_compiled: dict[str, CompiledPolicy] = {}


async def start(tx: Tx, version_id: UUID, *, min_cases: int, min_agreement_percent: int) -> Shadow:
    """Let a version that could be published decide beside people, silently; no dealer hears of it."""
    tx.actor.require(Permission.POLICY_EDIT)
    row = await versions.version(tx, version_id)
    policy = rules.compile_policy(rules.read_document(row.document))
    if await store.count_running(tx) >= MOST_RUNNING:
        raise TooManyShadows(most=MOST_RUNNING)
    begun = Shadow(
        id=ShadowId(new_id()),
        policy_version_id=row.id,
        fingerprint=policy.fingerprint,
        state=ShadowState.RUNNING,
        min_cases=min_cases,
        min_agreement_percent=min_agreement_percent,
        started_by=tx.actor.id,
        started_at=tx.now,
        ended_at=None,
        version=1,
    )
    await store.add(tx, begun, row.document)
    tx.emit(
        ShadowStarted(
            version_id=row.id,
            shadow_id=begun.id,
            fingerprint=begun.fingerprint,
            min_cases=min_cases,
            min_agreement_percent=min_agreement_percent,
        ),
    )
    return begun


async def end(tx: Tx, shadow_id: UUID, expected_version: int) -> Shadow:
    """Let a shadow decide no more; what it has shown stays."""
    tx.actor.require(Permission.POLICY_EDIT)
    current = await store.shadow(tx, shadow_id, lock=True)
    if current.version != expected_version:
        raise StaleVersion(version=current.version)
    if current.state is not ShadowState.RUNNING:
        raise StateConflict(state=current.state.value, move="end")
    shown = agreeing.agreement(current, await store.table(tx, shadow_id))
    await store.end(tx, shadow_id)
    tx.emit(
        ShadowEnded(
            version_id=current.policy_version_id,
            shadow_id=current.id,
            fingerprint=current.fingerprint,
            is_proven=shown.is_proven,
        ),
    )
    return await store.shadow(tx, shadow_id)


async def is_any_running(tx: Tx) -> bool:
    """Whether anything decides silently now."""
    return bool(await store.running(tx))


async def follow(tx: Tx, subject_id: UUID, answers: Sequence[Answer]) -> None:
    """Have every shadow decide what people have just decided, from the same facts, and keep both answers."""
    if not answers:
        return
    row = await versions.newest_decision(tx, subject_id)
    for silent in await store.running(tx):
        said = {line.line: line for line in rules.decide(_policy_of(silent), row.facts).lines}
        await store.add_cases(
            tx,
            silent.id,
            [
                ShadowCase(
                    decision_id=row.id,
                    line=answer.line,
                    subject_kind=row.subject_kind,
                    subject_id=row.subject_id,
                    dealer_id=row.dealer_id,
                    outcome=said[answer.line].outcome,
                    clause=said[answer.line].clause,
                    is_accepted=answer.is_accepted,
                    answered_at=tx.now,
                )
                for answer in answers
            ],
        )


def _policy_of(silent: store.Silent) -> CompiledPolicy:
    """The document of a shadow made ready, once a process."""
    found = _compiled.get(silent.fingerprint)
    if found is None:
        if len(_compiled) >= MOST_COMPILED:
            _compiled.pop(next(iter(_compiled)))
        found = _compiled[silent.fingerprint] = CompiledPolicy(rules.read_document(silent.document))
    return found


async def shadow(tx: Tx, shadow_id: UUID) -> Shadow:
    """One shadow."""
    tx.actor.require(Permission.POLICY_READ)
    return await store.shadow(tx, shadow_id)


async def listed(
    tx: Tx, state: ShadowState | None, *, limit: int, cursor: str | None
) -> tuple[list[Shadow], str | None]:
    """A page of shadows, newest first."""
    tx.actor.require(Permission.POLICY_READ)
    return await store.listed(tx, state, limit=limit, cursor=cursor)


async def agreement(tx: Tx, shadow_id: UUID) -> Agreement:
    """How far a shadow agrees with people, by clause, dealer and outcome."""
    tx.actor.require(Permission.POLICY_READ)
    current = await store.shadow(tx, shadow_id)
    return agreeing.agreement(current, await store.table(tx, shadow_id))


async def cases_of(
    tx: Tx, shadow_id: UUID, wanted: CaseFilter, *, limit: int, cursor: str | None
) -> tuple[list[ShadowCase], str | None]:
    """A page of the lines that both decided."""
    tx.actor.require(Permission.POLICY_READ)
    await store.shadow(tx, shadow_id)
    return await store.cases_of(tx, shadow_id, wanted, limit=limit, cursor=cursor)
