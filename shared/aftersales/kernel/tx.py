"""Tx: one request or one delivery is one transaction, opened and closed by the edge, committed by nobody else.

Its opening statement begins the transaction and sets `app.tenant_id` (and `app.dealer_id` for a dealer's people)
for that transaction only, in one round trip, so a pooled connection cannot remember the last tenant.
"""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, TypeVar
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import Executable, Table
from sqlalchemy.engine import CursorResult
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from aftersales.kernel.access import Actor
from aftersales.kernel.clock import Clock, SystemClock
from aftersales.kernel.errors import NotFound
from aftersales.kernel.facts import Fact
from aftersales.kernel.ids import DeliveryId, FactId, OrganisationId, TenantId, new_id
from aftersales.kernel.measures import POOL_WAIT
from aftersales.kernel.pool import create_engine
from aftersales.kernel.straight import Ready, straight

__all__ = [
    "Anteroom",
    "BeforeCommit",
    "CommitRefused",
    "Database",
    "Emitted",
    "OperatorTx",
    "Params",
    "Queries",
    "Tx",
    "as_row",
    "create_engine",
]

Row = TypeVar("Row")
Params = Sequence[dict[str, object]] | dict[str, object]
PARAMETER: Final = re.compile(r"\$(\d+)")


class Emitted(msgspec.Struct, frozen=True):
    """A fact waiting to be written with its transaction."""

    id: FactId
    fact: Fact


class CommitRefused(Exception):  # noqa: N818 - what PostgreSQL did, not what we did
    """PostgreSQL rolled back instead: a statement had failed and its error was not let through."""


class Write(msgspec.Struct, frozen=True):
    """A statement that only writes and begins with INSERT, UPDATE or DELETE, and what it writes."""

    sql: str
    args: tuple[object, ...]


class Queries:
    """Statements on one connection, each answered with Structs."""

    def __init__(self, connection: AsyncConnection, driver: asyncpg.Connection) -> None:
        self.connection = connection
        self.driver = driver
        self.statements = 0
        self.following: str | None = None
        """The cursor after the page that was read last, for the `Link` header of its answer."""

    async def execute(self, statement: Executable, params: Params | None = None) -> CursorResult[Any]:
        """Run one statement of SQLAlchemy Core."""
        self.statements += 1
        result: CursorResult[Any] = await self.connection.execute(statement, params)
        return result

    async def all(self, statement: Executable | Ready, row: type[Row]) -> list[Row]:
        """Every row, each as a Struct whose fields are named like the columns."""
        return [msgspec.convert(values, row) for values in await self._rows(statement)]

    async def first(self, statement: Executable | Ready, row: type[Row]) -> Row | None:
        """The first row or None."""
        rows = await self._rows(statement)
        return msgspec.convert(rows[0], row) if rows else None

    async def one(self, statement: Executable | Ready, row: type[Row], missing: Exception | None = None) -> Row:
        """The first row, or `missing` (by default `NotFound`) raised."""
        found = await self.first(statement, row)
        if found is None:
            raise missing or NotFound()
        return found

    async def scalar(self, statement: Executable | Ready) -> Any:  # noqa: ANN401 - a column of any type
        """The first column of the first row, or None."""
        rows = await self._rows(statement)
        return next(iter(rows[0].values())) if rows else None

    async def _rows(self, statement: Executable | Ready) -> list[dict[str, Any]]:
        """Rows by the names of their columns: straight from the driver where that gives the same."""
        if not isinstance(statement, Ready):
            known = straight(statement)
            if known is None:
                return [_values(mapping) for mapping in (await self.execute(statement)).mappings()]
            statement = known
        return [statement.shape.values(record) for record in await self.fetch(statement.shape.sql, *statement.args)]

    async def fetch(self, sql: str, *args: object) -> list[asyncpg.Record]:
        """A hot read written in SQL, straight on the driver."""
        self.statements += 1
        records: list[asyncpg.Record] = await self.driver.fetch(sql, *args)
        return records


