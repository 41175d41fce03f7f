"""A link to a return for its customer, and what its holder sees without a login."""

from uuid import UUID

from litestar import Router, get, post
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_201_CREATED

from aftersales.claims.links import service as links
from aftersales.claims.links.model import CustomerLink, CustomerReturn
from aftersales.claims.returns.model import ReturnId
from aftersales.documents import keyring
from aftersales_api.customers.schemas import GiveLink
from aftersales_api.deps import InTx, TheCall


@post("/returns/{return_id:uuid}/customer-links", operation_id="give_customer_link", status_code=HTTP_201_CREATED)
async def give_customer_link(tx: InTx, return_id: FromPath[UUID], data: JSONBody[GiveLink]) -> CustomerLink:
    """Make a link by which the customer sees where the return is, without a login and until it expires."""
    return await links.give(tx, ReturnId(return_id), keyring.SIGNER, lasts_days=data.lasts_days)


@get("/customer-returns/{token:str}", operation_id="read_customer_return", security=[{}])
async def read_customer_return(call: TheCall, token: FromPath[str]) -> CustomerReturn:
    """Where a return is, for whoever holds a link to it: no names, no prices, no addresses."""
    return await links.follow(token, keyring.SIGNER, call.tenant_tx)


router = Router("/v1", route_handlers=[give_customer_link, read_customer_return], tags=["returns"])
