"""Recurrence rules and the slots they make: each once, none forgotten."""

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg
import msgspec
import pytest
from msgspec import Struct
from tests.fixtures.kernel import NOW, Brand
from tests.platform.workshop import Workshop

from aftersales.kernel.clock import SetClock
from aftersales.kernel.ids import new_id
from aftersales.platform import service as platform
from aftersales.platform.service import next_slot
from aftersales_worker.relay import Relay

SHANGHAI = "Asia/Shanghai"
NEW_YORK = "America/New_York"
DAILY_AT_NINE = "FREQ=DAILY;BYHOUR=9;BYMINUTE=0;BYSECOND=0"

SLOTS = "SELECT id, due_at, payload::text AS payload FROM deliveries WHERE tenant_id = $1 ORDER BY due_at"


class Counted(Struct, frozen=True):
    """The payload of a test's schedule."""

    warehouse: str


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def slots(rule: str, zone: str, starts_at: datetime, count: int) -> list[str]:
    """The first slots of a rule, as instants."""
    found: list[str] = []
    after: datetime | None = starts_at - timedelta(seconds=1)
    for _ in range(count):
        assert after is not None
        after = next_slot(rule, zone, starts_at, after)
        found.append("" if after is None else f"{after:%Y-%m-%dT%H:%M}")
    return found


def test_a_rule_is_read_in_the_wall_time_of_its_zone() -> None:
    found = slots(DAILY_AT_NINE, SHANGHAI, at("2026-06-15T02:00"), 2)

    assert found == ["2026-06-16T01:00", "2026-06-17T01:00"]


def test_a_wall_time_keeps_its_hour_when_the_clocks_change() -> None:
    found = slots(DAILY_AT_NINE, NEW_YORK, at("2026-03-06T14:00"), 4)

    assert found == ["2026-03-06T14:00", "2026-03-07T14:00", "2026-03-08T13:00", "2026-03-09T13:00"]


def test_a_slot_in_the_hour_that_is_left_out_comes_once_an_hour_later() -> None:
    rule = "FREQ=DAILY;BYHOUR=2;BYMINUTE=30;BYSECOND=0"

    found = slots(rule, NEW_YORK, at("2026-03-07T06:00"), 3)

    assert found == ["2026-03-07T07:30", "2026-03-08T07:30", "2026-03-09T06:30"]


