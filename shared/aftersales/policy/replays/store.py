"""Every query of replays."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from asyncpg import Record
from sqlalchemy import ColumnElement, Select, func, insert, or_, select, update

from aftersales.kernel.errors import NotFound
from aftersales.kernel.ids import OrganisationId
from aftersales.kernel.money import Money
from aftersales.kernel.pagination import page
from aftersales.kernel.tx import Tx
from aftersales.policy.model_decision import Outcome
from aftersales.policy.model_versions import DecisionId
from aftersales.policy.replays.model import (
    Direction,
    Flip,
    FlipFilter,
    Replay,
    ReplayFilter,
    ReplayId,
    ReplayState,
    Report,
)
from aftersales.policy.replays.tables import policy_replay_flips, policy_replays
from aftersales.policy.tables import policy_decisions

SHOWN: Final = [policy_replays.c[name] for name in Replay.__struct_fields__]
MISSING: Final = NotFound("replay", "政策推演")

CASES: Final = """
WITH read AS MATERIALIZED (
  SELECT d.id, d.policy_version_id, d.subject_kind, d.subject_id, d.dealer_id, d.decided_at, d.facts, d.decision
  FROM policy_decisions d
  WHERE d.tenant_id = $1 AND d.id > $3 AND d.decided_at <= $2
    AND ($4::timestamptz IS NULL OR d.decided_at >= $4) AND ($5::timestamptz IS NULL OR d.decided_at < $5)
    AND ($6::uuid IS NULL OR d.dealer_id = $6) AND ($7::uuid IS NULL OR d.policy_version_id = $7)
  ORDER BY d.id LIMIT $8
)
SELECT r.id, r.policy_version_id, r.subject_kind, r.subject_id, r.dealer_id, r.decided_at, r.facts::text AS facts,
  (SELECT jsonb_agg(line - '{trace,text,coverage,route,needs,missing}'::text[])
   FROM jsonb_array_elements(said.lines) line)::text AS lines,
  jsonb_array_length(said.steps) AS steps, said.is_complete
FROM read r, jsonb_to_record(r.decision) AS said(lines jsonb, steps jsonb, is_complete boolean)
ORDER BY r.id
"""
"""Past decisions in the order of their identities, without their traces, which are nine tenths of each."""

BEFORE_ALL: Final = UUID(int=0)

IN_ORDER: Final = "SELECT set_config('enable_sort', 'off', true)"
"""The planner takes the walls' filters to leave a handful of rows and would sort the whole past for every chunk."""

ADD_FLIPS: Final = """
INSERT INTO policy_replay_flips
SELECT flip.*
FROM jsonb_array_elements($1::jsonb) row, jsonb_populate_record(null::policy_replay_flips, row || $2::jsonb) flip
ON CONFLICT DO NOTHING
"""


class Running(msgspec.Struct, frozen=True, kw_only=True):
    """A replay as its worker needs it: the document that is replayed, and the last decision that it has reached."""

    id: ReplayId
    policy_version_id: UUID
    document: bytes
    fingerprint: str
    wanted: ReplayFilter
    state: ReplayState
    job_id: UUID
    total: int
    reached: UUID | None
    report: Report
    created_at: datetime


class _FlipRow(msgspec.Struct, frozen=True, kw_only=True):
    """A flip as it is kept."""

    decision_id: DecisionId
    line: str
    subject_kind: str
    subject_id: UUID
    dealer_id: OrganisationId | None
    decided_at: datetime
    direction: Direction
    before: Outcome
    after: Outcome
    clause_before: str
    clause_after: str
    credit_before_minor: int | None
    credit_after_minor: int | None
    currency: str
    needs: tuple[str, ...]


_SAME: Final = [name for name in Flip.__struct_fields__ if name in _FlipRow.__struct_fields__]


async def add(tx: Tx, row: Replay, document: bytes) -> None:
    """Keep a replay that is about to run, with the document as it is now."""
    values = {name: getattr(row, name) for name in row.__struct_fields__}
    values |= {
        "wanted": msgspec.to_builtins(row.wanted),
        "report": msgspec.to_builtins(row.report),
        "document": document,
        "state": row.state.value,
    }
    await tx.execute(insert(policy_replays).values(tenant_id=tx.tenant_id, **values))


async def replay(tx: Tx, replay_id: UUID) -> Replay:
    """One replay with its report so far."""
    statement = select(*SHOWN).where(policy_replays.c.tenant_id == tx.tenant_id, policy_replays.c.id == replay_id)
    return await tx.one(statement, Replay, MISSING)


async def running(tx: Tx, job_id: UUID) -> Running:
    """The replay that a job runs."""
    columns = [policy_replays.c[name] for name in Running.__struct_fields__]
    statement = select(*columns).where(policy_replays.c.tenant_id == tx.tenant_id, policy_replays.c.job_id == job_id)
    return await tx.one(statement, Running, MISSING)


async def lock(tx: Tx, replay_id: UUID) -> Replay:
    """One replay, locked because it is about to change."""
    statement = select(*SHOWN).where(policy_replays.c.tenant_id == tx.tenant_id, policy_replays.c.id == replay_id)
    return await tx.one(statement.with_for_update(), Replay, MISSING)


async def advance(tx: Tx, replay_id: UUID, reached: UUID, report: Report) -> None:
    """Remember how far a replay is and what it has found."""
    await _change(tx, replay_id, reached=reached, report=msgspec.to_builtins(report))


async def end(tx: Tx, replay_id: UUID, state: ReplayState) -> None:
    """Say that a replay has ended."""
    await _change(tx, replay_id, state=state.value, finished_at=tx.now)


async def _change(tx: Tx, replay_id: UUID, **values: object) -> None:
    await tx.execute(update(policy_replays).filter_by(tenant_id=tx.tenant_id, id=replay_id).values(**values))


