"""Use cases of operators; each leaves a line in their audit trail, and what a tenant must know a fact in its log."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final
from uuid import UUID

from aftersales.kernel.errors import Duplicate, NotFound
from aftersales.kernel.ids import TenantId, new_id
from aftersales.kernel.tx import OperatorTx
from aftersales.tenancy.deletion import service as deletion
from aftersales.tenancy.entry import rules as tokens
from aftersales.tenancy.entry.service import INVITATION_LASTS, OPERATOR_PREFIX
from aftersales.tenancy.errors import TenantHasAdministrator, TenantStateSame
from aftersales.tenancy.model import InvitationId, OperatorAct, Tenant, TenantState
from aftersales.tenancy.operators import store
from aftersales.tenancy.operators.model import NewTenant, Provisioned, WantedActs
from aftersales.tenancy.people.rules import normal_email
from aftersales.tenancy.people.service import invitation_token
from aftersales.tenancy.tenants import rules

FIRST_ISSUE: Final = 1
LASTS: Final[timedelta] = INVITATION_LASTS


async def provision_tenant(tx: OperatorTx, wanted: NewTenant) -> Provisioned:
    """Let a manufacturer in: the tenant, its headquarters and the invitation of its first administrator."""
    rules.check(
        code=wanted.code,
        currency=wanted.currency,
        locale=wanted.locale,
        time_zone=wanted.time_zone,
        email=wanted.administrator_email,
    )
    tenant_id = TenantId(new_id())
    if not await store.add_tenant(tx, tenant_id, wanted):
        raise Duplicate(what="tenant", what_zh="品牌编码", value=wanted.code, pointer="/code")

    provisioned = await _invite(tx, tenant_id, wanted.administrator_email, wanted.administrator_name)
    await store.record_act(tx, "tenant.provisioned", tenant_id, {"code": wanted.code, "name": wanted.name})
    return provisioned


async def invite_administrator(tx: OperatorTx, tenant_id: TenantId, email: str, name: str) -> Provisioned:
    """Invite the first administrator anew, for as long as the tenant has no active one."""
    tenant = await store.tenant(tx, tenant_id)
    rules.check(locale=tenant.locale, time_zone=tenant.time_zone, email=email)
    provisioned = await _invite(tx, tenant_id, email, name)
    await store.record_act(tx, "tenant.administrator_invited", tenant_id, {"email": normal_email(email)})
    return provisioned


async def _invite(tx: OperatorTx, tenant_id: TenantId, email: str, name: str) -> Provisioned:
    invitation_id, expires_at = InvitationId(new_id()), tx.now + LASTS
    invited = await store.invite_first_administrator(
        tx,
        tenant_id,
        invitation_id,
        token_hash=tokens.digest(invitation_token(invitation_id, FIRST_ISSUE)),
        email=normal_email(email),
        name=name.strip(),
        expires_at=expires_at,
    )
    if not invited:
        raise TenantHasAdministrator
    return Provisioned(tenant=await store.tenant(tx, tenant_id), invitation_id=invitation_id, expires_at=expires_at)


def first_token(provisioned: Provisioned) -> str:
    """The secret of a first administrator's invitation, for an operator at the terminal of the platform itself."""
    return invitation_token(provisioned.invitation_id, FIRST_ISSUE)


async def list_tenants(
    tx: OperatorTx,
    state: TenantState | None,
    *,
    limit: int,
    cursor: str | None,
) -> tuple[list[Tenant], str | None]:
    """A page of all tenants by code."""
    return await store.tenants_page(tx, state, limit=limit, cursor=cursor)


async def read_tenant(tx: OperatorTx, tenant_id: TenantId) -> Tenant:
    """One tenant's particulars, nothing of its data."""
    return await store.tenant(tx, tenant_id)


async def tenant_of_code(tx: OperatorTx, code: str) -> Tenant:
    """The tenant with a code, or `NotFound`."""
    found = await store.tenant_by_code(tx, code)
    if found is None:
        raise NotFound("tenant", "品牌")
    return found


async def suspend_tenant(tx: OperatorTx, tenant_id: TenantId, reason: str) -> Tenant:
    """Let nobody of the tenant in from now on: sessions and keys are answered `tenant_suspended`."""
    return await _move(tx, tenant_id, TenantState.SUSPENDED, "tenant.suspended", reason)


async def resume_tenant(tx: OperatorTx, tenant_id: TenantId, reason: str) -> Tenant:
    """Let the tenant's people and keys in again; not while two operators have agreed on its end."""
    await deletion.refuse_while_open(tx, tenant_id, confirmed_only=True)
    return await _move(tx, tenant_id, TenantState.ACTIVE, "tenant.resumed", reason)


async def _move(tx: OperatorTx, tenant_id: TenantId, state: TenantState, act: str, reason: str) -> Tenant:
    await store.tenant(tx, tenant_id)
    if not await store.set_tenant_state(tx, tenant_id, state, reason):
        raise TenantStateSame(state=state.value)
    await store.record_act(tx, act, tenant_id, {"reason": reason})
    return await store.tenant(tx, tenant_id)


async def record_arrival(tx: OperatorTx, tenant_id: TenantId, code: str) -> None:
    """Put on record that a tenant came from an archive."""
    await store.record_act(tx, "tenant.brought_in", tenant_id, {"code": code})


async def list_acts(
    tx: OperatorTx,
    wanted: WantedActs,
    *,
    limit: int,
    cursor: str | None,
) -> tuple[list[OperatorAct], str | None]:
    """A page of what operators did, newest first."""
    return await store.acts_page(tx, wanted, limit=limit, cursor=cursor)


async def names_of(tx: OperatorTx, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """What operators are called, for answers that know them by id only."""
    wanted = sorted({one for one in ids if one is not None})
    return await store.names_of(tx, wanted) if wanted else {}


async def add_operator(tx: OperatorTx, name: str, email: str) -> str:
    """Add a platform operator, or give a known one a new key; the key is told once."""
    key = tokens.new_token(OPERATOR_PREFIX)
    await store.save_operator(tx, name.strip(), normal_email(email), tokens.digest(key))
    await store.record_act(tx, "operator.added", None, {"email": normal_email(email)})
    return key
