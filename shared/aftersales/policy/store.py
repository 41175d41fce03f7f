"""Every query of policy versions and decisions."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import func, insert, select, update

from aftersales.kernel.errors import NotFound
from aftersales.kernel.pagination import page
from aftersales.kernel.tx import Tx
from aftersales.policy.model_versions import DecisionRow, VersionRow, VersionState, VersionSummary
from aftersales.policy.tables import policy_decisions, policy_versions

LONGEST_NAME: Final = 200
_MISSING = NotFound("policy version", "政策版本")


def _listed_name(name: str) -> str:
    """The name as lists show it: a draft's may still be too long, or hold what no text column takes."""
    return name.replace("\x00", "")[:LONGEST_NAME]


async def version(tx: Tx, version_id: UUID, *, lock: bool = False) -> VersionRow:
    """One version, locked if it is about to change."""
    statement = select(policy_versions).filter_by(tenant_id=tx.tenant_id, id=version_id)
    return await tx.one(statement.with_for_update() if lock else statement, VersionRow, _MISSING)


async def version_id_at(tx: Tx, at: datetime) -> UUID | None:
    """The published version that decides at an instant: the one that took effect last."""
    found: UUID | None = await tx.scalar(
        select(policy_versions.c.id)
        .where(
            policy_versions.c.tenant_id == tx.tenant_id,
            policy_versions.c.state == VersionState.PUBLISHED.value,
            policy_versions.c.effective_at <= at,
        )
        .order_by(policy_versions.c.effective_at.desc(), policy_versions.c.number.desc())
        .limit(1),
    )
    return found


async def published_documents(tx: Tx) -> list[tuple[UUID, bytes]]:
    """Every version that may have decided something, with its document."""
    found = await tx.fetch(
        "SELECT id, document FROM policy_versions WHERE tenant_id = $1 AND state = 'published'", tx.tenant_id
    )
    return [(row["id"], row["document"]) for row in found]


async def add_version(tx: Tx, version_id: UUID, name: str, document: bytes, fingerprint: str) -> None:
    """One more draft, numbered after the newest."""
    newest = select(func.coalesce(func.max(policy_versions.c.number), 0) + 1).where(
        policy_versions.c.tenant_id == tx.tenant_id,
    )
    await tx.execute(
        insert(policy_versions).values(
            tenant_id=tx.tenant_id,
            id=version_id,
            number=newest.scalar_subquery(),
            state=VersionState.DRAFT.value,
            name=_listed_name(name),
            document=document,
            fingerprint=fingerprint,
            created_by=tx.actor.id,
            created_at=tx.now,
            changed_at=tx.now,
        ),
    )


async def change_document(tx: Tx, version_id: UUID, name: str, document: bytes, fingerprint: str) -> None:
    """Put another document into a draft that is locked by this transaction."""
    await _change(tx, version_id, name=_listed_name(name), document=document, fingerprint=fingerprint)


async def publish(tx: Tx, version_id: UUID, effective_at: datetime, replay_id: UUID | None) -> None:
    """Publish a draft that is locked by this transaction, with the report that was read before."""
    await _change(
        tx,
        version_id,
        state=VersionState.PUBLISHED.value,
        effective_at=effective_at,
        published_at=tx.now,
        replay_id=replay_id,
        published_by=tx.actor.id,
    )


async def _change(tx: Tx, version_id: UUID, **values: object) -> None:
    await tx.execute(
        update(policy_versions)
        .filter_by(tenant_id=tx.tenant_id, id=version_id)
        .values(version=policy_versions.c.version + 1, changed_at=tx.now, **values),
    )


async def listed(
    tx: Tx,
    state: VersionState | None,
    *,
    limit: int,
    cursor: str | None,
) -> tuple[list[VersionSummary], str | None]:
    """A page of versions, newest first."""
    columns = [policy_versions.c[name] for name in VersionSummary.__struct_fields__]
    statement = select(*columns).where(policy_versions.c.tenant_id == tx.tenant_id)
    if state is not None:
        statement = statement.where(policy_versions.c.state == state.value)
    return await page(
        tx,
        statement,
        VersionSummary,
        columns=[policy_versions.c.number],
        key=lambda row: (row.number,),
        limit=limit,
        cursor=cursor,
        bound=("policy_versions", state),
        descending=True,
    )


def add_decision(tx: Tx, row: DecisionRow) -> None:
    """Keep a decision for ever; it travels with what it decided."""
    tx.add_later(policy_decisions, [{"tenant_id": tx.tenant_id} | msgspec.structs.asdict(row)])


async def decisions_of(
    tx: Tx,
    subject_id: UUID,
    *,
    limit: int,
    cursor: str | None,
) -> tuple[list[DecisionRow], str | None]:
    """A page of the decisions about one thing, oldest first."""
    statement = select(policy_decisions).filter_by(tenant_id=tx.tenant_id, subject_id=subject_id)
    return await page(
        tx,
        statement,
        DecisionRow,
        columns=[policy_decisions.c.id],
        key=lambda row: (row.id,),
        limit=limit,
        cursor=cursor,
        bound=("policy_decisions", subject_id),
    )


async def newest_decision(tx: Tx, subject_id: UUID) -> DecisionRow:
    """What was last decided about one thing."""
    statement = select(policy_decisions).filter_by(tenant_id=tx.tenant_id, subject_id=subject_id)
    newest = statement.order_by(policy_decisions.c.id.desc()).limit(1)
    return await tx.one(newest, DecisionRow, NotFound("decision", "政策结论"))


async def decision(tx: Tx, decision_id: UUID) -> DecisionRow:
    """One decision with the facts it was made from."""
    statement = select(policy_decisions).filter_by(tenant_id=tx.tenant_id, id=decision_id)
    return await tx.one(statement, DecisionRow, NotFound("decision", "政策结论"))
