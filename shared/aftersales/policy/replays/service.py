"""Use cases of replays: ask what a version would have decided otherwise, run it chunk by chunk, read what flips."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec
from msgspec.structs import replace

from aftersales.kernel.access import Permission
from aftersales.kernel.errors import StateConflict
from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Tx
from aftersales.platform import service as platform
from aftersales.policy import rules
from aftersales.policy import store as versions
from aftersales.policy.replays import rules as replaying
from aftersales.policy.replays import store
from aftersales.policy.replays.errors import ReplayEmptyPeriod, ReplayNotOfThis
from aftersales.policy.replays.events import ReplayCancelled, ReplayFinished, ReplayStarted
from aftersales.policy.replays.model import (
    JOB,
    Flip,
    FlipFilter,
    Replay,
    ReplayFilter,
    ReplayId,
    ReplayState,
    Report,
)
from aftersales.policy.replays.rules_chunks import Chunk, Found, Past, Terms, decide_chunk
from aftersales.policy.replays.rules_sheets import FLIPS, flip_records
from aftersales.policy.replays.store import Running

__all__ = [
    "FLIPS",
    "Chunk",
    "Found",
    "Running",
    "Terms",
    "cancel",
    "decide_chunk",
    "finish",
    "flip_records",
    "flips_of",
    "for_publication",
    "listed",
    "next_chunk",
    "of_job",
    "remember",
    "replay",
    "sheet_of",
    "start",
    "terms_of",
]

CHUNK: Final = 2_000
"""Past decisions that are read, decided and remembered at once."""

MOST_IN_A_SHEET: Final = 50_000


class ReplayInput(msgspec.Struct, frozen=True):
    """What the job of a replay is given."""

    replay_id: UUID


async def start(tx: Tx, version_id: UUID, wanted: ReplayFilter) -> Replay:
    """Begin to decide the past again by a version that could be published; what it finds is kept for ever."""
    tx.actor.require(Permission.POLICY_EDIT)
    if wanted.decided_from and wanted.decided_before and wanted.decided_from >= wanted.decided_before:
        raise ReplayEmptyPeriod(pointer="/decided_before")
    row = await versions.version(tx, version_id)
    policy = rules.compile_policy(rules.read_document(row.document))
    replay_id = ReplayId(new_id())
    begun = Replay(
        id=replay_id,
        policy_version_id=row.id,
        fingerprint=policy.fingerprint,
        wanted=wanted,
        state=ReplayState.RUNNING,
        job_id=await platform.start_job(tx, JOB, ReplayInput(replay_id)),
        total=await store.count(tx, wanted),
        report=Report.empty(policy.document.currency),
        created_by=tx.actor.id,
        created_at=tx.now,
        finished_at=None,
    )
    await store.add(tx, begun, row.document)
    tx.emit(
        ReplayStarted(version_id=row.id, replay_id=replay_id, fingerprint=policy.fingerprint, total=begun.total),
    )
    return begun


async def of_job(tx: Tx, job_id: UUID) -> Running:
    """The replay that a job runs, as far as it is."""
    return await store.running(tx, job_id)


async def terms_of(tx: Tx) -> Terms:
    """What a covered line was worth under each version that may have decided something."""
    return {
        version_id: replaying.Terms.of(rules.read_document(document))
        for version_id, document in await versions.published_documents(tx)
    }


async def next_chunk(tx: Tx, running: Running, after: UUID | None) -> Chunk:
    """The decisions behind `after`, or none."""
    rows = tuple(Past(*record) for record in await store.cases(tx, running, after, CHUNK))
    return Chunk(rows, rows[-1].id if rows else after)


async def remember(tx: Tx, running: Running, chunk: Chunk, found: Found) -> bool:
    """Keep what a chunk has brought, once; False if the replay has ended meanwhile."""
    current = await store.lock(tx, running.id)
    if current.state is not ReplayState.RUNNING or chunk.reached is None:
        return False
    report = replaying.together(current.report, found.report)
    if found.flips:
        await store.add_flips(tx, running.id, found.flips, report.credit_after.currency)
    await store.advance(tx, running.id, chunk.reached, report)
    await platform.report_progress(
        tx,
        running.job_id,
        done=report.decisions,
        total=max(current.total, report.decisions),
        counts={"flips": report.flips, "for_dealer": report.for_dealer, "against_dealer": report.against_dealer},
    )
    return True


async def finish(tx: Tx, running: Running) -> None:
    """End a replay that has seen everything; one that was cancelled stays so."""
    current = await store.lock(tx, running.id)
    if current.state is ReplayState.RUNNING:
        await store.end(tx, current.id, ReplayState.DONE)
        tx.emit(
            ReplayFinished(
                version_id=current.policy_version_id,
                replay_id=current.id,
                fingerprint=current.fingerprint,
                decisions=current.report.decisions,
                flips=current.report.flips,
            ),
        )
    await platform.finish_job(tx, running.job_id)


async def cancel(tx: Tx, replay_id: UUID) -> Replay:
    """Stop a replay; its worker sees that before it keeps anything more."""
    tx.actor.require(Permission.POLICY_EDIT)
    current = await store.lock(tx, replay_id)
    if current.state is not ReplayState.RUNNING:
        raise StateConflict(state=current.state.value, move="cancel")
    await store.end(tx, replay_id, ReplayState.CANCELLED)
    tx.emit(
        ReplayCancelled(version_id=current.policy_version_id, replay_id=current.id, fingerprint=current.fingerprint),
    )
    return await store.replay(tx, replay_id)


async def replay(tx: Tx, replay_id: UUID) -> Replay:
    """One replay with its report so far."""
    tx.actor.require(Permission.POLICY_READ)
    return (await _told(tx, [await store.replay(tx, replay_id)]))[0]


async def listed(tx: Tx, version_id: UUID | None, *, limit: int, cursor: str | None) -> tuple[list[Replay], str | None]:
    """A page of replays, newest first."""
    tx.actor.require(Permission.POLICY_READ)
    rows, following = await store.listed(tx, version_id, limit=limit, cursor=cursor)
    return await _told(tx, rows), following


async def _told(tx: Tx, rows: Sequence[Replay]) -> list[Replay]:
    """Replays as people are told of them: one whose job has failed does not run, until the job does again."""
    jobs = [row.job_id for row in rows if row.state is ReplayState.RUNNING]
    failed = await platform.failed_jobs(tx, jobs) if jobs else frozenset[UUID]()
    return [replace(row, state=ReplayState.FAILED) if row.job_id in failed else row for row in rows]


async def flips_of(
    tx: Tx, replay_id: UUID, wanted: FlipFilter, *, limit: int, cursor: str | None
) -> tuple[list[Flip], str | None]:
    """A page of the lines that flip; each names the decision and the case that it belongs to."""
    tx.actor.require(Permission.POLICY_READ)
    await store.replay(tx, replay_id)
    return await store.flips_of(tx, replay_id, wanted, limit=limit, cursor=cursor)


async def sheet_of(tx: Tx, replay_id: UUID, wanted: FlipFilter) -> list[Flip]:
    """The flips that go into a sheet."""
    tx.actor.require(Permission.POLICY_READ)
    await store.replay(tx, replay_id)
    return await store.all_flips(tx, replay_id, wanted, MOST_IN_A_SHEET)


async def for_publication(tx: Tx, fingerprint: str, replay_id: UUID | None) -> ReplayId | None:
    """The report that a document is published with: the one that is named, else its newest over all the past."""
    if replay_id is None:
        newest = await store.newest_of(tx, fingerprint)
        return newest.id if newest else None
    named = await store.replay(tx, replay_id)
    if named.fingerprint != fingerprint or named.state is not ReplayState.DONE:
        raise ReplayNotOfThis(pointer="/replay_id")
    return named.id
