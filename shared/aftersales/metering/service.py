"""Use cases of metering: record usage, read it, count it again."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from aftersales.kernel.access import Permission
from aftersales.kernel.measures import INGESTED
from aftersales.kernel.tx import Anteroom, Tx
from aftersales.metering import rules, store
from aftersales.metering.errors import UsagePlaceMissing
from aftersales.metering.model import (
    CallBatch,
    Grain,
    Meter,
    Recomputation,
    RecordedEvent,
    Usage,
    UsageEvent,
)
from aftersales.metering.plans import store as quotas
from aftersales.tenancy import service as tenancy

BATCH: Final = 5_000
"""Events that go into one statement."""


async def record(tx: Tx, events: Sequence[UsageEvent]) -> int:
    """Count usage; an event that is known already, whatever it says now, changes nothing. How many were new.

    For the worker's transactions only: a dealer's cannot see the meter.
    """
    added = 0
    for start in range(0, len(events), BATCH):
        added += await store.add_events(tx, events[start : start + BATCH])
    if added:
        await quotas.review(tx, [tx.tenant_id], tx.now)
    INGESTED.labels("facts", "recorded").inc(added)
    INGESTED.labels("facts", "duplicate").inc(len(events) - added)
    return added


async def record_calls(room: Anteroom, batch: CallBatch) -> int:
    """Count the requests and people that an API process saw; the same batch again changes nothing."""
    added = await store.flush(room, batch)
    tenants = {calls.tenant_id for calls in batch.calls} | {visit.tenant_id for visit in batch.visits}
    await quotas.review(room, sorted(tenants), room.now)
    INGESTED.labels("requests", "recorded").inc(added)
    INGESTED.labels("requests", "duplicate").inc(len(batch.calls) - added)
    return added


async def usage(
    tx: Tx,
    *,
    meter: Meter | None = None,
    since: date | None = None,
    until: date | None = None,
    grain: Grain = Grain.MONTH,
) -> Usage:
    """What the tenant used from one day up to another (by default this month), by hour or by month."""
    tx.actor.require(Permission.USAGE_READ)
    time_zone = (await tenancy.tenant(tx)).time_zone
    month = rules.month_of(tx.now, time_zone)
    since = since or month
    until = until or rules.next_month(min(since, rules.LAST_DAY))
    rules.check_period(since, until, grain)

    if grain is Grain.HOUR:
        first, end = rules.hours_between(since, until, time_zone)
        totals = await store.hour_totals(tx, first, end, meter)
        levels = await store.levels_before_hour(tx, first)
    else:
        totals = await store.month_totals(tx, since.replace(day=1), until, meter, time_zone)
        levels = await store.levels_before_month(tx, since.replace(day=1))

    opening = {name: level for name, level in levels.items() if meter in {None, name}}
    return Usage(
        time_zone=time_zone,
        grain=grain,
        since=since,
        until=until,
        opening=opening,
        readings=rules.readings(totals, grain, opening, time_zone),
    )


async def events(
    tx: Tx,
    meter: Meter,
    *,
    hour: datetime | None,
    month: date | None,
    limit: int,
    cursor: str | None,
) -> tuple[list[RecordedEvent], str | None]:
    """What a figure is made of: every event of one hour or month, or the people that were active in it."""
    tx.actor.require(Permission.USAGE_READ)
    if (hour is None) == (month is None):
        raise UsagePlaceMissing(pointer="/query/hour")
    time_zone = (await tenancy.tenant(tx)).time_zone

    if hour is not None:
        since = rules.asked_hour(hour)
        until = since + timedelta(hours=1)
    else:
        since, until = surely_around(month or date.min)

    if meter is Meter.ACTIVE_USERS:
        starts_at = since if month is None else rules.midnight(month, time_zone)
        of_month = month or rules.month_of(since, time_zone)
        return await store.people_page(tx, starts_at, of_month, by_month=month is not None, limit=limit, cursor=cursor)
    return await store.events_page(tx, meter, since, until, month, limit=limit, cursor=cursor)


def surely_around(month: date) -> tuple[datetime, datetime]:
    """Two instants between which every instant of a month lies, in whatever time zone it was counted."""
    day = timedelta(days=1)
    return rules.midnight(month, "UTC") - day, rules.midnight(rules.next_month(month), "UTC") + day


async def recomputation(tx: Tx, month: date) -> Recomputation:
    """A month's roll-ups beside what its events add up to now."""
    tx.actor.require(Permission.USAGE_READ)
    time_zone = (await tenancy.tenant(tx)).time_zone
    first, end = rules.hours_between(month, rules.next_month(month), time_zone)
    end = rules.hour_of(end + timedelta(minutes=59))

    months = await store.recounted_month(tx, month, *surely_around(month))
    hours = await store.differing_hours(tx, first, end)

    return Recomputation(
        month=f"{month:%Y-%m}",
        agrees=not hours and all(figure.agrees for figure in months),
        months=months,
        hours=hours,
    )
