"""Every query of metering that runs inside a tenant's transaction, and the flush that runs outside of any."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from msgspec import Struct
from sqlalchemy import BigInteger, ColumnElement, Table, func, literal, select
from sqlalchemy.dialects.postgresql import TIMESTAMP

from aftersales.kernel.ids import derived_id
from aftersales.kernel.pagination import page
from aftersales.kernel.tx import Anteroom, Tx, as_row
from aftersales.metering.model import (
    ADDED_UP,
    LEVELS,
    CallBatch,
    CauseKind,
    Meter,
    RecordedEvent,
    Recounted,
    RecountedHour,
    Total,
    UsageEvent,
)
from aftersales.metering.statements import ADD_EVENTS
from aftersales.metering.tables import (
    usage_events,
    usage_hours,
    usage_months,
    usage_people_hours,
    usage_people_months,
)

FLUSH: Final = "SELECT flush_usage($1, $2, $3, $4, $5, $6, $7, $8, $9) AS added"

RECOUNT_MONTH: Final = """
WITH counted AS (
  SELECT meter, dimension, sum(quantity)::bigint AS quantity
  FROM usage_events
  WHERE tenant_id = $1 AND meter = ANY($3) AND occurred_at >= $4 AND occurred_at < $5 AND month = $2
  GROUP BY meter, dimension
  UNION ALL
  SELECT 'active_users', '', count(*) FROM usage_people_months WHERE tenant_id = $1 AND month = $2
  HAVING count(*) > 0
)
SELECT meter, dimension, coalesce(r.quantity, 0) AS rolled_up, coalesce(c.quantity, 0) AS recomputed
FROM (SELECT meter, dimension, quantity FROM usage_months WHERE tenant_id = $1 AND month = $2) r
FULL JOIN counted c USING (meter, dimension)
ORDER BY meter, dimension
"""

RECOUNT_HOURS: Final = """
WITH counted AS (
  SELECT meter, dimension, date_trunc('hour', occurred_at, 'UTC') AS hour, sum(quantity)::bigint AS quantity
  FROM usage_events
  WHERE tenant_id = $1 AND meter = ANY($2) AND occurred_at >= $3 AND occurred_at < $4
  GROUP BY 1, 2, 3
  UNION ALL
  SELECT 'active_users', '', hour, count(*) FROM usage_people_hours
  WHERE tenant_id = $1 AND hour >= $3 AND hour < $4 GROUP BY hour
)
SELECT meter, dimension, hour, coalesce(r.quantity, 0) AS rolled_up, coalesce(c.quantity, 0) AS recomputed
FROM (SELECT meter, dimension, hour, quantity FROM usage_hours
      WHERE tenant_id = $1 AND hour >= $3 AND hour < $4) r
