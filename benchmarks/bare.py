"""The floor under reading: bare Litestar routes on asyncpg that send the same statements under the same walls."""

import hashlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import asyncpg
import msgspec
from litestar import Litestar, Request, get
from litestar.datastructures import State
from litestar.exceptions import NotAuthorizedException
from litestar.params import FromPath

AnyRequest = Request[object, object, State]
Rows = list[dict[str, object]]

POOL: Final = 16
WHO: Final = "SELECT * FROM caller_by_session($1, $2)"
ONE: Final = """
SELECT r.*, s.carrier, s.waybill, s.created_at AS shipped_at
FROM returns r LEFT JOIN shipments s ON s.tenant_id = r.tenant_id AND s.id = r.shipment_id
WHERE r.tenant_id = $1 AND r.id = $2
"""
LINES: Final = "SELECT * FROM return_lines WHERE tenant_id = $1 AND return_id = $2 ORDER BY line"
LIST: Final = """
SELECT r.*, s.carrier, s.waybill, s.created_at AS shipped_at
FROM returns r LEFT JOIN shipments s ON s.tenant_id = r.tenant_id AND s.id = r.shipment_id
WHERE r.tenant_id = $1 ORDER BY r.id DESC LIMIT 51
"""


async def _prepare(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        encoder=lambda value: msgspec.json.encode(value).decode(),
        decoder=msgspec.json.decode,
    )


@asynccontextmanager
async def _lifespan(app: Litestar) -> AsyncIterator[None]:
    url = os.environ["AFTERSALES_DATABASE_URL"]
    async with asyncpg.create_pool(url, min_size=POOL, max_size=POOL, init=_prepare) as pool:
        app.state.pool = pool
        yield


@asynccontextmanager
async def _walled(request: AnyRequest) -> AsyncIterator[tuple[asyncpg.Connection, UUID]]:
    """A connection on which the caller was recognised and a transaction behind both walls begun."""
    token = request.headers["authorization"].removeprefix("Bearer ")
    async with request.app.state.pool.acquire() as connection:
        who = await connection.fetchrow(WHO, hashlib.sha256(token.encode()).digest(), datetime.now(UTC))
        if who is None:
            raise NotAuthorizedException
        await connection.execute(
            f"BEGIN; SELECT set_config('app.tenant_id', '{who['tenant_id']}', true), "
            f"set_config('app.dealer_id', '{who['dealer_id']}', true)",
        )
        yield connection, who["tenant_id"]
        await connection.execute("COMMIT")


@get("/returns/{return_id:uuid}")
async def read_return(request: AnyRequest, return_id: FromPath[UUID]) -> dict[str, object]:
    """One return with its lines."""
    async with _walled(request) as (connection, tenant):
        summary = await connection.fetchrow(ONE, tenant, return_id)
        lines = await connection.fetch(LINES, tenant, return_id)
    return {"summary": dict(summary), "lines": [dict(line) for line in lines]}


@get("/returns")
async def list_returns(request: AnyRequest) -> dict[str, Rows]:
    """The newest fifty."""
    async with _walled(request) as (connection, tenant):
        rows = await connection.fetch(LIST, tenant)
    return {"items": [dict(row) for row in rows[:50]]}


@get("/health")
async def health() -> str:
    """That it stands."""
    return "ok"


def create_app() -> Litestar:
    """The application that the server runs."""
    return Litestar([read_return, list_returns, health], lifespan=[_lifespan], openapi_config=None)
