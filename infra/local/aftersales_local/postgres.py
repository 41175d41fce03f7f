"""PostgreSQL as a child process: made, started, proven to be ours, stopped."""

import os
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aftersales_local import places
from aftersales_local.passwords import Passwords, write_private
from aftersales_local.ports import LOOPBACK
from aftersales_local.processes import NOBODY, Child, birth_of, command_of, end_leftover, spawn, wait_until
from aftersales_local.trouble import StartFailed, Trouble

DATABASE: Final = "aftersales"
ROLE_FILES: Final = Path("postgres")
START_SECONDS: Final = 60.0
SETTINGS: Final = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "lc_messages": "C",
    "jit": "off",
}
THROWAWAY: Final = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "io_method": "sync",
}


@dataclass(frozen=True, slots=True)
class Databases:
    """The databases of a running PostgreSQL, as its superuser and our roles reach them."""

    programs: Path
    port: int
    passwords: Passwords

    def url(self, role: str, database: str = DATABASE) -> str:
        """The address of a database for one of our roles: owner, app, relay or operator."""
        password = getattr(self.passwords, role)
        return f"postgresql://aftersales_{role}:{password}@{LOOPBACK}:{self.port}/{database}"

    def run(self, script: str, database: str = "postgres") -> str:
        """Run SQL as the superuser and give back what it printed."""
        return run_sql(self.programs, self.port, self.passwords.postgres, script, database)

    def create(self, name: str, template: str | None = None) -> None:
        """Create a database for the owner role, empty or as a copy of another."""
        copied = "" if template is None else f' TEMPLATE "{template}"'
        self.run(f'CREATE DATABASE "{name}" OWNER aftersales_owner{copied};')
        if template is None:
            self.run(sql_file("database.sql"), name)

    def drop(self, name: str) -> None:
        """Drop a database and whoever is connected to it."""
        self.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE);')


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running PostgreSQL of ours."""

    child: Child
    databases: Databases


def sql_file(name: str) -> str:
    """One of the scripts under infra/postgres."""
    return (Path(__file__).resolve().parents[2] / "postgres" / name).read_text()


def run_sql(programs: Path, port: int, password: str, script: str, database: str) -> str:
    """Run SQL as the superuser through psql; the script goes by standard input, so no secret shows in ps."""
    answer = subprocess.run(
        [
            str(programs / "psql"),
            *("--host", LOOPBACK, "--port", str(port), "--username", "postgres", "--dbname", database),
            *(
                "--no-psqlrc",
                "--quiet",
                "--tuples-only",
                "--no-align",
                "--set",
                "ON_ERROR_STOP=1",
                "--file",
                "-",
            ),
        ],
        input=script.encode(),
        env={"PATH": os.environ.get("PATH", ""), "PGPASSWORD": password, "PGCONNECT_TIMEOUT": "3"},
        capture_output=True,
        check=False,
    )
    if answer.returncode:
        reason = answer.stderr.decode(errors="replace").strip()
        raise Trouble(f"PostgreSQL 拒绝了:{reason}", f"PostgreSQL refused: {reason}")
    return answer.stdout.decode().strip()


def start_postgres(data: Path, port: int, passwords: Passwords, *, throwaway: bool = False) -> Postgres:
    """Start PostgreSQL on a data directory, with our roles and our database in it."""
    home = places.postgres_home(data)
    programs = places.postgres_programs(data)
    pid_file = data / "run" / "postgres.pid"
    end_leftover(pid_file, signal.SIGINT, START_SECONDS)
    first = not (home / "PG_VERSION").exists()
    if first:
        _initialise(programs, home, passwords.postgres, data / "log" / "postgres.log")
    _forget_stale_lock(home)
    settings = SETTINGS | (THROWAWAY if throwaway else {}) | {"port": str(port)}
    child = spawn(
        "postgres",
        [programs / "postgres", "-D", home, *(f"--{name}={value}" for name, value in settings.items())],
        log=data / "log" / "postgres.log",
        pid_file=pid_file,
        as_nobody=places.is_root(),
        stop_signal=signal.SIGINT,
        cwd=Path("/"),
    )
    server = Postgres(child, Databases(programs, port, passwords))
    try:
        _await_ours(server, home)
        _prepare(server)
    except BaseException:
        child.stop()
        raise
    return server


def _initialise(programs: Path, home: Path, password: str, log: Path) -> None:
    """Make the database files aside and put them in place when they are whole."""
    fresh = home.with_name(home.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    word = fresh.with_suffix(".pw")
    write_private(word, password)
    account: dict[str, int | list[int]] = {}
    if places.is_root():
        os.chown(fresh, NOBODY, NOBODY)
        os.chown(word, NOBODY, NOBODY)
        account = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    command = [str(programs / "initdb"), "-D", str(fresh), "-U", "postgres", "-A", "scram-sha-256"]
    command += ["--pwfile", str(word), "-E", "UTF8", "--no-instructions", "--no-sync"]
    command += ["--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST", "--locale=C"]
    try:
        with log.open("ab") as output:
            made = subprocess.run(command, stdout=output, stderr=output, cwd="/", check=False, **account)  # type: ignore[call-overload] # the account by keyword
    finally:
        word.unlink()
    if made.returncode:
        raise StartFailed("PostgreSQL (initdb)", log.read_text(errors="replace")[-800:])
    os.sync()
    fresh.rename(home)


def _forget_stale_lock(home: Path) -> None:
    """Remove the lock of a server that is gone, also when its number now belongs to another process."""
    lock = home / "postmaster.pid"
    if not lock.exists():
        return
    pid = int(lock.read_text().split("\n", 1)[0])
    if birth_of(pid) is None or str(home) not in command_of(pid):
        lock.unlink()


def _await_ours(server: Postgres, home: Path) -> None:
    """Wait for an answer to our password, and make sure it comes from our files."""
    answer: list[str] = []

    def answered() -> bool:
        if not server.child.is_running():
            raise StartFailed("PostgreSQL", server.child.tail())
        try:
            answer.append(server.databases.run("SHOW data_directory;"))
        except Trouble:
            return False
        return True

    if not wait_until(answered, START_SECONDS):
        raise StartFailed("PostgreSQL", server.child.tail())
    if Path(answer[-1]).resolve() != home.resolve():
        raise StartFailed("PostgreSQL", f"port {server.databases.port} answers from other files")


def _prepare(server: Postgres) -> None:
    """Bring roles, their passwords and the database to what this version expects."""
    words = [
        f"ALTER ROLE aftersales_{role} PASSWORD '{getattr(server.databases.passwords, role)}';\n"
        for role in ("owner", "app", "relay", "operator")
    ]
    server.databases.run(sql_file("roles.sql") + "".join(words))
    if DATABASE not in server.databases.run("SELECT datname FROM pg_database;").splitlines():
        server.databases.create(DATABASE)
    server.databases.run(sql_file("database.sql"), DATABASE)
