"""Idempotency: the same key and request get the first answer again; the key and its effect commit together."""

from datetime import datetime
from typing import Final

from aftersales.kernel.errors import Malformed
from aftersales.kernel.tx import Tx
from aftersales.platform.errors import IdempotencyKeyReused
from aftersales.platform.idempotency import store
from aftersales.platform.idempotency.model import KeptAnswer

LONGEST: Final = 255


async def claim(tx: Tx, key: str, request_hash: bytes) -> KeptAnswer | None:
    """Take a key for this request, or the answer that it was given before; another request's key is refused."""
    if len(key) > LONGEST or not key.isascii() or not key.isprintable():
        raise Malformed(reason="Idempotency-Key", pointer="/headers/idempotency-key")
    if await store.claim(tx, key, request_hash):
        return None
    kept = await store.kept(tx, key)
    if kept.request_hash != request_hash:
        raise IdempotencyKeyReused
    return KeptAnswer(status=kept.status or 200, headers=kept.headers or {}, body=kept.body or b"")


def keep(tx: Tx, key: str, answer: KeptAnswer) -> None:
    """Store the answer with its effect."""
    store.keep(tx, key, answer.status, answer.headers, answer.body)


async def forget(tx: Tx, before: datetime) -> int:
    """Throw away the tenant's kept answers from before an instant; how many."""
    return await store.forget(tx, before)
