"""PostgreSQL stopped at once and started again: refusals while it is away, work soon after, and nothing hangs."""

import asyncio
from collections import Counter
from typing import Final

import httpx
from tests.faults.book import Book, Fault
from tests.faults.brand import filing_of
from tests.faults.outside import Outside
from tests.faults.records import PATIENCE, until
from tests.faults.site import Site
from tests.faults.whole import see_all_whole

WITHIN: Final = 10.0
"""Seconds after which a database that is back is used again."""

STOPPED: Final = Fault(
    zh="PostgreSQL 立即停止（immediate）后再启动",
    en="PostgreSQL stopped at once (immediate) and started again",
    seen_zh="其间只答 503；恢复后 10 秒内受理；没有悬挂的任务与连接；同一幂等键重试后恰好一张退货单",
    seen_en="503 and nothing else meanwhile; filing again within 10 s; no task or connection hangs; one return a key",
    short=1,
    full=20,
)
CUT: Final = Fault(
    zh="PostgreSQL 切断全部空闲连接",
    en="PostgreSQL cuts every idle connection",
    seen_zh="下一个请求照常成功：死连接不会再被交出",
    seen_en="the next requests succeed: no dead connection is handed out",
    short=3,
    full=50,
)
CLIENTS: Final = 4
HANG_UP: Final = """
SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity WHERE usename = 'aftersales_app' AND state = 'idle'
"""


async def test_a_database_that_falls_and_rises_costs_nobody_their_return(
    site: Site, outside: Outside, book: Book
) -> None:
    met: Counter[int] = Counter()

    for _ in range(STOPPED.times):
        await site.start_worker()
        stop = asyncio.Event()
        people = [asyncio.create_task(_file_stubbornly(stop, site, met)) for _ in range(CLIENTS)]
        await _more(met, "returns before the fall")
        site.stop_database()
        await _more(met, "refusals", status=httpx.codes.SERVICE_UNAVAILABLE)
        await asyncio.to_thread(site.start_database)
        await until(lambda: site.answers("/health/ready"), "an API that is ready", patience=WITHIN)
        await _more(met, "returns after the rise", patience=WITHIN)
        stop.set()
        await asyncio.gather(*people)
        await site.tend()
        await site.let_leases_pass()
        await site.rest()
        await until(site.is_idle, "the end of every task")
        site.end("worker")

    assert set(met) == {httpx.codes.CREATED, httpx.codes.SERVICE_UNAVAILABLE}
    await see_all_whole(site, outside)
    book.enter(STOPPED, " · ".join(f"{status}: {times}" for status, times in sorted(met.items())))


async def test_connections_that_were_cut_while_idle_are_replaced_unnoticed(
    site: Site, outside: Outside, book: Book
) -> None:
    async with site.client(site.brand.clerk) as clerk:
        for _ in range(CUT.times):
            cut = await site.look(HANG_UP)
            assert len(cut) > 0
            assert (await clerk.get("/health/ready")).status_code == httpx.codes.OK
            await site.file(clerk)

    await site.start_worker()
    await site.rest()
    await see_all_whole(site, outside)
    book.enter(CUT, f"{CUT.times} 个请求，失败 0 · requests, 0 failed")


async def _more(met: Counter[int], what: str, *, status: int = httpx.codes.CREATED, patience: float = PATIENCE) -> None:
    """Wait for an answer more to each of those who file."""
    wanted = met[status] + CLIENTS

    async def are_met() -> bool:
        return met[status] >= wanted

    await until(are_met, what, patience=patience)


async def _file_stubbornly(stop: asyncio.Event, site: Site, met: Counter[int]) -> None:
    """File return after return, each until it is acknowledged, under one key."""
    async with site.client(site.brand.clerk) as clerk:
        while not stop.is_set():
            number = next(site.numbers)
            key = f"stubborn-{number}"
            while True:
                headers = {"Idempotency-Key": key}
                answer = await clerk.post("/v1/returns", json=filing_of(number), headers=headers)
                met[answer.status_code] += 1
                if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                    site.acknowledge(key, answer)
                    break
                await asyncio.sleep(0.05)
