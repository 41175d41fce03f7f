"""The real parts of a run: a database of its own, the relay, workers and the API in this process, all seeded."""

import random
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Final
from uuid import UUID

import asyncpg
import httpx
from msgspec import Struct
from msgspec.structs import replace
from tests.simulation.handlers import EFFECTS
from tests.simulation.oracle import Tenant
from tests.simulation.play import WatchedDatabase

from aftersales.kernel import ids
from aftersales.kernel.access import Permission, Role
from aftersales.kernel.clock import SetClock
from aftersales.kernel.settings import Settings
from aftersales.kernel.tx import Database, create_engine
from aftersales.platform.service import write_facts
from aftersales.tenancy.entry import rules
from aftersales.tenancy.entry import service as entry
from aftersales_api.call import Call
from aftersales_api.edge import Edge
from aftersales_api.main import build
from aftersales_api.metering.tally import Tally
from aftersales_worker.relay import Relay, create_pool

START: Final = datetime(2020, 2, 29, 14, 0, tzinfo=UTC)
"""A leap day, two hours before March begins in Shanghai; long ago, so that what rests by the server's clock rests."""
ZONES: Final = ("Asia/Shanghai", "America/New_York", "Asia/Kathmandu")
FOR_EVER: Final = datetime(2999, 1, 1, tzinfo=UTC)


class Caller(Struct, frozen=True):
    """Somebody who calls the API for a tenant."""

    tenant: UUID
    id: UUID
    token: str
    is_person: bool


class Ids:
    """Identities that grow with time and are the same whenever a seed is played."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._count = 0

    def __call__(self) -> UUID:
        """The next one, shaped like version 7."""
        self._count += 1
        return UUID(int=(self._seed + 1) << 104 | self._count << 80 | 7 << 76 | 2 << 62)


@contextmanager
def seeded_ids(seed: int) -> Iterator[Ids]:
    """Let every module of the product take its fresh identities from the seed."""
    fresh, real = Ids(seed), ids.new_id
    taking = [
        module
        for name, module in list(sys.modules.items())
        if name.startswith("aftersales") and getattr(module, "new_id", None) is real
    ]
    for module in taking:
        setattr(module, "new_id", fresh)  # noqa: B010 - a module's attribute, by its name
    try:
        yield fresh
    finally:
        for module in taking:
            setattr(module, "new_id", real)  # noqa: B010 - a module's attribute, by its name


class World:
    """What all seeds of one test share."""

    def __init__(self, settings: Settings, pool: asyncpg.Pool, superuser: asyncpg.Connection, clock: SetClock) -> None:
        self.clock = clock
        self.pool = pool
        self.superuser = superuser
        self.relay = Relay(pool, clock)
        plain = Database(create_engine(settings.database_url, pool_size=8), before_commit=write_facts, clock=clock)
        operators = Database(create_engine(settings.operator_database_url, pool_size=1), before_commit=write_facts)
        self.database = WatchedDatabase(plain, superuser)
        self.operators = operators
        app = build(settings, self.database, operators)
        self.tally: Tally = app.state["tally"]
        self.limiter = app.state["limiter"]
        new_call = partial(Call, self.database, operators, limiter=self.limiter)
        edge = Edge(app, new_call, most_bytes=settings.request_bytes, on_end=(self.tally.count,))
        transport = httpx.ASGITransport(app=edge, raise_app_exceptions=True)  # type: ignore[arg-type]  # ASGI by another name
        self.http = httpx.AsyncClient(transport=transport, base_url="https://test")

    async def make_tenant(self, chance: random.Random, fresh: Ids) -> tuple[Tenant, list[Caller]]:
        """A tenant with a person and a program who may create organisations."""
        tenant = Tenant(id=fresh(), weight=chance.choice((1, 1, 2, 3)), zone=chance.choice(ZONES))
        headquarters, person, program = fresh(), fresh(), fresh()
        tokens = rules.new_token(entry.SESSION_PREFIX), rules.new_token(entry.KEY_PREFIX)
        say = self.superuser.execute
        await say(
            "INSERT INTO tenants (id, code, name, time_zone, weight) VALUES ($1, $2, $2, $3, $4)",
            *(tenant.id, f"s-{tenant.id.hex[:26]}", tenant.zone, tenant.weight),
        )
        await say(
            "INSERT INTO organisations (tenant_id, id, kind, code, name) VALUES ($1, $2, 'headquarters', 'HQ', '总部')",
            *(tenant.id, headquarters),
        )
        await say(
            "INSERT INTO people (id, email, name, password_hash) VALUES ($1, $2, '员工', '')",
            *(person, f"{person.hex}@example.com"),
        )
        await say(
            "INSERT INTO memberships (tenant_id, person_id, organisation_id, roles) VALUES ($1, $2, $3, $4)",
            *(tenant.id, person, headquarters, [Role.ADMINISTRATOR.value]),
        )
        await say(
            "INSERT INTO sessions (token_hash, person_id, tenant_id, csrf_hash, by_cookie, expires_at)"
            " VALUES ($1, $2, $3, '', false, $4)",
            *(rules.digest(tokens[0]), person, tenant.id, FOR_EVER),
        )
        await say(
            "INSERT INTO api_keys (tenant_id, id, name, prefix, key_hash, organisation_id, scopes, created_by,"
            " created_at, expires_at) VALUES ($1, $2, '程序', $3, $4, $5, $6, $7, $8, $9)",
            *(tenant.id, program, tokens[1][:12], rules.digest(tokens[1]), headquarters),
            *([Permission.ORGANISATIONS_MANAGE.value], person, START, FOR_EVER),
        )
        callers = [
            Caller(tenant.id, person, tokens[0], is_person=True),
            Caller(tenant.id, program, tokens[1], is_person=False),
        ]
        return tenant, callers

    async def close(self) -> None:
        """Let go of every connection."""
        await self.http.aclose()
        await self.limiter.close()
        await self.database.close()
        await self.operators.close()

    async def put_away(self) -> None:
        """Leave nothing that another seed could find undone."""
        self.tally._counts.clear()
        self.tally._visits.clear()
        self.tally._pending = None
        await self.superuser.execute("DELETE FROM fact_outbox")
        await self.superuser.execute("UPDATE schedules SET next_due_at = NULL WHERE next_due_at IS NOT NULL")
        await self.superuser.execute(
            "UPDATE deliveries SET state = 'cancelled' WHERE state IN ('waiting', 'queued', 'running')"
        )


def _elsewhere(url: str, database: str) -> str:
    return f"{url.rsplit('/', 1)[0]}/{database}"


@asynccontextmanager
async def world_in(database: str, settings: Settings, superuser_url: str) -> AsyncIterator[World]:
    """The parts over a database that is nobody else's."""
    own = replace(
        settings,
        database_url=_elsewhere(settings.database_url, database),
        operator_database_url=_elsewhere(settings.operator_database_url, database),
        relay_database_url=_elsewhere(settings.relay_database_url, database),
    )
    superuser = await asyncpg.connect(_elsewhere(superuser_url, database))
    try:
        await superuser.execute(EFFECTS)
        async with await create_pool(own.relay_database_url) as pool:
            world = World(own, pool, superuser, SetClock(START))
            try:
                yield world
            finally:
                await world.close()
    finally:
        await superuser.close()
