"""Every query of approvals."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import insert, or_, select, update

from aftersales.kernel.access import Role
from aftersales.kernel.errors import NotFound
from aftersales.kernel.ids import PersonId
from aftersales.kernel.pagination import page
from aftersales.kernel.tx import Tx
from aftersales.policy.approvals.model import (
    ApprovalRequest,
    ApprovalRow,
    ApprovalState,
    DelegationId,
    LentRole,
)
from aftersales.policy.approvals.tables import approvals, delegations

_MISSING = NotFound("approval", "审批")


def add(tx: Tx, row: ApprovalRow) -> None:
    """One more request; it travels with what is asked for."""
    tx.add_later(approvals, [{"tenant_id": tx.tenant_id} | msgspec.structs.asdict(row)])


async def held(tx: Tx, approval_id: UUID) -> ApprovalRow:
    """One request, locked."""
    statement = select(approvals).filter_by(tenant_id=tx.tenant_id, id=approval_id).with_for_update()
    return await tx.one(statement, ApprovalRow, _MISSING)


async def one(tx: Tx, approval_id: UUID) -> ApprovalRow:
    """One request."""
    statement = select(approvals).filter_by(tenant_id=tx.tenant_id, id=approval_id)
    return await tx.one(statement, ApprovalRow, _MISSING)


async def latest(tx: Tx, subject: str, subject_id: UUID) -> ApprovalRow | None:
    """The newest request about one thing, locked; None if nobody was ever asked."""
    statement = select(approvals).filter_by(tenant_id=tx.tenant_id, subject_id=subject_id, subject=subject)
    return await tx.first(statement.order_by(approvals.c.id.desc()).limit(1).with_for_update(), ApprovalRow)


async def save(tx: Tx, approval_id: UUID, request: ApprovalRequest) -> None:
    """Write the request as it stands after a signature or its withdrawal."""
    await tx.execute(
        update(approvals)
        .filter_by(tenant_id=tx.tenant_id, id=approval_id)
        .values(
            request=msgspec.to_builtins(request),
            state=request.state.value,
            waiting_for=[role.value for role in request.waiting_for],
            decided_at=None if request.state is ApprovalState.PENDING else tx.now,
            version=approvals.c.version + 1,
        ),
    )


async def listed(
    tx: Tx,
    *,
    roles: Sequence[Role] | None,
    state: ApprovalState | None,
    subject_id: UUID | None,
    limit: int,
    cursor: str | None,
) -> tuple[list[ApprovalRow], str | None]:
    """A page of requests, oldest first; with roles, only those that wait for one of them."""
    statement = select(approvals).where(approvals.c.tenant_id == tx.tenant_id)
    if roles is not None:
        statement = statement.where(
            approvals.c.state == ApprovalState.PENDING.value,
            approvals.c.waiting_for.overlap([role.value for role in roles]),
        )
    if state is not None:
        statement = statement.where(approvals.c.state == state.value)
    if subject_id is not None:
        statement = statement.where(approvals.c.subject_id == subject_id)
    return await page(
        tx,
        statement,
        ApprovalRow,
        columns=[approvals.c.id],
        key=lambda row: (row.id,),
        limit=limit,
        cursor=cursor,
        bound=("approvals", roles, state, subject_id),
    )


async def lent_to(tx: Tx, delegate: UUID) -> list[LentRole]:
    """The roles that others lent to a person for now."""
    statement = select(delegations).where(
        delegations.c.tenant_id == tx.tenant_id,
        delegations.c.delegate_id == delegate,
        delegations.c.starts_at <= tx.now,
        delegations.c.ends_at > tx.now,
    )
    return await tx.all(statement.order_by(delegations.c.id), LentRole)


async def lent_by_or_to(tx: Tx, person: UUID, *, limit: int, cursor: str | None) -> tuple[list[LentRole], str | None]:
    """A page of the delegations that a person gave or received, newest first."""
    statement = select(delegations).where(
        delegations.c.tenant_id == tx.tenant_id,
        or_(delegations.c.grantor_id == person, delegations.c.delegate_id == person),
    )
    return await page(
        tx,
        statement,
        LentRole,
        columns=[delegations.c.id],
        key=lambda row: (row.id,),
        limit=limit,
        cursor=cursor,
        bound=("approval_delegations", person),
        descending=True,
    )


async def lent_for_change(tx: Tx, delegation_id: UUID, grantor: PersonId) -> LentRole:
    """A delegation of this grantor's, locked."""
    statement = select(delegations).filter_by(tenant_id=tx.tenant_id, id=delegation_id, grantor_id=grantor)
    return await tx.one(statement.with_for_update(), LentRole, NotFound("delegation", "委托"))


async def lend(tx: Tx, lent: LentRole) -> None:
    """Lend a role for a while."""
    values = {name: getattr(lent, name) for name in lent.__struct_fields__}
    await tx.execute(insert(delegations).values(tenant_id=tx.tenant_id, **values | {"role": lent.role.value}))


async def end_loan(tx: Tx, delegation_id: DelegationId) -> None:
    """The delegation ends now; it stays on record."""
    await tx.execute(
        update(delegations).filter_by(tenant_id=tx.tenant_id, id=delegation_id).values(ends_at=tx.now),
    )
