"""Facts that replays announce."""

from typing import ClassVar
from uuid import UUID

from aftersales.kernel.facts import Fact, announced


class ReplayFact(Fact, frozen=True, kw_only=True):
    """Base of facts about a replay; in the log they stand with the version that was replayed."""

    SUBJECT: ClassVar[tuple[str, str]] = ("policy_version", "version_id")
    version_id: UUID
    replay_id: UUID
    fingerprint: str


@announced
class ReplayStarted(ReplayFact, frozen=True, kw_only=True):
    """Somebody asked what a version would have decided otherwise; `total` past decisions are looked at."""

    NAME: ClassVar[str] = "policy.replay_started"
    total: int


@announced
class ReplayFinished(ReplayFact, frozen=True, kw_only=True):
    """Every past decision that was asked for has been decided again."""

    NAME: ClassVar[str] = "policy.replay_finished"
    decisions: int
    flips: int


@announced
class ReplayCancelled(ReplayFact, frozen=True, kw_only=True):
    """A replay was stopped before its end; what it had found stays readable."""

    NAME: ClassVar[str] = "policy.replay_cancelled"