async def newest_of(tx: Tx, fingerprint: str) -> Replay | None:
    """The newest finished replay of a document over everything that was ever decided."""
    return await tx.first(
        select(*SHOWN)
        .where(
            policy_replays.c.tenant_id == tx.tenant_id,
            policy_replays.c.fingerprint == fingerprint,
            policy_replays.c.state == ReplayState.DONE.value,
            policy_replays.c.wanted == func.jsonb_build_object(),
        )
        .order_by(policy_replays.c.id.desc())
        .limit(1),
        Replay,
    )


async def count(tx: Tx, wanted: ReplayFilter) -> int:
    """How many past decisions a replay will look at."""
    statement = select(func.count()).select_from(policy_decisions).where(*_wanted(tx, wanted))
    return int(await tx.scalar(statement))


def _wanted(tx: Tx, wanted: ReplayFilter) -> list[ColumnElement[bool]]:
    decided = policy_decisions.c
    conditions = [decided.tenant_id == tx.tenant_id, decided.decided_at <= tx.now]
    if wanted.decided_from is not None:
        conditions.append(decided.decided_at >= wanted.decided_from)
    if wanted.decided_before is not None:
        conditions.append(decided.decided_at < wanted.decided_before)
    if wanted.dealer_id is not None:
        conditions.append(decided.dealer_id == wanted.dealer_id)
    if wanted.decided_by is not None:
        conditions.append(decided.policy_version_id == wanted.decided_by)
    return conditions


async def cases(tx: Tx, running: Running, after: UUID | None, limit: int) -> list[Record]:
    """The next past decisions behind `after`, as text that is decoded where it is decided."""
    wanted = running.wanted
    await tx.fetch(IN_ORDER)
    return await tx.fetch(
        CASES,
        tx.tenant_id,
        running.created_at,
        after or BEFORE_ALL,
        wanted.decided_from,
        wanted.decided_before,
        wanted.dealer_id,
        wanted.decided_by,
        limit,
    )


async def add_flips(tx: Tx, replay_id: UUID, flips: Sequence[Flip], currency: str) -> None:
    """Keep the lines that flip, many in one statement."""
    shared = {"tenant_id": tx.tenant_id, "replay_id": replay_id}
    rows = [_row(flip, currency) for flip in flips]
    await tx.fetch(ADD_FLIPS, msgspec.json.encode(rows).decode(), msgspec.json.encode(shared).decode())


def _row(flip: Flip, currency: str) -> _FlipRow:
    shared = {name: getattr(flip, name) for name in _SAME}
    before, after = flip.credit_before, flip.credit_after
    return _FlipRow(
        **shared,
        credit_before_minor=before.minor if before else None,
        credit_after_minor=after.minor if after else None,
        currency=currency,
    )


def _flip(row: _FlipRow) -> Flip:
    shared = {name: getattr(row, name) for name in _SAME}
    return Flip(
        **shared,
        credit_before=None
        if row.credit_before_minor is None
        else Money.of_minor(row.credit_before_minor, row.currency),
        credit_after=None if row.credit_after_minor is None else Money.of_minor(row.credit_after_minor, row.currency),
    )


async def listed(tx: Tx, version_id: UUID | None, *, limit: int, cursor: str | None) -> tuple[list[Replay], str | None]:
    """A page of replays, newest first."""
    statement = select(*SHOWN).where(policy_replays.c.tenant_id == tx.tenant_id)
    if version_id is not None:
        statement = statement.where(policy_replays.c.policy_version_id == version_id)
    return await page(
        tx,
        statement,
        Replay,
        columns=[policy_replays.c.id],
        key=lambda row: (row.id,),
        limit=limit,
        cursor=cursor,
        bound=("policy_replays", version_id),
        descending=True,
    )


def _flips(tx: Tx, replay_id: UUID, wanted: FlipFilter) -> Select[tuple[object, ...]]:
    flips = policy_replay_flips.c
    columns = [flips[name] for name in _FlipRow.__struct_fields__]
    statement = select(*columns).where(flips.tenant_id == tx.tenant_id, flips.replay_id == replay_id)
    if wanted.direction is not None:
        statement = statement.where(flips.direction == wanted.direction.value)
    if wanted.before is not None:
        statement = statement.where(flips.before == wanted.before.value)
    if wanted.after is not None:
        statement = statement.where(flips.after == wanted.after.value)
    if wanted.clause is not None:
        statement = statement.where(or_(flips.clause_before == wanted.clause, flips.clause_after == wanted.clause))
    if wanted.dealer_id is not None:
        statement = statement.where(flips.dealer_id == wanted.dealer_id)
    return statement


async def flips_of(
    tx: Tx, replay_id: UUID, wanted: FlipFilter, *, limit: int, cursor: str | None
) -> tuple[list[Flip], str | None]:
    """A page of the lines that flip, in the order in which they were decided."""
    rows, following = await page(
        tx,
        _flips(tx, replay_id, wanted),
        _FlipRow,
        columns=[policy_replay_flips.c.decision_id, policy_replay_flips.c.line],
        key=lambda row: (row.decision_id, row.line),
        limit=limit,
        cursor=cursor,
        bound=("policy_replay_flips", replay_id, wanted),
    )
    return [_flip(row) for row in rows], following


async def all_flips(tx: Tx, replay_id: UUID, wanted: FlipFilter, most: int) -> list[Flip]:
    """The first flips, as many as fit a sheet."""
    statement = _flips(tx, replay_id, wanted).order_by(policy_replay_flips.c.decision_id, policy_replay_flips.c.line)
    return [_flip(row) for row in await tx.all(statement.limit(most), _FlipRow)]
