"""Probes for whoever runs this process; they name no tenant and need no key."""

import asyncio
from collections.abc import Awaitable
from enum import StrEnum
from functools import cache
from typing import Final

import asyncpg
from litestar import Response, Router, get
from litestar.datastructures import State
from litestar.status_codes import HTTP_200_OK, HTTP_503_SERVICE_UNAVAILABLE
from msgspec import Struct
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from aftersales import migrations
from aftersales.kernel.settings import SettingWrong
from aftersales.kernel.tx import Database
from aftersales_api.limits import Limiter
from aftersales_api.powers import check_powers

PATIENCE: Final = 3.0
"""Seconds that a part may take to answer."""

_AWAY: Final = (OSError, TimeoutError, PoolTimeout, DBAPIError, asyncpg.PostgresError, asyncpg.InterfaceError)


class Word(StrEnum):
    """How a part is."""

    OK = "ok"
    DEGRADED = "degraded"
    FAILED = "failed"


class Part(Struct, frozen=True, kw_only=True):
    """One part and how it is."""

    name: str
    status: Word
    detail: str = ""


class Health(Struct, frozen=True, kw_only=True):
    """The whole: failed if a part that it cannot do without has failed."""

    status: Word
    parts: tuple[Part, ...] = ()


def _answer(*parts: Part) -> Response[Health]:
    words = {part.status for part in parts}
    status = Word.FAILED if Word.FAILED in words else Word.DEGRADED if Word.DEGRADED in words else Word.OK
    code = HTTP_503_SERVICE_UNAVAILABLE if status is Word.FAILED else HTTP_200_OK
    return Response(Health(status=status, parts=parts), status_code=code)


async def _part(name: str, check: Awaitable[str]) -> Part:
    """A part that is needed: `check` answers what is wrong, or nothing."""
    try:
        async with asyncio.timeout(PATIENCE):
            wrong = await check
    except _AWAY as error:
        wrong = type(error).__name__
    return Part(name=name, status=Word.FAILED if wrong else Word.OK, detail=wrong)


async def _postgres(database: Database) -> str:
    async with database.anteroom() as room:
        await room.fetch("SELECT 1")
    return ""


async def _redis(limiter: Limiter) -> Part:
    answers = await limiter.ping()
    return Part(name="redis", status=Word.OK if answers else Word.DEGRADED, detail="" if answers else "no answer")


@cache
def _head() -> str:
    return migrations.head()


async def _schema(database: Database) -> str:
    async with database.anteroom() as room:
        (row,) = await room.fetch("SELECT schema_revision() AS revision")
    wanted = await asyncio.to_thread(_head)
    found = row["revision"]
    return "" if found == wanted else f"the schema is at {found}, this release needs {wanted}"


async def _powers(databases: tuple[Database, Database]) -> str:
    try:
        await check_powers(*databases)
    except SettingWrong as wrong:
        return str(wrong)
    return ""


@get("/live", operation_id="health_live", security=[{}])
async def live() -> Health:
    """This process answers."""
    return Health(status=Word.OK)


@get("/ready", operation_id="health_ready", security=[{}])
async def ready(state: State) -> Response[Health]:
    """This process can serve: PostgreSQL answers; without Redis it serves with limits of its own."""
    databases: tuple[Database, Database] = state["databases"]
    return _answer(await _part("postgres", _postgres(databases[0])), await _redis(state["limiter"]))


@get("/startup", operation_id="health_startup", security=[{}])
async def startup(state: State) -> Response[Health]:
    """The schema is the one that this release needs, and the walls between tenants stand."""
    databases: tuple[Database, Database] = state["databases"]
    return _answer(
        await _part("schema", _schema(databases[0])),
        await _part("walls", _powers(databases)),
    )


router = Router("/health", route_handlers=[live, ready, startup], tags=["health"])
