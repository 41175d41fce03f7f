"""`make up` as a person meets it: started, hurt, stopped, started again."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest

from aftersales_local.ports import free_ports
from aftersales_local.processes import birth_of, wait_until
from aftersales_local.state import ROOT

LAST_LINE = "Ctrl-C 停止"
CHILDREN = {"api", "mail", "postgres", "seaweed", "valkey"} | {
    f"worker-{fleet}" for fleet in ("interactive", "documents", "money", "bulk")
}


def environ_of(data: Path, port: int) -> dict[str, str]:
    roots = os.pathsep.join(str(ROOT / part) for part in ("shared", "services/api", "services/worker", "infra/local"))
    mine = {"PYTHONPATH": roots, "AFTERSALES_DATA": str(data), "AFTERSALES_API_PORT": str(port)}
    return os.environ | mine | {"AFTERSALES_DEMO": "no"}


@contextmanager
def running(data: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """The platform from its last line of greeting to its end."""
    log = data.with_suffix(".log")
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "aftersales_local", "up"],
            env=environ_of(data, port),
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )
    try:
        ready = wait_until(lambda: LAST_LINE in log.read_text() or process.poll() is not None, 90)
        assert ready, log.read_text()
        assert process.poll() is None, log.read_text()
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def word(name: str, data: Path, port: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "aftersales_local", name],
        env=environ_of(data, port),
        capture_output=True,
        text=True,
        check=False,
    )


def pids(data: Path) -> dict[str, int]:
    return {file.stem: json.loads(file.read_text())["pid"] for file in (data / "run").glob("*.pid")}


def answer(port: int) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/openapi", timeout=5) as response:
        return int(response.status)


async def run_as_owner(url: str, statement: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


def alive(known: dict[str, int]) -> set[str]:
    return {name for name, pid in known.items() if birth_of(pid) is not None}


@pytest.fixture
def port() -> int:
    """A port for the API of a platform under test."""
    return free_ports(1)[0]


async def test_the_platform_outlives_the_killing_of_its_parts_and_of_its_supervisor(data: Path, port: int) -> None:
    hurt = ("worker-money", "valkey")
    with running(data, port) as first:
        owner_url = json.loads((data / "run" / "environment.json").read_text())["AFTERSALES_OWNER_DATABASE_URL"]
        await run_as_owner(owner_url, "CREATE TABLE kept AS SELECT 42 AS answer")
        before = pids(data)
        for name in hurt:
            os.kill(before[name], signal.SIGKILL)
        restarted = wait_until(lambda: all(pids(data).get(name, 0) != before[name] for name in hurt), 20)
        status, reset = word("status", data, port), word("reset", data, port)
        busy = word("up", data.with_name("other"), port)
        left = pids(data)
        first.kill()
        first.wait()

    with running(data, port) as second:
        kept = await run_as_owner(owner_url, "SELECT answer FROM kept")
        answered = answer(port)
        last = pids(data)

    assert restarted
    assert (status.returncode, status.stdout.count("正常 · up")) == (0, len(CHILDREN))
    assert f"Port {port} is in use. Choose another with AFTERSALES_API_PORT" in busy.stderr
    assert "The platform is running" in reset.stderr
    assert (kept, answered, second.returncode) == (42, 200, 0)
    assert (set(before), set(last)) == (CHILDREN, CHILDREN)
    assert alive(before | left | last) == set()
