"""What benchmarks stand on: the local servers, started once for all of them, and programs beside this one."""

import os
import shutil
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from msgspec import Struct

from aftersales.kernel.settings import Settings, load
from aftersales.migrations import upgrade
from aftersales_local.environment import contract
from aftersales_local.ports import LOOPBACK, free_ports, without_proxy
from aftersales_local.postgres import Databases
from aftersales_local.processes import Child, spawn, wait_until
from aftersales_local.servers import start_servers

ROOT: Final = Path(__file__).resolve().parents[1]
DATABASE: Final = "benchmark"
LIMITS: Final = ("CALLER", "TENANT", "ADDRESS", "ENTRY_ADDRESS", "ENTRY_EMAIL")
UNLIMITED: Final = {f"AFTERSALES_LIMIT_{name}": "100000000/60" for name in LIMITS}
"""The limiter works as ever, but lets the load through."""

PATIENCE: Final = 60.0
"""Seconds that a program is given to answer."""

DIRECT: Final = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Ground(Struct, frozen=True):
    """A migrated database and its servers, in a folder that is gone afterwards."""

    environment: Mapping[str, str]
    data: Path
    databases: Databases

    def of(self, database: str) -> "Ground":
        """The same ground with its programs on another database of the server."""
        moved = {
            name: value.replace(f"/{DATABASE}", f"/{database}") if name.endswith("DATABASE_URL") else value
            for name, value in self.environment.items()
        }
        return Ground(moved, self.data, self.databases)

    def renew(self) -> None:
        """Put an empty database in the place of what the benchmark before has left behind, such as facts to route."""
        self.databases.drop(DATABASE)
        self.databases.create(DATABASE)
        upgrade(self.databases.url("owner", DATABASE))

    @property
    def settings(self) -> Settings:
        """The settings of every program here."""
        return load(self.environment)

    @property
    def _bytecode(self) -> dict[str, str]:
        """Compiled modules are kept, as they are in production; a process that compiles all by itself is far larger."""
        return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(self.data / "bytecode")}

    def compile_programs(self) -> None:
        """Import our programs once, so that those that are measured find everything compiled."""
        with self.program("compile", ["benchmarks.compiled"]) as child:
            child.process.wait()

    @contextmanager
    def program(self, name: str, command: Sequence[str | Path], **more: str) -> Iterator[Child]:
        """One more process with the environment of all, `more` added to it; ended when the block is left."""
        child = spawn(
            name,
            [sys.executable, "-m", *command],
            log=self.data / "log" / f"{name}.log",
            pid_file=self.data / "run" / f"{name}.pid",
            environ={**without_proxy(os.environ), **self.environment, **self._bytecode, **more},
            cwd=ROOT,
        )
        try:
            yield child
        except BaseException as error:
            error.add_note(f"the last lines of {name}:\n{child.log.read_text()[-6000:]}")
            raise
        finally:
            child.stop()

    @contextmanager
    def server(self, name: str, factory: str, health: str, *, workers: int = 1) -> Iterator[tuple[Child, int]]:
        """An application under granian as in production, once it answers at `health`; the process and its port."""
        (port,) = free_ports(1)
        command = ["granian", "--interface", "asgi", "--factory", factory, "--host", LOOPBACK, "--port", str(port)]
        command += ["--workers", str(workers), "--http", "1", "--no-ws"]
        with self.program(name, command) as child:
            url = f"http://{LOOPBACK}:{port}{health}"
            if not wait_until(lambda: not child.is_running() or _answers(url), PATIENCE) or not child.is_running():
                raise RuntimeError(f"{name} did not start:\n{child.tail()}")
            yield child, port


def _answers(url: str) -> bool:
    try:
        with DIRECT.open(url, timeout=5):
            return True
    except OSError:
        return False


class _Standing:
    """The ground that this process has begun, if any."""

    ground: Ground | None = None


@contextmanager
def standing() -> Iterator[Ground]:
    """The ground: one that is begun already, or one for the length of the block."""
    if _Standing.ground is not None:
        yield _Standing.ground
        return
    data = Path(tempfile.mkdtemp(prefix="aftersales-bench-"))
    data.chmod(0o711)
    before = {name: value for name, value in os.environ.items() if name.startswith("AFTERSALES_")}
    servers = start_servers(data, {})
    try:
        if servers.postgres is None:
            raise RuntimeError("PostgreSQL did not start")
        databases = servers.postgres.databases
        databases.create(DATABASE)
        upgrade(databases.url("owner", DATABASE))
        told = contract(servers, {}, smtp_port=1, public_url="http://127.0.0.1", kind="test", database=DATABASE)
        for name in before:
            del os.environ[name]  # a shell that was told of a running platform must not lend it to a benchmark
        os.environ.update(told | UNLIMITED)
        _Standing.ground = Ground(told | UNLIMITED, data, databases)
        yield _Standing.ground
    finally:
        _Standing.ground = None
        for name in [name for name in os.environ if name.startswith("AFTERSALES_")]:
            del os.environ[name]
        os.environ.update(before)
        servers.discard()
        shutil.rmtree(data)