FULL JOIN counted c USING (meter, dimension, hour)
WHERE r.quantity IS DISTINCT FROM c.quantity
ORDER BY hour, meter, dimension LIMIT 100
"""


async def add_events(tx: Tx, events: Sequence[UsageEvent]) -> int:
    """Record events and add them to their hours and months in one statement; how many were not known yet."""
    (row,) = await tx.fetch(
        ADD_EVENTS,
        tx.tenant_id,
        [event.id for event in events],
        [event.meter.value for event in events],
        [event.dimension for event in events],
        [event.quantity for event in events],
        [event.occurred_at for event in events],
        [event.cause_kind.value for event in events],
        [event.cause_id for event in events],
    )
    added: int = row["added"]
    return added


async def flush(room: Anteroom, batch: CallBatch) -> int:
    """Record what an API process counted, of all tenants, in one statement; how many events were not known yet."""
    (row,) = await room.fetch(
        FLUSH,
        batch.id,
        [derived_id("api_calls", batch.id, c.tenant_id, c.outcome.value, c.first_at.isoformat()) for c in batch.calls],
        [calls.tenant_id for calls in batch.calls],
        [calls.outcome.value for calls in batch.calls],
        [calls.count for calls in batch.calls],
        [calls.first_at for calls in batch.calls],
        [visit.tenant_id for visit in batch.visits],
        [visit.person_id for visit in batch.visits],
        [visit.at for visit in batch.visits],
    )
    added: int = row["added"]
    return added


async def hour_totals(tx: Tx, since: datetime, until: datetime, meter: Meter | None) -> list[Total]:
    """Roll-ups by hour."""
    table = usage_hours
    statement = select(table.c.meter, table.c.dimension, table.c.hour.label("starts_at"), table.c.quantity).where(
        table.c.tenant_id == tx.tenant_id,
        table.c.hour >= since,
        table.c.hour < until,
    )
    return await tx.all(statement if meter is None else statement.where(table.c.meter == meter.value), Total)


async def month_totals(tx: Tx, since: date, until: date, meter: Meter | None, time_zone: str) -> list[Total]:
    """Roll-ups by month; a month starts at midnight of its first day where the tenant is."""
    table = usage_months
    starts_at = func.timezone(time_zone, table.c.month.cast(TIMESTAMP)).label("starts_at")
    statement = select(table.c.meter, table.c.dimension, starts_at, table.c.quantity).where(
        table.c.tenant_id == tx.tenant_id,
        table.c.month >= since,
        table.c.month < until,
    )
    return await tx.all(statement if meter is None else statement.where(table.c.meter == meter.value), Total)


class _Level(Struct):
    meter: str
    quantity: int


async def levels_before_hour(tx: Tx, hour: datetime) -> dict[str, int]:
    """What each level stood at when an hour began."""
    return await _levels(tx, usage_hours, usage_hours.c.hour < hour)


async def levels_before_month(tx: Tx, month: date) -> dict[str, int]:
    """What each level stood at when a month began."""
    return await _levels(tx, usage_months, usage_months.c.month < month)


async def _levels(tx: Tx, table: Table, before: ColumnElement[bool]) -> dict[str, int]:
    moved = func.sum(table.c.quantity).cast(BigInteger).label("quantity")
    statement = (
        select(table.c.meter, moved)
        .where(table.c.tenant_id == tx.tenant_id, table.c.meter.in_(LEVELS), before)
        .group_by(table.c.meter)
    )
    return {level.meter: level.quantity for level in await tx.all(statement, _Level)}


async def events_page(
    tx: Tx,
    meter: Meter,
    since: datetime,
    until: datetime,
    month: date | None,
    *,
    limit: int,
    cursor: str | None,
) -> tuple[list[RecordedEvent], str | None]:
    """The events of a meter in a stretch of time (and of one month only), oldest first."""
    table = usage_events
    statement = select(table).where(
        table.c.tenant_id == tx.tenant_id,
        table.c.meter == meter.value,
        table.c.occurred_at >= since,
        table.c.occurred_at < until,
    )
    if month is not None:
        statement = statement.where(table.c.month == month)
    return await page(
        tx,
        statement,
        RecordedEvent,
        columns=(table.c.occurred_at, table.c.id),
        key=lambda row: (row.occurred_at, row.id),
        limit=limit,
        cursor=cursor,
        bound=("usage events", meter.value, since, month),
    )


async def people_page(
    tx: Tx,
    starts_at: datetime,
    month: date,
    *,
    by_month: bool,
    limit: int,
    cursor: str | None,
) -> tuple[list[RecordedEvent], str | None]:
    """Who was active in an hour or a month, each as an event of one, ordered by person."""
    if by_month:
        table, period = usage_people_months, usage_people_months.c.month == month
    else:
        table, period = usage_people_hours, usage_people_hours.c.hour == starts_at
    instant = literal(starts_at, TIMESTAMP(timezone=True))
    statement = select(
        table.c.person_id.label("id"),
        literal(Meter.ACTIVE_USERS.value).label("meter"),
        literal(1).label("quantity"),
        instant.label("occurred_at"),
        instant.label("recorded_at"),
        literal(month).label("month"),
        literal(CauseKind.PERSON.value).label("cause_kind"),
        table.c.person_id.label("cause_id"),
    ).where(table.c.tenant_id == tx.tenant_id, period)
    return await page(
        tx,
        statement,
        RecordedEvent,
        columns=(table.c.person_id,),
        key=lambda row: (row.id,),
        limit=limit,
        cursor=cursor,
        bound=("usage people", by_month, starts_at),
    )


async def recounted_month(tx: Tx, month: date, since: datetime, until: datetime) -> list[Recounted]:
    """Each figure of a month beside the sum of its events between two instants that surely hold the month."""
    meters = [meter.value for meter in ADDED_UP]
    rows = await tx.fetch(RECOUNT_MONTH, tx.tenant_id, month, meters, since, until)
    return [as_row(row, Recounted) for row in rows]


async def differing_hours(tx: Tx, since: datetime, until: datetime) -> list[RecountedHour]:
    """Hours whose figure is not the sum of their events."""
    meters = [meter.value for meter in ADDED_UP]
    rows = await tx.fetch(RECOUNT_HOURS, tx.tenant_id, meters, since, until)
    return [as_row(row, RecountedHour) for row in rows]
