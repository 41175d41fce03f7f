"""What a decision is made from and what it says: facts in, an outcome per line with its trace out."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from msgspec import Struct

from aftersales.kernel.access import Role
from aftersales.kernel.money import Money
from aftersales.policy.entitlement.model import BoughtCard, Notice, Stop
from aftersales.policy.model_document import ReturnAddress
from aftersales.policy.model_terms import FaultCause
from aftersales.policy.model_words import CostKind, Proof, ReasonKind, Text
from aftersales.policy.statutes.model_facts import Reading, Repair
from aftersales.units.model import UnitUse

Value: TypeAlias = bool | int | float | str


class UnitFacts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is known of a sold unit; None means nobody knows."""

    serial: str | None = None
    model: str | None = None
    category: str | None = None
    factory: str | None = None
    dealer: str | None = None
    sold_on: date | None = None
    invoiced_on: date | None = None
    delivered_on: date | None = None
    installed_on: date | None = None
    accepted_on: date | None = None
    km: int | None = None
    hours: int | None = None
    subsidy_done: bool | None = None
    province: str | None = None
    use: UnitUse | None = None
    exchanged_on: date | None = None
    """The day on which it was given in exchange for another unit."""
    certificate_until: date | None = None
    is_installation_agreed: bool | None = None
    is_remote_sale: bool | None = None
    is_odometer_tampered: bool = False
    price: Money | None = None
    repairs: tuple[Repair, ...] = ()
    readings: tuple[Reading, ...] = ()
    stops: tuple[Stop, ...] = ()
    cards: tuple[BoughtCard, ...] = ()


class PreAuthorised(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What was allowed for a line before the work began, and up to which amount."""

    id: UUID
    clause: str
    until: date
    up_to: Money


class LineFacts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One part of a return with its unit and the proof shown for it."""

    line: str
    unit: UnitFacts
    proof: Proof | None = None
    part_number: str | None = None
    part_category: str | None = None
    quantity: int | None = None
    fault_code: str | None = None
    fault_text: str | None = None
    human_damage: bool | None = None
    photos: int = 0
    unit_price: Money | None = None
    cause: FaultCause | None = None
    pre_authorised: PreAuthorised | None = None


class ReturnFacts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole return on the day it is filed."""

    filed_on: date
    lines: tuple[LineFacts, ...]


class Outcome(StrEnum):
    """What the policy says of a line; `open` is for a person with authority to decide."""

    COVERED = "covered"
    REFUSED = "refused"
    OPEN = "open"
    UNKNOWN = "unknown"


class ClauseKind(StrEnum):
    """Which section of the policy a traced clause stands in."""

    TERM = "term"
    EXCLUSION = "exclusion"
    ROUTING = "routing"
    SILENCE = "silence"
    CARD = "card"
    GUARANTEE = "guarantee"
    STATUTE = "statute"
    PRE_AUTHORISATION = "pre_authorisation"


class ClauseResult(StrEnum):
    """What testing a clause gave; `failed` means that its condition cannot be computed from these facts."""

    APPLIES = "applies"
    DOES_NOT_APPLY = "does_not_apply"
    UNKNOWN = "unknown"
    FAILED = "failed"


class ClauseTest(Struct, frozen=True, kw_only=True, gc=False):
    """One clause of the trace: what was tested, on which facts, with what result."""

    clause: str
    kind: ClauseKind
    tested: str
    inputs: dict[str, Value]
    result: ClauseResult
    needs: tuple[str, ...] = ()
    text: Text


class Coverage(Struct, frozen=True, kw_only=True, gc=False):
    """How long a cost kind is covered; the last day is inclusive, None where a fact is missing."""

    cost: CostKind
    clause: str
    starts_on: date | None
    ends_on: date | None
    is_running: bool | None


class LineDecision(Struct, frozen=True, kw_only=True, gc=False):
    """What the policy says of one line, and by which clause."""

    line: str
    outcome: Outcome
    clause: str
    reason: ReasonKind | None
    text: Text
    covered_until: date | None
    coverage: tuple[Coverage, ...]
    needs: tuple[str, ...]
    missing: tuple[str, ...]
    route: ReturnAddress | None
    trace: tuple[ClauseTest, ...]
    findings: tuple[Notice, ...] = ()
    """What a person should look at: a promise below the law, a meter that runs backwards."""


class StepNeeded(Struct, frozen=True, kw_only=True, gc=False):
    """One approval step that this return needs."""

    roles: tuple[Role, ...]
    agree_on: tuple[str, ...] = ()


class Decision(Struct, frozen=True, kw_only=True, gc=False):
    """What a policy says of a return; the same policy and facts always give the same decision."""

    policy: str
    """SHA-256 of the document that decided."""
    lines: tuple[LineDecision, ...]
    amount: Decimal
    """The value of all lines that are not refused, in the policy's currency."""
    route: ReturnAddress | None
    """The one address that all lines go to; None if they differ or one is not known."""
    chain: str | None
    steps: tuple[StepNeeded, ...]
    is_complete: bool
    """Whether no required field is missing anywhere."""
    statutes: str = ""
    """The edition of the statutes that made the floor; none where the policy does not say what the law calls it."""
