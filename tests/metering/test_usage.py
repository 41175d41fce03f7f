"""What a tenant used: counted once, in the hour and month in which it happened, and open to be counted again."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.fixtures.kernel import Brand, MakeTenant
from tests.metering.meters import event, record

from aftersales.kernel.access import Permission, Role
from aftersales.kernel.errors import Forbidden
from aftersales.kernel.tx import Database
from aftersales.metering import rules, service
from aftersales.metering.errors import UsagePeriodWrong
from aftersales.metering.model import Grain, Measure, Meter, Recounted, RecountedHour, UsageEvent
from aftersales.metering.tables import usage_events, usage_hours

NOON = datetime(2026, 6, 15, 4, 0, tzinfo=UTC)
JUNE = date(2026, 6, 1)


async def test_the_same_event_told_twice_counts_once(brand: Brand, database: Database) -> None:
    first = await record(database, brand, event("a", NOON), event("a", NOON), event("b", NOON))
    again = await record(database, brand, event("a", NOON, quantity=9), event("c", NOON))

    async with database.transaction(brand.id, brand.actor(Role.AUDITOR)) as tx:
        found = await service.usage(tx)
    assert (first, again) == (2, 1)
    assert [(r.meter, r.period, r.quantity) for r in found.readings] == [(Meter.RETURNS_FILED, "2026-06", 3)]
    assert found.readings[0].starts_at == datetime(2026, 5, 31, 16, 0, tzinfo=UTC)
    assert found.time_zone == "Asia/Shanghai"


async def test_two_writers_who_tell_the_same_in_opposite_order_neither_block_nor_double(
    brand: Brand, database: Database
) -> None:
    told = [event(number, NOON + timedelta(minutes=number % 300)) for number in range(600)]

    added = await asyncio.gather(
        *(record(database, brand, *batch) for batch in (told, told[::-1], told[200:400], told[::-2])),
    )

    async with database.transaction(brand.id, brand.actor(Role.AUDITOR)) as tx:
        found, recounted = await service.usage(tx), await service.recomputation(tx, JUNE)
    assert sum(added) == 600
    assert [reading.quantity for reading in found.readings] == [600]
    assert recounted.agrees


async def test_months_turn_at_midnight_in_shanghai_and_hours_at_the_full_utc_hour(
    brand: Brand, database: Database
) -> None:
    last_of_may = datetime(2026, 5, 31, 15, 59, 59, 999999, tzinfo=UTC)
    first_of_june = datetime(2026, 5, 31, 16, 0, tzinfo=UTC)
    await record(database, brand, event("may", last_of_may), event("june", first_of_june, quantity=10))

    async with database.transaction(brand.id, brand.actor(Role.AUDITOR)) as tx:
        months = await service.usage(tx, since=date(2026, 5, 1), until=date(2026, 7, 1))
        hours = await service.usage(tx, since=date(2026, 5, 31), until=date(2026, 6, 2), grain=Grain.HOUR)
    assert [(r.period, r.quantity) for r in months.readings] == [("2026-05", 1), ("2026-06", 10)]
    assert [(r.period, r.quantity) for r in hours.readings] == [("2026-05-31T15Z", 1), ("2026-05-31T16Z", 10)]


async def test_a_late_event_corrects_the_hour_in_which_it_happened(brand: Brand, database: Database) -> None:
    await record(database, brand, event("in time", NOON))
    await record(database, brand, event("next hour", NOON + timedelta(hours=1)))

    await record(database, brand, event("late", NOON + timedelta(minutes=59)))

    async with database.transaction(brand.id, brand.actor(Role.AUDITOR)) as tx:
        found = await service.usage(tx, since=date(2026, 6, 15), until=date(2026, 6, 16), grain=Grain.HOUR)
    assert [(r.period, r.quantity) for r in found.readings] == [("2026-06-15T04Z", 2), ("2026-06-15T05Z", 1)]


async def test_kept_bytes_are_a_level_that_carries_on(brand: Brand, database: Database) -> None:
    kept = Meter.DOCUMENT_BYTES_KEPT
    await record(
        database,
        brand,
        event("may", NOON - timedelta(days=40), meter=kept, quantity=1000, dimension="document"),
        event("june", NOON, meter=kept, quantity=500, dimension="file"),
        event("gone", NOON + timedelta(hours=3), meter=kept, quantity=-1000, dimension="document"),
    )

    async with database.transaction(brand.id, brand.actor(Role.AUDITOR)) as tx:
        month = await service.usage(tx, meter=kept)
        hours = await service.usage(tx, since=date(2026, 6, 15), until=date(2026, 6, 16), grain=Grain.HOUR)
    assert month.opening == hours.opening == {"document_bytes_kept": 1000}
    assert [(r.measure, r.quantity, r.by) for r in month.readings] == [(Measure.LEVEL, 500, {})]
    assert [(r.period, r.quantity) for r in hours.readings] == [("2026-06-15T04Z", 1500), ("2026-06-15T07Z", 500)]


async def test_a_figure_is_split_by_its_dimension(brand: Brand, database: Database) -> None:
    sent = Meter.MESSAGES_SENT
    await record(
        database,
        brand,
        event(1, NOON, meter=sent, dimension="mail"),
        event(2, NOON, meter=sent, dimension="mail"),
        event(3, NOON, meter=sent, dimension="inbox"),
    )

    async with database.transaction(brand.id, brand.actor(Role.AUDITOR)) as tx:
        found = await service.usage(tx)
    assert [(r.quantity, r.by) for r in found.readings] == [(3, {"inbox": 1, "mail": 2})]


async def test_one_tenant_never_sees_or_moves_the_usage_of_another(
    brand: Brand, make_tenant: MakeTenant, database: Database
) -> None:
    other = await make_tenant()
    await record(database, brand, event("shared cause", NOON))
    await record(database, other, event("shared cause", NOON, quantity=7))

    async with database.transaction(brand.id, brand.actor(Role.AUDITOR)) as tx:
        mine = await service.usage(tx)
        rows = (await tx.execute(usage_events.select())).all()
    async with database.transaction(other.id, other.actor(Role.AUDITOR)) as tx:
        theirs = await service.usage(tx)
    assert [r.quantity for r in mine.readings] == [1]
    assert [row.tenant_id for row in rows] == [brand.id]
    assert [r.quantity for r in theirs.readings] == [7]


async def test_usage_is_read_only_with_the_right_to_it(brand: Brand, database: Database) -> None:
    await record(database, brand, event("a", NOON))

    async with database.transaction(brand.id, brand.actor(Role.WAREHOUSE_KEEPER)) as tx:
        with pytest.raises(Forbidden) as refusal:
            await service.usage(tx)

    assert refusal.value.params == {"permission": Permission.USAGE_READ.value}


@pytest.mark.parametrize(
    ("since", "until", "grain"),
    [
        (date(2026, 6, 2), date(2026, 6, 2), Grain.HOUR),
        (date(2026, 6, 2), date(2026, 6, 1), Grain.MONTH),
        (date(2026, 6, 1), date(2026, 7, 3), Grain.HOUR),
        (date(2020, 1, 1), date(2026, 7, 3), Grain.MONTH),
    ],
)
def test_a_period_must_be_whole_and_short_enough(since: date, until: date, grain: Grain) -> None:
    with pytest.raises(UsagePeriodWrong):
        rules.check_period(since, until, grain)


async def test_a_recomputation_names_the_month_and_the_hour_that_differ(brand: Brand, database: Database) -> None:
    await record(database, brand, event("a", NOON), event("b", NOON))
    async with database.transaction(brand.id, brand.anyone) as tx:
        await tx.execute(
            usage_hours.update()
            .where(usage_hours.c.tenant_id == brand.id, usage_hours.c.hour == NOON)
            .values(quantity=3),
        )

    async with database.transaction(brand.id, brand.actor(Role.AUDITOR)) as tx:
        found = await service.recomputation(tx, JUNE)

    filed = Meter.RETURNS_FILED
    assert not found.agrees
    assert found.months == [Recounted(meter=filed, dimension="", rolled_up=2, recomputed=2)]
    assert found.hours == [RecountedHour(meter=filed, dimension="", rolled_up=3, recomputed=2, hour=NOON)]


METERS = (Meter.RETURNS_FILED, Meter.MESSAGES_SENT, Meter.DOCUMENT_BYTES_KEPT)
JUNE_BEGINS = datetime(2026, 5, 31, 16, 0, tzinfo=UTC)


@hypothesis_settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
async def test_figures_are_exact_under_duplicates_and_late_events(
    make_tenant: MakeTenant, database: Database, seed: int
) -> None:
    brand = await make_tenant()
    chance = Random(seed)  # noqa: S311 - chooses cases, guards nothing
    truth = what_happened(chance, 300)
    expected: dict[tuple[Meter, str], int] = {}
    for one in truth:
        month = "2026-05" if one.occurred_at < JUNE_BEGINS else "2026-06"
        expected[one.meter, month] = expected.get((one.meter, month), 0) + one.quantity
    kept = Meter.DOCUMENT_BYTES_KEPT
    expected[kept, "2026-06"] += expected[kept, "2026-05"]

    for batch in as_told(truth, chance):
        await record(database, brand, *batch)

    async with database.transaction(brand.id, brand.actor(Role.AUDITOR)) as tx:
        found = await service.usage(tx, since=date(2026, 5, 1), until=date(2026, 7, 1))
        recounted = [await service.recomputation(tx, month) for month in (date(2026, 5, 1), JUNE)]
    assert {(r.meter, r.period): r.quantity for r in found.readings} == expected
    assert [month.agrees for month in recounted] == [True, True]


def what_happened(chance: Random, many: int) -> list[UsageEvent]:
    """Events of three days about a month's end, with all meters in both months."""
    start = datetime(2026, 5, 30, 12, 0, tzinfo=UTC)
    return [
        event(
            number,
            start + timedelta(minutes=72 * 60 * number / many, seconds=chance.random() * 60),
            meter=METERS[number % len(METERS)],
            quantity=chance.randint(-50, 1000),
            dimension=chance.choice(["", "mail"]),
        )
        for number in range(many)
    ]


def as_told(truth: list[UsageEvent], chance: Random) -> list[list[UsageEvent]]:
    """The events in order of time in batches of ten; one in five is told again, one in twenty comes late."""
    batches: list[list[UsageEvent]] = [[] for _ in range(len(truth) // 10 + 4)]
    for place, one in enumerate(truth):
        late = chance.randint(1, 3) if chance.random() < 0.05 else 0
        batches[place // 10 + late].append(one)
        if chance.random() < 0.2:
            batches[place // 10 + chance.randint(0, 3)].append(one)
    return batches
