"""Use cases of deletion: ask, confirm, cancel; and for the worker: begin, erase batch by batch, end with a receipt."""

from collections.abc import Callable
from typing import Final

import msgspec

from aftersales.kernel.errors import StateConflict
from aftersales.kernel.ids import TenantId, new_id
from aftersales.kernel.tx import OperatorTx
from aftersales.tenancy.deletion import store
from aftersales.tenancy.deletion.errors import DeletionCodeWrong, DeletionIsOpen, DeletionNeedsAnother
from aftersales.tenancy.deletion.model import MOVES, Deletion, DeletionId, DeletionState, Receipt
from aftersales.tenancy.model import TenantState
from aftersales.tenancy.operators import store as operators

Sign = Callable[[bytes], tuple[int, bytes]]
"""The platform's key: the key's number and the signature."""

PEOPLE, OBJECTS, KEYS = BESIDES = ("people", "objects", "keys")
"""What is counted besides the tenant's tables."""

FIRST: Final = ("schedules", "fact_outbox", "deliveries")
"""What makes workers work on a tenant goes before all else."""


async def ask(tx: OperatorTx, tenant_id: TenantId, *, code: str, reason: str, delay_days: int) -> Deletion:
    """Ask for a tenant's end; its code is typed once more, so that it is the one that is meant."""
    tenant = await operators.tenant(tx, tenant_id)
    if tenant.code != code:
        raise DeletionCodeWrong(pointer="/code")
    await refuse_while_open(tx, tenant_id)

    deletion_id = DeletionId(new_id())
    await store.add(
        tx,
        {
            "id": deletion_id,
            "tenant_id": tenant_id,
            "code": tenant.code,
            "name": tenant.name,
            "reason": reason,
            "delay_days": delay_days,
            "asked_by": tx.operator_id,
            "asked_at": tx.now,
        },
    )
    await operators.record_act(tx, "deletion.asked", tenant_id, {"reason": reason, "delay_days": str(delay_days)})
    return await store.deletion(tx, deletion_id)


async def refuse_while_open(tx: OperatorTx, tenant_id: TenantId, *, confirmed_only: bool = False) -> None:
    """Refuse what cannot be done while a deletion of the tenant is under way."""
    known = await store.open_of(tx, tenant_id)
    if known is not None and not (confirmed_only and known.state is DeletionState.ASKED):
        raise DeletionIsOpen(state=known.state.value)


async def confirm(tx: OperatorTx, deletion_id: DeletionId) -> Deletion:
    """Agree as another operator: nobody of the tenant is let in from now on, and its day is named."""
    deletion = await _moving(tx, deletion_id, DeletionState.CONFIRMED)
    if deletion.asked_by == tx.operator_id:
        raise DeletionNeedsAnother

    await store.move(
        tx,
        deletion_id,
        DeletionState.CONFIRMED,
        confirmed_by=tx.operator_id,
        confirmed_at=tx.now,
        due_at=tx.now + deletion.delay,
    )
    await operators.set_tenant_state(tx, deletion.tenant_id, TenantState.SUSPENDED, deletion.reason)
    await store.plan(tx, deletion_id)
    await store.tell(tx, deletion_id, await operators.operator_name(tx), deletion.reason)
    await operators.record_act(tx, "deletion.confirmed", deletion.tenant_id, {"deletion_id": str(deletion_id)})
    return await store.deletion(tx, deletion_id)


async def cancel(tx: OperatorTx, deletion_id: DeletionId, reason: str) -> Deletion:
    """Let the tenant stay; it remains suspended until an operator resumes it."""
    deletion = await _moving(tx, deletion_id, DeletionState.CANCELLED)
    was_confirmed = deletion.state is DeletionState.CONFIRMED

    await store.move(tx, deletion_id, DeletionState.CANCELLED, cancelled_by=tx.operator_id, cancelled_at=tx.now)
    if was_confirmed:
        await store.tell(tx, deletion_id, await operators.operator_name(tx), reason)
    await operators.record_act(tx, "deletion.cancelled", deletion.tenant_id, {"reason": reason})
    return await store.deletion(tx, deletion_id)


async def _moving(tx: OperatorTx, deletion_id: DeletionId, state: DeletionState) -> Deletion:
    deletion = await store.deletion_for_update(tx, deletion_id)
    if state not in MOVES.get(deletion.state, set()):
        raise StateConflict(state=deletion.state.value, move=state.value)
    return deletion


async def read(tx: OperatorTx, deletion_id: DeletionId) -> Deletion:
    """One deletion, with its receipt once it is done."""
    return await store.deletion(tx, deletion_id)


async def listed(tx: OperatorTx, *, limit: int, cursor: str | None) -> tuple[list[Deletion], str | None]:
    """A page of all deletions, newest first."""
    return await store.page(tx, limit=limit, cursor=cursor)


async def begin(tx: OperatorTx, deletion_id: DeletionId) -> Deletion | None:
    """Begin to erase, or go on with it; None if it was cancelled, is done, or its day has not come."""
    deletion = await store.deletion_for_update(tx, deletion_id)
    if deletion.state is DeletionState.ERASING:
        return deletion
    if deletion.state is not DeletionState.CONFIRMED or deletion.due_at is None or deletion.due_at > tx.now:
        return None
    await store.move(tx, deletion_id, DeletionState.ERASING)
    return deletion


async def erase_batch(tx: OperatorTx, deletion_id: DeletionId, table: str) -> int:
    """Erase a batch of one table; how many rows went."""
    return await store.erase_rows(tx, deletion_id, table)


async def erase_own_row(tx: OperatorTx, deletion_id: DeletionId) -> str | None:
    """Erase what is left, the tenant's own row; or the name of a table that still holds something."""
    return await store.erase_tenant(tx, deletion_id)


async def count(tx: OperatorTx, deletion_id: DeletionId, what: str, more: int) -> None:
    """Count objects or keys that went, for the receipt."""
    await store.count(tx, deletion_id, what, more)


async def end(tx: OperatorTx, deletion_id: DeletionId, sign: Sign) -> Deletion:
    """Write and sign the receipt."""
    deletion = await _moving(tx, deletion_id, DeletionState.DONE)
    if deletion.confirmed_by is None or deletion.due_at is None:
        raise StateConflict(state=deletion.state.value, move=DeletionState.DONE.value)
    receipt = msgspec.json.encode(
        Receipt(
            deletion_id=deletion.id,
            tenant_id=deletion.tenant_id,
            code=deletion.code,
            name=deletion.name,
            reason=deletion.reason,
            asked_by=deletion.asked_by,
            confirmed_by=deletion.confirmed_by,
            due_at=deletion.due_at,
            finished_at=tx.now,
            rows={name: gone for name, gone in sorted(deletion.erased.items()) if gone and name not in BESIDES},
            people=deletion.erased.get(PEOPLE, 0),
            objects=deletion.erased.get(OBJECTS, 0),
            keys=deletion.erased.get(KEYS, 0),
        ),
    )
    key_id, signature = sign(receipt)
    await store.move(
        tx,
        deletion_id,
        DeletionState.DONE,
        receipt=receipt.decode(),
        signature=signature.hex(),
        key_id=key_id,
        finished_at=tx.now,
    )
    await operators.record_act(tx, "deletion.done", deletion.tenant_id, {"deletion_id": str(deletion_id)})
    return await store.deletion(tx, deletion_id)
