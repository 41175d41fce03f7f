"""Every query of the platform that runs inside a tenant's transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Select, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from aftersales.kernel import pagination, traces
from aftersales.kernel.access import Permission
from aftersales.kernel.errors import NotFound
from aftersales.kernel.facts import Fact
from aftersales.kernel.ids import DeliveryId, FactId
from aftersales.kernel.tx import Tx
from aftersales.platform.model import (
    JOB_MOVES,
    Delivery,
    DeliveryState,
    FactFilter,
    FactRow,
    Fleet,
    Job,
    JobFilter,
    JobState,
    RowAnswer,
    RowOutcome,
)
from aftersales.platform.tables import deliveries, facts, job_rows, jobs, schedules

WRITE_FACTS = """
INSERT INTO facts (tenant_id, id, name, at, subject_kind, subject_id, actor_kind, actor_id, actor_name,
                   dealer_id, request_id, payload, traceparent)
SELECT $1, f.id, f.name, $2, f.subject_kind, f.subject_id, $3, $4, $5, f.dealer_id, $6, f.payload, f.traceparent
FROM jsonb_to_recordset($7::jsonb) AS f(id uuid, name text, subject_kind text, subject_id uuid,
                                        dealer_id uuid, payload jsonb, traceparent text)
"""

WRITE_OUTBOX = "INSERT INTO fact_outbox (tenant_id, fact_id) SELECT $1, f FROM unnest($2::uuid[]) AS f"

SAVE_ANSWERS = """
INSERT INTO job_rows (tenant_id, job_id, row, key, outcome, errors, dealer_id)
SELECT j.tenant_id, j.id, r.row, r.key, r.outcome, r.errors, j.dealer_id
FROM jobs j CROSS JOIN jsonb_to_recordset($3::jsonb) AS r("row" integer, key text, outcome text, errors jsonb)
WHERE j.tenant_id = $1 AND j.id = $2
ON CONFLICT (tenant_id, job_id, row) DO UPDATE
SET key = excluded.key, outcome = excluded.outcome, errors = excluded.errors
"""


class _Written(msgspec.Struct):
    id: UUID
    name: str
    subject_kind: str
    subject_id: UUID
    dealer_id: UUID | None
    payload: Fact
    traceparent: str | None


async def write_facts(tx: Tx) -> None:
    """Write what the transaction announced, its outbox rows and the writes that wait, in one round trip."""
    if not tx.emitted:
        return
    rows = [
        _Written(
            id=emitted.id,
            name=emitted.fact.NAME,
            subject_kind=emitted.fact.SUBJECT[0],
            subject_id=emitted.fact.subject_id,
            dealer_id=emitted.fact.about_dealer or tx.dealer_id,
            payload=emitted.fact,
            traceparent=traces.mark(f"fact {emitted.fact.NAME}"),
        )
        for emitted in tx.emitted
    ]
    tx.write_later(
        WRITE_FACTS,
        tx.tenant_id,
        tx.now,
        tx.actor.kind.value,
        tx.actor.id,
        tx.actor.name,
        tx.request_id,
        msgspec.json.encode(rows).decode(),
    )
    tx.write_later(WRITE_OUTBOX, tx.tenant_id, [row.id for row in rows])
    await tx.flush()
    tx.emitted.clear()


async def facts_of(tx: Tx, subject_id: UUID, *, limit: int = 200) -> list[FactRow]:
    """The audit trail of one thing, oldest first."""
    statement = (
        select(facts)
        .where(facts.c.tenant_id == tx.tenant_id, facts.c.subject_id == subject_id)
        .order_by(facts.c.id)
        .limit(limit)
    )
    return await tx.all(statement, FactRow)


async def fact(tx: Tx, fact_id: FactId) -> FactRow:
    """One fact."""
    statement = select(facts).where(facts.c.tenant_id == tx.tenant_id, facts.c.id == fact_id)
    return await tx.one(statement, FactRow, NotFound("fact", "事实"))


async def cause(tx: Tx) -> FactRow:
    """The fact behind the delivery that this transaction ends."""
    statement = (
        select(facts)
        .join(deliveries, (deliveries.c.tenant_id == facts.c.tenant_id) & (deliveries.c.fact_id == facts.c.id))
        .where(deliveries.c.tenant_id == tx.tenant_id, deliveries.c.id == tx.delivery_id)
    )
    return await tx.one(statement, FactRow)


async def add_delivery(
    tx: Tx,
    *,
    delivery_id: DeliveryId,
    cause_id: UUID,
    handler: str,
    fleet: Fleet,
    due_at: datetime,
    payload: object,
) -> None:
    """One more delivery; the same cause and handler change nothing."""
    statement = (
        upsert(deliveries)
        .values(
            tenant_id=tx.tenant_id,
            id=delivery_id,
            cause_id=cause_id,
            handler=handler,
            fleet=fleet.value,
            due_at=due_at,
            payload=payload,
            dealer_id=tx.dealer_id,
            traceparent=traces.parent(),
        )
        .on_conflict_do_nothing(index_elements=["tenant_id", "cause_id", "handler"])
    )
    await tx.execute(statement)


async def cancel_delivery(tx: Tx, cause_id: UUID, handler: str) -> None:
    """Take back a delivery that has not started."""
    await tx.execute(
        update(deliveries)
        .where(
            deliveries.c.tenant_id == tx.tenant_id,
            deliveries.c.cause_id == cause_id,
            deliveries.c.handler == handler,
            deliveries.c.state.in_([DeliveryState.WAITING.value, DeliveryState.QUEUED.value]),
        )
        .values(state=DeliveryState.CANCELLED.value, finished_at=func.now()),
    )


async def delivery_for_update(tx: Tx, delivery_id: DeliveryId) -> Delivery:
    """One delivery, locked."""
    statement = (
        select(deliveries)
        .where(deliveries.c.tenant_id == tx.tenant_id, deliveries.c.id == delivery_id)
        .with_for_update()
    )
    return await tx.one(statement, Delivery, NotFound("delivery", "投递"))


async def revive_delivery(tx: Tx, delivery_id: DeliveryId) -> None:
    """Let a dead delivery wait for its turn again, with no failure and no lost worker on its record."""
    await tx.execute(
        update(deliveries)
        .where(deliveries.c.tenant_id == tx.tenant_id, deliveries.c.id == delivery_id)
        .values(
            state=DeliveryState.WAITING.value,
            failures=0,
            losses=0,
            due_at=tx.now,
            finished_at=None,
            last_error=None,
        ),
    )


async def set_schedule(
    tx: Tx,
    *,
    schedule_id: UUID,
    subject_id: UUID,
    handler: str,
    fleet: Fleet,
    rule: str,
    time_zone: str,
    starts_at: datetime,
    next_due_at: datetime | None,
    payload: object,
) -> None:
    """Create or replace the schedule of one subject and handler."""
    changing = {
        "rule": rule,
        "time_zone": time_zone,
        "starts_at": starts_at,
        "next_due_at": next_due_at,
        "payload": payload,
    }
    statement = upsert(schedules).values(
        tenant_id=tx.tenant_id,
        id=schedule_id,
        subject_id=subject_id,
        handler=handler,
        fleet=fleet.value,
        **changing,
    )
    await tx.execute(
        statement.on_conflict_do_update(index_elements=["tenant_id", "subject_id", "handler"], set_=changing),
    )


async def has_schedule(tx: Tx, subject_id: UUID, handler: str) -> bool:
    """Whether a subject has a schedule for a handler."""
    statement = select(schedules.c.id).filter_by(tenant_id=tx.tenant_id, subject_id=subject_id, handler=handler)
    return await tx.scalar(statement) is not None


async def stop_schedule(tx: Tx, subject_id: UUID, handler: str) -> None:
    """No further slot comes due."""
    await tx.execute(
        update(schedules)
        .where(
            schedules.c.tenant_id == tx.tenant_id,
            schedules.c.subject_id == subject_id,
            schedules.c.handler == handler,
        )
        .values(next_due_at=None),
    )


async def add_job(tx: Tx, job_id: UUID, kind: str, job_input: object) -> None:
    """One more job, waiting."""
    await tx.execute(
        insert(jobs).values(
            tenant_id=tx.tenant_id,
            id=job_id,
            kind=kind,
            input=job_input,
            created_by=tx.actor.id,
            dealer_id=tx.dealer_id,
        ),
    )


def visible_jobs(tx: Tx) -> Select[Any]:
    """The jobs that the caller may watch: their own, and every one for those who audit."""
    statement = select(jobs).where(jobs.c.tenant_id == tx.tenant_id)
    if tx.actor.may(Permission.AUDIT_READ):
        return statement
    return statement.where(jobs.c.created_by == tx.actor.id)


async def job(tx: Tx, job_id: UUID) -> Job:
    """One job and how far it is."""
    return await tx.one(visible_jobs(tx).where(jobs.c.id == job_id), Job, NotFound("job", "任务"))


async def list_jobs(tx: Tx, wanted: JobFilter, *, limit: int, cursor: str | None) -> tuple[list[Job], str | None]:
    """A page of jobs, newest first."""
    statement = visible_jobs(tx)
    if wanted.kind:
        statement = statement.where(jobs.c.kind == wanted.kind)
    if wanted.state:
        statement = statement.where(jobs.c.state == wanted.state.value)
    return await pagination.page(
        tx,
        statement,
        Job,
        columns=[jobs.c.id],
        key=lambda found: [found.id],
        limit=limit,
        cursor=cursor,
        bound=["jobs", wanted],
        descending=True,
    )


async def list_job_rows(
    tx: Tx, job_id: UUID, outcome: RowOutcome | None, *, limit: int, cursor: str | None
) -> tuple[list[RowAnswer], str | None]:
    """A page of a job's answers by row."""
    statement = select(job_rows).where(job_rows.c.tenant_id == tx.tenant_id, job_rows.c.job_id == job_id)
    if outcome:
        statement = statement.where(job_rows.c.outcome == outcome.value)
    return await pagination.page(
        tx,
        statement,
        RowAnswer,
        columns=[job_rows.c.row],
        key=lambda answer: [answer.row],
        limit=limit,
        cursor=cursor,
        bound=["job_rows", job_id, outcome],
    )


