"""Redis emptied, gone, gone in the middle of an offer, and full: it carries ids, so nothing that matters is lost."""

from typing import Final

import redis.asyncio
from tests.faults.book import Book, Fault
from tests.faults.outside import Outside
from tests.faults.site import Site
from tests.faults.whole import see_all_whole
from tests.faults.wounds import Wound

LAWS: Final = {
    "seen_zh": "全部法则；接口照常受理，没有消耗一次尝试",
    "seen_en": "all laws; the API goes on, no attempt is burnt",
}
FLUSHED: Final = Fault(zh="负载之下 `FLUSHALL`", en="`FLUSHALL` under load", short=1, full=20, **LAWS)
STOPPED: Final = Fault(zh="Redis 停止后再启动", en="Redis stopped and started", short=1, full=15, **LAWS)
MID_WRITE: Final = Fault(
    zh="后台交出已认领投递的瞬间 Redis 消失", en="Redis gone in the moment of an offer", short=1, full=10, **LAWS
)
FULL: Final = Fault(zh="Redis 写满（noeviction）", en="Redis full, with noeviction", short=1, full=10, **LAWS)


async def _see_whole_again(site: Site, outside: Outside, burnt: tuple[int, int]) -> None:
    """What was claimed and not begun comes back when its lease has passed; then all is done."""
    await site.let_leases_pass("queued")
    await site.tend()
    await site.rest()
    assert await site.burnt() == burnt
    await see_all_whole(site, outside)


async def test_redis_may_forget_everything_under_load(site: Site, outside: Outside, book: Book) -> None:
    burnt = await site.burnt()
    await site.start_worker()

    async with redis.asyncio.Redis.from_url(site.valkey.url()) as client:
        for _ in range(FLUSHED.times):
            await site.returns(3, packed=True)
            await client.flushall()
            await site.let_leases_pass("queued")

    await _see_whole_again(site, outside, burnt)
    book.enter(FLUSHED, f"{3 * FLUSHED.times} 张退货单 · returns")


async def test_without_redis_people_work_on_and_the_work_is_done_when_it_is_back(
    site: Site, outside: Outside, book: Book
) -> None:
    burnt = await site.burnt()

    for _ in range(STOPPED.times):
        await site.start_worker()
        site.valkey.child.stop()
        await site.returns(2, packed=True)
        assert await site.died("worker") == 1
        site.start_redis()
    await site.start_worker()

    await _see_whole_again(site, outside, burnt)
    book.enter(STOPPED, f"{2 * STOPPED.times} 张退货单 · returns")


async def test_redis_may_go_in_the_moment_in_which_claimed_work_is_offered(
    site: Site, outside: Outside, book: Book
) -> None:
    burnt = await site.burnt()

    for _ in range(MID_WRITE.times):
        await site.returns(1, packed=True)
        await site.start_worker("unlucky", wound=Wound(without=site.valkey.child.pid))
        assert await site.died("unlucky") == 1
        site.start_redis()
    await site.start_worker()

    await _see_whole_again(site, outside, burnt)
    book.enter(MID_WRITE, f"{MID_WRITE.times} 张退货单 · returns")


async def test_a_full_redis_stops_workers_but_nobody_else(site: Site, outside: Outside, book: Book) -> None:
    burnt = await site.burnt()

    async with redis.asyncio.Redis.from_url(site.valkey.url()) as client:
        await client.config_set("maxmemory-policy", "noeviction")
        for _ in range(FULL.times):
            await site.start_worker()
            await client.config_set("maxmemory", "1")
            await site.returns(2, packed=True)
            assert await site.died("worker") == 1
            await client.config_set("maxmemory", "0")
    await site.start_worker()

    await _see_whole_again(site, outside, burnt)
    book.enter(FULL, f"{2 * FULL.times} 张退货单 · returns")
