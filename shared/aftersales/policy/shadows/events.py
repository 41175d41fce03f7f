"""Facts that shadows announce."""

from typing import ClassVar
from uuid import UUID

from aftersales.kernel.facts import Fact, announced


class ShadowFact(Fact, frozen=True, kw_only=True):
    """Base of facts about a shadow; in the log they stand with the version that decides silently."""

    SUBJECT: ClassVar[tuple[str, str]] = ("policy_version", "version_id")
    version_id: UUID
    shadow_id: UUID
    fingerprint: str


@announced
class ShadowStarted(ShadowFact, frozen=True, kw_only=True):
    """A version began to decide beside people."""

    NAME: ClassVar[str] = "policy.shadow_started"
    min_cases: int
    min_agreement_percent: int


@announced
class ShadowEnded(ShadowFact, frozen=True, kw_only=True):
    """A version no longer decides beside people; `is_proven` says what it had shown."""

    NAME: ClassVar[str] = "policy.shadow_ended"
    is_proven: bool
