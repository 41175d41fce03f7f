"""Clocks that step and disagree, summer time, leap days, and slots that nobody was there for: each slot once."""

import asyncio
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle, islice
from typing import Final
from zoneinfo import ZoneInfo

from tests.faults.book import Book, Fault
from tests.faults.outside import Outside
from tests.faults.site import Site
from tests.faults.whole import see_all_whole
from tests.faults.wounds import EFFECT, EXTRA, Wound

from aftersales.kernel.clock import SetClock
from aftersales.kernel.ids import new_id
from aftersales_worker.relay import Relay, create_pool

STEPPED: Final = Fault(
    zh="几个后台进程的时钟互不一致、前后跳动，跨越夏令时、闰日与年末",
    en="workers' clocks disagree and step back and forth over summer time, a leap day and the turn of a year",
    seen_zh="到最快的时钟为止，每个时段恰好一条投递",
    seen_en="one delivery for each slot up to the fastest clock, and none beyond",
    short=4,
    full=20,
)
DOWN: Final = Fault(
    zh="全部后台进程停机，错过三个时段",
    en="all workers down over three slots",
    seen_zh="恢复后三个时段各补做一次",
    seen_en="each of the three is done once when they are back",
    short=1,
    full=10,
)
PLACES: Final = (
    ("America/New_York", date(2026, 3, 6), time(2, 30)),
    ("America/New_York", date(2026, 10, 30), time(1, 30)),
    ("Asia/Shanghai", date(2028, 2, 26), time(0, 0)),
    ("Europe/Berlin", date(2026, 3, 27), time(2, 15)),
    ("Australia/Lord_Howe", date(2026, 4, 3), time(1, 45)),
    ("Asia/Shanghai", date(2026, 12, 29), time(23, 59)),
    ("UTC", date(2028, 2, 27), time(12, 0)),
)
"""Where and when a daily slot is hard to get right."""

DAYS: Final = 6
STEPS: Final = 12
WORKERS: Final = 3
ADD_SCHEDULE: Final = """
INSERT INTO schedules (tenant_id, id, subject_id, handler, fleet, rule, time_zone, starts_at, next_due_at, payload)
VALUES ($1, $2, $2, $3, 'money', $4, $5, $6, $7, '{}')
"""
SLOTS: Final = "SELECT due_at FROM deliveries WHERE handler = $1 AND payload ? 'slot' ORDER BY due_at"


async def test_clocks_that_step_and_disagree_make_every_slot_once(site: Site, book: Book) -> None:
    made_in_all = 0
    pool = await create_pool(site.environ["AFTERSALES_RELAY_DATABASE_URL"])

    for turn, (zone, first, at) in enumerate(islice(cycle(PLACES), STEPPED.times)):
        chance = random.Random(turn)  # noqa: S311 - the same clocks in every run
        begin = datetime.combine(first, time(0), ZoneInfo(zone)).astimezone(UTC)
        rule = f"FREQ=DAILY;BYHOUR={at.hour};BYMINUTE={at.minute};BYSECOND=0"
        wanted = list(_days_at(first, at, zone))
        await site.change(ADD_SCHEDULE, site.tenant, new_id(), "faults.slot", rule, zone, begin, wanted[0])
        clocks = [SetClock(begin) for _ in range(WORKERS)]
        furthest = begin
        for _ in range(STEPS):
            for clock in clocks:
                clock.at = begin + timedelta(minutes=chance.randrange(DAYS * 24 * 60))
                furthest = max(furthest, clock.at)
            await asyncio.gather(*(Relay(pool, clock).tick() for clock in clocks))
        made = [row["due_at"] for row in await site.look(SLOTS, "faults.slot")]
        assert made == [slot for slot in wanted if slot <= furthest], (turn, zone, first)
        made_in_all += len(made)
        await site.clear_away()

    await pool.close()
    book.enter(STEPPED, f"{made_in_all} 个时段 · slots")


def _days_at(first: date, at: time, zone: str) -> Iterator[datetime]:
    """An instant for each day, by the calendar and the zone alone."""
    for day in range(DAYS + 1):
        yield datetime.combine(first + timedelta(days=day), at, ZoneInfo(zone)).astimezone(UTC)


async def test_slots_that_nobody_was_there_for_are_caught_up_once(site: Site, outside: Outside, book: Book) -> None:
    for _ in range(DOWN.times):
        now = datetime.now(UTC).replace(second=0, microsecond=0)
        missed = [now - timedelta(hours=hours) for hours in (3, 2, 1)]
        rule = f"FREQ=HOURLY;BYMINUTE={now.minute};BYSECOND=0;COUNT=3"
        await site.change(ADD_SCHEDULE, site.tenant, new_id(), EFFECT, rule, "UTC", missed[0], missed[0])

        for name in ("one", "other"):
            await site.start_worker(name, "money", wound=Wound(extra=EXTRA))
        await site.schedules_caught_up()
        await site.rest()

        assert [row["due_at"] for row in await site.look(SLOTS, EFFECT)] == missed
        assert await site.effects() == [(EFFECT, 3, 3)]
        for name in ("one", "other"):
            site.end(name)
        await site.clear_away()

    await see_all_whole(site, outside)
    book.enter(DOWN, f"{3 * DOWN.times} 个时段 · slots")
