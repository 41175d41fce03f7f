"""The database comes back as it was at a named second, from a base backup and the WAL after it."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from aftersales_local import places, state
from aftersales_local.ports import free_ports
from aftersales_local.postgres import SETTINGS, Databases
from aftersales_local.processes import NOBODY, spawn, wait_until
from aftersales_local.servers import start_servers
from aftersales_local.state import ROOT
from aftersales_local.trouble import Trouble

OTHERS = {"AFTERSALES_REDIS_URL": "given", "AFTERSALES_S3_ENDPOINT": "given"}
SCRIPTS = ROOT / "infra" / "postgres"


@dataclass
class House:
    """A PostgreSQL that archives its WAL, and the folder of its backups, under the account it runs as."""

    databases: Databases
    folder: Path

    @property
    def environ(self) -> dict[str, str]:
        """What the scripts are told."""
        return {
            "PATH": f"{self.databases.programs}:{os.environ['PATH']}",
            "BACKUPS": str(self.folder / "backups"),
            "PGHOST": "127.0.0.1",
            "PGPORT": str(self.databases.port),
            "PGPASSWORD": self.databases.passwords.postgres,
        }

    def script(self, name: str, *words: str, keep: int = 7) -> subprocess.CompletedProcess[str]:
        """Run one of the scripts as the server's account."""
        account = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if places.is_root() else {}
        return subprocess.run(  # type: ignore[call-overload,no-any-return]  # the account by keyword
            ["/bin/sh", str(self.folder / "sql" / name), *words],
            env=self.environ | {"KEEP": str(keep)},
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            **account,
        )

    @contextmanager
    def restored(self, instant: str = "") -> Iterator[Databases]:
        """Another server, on what was restored."""
        home = self.folder / f"restored-{len(instant)}"
        done = self.script("restore.sh", str(home), *([instant] if instant else []))
        assert done.returncode == 0, done.stderr
        (port,) = free_ports(1)
        settings = SETTINGS | {"port": str(port), "archive_mode": "off"}
        child = spawn(
            "restored",
            [
                self.databases.programs / "postgres",
                "-D",
                home,
                *(f"--{name}={value}" for name, value in settings.items()),
            ],
            log=self.folder / "restored.log",
            pid_file=self.folder / "restored.pid",
            as_nobody=places.is_root(),
            stop_signal=signal.SIGINT,
            cwd=Path("/"),
        )
        found = Databases(self.databases.programs, port, self.databases.passwords)
        try:
            assert wait_until(lambda: is_writable(found), 30), child.tail()
            yield found
        finally:
            child.stop()


def is_writable(databases: Databases) -> bool:
    """Whether the server has recovered and takes writes."""
    try:
        return databases.run("SELECT pg_is_in_recovery();") == "f"
    except Trouble:
        return False


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """A server that archives, for all tests here; each takes its own backups."""
    folder = Path(tempfile.mkdtemp(prefix="aftersales-backup-"))
    data = folder / "aftersales"
    shutil.copytree(SCRIPTS, folder / "sql")
    (folder / "backups").mkdir()
    if places.is_root():
        folder.chmod(0o755)
        for path in (folder, folder / "backups"):
            os.chown(path, NOBODY, NOBODY)
    servers = start_servers(data, OTHERS)
    assert servers.postgres is not None
    command = f"BACKUPS={folder}/backups sh {folder}/sql/archive-wal.sh %p %f"
    servers.postgres.databases.run("ALTER SYSTEM SET archive_mode = 'on';")
    servers.postgres.databases.run(f"ALTER SYSTEM SET archive_command = '{command}';")
    servers.stop()
    servers = start_servers(data, OTHERS)
    assert servers.postgres is not None
    yield House(servers.postgres.databases, folder)
    servers.stop()
    state.clear(data)
    shutil.rmtree(folder)


def write(databases: Databases, word: str) -> str:
    """Commit a word; the server's own clock afterwards."""
    databases.run(f"CREATE TABLE IF NOT EXISTS words (word text); INSERT INTO words VALUES ('{word}');", "aftersales")  # noqa: S608 - a word of this test
    return databases.run("SELECT clock_timestamp();")


def words(databases: Databases) -> list[str]:
    """What was committed."""
    return databases.run("SELECT word FROM words ORDER BY word;", "aftersales").splitlines()


def test_a_restore_finds_what_was_committed_before_the_instant_and_nothing_after(house: House) -> None:
    taken = house.script("backup.sh")
    instant = write(house.databases, "A")
    write(house.databases, "B")
    house.databases.run("SELECT pg_switch_wal();")
    archived = wait_until(lambda: is_archived(house), 30)

    with house.restored(instant) as then:
        before = words(then)
        after = (write(then, "C"), words(then))
    with house.restored() as whole:
        everything = words(whole)

    assert taken.returncode == 0, taken.stderr
    assert archived
    assert before == ["A"]
    assert after[1] == ["A", "C"]
    assert everything == ["A", "B"]
    assert words(house.databases) == ["A", "B"]


def is_archived(house: House) -> bool:
    """Whether every finished segment was put aside."""
    waiting = house.databases.run(
        "SELECT count(*) FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready';",
    )
    return waiting == "0"


def test_as_many_backups_stay_as_were_asked_for_and_the_wal_that_they_need(house: House) -> None:
    base, wal = house.folder / "backups" / "base", house.folder / "backups" / "wal"
    house.script("backup.sh")
    first = sorted(wal.iterdir())
    (base / "20200101T000000Z").mkdir()

    again = house.script("backup.sh", keep=1)

    assert again.returncode == 0, again.stderr
    assert len(list(base.iterdir())) == 1
    assert first[0] not in set(wal.iterdir())


def test_a_restore_refuses_what_would_harm_or_cannot_be(house: House) -> None:
    house.script("backup.sh")
    full = house.folder / "backups"

    not_empty = house.script("restore.sh", str(full))
    no_zone = house.script("restore.sh", str(house.folder / "new"), "2026-11-22 03:15:00")
    too_old = house.script("restore.sh", str(house.folder / "new"), "2020-01-01 00:00:00+00")
    newest = max((full / "base").iterdir())
    (newest / "global" / "pg_control").write_bytes(b"x" * 8192)
    spoilt = house.script("restore.sh", str(house.folder / "new"))
    shutil.rmtree(newest)

    assert [one.returncode for one in (not_empty, no_zone, too_old, spoilt)] == [1, 1, 1, 1]
    assert not (house.folder / "new").exists()


def test_a_segment_is_put_aside_once_and_never_replaced_by_another(house: House) -> None:
    segment = house.folder / "segment"
    segment.write_bytes(b"wal")
    segment.chmod(0o644)

    first = house.script("archive-wal.sh", str(segment), "0000000100000000000000FF")
    again = house.script("archive-wal.sh", str(segment), "0000000100000000000000FF")
    segment.write_bytes(b"other")
    other = house.script("archive-wal.sh", str(segment), "0000000100000000000000FF")

    assert [one.returncode for one in (first, again, other)] == [0, 0, 1]
    assert (house.folder / "backups" / "wal" / "0000000100000000000000FF").read_bytes() == b"wal"
