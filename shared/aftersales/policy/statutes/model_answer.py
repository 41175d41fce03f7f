"""The rights that a customer has, will have or had, each with its clause and its reason."""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from aftersales.kernel.money import Money
from aftersales.policy.statutes.model import Confidence, FeeKind, RightKind, Text


class RightState(StrEnum):
    """Where a right stands today."""

    NOW = "now"
    RIPENS = "ripens"
    LAPSED = "lapsed"
    UNKNOWN = "unknown"


class Chooser(StrEnum):
    """Who picks among several rights of one clause."""

    CONSUMER = "consumer"
    NOBODY = "nobody"


class Clause(Struct, frozen=True, kw_only=True):
    """The place in the law that gives a right, in its words."""

    statute: str
    article: str
    text: Text
    confidence: Confidence


class Fee(Struct, frozen=True, kw_only=True):
    """What the customer pays, at most; without an amount the needs say what is missing."""

    kind: FeeKind
    at_most: Money | None = None
    needs: tuple[str, ...] = ()


class Counter(Struct, frozen=True, kw_only=True):
    """How far a counter is, and where its right begins."""

    reached: int
    threshold: int


class Right(Struct, frozen=True, kw_only=True):
    """One right under one clause."""

    kind: RightKind
    state: RightState
    clause: Clause
    who_chooses: Chooser
    fee: Fee
    why: Text
    from_day: date | None = None
    until: date | None = None
    counter: Counter | None = None
    needs: tuple[str, ...] = ()


class Finding(Struct, frozen=True, kw_only=True):
    """Something in the facts or the law that a person should look at."""

    code: str
    text: Text


class RightsAnswer(Struct, frozen=True, kw_only=True):
    """The ladder of rights on one day."""

    on: date
    rights: tuple[Right, ...]
    findings: tuple[Finding, ...]
    told: tuple[Clause, ...]
    """Attested duties that apply and need no computing."""
    shown_only: tuple[Clause, ...]
    """Unverified: to be shown, never enforced."""
