"""One running platform for all journeys of a process, and one brand on board of it."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import TEMPLATE
from tests.journeys.house import House, bring_on_board
from tests.journeys.town import Town
from tests.postbox import Mailbox

from aftersales_local.ports import free_ports
from aftersales_local.postgres import Databases

DATABASE = "journeys"
OUR_REDIS = 60
"""Redis databases from this number on belong to journeys."""
NOISE = ('"level": "error"', '"level": "critical"', "Traceback", "Warning:", "never retrieved")


@pytest.fixture(scope="session")
def town(environment: dict[str, str], databases: Databases, post_office: Mailbox, worker_id: str) -> Iterator[Town]:
    """The API and a worker of all fleets; they must start, stop cleanly and never cry out."""
    name, number = f"{DATABASE}_{worker_id}", int(worker_id.removeprefix("gw") or 0) if worker_id != "master" else 0
    databases.create(name, TEMPLATE)
    roles = {"": "app", "OWNER_": "owner", "RELAY_": "relay", "OPERATOR_": "operator"}
    [port] = free_ports(1)
    redis_url = environment["AFTERSALES_REDIS_URL"].rpartition("/")[0]
    ours = {
        **{f"AFTERSALES_{prefix}DATABASE_URL": databases.url(role, name) for prefix, role in roles.items()},
        "AFTERSALES_REDIS_URL": f"{redis_url}/{OUR_REDIS + number}",
        "AFTERSALES_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "AFTERSALES_WEBHOOK_ALLOW_PRIVATE": "true",
    }
    folder = Path(tempfile.mkdtemp(prefix="aftersales-journeys-"))
    running = Town({**os.environ, **environment, **ours}, post_office, folder, port)
    try:
        running.start_api()
        running.start_worker()
        yield running
        codes = {name: running.end(name) for name in ("worker", "api")}
        noise = [line for name in codes for line in running.log(name).splitlines() if any(w in line for w in NOISE)]
        assert (codes, noise) == ({"worker": 0, "api": 0}, [])
    finally:
        for visitor in running.visitors:
            visitor.http.close()
        for name in list(running.children):
            running.end(name)
        databases.drop(f"{DATABASE}_{worker_id}")
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def house(town: Town) -> House:
    """A small e-bike brand, on board with its dealers, parts, stock and policy."""
    return bring_on_board(town)
