"""Use cases of operators' access: an operator asks, opens and withdraws; the tenant grants, refuses, revokes, reads."""

from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from aftersales.kernel.access import Permission
from aftersales.kernel.errors import NotFound, StaleVersion
from aftersales.kernel.ids import TenantId, new_id
from aftersales.kernel.pagination import read_cursor, write_cursor
from aftersales.kernel.tx import OperatorTx, Tx
from aftersales.platform import service as platform
from aftersales.tenancy import store as tenancy
from aftersales.tenancy.access import rules, store
from aftersales.tenancy.access.errors import AccessIsOpen, AccessNotRunning, AccessTooLong
from aftersales.tenancy.access.events import AccessGranted, AccessLapsed, AccessRefused, AccessRevoked
from aftersales.tenancy.access.model import (
    Access,
    AccessId,
    AccessOfTenant,
    AccessRef,
    AccessState,
    Asker,
    Look,
    LookDay,
    Pass,
    SameLooks,
)
from aftersales.tenancy.entry import rules as tokens
from aftersales.tenancy.entry.service import PASS_PREFIX
from aftersales.tenancy.operators import store as operators

LAPSE: Final = "tenancy.lapse_access"
"""The timer of a request that nobody has answered."""

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
    return found[0].at(tx.now)


async def list_requests(
    tx: OperatorTx, tenant_id: TenantId | None, *, limit: int, cursor: str | None
) -> tuple[list[AccessOfTenant], str | None]:
    """A page of all operators' requests, newest first."""
    bound = ("operator access", tenant_id)
    before = None if cursor is None else msgspec.convert(read_cursor(cursor, *bound)[0], UUID)
    found = await store.of_operators(tx, tenant_id=tenant_id, before=before, limit=limit + 1)
    following = write_cursor((found[limit - 1].id,), *bound) if len(found) > limit else None
    return [one.at(tx.now) for one in found[:limit]], following


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


async def list_looks(
    tx: Tx, access_id: AccessId, day: date | None, *, limit: int, cursor: str | None
) -> tuple[list[Look], str | None]:
    """A page of what was looked at under a grant, of one day of the tenant's if that is asked, newest first."""
    tx.actor.require(Permission.TENANT_MANAGE)
    await store.access(tx, access_id)
    between = None if day is None else rules.instants_of(day, (await tenancy.tenant(tx)).time_zone)
    return await store.looks_page(tx, access_id, between, limit=limit, cursor=cursor)


async def list_same_looks(
    tx: Tx, access_id: AccessId, day: date | None, *, limit: int, cursor: str | None
) -> tuple[list[SameLooks], str | None]:
    """A page of what was looked at under a grant, each thing once a day, of one day if that is asked."""
    tx.actor.require(Permission.TENANT_MANAGE)
    await store.access(tx, access_id)
    zone = (await tenancy.tenant(tx)).time_zone
    between = None if day is None else rules.instants_of(day, zone)
    return await store.same_looks(tx, zone, access_id, between, limit=limit, cursor=cursor)


async def list_look_days(
    tx: Tx, access_id: AccessId | None, *, limit: int, cursor: str | None
) -> tuple[list[LookDay], str | None]:
    """A page of looks summed up by request and day, newest day first."""
    tx.actor.require(Permission.TENANT_MANAGE)
    zone = (await tenancy.tenant(tx)).time_zone
    return await store.look_days(tx, zone, access_id, limit=limit, cursor=cursor)


async def await_answer(tx: Tx, access_id: AccessId) -> None:
    """Set the timer after which a request that waits lapses."""
    access = await store.access(tx, access_id)
    if access.lapses_at is not None:
        await platform.set_timer(tx, LAPSE, access_id, access.lapses_at, payload=AccessRef(access_id))


async def lapse(tx: Tx, access_id: AccessId) -> Asker | None:
    """End a request that nobody answered in time; who is to be told, if it was not answered after all."""
    asker = await store.lapse(tx, access_id)
    if asker is not None:
        access = await store.access(tx, access_id)
        tx.emit(AccessLapsed(access_id=access_id, operator_name=asker.name, asked_at=access.asked_at))
    return asker


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
