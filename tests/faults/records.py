"""The database of a platform that is to be hurt, looked into and changed over all walls; and time that passes in it."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final
from uuid import UUID

import asyncpg

from aftersales_local.ports import LOOPBACK
from aftersales_local.postgres import DATABASE, Postgres

PATIENCE: Final = 60.0
PAUSE: Final = 0.05

UNENDED: Final = """
SELECT handler, state, attempt FROM deliveries
WHERE state IN ('queued', 'running') OR (state = 'waiting' AND (due_at <= now() OR attempt > 0))
UNION ALL SELECT 'outbox', '', 0 FROM fact_outbox
"""
"""In one look: a delivery that ends between two looks may leave facts behind."""

LEASES_PASS: Final = "UPDATE deliveries SET lease_until = now() - interval '1 s' WHERE state = ANY($1)"
TABLE: Final = """
CREATE SCHEMA faults;
GRANT USAGE ON SCHEMA faults TO aftersales_app;
CREATE TABLE faults.effects (delivery_id uuid NOT NULL, handler text NOT NULL);
GRANT INSERT ON faults.effects TO aftersales_app;
"""
"""Where effects are counted: nothing here keeps an effect from being written twice."""

ADD_WORK: Final = """
INSERT INTO deliveries (tenant_id, id, cause_id, handler, fleet, due_at, payload)
SELECT $1, uuidv7(), uuidv7(), $2, 'money', now(), '{}' FROM generate_series(1, $3)
"""
EFFECTS: Final = "SELECT handler, count(*), count(DISTINCT delivery_id) FROM faults.effects GROUP BY 1 ORDER BY 1"
WAITS_PASS: Final = "UPDATE deliveries SET due_at = now() WHERE state = 'waiting' AND attempt > 0 AND due_at > now()"


async def until(found: Callable[[], Awaitable[object]], what: str, *, patience: float = PATIENCE) -> None:
    """Ask again, soon, until it is so."""
    deadline = time.monotonic() + patience
    while not await found():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {patience:.0f} s in vain for {what}")
        await asyncio.sleep(PAUSE)


class Records:
    """What lies in the database, whoever owns it."""

    def __init__(self, postgres: Postgres, tenant: UUID) -> None:
        self.postgres = postgres
        self.tenant = tenant
        self._eye: asyncpg.Connection | None = None
        self._looking = asyncio.Lock()

    async def tend(self) -> None:
        """Look after whatever does the work."""

    async def close(self) -> None:
        """Look no more."""
        if self._eye is not None:
            await self._eye.close()

    @property
    def superuser(self) -> str:
        """The database as its superuser reaches it."""
        return self.address_of("postgres")

    def address_of(self, role: str) -> str:
        """The database as a role reaches it."""
        databases = self.postgres.databases
        word = getattr(databases.passwords, role.removeprefix("aftersales_"))
        return f"postgresql://{role}:{word}@{LOOPBACK}:{databases.port}/{DATABASE}"

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[asyncpg.Connection]:
        """A connection of the superuser, for one at a time."""
        async with self._looking:
            if self._eye is None or self._eye.is_closed():
                self._eye = await asyncpg.connect(self.superuser)
            yield self._eye

    @asynccontextmanager
    async def locked(self, table: str) -> AsyncIterator[Callable[[int], Awaitable[bool]]]:
        """Hold a table until the block ends, so that whoever writes to it waits; asks whether so many do."""
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = $1::regclass"

        async def are_waiting(number: int) -> bool:
            return await self.count(waiting, table) >= number

        holder = await asyncpg.connect(self.superuser)
        try:
            async with holder.transaction():
                await holder.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
                yield are_waiting
        finally:
            await holder.close()

    async def look(self, sql: str, *args: object) -> list[asyncpg.Record]:
        """Rows, whoever owns them."""
        async with self.connection() as connection:
            rows: list[asyncpg.Record] = await connection.fetch(sql, *args)
            return rows

    async def count(self, sql: str, *args: object) -> int:
        """One number."""
        return int((await self.look(sql, *args))[0][0])

    async def change(self, sql: str, *args: object) -> int:
        """Change rows; how many."""
        async with self.connection() as connection:
            return int((await connection.execute(sql, *args)).rsplit(" ", 1)[-1])

    async def let_leases_pass(self, *states: str) -> None:
        """Half a minute goes by for whoever holds a delivery, or only for what is queued."""
        await self.change(LEASES_PASS, list(states) or ["queued", "running"])

    async def let_waits_pass(self) -> None:
        """Whatever waits for its next try has waited long enough."""
        await self.change(WAITS_PASS)

    async def move(self, handler: str, state: str) -> None:
        """Move every delivery of a handler that is not done on to a state."""
        moved = "UPDATE deliveries SET state = $2::text, attempt = attempt + 1 WHERE handler = $1 AND state <> 'done'"
        await self.change(moved, handler, state)

    async def schedules_caught_up(self) -> None:
        """Wait until no slot is due."""

        async def none_is_due() -> bool:
            return not await self.look("SELECT 1 FROM schedules WHERE next_due_at <= now()")

        await until(none_is_due, "the slots that are due")

    async def count_of(self, handler: str, state: str) -> int:
        """How many deliveries of a handler are in a state."""
        return await self.count("SELECT count(*) FROM deliveries WHERE handler = $1 AND state = $2", handler, state)

    async def given_back(self, handler: str, number: int) -> bool:
        """Whether so many deliveries of a handler were begun and wait again, for later."""
        again = "handler = $1 AND state = 'waiting' AND attempt > 0 AND due_at > now() AND failures = 0"
        return await self.count(f"SELECT count(*) FROM deliveries WHERE {again}", handler) == number  # noqa: S608 - ours

    async def clear_away(self) -> None:
        """Clear away the work that a scenario has added."""
        await self.change("DELETE FROM deliveries WHERE handler LIKE 'faults.%'")
        await self.change("DELETE FROM schedules WHERE handler LIKE 'faults.%'")
        await self.change("DELETE FROM faults.effects")

    async def add_work(self, handler: str, number: int = 1) -> None:
        """So many deliveries for a handler, due now."""
        await self.change(ADD_WORK, self.tenant, handler, number)

    async def effects(self) -> list[tuple[str, int, int]]:
        """How many effects each handler left, and of how many deliveries; forgotten afterwards."""
        rows = await self.look(EFFECTS)
        await self.change("DELETE FROM faults.effects")
        return [tuple(row) for row in rows]

    async def burnt(self) -> tuple[int, int]:
        """How many failures and lost workers are on record in all."""
        row = (await self.look("SELECT sum(failures), sum(losses) FROM deliveries"))[0]
        return int(row[0] or 0), int(row[1] or 0)

    async def rest(self, *, patience: float = PATIENCE) -> None:
        """Let every wait pass until nothing is left to do; leases are left to those who hold them."""

        async def done() -> bool:
            await self.tend()
            await self.let_waits_pass()
            return not await self.look(UNENDED)

        try:
            await until(done, "rest", patience=patience)
        except AssertionError as error:
            error.add_note(str([tuple(row) for row in await self.look(UNENDED)][:10]))
            raise
