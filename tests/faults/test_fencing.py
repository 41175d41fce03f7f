"""Workers that hang, swell, are told twice or know less than others: one effect, and somebody else goes on."""

from typing import Final

import pytest
from tests.faults.book import Book, Fault
from tests.faults.outside import Outside
from tests.faults.records import until
from tests.faults.site import Site
from tests.faults.whole import see_all_whole
from tests.faults.wounds import BLOCK, EFFECT, EXTRA, SWELL, Wound

from aftersales_local import supervisor
from aftersales_local.processes import Child

KNOWS: Final = Wound(extra=EXTRA)
BLOCKED: Final = Fault(
    zh="处理者堵住整个后台进程，租约过期",
    en="a handler blocks its whole process until its leases have passed",
    seen_zh="由另一进程重做；醒来者被挡住，只留一个效果",
    seen_en="another worker does it again; the one that wakes up is fenced; one effect",
    short=1,
    full=10,
)
HUNG: Final = Fault(
    zh="处理者永远堵住整个后台进程",
    en="a handler blocks its whole process for ever",
    seen_zh="进程自行写下堆栈并退出（平时 60 秒），由另一进程重做，只留一个效果",
    seen_en="the process writes where it stands and ends (after 60 s in earnest); another does it again; one effect",
    short=1,
    full=10,
)
SWOLLEN: Final = Fault(
    zh="后台进程内存超限",
    en="a worker outgrows its memory",
    seen_zh="监督者结束并重启它，投递由新进程做完，只留一个效果",
    seen_en="its supervisor ends it and starts another, which does the work; one effect",
    short=1,
    full=10,
)
MOST_BYTES: Final = 400 << 20
TWICE: Final = Fault(
    zh="队列把每条投递交出两次",
    en="the queue hands out every delivery twice",
    seen_zh="每条投递恰好一个效果",
    seen_en="one effect for each delivery",
    short=50,
    full=1000,
)
RELEASES: Final = Fault(
    zh="新旧两个版本并行，旧版不认识新的处理者",
    en="two releases side by side, the older of which does not know a handler",
    seen_zh="旧版交还而不丢弃，新版做完；没有消耗一次尝试",
    seen_en="the older gives it back, the newer does it; no attempt burnt",
    short=3,
    full=50,
)


async def test_a_worker_that_was_blocked_is_fenced_and_its_work_done_elsewhere(
    site: Site, outside: Outside, book: Book
) -> None:
    gate = site.data / "gate"

    for turn in range(BLOCKED.times):
        gate.touch()
        await site.add_work(BLOCK)
        await site.start_worker(f"blocked-{turn}", "money", wound=KNOWS, FAULTS_GATE=str(gate))
        await until(lambda: site.count_of(BLOCK, "running"), "a blocked worker")
        await site.let_leases_pass()
        await site.start_worker(f"free-{turn}", "money", wound=KNOWS)
        await until(lambda: site.count_of(BLOCK, "done"), "the work done elsewhere")
        gate.unlink()
        await until(lambda: site.has_said(f"blocked-{turn}", "deliveries.fenced"), "a fenced worker")  # noqa: B023 - awaited here
        assert [site.end(f"{name}-{turn}") for name in ("blocked", "free")] == [0, 0]
        assert await site.effects() == [(BLOCK, 1, 1)]
        await site.clear_away()

    await see_all_whole(site, outside)
    book.enter(BLOCKED, f"{BLOCKED.times} 个效果 · effects")


async def test_a_worker_that_is_blocked_for_ever_ends_itself(site: Site, outside: Outside, book: Book) -> None:
    gate = site.data / "gate"
    gate.touch()
    wound = Wound(extra=EXTRA, changed={"aftersales_worker.fleets:STOPPED": 3.0})

    for turn in range(HUNG.times):
        await site.add_work(BLOCK)
        await site.start_worker(f"hung-{turn}", "money", wound=wound, FAULTS_GATE=str(gate))
        hung = site.running[f"hung-{turn}"]
        assert await site.died(f"hung-{turn}") == 1
        assert hung.said("Timeout (0:00:03)!") == hung.said("in block") == 1
        await site.let_leases_pass()
        await site.start_worker(f"next-{turn}", "money", wound=KNOWS)
        await site.rest()
        assert await site.effects() == [(BLOCK, 1, 1)]
        site.end(f"next-{turn}")
        await site.clear_away()

    await see_all_whole(site, outside)
    book.enter(HUNG, f"{HUNG.times} 个效果 · effects")


async def test_a_worker_that_outgrows_its_memory_is_replaced_and_its_work_done(
    site: Site, outside: Outside, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "SOON", 1.0)

    for turn in range(SWOLLEN.times):
        await _outgrow(site, turn)
        assert await site.effects() == [(SWELL, 1, 1)]
        await site.clear_away()

    await see_all_whole(site, outside)
    book.enter(SWOLLEN, f"{SWOLLEN.times} 个效果 · effects")


async def _outgrow(site: Site, turn: int) -> None:
    """A worker swells until its supervisor ends it; the next one, which does not, does the work."""
    await site.add_work(SWELL)
    swelling, keeper = {"FAULTS_SWELLS": "yes"}, supervisor.Supervisor()
    first = keeper.adopt("worker", lambda: site.supervised(f"swollen-{turn}", swelling), most_bytes=MOST_BYTES)
    await until(lambda: site.count_of(SWELL, "running"), "a swelling worker")
    swelling.clear()
    await until(lambda: _replaced(keeper, first), "another worker")
    await site.let_leases_pass()
    await until(lambda: site.count_of(SWELL, "done"), "the work done by another")
    keeper.stop([["worker"]])


async def _replaced(keeper: supervisor.Supervisor, first: Child) -> bool:
    keeper.tend()
    [part] = keeper.parts
    return part.child is not None and part.child is not first


async def test_what_is_handed_out_twice_is_done_once(site: Site, outside: Outside, book: Book) -> None:
    for name in ("one", "other"):
        await site.start_worker(name, "money", wound=Wound(extra=EXTRA, twice=True))

    await site.add_work(EFFECT, TWICE.times)
    await site.rest()

    assert await site.effects() == [(EFFECT, TWICE.times, TWICE.times)]
    assert await site.count("SELECT sum(attempt) FROM deliveries WHERE handler = $1", EFFECT) == TWICE.times
    await see_all_whole(site, outside)
    await site.clear_away()
    book.enter(TWICE, f"{TWICE.times} 个效果 · effects")


async def test_work_that_an_older_release_does_not_know_waits_for_the_newer(
    site: Site, outside: Outside, book: Book
) -> None:
    burnt = await site.burnt()
    await site.start_worker("older", "money")
    await site.add_work(EFFECT, RELEASES.times)
    await until(lambda: site.given_back(EFFECT, RELEASES.times), "work that was given back")
    alone = await site.effects()

    await site.start_worker("newer", "money", wound=KNOWS)
    await site.rest()

    assert alone == []
    assert await site.effects() == [(EFFECT, RELEASES.times, RELEASES.times)]
    assert await site.burnt() == burnt
    await see_all_whole(site, outside)
    await site.clear_away()
    book.enter(RELEASES, f"{RELEASES.times} 个效果，消耗 0 次 · effects, 0 attempts burnt")
