"""Idempotency: the same key and request get the first answer again; the key and its effect commit together."""

from datetime import datetime, timedelta
from typing import Final

from aftersales.kernel.errors import Malformed
from aftersales.kernel.tx import OperatorTx, Tx
from aftersales.platform.errors import IdempotencyKeyReused
from aftersales.platform.idempotency import store
from aftersales.platform.idempotency.model import KeptAnswer

LONGEST: Final = 255
KEPT_FOR_OPERATORS: Final = timedelta(days=30)
"""How long an operator's key answers; a tenant's are forgotten by its nightly work."""


async def claim(tx: Tx, key: str, request_hash: bytes) -> KeptAnswer | None:
    """Take a key for this request, or the answer that it was given before; another request's key is refused."""
    _check(key)
    if await store.claim(tx, key, request_hash):
        return None
    return _answer(await store.kept(tx, key), request_hash)


async def claim_of_operator(tx: OperatorTx, key: str, request_hash: bytes) -> KeptAnswer | None:
    """As `claim`, for an operator; keys that were kept long enough are forgotten on the way."""
    _check(key)
    await store.forget_of_operators(tx, tx.now - KEPT_FOR_OPERATORS)
    if await store.claim_of_operator(tx, key, request_hash):
        return None
    return _answer(await store.kept_of_operator(tx, key), request_hash)


def _check(key: str) -> None:
    if len(key) > LONGEST or not key.isascii() or not key.isprintable():
        raise Malformed(reason="Idempotency-Key", pointer="/headers/idempotency-key")


def _answer(kept: store.Kept, request_hash: bytes) -> KeptAnswer:
    if kept.request_hash != request_hash:
        raise IdempotencyKeyReused
    return KeptAnswer(status=kept.status or 200, headers=kept.headers or {}, body=kept.body or b"")


def keep(tx: Tx, key: str, answer: KeptAnswer) -> None:
    """Store the answer with its effect."""
    store.keep(tx, key, answer.status, answer.headers, answer.body)


async def keep_of_operator(tx: OperatorTx, key: str, answer: KeptAnswer) -> None:
    """Store the answer to an operator with its effect."""
    await store.keep_of_operator(tx, key, answer.status, answer.headers, answer.body)


async def forget(tx: Tx, before: datetime) -> int:
    """Throw away the tenant's kept answers from before an instant; how many."""
    return await store.forget(tx, before)
