"""Use cases of a customer's link: give one, list them, take them back, follow one."""

from datetime import timedelta

from aftersales.claims import events
from aftersales.claims.links import rules, store
from aftersales.claims.links.errors import CustomerLinkExpired, CustomerLinkIsRevoked, CustomerLinkRevoked
from aftersales.claims.links.model import (
    Claim,
    CustomerLink,
    CustomerReturn,
    GivenLink,
    Journey,
    LineSeen,
    LinkId,
    OpenTx,
    Signer,
)
from aftersales.claims.links.store import SeenLine, SeenRow
from aftersales.claims.returns import store as returns
from aftersales.claims.returns.model import ReturnId
from aftersales.claims.returns.service import about
from aftersales.kernel.access import Permission
from aftersales.kernel.errors import Forbidden, NotFound
from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Tx
from aftersales.tenancy.model import Tenant
from aftersales.tenancy.tenants import service as tenants

GIVERS = (Permission.RETURNS_FILE, Permission.TASKS_WORK)
"""The dealer's people who file, and the brand's who speak with customers."""


async def give(tx: Tx, return_id: ReturnId, signer: Signer, *, lasts_days: int | None) -> CustomerLink:
    """A link to one return for its customer; whoever holds it sees its state until it expires or is revoked."""
    if not any(tx.actor.may(one) for one in GIVERS):
        raise Forbidden(permission=" / ".join(GIVERS))
    found = await returns.one(tx, return_id)
    brand = await tenants.read_tenant(tx)
    lasting = timedelta(days=rules.lasting_days(lasts_days, brand.customer_link_days))
    link_id, expires_at = LinkId(new_id()), (tx.now + lasting).replace(microsecond=0)

    await store.add(tx, link_id, return_id, found.dealer_id, expires_at)
    tx.emit(events.CustomerLinkGiven(**about(found), link_id=link_id, expires_at=expires_at))
    token = rules.token_of(Claim(tx.tenant_id, return_id, expires_at, link_id), signer)
    return CustomerLink(id=link_id, token=token, path=f"/customer-returns/{token}", expires_at=expires_at)


async def list_links(
    tx: Tx, return_id: ReturnId, *, limit: int, cursor: str | None
) -> tuple[list[GivenLink], str | None]:
    """A page of the links that were given to a return, newest first."""
    tx.actor.require(Permission.RETURNS_READ)
    await returns.one(tx, return_id)
    return await store.links_page(tx, return_id, limit=limit, cursor=cursor)


async def revoke(tx: Tx, return_id: ReturnId, link_id: LinkId, *, reason: str) -> GivenLink:
    """Take one link back: from now on it opens nothing."""
    rules.check_revoker(tx.actor)
    found = await returns.one(tx, return_id)
    link = await store.link_for_update(tx, return_id, link_id)
    rules.check_revocation(link, tx.actor)
    if link.revoked_at is not None:
        raise CustomerLinkIsRevoked

    await store.revoke(tx, link_id, reason)
    tx.emit(events.CustomerLinkRevoked(**about(found), link_id=link_id, reason=reason))
    return await store.link(tx, return_id, link_id)


async def revoke_all(tx: Tx, return_id: ReturnId, *, reason: str) -> int:
    """Take back every link of a return that the caller may, and every former token; how many links there were."""
    rules.check_revoker(tx.actor)
    found = await returns.one(tx, return_id)

    count = await store.revoke_all(tx, return_id, reason, only_dealers=not rules.revokes_every(tx.actor))
    await store.stop(tx, return_id, found.dealer_id, reason)
    tx.emit(events.CustomerLinksRevoked(**about(found), links=count, reason=reason))
    return count


async def follow(token: str, signer: Signer, open_tx: OpenTx) -> CustomerReturn:
    """What the holder of a link may see; a token that we did not sign looks like a return that is not there."""
    claim = rules.claim_of(token, signer)
    if claim is None:
        raise NotFound("return", "退货单")
    async with open_tx(claim.tenant_id) as tx:
        if await store.is_revoked(tx, claim):
            raise CustomerLinkRevoked
        if tx.now >= claim.expires_at:
            raise CustomerLinkExpired(day=f"{claim.expires_at:%Y-%m-%d}")
        one, lines = await store.seen(tx, claim.return_id)
        return _shown(await tenants.read_tenant(tx), claim, one, lines)


def _shown(brand: Tenant, claim: Claim, one: SeenRow, lines: list[SeenLine]) -> CustomerReturn:
    state_text, next_text = rules.WORDS[one.state]
    return CustomerReturn(
        brand=brand.name,
        brand_en=brand.name_en,
        number=one.number,
        state=one.state,
        state_text=state_text,
        next_text=next_text,
        journey=Journey(
            filed_at=one.filed_at,
            approved_at=one.approved_at,
            shipped_at=one.shipped_at,
            received_at=one.received_at,
            settled_at=rules.settled_at(line.settled_at for line in lines),
            closed_at=one.closed_at,
        ),
        lines=tuple(
            LineSeen(
                part_name=line.part_name,
                part_name_en=line.part_name_en,
                quantity=line.quantity,
                fate=rules.fate_of(
                    one.state,
                    is_accepted=line.accepted,
                    disposition=line.disposition,
                    is_settled=line.settled_at is not None,
                ),
            )
            for line in lines
        ),
        expires_at=claim.expires_at,
    )
