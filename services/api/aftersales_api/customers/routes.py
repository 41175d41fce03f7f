"""Links to a return for its customer: given, listed, taken back; and what their holder sees without a login."""

from typing import Final
from uuid import UUID

import msgspec
from litestar import Response, Router, get, post
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from aftersales.claims.links import service as links
from aftersales.claims.links.model import CustomerReturn, GivenLink, LinkId
from aftersales.claims.returns.model import ReturnId
from aftersales.documents import keyring
from aftersales_api.customers.schemas import GiveLink, LinkShown, LinksRevoked, RevokeLinks
from aftersales_api.deps import Cursor, InTx, Limit, Page, TheCall

PATH: Final = "/returns/{return_id:uuid}/customer-links"


@post(PATH, operation_id="give_customer_link", status_code=HTTP_201_CREATED)
async def give_customer_link(
    tx: InTx, call: TheCall, return_id: FromPath[UUID], data: JSONBody[GiveLink]
) -> Response[LinkShown]:
    """Make a link by which the customer sees where the return is, without a login; its token is told this once."""
    given = await links.give(tx, ReturnId(return_id), keyring.SIGNER, lasts_days=data.lasts_days)
    shown = LinkShown(id=given.id, token=given.token, path=given.path, expires_at=given.expires_at)
    call.keep_instead(msgspec.json.encode(msgspec.structs.replace(shown, token=None, path=None)))
    return Response(shown, status_code=HTTP_201_CREATED)


@get(PATH, operation_id="list_customer_links")
async def list_customer_links(
    tx: InTx, return_id: FromPath[UUID], limit: Limit = 50, cursor: Cursor = None
) -> Page[GivenLink]:
    """List the links that were given to a return: who, when, until when, and whether they were taken back."""
    items, following = await links.list_links(tx, ReturnId(return_id), limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


@post(f"{PATH}/{{link_id:uuid}}/revocation", operation_id="revoke_customer_link", status_code=HTTP_200_OK)
async def revoke_customer_link(
    tx: InTx, return_id: FromPath[UUID], link_id: FromPath[UUID], data: JSONBody[RevokeLinks]
) -> GivenLink:
    """Take a link back: whoever holds it sees nothing any more."""
    return await links.revoke(tx, ReturnId(return_id), LinkId(link_id), reason=data.reason.strip())


@post(f"{PATH}/revocation", operation_id="revoke_customer_links", status_code=HTTP_200_OK)
async def revoke_customer_links(tx: InTx, return_id: FromPath[UUID], data: JSONBody[RevokeLinks]) -> LinksRevoked:
    """Take back every link of a return that the caller may, and every token from before links were listed."""
    return LinksRevoked(revoked=await links.revoke_all(tx, ReturnId(return_id), reason=data.reason.strip()))


@get("/customer-returns/{token:str}", operation_id="read_customer_return", security=[{}])
async def read_customer_return(call: TheCall, token: FromPath[str]) -> CustomerReturn:
    """Where a return is, for whoever holds a link to it: no names, no prices, no addresses."""
    return await links.follow(token, keyring.SIGNER, call.tenant_tx)


router = Router(
    "/v1",
    route_handlers=[
        give_customer_link,
        list_customer_links,
        revoke_customer_link,
        revoke_customer_links,
        read_customer_return,
    ],
    tags=["returns"],
)
