"""Every query of shadows."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, and_, func, insert, or_, select, update

from aftersales.kernel.errors import NotFound
from aftersales.kernel.pagination import page
from aftersales.kernel.tx import Tx
from aftersales.policy.model_decision import Outcome
from aftersales.policy.shadows.model import CaseFilter, Confusion, Shadow, ShadowCase, ShadowState
from aftersales.policy.shadows.tables import policy_shadow_cases, policy_shadows

SHOWN: Final = [policy_shadows.c[name] for name in Shadow.__struct_fields__]
MISSING: Final = NotFound("shadow", "影子政策")

ADD_CASES: Final = """
INSERT INTO policy_shadow_cases
SELECT said.*
FROM jsonb_array_elements($1::jsonb) row, jsonb_populate_record(null::policy_shadow_cases, row || $2::jsonb) said
ON CONFLICT (tenant_id, shadow_id, decision_id, line)
DO UPDATE SET is_accepted = excluded.is_accepted, answered_at = excluded.answered_at
"""
"""People's last word on a line counts: an appeal may turn the first."""


class Silent(msgspec.Struct, frozen=True, kw_only=True):
    """A shadow that runs, with the document that it decides by."""

    id: UUID
    document: bytes
    fingerprint: str


async def add(tx: Tx, shadow: Shadow, document: bytes) -> None:
    """Keep a shadow that begins, with the document as it is now."""
    values = {name: getattr(shadow, name) for name in shadow.__struct_fields__} | {"state": shadow.state.value}
    await tx.execute(insert(policy_shadows).values(tenant_id=tx.tenant_id, document=document, **values))


async def shadow(tx: Tx, shadow_id: UUID, *, lock: bool = False) -> Shadow:
    """One shadow, locked if it is about to change."""
    statement = select(*SHOWN).where(policy_shadows.c.tenant_id == tx.tenant_id, policy_shadows.c.id == shadow_id)
    return await tx.one(statement.with_for_update() if lock else statement, Shadow, MISSING)


async def end(tx: Tx, shadow_id: UUID) -> None:
    """Let a shadow decide no more."""
    await tx.execute(
        update(policy_shadows)
        .filter_by(tenant_id=tx.tenant_id, id=shadow_id)
        .values(state=ShadowState.ENDED.value, ended_at=tx.now, version=policy_shadows.c.version + 1),
    )


async def running(tx: Tx) -> list[Silent]:
    """The shadows that decide now, with their documents."""
    columns = [policy_shadows.c[name] for name in Silent.__struct_fields__]
    return await tx.all(
        select(*columns)
        .where(policy_shadows.c.tenant_id == tx.tenant_id, policy_shadows.c.state == ShadowState.RUNNING.value)
        .order_by(policy_shadows.c.id),
        Silent,
    )


async def count_running(tx: Tx) -> int:
    """How many shadows decide now; whoever asks keeps others from beginning one until the transaction ends."""
    await tx.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"shadows {tx.tenant_id}", 0))))
    return len(await running(tx))


async def listed(
    tx: Tx, state: ShadowState | None, *, limit: int, cursor: str | None
) -> tuple[list[Shadow], str | None]:
    """A page of shadows, newest first."""
    statement = select(*SHOWN).where(policy_shadows.c.tenant_id == tx.tenant_id)
    if state is not None:
        statement = statement.where(policy_shadows.c.state == state.value)
    return await page(
        tx,
        statement,
        Shadow,
        columns=[policy_shadows.c.id],
        key=lambda row: (row.id,),
        limit=limit,
        cursor=cursor,
        bound=("policy_shadows", state),
        descending=True,
    )


async def add_cases(tx: Tx, shadow_id: UUID, cases: Sequence[ShadowCase]) -> None:
    """Keep what a shadow and people said of the lines of one thing."""
    shared = {"tenant_id": tx.tenant_id, "shadow_id": shadow_id}
    await tx.fetch(ADD_CASES, msgspec.json.encode(cases).decode(), msgspec.json.encode(shared).decode())


async def table(tx: Tx, shadow_id: UUID) -> list[Confusion]:
    """How often people accepted and refused, by clause, dealer and outcome."""
    case = policy_shadow_cases.c
    names = [case.clause, case.dealer_id, case.outcome]
    return await tx.all(
        select(
            *names,
            func.count().filter(case.is_accepted).label("accepted"),
            func.count().filter(~case.is_accepted).label("refused"),
        )
        .where(case.tenant_id == tx.tenant_id, case.shadow_id == shadow_id)
        .group_by(*names)
        .order_by(*names),
        Confusion,
    )


def _agrees() -> ColumnElement[bool]:
    case = policy_shadow_cases.c
    return or_(
        and_(case.outcome == Outcome.COVERED.value, case.is_accepted),
        and_(case.outcome == Outcome.REFUSED.value, ~case.is_accepted),
    )


async def cases_of(
    tx: Tx, shadow_id: UUID, wanted: CaseFilter, *, limit: int, cursor: str | None
) -> tuple[list[ShadowCase], str | None]:
    """A page of the lines that both decided, in the order in which they were filed."""
    case = policy_shadow_cases.c
    statement = select(*(case[name] for name in ShadowCase.__struct_fields__)).where(
        case.tenant_id == tx.tenant_id, case.shadow_id == shadow_id
    )
    if wanted.clause is not None:
        statement = statement.where(case.clause == wanted.clause)
    if wanted.dealer_id is not None:
        statement = statement.where(case.dealer_id == wanted.dealer_id)
    if wanted.agrees is not None:
        spoke = case.outcome.in_([Outcome.COVERED.value, Outcome.REFUSED.value])
        statement = statement.where(spoke, _agrees() if wanted.agrees else ~_agrees())
    return await page(
        tx,
        statement,
        ShadowCase,
        columns=[case.decision_id, case.line],
        key=lambda row: (row.decision_id, row.line),
        limit=limit,
        cursor=cursor,
        bound=("policy_shadow_cases", shadow_id, wanted),
    )
