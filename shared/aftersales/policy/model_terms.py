"""What a policy promises for how long: warranty terms, guarantees on repairs, extended cards, residents, exclusions."""

from enum import StrEnum

from aftersales.kernel.access import Role
from aftersales.policy.model_words import (
    Article,
    Clause,
    CostKind,
    Products,
    ReasonKind,
    Ruling,
    StartEvent,
    UsageUnit,
)


class FaultCause(StrEnum):
    """Where a fault comes from (故障原因); a term may hold for some causes only [S05-R01]."""

    MATERIAL = "material"
    MANUFACTURE = "manufacture"
    ASSEMBLY = "assembly"
    DESIGN = "design"
    SOFTWARE = "software"
    INSTALLATION = "installation"
    TRANSPORT = "transport"
    WEAR = "wear"


class Suspension(StrEnum):
    """What stops a term from running; its last day moves by as many days."""

    UNDER_REPAIR = "under_repair"
    WAITING_FOR_PARTS = "waiting_for_parts"
    FORCE_MAJEURE = "force_majeure"


class AfterExchange(StrEnum):
    """What an exchange of the unit, or of the component that a term is about, does to the term."""

    CONTINUE = "continue"
    RESTART = "restart"


class SameWhat(StrEnum):
    """What has to be the same for a guarantee on a repair to speak."""

    FAULT = "fault"
    PART = "part"


class CardStart(StrEnum):
    """From when an extended card runs."""

    PURCHASE = "purchase"
    AFTER_TERM = "after_term"


class UsageLimit(Article, frozen=True, kw_only=True):
    """A term also ends when the unit has done more than this (先到为准)."""

    amount: int
    unit: UsageUnit


class Term(Clause, frozen=True, kw_only=True):
    """A warranty term (保修条款); the last day is the day of the month it began on, and still covered."""

    products: Products = Products()
    component: str | None = None
    """A part category; without one the term is about the whole unit."""
    start: StartEvent
    months: int | None = None
    """Its length in months, or in `days`, or neither where the unit's own certificate says it."""
    usage: UsageLimit | None = None
    costs: tuple[CostKind, ...]
    roll_calendar: str | None = None
    """A calendar on which a last day that is a holiday rolls to the next working day."""
    days: int | None = None
    by_certificate: bool = False
    """The last day is what the unit's warranty certificate says [S09-R01]."""
    causes: tuple[FaultCause, ...] = ()
    """Only faults of these causes; every fault without."""
    otherwise_from: tuple[StartEvent, ...] = ()
    """Events to start from, in this order, while the first is not known."""
    suspended_by: tuple[Suspension, ...] = ()
    after_exchange: AfterExchange = AfterExchange.CONTINUE


class RepairGuarantee(Clause, frozen=True, kw_only=True):
    """What was repaired has to work for so many days from the end of the repair, or is repaired free [S26-R02]."""

    products: Products = Products()
    component: str | None = None
    days: int | None = None
    same: SameWhat = SameWhat.FAULT
    costs: tuple[CostKind, ...]
    roll_calendar: str | None = None


class ExtendedCard(Clause, frozen=True, kw_only=True):
    """An extended warranty (延保卡) that is bought with the product and covers repair in its period [S27-R03]."""

    code: str
    products: Products = Products()
    component: str | None = None
    begins: CardStart
    months: int | None = None
    usage: UsageLimit | None = None
    costs: tuple[CostKind, ...]
    roll_calendar: str | None = None


class ResidentService(Clause, frozen=True, kw_only=True):
    """Free staff on the customer's site for a while [S09-R02]."""

    products: Products = Products()
    start: StartEvent
    months: int | None = None
    least_staff: int | None = None


class Exclusion(Clause, frozen=True, kw_only=True):
    """What takes a line out of coverage; `when` is a condition over the facts of the line."""

    products: Products = Products()
    reason: ReasonKind
    when: str
    outcome: Ruling


class UndecidedRule(Clause, frozen=True, kw_only=True):
    """Who decides what terms and exclusions leave open; the first that fits is asked [S08, S11, S13, S17]."""

    products: Products = Products()
    when: str | None = None
    roles: tuple[Role, ...]
