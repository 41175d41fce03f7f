"""Use cases of seals: seal a day, list seals, recompute one."""

from collections.abc import Callable
from datetime import date

from msgspec import Struct

from aftersales.kernel.access import Permission
from aftersales.kernel.tx import Tx
from aftersales.platform.seals import rules, store
from aftersales.platform.seals.errors import DayNotOver
from aftersales.platform.seals.events import FactsSealed
from aftersales.platform.seals.model import Checked, Seal


class Signer(Struct, frozen=True):
    """The platform's key: signs, and says whether a signature is its own."""

    sign: Callable[[bytes], tuple[int, bytes]]
    """What is signed in; the key's number and the signature out."""
    is_ours: Callable[[int, bytes, bytes], bool]
    """Key's number, signature, what was signed."""


async def seal(tx: Tx, day: date, signer: Signer) -> Seal:
    """Seal the facts of a day of UTC; a day that is sealed already keeps its seal."""
    if day >= tx.now.date():
        raise DayNotOver(day=day)
    known = await store.seal(tx, day)
    if known is not None:
        return known

    leaves = await store.leaves(tx, day)
    before = await store.newest_before(tx, day)
    tree, previous = rules.root(leaves), before.root if before else ""
    key_id, signature = signer.sign(rules.statement(str(tx.tenant_id), day, len(leaves), tree, previous))
    made = Seal(
        day=day,
        facts=len(leaves),
        root=tree.hex(),
        previous=previous,
        signature=signature.hex(),
        key_id=key_id,
        sealed_at=tx.now,
    )
    await store.add(tx, made)
    tx.emit(FactsSealed(tenant_id=tx.tenant_id, day=day, facts=made.facts, root=made.root))
    return made


async def check(tx: Tx, day: date, signer: Signer) -> Checked:
    """Recompute a day from the log as it is now, and compare it with its seal."""
    tx.actor.require(Permission.AUDIT_READ)
    kept = await store.sealed(tx, day)
    leaves = await store.leaves(tx, day)
    text = rules.statement(str(tx.tenant_id), day, kept.facts, bytes.fromhex(kept.root), kept.previous)
    return Checked(
        seal=kept,
        root_now=rules.root(leaves).hex(),
        facts_now=len(leaves),
        is_signature_ours=signer.is_ours(kept.key_id, bytes.fromhex(kept.signature), text),
    )


async def listed(tx: Tx, *, limit: int, cursor: str | None) -> tuple[list[Seal], str | None]:
    """A page of seals, newest first."""
    tx.actor.require(Permission.AUDIT_READ)
    return await store.listed(tx, limit=limit, cursor=cursor)