async def all_job_rows(tx: Tx, job_id: UUID, outcome: RowOutcome | None) -> list[RowAnswer]:
    """Every answer of a job by row; a job has no more rows than a sheet."""
    statement = select(job_rows).where(job_rows.c.tenant_id == tx.tenant_id, job_rows.c.job_id == job_id)
    if outcome:
        statement = statement.where(job_rows.c.outcome == outcome.value)
    return await tx.all(statement.order_by(job_rows.c.row), RowAnswer)


async def list_facts(tx: Tx, wanted: FactFilter, *, limit: int, cursor: str | None) -> tuple[list[FactRow], str | None]:
    """A page of the log of facts: newest first, or oldest first for one subject."""
    statement = select(facts).where(facts.c.tenant_id == tx.tenant_id)
    if wanted.subject_id:
        statement = statement.where(facts.c.subject_id == wanted.subject_id)
    if wanted.name:
        statement = statement.where(facts.c.name == wanted.name)
    if wanted.actor_id:
        statement = statement.where(facts.c.actor_id == wanted.actor_id)
    if wanted.since:
        statement = statement.where(facts.c.at >= wanted.since)
    if wanted.until:
        statement = statement.where(facts.c.at < wanted.until)
    return await pagination.page(
        tx,
        statement,
        FactRow,
        columns=[facts.c.id],
        key=lambda fact: [fact.id],
        limit=limit,
        cursor=cursor,
        bound=["facts", wanted],
        descending=wanted.subject_id is None,
    )


