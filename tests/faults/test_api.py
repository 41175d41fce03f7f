"""The API killed in the middle of requests, and programs that are replaced while people work."""

import asyncio
import signal
from itertools import cycle, islice
from typing import Final

import httpx
from tests.faults.book import Book, Fault
from tests.faults.outside import Outside
from tests.faults.records import until
from tests.faults.site import Site
from tests.faults.whole import see_all_whole
from tests.faults.wounds import API_POINTS

KILLED: Final = Fault(
    zh="接口在请求途中被 `kill -9`，客户端用同一幂等键重试",
    en="`kill -9` of the API in the middle of a request, retried under the same Idempotency-Key",
    seen_zh="重试得到 201，恰好一张退货单",
    seen_en="the retry answers 201, one return exists",
    short=5,
    full=50,
)
REPLACED: Final = Fault(
    zh="负载之下逐个 `SIGTERM` 并替换接口与后台进程",
    en="rolling `SIGTERM` of API and workers under load",
    seen_zh="没有失败的请求，进程以 0 退出，没有消耗一次尝试",
    seen_en="no request failed, every process ended with 0, no attempt burnt",
    short=1,
    full=20,
)
CLIENTS: Final = 4


async def test_a_request_that_dies_with_the_api_is_done_once_by_its_retry(
    site: Site, outside: Outside, book: Book
) -> None:
    for number, point in enumerate(islice(cycle(API_POINTS), KILLED.times)):
        key, unit = f"dying-{number}", next(site.numbers)
        async with site.client(site.brand.clerk) as clerk:
            try:
                answer = await site.file(clerk, key=key, number=unit, die_at=point)
            except httpx.TransportError:
                answer = None
            assert answer is None, point
            assert await site.died("api") != 0
            await site.start_api()
            await site.file(clerk, key=key, number=unit)

    await site.start_worker()
    await site.rest()
    await see_all_whole(site, outside)
    book.enter(KILLED, f"{KILLED.times} 次重试，{KILLED.times} 张退货单 · returns")


async def test_programs_are_replaced_under_load_without_a_failed_request_or_a_burnt_attempt(
    site: Site, outside: Outside, book: Book
) -> None:
    burnt, balancer = await site.burnt(), outside.balancer
    balancer.behind, api, codes = [site.port], "api", []
    await site.start_worker("worker-0")

    for turn in range(1, REPLACED.times + 1):
        port = site.another_port()
        await site.start_api(f"api-{turn}", port=port)
        await site.start_worker(f"worker-{turn}")
        async with site.locked("returns") as waiting:
            people = [asyncio.create_task(_file(site, balancer.port)) for _ in range(CLIENTS)]
            await until(lambda: waiting(CLIENTS), "requests in the middle of their work")
            balancer.behind = [port]
            for name in (api, f"worker-{turn - 1}"):
                site.running[name].signal(signal.SIGTERM)
        await asyncio.gather(*people, _file(site, balancer.port))
        codes += [await asyncio.to_thread(site.end, name) for name in (api, f"worker-{turn - 1}")]
        api = f"api-{turn}"
    site.end(api)
    await site.start_api()
    await site.rest()

    assert codes == [0] * (2 * REPLACED.times)
    assert await site.burnt() == burnt
    await see_all_whole(site, outside)
    asked = (CLIENTS + 1) * REPLACED.times
    book.enter(REPLACED, f"{asked} 个请求，失败 0 · requests, 0 failed")


async def _file(site: Site, port: int) -> None:
    """File one return on a connection of its own."""
    async with site.client(site.brand.clerk, port=port) as clerk:
        await site.file(clerk)
