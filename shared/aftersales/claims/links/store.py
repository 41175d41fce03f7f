"""Every query of a customer's link."""

from datetime import datetime
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import Select, bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from aftersales.claims.links.model import Claim, GivenLink, LinkId
from aftersales.claims.links.tables import customer_link_stops as stops
from aftersales.claims.links.tables import customer_links as links
from aftersales.claims.returns.model import ReturnId, ReturnState
from aftersales.claims.returns.tables import return_lines, returns, shipments
from aftersales.kernel.errors import NotFound
from aftersales.kernel.ids import OrganisationId
from aftersales.kernel.pagination import page
from aftersales.kernel.straight import Prepared
from aftersales.kernel.tx import Tx
from aftersales.policy.model import Disposition


class SeenRow(Struct, frozen=True, kw_only=True):
    """What is read of a return for its customer, and nothing else of it."""

    number: str
    state: ReturnState
    filed_at: datetime
    approved_at: datetime | None
    shipped_at: datetime | None
    received_at: datetime | None
    closed_at: datetime | None


class SeenLine(Struct, frozen=True, kw_only=True):
    """What is read of a line for its customer."""

    part_name: str
    part_name_en: str
    quantity: int
    accepted: bool
    disposition: Disposition | None
    settled_at: datetime | None


_ONE: Final = Prepared(
    select(
        returns.c.number,
        returns.c.state,
        returns.c.filed_at,
        returns.c.approved_at,
        shipments.c.created_at.label("shipped_at"),
        returns.c.received_at,
        returns.c.closed_at,
    )
    .outerjoin(shipments, (shipments.c.tenant_id == returns.c.tenant_id) & (shipments.c.id == returns.c.shipment_id))
    .where(returns.c.tenant_id == bindparam("tenant"), returns.c.id == bindparam("id")),
)
_LINES: Final = Prepared(
    select(
        return_lines.c.part_name,
        return_lines.c.part_name_en,
        return_lines.c.quantity,
        return_lines.c.accepted,
        return_lines.c.disposition,
        return_lines.c.settled_at,
    )
    .where(return_lines.c.tenant_id == bindparam("tenant"), return_lines.c.return_id == bindparam("of"))
    .order_by(return_lines.c.line),
)


async def seen(tx: Tx, return_id: ReturnId) -> tuple[SeenRow, list[SeenLine]]:
    """A return and its lines, as far as its customer may know them."""
    one = await tx.one(_ONE.given(tenant=tx.tenant_id, id=return_id), SeenRow, NotFound("return", "退货单"))
    return one, await tx.all(_LINES.given(tenant=tx.tenant_id, of=return_id), SeenLine)


SHOWN: Final = [links.c[name] for name in GivenLink.__struct_fields__]


def _links(tx: Tx, return_id: ReturnId) -> Select[Any]:
    return select(*SHOWN).where(links.c.tenant_id == tx.tenant_id, links.c.return_id == return_id)


def _missing() -> NotFound:
    return NotFound("customer link", "客户链接")


async def add(tx: Tx, link_id: LinkId, return_id: ReturnId, dealer_id: OrganisationId, expires_at: datetime) -> None:
    """One more link, given by whoever acts."""
    await tx.execute(
        insert(links).values(
            tenant_id=tx.tenant_id,
            id=link_id,
            return_id=return_id,
            dealer_id=dealer_id,
            is_dealers=tx.dealer_id is not None,
            given_by=tx.actor.id,
            given_by_name=tx.actor.name,
            given_at=tx.now,
            expires_at=expires_at,
        )
    )


async def links_page(
    tx: Tx, return_id: ReturnId, *, limit: int, cursor: str | None
) -> tuple[list[GivenLink], str | None]:
    """A page of a return's links, newest first."""
    return await page(
        tx,
        _links(tx, return_id),
        GivenLink,
        columns=[links.c.given_at, links.c.id],
        key=lambda link: (link.given_at, link.id),
        limit=limit,
        cursor=cursor,
        bound=("customer links", return_id),
        descending=True,
    )


async def link(tx: Tx, return_id: ReturnId, link_id: LinkId) -> GivenLink:
    """One link of a return."""
    return await tx.one(_links(tx, return_id).where(links.c.id == link_id), GivenLink, _missing())


async def link_for_update(tx: Tx, return_id: ReturnId, link_id: LinkId) -> GivenLink:
    """One link of a return, locked."""
    statement = _links(tx, return_id).where(links.c.id == link_id).with_for_update()
    return await tx.one(statement, GivenLink, _missing())


def _revoked(tx: Tx, reason: str) -> dict[str, object]:
    return {
        "revoked_at": tx.now,
        "revoked_by": tx.actor.id,
        "revoked_by_name": tx.actor.name,
        "reason": reason,
    }


async def revoke(tx: Tx, link_id: LinkId, reason: str) -> None:
    """Take back a link that is locked."""
    await tx.execute(
        update(links).where(links.c.tenant_id == tx.tenant_id, links.c.id == link_id).values(**_revoked(tx, reason))
    )


async def revoke_all(tx: Tx, return_id: ReturnId, reason: str, *, only_dealers: bool) -> int:
    """Take back a return's links that still open it; how many there were."""
    statement = update(links).where(
        links.c.tenant_id == tx.tenant_id,
        links.c.return_id == return_id,
        links.c.revoked_at.is_(None),
        links.c.expires_at > tx.now,
    )
    if only_dealers:
        statement = statement.where(links.c.is_dealers)
    return (await tx.execute(statement.values(**_revoked(tx, reason)))).rowcount


async def stop(tx: Tx, return_id: ReturnId, dealer_id: OrganisationId, reason: str) -> None:
    """Take back every former token of a return; again changes nothing."""
    values = {
        "tenant_id": tx.tenant_id,
        "return_id": return_id,
        "dealer_id": dealer_id,
        "stopped_at": tx.now,
        "stopped_by": tx.actor.id,
        "stopped_by_name": tx.actor.name,
        "reason": reason,
    }
    await tx.execute(upsert(stops).values(**values).on_conflict_do_nothing())


async def is_revoked(tx: Tx, claim: Claim) -> bool:
    """Whether what a token says was taken back; `NotFound` for a link that there never was."""
    if claim.link_id is not None:
        given = _links(tx, claim.return_id).where(links.c.id == claim.link_id)
        return (await tx.one(given, GivenLink, NotFound("return", "退货单"))).revoked_at is not None
    statement = select(stops.c.return_id).where(stops.c.tenant_id == tx.tenant_id, stops.c.return_id == claim.return_id)
    return await tx.scalar(statement) is not None
