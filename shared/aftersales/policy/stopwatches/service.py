"""Use cases of stopwatches: facts start and stop them, people pause them, timers find the breach."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, TypedDict
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from aftersales.kernel.access import Permission
from aftersales.kernel.errors import StaleVersion
from aftersales.kernel.ids import OrganisationId, derived_id
from aftersales.kernel.tx import Tx
from aftersales.platform import service as platform
from aftersales.platform.model import FactRow, Fleet
from aftersales.policy import service as policies
from aftersales.policy.errors import NoPolicyInForce
from aftersales.policy.events import (
    StopwatchBreached,
    StopwatchPaused,
    StopwatchResumed,
    StopwatchStarted,
    StopwatchStopped,
)
from aftersales.policy.model_planned import SUBJECT_OF
from aftersales.policy.model_words import Subject
from aftersales.policy.service import Policy
from aftersales.policy.stopwatches import rules, store
from aftersales.policy.stopwatches.model import (
    DeadlineFigure,
    Reading,
    Stopwatch,
    StopwatchEvent,
    StopwatchId,
    StopwatchMove,
    StopwatchRule,
    StopwatchShown,
    StopwatchState,
    Wanted,
)

DUE: Final = "policy.stopwatch_due"
"""The timer that looks at a stopwatch when its limit is used up."""

REREAD: Final = "policy.reread_stopwatches"
"""The timer that puts open stopwatches under a version of the policy when it takes effect."""

CHUNK: Final = 200
MOST_FACTS: Final = 1000


class StopwatchRef(Struct, frozen=True):
    """The payload of a due instant."""

    stopwatch_id: UUID


class VersionRef(Struct, frozen=True):
    """The payload of an instant at which a version takes effect."""

    version_id: UUID
    effective_at: datetime


async def follow(tx: Tx, cause: FactRow) -> None:
    """Start and stop what the policy says a fact starts and stops; the same fact again changes nothing.

    Deliveries of one subject may come in any order, so a start also looks in the log of facts for what has stopped
    it meanwhile.
    """
    subject = SUBJECT_OF.get(cause.name) or Subject(str(cause.payload["subject"]))
    await store.take_turn(tx, cause.subject_id)
    known = await store.of_subject(tx, cause.subject_id)
    await _stop(tx, cause, known)
    policy = await _policy_of(tx, cause)
    if policy is not None:
        await _start(tx, cause, subject, policy, known)


async def _policy_of(tx: Tx, cause: FactRow) -> Policy | None:
    """The version that the fact names, else the one in force when it happened."""
    pinned = cause.payload.get("policy_version_id")
    try:
        return await (policies.version(tx, UUID(str(pinned))) if pinned else policies.in_force(tx, cause.at))
    except NoPolicyInForce:
        return None


async def _stop(tx: Tx, cause: FactRow, known: Sequence[Stopwatch]) -> None:
    stopped = [
        await _moved(tx, one, StopwatchMove.STOPPED, cause.at)
        for one in known
        if one.is_open and one.started_by < cause.id and cause.name in (await _rule_of(tx, one)).stops_on
    ]
    await store.save(tx, stopped)


async def _start(tx: Tx, cause: FactRow, subject: Subject, policy: Policy, known: Sequence[Stopwatch]) -> None:
    wanted = [
        rule
        for rule in policy.document.stopwatches
        if rule.starts_on == cause.name and rule.subject is subject and not _covers(known, rule.code, cause)
    ]
    if not wanted:
        return
    log = await _log_of(tx, cause.subject_id)
    started = []
    for rule in wanted:
        one = await _begun(tx, cause, subject, policy, rule)
        started.append(await _caught_up(tx, one, log))
    await store.add(tx, started)


def _covers(known: Sequence[Stopwatch], code: str, cause: FactRow) -> bool:
    """Whether a stopwatch of this code ran already when the fact happened."""
    return any(
        one.code == code and one.started_by <= cause.id and (one.is_open or one.events[-1].at >= cause.at)
        for one in known
    )


async def _log_of(tx: Tx, subject_id: UUID) -> list[FactRow]:
    """What happened to a subject, oldest first."""
    return await platform.facts_of(tx, subject_id, limit=MOST_FACTS)


async def _begun(tx: Tx, cause: FactRow, subject: Subject, policy: Policy, rule: StopwatchRule) -> Stopwatch:
    """A stopwatch that a fact starts, under the newest version that knows its code."""
    events = (StopwatchEvent(move=StopwatchMove.STARTED, at=cause.at),)
    one = Stopwatch(
        id=StopwatchId(derived_id("stopwatch", cause.id, rule.code)),
        code=rule.code,
        subject=subject,
        subject_id=cause.subject_id,
        dealer_id=cause.dealer_id,
        policy_version_id=policy.version_id,
        started_by=cause.id,
        events=events,
        state=StopwatchState.RUNNING,
        started_at=cause.at,
        due_at=None,
        breached_at=None,
        version=1,
    )
    newest = await policies.in_force(tx)
    if _rule(newest, one) is not None:
        one = replace(one, policy_version_id=newest.version_id)
    due_at = (await _reading(tx, one)).due_at
    tx.emit(
        StopwatchStarted(**_about(one), policy_version_id=one.policy_version_id, started_at=cause.at, due_at=due_at),
    )
    return one


async def _caught_up(tx: Tx, one: Stopwatch, log: Sequence[FactRow]) -> Stopwatch:
    """The stopwatch after the first fact in the log that stops it, and what it shows written into it."""
    rule = await _rule_of(tx, one)
    stop = next((fact for fact in log if fact.id > one.started_by and fact.name in rule.stops_on), None)
    if stop is not None:
        return await _moved(tx, one, StopwatchMove.STOPPED, stop.at)
    return await _shown(tx, one)


async def _moved(tx: Tx, one: Stopwatch, move: StopwatchMove, at: datetime, reason: str | None = None) -> Stopwatch:
    """The stopwatch after a move, which is announced; what happened before the last move counts as at that move."""
    rule = await _rule_of(tx, one)
    event = StopwatchEvent(move=move, at=max(at, one.events[-1].at), reason=reason)
    events = rules.moved(rule, one.events, event)
    after = await _shown(tx, replace(one, events=events, state=rules.state_of(events)))
    if move is StopwatchMove.STOPPED:
        tx.emit(StopwatchStopped(**_about(one), stopped_at=event.at, in_time=after.breached_at is None))
    elif move is StopwatchMove.PAUSED:
        tx.emit(StopwatchPaused(**_about(one), reason=reason or ""))
    else:
        tx.emit(StopwatchResumed(**_about(one), due_at=after.due_at))
    return after


async def _shown(tx: Tx, one: Stopwatch) -> Stopwatch:
    """The stopwatch with its due instant, and with its breach, announced once; a due instant to come gets a timer."""
    reading = await _reading(tx, one)
    if reading.is_breached and one.breached_at is None:
        rule = await _rule_of(tx, one)
        breached_at = reading.breached_at or tx.now
        tx.emit(
            StopwatchBreached(
                **_about(one),
                policy_version_id=one.policy_version_id,
                breached_at=breached_at,
                escalate_to=rule.escalate_to,
                text=rule.text,
            ),
        )
        one = replace(one, breached_at=breached_at)
    elif one.state is StopwatchState.RUNNING and reading.due_at is not None and one.breached_at is None:
        due_at = reading.due_at
        cause = derived_id("stopwatch_due", one.id, due_at.isoformat())
        await platform.set_timer(tx, DUE, cause, due_at, payload=StopwatchRef(one.id))
    return replace(one, due_at=reading.due_at)


async def _reading(tx: Tx, one: Stopwatch) -> Reading:
    """What it shows now; clocks of two machines may differ, so now is never before the last move."""
    policy = await policies.version(tx, one.policy_version_id)
    rule = await _rule_of(tx, one)
    calendar = policy.compiled.calendars[rule.calendar]
    return rules.read(rule.limit, calendar, one.events, max(tx.now, one.events[-1].at))


async def _rule_of(tx: Tx, one: Stopwatch) -> StopwatchRule:
    rule = _rule(await policies.version(tx, one.policy_version_id), one)
    if rule is None:
        raise LookupError(f"version {one.policy_version_id} has no stopwatch {one.code}")
    return rule


def _rule(policy: Policy, one: Stopwatch) -> StopwatchRule | None:
    """What a version says of a stopwatch; one that is for something else now is another."""
    rules_of = policy.document.stopwatches
    return next((rule for rule in rules_of if rule.code == one.code and rule.subject is one.subject), None)


class _About(TypedDict):
    """What every fact about a stopwatch repeats."""

    stopwatch_id: UUID
    code: str
    subject: str
    subject_id: UUID
    dealer_id: OrganisationId | None


def _about(one: Stopwatch) -> _About:
    return {
        "stopwatch_id": one.id,
        "code": one.code,
        "subject": one.subject.value,
        "subject_id": one.subject_id,
        "dealer_id": one.dealer_id,
    }


async def ring(tx: Tx, stopwatch_id: UUID) -> None:
    """Look at a stopwatch whose limit was to be used up by now: stopped meanwhile, moved, or breached."""
    await store.take_turn(tx, (await store.one(tx, stopwatch_id)).subject_id)
    one = await store.held(tx, stopwatch_id)
    if not one.is_open or one.breached_at is not None:
        return
    log = await _log_of(tx, one.subject_id)
    after = await _caught_up(tx, one, log)
    if after != one:
        await store.save(tx, [after])


async def take_effect(tx: Tx, version_id: UUID, effective_at: datetime) -> None:
    """Have open stopwatches read again under a version as soon as it decides."""
    payload = VersionRef(version_id, effective_at)
    await platform.set_timer(tx, REREAD, version_id, effective_at, fleet=Fleet.BULK, payload=payload)


async def reread(tx: Tx, at: datetime, after: UUID | None) -> UUID | None:
    """Put a chunk of open stopwatches under the policy in force, pauses kept; the last one's id, or None at the end.

    A stopwatch that the policy no longer knows runs on under the version it is under.
    """
    newest = await policies.in_force(tx, max(at, tx.now))
    chunk = await store.open_under_others(tx, newest.version_id, after, CHUNK)
    kept = [one for one in chunk if _rule(newest, one) is not None]
    moved = [await _shown(tx, replace(one, policy_version_id=newest.version_id)) for one in kept]
    await store.save(tx, moved)
    return chunk[-1].id if len(chunk) == CHUNK else None


async def pause(tx: Tx, stopwatch_id: UUID, expected_version: int, reason: str) -> StopwatchShown:
    """Stop the clock for a reason that the policy permits."""
    return await _by_hand(tx, stopwatch_id, expected_version, StopwatchMove.PAUSED, reason)


async def resume(tx: Tx, stopwatch_id: UUID, expected_version: int) -> StopwatchShown:
    """Let a paused stopwatch run again; its limit is used up later by as much."""
    return await _by_hand(tx, stopwatch_id, expected_version, StopwatchMove.RESUMED, None)


async def _by_hand(
    tx: Tx, stopwatch_id: UUID, expected_version: int, move: StopwatchMove, reason: str | None
) -> StopwatchShown:
    tx.actor.require(Permission.TASKS_WORK)
    one = await store.held(tx, stopwatch_id)
    if one.version != expected_version:
        raise StaleVersion(version=one.version)

    after = await _moved(tx, one, move, tx.now, reason)

    await store.save(tx, [after])
    return await _face(tx, replace(after, version=one.version + 1))


async def read(tx: Tx, stopwatch_id: UUID) -> StopwatchShown:
    """One stopwatch and what it shows now."""
    tx.actor.require(Permission.POLICY_READ)
    return await _face(tx, await store.one(tx, stopwatch_id))


async def listed(tx: Tx, wanted: Wanted, *, limit: int, cursor: str | None) -> tuple[list[StopwatchShown], str | None]:
    """A page of stopwatches and what they show now, those started last first."""
    tx.actor.require(Permission.POLICY_READ)
    rows, following = await store.listed(tx, wanted, limit=limit, cursor=cursor)
    return [await _face(tx, row) for row in rows], following


async def _face(tx: Tx, one: Stopwatch) -> StopwatchShown:
    rule = await _rule_of(tx, one)
    reading = await _reading(tx, one)
    return StopwatchShown(
        id=one.id,
        code=one.code,
        text=rule.text,
        subject=one.subject,
        subject_id=one.subject_id,
        dealer_id=one.dealer_id,
        policy_version_id=one.policy_version_id,
        limit=rule.limit,
        pause_reasons=rule.pause_reasons,
        escalate_to=rule.escalate_to,
        state=one.state,
        started_at=one.started_at,
        elapsed_seconds=int(reading.elapsed.total_seconds()),
        due_at=one.due_at,
        breached_at=one.breached_at,
        events=one.events,
        version=one.version,
    )


async def kept(tx: Tx, subject: Subject, since: datetime, until: datetime) -> tuple[DeadlineFigure, ...]:
    """How the time limits of a kind of thing were kept, for a caller who was let in to see such things already."""
    rows = await store.kept(tx, subject, since, until)
    documents = {one: (await policies.version(tx, one)).document for one in {row.policy_version_id for row in rows}}
    return tuple(
        DeadlineFigure(
            code=row.code,
            text=next(one.text for one in documents[row.policy_version_id].stopwatches if one.code == row.code),
            kept=row.kept,
            missed=row.missed,
            open=row.open,
        )
        for row in rows
    )
