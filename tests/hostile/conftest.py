"""A real server on a real socket, which must come through everything that is thrown at it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import httpx
import pytest
from tests.hostile.wire import Wire
from tests.journeys.town import Town
from tests.postbox import Mailbox

from aftersales_local.ports import LOOPBACK, free_ports

NOISE: Final = ('"level": "error"', '"level": "critical"', "Traceback", '"status": 50', "never retrieved")
MORE_KILOBYTES: Final = 150 * 1024
"""What a server's memory may grow by under all of it, in resident kilobytes."""


@pytest.fixture(scope="session")
def served(environment: dict[str, str], post_office: Mailbox) -> Iterator[Town]:
    """The API of this worker's database: it ends as it should, says of no error, and its memory stays bounded."""
    [port] = free_ports(1)
    folder = Path(tempfile.mkdtemp(prefix="aftersales-hostile-"))
    town = Town({**os.environ, **environment}, post_office, folder, port)
    try:
        town.start_api()
        before = resident(town)
        yield town
        after = resident(town)
        code = town.end("api")
        noise = [line for line in town.log("api").splitlines() if any(word in line for word in NOISE)]
        assert (code, noise) == (0, [])
        assert after - before < MORE_KILOBYTES
    finally:
        for name in list(town.children):
            town.end(name)
        shutil.rmtree(folder)


@pytest.fixture
def wire(served: Town) -> Iterator[Wire]:
    """The server's socket; whatever a test does, the server answers afterwards."""
    yield Wire(LOOPBACK, served.port)
    assert httpx.get(f"{served.url}/health/ready", trust_env=False).status_code == 200


def resident(town: Town) -> int:
    """The resident kilobytes of the API's processes."""
    group = os.getpgid(town.children["api"].pid)
    total = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            if os.getpgid(int(status.parent.name)) == group:
                lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
                total += int(lines.get("VmRSS", "0 kB").split()[0])
        except (ProcessLookupError, FileNotFoundError):
            continue
    return total