class Tx(Queries):
    """The one way to a tenant's rows: carries tenant, actor, dealer scope and clock."""

    def __init__(
        self,
        connection: AsyncConnection,
        driver: asyncpg.Connection,
        *,
        tenant_id: TenantId,
        actor: Actor,
        clock: Clock,
        locale: str = "zh",
        request_id: str = "",
        delivery_id: DeliveryId | None = None,
    ) -> None:
        super().__init__(connection, driver)
        self.tenant_id = tenant_id
        self.actor = actor
        self.clock = clock
        self.locale = locale
        self.request_id = request_id
        self.delivery_id = delivery_id
        self.emitted: list[Emitted] = []
        self._now: datetime | None = None
        self._waiting: list[Write] = []

    @property
    def dealer_id(self) -> OrganisationId | None:
        """The dealer whose rows alone are visible, or None for the manufacturer's people."""
        return self.actor.dealer_id

    @property
    def now(self) -> datetime:
        """The instant of this transaction: the same however often it is asked."""
        if self._now is None:
            self._now = self.clock.now()
        return self._now

    def emit(self, fact: Fact) -> FactId:
        """Announce a fact; it is written with this transaction or not at all."""
        emitted = Emitted(FactId(new_id()), fact)
        self.emitted.append(emitted)
        return emitted.id

    async def execute(self, statement: Executable, params: Params | None = None) -> CursorResult[Any]:
        """Run one statement of SQLAlchemy Core, after the writes that wait."""
        await self.flush()
        return await super().execute(statement, params)

    async def fetch(self, sql: str, *args: object) -> list[asyncpg.Record]:
        """Run one statement straight on the driver, after the writes that wait."""
        await self.flush()
        return await super().fetch(sql, *args)

    def write_later(self, sql: str, *args: object) -> None:
        """Leave a write to travel with the next that is sent, at the latest with the facts: it costs no round trip.

        Nothing in this transaction can miss it, since whatever is read goes behind it.
        """
        self._waiting.append(Write(sql, args))

    def add_later(self, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
        """Leave new rows of a table to be written likewise; every row names the same columns."""
        columns = ", ".join(rows[0])
        sql = (
            f"INSERT INTO {table.name} ({columns}) "  # noqa: S608 - names from the metadata, values as parameters
            f"SELECT {columns} FROM jsonb_populate_recordset(null::{table.name}, $1::jsonb)"
        )
        self.write_later(sql, _json(rows))

    async def fetch_along(self, sql: str, *args: object) -> list[asyncpg.Record]:
        """Send the writes that wait and `sql` as one statement; `sql` has no WITH of its own and sees none of them."""
        writes = (*self._waiting, Write(sql, args))
        self._waiting.clear()
        together = _together(tuple((write.sql, len(write.args)) for write in writes))
        return await super().fetch(together, *(value for write in writes for value in write.args))

    async def flush(self) -> None:
        """Send the writes that wait, as one statement."""
        if self._waiting:
            await self.fetch_along("SELECT")

    @asynccontextmanager
    async def without_effect(self) -> AsyncIterator[None]:
        """Take back at the end whatever is written and announced inside; only what was answered stays known.

        What the database checks no sooner than at the commit is checked before, so that nothing passes here that would
        be refused there.
        """
        await self.flush()
        announced = len(self.emitted)
        await self.driver.execute("SAVEPOINT tried")
        yield
        await self.flush()
        await self.driver.execute("SET CONSTRAINTS ALL IMMEDIATE; ROLLBACK TO SAVEPOINT tried; RELEASE SAVEPOINT tried")
        del self.emitted[announced:]


@lru_cache(maxsize=512)
def _together(parts: tuple[tuple[str, int], ...]) -> str:
    """Statements, each with the number of its parameters, as one whose last part answers."""
    numbered, before = [], 0
    for sql, count in parts:
        numbered.append(_counted_from(before, sql))
        before += count
    named = ", ".join(f"w{place} AS ({part})" for place, part in enumerate(numbered[:-1]))
    return f"WITH {named} {numbered[-1]}" if named else numbered[-1]


def _counted_from(before: int, sql: str) -> str:
    return PARAMETER.sub(lambda found: f"${int(found[1]) + before}", sql)


def as_row(mapping: Any, row: type[Row]) -> Row:  # noqa: ANN401 - RowMapping and asyncpg.Record alike
    """One row of the database as a Struct."""
    return msgspec.convert(dict(mapping) if isinstance(mapping, asyncpg.Record) else _values(mapping), row)


def _values(mapping: Any) -> dict[str, Any]:  # noqa: ANN401 - RowMapping
    return {str(name): value for name, value in mapping.items()}  # SQLAlchemy's names are a subclass of str


BeforeCommit = Callable[[Tx], Awaitable[None]]


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


class Anteroom(Queries):
    """A connection before anybody is known: no tenant's row is visible, only the functions that authenticate."""

    def __init__(self, connection: AsyncConnection, driver: asyncpg.Connection, *, clock: Clock, locale: str) -> None:
        super().__init__(connection, driver)
        self.clock = clock
        self.locale = locale

    @property
    def now(self) -> datetime:
        """The current instant."""
        return self.clock.now()


class OperatorTx(Queries):
    """A transaction of a platform operator, under a role that reaches platform tables and no tenant data."""

    def __init__(
        self,
        connection: AsyncConnection,
        driver: asyncpg.Connection,
        *,
        operator_id: UUID,
        clock: Clock,
        locale: str,
    ) -> None:
        super().__init__(connection, driver)
        self.operator_id = operator_id
        self.clock = clock
        self.locale = locale

    @property
    def now(self) -> datetime:
        """The current instant."""
        return self.clock.now()


class Database:
    """The pool of one process under one role, and the only door to a transaction."""

    def __init__(self, engine: AsyncEngine, *, before_commit: BeforeCommit, clock: Clock | None = None) -> None:
        self.engine = engine
        self.clock: Clock = clock or SystemClock()
        self._before_commit = before_commit

    @asynccontextmanager
    async def transaction(
        self,
        tenant_id: TenantId,
        actor: Actor,
        *,
        locale: str = "zh",
        request_id: str = "",
        delivery_id: DeliveryId | None = None,
        behind: Anteroom | None = None,
        snapshot: bool = False,
    ) -> AsyncIterator[Tx]:
        """Open a transaction walled to one tenant; leaving it normally writes its facts and commits.

        It takes the connection of the anteroom that it lies `behind`, if any, instead of another one of the pool.
        A `snapshot` sees everything as it was at one instant, and only reads.
        """
        dealer = "" if actor.dealer_id is None else str(UUID(str(actor.dealer_id)))
        begin = (
            f"BEGIN{' ISOLATION LEVEL REPEATABLE READ READ ONLY' if snapshot else ''}; "
            f"SELECT set_config('app.tenant_id', '{UUID(str(tenant_id))}', true), "
            f"set_config('app.dealer_id', '{dealer}', true)"
        )
        door = self.connection() if behind is None else nullcontext((behind.connection, behind.driver))
        async with door as (connection, driver), _ended(connection, driver, begin) as commit:
            tx = Tx(
                connection,
                driver,
                tenant_id=tenant_id,
                actor=actor,
                clock=self.clock,
                locale=locale,
                request_id=request_id,
                delivery_id=delivery_id,
            )
            yield tx
            await self._before_commit(tx)
            await tx.flush()
            await commit()

    @asynccontextmanager
    async def anteroom(self, *, locale: str = "zh") -> AsyncIterator[Anteroom]:
        """A connection for those who are not known yet; each statement commits by itself."""
        async with self.connection() as (connection, driver):
            yield Anteroom(connection, driver, clock=self.clock, locale=locale)

    @asynccontextmanager
    async def operator_transaction(self, operator_id: UUID, *, locale: str = "zh") -> AsyncIterator[OperatorTx]:
        """A transaction of an operator; only on the pool of the operator's role."""
        async with self.connection() as (connection, driver), _ended(connection, driver, "BEGIN") as commit:
            yield OperatorTx(connection, driver, operator_id=operator_id, clock=self.clock, locale=locale)
            await commit()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[tuple[AsyncConnection, asyncpg.Connection]]:
        """A connection without a tenant: sees no tenant row."""
        asked = time.perf_counter()
        async with self.engine.connect() as connection:
            POOL_WAIT.observe(time.perf_counter() - asked)
            raw = await connection.get_raw_connection()
            driver = raw.driver_connection
            if driver is None:
                raise ConnectionError("the pool gave a connection without a driver")
            yield connection, driver

    async def close(self) -> None:
        """Return every connection to the server."""
        await self.engine.dispose()


@asynccontextmanager
async def _ended(
    connection: AsyncConnection, driver: asyncpg.Connection, begin: str
) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """A transaction that has surely ended when the connection goes back to the pool, however its block was left."""

    async def commit() -> None:
        if await driver.execute("COMMIT") != "COMMIT":
            raise CommitRefused

    try:
        await driver.execute(begin)
        yield commit
    except BaseException:
        await _roll_back(connection, driver)
        raise


async def _roll_back(connection: AsyncConnection, driver: asyncpg.Connection) -> None:
    """Roll back; a connection that cannot even do that, or is not given the time to, is thrown away."""
    rolled_back = False
    try:
        async with asyncio.timeout(5):
            await driver.execute("ROLLBACK")
        rolled_back = True
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return
    finally:
        if not rolled_back and connection.sync_connection is not None:
            connection.sync_connection.invalidate()  # never waits: it must happen even to a task cancelled twice
