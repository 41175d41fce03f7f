"""Use cases of the platform that other contexts and the edge call."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from dateutil.rrule import rrulestr

from aftersales.kernel.access import Permission
from aftersales.kernel.ids import DeliveryId, derived_id, new_id
from aftersales.kernel.measures import ROWS
from aftersales.kernel.tx import Tx
from aftersales.platform import store
from aftersales.platform.errors import DeliveryNotReplayable
from aftersales.platform.model import (
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
from aftersales.platform.store import cause, facts_of, write_facts

__all__ = [
    "all_job_rows",
    "answer_rows",
    "cancel_timer",
    "cause",
    "facts",
    "facts_of",
    "failed_jobs",
    "finish_job",
    "job",
    "job_rows",
    "jobs",
    "next_slot",
    "replay_delivery",
    "report_progress",
    "schedule",
    "schedule_once",
    "set_timer",
    "start_job",
    "unschedule",
    "write_facts",
]


async def set_timer(
    tx: Tx,
    handler: str,
    cause_id: UUID,
    due_at: datetime,
    *,
    fleet: Fleet = Fleet.INTERACTIVE,
    payload: msgspec.Struct | None = None,
) -> None:
    """Have `handler` called once at `due_at` for this cause; setting it again changes nothing."""
    await store.add_delivery(
        tx,
        delivery_id=DeliveryId(new_id()),
        cause_id=cause_id,
        handler=handler,
        fleet=fleet,
        due_at=due_at,
        payload=msgspec.to_builtins(payload),
    )


async def cancel_timer(tx: Tx, handler: str, cause_id: UUID) -> None:
    """Take a timer back; one that has started already is left alone."""
    await store.cancel_delivery(tx, cause_id, handler)


def next_slot(rule: str, time_zone: str, starts_at: datetime, after: datetime) -> datetime | None:
    """The first instant of an RFC 5545 rule strictly after `after`, in wall time of the zone; None when it ended."""
    zone = ZoneInfo(time_zone)
    start = starts_at.astimezone(zone).replace(tzinfo=None)
    slot = rrulestr(rule, dtstart=start).after(after.astimezone(zone).replace(tzinfo=None))
    return None if slot is None else slot.replace(tzinfo=zone).astimezone(UTC)


async def schedule(
    tx: Tx,
    handler: str,
    subject_id: UUID,
    rule: str,
    *,
    time_zone: str,
    starts_at: datetime,
    fleet: Fleet = Fleet.BULK,
    payload: msgspec.Struct | None = None,
) -> None:
    """Have `handler` called at every slot of an RFC 5545 recurrence rule; setting it again replaces the rule."""
    await store.set_schedule(
        tx,
        schedule_id=derived_id("schedule", tx.tenant_id, subject_id, handler),
        subject_id=subject_id,
        handler=handler,
        fleet=fleet,
        rule=rule,
        time_zone=time_zone,
        starts_at=starts_at,
        next_due_at=next_slot(rule, time_zone, starts_at, tx.now),
        payload=msgspec.to_builtins(payload) or {},
    )


async def schedule_once(
    tx: Tx,
    handler: str,
    subject_id: UUID,
    rule: str,
    *,
    time_zone: str,
    starts_at: datetime,
    fleet: Fleet = Fleet.BULK,
) -> None:
    """As `schedule`, but a schedule that there is already stays as it is, with the slots that it still owes."""
    if not await store.has_schedule(tx, subject_id, handler):
        await schedule(tx, handler, subject_id, rule, time_zone=time_zone, starts_at=starts_at, fleet=fleet)


async def unschedule(tx: Tx, handler: str, subject_id: UUID) -> None:
    """Stop the schedule of a subject."""
    await store.stop_schedule(tx, subject_id, handler)


async def replay_delivery(tx: Tx, delivery_id: DeliveryId) -> None:
    """Give a dead delivery another life."""
    tx.actor.require(Permission.DELIVERIES_REPLAY)
    delivery = await store.delivery_for_update(tx, delivery_id)

    if delivery.state is not DeliveryState.DEAD:
        raise DeliveryNotReplayable(state=delivery.state.value)

    await store.revive_delivery(tx, delivery_id)


async def start_job(
    tx: Tx, kind: str, job_input: msgspec.Struct, *, fleet: Fleet = Fleet.BULK, handler: str | None = None
) -> UUID:
    """Begin long work: `jobs.<kind>` runs it, or `jobs.<handler>` if one is named; its id is where its progress is."""
    job_id = new_id()
    await store.add_job(tx, job_id, kind, msgspec.to_builtins(job_input))
    await set_timer(tx, f"jobs.{handler or kind}", job_id, tx.now, fleet=fleet, payload=JobRef(job_id=job_id))
    return job_id


class JobRef(msgspec.Struct, frozen=True):
    """The payload of a job's delivery."""

    job_id: UUID


async def job(tx: Tx, job_id: UUID) -> Job:
    """One job that the caller may watch, and how far it is."""
    return await store.job(tx, job_id)


async def jobs(tx: Tx, wanted: JobFilter, *, limit: int, cursor: str | None) -> tuple[list[Job], str | None]:
    """A page of the jobs that the caller may watch, newest first."""
    return await store.list_jobs(tx, wanted, limit=limit, cursor=cursor)


async def job_rows(
    tx: Tx, job_id: UUID, outcome: RowOutcome | None, *, limit: int, cursor: str | None
) -> tuple[list[RowAnswer], str | None]:
    """A page of the answers to the rows of a job that the caller may watch."""
    await store.job(tx, job_id)
    return await store.list_job_rows(tx, job_id, outcome, limit=limit, cursor=cursor)


async def all_job_rows(tx: Tx, job_id: UUID, outcome: RowOutcome | None) -> list[RowAnswer]:
    """Every answer to the rows of a job that the caller may watch, to write them into a sheet."""
    await store.job(tx, job_id)
    return await store.all_job_rows(tx, job_id, outcome)


async def facts(tx: Tx, wanted: FactFilter, *, limit: int, cursor: str | None) -> tuple[list[FactRow], str | None]:
    """A page of the audit trail."""
    tx.actor.require(Permission.AUDIT_READ)
    return await store.list_facts(tx, wanted, limit=limit, cursor=cursor)


async def report_progress(tx: Tx, job_id: UUID, *, done: int, total: int, counts: dict[str, int]) -> None:
    """Say how far a job is, for those who watch it."""
    await store.move_job(
        tx,
        job_id,
        JobState.RUNNING,
        done=done,
        total=total,
        counts=counts,
        started_at=store.jobs_started(tx.now),
    )


async def answer_rows(tx: Tx, job_id: UUID, answers: list[RowAnswer], *, is_trial: bool = False) -> None:
    """Store what became of each row; rows that were only tried do not count as imported."""
    await store.save_answers(tx, job_id, answers)
    if is_trial:
        return
    for outcome, rows in Counter(answer.outcome.value for answer in answers).items():
        ROWS.labels(outcome).inc(rows)


async def failed_jobs(tx: Tx, ids: Sequence[UUID]) -> frozenset[UUID]:
    """Which of these jobs have failed."""
    return await store.failed_jobs(tx, ids)


async def finish_job(tx: Tx, job_id: UUID, *, error: msgspec.Struct | None = None) -> None:
    """End a job, well or with the reason why not."""
    state = JobState.DONE if error is None else JobState.FAILED
    await store.finish_job(tx, job_id, state, msgspec.to_builtins(error))
