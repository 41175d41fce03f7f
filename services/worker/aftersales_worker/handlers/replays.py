"""What workers do for the time machine: read past decisions, have them decided beside the loop, keep what flips."""

import asyncio
import multiprocessing
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final
from uuid import UUID

from aftersales.platform.model import Fleet
from aftersales.platform.service import JobRef
from aftersales.policy.replays import service as replays
from aftersales.policy.replays.model import JOB, ReplayState
from aftersales.policy.replays.service import Chunk, Found, Running, Terms
from aftersales_worker.subscriptions import Work, timer_staged

PROCESSES: Final = 2
AHEAD: Final = 4 * PROCESSES
"""Chunks that are read or decided while an earlier one is kept."""

ONE_AT_A_TIME: Final = asyncio.Semaphore(1)
"""However many replays a worker holds, it has processes for one; the others keep their lease and wait."""


@contextmanager
def deciders(cases: int) -> Iterator[Executor]:
    """Where so many cases are decided without blocking the loop: a thread, or processes for as long as it lasts."""
    pool: Executor
    if cases <= replays.CHUNK:
        pool = ThreadPoolExecutor(1)
    else:
        pool = ProcessPoolExecutor(PROCESSES, mp_context=multiprocessing.get_context("spawn"))
    try:
        yield pool
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


@timer_staged(f"jobs.{JOB}", JobRef, fleet=Fleet.BULK)
async def run_replay(work: Work, ref: JobRef) -> None:
    """Replay what is left of a replay; a worker that takes over goes on behind the last chunk that was kept."""
    async with work.step() as tx:
        running = await replays.of_job(tx, ref.job_id)
        terms = await replays.terms_of(tx)
    if running.state is ReplayState.RUNNING:
        async with ONE_AT_A_TIME:
            with deciders(running.total) as pool:
                await _decide_all(work, running, terms, pool)
    async with work.last_step() as tx:
        await replays.finish(tx, running)


async def _decide_all(work: Work, running: Running, terms: Terms, pool: Executor) -> None:
    """Read ahead, decide in parallel, keep in order."""
    loop = asyncio.get_running_loop()
    under_way: deque[tuple[Chunk, asyncio.Future[Found]]] = deque()
    after: UUID | None = running.reached
    is_read = False
    while under_way or not is_read:
        while not is_read and len(under_way) < AHEAD:
            async with work.step() as tx:
                chunk = await replays.next_chunk(tx, running, after)
            is_read, after = not chunk.rows, chunk.reached
            if chunk.rows:
                deciding = loop.run_in_executor(pool, replays.decide_chunk, running.document, terms, chunk)
                under_way.append((chunk, deciding))
        if under_way:
            chunk, deciding = under_way.popleft()
            found = await deciding
            async with work.step() as tx:
                if not await replays.remember(tx, running, chunk, found):
                    return
