"""Every query of approvals."""

from collections.abc import Sequence
from datetime import datetime
from typing import NewType
from uuid import UUID

import msgspec
from msgspec import Struct
from sqlalchemy import insert, or_, select, update

from aftersales.kernel.access import Role
from aftersales.kernel.errors import NotFound
from aftersales.kernel.ids import OrganisationId, PersonId, new_id
from aftersales.kernel.money import Money
from aftersales.kernel.pagination import page
from aftersales.kernel.tx import Tx
from aftersales.policy.approvals.model import ApprovalRequest, ApprovalState, Delegation
from aftersales.policy.approvals.tables import approvals, delegations

ApprovalId = NewType("ApprovalId", UUID)


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
    state: ApprovalState | str
    waiting_for: tuple[Role, ...]
    created_at: datetime
    decided_at: datetime | None
    version: int


async def add(
    tx: Tx,
    *,
    approval_id: ApprovalId,
    subject_id: UUID,
    dealer_id: OrganisationId | None,
    policy_version_id: UUID,
    amount: Money,
    request: ApprovalRequest,
) -> None:
    """One more request."""
    await tx.execute(
        insert(approvals).values(
            tenant_id=tx.tenant_id,
            id=approval_id,
            subject=request.subject.value,
            subject_id=subject_id,
            dealer_id=dealer_id,
            policy_version_id=policy_version_id,
            chain=request.chain,
            amount_minor=amount.minor,
            currency=amount.currency,
            request=msgspec.to_builtins(request),
            state=request.state.value,
            waiting_for=[role.value for role in request.waiting_for],
            created_at=tx.now,
        ),
    )


async def held(tx: Tx, approval_id: UUID) -> ApprovalRow:
    """One request, locked."""
    statement = select(approvals).filter_by(tenant_id=tx.tenant_id, id=approval_id).with_for_update()
    return await tx.one(statement, ApprovalRow, NotFound("approval", "审批"))


async def one(tx: Tx, approval_id: UUID) -> ApprovalRow:
    """One request."""
    statement = select(approvals).filter_by(tenant_id=tx.tenant_id, id=approval_id)
    return await tx.one(statement, ApprovalRow, NotFound("approval", "审批"))


async def save(tx: Tx, approval_id: UUID, request: ApprovalRequest) -> None:
    """Write the request as it stands after a signature."""
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


async def withdraw(tx: Tx, approval_id: UUID) -> None:
    """Nobody needs to decide any more."""
    await tx.execute(
        update(approvals)
        .filter_by(tenant_id=tx.tenant_id, id=approval_id, state=ApprovalState.PENDING.value)
        .values(state="withdrawn", waiting_for=[], decided_at=tx.now, version=approvals.c.version + 1),
    )


async def listed(
    tx: Tx,
    *,
    roles: Sequence[Role] | None,
    state: str | None,
    subject_id: UUID | None,
    limit: int,
    cursor: str | None,
) -> tuple[list[ApprovalRow], str | None]:
    """A page of requests, oldest first; with roles, only those that wait for one of them."""
    statement = select(approvals).where(approvals.c.tenant_id == tx.tenant_id)
    if roles is not None:
        statement = statement.where(or_(*(approvals.c.waiting_for.any() == role.value for role in roles), False))
    if state is not None:
        statement = statement.where(approvals.c.state == state)
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


class _DelegationRow(Struct, frozen=True, kw_only=True):
    grantor_id: UUID
    delegate_id: UUID
    role: Role
    starts_at: datetime
    ends_at: datetime


async def delegations_to(tx: Tx, delegate: UUID) -> tuple[Delegation, ...]:
    """The roles that others lent to a person for now."""
    statement = select(delegations).where(
        delegations.c.tenant_id == tx.tenant_id,
        delegations.c.delegate_id == delegate,
        delegations.c.starts_at <= tx.now,
        delegations.c.ends_at > tx.now,
    )
    rows = await tx.all(statement, _DelegationRow)
    return tuple(
        Delegation(
            grantor=str(row.grantor_id),
            delegate=str(row.delegate_id),
            role=row.role,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
        )
        for row in rows
    )


async def add_delegation(tx: Tx, delegate: PersonId, role: Role, starts_at: datetime, ends_at: datetime) -> UUID:
    """Lend a role for a while."""
    delegation_id = new_id()
    await tx.execute(
        insert(delegations).values(
            tenant_id=tx.tenant_id,
            id=delegation_id,
            grantor_id=tx.actor.id,
            delegate_id=delegate,
            role=role.value,
            starts_at=starts_at,
            ends_at=ends_at,
            created_at=tx.now,
        ),
    )
    return delegation_id
