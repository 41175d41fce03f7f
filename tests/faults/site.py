"""A platform to be hurt: PostgreSQL and Redis of its own, our programs as processes, and a brand that works on."""

import asyncio
import shutil
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import httpx
from tests.conftest import PATIENT, migrate
from tests.faults import programs
from tests.faults.brand import Brand, filing_of, make_brand, packing_of
from tests.faults.programs import Running
from tests.faults.records import TABLE, Records, until
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

Json = Any


class Site(Records):
    """The parts that can be hurt, and what was acknowledged."""

    def __init__(self, data: Path, environ: dict[str, str], postgres: Postgres, valkey: Valkey, brand: Brand) -> None:
        super().__init__(postgres, brand.id)
        self.data = data
        self.environ = environ
        self.valkey = valkey
        self.brand = brand
        self.port = free_ports(1)[0]
        self.running: dict[str, Running] = {}
        self._again: dict[str, Callable[[], Running]] = {}
        self.numbers = count()
        self.filed: dict[str, UUID] = {}
        """Every acknowledged return by the key that it was filed under."""

        self.seen_objects: set[str] = set()
        """Keys whose objects were found to be what is on record."""

        self.at_rest = (0, 0)
        """What the API has in hand when nobody asks anything."""

    # programs

    def _start(
        self, name: str, program: Callable[..., None], *args: object, wound: Wound, more: Mapping[str, str]
    ) -> Running:
        assert name not in self.running, f"{name} runs already"
        environ = without_proxy(self.environ | more)
        child = programs.start(self.data / "log" / f"{name}.log", program, environ, *args, wound=wound)
        self.running[name] = child
        self._again[name] = partial(self._start, name, program, *args, wound=wound, more=more)
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
            await self.start_api(name) if name == "api" else self._again[name]()

    def end(self, name: str) -> int | None:
        """Ask a process to end; its exit code."""
        return self.running.pop(name).end()

    def kill(self, name: str) -> None:
        """Kill -9."""
        self.running.pop(name).kill()

    async def has_said(self, name: str, word: str) -> bool:
        """Whether a program has written a word."""
        return self.running[name].said(word) > 0

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
        async with self.client(self.brand.clerk) as clerk:
            for _ in range(number):
                summary = await self.file(clerk)
                if packed:
                    await self.pack(clerk, summary)


@asynccontextmanager
async def open_site(outside: Mapping[str, str]) -> AsyncIterator[Site]:
    """A platform of its own until the block ends; what lies outside is given as settings."""
    data = prepare(Path(tempfile.mkdtemp(prefix="aftersales-faults-")))
    passwords, ports = passwords_of(data), free_ports(2)
    postgres = start_postgres(data, ports[0], passwords, throwaway=True)
    valkey = start_valkey(data, ports[1], passwords, throwaway=True)
    site: Site | None = None
    try:
        postgres.databases.run(f"ALTER DATABASE {DATABASE} SET synchronous_commit = on;")  # kept once acknowledged
        environ = _environment(outside, postgres, valkey)
        await asyncio.to_thread(migrate, environ["AFTERSALES_OWNER_DATABASE_URL"])
        postgres.databases.run(TABLE, DATABASE)
        site = Site(data, environ, postgres, valkey, await _on_board(environ))
        yield site
    finally:
        if site is not None:
            for child in site.running.values():
                child.kill()
            await site.close()
            postgres, valkey = site.postgres, site.valkey
        valkey.child.stop(patience=0)
        postgres.child.stop(patience=0)
        shutil.rmtree(data)


def _environment(outside: Mapping[str, str], postgres: Postgres, valkey: Valkey) -> dict[str, str]:
    roles = {"": "app", "OWNER_": "owner", "RELAY_": "relay", "OPERATOR_": "operator"}
    return {
        **outside,
        **PATIENT,
        **{f"AFTERSALES_{prefix}DATABASE_URL": postgres.databases.url(role) for prefix, role in roles.items()},
        "AFTERSALES_REDIS_URL": valkey.url(),
        "AFTERSALES_PUBLIC_URL": f"http://{LOOPBACK}",
        "AFTERSALES_WEBHOOK_ALLOW_PRIVATE": "true",
    }


async def _on_board(environ: Mapping[str, str]) -> Brand:
    settings = load(environ)
    app = Database(create_engine(settings.database_url, pool_size=1), before_commit=write_facts)
    operators = Database(create_engine(settings.operator_database_url, pool_size=1), before_commit=write_facts)
    try:
        return await make_brand(app, operators)
    finally:
        await app.close()
        await operators.close()
