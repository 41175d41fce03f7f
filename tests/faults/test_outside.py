"""A store, a mail server and a receiver that misbehave: no dangling record, no second copy, nothing lost."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import cycle, islice
from typing import Final

import httpx
from tests.faults.book import Book, Fault
from tests.faults.outside import Outside, Post, Store
from tests.faults.records import until
from tests.faults.site import Site
from tests.faults.whole import see_all_whole
from tests.faults.wounds import Wound

STORE: Final = Fault(
    zh="对象存储报错、变慢、拒绝连接、在请求或回答中途断线、丢失回答",
    en="the object store errs, is slow, refuses, breaks off in a request or an answer, loses an answer",
    seen_zh="每条 ready 记录的文件都在，SHA-256 相符；没有半成的单据",
    seen_en="every ready record has its file, SHA-256 and all; no paper is left half made",
    short=6,
    full=100,
)
POST: Final = Fault(
    zh="邮件服务器拒绝、推迟、挂起、在收信前后断线",
    en="the mail server refuses, defers, hangs, breaks off before or after taking a mail",
    seen_zh="每封邮件至多一份；记为已发的确实发出；其余记为失败或不明",
    seen_en="at most one copy of each mail; what is on record as sent was taken; the rest is failed or uncertain",
    short=9,
    full=100,
)
DOWN: Final = Fault(
    zh="Webhook 接收方宕机数小时",
    en="a receiver of webhooks is down for hours",
    seen_zh="恢复后每条消息收到一次，端点仍然有效",
    seen_en="each message taken once when it is back, its endpoint still active",
    short=1,
    full=5,
)
IMPATIENT: Final = Wound(changed={"aftersales.notifications.gateway:SECONDS_EACH": 0.5})
"""Who waits for a mail server half a second and not ten."""

TRIES: Final = 7
"""Attempts of a message in eight and a half hours."""

WAITING: Final = """
SELECT count(*) FROM webhook_messages WHERE tenant_id = $1 AND state = 'waiting' AND attempts >= $2
"""
PNG: Final = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc000000301010018dd8db0"
    "0000000049454e44ae426082"
)


async def test_a_store_that_loses_requests_leaves_no_dangling_record(site: Site, outside: Outside, book: Book) -> None:
    await site.start_worker()

    fates = islice(cycle(Store.FATES), STORE.times)
    outside.store.fates.extend(fate for bad in fates for fate in (bad, "served"))
    while outside.store.fates:
        await site.returns(1, packed=True)
        await _upload(site)
        await site.rest()

    await see_all_whole(site, outside)
    met = {fate: times for fate, times in sorted(outside.store.met.items()) if fate != "served"}
    book.enter(STORE, " · ".join(f"{fate}: {times}" for fate, times in met.items()))


async def _upload(site: Site) -> None:
    """Send a picture and have it taken in, asking again while the store is away."""
    async with site.client(site.brand.clerk) as clerk:
        announced = {"purpose": "photo", "name": "故障.png", "content_type": "image/png", "length": len(PNG)}
        begun = (await clerk.post("/v1/files", json=announced)).json()
        link = begun["upload"]
        async with httpx.AsyncClient(trust_env=False) as sender:
            (await sender.request(link["method"], link["url"], headers=link["headers"], content=PNG)).raise_for_status()
        while True:
            done = await clerk.post(f"/v1/files/{begun['id']}/completion")
            assert done.status_code in {200, 503}, done.text
            if done.status_code == httpx.codes.OK:
                assert done.json()["state"] == "ready"
                return


async def test_no_mail_leaves_twice_whatever_the_mail_server_does(site: Site, outside: Outside, book: Book) -> None:
    outside.post.fates.extend(islice(cycle(Post.FATES), POST.times))
    await site.start_worker(wound=IMPATIENT)

    while outside.post.fates:
        await site.returns(3, packed=True)
        await site.rest()

    await see_all_whole(site, outside)
    states = await site.look("SELECT state, count(*) FROM messages WHERE channel = 'mail' GROUP BY 1 ORDER BY 1")
    book.enter(POST, " · ".join(f"{state}: {number}" for state, number in states))


async def test_a_receiver_that_was_down_for_hours_is_told_everything_once(
    site: Site, outside: Outside, book: Book
) -> None:
    await site.start_worker()

    async with _endpoint(site, outside.receiver.url) as state_of_endpoint:
        for number in range(1, DOWN.times + 1):
            outside.do(outside.receiver.close())
            await site.returns(2)
            await until(lambda: _have_tried(site), f"{TRIES} attempts")
            outside.do(outside.receiver.open())
            await site.rest()
            assert len(outside.receiver.taken) == 2 * number
        state = await state_of_endpoint()
    await site.rest()

    taken = {message["data"]["return_id"] for message in outside.receiver.taken}
    assert state == "active"
    assert len(taken) == 2 * DOWN.times
    await see_all_whole(site, outside)
    book.enter(DOWN, f"{len(taken)} 条消息，各 {TRIES} 次失败后送达 · messages, each after {TRIES} failures")


@asynccontextmanager
async def _endpoint(site: Site, url: str) -> AsyncIterator[Callable[[], Awaitable[str]]]:
    """An endpoint that wants to be told of filings until the block ends; asks for its state."""
    async with site.client(site.brand.administrator) as administrator:
        wanted = {"url": url, "events": ["claims.return_filed"]}
        made = (await administrator.post("/v1/webhook-endpoints", json=wanted)).json()
        place = f"/v1/webhook-endpoints/{made['endpoint']['id']}"

        async def state() -> str:
            return str((await administrator.get(place)).json()["state"])

        try:
            yield state
        finally:
            version = (await administrator.get(place)).json()["version"]
            await administrator.delete(place, headers={"If-Match": f'"{version}"'})


async def _have_tried(site: Site) -> bool:
    await site.let_waits_pass()
    return await site.count(WAITING, site.tenant, TRIES) == 2
