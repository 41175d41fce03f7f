"""The three servers under Aftersales, started together on one data directory."""

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from aftersales_local import places, seaweed
from aftersales_local.passwords import Passwords, passwords_of
from aftersales_local.ports import RememberedPorts, demanded_port, require_free
from aftersales_local.postgres import Postgres, start_postgres
from aftersales_local.processes import Child
from aftersales_local.seaweed import Seaweed, await_seaweed, launch_seaweed, start_seaweed
from aftersales_local.trouble import StartFailed, Trouble
from aftersales_local.valkey import Valkey, start_valkey

S = TypeVar("S", Postgres, Valkey, Seaweed)
ATTEMPTS = 3
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Servers:
    """The servers of ours that run; one that the environment replaces is None."""

    passwords: Passwords
    postgres: Postgres | None
    valkey: Valkey | None
    seaweed: Seaweed | None

    @property
    def children(self) -> list[Child]:
        """Their processes, in the order of their start."""
        return [server.child for server in (self.postgres, self.valkey, self.seaweed) if server is not None]

    def stop(self) -> None:
        """Stop them in reverse order."""
        for child in reversed(self.children):
            child.stop()

    def discard(self) -> None:
        """End them at once, without care for their data."""
        if self.seaweed is not None:
            self.seaweed.discard()
        for child in self.children:
            child.stop(patience=0)


def prepare(data: Path) -> Path:
    """Make the folders of a data directory, with the secrets closed and the rest passable."""
    if not data.exists():
        data.mkdir(parents=True)
        data.chmod(0o711)
    if data.stat().st_uid != os.geteuid():
        raise Trouble(
            f"{data} 属于另一个账户(uid {data.stat().st_uid})。请用该账户运行,或删除此目录。",
            f"{data} belongs to another account (uid {data.stat().st_uid}). Run as that one or remove it.",
        )
    if places.is_root() and not (data / "secrets.json").exists():
        shutil.rmtree(places.outside_of(data), ignore_errors=True)  # its passwords are gone with the folder
    for name in ("run", "log"):
        (data / name).mkdir(mode=0o700, exist_ok=True)
    return data.resolve()


def start_servers(
    data: Path, environ: Mapping[str, str], *, throwaway: bool = False, tell: Tell = lambda _name: None
) -> Servers:
    """Start every server that the environment does not already name; the slowest is launched first."""
    data = prepare(data)
    words = passwords_of(data)
    ports = _Chosen(data, environ)
    started: list[Child] = []

    def begin(name: str, replaced_by: str, start: Callable[[], S]) -> S | None:
        if environ.get(replaced_by):
            return None
        server = start()
        started.append(server.child)
        tell(name)
        return server

    def postgres(chosen: list[int]) -> Postgres:
        return start_postgres(data, chosen[0], words, throwaway=throwaway)

    def valkey(chosen: list[int]) -> Valkey:
        return start_valkey(data, chosen[0], words, throwaway=throwaway)

    try:
        launched = _launched_store(data, environ, words, ports)
        started += [launched.child] if launched else []
        return Servers(
            words,
            begin("PostgreSQL", "AFTERSALES_DATABASE_URL", lambda: ports.start("POSTGRES", 1, postgres)),
            begin("Valkey", "AFTERSALES_REDIS_URL", lambda: ports.start("REDIS", 1, valkey)),
            begin("SeaweedFS", "AFTERSALES_S3_ENDPOINT", lambda: _awaited_store(data, words, ports, launched)),
        )
    except BaseException:
        for child in reversed(started):
            child.stop()
        raise


def _launched_store(data: Path, environ: Mapping[str, str], words: Passwords, ports: "_Chosen") -> Seaweed | None:
    """The store on its way up while the others start, unless the environment names one."""
    if environ.get("AFTERSALES_S3_ENDPOINT"):
        return None
    return ports.start("S3", seaweed.PORTS, lambda chosen: launch_seaweed(data, chosen, words))


def _awaited_store(data: Path, words: Passwords, ports: "_Chosen", launched: Seaweed | None) -> Seaweed:
    """The launched store once it stores, or another one on other ports."""
    try:
        if launched is not None:
            return await_seaweed(launched)
    except StartFailed:
        launched = None
    return ports.start("S3", seaweed.PORTS, lambda chosen: start_seaweed(data, chosen, words))


@dataclass(slots=True)
class _Chosen:
    """Ports by setting, by memory, or fresh when somebody was faster."""

    data: Path
    environ: Mapping[str, str]

    def start(self, name: str, count: int, start: Callable[[list[int]], S]) -> S:
        """Start a server on its ports; unless a person demanded one, a second and third choice are tried."""
        remembered: RememberedPorts = RememberedPorts(self.data / "ports.json")
        setting = f"AFTERSALES_{name}_PORT"
        if self.environ.get(setting):
            port = demanded_port(self.environ, setting, 0)
            require_free(port, setting)
            return start([port, *remembered.of(name, count)[1:]])
        for _ in range(ATTEMPTS - 1):
            try:
                return start(remembered.of(name, count))
            except StartFailed:
                remembered.fresh(name, count)
        return start(remembered.of(name, count))
