"""Every query of stopwatches."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct
from sqlalchemy import bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from aftersales.kernel.errors import NotFound
from aftersales.kernel.pagination import page
from aftersales.kernel.tx import Tx, as_row
from aftersales.policy.model_words import Subject
from aftersales.policy.stopwatches.model import Stopwatch, StopwatchState, Wanted
from aftersales.policy.stopwatches.tables import stopwatches

OPEN = (StopwatchState.RUNNING.value, StopwatchState.PAUSED.value)
_MISSING = NotFound("stopwatch", "计时")


async def take_turn(tx: Tx, subject_id: UUID) -> None:
    """Wait until no other transaction moves the stopwatches of a subject; held to the end of this one."""
    await tx.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"stopwatches {subject_id}", 0))))


async def of_subject(tx: Tx, subject_id: UUID) -> list[Stopwatch]:
    """Every stopwatch of one subject, locked, in the order they were started."""
    statement = select(stopwatches).filter_by(tenant_id=tx.tenant_id, subject_id=subject_id)
    return await tx.all(statement.order_by(stopwatches.c.started_at, stopwatches.c.id).with_for_update(), Stopwatch)


async def one(tx: Tx, stopwatch_id: UUID) -> Stopwatch:
    """One stopwatch."""
    return await tx.one(select(stopwatches).filter_by(tenant_id=tx.tenant_id, id=stopwatch_id), Stopwatch, _MISSING)


async def held(tx: Tx, stopwatch_id: UUID) -> Stopwatch:
    """One stopwatch, locked."""
    statement = select(stopwatches).filter_by(tenant_id=tx.tenant_id, id=stopwatch_id)
    return await tx.one(statement.with_for_update(), Stopwatch, _MISSING)


async def add(tx: Tx, rows: Sequence[Stopwatch]) -> None:
    """More stopwatches; one that the same fact started already stays as it is."""
    if rows:
        values = [{"tenant_id": tx.tenant_id, **_values(row)} for row in rows]
        await tx.execute(upsert(stopwatches).values(values).on_conflict_do_nothing())


async def save(tx: Tx, rows: Sequence[Stopwatch]) -> None:
    """Write stopwatches that are locked by this transaction as they stand now."""
    if not rows:
        return
    changing = ("policy_version_id", "events", "state", "due_at", "breached_at")
    statement = (
        update(stopwatches)
        .where(stopwatches.c.tenant_id == tx.tenant_id, stopwatches.c.id == bindparam("of_id"))
        .values({name: bindparam(f"new_{name}") for name in changing} | {"version": stopwatches.c.version + 1})
    )
    values = [_values(row) for row in rows]
    await tx.execute(
        statement,
        [{"of_id": one["id"]} | {f"new_{name}": one[name] for name in changing} for one in values],
    )


def _values(row: Stopwatch) -> dict[str, object]:
    return {name: getattr(row, name) for name in row.__struct_fields__} | {
        "events": msgspec.to_builtins(row.events),
        "subject": row.subject.value,
        "state": row.state.value,
    }


async def open_under_others(tx: Tx, version_id: UUID, after: UUID | None, limit: int) -> list[Stopwatch]:
    """Stopwatches that still run, or are paused, under another version of the policy; locked."""
    statement = select(stopwatches).where(
        stopwatches.c.tenant_id == tx.tenant_id,
        stopwatches.c.state.in_(OPEN),
        stopwatches.c.policy_version_id != version_id,
    )
    if after is not None:
        statement = statement.where(stopwatches.c.id > after)
    return await tx.all(statement.order_by(stopwatches.c.id).limit(limit).with_for_update(), Stopwatch)


async def listed(tx: Tx, wanted: Wanted, *, limit: int, cursor: str | None) -> tuple[list[Stopwatch], str | None]:
    """A page of stopwatches, newest first."""
    columns = stopwatches.c
    statement = select(stopwatches).where(columns.tenant_id == tx.tenant_id)
    if wanted.subject is not None:
        statement = statement.where(columns.subject == wanted.subject.value)
    if wanted.subject_id is not None:
        statement = statement.where(columns.subject_id == wanted.subject_id)
    if wanted.code is not None:
        statement = statement.where(columns.code == wanted.code)
    if wanted.state is not None:
        statement = statement.where(columns.state == wanted.state.value)
    if wanted.breached is not None:
        is_breached = columns.breached_at.is_not(None)
        statement = statement.where(is_breached if wanted.breached else ~is_breached)
    return await page(
        tx,
        statement,
        Stopwatch,
        columns=[columns.started_at, columns.id],
        key=lambda row: (row.started_at, row.id),
        limit=limit,
        cursor=cursor,
        bound=("stopwatches", wanted),
        descending=True,
    )


class KeptRow(Struct, frozen=True, kw_only=True):
    """How many stopwatches of one code ended in time, too late, or still run; and the version that started the last."""

    code: str
    policy_version_id: UUID
    kept: int
    missed: int
    open: int


_KEPT: Final = """
WITH ended AS (
  SELECT code, policy_version_id, started_at, id, state IN ('running', 'paused') AS is_open,
         breached_at IS NOT NULL OR (state = 'running' AND due_at IS NOT NULL AND due_at <= $5) AS is_missed
  FROM stopwatches WHERE tenant_id = $1 AND subject = $2 AND started_at >= $3 AND started_at < $4
)
SELECT code, (array_agg(policy_version_id ORDER BY started_at DESC, id DESC))[1] AS policy_version_id,
       count(*) FILTER (WHERE NOT is_missed AND NOT is_open) AS kept,
       count(*) FILTER (WHERE is_missed) AS missed,
       count(*) FILTER (WHERE NOT is_missed AND is_open) AS open
FROM ended GROUP BY code ORDER BY code
"""


async def kept(tx: Tx, subject: Subject, since: datetime, until: datetime) -> list[KeptRow]:
    """How the time limits of a kind of thing were kept, by code, of those started in a period."""
    records = await tx.fetch(_KEPT, tx.tenant_id, subject.value, since, until, tx.now)
    return [as_row(one, KeptRow) for one in records]
