"""The relay: facts become deliveries, slots become deliveries, due deliveries are claimed, lost ones come back.

It works across tenants under a role of its own that can read and write just these tables. Any number of relays
may run: every statement skips what another has locked.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg
import msgspec
import structlog

from aftersales.kernel import reports
from aftersales.kernel.clock import Clock
from aftersales.kernel.facts import REGISTRY
from aftersales.kernel.ids import DeliveryId, TenantId, derived_id, new_id
from aftersales.kernel.measures import LATE, LEASES_SWEPT, SLOTS
from aftersales.kernel.pool import connecting
from aftersales.platform.model import Claimed, Fleet
from aftersales.platform.service import next_slot
from aftersales_worker.subscriptions import BY_FACT, Handler

log = structlog.get_logger()

TAKE_FACTS: Final = """
WITH taken AS (
  SELECT o.tenant_id, o.fact_id, f.name, f.at, f.dealer_id
  FROM fact_outbox o JOIN facts f ON f.tenant_id = o.tenant_id AND f.id = o.fact_id
  WHERE f.name = ANY($2)
  ORDER BY o.fact_id LIMIT $1 FOR UPDATE OF o SKIP LOCKED
)
DELETE FROM fact_outbox o USING taken t
WHERE o.tenant_id = t.tenant_id AND o.fact_id = t.fact_id
RETURNING t.tenant_id, t.fact_id AS id, t.name, t.at, t.dealer_id
"""

ADD_DELIVERIES: Final = """
INSERT INTO deliveries (tenant_id, id, cause_id, fact_id, handler, fleet, due_at, dealer_id)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $3::uuid[], $4::text[], $5::text[],
                     $6::timestamptz[], $7::uuid[])
ON CONFLICT (tenant_id, cause_id, handler) DO NOTHING
"""

CLAIM: Final = """
WITH RECURSIVE tenants AS (
  (SELECT tenant_id FROM deliveries WHERE fleet = $1 AND state = 'waiting' ORDER BY tenant_id LIMIT 1)
  UNION ALL
  SELECT (SELECT d.tenant_id FROM deliveries d
          WHERE d.fleet = $1 AND d.state = 'waiting' AND d.tenant_id > t.tenant_id
          ORDER BY d.tenant_id LIMIT 1)
  FROM tenants t WHERE t.tenant_id IS NOT NULL
), turns AS (
  SELECT t.tenant_id, q.id, q.due_at, (q.turn - 1) / greatest(coalesce(w.weight, 1), 1) AS turn
  FROM tenants t LEFT JOIN public.tenants w ON w.id = t.tenant_id CROSS JOIN LATERAL (
    SELECT d.id, d.due_at, row_number() OVER (ORDER BY d.due_at, d.id) AS turn
    FROM (SELECT id, due_at FROM deliveries
          WHERE fleet = $1 AND state = 'waiting' AND tenant_id = t.tenant_id AND due_at <= $3
          ORDER BY due_at, id LIMIT $2) d
  ) q
  WHERE t.tenant_id IS NOT NULL AND (w.state IS DISTINCT FROM 'suspended' OR $1 = 'money')
), chosen AS (
  SELECT d.tenant_id, d.id
  FROM deliveries d JOIN (SELECT tenant_id, id FROM turns ORDER BY turn, due_at LIMIT $2) c
       USING (tenant_id, id)
  WHERE d.state = 'waiting'
  FOR UPDATE OF d SKIP LOCKED
)
UPDATE deliveries d
SET state = 'queued', attempt = d.attempt + 1, lease_until = now() + interval '15 seconds'
FROM chosen c
WHERE d.tenant_id = c.tenant_id AND d.id = c.id
RETURNING d.tenant_id, d.id, d.attempt
"""

SWEEP: Final = """
WITH lost AS (
  SELECT tenant_id, id, state = 'running' AS ran FROM deliveries
  WHERE state IN ('queued', 'running') AND lease_until < now()
  LIMIT 500 FOR UPDATE SKIP LOCKED
)
UPDATE deliveries d
SET state = CASE WHEN l.ran AND d.losses + 1 >= $1 THEN 'dead' ELSE 'waiting' END,
    losses = d.losses + l.ran::int,
    last_error = CASE WHEN l.ran THEN 'the worker was lost' ELSE d.last_error END,
    finished_at = CASE WHEN l.ran AND d.losses + 1 >= $1 THEN now() END,
    lease_until = NULL
