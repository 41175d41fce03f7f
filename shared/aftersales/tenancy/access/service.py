"""Use cases of operators' access: an operator asks, opens and withdraws; the tenant grants, refuses, revokes, reads."""

from uuid import UUID

import msgspec

from aftersales.kernel.access import Permission
from aftersales.kernel.errors import NotFound, StaleVersion
from aftersales.kernel.ids import TenantId, new_id
from aftersales.kernel.pagination import read_cursor, write_cursor
from aftersales.kernel.tx import OperatorTx, Tx
from aftersales.tenancy.access import rules, store
from aftersales.tenancy.access.errors import AccessIsOpen, AccessNotRunning, AccessTooLong
from aftersales.tenancy.access.events import AccessGranted, AccessRefused, AccessRevoked
from aftersales.tenancy.access.model import Access, AccessId, AccessOfTenant, AccessState, Look, Pass
from aftersales.tenancy.entry import rules as tokens
from aftersales.tenancy.entry.service import PASS_PREFIX
from aftersales.tenancy.operators import store as operators

PUT_DOWN = -1
"""What the store answers when a request is on record."""


async def ask(tx: OperatorTx, tenant_id: TenantId, *, reason: str, hours: int) -> AccessOfTenant:
    """Ask to read a tenant's data; its administrators are told."""
    access_id = AccessId(new_id())
    answer = await store.ask(tx, tenant_id, access_id, reason, hours, await operators.operator_name(tx))
    if answer is None:
        raise NotFound("tenant", "品牌")
    if answer == 0:
        raise AccessIsOpen
    if answer != PUT_DOWN:
        raise AccessTooLong(most=answer, pointer="/hours")
    return await read_request(tx, access_id)


async def read_request(tx: OperatorTx, access_id: AccessId) -> AccessOfTenant:
    """One request, whichever operator asked."""
    found = await store.of_operators(tx, only=access_id)
    if not found:
        raise NotFound("access", "访问申请")
    return _as_of(tx, found[0])


async def list_requests(
    tx: OperatorTx, tenant_id: TenantId | None, *, limit: int, cursor: str | None
) -> tuple[list[AccessOfTenant], str | None]:
    """A page of all operators' requests, newest first."""
    bound = ("operator access", tenant_id)
    before = None if cursor is None else msgspec.convert(read_cursor(cursor, *bound)[0], UUID)
    found = await store.of_operators(tx, tenant_id=tenant_id, before=before, limit=limit + 1)
    following = write_cursor((found[limit - 1].id,), *bound) if len(found) > limit else None
    return [_as_of(tx, one) for one in found[:limit]], following


def _as_of(tx: OperatorTx, one: AccessOfTenant) -> AccessOfTenant:
    is_over = one.state is AccessState.GRANTED and one.until is not None and one.until <= tx.now
    return msgspec.structs.replace(one, state=AccessState.EXPIRED) if is_over else one


async def open_pass(tx: OperatorTx, access_id: AccessId) -> Pass:
    """A token that reads the tenant's data for as long as the grant runs; the one before opens nothing any more."""
    token = tokens.new_token(PASS_PREFIX)
    opened = await store.open_pass(tx, access_id, tokens.digest(token), await operators.operator_name(tx))
    if opened is None:
        await read_request(tx, access_id)
        raise AccessNotRunning
    tenant_id, until = opened
    return Pass(token=token, access_id=access_id, tenant_id=tenant_id, until=until)


async def withdraw(tx: OperatorTx, access_id: AccessId) -> AccessOfTenant:
    """Take one's own request back, or end one's own access before its time."""
    if not await store.withdraw(tx, access_id, await operators.operator_name(tx)):
        await read_request(tx, access_id)
        raise AccessNotRunning
    return await read_request(tx, access_id)


async def list_accesses(tx: Tx, *, limit: int, cursor: str | None) -> tuple[list[Access], str | None]:
    """A page of the requests to the caller's tenant, newest first."""
    tx.actor.require(Permission.TENANT_MANAGE)
    items, following = await store.accesses_page(tx, limit=limit, cursor=cursor)
    return [one.at(tx.now) for one in items], following


async def read_access(tx: Tx, access_id: AccessId) -> Access:
    """One request to the caller's tenant."""
    tx.actor.require(Permission.TENANT_MANAGE)
    return (await store.access(tx, access_id)).at(tx.now)


async def list_looks(tx: Tx, access_id: AccessId, *, limit: int, cursor: str | None) -> tuple[list[Look], str | None]:
    """A page of what was looked at under a grant, newest first."""
    tx.actor.require(Permission.TENANT_MANAGE)
    await store.access(tx, access_id)
    return await store.looks_page(tx, access_id, limit=limit, cursor=cursor)


async def grant(tx: Tx, access_id: AccessId, *, hours: int | None, expected_version: int) -> Access:
    """Let the operator read from now on, for as long as was asked or less."""
    access = await _moving(tx, access_id, AccessState.GRANTED, expected_version)
    granted, until = rules.term(access, hours, await store.longest(tx), tx.now)

    await store.move(tx, access_id, AccessState.GRANTED, granted_hours=granted, until=until, **_answered(tx))
    tx.emit(AccessGranted(access_id=access_id, operator_name=access.operator_name, hours=granted, until=until))
    return await store.access(tx, access_id)


async def refuse(tx: Tx, access_id: AccessId, *, reason: str, expected_version: int) -> Access:
    """Let the operator read nothing."""
    access = await _moving(tx, access_id, AccessState.REFUSED, expected_version)

    await store.move(tx, access_id, AccessState.REFUSED, answer=reason, **_answered(tx))
    tx.emit(AccessRefused(access_id=access_id, operator_name=access.operator_name, reason=reason))
    return await store.access(tx, access_id)


async def revoke(tx: Tx, access_id: AccessId, *, expected_version: int) -> Access:
    """End the operator's access with the next request."""
    access = await _moving(tx, access_id, AccessState.REVOKED, expected_version)

    await store.move(tx, access_id, AccessState.REVOKED, ended_at=tx.now)
    tx.emit(AccessRevoked(access_id=access_id, operator_name=access.operator_name))
    return await store.access(tx, access_id)


def _answered(tx: Tx) -> dict[str, object]:
    return {"answered_by": tx.actor.id, "answered_by_name": tx.actor.name, "answered_at": tx.now}


async def _moving(tx: Tx, access_id: AccessId, to: AccessState, expected_version: int) -> Access:
    tx.actor.require(Permission.TENANT_MANAGE)
    access = await store.access_for_update(tx, access_id)
    rules.check_move(access, to, tx.now)
    if access.version != expected_version:
        raise StaleVersion(version=access.version)
    return access
