"""A platform to be hurt: PostgreSQL and Redis of its own, our programs as processes, and a brand that works on."""

import asyncio
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Final, cast
from uuid import UUID

import asyncpg
import httpx
from tests.conftest import PATIENT, migrate
from tests.faults import programs
from tests.faults.brand import Brand, filing_of, make_brand, packing_of
from tests.faults.programs import Running
from tests.faults.wounds import EXTRA, SOUND, Wound

from aftersales.kernel.settings import load
from aftersales.kernel.tx import Database, create_engine
from aftersales.platform.service import write_facts
from aftersales_local.passwords import passwords_of
from aftersales_local.ports import LOOPBACK, free_ports, without_proxy
from aftersales_local.postgres import DATABASE, Postgres, start_postgres
from aftersales_local.processes import Child
from aftersales_local.servers import prepare
from aftersales_local.valkey import Valkey, start_valkey

PATIENCE: Final = 60.0
PAUSE: Final = 0.05
Json = Any

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


@dataclass
class Site:
    """The parts that can be hurt, and what was acknowledged."""

    data: Path
    environ: dict[str, str]
    postgres: Postgres
    valkey: Valkey
    port: int
    running: dict[str, Running] = field(default_factory=dict)
    filed: dict[str, UUID] = field(default_factory=dict)
    """Every acknowledged return by the key that it was filed under."""

    seen_objects: set[str] = field(default_factory=set)
    """Keys whose objects were found to be what is on record."""

    numbers: Iterator[int] = field(default_factory=count)
    at_rest: tuple[int, int] = (0, 0)
    """What the API has in hand when nobody asks anything."""

    brand: Brand | None = None
    _eye: asyncpg.Connection | None = None
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def url(self) -> str:
        """Where the API answers."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def tenant(self) -> UUID:
        """The brand at work."""
        assert self.brand is not None
        return self.brand.id

    # programs

    def _start(
        self, name: str, program: Callable[..., None], *args: object, wound: Wound, more: Mapping[str, str]
    ) -> Running:
        assert name not in self.running, f"{name} runs already"
        environ = without_proxy(self.environ | more)
        child = programs.start(self.data / "log" / f"{name}.log", program, environ, *args, wound=wound)
        self.running[name] = child
        return child

    def supervised(self, name: str, more: Mapping[str, str]) -> Child:
        """A worker of the money fleet for a supervisor of its own."""
        environ, log = without_proxy(self.environ | more), self.data / "log" / f"{name}.log"
        worker = programs.start(log, programs.work, environ, ("money",), wound=Wound(extra=EXTRA))
        handle = cast("subprocess.Popen[bytes]", programs.Handle(worker))
        return Child(name, handle, signal.SIGTERM, log, self.data / "run" / f"{name}.pid")

    async def start_worker(self, name: str = "worker", *fleets: str, wound: Wound = SOUND, **more: str) -> Running:
        """Start a worker, of every fleet unless some are named; one that is to die may die at once."""
        log = self.data / "log" / f"{name}.log"
        begun = Running.said_in(log, "worker.started")
        worker = self._start(name, programs.work, fleets or ("all",), wound=wound, more=more)

        async def started() -> bool:
            return worker.said("worker.started") > begun or not worker.is_alive()

        await until(started, f"the start of {name}")
        return worker

    async def start_api(self, name: str = "api", *, port: int = 0, wound: Wound = SOUND) -> Running:
        """Start the API and wait until it is whole."""
        port = port or self.port
        api = self._start(name, programs.serve, port, wound=wound, more={})

        async def whole() -> bool:
            assert api.is_alive(), api.log.read_text()[-3000:]
            return await self.status_of("/health/startup", port=port) == httpx.codes.OK

        await until(whole, f"the start of {name}")
        self.at_rest = await self.tasks_in_hand(port=port)
        return api

    async def died(self, name: str) -> int:
        """Wait for a process that is to die; how it died."""
        child = self.running[name]

        async def gone() -> bool:
            return not child.is_alive()

        await until(gone, f"the death of {name}")
        return self.running.pop(name).died()

    async def tend(self) -> None:
        """Start again what has died, as a supervisor does."""
        for name in [name for name, child in self.running.items() if not child.is_alive()]:
            self.running.pop(name).kill()
            await (self.start_api(name) if name.startswith("api") else self.start_worker(name))

    def end(self, name: str) -> int | None:
        """Ask a process to end; its exit code."""
        return self.running.pop(name).end()

    def kill(self, name: str) -> None:
        """Kill -9."""
        self.running.pop(name).kill()

    # servers

    def start_redis(self) -> None:
        """Start Redis again where it was, knowing nothing."""
        self.valkey.child.stop(patience=0)
        self.valkey = start_valkey(self.data, self.valkey.port, self.valkey.passwords, throwaway=True)

    def stop_database(self) -> None:
        """Stop PostgreSQL at once, as a crash does."""
        child = self.postgres.child
        child.process.send_signal(signal.SIGQUIT)
        child.process.wait()

    def start_database(self) -> None:
        """Start PostgreSQL again on the same files."""
        databases = self.postgres.databases
        self.postgres = start_postgres(self.data, databases.port, databases.passwords, throwaway=True)

    @staticmethod
    def another_port() -> int:
        """A port that nobody listens at."""
        return free_ports(1)[0]

    async def tasks_in_hand(self, *, port: int = 0) -> tuple[int, int]:
        """How many tasks the API has, and how many connections they hold."""
        async with self.client(port=port) as client:
            tasks, connections = (await client.get("/faults/idle")).text.split()
        return int(tasks), int(connections)

    async def answers(self, path: str) -> bool:
        """Whether the API says that all is well."""
        return await self.status_of(path) == httpx.codes.OK

    async def is_idle(self) -> bool:
        """Whether the API has no request and no connection in hand."""
        return await self.tasks_in_hand() == self.at_rest

    # PostgreSQL, looked into and changed over all walls

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

    async def has_said(self, name: str, word: str) -> bool:
        """Whether a program has written a word."""
        return self.running[name].said(word) > 0

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
            await self.let_waits_pass()
            return not await self.look(UNENDED)

        try:
            await until(done, "rest", patience=patience)
        except AssertionError as error:
            error.add_note(str([tuple(row) for row in await self.look(UNENDED)][:10]))
            raise

    # what people do

    def client(self, token: str = "", *, port: int = 0) -> httpx.AsyncClient:
        """Somebody at the API."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.AsyncClient(
            base_url=f"http://{LOOPBACK}:{port or self.port}", headers=headers, timeout=30, trust_env=False
        )

    async def status_of(self, path: str, *, port: int = 0) -> int:
        """The status of an answer, 0 if there is none."""
        async with self.client(port=port) as client:
            try:
                return (await client.get(path)).status_code
            except httpx.TransportError:
                return 0

    async def file(
        self, client: httpx.AsyncClient, *, key: str = "", number: int | None = None, die_at: str = ""
    ) -> Json:
        """File one return, which is remembered once it is acknowledged; its summary."""
        number = next(self.numbers) if number is None else number
        key = key or f"filing-{number}"
        headers = {"Idempotency-Key": key} | ({"X-Die-At": die_at} if die_at else {})
        return self.acknowledge(key, await client.post("/v1/returns", json=filing_of(number), headers=headers))

    def acknowledge(self, key: str, answer: httpx.Response) -> Json:
        """Remember a return that was filed under a key; its summary."""
        assert answer.status_code == httpx.codes.CREATED, answer.text
        summary = answer.json()["summary"]
        self.filed[key] = UUID(summary["id"])
        return summary

    async def pack(self, client: httpx.AsyncClient, summary: Json) -> None:
        """Pack a return; its papers are being made from then on."""
        answer = await client.post(
            f"/v1/returns/{summary['id']}/packing",
            json={"packing": packing_of(summary)},
            headers={"If-Match": f'"{summary["version"]}"'},
        )
        assert answer.status_code == httpx.codes.OK, answer.text

    async def returns(self, number: int, *, packed: bool = False) -> None:
        """File so many returns, and pack them if asked to."""
        assert self.brand is not None
        async with self.client(self.brand.clerk) as clerk:
            for _ in range(number):
                summary = await self.file(clerk)
                if packed:
                    await self.pack(clerk, summary)


