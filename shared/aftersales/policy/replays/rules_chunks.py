"""A chunk of past decisions, decided again in a process of its own.

Whoever only decides needs neither the database nor the drivers to it: such a process starts in a third of the time.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

import msgspec

from aftersales.kernel.ids import OrganisationId
from aftersales.policy import rules
from aftersales.policy.model_decision import ReturnFacts
from aftersales.policy.model_versions import DecisionId
from aftersales.policy.replays import rules as replaying
from aftersales.policy.replays.model import Flip, Report

Terms = Mapping[UUID, replaying.Terms]

_lines: Final = msgspec.json.Decoder(tuple[replaying.LineThen, ...])
_facts: Final = msgspec.json.Decoder(ReturnFacts)
_compiled: Final[dict[str, rules.CompiledPolicy]] = {}


class Past(NamedTuple):
    """One past decision as it comes from the database; facts and lines are JSON text."""

    id: DecisionId
    policy_version_id: UUID
    subject_kind: str
    subject_id: UUID
    dealer_id: OrganisationId | None
    decided_at: datetime
    facts: str
    lines: str
    steps: int
    is_complete: bool


class Chunk(msgspec.Struct, frozen=True):
    """Some past decisions, and the last of them."""

    rows: tuple[Past, ...]
    reached: UUID | None


class Found(msgspec.Struct, frozen=True):
    """What a chunk adds up to by itself, and the lines in it that flip."""

    report: Report
    flips: list[Flip]


def decide_chunk(document: bytes, terms: Terms, chunk: Chunk) -> Found:
    """Decide a chunk again; pure, and heavy enough for a process of its own."""
    policy = _policy_of(document)
    report, flips = replaying.replay(policy, map(_case, chunk.rows), terms)
    return Found(report, flips)


def _policy_of(document: bytes) -> rules.CompiledPolicy:
    """A document made ready; a process replays one at a time, so it keeps the last."""
    read = rules.read_document(document)
    key = rules.fingerprint(read)
    if key not in _compiled:
        _compiled.clear()
        _compiled[key] = rules.CompiledPolicy(read)
    return _compiled[key]


def _case(row: Past) -> replaying.Case:
    return replaying.Case(
        id=row.id,
        policy_version_id=row.policy_version_id,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        dealer_id=row.dealer_id,
        decided_at=row.decided_at,
        facts=_facts.decode(row.facts),
        then=replaying.Then(_lines.decode(row.lines), row.steps, row.is_complete),
    )
