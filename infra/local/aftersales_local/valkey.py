"""Valkey as a child process, with a password and an append-only file."""

import contextlib
import signal
from dataclasses import dataclass
from pathlib import Path

import redis

from aftersales_local import places
from aftersales_local.passwords import Passwords, write_private
from aftersales_local.ports import LOOPBACK
from aftersales_local.processes import Child, end_leftover, spawn, wait_until
from aftersales_local.trouble import StartFailed

START_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Valkey:
    """A running Valkey of ours."""

    child: Child
    port: int
    passwords: Passwords

    def url(self, database: int = 0) -> str:
        """The address of one of its databases."""
        return f"redis://:{self.passwords.valkey}@{LOOPBACK}:{self.port}/{database}"


def start_valkey(data: Path, port: int, passwords: Passwords, *, throwaway: bool = False) -> Valkey:
    """Start Valkey on a data directory."""
    home = data / "valkey"
    home.mkdir(mode=0o700, exist_ok=True)
    pid_file = data / "run" / "valkey.pid"
    end_leftover(pid_file, signal.SIGTERM, START_SECONDS)
    write_private(home / "valkey.conf", _configuration(port, passwords.valkey, throwaway=throwaway))
    child = spawn(
        "valkey",
        [places.valkey_program(), home / "valkey.conf"],
        log=data / "log" / "valkey.log",
        pid_file=pid_file,
        cwd=home,
    )
    server = Valkey(child, port, passwords)
    try:
        _await_ours(server)
    except BaseException:
        child.stop()
        raise
    return server


def _configuration(port: int, password: str, *, throwaway: bool) -> str:
    """The settings file; the password stands here so that it does not show in ps."""
    lines = [
        f"bind {LOOPBACK}",
        f"port {port}",
        "dir .",
        "databases 128",
        'save ""',
        f"requirepass {password}",
    ]
    lines += ["appendonly no"] if throwaway else ["appendonly yes", "appendfsync everysec"]
    return "\n".join(lines) + "\n"


def process_of(client: redis.Redis) -> int:
    """The process number that a server says it has."""
    info = client.info("server")
    return int(info["process_id"]) if isinstance(info, dict) else 0


def _await_ours(server: Valkey) -> None:
    """Wait until the process we started answers to our password."""
    with contextlib.closing(redis.Redis.from_url(server.url(), socket_timeout=2)) as client:

        def answered() -> bool:
            if not server.child.is_running():
                raise StartFailed("Valkey", server.child.tail())
            try:
                return process_of(client) == server.child.pid
            except redis.RedisError:
                return False

        if not wait_until(answered, START_SECONDS):
            raise StartFailed("Valkey", server.child.tail())
