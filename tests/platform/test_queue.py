"""Redis carries ids and nothing else: what runs stands in nobody's way, and what it forgets is not lost."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import redis.asyncio

from aftersales.kernel.ids import DeliveryId, TenantId, new_id
from aftersales.platform.model import Claimed, Fleet
from aftersales_local.passwords import passwords_of
from aftersales_local.ports import free_ports
from aftersales_local.servers import prepare
from aftersales_local.valkey import Valkey, start_valkey
from aftersales_worker.queue import FleetQueue, QueueLost

SLOTS = 3
PATIENCE = 5.0


def claims(count: int) -> list[Claimed]:
    return [Claimed(TenantId(new_id()), DeliveryId(new_id()), 1) for _ in range(count)]


async def until(true: Callable[[], bool]) -> None:
    """Wait for something that must come true soon."""
    async with asyncio.timeout(PATIENCE):
        while not true():  # noqa: ASYNC110 - what is waited for has no event to tell of it
            await asyncio.sleep(0.005)


class Station:
    """One worker's end of the queue, and what its hands do."""

    def __init__(self, url: str, *, hangs: bool = False) -> None:
        self.taken: list[Claimed] = []
        self.given_back: list[Claimed] = []
        self._hangs = hangs
        self.queue = FleetQueue(url, Fleet.MONEY, slots=SLOTS, run=self._run)
        self.serving = asyncio.create_task(self.queue.serve())

    async def _run(self, claimed: Claimed) -> None:
        self.taken.append(claimed)
        if self._hangs:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                await asyncio.sleep(0.01)
                self.given_back.append(claimed)
                raise

    async def close(self) -> None:
        await self.queue.close()
        self.serving.cancel()
        with suppress(asyncio.CancelledError, QueueLost):
            await self.serving


Open = Callable[..., Awaitable[Station]]


@pytest.fixture
def valkey() -> Iterator[Valkey]:
    """A Redis of this test's own, which may be stopped."""
    data = prepare(Path(tempfile.mkdtemp(prefix="aftersales-queue-")))
    [port] = free_ports(1)
    server = start_valkey(data, port, passwords_of(data), throwaway=True)
    yield server
    server.child.stop()
    shutil.rmtree(data)


@pytest.fixture
async def station(valkey: Valkey) -> AsyncIterator[Open]:
    """A function that opens a worker's end of the queue."""
    opened: list[Station] = []

    async def open_one(*, hangs: bool = False) -> Station:
        one = Station(valkey.url(), hangs=hangs)
        opened.append(one)
        async with asyncio.timeout(PATIENCE):
            await one.queue.connected.wait()
        return one

    yield open_one
    for one in opened:
        await one.close()


async def keys_in(valkey: Valkey) -> set[str]:
    async with redis.asyncio.Redis.from_url(valkey.url()) as client:
        return {key.decode() for key in await client.keys("*")}


async def test_ids_reach_a_worker_and_leave_nothing_behind(valkey: Valkey, station: Open) -> None:
    worker, offered = await station(), claims(10)

    await worker.queue.push(offered)
    await until(lambda: len(worker.taken) == 10 and worker.queue.in_hand == 0)
    await asyncio.sleep(0.1)

    assert sorted(worker.taken, key=str) == sorted(offered, key=str)
    assert await keys_in(valkey) == {"aftersales:money:health"}


async def test_an_id_offered_twice_is_taken_once(station: Open) -> None:
    worker, offered = await station(hangs=True), claims(1)

    await worker.queue.push(offered)
    await worker.queue.push(offered)
    await until(lambda: len(worker.taken) == 1)
    await asyncio.sleep(0.1)

    assert worker.taken == offered


async def test_what_hangs_in_one_worker_stands_in_no_other_ones_way(station: Open) -> None:
    hanging = [await station(hangs=True) for _ in range(3)]
    await hanging[0].queue.push(claims(SLOTS * 3))
    await until(lambda: sum(len(worker.taken) for worker in hanging) == SLOTS * 3)

    free, later = await station(), claims(5)
    await free.queue.push(later)
    await until(lambda: len(free.taken) == 5)

    assert sorted(free.taken, key=str) == sorted(later, key=str)


async def test_a_worker_claims_only_what_can_start(station: Open) -> None:
    worker = await station(hangs=True)
    at_first = await worker.queue.room()
    await worker.queue.push(claims(2))
    await until(lambda: worker.queue.in_hand == 2)
    then = await worker.queue.room()
    await worker.queue.push(claims(4))
    await until(lambda: worker.queue.in_hand == 3)

    at_last = await worker.queue.room()

    assert (at_first, then, at_last) == (3, 1, -3)
    assert await worker.queue.waiting() == 3


async def test_a_worker_that_closes_gives_back_what_it_holds(station: Open) -> None:
    worker = await station(hangs=True)
    await worker.queue.push(claims(2))
    await until(lambda: worker.queue.in_hand == 2)

    await worker.close()

    assert sorted(worker.given_back, key=str) == sorted(worker.taken, key=str)
    assert worker.queue.in_hand == 0


async def test_losing_redis_ends_the_worker_and_closing_it_still_gives_back(valkey: Valkey, station: Open) -> None:
    worker = await station(hangs=True)
    await worker.queue.push(claims(2))
    await until(lambda: worker.queue.in_hand == 2)

    valkey.child.stop()
    with pytest.raises(QueueLost):
        async with asyncio.timeout(PATIENCE):
            await asyncio.shield(worker.serving)
    with pytest.raises(QueueLost):
        await worker.queue.push(claims(1))
    with pytest.raises(QueueLost):
        await worker.queue.room()
    await worker.close()

    assert len(worker.given_back) == 2