@asynccontextmanager
async def open_site(outside: Mapping[str, str]) -> AsyncIterator[Site]:
    """A platform of its own until the block ends; what lies outside is given as settings."""
    data = prepare(Path(tempfile.mkdtemp(prefix="aftersales-faults-")))
    passwords = passwords_of(data)
    [postgres_port, valkey_port, port] = free_ports(3)
    postgres = start_postgres(data, postgres_port, passwords, throwaway=True)
    postgres.databases.run(f"ALTER DATABASE {DATABASE} SET synchronous_commit = on;")  # what is acknowledged is kept
    valkey = start_valkey(data, valkey_port, passwords, throwaway=True)
    roles = {"": "app", "OWNER_": "owner", "RELAY_": "relay", "OPERATOR_": "operator"}
    environ = {
        **outside,
        **PATIENT,
        **{f"AFTERSALES_{prefix}DATABASE_URL": postgres.databases.url(role) for prefix, role in roles.items()},
        "AFTERSALES_REDIS_URL": valkey.url(),
        "AFTERSALES_PUBLIC_URL": f"http://{LOOPBACK}:{port}",
        "AFTERSALES_WEBHOOK_ALLOW_PRIVATE": "true",
    }
    site = Site(data, environ, postgres, valkey, port)
    try:
        await asyncio.to_thread(migrate, environ["AFTERSALES_OWNER_DATABASE_URL"])
        await _settle_in(site)
        yield site
    finally:
        for child in site.running.values():
            child.kill()
        if site._eye is not None:
            await site._eye.close()
        site.valkey.child.stop(patience=0)
        site.postgres.child.stop(patience=0)
        shutil.rmtree(data)


async def _settle_in(site: Site) -> None:
    settings = load(site.environ)
    app = Database(create_engine(settings.database_url, pool_size=1), before_commit=write_facts)
    operators = Database(create_engine(settings.operator_database_url, pool_size=1), before_commit=write_facts)
    try:
        site.brand = await make_brand(app, operators)
        async with site.connection() as connection:
            await connection.execute(TABLE)
    finally:
        await app.close()
        await operators.close()
