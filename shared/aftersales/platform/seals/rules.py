"""The arithmetic of seals: the Merkle tree hash of RFC 6962, and the text that is signed."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256

EMPTY = sha256(b"").digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The Merkle tree hash over leaves that are hashes already (RFC 6962, 2.1)."""
    if not leaves:
        return EMPTY
    level = list(leaves)
    while len(level) > 1:
        paired = [sha256(b"\x01" + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=False)]
        level = paired + level[len(level) - len(level) % 2 :]
    return level[0]


def statement(tenant: str, day: date, facts: int, tree: bytes, previous: str) -> bytes:
    """What the platform signs: whose day it is, how many facts it had, their root, and the seal before."""
    return "\n".join(("aftersales seal 1", tenant, day.isoformat(), str(facts), tree.hex(), previous)).encode()