async def move_job(tx: Tx, job_id: UUID, state: JobState, **values: object) -> None:
    """Change a job and its progress; one that has ended stays as it is."""
    before = [known.value for known, following in JOB_MOVES.items() if state in following]
    await tx.execute(
        update(jobs)
        .where(jobs.c.tenant_id == tx.tenant_id, jobs.c.id == job_id, jobs.c.state.in_(before))
        .values(version=jobs.c.version + 1, state=state.value, **values),
    )


async def failed_jobs(tx: Tx, ids: Sequence[UUID]) -> frozenset[UUID]:
    """Which of these jobs have failed."""
    failed = jobs.c.state == JobState.FAILED.value
    statement = select(jobs.c.id).where(jobs.c.tenant_id == tx.tenant_id, jobs.c.id.in_(ids), failed)
    return frozenset(row.id for row in await tx.execute(statement))


def jobs_started(now: datetime) -> ColumnElement[datetime]:
    """The instant a job first reported progress."""
    return func.coalesce(jobs.c.started_at, now)


async def save_answers(tx: Tx, job_id: UUID, answers: Sequence[RowAnswer]) -> None:
    """Store the answers of rows; answering a row again replaces its answer."""
    if not answers:
        return
    rows = [{**msgspec.to_builtins(answer), "key": answer.key[:200]} for answer in answers]
    await tx.fetch(SAVE_ANSWERS, tx.tenant_id, job_id, msgspec.json.encode(rows).decode())


async def finish_job(tx: Tx, job_id: UUID, state: JobState, error: object = None) -> None:
    """End a job."""
    await move_job(tx, job_id, state, finished_at=tx.now, error=error)
