"""How parts and products come back: what is accepted, where it goes, when it may be applied for, how it runs."""

from enum import StrEnum

from aftersales.policy.model_rights import BudgetHolder
from aftersales.policy.model_words import (
    Article,
    Clause,
    Disposition,
    Finding,
    Period,
    Products,
    Subject,
    Text,
)
from aftersales.policy.stopwatches.model import Limit


class ReturnKind(StrEnum):
    """What kind of thing comes back to a factory."""

    SINGLE_PART = "single_part"
    WHOLE_UNIT = "whole_unit"
    BATCH = "batch"
    DAMAGED_IN_STORAGE = "damaged_in_storage"
    SITE_UNREPAIRABLE = "site_unrepairable"
    MAILED_BY_OWNER = "mailed_by_owner"


class Stranger(StrEnum):
    """What is done with goods that do not belong into a return."""

    SEND_BACK = "send_back"
    AMEND = "amend"
    RED_REVERSAL = "red_reversal"


class Demand(StrEnum):
    """How strongly a policy asks for something."""

    MANDATORY = "mandatory"
    USUAL = "usual"
    NONE = "none"


class Form(Article, frozen=True, kw_only=True):
    """The fields of a form that must be filled."""

    code: str
    text: Text
    required: tuple[str, ...]
    source: tuple[str, ...] = ()


class ReturnAddress(Article, frozen=True, kw_only=True):
    """Where a factory takes returns; each factory has exactly one that is valid [S14-R01]."""

    factory: str
    consignee: str
    phone: str
    address: str


class RouteOverride(Article, frozen=True, kw_only=True):
    """Products that go to another factory than the one that makes them."""

    clause: str
    products: Products
    factory: str


class Routing(Clause, frozen=True, kw_only=True):
    """Returns go to the factory that makes the model, unless an override names another [S02-R02]."""

    addresses: tuple[ReturnAddress, ...]
    overrides: tuple[RouteOverride, ...] = ()


class Scope(Clause, frozen=True, kw_only=True):
    """What kinds of returns a factory takes; what is not named is dealt with on the spot (返厂范围)."""

    products: Products = Products()
    accepts: tuple[ReturnKind, ...]
    foreign_goods: Stranger = Stranger.SEND_BACK
    """Goods of another brand among them [S10-R03]."""
    other_models: Stranger = Stranger.AMEND
    """Models that the application does not name."""
    only_reported: bool = False
    """Only what after-sales has confirmed before it arrives [S13-R01]."""
    destructive_removal: bool = True
    """Whether parts may be damaged in taking them off [S04-R02]."""


class RemoteFirst(Clause, frozen=True, kw_only=True):
    """Whether guidance from afar comes before a visit or a return, and how long until somebody asks (先远程指导)."""

    products: Products = Products()
    demand: Demand
    follow_up: Limit | None = None


class FilingWindow(Clause, frozen=True, kw_only=True):
    """Days of the month before which applications are filed, and how many there may be in a period [S10-R04, S10-R05].

    A window closes at midnight before its day begins, or with it where the day is included.
    """

    code: str
    subject: Subject
    kinds: tuple[ReturnKind, ...] = ()
    """Only these kinds of returns; all without."""
    before_days: tuple[int, ...] = ()
    """Days of the month; without any, one may file at any time."""
    includes_day: bool | None = None
    open_days: int | None = None
    """So many days before a window closes it opens; without it one follows the other."""
    most: int | None = None
    period: Period = Period.MONTH
    holder: BudgetHolder = BudgetHolder.DEALER


class ReturnRules(Clause, frozen=True, kw_only=True):
    """How a return runs; a figure that is left out must be supplied before publication."""

    max_lines: int
    photos_required: int
    ship_within_days: int | None = None
    appeal_within_days: int | None = None
    dispositions: dict[Finding, tuple[Disposition, ...]]
    credit_percent: int | None = None
    """The credit for a part, in percent of its unit price."""
    old_part_before_credit: bool
    call_dealer_within: str
    """The stopwatch that runs from receipt to the call to the dealer [S02-R04]."""
