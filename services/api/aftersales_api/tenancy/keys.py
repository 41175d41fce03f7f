"""Keys for programs."""

from datetime import timedelta
from uuid import UUID

import msgspec
from litestar import Response, delete, get, post
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from aftersales.tenancy.keys import service
from aftersales.tenancy.keys.model import NewKey
from aftersales.tenancy.model import ApiKey, KeyId
from aftersales_api.deps import Cursor, InTx, Limit, Page, TheCall
from aftersales_api.tenancy.schemas import IssueKey, KeyShown


@get("/keys", operation_id="list_keys")
async def list_keys(tx: InTx, limit: Limit = 50, cursor: Cursor = None) -> Page[ApiKey]:
    """The keys that were issued, newest first, without their secrets."""
    items, following = await service.list_keys(tx, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


@post("/keys", operation_id="issue_key", status_code=HTTP_201_CREATED)
async def issue_key(tx: InTx, call: TheCall, data: JSONBody[IssueKey]) -> Response[KeyShown]:
    """Issue a key for a program; its secret is shown this once and can do no more than its issuer."""
    wanted = NewKey(name=data.name.strip(), scopes=data.scopes, lasts=timedelta(days=data.lasts_days))
    issued = await service.issue_key(tx, wanted)
    call.keep_instead(msgspec.json.encode(KeyShown(secret=None, key=issued.key)))
    return Response(
        KeyShown(secret=issued.secret, key=issued.key),
        status_code=HTTP_201_CREATED,
        headers={"Location": f"/v1/keys/{issued.key.id}"},
    )


@get("/keys/{key_id:uuid}", operation_id="read_key")
async def read_key(tx: InTx, key_id: FromPath[UUID]) -> ApiKey:
    """One key, without its secret."""
    return await service.read_key(tx, KeyId(key_id))


@delete("/keys/{key_id:uuid}", operation_id="revoke_key", status_code=HTTP_200_OK)
async def revoke_key(tx: InTx, key_id: FromPath[UUID]) -> ApiKey:
    """Let a key open nothing any more, at once."""
    return await service.revoke_key(tx, KeyId(key_id))
