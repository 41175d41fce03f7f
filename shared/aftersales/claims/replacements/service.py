"""The use case of replacements."""

from aftersales.claims.replacements import store
from aftersales.claims.replacements.model import ReplacedLine
from aftersales.kernel.access import Permission
from aftersales.kernel.ids import OrganisationId
from aftersales.kernel.tx import Tx


async def listed(
    tx: Tx, dealer_id: OrganisationId | None, *, limit: int, cursor: str | None
) -> tuple[list[ReplacedLine], str | None]:
    """A page of what was sent in place of returned parts, as far as the caller sees the returns."""
    tx.actor.require(Permission.RETURNS_READ)
    return await store.listed(tx, dealer_id, limit=limit, cursor=cursor)
