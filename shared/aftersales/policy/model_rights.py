"""What the customer may choose beyond repair, and what people may grant beyond the promise."""

from decimal import Decimal
from enum import StrEnum

from aftersales.kernel.access import Role
from aftersales.policy.model_terms import UsageLimit
from aftersales.policy.model_words import Article, Clause, CostKind, Period, Products, StartEvent
from aftersales.policy.statutes.model import Assembly, Category, Measure, RightKind


class Party(StrEnum):
    """Who chooses, pays or bears something."""

    BRAND = "brand"
    DEALER = "dealer"
    CUSTOMER = "customer"
    FACTORY = "factory"
    SUPPLIER = "supplier"
    CARRIER = "carrier"


class Excluded(StrEnum):
    """Stretches that do not count as time under repair."""

    WAITING_FOR_PARTS = "waiting_for_parts"
    TRANSPORT = "transport"
    RESCUE = "rescue"
    FORCE_MAJEURE = "force_majeure"


class FeeUnit(StrEnum):
    """What a usage fee (折旧费) is counted by."""

    DAY = "day"
    KM = "km"
    THOUSAND_KM = "thousand_km"


class BudgetHolder(StrEnum):
    """Whose budget goodwill is taken from: one for the whole network, or one for each dealer."""

    NETWORK = "network"
    DEALER = "dealer"


class Ruled(StrEnum):
    """What a person with authority makes of a line."""

    COVERED = "covered"
    REFUSED = "refused"


class StatutoryPart(Article, frozen=True, kw_only=True):
    """What the law calls a part category of ours: a component, a part of an assembly, a main part."""

    part_category: str
    component: str | None = None
    """As the statute calls it (`frame`); the part category itself without."""
    assembly: Assembly | None = None
    is_main_part: bool = True


class StatutoryProducts(Clause, frozen=True, kw_only=True):
    """Which kind of product the law calls these; the floor below every promise follows from it."""

    products: Products
    category: Category
    province: str | None = None
    """As in ISO 3166-2 (`CN-SD`), where all of them are sold; else the unit's own."""
    parts: tuple[StatutoryPart, ...] = ()
    """Where any part is named, those that are not are no main parts; where none is, nobody knows."""


class Counter(Article, frozen=True, kw_only=True):
    """So many repairs, replacements or days under repair; every 24 hours begun are a day."""

    measure: Measure
    at_least: int | None = None
    excluded: tuple[Excluded, ...] = ()
    """What is left out of days under repair."""


class Rung(Clause, frozen=True, kw_only=True):
    """One rung of the ladder: what may be chosen, by whom, at whose cost, when it is ripe (权利阶梯).

    All that is set must hold: the first days, the usage, the counter, the condition.
    """

    products: Products = Products()
    component: str | None = None
    grants: tuple[RightKind, ...]
    chooses: Party = Party.CUSTOMER
    pays: Party = Party.BRAND
    start: StartEvent = StartEvent.SALE
    within_days: int | None = None
    within_usage: UsageLimit | None = None
    counter: Counter | None = None
    when: str | None = None
    fee: str | None = None
    """The code of the usage fee that the customer bears."""


class UsageFee(Clause, frozen=True, kw_only=True):
    """What use of a unit costs when it goes back: so many percent of its price a day or a distance."""

    code: str
    unit: FeeUnit
    percent: Decimal | None = None
    free_days: int = 0
    most_percent: Decimal = Decimal(100)


class BurdenOfProof(Clause, frozen=True, kw_only=True):
    """For how long from its start the brand must prove that a fault is none of its own."""

    products: Products = Products()
    start: StartEvent
    months: int | None = None


class Rights(Article, frozen=True, kw_only=True):
    """The rights ladder (权利阶梯), and the law that stands below it."""

    statutes: tuple[StatutoryProducts, ...] = ()
    rungs: tuple[Rung, ...] = ()
    fees: tuple[UsageFee, ...] = ()
    burden: tuple[BurdenOfProof, ...] = ()


class Goodwill(Clause, frozen=True, kw_only=True):
    """What people may grant beyond coverage, out of a budget that never goes negative (善意索赔)."""

    code: str
    products: Products = Products()
    when: str | None = None
    holder: BudgetHolder
    period: Period
    budget: Decimal | None = None
    """In the policy's currency, for each period."""
    most_percent: int = 100
    """Of what coverage would have paid."""
    most_a_case: Decimal | None = None
    costs: tuple[CostKind, ...]
    roles: tuple[Role, ...]


class PreAuthorisation(Clause, frozen=True, kw_only=True):
    """What must be allowed before work begins (预授权): above an amount, or on a condition."""

    products: Products = Products()
    when: str | None = None
    above: Decimal | None = None
    """Amounts greater than this, in the policy's currency; exactly this passes without."""
    costs: tuple[CostKind, ...]
    roles: tuple[Role, ...]
    valid_days: int | None = None


class Override(Clause, frozen=True, kw_only=True):
    """Who may rule otherwise than coverage advises, in which direction, and up to which amount (裁定)."""

    products: Products = Products()
    to: tuple[Ruled, ...]
    up_to: Decimal | None = None
    """In the policy's currency, for one line; exactly this is allowed. Any amount without."""
    roles: tuple[Role, ...]