FROM lost l
WHERE d.tenant_id = l.tenant_id AND d.id = l.id
"""

DUE_SCHEDULES: Final = """
SELECT tenant_id, id, handler, fleet, rule, time_zone, starts_at, next_due_at, payload::text AS payload
FROM schedules WHERE next_due_at <= $1 ORDER BY next_due_at LIMIT 100 FOR UPDATE SKIP LOCKED
"""

ADD_SLOT: Final = """
INSERT INTO deliveries (tenant_id, id, cause_id, handler, fleet, due_at, payload)
VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb)
ON CONFLICT (tenant_id, cause_id, handler) DO NOTHING
"""

LOST_AT_MOST: Final = 5
"""How often a delivery may take its worker down with it before it is put aside as dead."""


class RelayConnection(asyncpg.Connection):  # type: ignore[misc]  # asyncpg comes without types
    """A connection that goes back to its pool as it is: the relay leaves nothing on it to clean up."""

    def get_reset_query(self) -> str:
        """No statement between two uses."""
        return ""


async def create_pool(url: str, *, size: int = 4) -> asyncpg.Pool:
    """Connections of the relay's role."""
    return await asyncpg.create_pool(
        url.split(maxsplit=1)[0],
        connect=connecting(url),
        min_size=1,
        max_size=size,
        timeout=5,
        connection_class=RelayConnection,
        server_settings={"application_name": "aftersales-relay", "timezone": "UTC", "statement_timeout": "30000"},
    )


class Relay:
    """Moves work from the log of facts and the schedules into deliveries, and deliveries to workers."""

    def __init__(self, pool: asyncpg.Pool, clock: Clock) -> None:
        self.pool = pool
        self.clock = clock

    async def route_facts(self, *, batch: int = 500) -> int:
        """Turn the oldest unrouted facts into one delivery for each subscribed handler; how many facts.

        A fact that this release does not know is left for a newer one, whose handlers it may concern.
        """
        async with self.pool.acquire() as connection, connection.transaction():
            taken = await connection.fetch(TAKE_FACTS, batch, list(REGISTRY))
            rows = [(fact, handler) for fact in taken for handler in BY_FACT.get(fact["name"], [])]
            if rows:
                await connection.execute(ADD_DELIVERIES, *_columns(rows))
        return len(taken)

    async def claim(self, fleet: Fleet, most: int) -> list[Claimed]:
        """Claim due deliveries of a fleet, taking turns over tenants; in its turn a tenant claims up to its weight.

        A suspended tenant's work waits until it is active again, all but its money: what is owed is still booked.
        """
        records = await self.pool.fetch(CLAIM, fleet.value, most, self.clock.now())
        return [Claimed(TenantId(r["tenant_id"]), DeliveryId(r["id"]), r["attempt"]) for r in records]

    async def sweep(self) -> int:
        """Bring back deliveries whose lease ran out; how many."""
        status: str = await self.pool.execute(SWEEP, LOST_AT_MOST)
        swept = int(status.rsplit(" ", 1)[-1])
        LEASES_SWEPT.inc(swept)
        return swept

    async def tick(self) -> int:
        """Turn every slot that has come due, also those missed while nobody ran, into a delivery; how many.

        A schedule that cannot be read is put aside, so that it stands in no other one's way.
        """
        slots = 0
        now = self.clock.now()
        async with self.pool.acquire() as connection, connection.transaction():
            for schedule in await connection.fetch(DUE_SCHEDULES, now):
                slots += await _add_slots(connection, schedule, now)
        return slots


def _columns(rows: list[tuple[asyncpg.Record, Handler]]) -> tuple[list[object], ...]:
    return (
        [fact["tenant_id"] for fact, _ in rows],
        [new_id() for _ in rows],
        [fact["id"] for fact, _ in rows],
        [handler.name for _, handler in rows],
        [handler.fleet.value for _, handler in rows],
        [fact["at"] for fact, _ in rows],
        [fact["dealer_id"] for fact, _ in rows],
    )


async def _add_slots(connection: asyncpg.Connection, schedule: asyncpg.Record, now: datetime) -> int:
    try:
        due, following = _slots_until(now, schedule)
    except (ValueError, LookupError, OverflowError) as error:
        log.exception("schedules.unreadable", schedule_id=str(schedule["id"]), handler=schedule["handler"])
        reports.report(error)
        due, following = [], None
    for slot in due:
        SLOTS.labels("late" if (now - slot).total_seconds() > LATE else "on_time").inc()
        payload = msgspec.json.decode(schedule["payload"]) | {"slot": slot.isoformat()}
        await connection.execute(
            ADD_SLOT,
            schedule["tenant_id"],
            new_id(),
            slot_id(schedule["id"], slot),
            schedule["handler"],
            schedule["fleet"],
            slot,
            msgspec.json.encode(payload).decode(),
        )
    await connection.execute(
        "UPDATE schedules SET next_due_at = $3 WHERE tenant_id = $1 AND id = $2",
        schedule["tenant_id"],
        schedule["id"],
        following,
    )
    return len(due)


def _slots_until(now: datetime, schedule: asyncpg.Record) -> tuple[list[datetime], datetime | None]:
    """The slots that have come due, oldest first, and the one that comes next."""
    due: list[datetime] = []
    slot: datetime | None = schedule["next_due_at"]
    while slot is not None and slot <= now:
        due.append(slot)
        slot = next_slot(schedule["rule"], schedule["time_zone"], schedule["starts_at"], slot)
    return due, slot


def slot_id(schedule_id: UUID, slot: datetime) -> UUID:
    """The identity of one slot of one schedule: the same for every relay that sees it."""
    return derived_id("slot", schedule_id, slot.isoformat())