def test_a_slot_in_the_hour_that_comes_twice_comes_once() -> None:
    rule = "FREQ=DAILY;BYHOUR=1;BYMINUTE=30;BYSECOND=0"

    found = slots(rule, NEW_YORK, at("2026-10-31T05:00"), 3)

    assert found == ["2026-10-31T05:30", "2026-11-01T05:30", "2026-11-02T06:30"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", ["2028-02-29", "2032-02-29"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31", ["2026-01-31", "2026-03-31"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", ["2026-01-31", "2026-02-28"]),
        ("FREQ=MONTHLY;BYDAY=1MO", ["2026-02-02", "2026-03-02"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", ["2026-01-09", "2026-01-23"]),
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=25;COUNT=1", ["2026-01-25", ""]),
    ],
)
def test_days_that_a_month_lacks_are_left_out(rule: str, expected: list[str]) -> None:
    found = slots(rule, SHANGHAI, at("2026-01-09T01:00"), 2)

    assert [slot[:10] for slot in found] == expected


async def keep(workshop: Workshop, rule: str, *, starts_at: datetime = NOW) -> None:
    """A schedule of this test's tenant."""
    async with workshop.database.transaction(workshop.brand.id, workshop.brand.anyone) as tx:
        await platform.schedule(
            tx,
            "test.slot",
            new_id(),
            rule,
            time_zone=SHANGHAI,
            starts_at=starts_at,
            payload=Counted(warehouse="WH-1"),
        )


async def made(pool: asyncpg.Pool, brand: Brand) -> list[str]:
    """The slots that have become deliveries."""
    rows = await pool.fetch(SLOTS, brand.id)
    return [f"{row['due_at']:%d %H:%M}" for row in rows]


async def test_five_relays_make_each_slot_once(workshop: Workshop, clock: SetClock, relay_pool: asyncpg.Pool) -> None:
    await keep(workshop, DAILY_AT_NINE)
    clock.advance(timedelta(days=3))

    await asyncio.gather(*(Relay(relay_pool, clock).tick() for _ in range(5)))
    found = await made(relay_pool, workshop.brand)

    assert found == ["16 01:00", "17 01:00", "18 01:00"]


async def test_slots_missed_while_nobody_ran_are_caught_up_and_the_next_waits(
    workshop: Workshop, clock: SetClock, relay: Relay, relay_pool: asyncpg.Pool
) -> None:
    await keep(workshop, DAILY_AT_NINE)
    await relay.tick()
    at_first = await made(relay_pool, workshop.brand)
    clock.advance(timedelta(days=2, hours=22, minutes=59))
    await relay.tick()
    before_the_third = await made(relay_pool, workshop.brand)
    clock.advance(timedelta(minutes=1))

    await relay.tick()
    await relay.tick()
    rows = await relay_pool.fetch(SLOTS, workshop.brand.id)

    assert at_first == []
    assert before_the_third == ["16 01:00", "17 01:00"]
    assert await made(relay_pool, workshop.brand) == ["16 01:00", "17 01:00", "18 01:00"]
    assert msgspec.json.decode(rows[2]["payload"]) == {"warehouse": "WH-1", "slot": "2026-06-18T01:00:00+00:00"}


async def test_a_slot_is_not_made_again_when_its_schedule_is_set_back(
    workshop: Workshop, clock: SetClock, relay: Relay, relay_pool: asyncpg.Pool
) -> None:
    await keep(workshop, DAILY_AT_NINE)
    clock.advance(timedelta(days=1))
    await relay.tick()

    await relay_pool.execute(
        "UPDATE schedules SET next_due_at = $2 WHERE tenant_id = $1", workshop.brand.id, at("2026-06-16T01:00")
    )
    await relay.tick()

    assert await made(relay_pool, workshop.brand) == ["16 01:00"]


async def test_a_schedule_that_was_stopped_makes_no_slot(
    workshop: Workshop, clock: SetClock, relay: Relay, relay_pool: asyncpg.Pool
) -> None:
    subject = new_id()
    async with workshop.database.transaction(workshop.brand.id, workshop.brand.anyone) as tx:
        await platform.schedule(tx, "test.slot", subject, DAILY_AT_NINE, time_zone=SHANGHAI, starts_at=NOW)
    async with workshop.database.transaction(workshop.brand.id, workshop.brand.anyone) as tx:
        await platform.unschedule(tx, "test.slot", subject)
    clock.advance(timedelta(days=5))

    await relay.tick()

    assert await made(relay_pool, workshop.brand) == []


async def test_a_rule_that_has_ended_stays_ended(
    workshop: Workshop, clock: SetClock, relay: Relay, relay_pool: asyncpg.Pool
) -> None:
    await keep(workshop, f"{DAILY_AT_NINE};COUNT=2")
    clock.advance(timedelta(days=30))

    await relay.tick()
    [left] = await relay_pool.fetch("SELECT next_due_at FROM schedules WHERE tenant_id = $1", workshop.brand.id)

    assert await made(relay_pool, workshop.brand) == ["16 01:00", "17 01:00"]
    assert left["next_due_at"] is None


@pytest.mark.parametrize("broken", ["rule = 'FREQ=NEVER'", "time_zone = 'Mars/Olympus'", "rule = ''"])
async def test_a_schedule_that_cannot_be_read_stands_in_no_other_ones_way(
    workshop: Workshop, clock: SetClock, relay: Relay, relay_pool: asyncpg.Pool, broken: str
) -> None:
    await keep(workshop, DAILY_AT_NINE)
    await relay_pool.execute(
        f"UPDATE schedules SET {broken} WHERE tenant_id = $1",  # noqa: S608 - said by a test
        workshop.brand.id,
    )
    await keep(workshop, DAILY_AT_NINE)
    clock.advance(timedelta(days=1))

    await relay.tick()
    left = await relay_pool.fetch(
        "SELECT next_due_at FROM schedules WHERE tenant_id = $1 ORDER BY next_due_at NULLS FIRST", workshop.brand.id
    )

    assert await made(relay_pool, workshop.brand) == ["16 01:00"]
    assert [row["next_due_at"] for row in left] == [None, at("2026-06-17T01:00")]
