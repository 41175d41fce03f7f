"""Workers that are killed at every instant of their work: what they had in hand is done, and once."""

from itertools import cycle, islice, product
from typing import Final

from tests.faults.book import Book, Fault
from tests.faults.outside import Outside
from tests.faults.site import Site
from tests.faults.whole import see_all_whole
from tests.faults.wounds import WORKER_POINTS, Wound

HANDLERS: Final = (
    "metering.measure_fact",
    "documents.render",
    "webhooks.fan_out",
    "notifications.send_mail",
    "documents.packing_papers",
    "notifications.tell.claims.return_packed",
)
DEATHS: Final = tuple((point, handler) for handler, point in product(HANDLERS, WORKER_POINTS))
A_ROUND: Final = 4
"""Deaths that the same work sees; five would put it aside as dead."""

KILLED: Final = Fault(
    zh="后台进程在效果之前、之后、提交途中、提交之后被 `kill -9`",
    en="`kill -9` of a worker before and after its effect, while it commits and after",
    seen_zh="已确认的写入都在，每条投递只有一个结局，账目为零，用量与核算一致，纸面文件逐字节可取，邮件至多一封",
    seen_en="all laws (see above)",
    short=6,
    full=200,
)


async def test_a_worker_may_die_at_any_instant_of_its_work(site: Site, outside: Outside, book: Book) -> None:
    deaths = list(islice(cycle(DEATHS[:: 1 if KILLED.times >= len(DEATHS) else 5]), KILLED.times))

    for first in range(0, len(deaths), A_ROUND):
        for point, handler in deaths[first : first + A_ROUND]:
            await site.returns(1, packed=True)
            await site.start_worker("doomed", wound=Wound(point=point, handler=handler))
            assert await site.died("doomed") == -9, (point, handler)
            await site.let_leases_pass()
        await site.start_worker()
        await site.rest()
        site.end("worker")

    await see_all_whole(site, outside)
    losses = await site.count("SELECT sum(losses) FROM deliveries")
    book.enter(KILLED, f"丢失并重做 {losses} 次尝试，死信 0 · {losses} attempts lost and made again, 0 dead letters")
