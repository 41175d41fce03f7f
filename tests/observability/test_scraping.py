"""How figures are read: workers each at an address of their own, the processes of one API together."""

import asyncio
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from aftersales.kernel.measures import SHARED
from aftersales_local.ports import free_ports
from aftersales_local.processes import wait_until
from aftersales_worker.showing import answer_to, shown

ROOT = Path(__file__).parents[2]
COUNT = "http_server_request_duration_seconds_count"


async def ask(port: int, head: str) -> bytes:
    """Ask a worker, byte for byte."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head.encode())
    await writer.drain()
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


async def test_a_worker_shows_its_figures_and_that_it_lives() -> None:
    async with shown("127.0.0.1:0") as port:
        figures = await ask(port, "GET /metrics HTTP/1.1\r\nHost: worker\r\n\r\n")
        live = await ask(port, "GET /health/live HTTP/1.1\r\n\r\n")
        without_body = await ask(port, "HEAD /metrics HTTP/1.1\r\n\r\n")

    head, _, body = figures.decode().partition("\r\n\r\n")
    names = {family.name for family in text_string_to_metric_families(body)}
    assert head.startswith("HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\n")
    assert {"aftersales_delivery_runs", "aftersales_leases_swept", "process_resident_memory_bytes"} <= names
    assert live.endswith(b'\r\n\r\n{"status":"ok"}')
    assert without_body.endswith(b"\r\n\r\n")


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", b"404"),
        (b"POST /metrics HTTP/1.1\r\n\r\n", b"405"),
        (b"GET /metrics/../etc HTTP/1.1\r\n\r\n", b"404"),
        (b"\xff\x00\r\n\r\n", b"404"),
    ],
)
def test_a_worker_shows_nothing_else(head: bytes, status: bytes) -> None:
    assert answer_to(head).split(b" ", 2)[1] == status


async def test_a_question_that_is_no_question_ends_the_connection_alone() -> None:
    async with shown("127.0.0.1:0") as port:
        too_long = await ask(port, "GET /" + "x" * 20_000)
        live = await ask(port, "GET /health/live HTTP/1.1\r\n\r\n")

    assert (too_long, live[:15]) == (b"", b"HTTP/1.1 200 OK")


async def test_without_an_address_a_worker_listens_nowhere() -> None:
    async with shown("") as port:
        assert port == 0


@contextmanager
def two_processes(environment: dict[str, str], folder: Path) -> Iterator[int]:
    """The API as it runs in production, with two processes that share a folder; its port."""
    (port,) = free_ports(1)
    roots = os.pathsep.join(str(ROOT / part) for part in ("shared", "services/api"))
    command = ["granian", "--interface", "asgi", "--factory", "aftersales_api.main:create_app", "--http", "1"]
    command += ["--no-ws"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--workers", "2", "--respawn-failed-workers"]
    command += ["--workers-kill-timeout", "3"]
    environ = os.environ | environment | {"PYTHONPATH": roots, SHARED: str(folder)}
    with (folder / "log").open("w") as log:
        process = subprocess.Popen([sys.executable, "-m", *command], env=environ, stdout=log, stderr=log)  # noqa: S603 - ours
        try:
            assert wait_until(lambda: answers(port), 60), (folder / "log").read_text()
            yield port
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def answers(port: int) -> bool:
    """Whether the API answers."""
    try:
        return bool(get(port, "/health/live"))
    except OSError:
        return False


def get(port: int, path: str, key: str = "") -> str:
    """One answer, on a connection of its own."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Authorization": f"Bearer {key}"})
    with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310 - ours
        return str(response.read().decode())


def lived(text: str) -> float:
    """How many probes an exposition has counted."""
    return sum(
        sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == COUNT and sample.labels["route"] == "/health/live"
    )


def test_whichever_process_answers_gives_the_figures_of_all(
    environment: dict[str, str], operator_key: tuple[str, str], tmp_path: Path
) -> None:
    with two_processes(environment, tmp_path) as port:
        begun = lived(get(port, "/metrics", operator_key[0]))
        for _ in range(40):
            get(port, "/health/live")
        told = {lived(get(port, "/metrics", operator_key[0])) for _ in range(10)}
        pids = {int(file.stem.rpartition("_")[2]) for file in tmp_path.glob("histogram_*.db")}
        os.kill(min(pids), signal.SIGKILL)
        respawned = wait_until(lambda: len(list(tmp_path.glob("histogram_*.db"))) > len(pids) and answers(port), 30)
        kept = lived(get(port, "/metrics", operator_key[0]))

    assert (told, len(pids), respawned) == ({begun + 40}, 2, True)
    assert kept >= begun + 40
