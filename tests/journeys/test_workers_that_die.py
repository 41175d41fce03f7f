"""Workers that are killed, told to stop, or lose Redis in the middle of their work: everything is done, and once."""

import asyncio
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import asyncpg
import redis
from tests.journeys.house import House
from tests.journeys.test_a_return import file_return, pack, wait_for_papers
from tests.journeys.town import Json, Town, until

from aftersales_local.passwords import passwords_of
from aftersales_local.ports import free_ports
from aftersales_local.servers import prepare
from aftersales_local.valkey import start_valkey

OF_A_PACKED_RETURN: Final = ("packing_list", "transport_form")
PAPERS: Final = "documents.packing_papers"
WITHIN: Final = 45.0
"""Seconds after which the work of a killed worker is done again."""

DELIVERIES: Final = """
SELECT handler, fleet, state, attempt, failures, losses, last_error FROM deliveries
WHERE tenant_id = $1::uuid AND due_at <= now()
"""

RENDERED: Final = """
SELECT subject_id FROM facts WHERE tenant_id = $1::uuid AND name = 'documents.document_rendered'
"""


@contextmanager
def locked(town: Town, table: str) -> Iterator[None]:
    """Hold a table so that whoever wants to write to it waits in the middle of their transaction."""
    taken, release = threading.Event(), threading.Event()

    async def hold() -> None:
        connection = await asyncpg.connect(town.environment["AFTERSALES_OWNER_DATABASE_URL"])
        try:
            async with connection.transaction():
                await connection.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
                taken.set()
                while not release.is_set():  # noqa: ASYNC110 - set by another thread
                    await asyncio.sleep(0.01)
        finally:
            await connection.close()

    thread = threading.Thread(target=lambda: asyncio.run(hold()))
    thread.start()
    try:
        assert taken.wait(10)
        yield
    finally:
        release.set()
        thread.join()


def deliveries(town: Town, house: House, **wanted: object) -> list[dict[str, Any]]:
    """What is due of the brand's deliveries."""
    rows = town.rows(DELIVERIES, house.tenant_id)
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


def papers_in_hand(town: Town, house: House) -> int:
    """How many deliveries hang in the table that is locked."""
    return len(deliveries(town, house, handler=PAPERS, state="running"))


def unended(town: Town, house: House) -> list[dict[str, Any]]:
    """Deliveries that are due and have not ended."""
    return [row for row in deliveries(town, house) if row["state"] not in {"done", "cancelled"}]


def settled(town: Town, house: House, *, patience: float) -> None:
    """Wait until nothing of the brand's is left to do."""
    until(lambda: not town.rows("SELECT 1 FROM fact_outbox") and not unended(town, house), "rest", patience=patience)


def see_each_paper_once(town: Town, house: House, return_id: str) -> None:
    """One paper of each kind, rendered once, metered once."""
    listed: list[Json] = house.people["clerk"].get("/v1/documents", subject_id=return_id, limit="50")["items"]
    assert sorted((paper["kind"], paper["state"]) for paper in listed) == [
        (kind, "ready") for kind in OF_A_PACKED_RETURN
    ]
    rendered = town.rows(
        "SELECT subject_id FROM facts WHERE tenant_id = $1::uuid AND name = 'documents.document_rendered'",
        house.tenant_id,
    )
    told = [str(row["subject_id"]) for row in rendered]
    assert [told.count(paper["id"]) for paper in listed] == [1, 1]


def test_what_a_killed_worker_had_in_hand_and_in_redis_is_done_within_45_seconds_and_once(
    town: Town, house: House
) -> None:
    walked = [file_return(house) for _ in range(2)]
    settled(town, house, patience=30)

    with locked(town, "documents"):
        for one in walked:
            pack(house, one)
        until(lambda: papers_in_hand(town, house) == len(walked), "papers in the middle of being asked for")
        with redis.Redis.from_url(town.environment["AFTERSALES_REDIS_URL"]) as client:
            client.flushdb()
        town.kill("worker")
    killed_at = time.monotonic()
    town.start_worker()
    for one in walked:
        wait_for_papers(house.people["clerk"], one.summary["id"], *OF_A_PACKED_RETURN, patience=WITHIN)
    took = time.monotonic() - killed_at
    settled(town, house, patience=WITHIN)

    assert took < WITHIN
    for one in walked:
        see_each_paper_once(town, house, one.summary["id"])
    assert {row["failures"] for row in deliveries(town, house)} == {0}
    assert sum(row["losses"] for row in deliveries(town, house, handler=PAPERS)) == len(walked)


def test_a_worker_that_is_told_to_stop_ends_its_work_and_burns_no_try(town: Town, house: House) -> None:
    walked = file_return(house)
    settled(town, house, patience=30)
    before = sum(row["losses"] for row in deliveries(town, house))

    with locked(town, "documents"):
        pack(house, walked)
        until(lambda: papers_in_hand(town, house) == 1, "papers in the middle of being asked for")
        code = town.end("worker")
        left = unended(town, house)
    town.start_worker()
    wait_for_papers(house.people["clerk"], walked.summary["id"], *OF_A_PACKED_RETURN, patience=20)
    settled(town, house, patience=20)

    assert code == 0
    assert left
    assert [row for row in left if row["failures"] or row["state"] not in {"waiting", "queued"}] == []
    assert sum(row["losses"] for row in deliveries(town, house)) == before
    see_each_paper_once(town, house, walked.summary["id"])


def test_a_worker_that_loses_redis_says_so_and_ends_so_that_another_is_started(town: Town, house: House) -> None:
    data = prepare(Path(tempfile.mkdtemp(prefix="aftersales-journeys-redis-")))
    [port] = free_ports(1)
    valkey = start_valkey(data, port, passwords_of(data), throwaway=True)
    worker = town.start_worker("lonely", "money", AFTERSALES_REDIS_URL=valkey.url())

    valkey.child.stop()
    until(lambda: not worker.is_running(), "the end of a worker without Redis", patience=20)
    town.children.pop("lonely")
    shutil.rmtree(data)

    assert worker.process.returncode == 1
    assert "worker.lost_its_ground" in town.log("lonely")
    assert "Traceback" not in town.log("lonely")
    settled(town, house, patience=30)
    assert deliveries(town, house, state="dead") == []


def test_a_worker_with_a_wrong_setting_names_it_and_does_not_start(town: Town) -> None:
    environment = town.environment | {"AFTERSALES_REDIS_URL": "localhost"}

    ended = subprocess.run(
        [sys.executable, "-m", "aftersales_worker.main", "money"],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )

    assert ended.returncode == 2
    assert ended.stderr == "AFTERSALES_REDIS_URL: must be an address that begins with redis:// or rediss://\n"
