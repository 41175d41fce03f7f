"""Every query of idempotency keys."""

from datetime import datetime
from typing import Final

import msgspec
from sqlalchemy import delete, select

from aftersales.kernel.tx import OperatorTx, Tx
from aftersales.platform.tables import idempotency_keys, operator_idempotency_keys

CLAIM: Final = """
INSERT INTO idempotency_keys (tenant_id, caller_id, key, dealer_id, request_hash, created_at)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (tenant_id, caller_id, key) DO NOTHING RETURNING true
"""
KEEP: Final = """
UPDATE idempotency_keys SET status = $4::smallint, headers = $5::jsonb, body = $6::bytea
WHERE tenant_id = $1 AND caller_id = $2 AND key = $3
"""
OPERATOR_CLAIM: Final = """
INSERT INTO operator_idempotency_keys (operator_id, key, request_hash, created_at)
VALUES ($1, $2, $3, $4) ON CONFLICT (operator_id, key) DO NOTHING RETURNING true
"""
OPERATOR_KEEP: Final = """
UPDATE operator_idempotency_keys SET status = $3::smallint, headers = $4::jsonb, body = $5::bytea
WHERE operator_id = $1 AND key = $2
"""


class Kept(msgspec.Struct, frozen=True):
    """A key as it is stored; the answer is missing while its transaction runs."""

    request_hash: bytes
    status: int | None
    headers: dict[str, str] | None
    body: bytes | None


def _where(tx: Tx, key: str) -> dict[str, object]:
    return {"tenant_id": tx.tenant_id, "caller_id": tx.actor.id, "key": key}


async def claim(tx: Tx, key: str, request_hash: bytes) -> bool:
    """Take a key; false if the caller used it before. Waits while another transaction holds it."""
    return bool(await tx.fetch(CLAIM, tx.tenant_id, tx.actor.id, key, tx.dealer_id, request_hash, tx.now))


async def kept(tx: Tx, key: str) -> Kept:
    """What is stored under a key."""
    return await tx.one(select(idempotency_keys).filter_by(**_where(tx, key)), Kept)


def keep(tx: Tx, key: str, status: int, headers: dict[str, str], body: bytes) -> None:
    """Store the answer of the transaction's own key; it travels with the facts."""
    encoded = msgspec.json.encode(headers).decode()
    tx.write_later(KEEP, tx.tenant_id, tx.actor.id, key, status, encoded, body)


async def forget(tx: Tx, before: datetime) -> int:
    """Delete the tenant's kept answers from before an instant; how many."""
    kept = idempotency_keys.c
    gone = await tx.execute(delete(idempotency_keys).where(kept.tenant_id == tx.tenant_id, kept.created_at < before))
    return gone.rowcount


async def claim_of_operator(tx: OperatorTx, key: str, request_hash: bytes) -> bool:
    """Take a key of an operator's; false if they used it before. Waits while another transaction holds it."""
    return bool(await tx.fetch(OPERATOR_CLAIM, tx.operator_id, key, request_hash, tx.now))


async def kept_of_operator(tx: OperatorTx, key: str) -> Kept:
    """What is stored under a key of the acting operator's."""
    statement = select(operator_idempotency_keys).filter_by(operator_id=tx.operator_id, key=key)
    return await tx.one(statement, Kept)


async def keep_of_operator(tx: OperatorTx, key: str, status: int, headers: dict[str, str], body: bytes) -> None:
    """Store the answer of the transaction's own key."""
    await tx.fetch(OPERATOR_KEEP, tx.operator_id, key, status, msgspec.json.encode(headers).decode(), body)


async def forget_of_operators(tx: OperatorTx, before: datetime) -> None:
    """Delete all operators' kept answers from before an instant."""
    await tx.execute(delete(operator_idempotency_keys).where(operator_idempotency_keys.c.created_at < before))
