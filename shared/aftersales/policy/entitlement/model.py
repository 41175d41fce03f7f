"""Words of entitlement: what a unit's record adds to its facts, and what an answer says."""

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from aftersales.kernel.money import Money
from aftersales.policy.model_words import CostKind, Text
from aftersales.policy.statutes.model_answer import Clause
from aftersales.policy.statutes.model_facts import Given, Instant


class StopKind(StrEnum):
    """Why a unit could not be used although it was not in repair."""

    FORCE_MAJEURE = "force_majeure"
    WAITING_FOR_PARTS = "waiting_for_parts"


class Stop(Given, frozen=True, kw_only=True, omit_defaults=True):
    """A stretch in which a unit could not be used; without an end it still lasts."""

    kind: StopKind
    start: Instant
    end: Instant | None = None


class BoughtCard(Given, frozen=True, kw_only=True):
    """An extended card that was bought for a unit; what it covers stands in the policy under its code."""

    number: str
    code: str
    purchased_on: date


class Notice(Struct, frozen=True, kw_only=True, gc=False):
    """Something that a person should look at, with the clauses that it is about."""

    code: str
    text: Text
    clauses: tuple[str, ...] = ()


class Origin(StrEnum):
    """Where a coverage comes from."""

    TERM = "term"
    CARD = "card"
    GUARANTEE = "guarantee"
    STATUTE = "statute"


class Standing(StrEnum):
    """Whether a cost is covered on the day."""

    COVERED = "covered"
    ENDED = "ended"
    UNKNOWN = "unknown"
    SILENT = "silent"


class Entitled(Struct, frozen=True, kw_only=True):
    """How one kind of cost stands: by which clause, from when until when, and what is missing to know."""

    cost: CostKind
    standing: Standing
    clause: str | None
    text: Text | None
    starts_on: date | None
    ends_on: date | None
    """The last covered day."""
    needs: tuple[str, ...]


class Counted(Struct, frozen=True, kw_only=True):
    """One counter of a unit's repairs."""

    what: str
    """`same_fault`, `same_part`, `assembly`, `repairs`, `repair_days`."""
    of: str
    count: int


class BurdenOfProof(Struct, frozen=True, kw_only=True):
    """Whether the trader must prove that a fault is none of its own."""

    is_on_trader: bool | None
    clause: str | None
    until: date | None
    needs: tuple[str, ...] = ()


class UseFee(Struct, frozen=True, kw_only=True):
    """What use so far would cost the customer if the unit went back (折旧费), at most."""

    clause: str
    amount: Money | None
    needs: tuple[str, ...] = ()


class EntitlementAnswer(Struct, frozen=True, kw_only=True):
    """What a unit is entitled to on one day, each with its clause."""

    on: date
    policy: str
    costs: tuple[Entitled, ...]
    burden_of_proof: BurdenOfProof
    counters: tuple[Counted, ...]
    fees: tuple[UseFee, ...]
    findings: tuple[Notice, ...]
    shown_only: tuple[Clause, ...]
    """Figures of the law that are not verified: to be shown, never enforced."""
    computed_at: datetime
