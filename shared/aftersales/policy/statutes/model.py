"""A statute: what it governs, from when, and each of its figures with article and confidence."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, TypeAlias

from msgspec import Meta, Struct


class Category(StrEnum):
    """What kind of product a statute speaks of; `other` is a product that no known rule names."""

    HOUSEHOLD_CAR = "household_car"
    BICYCLE = "bicycle"
    COLOUR_TV = "colour_tv"
    MONOCHROME_TV = "monochrome_tv"
    VIDEO_RECORDER = "video_recorder"
    FLAT_TV = "flat_tv"
    AIR_CONDITIONER = "air_conditioner"
    REFRIGERATOR = "refrigerator"
    MOBILE_PHONE = "mobile_phone"
    MICROCOMPUTER = "microcomputer"
    MOTORCYCLE = "motorcycle"
    FARM_MACHINERY = "farm_machinery"
    ELECTRIC_BICYCLE = "electric_bicycle"
    OTHER = "other"


class Confidence(StrEnum):
    """How well a figure is attested; C is unverified: shown, never enforced."""

    A = "A"
    B = "B"
    C = "C"


class Basis(StrEnum):
    """The event from which a period runs (起算)."""

    INVOICE = "invoice"
    INVOICE_OR_DELIVERY = "invoice_or_delivery"
    INSTALLATION_IF_AGREED = "installation_if_agreed"
    RECEIPT = "receipt"


class RightKind(StrEnum):
    """What a customer may ask for."""

    REPAIR = "repair"
    PART_EXCHANGE = "part_exchange"
    EXCHANGE = "exchange"
    REFUND = "refund"
    PART_REFUND = "part_refund"
    LOANER = "loaner"
    RETURN = "return"
    BURDEN_ON_TRADER = "burden_on_trader"


class FeeKind(StrEnum):
    """What the customer pays when a product goes back."""

    NONE = "none"
    USAGE = "usage"
    DEPRECIATION = "depreciation"
    UNSTATED = "unstated"


class Assembly(StrEnum):
    """A group of parts that statutes name (总成、系统)."""

    ENGINE = "engine"
    GEARBOX = "gearbox"
    TRACTION_BATTERY = "traction_battery"
    DRIVE_MOTOR = "drive_motor"
    STEERING = "steering"
    BRAKE = "brake"
    SUSPENSION = "suspension"
    DRIVELINE = "driveline"
    POLLUTION_CONTROL = "pollution_control"
    BODY = "body"


class SafetyFailure(StrEnum):
    """Failures that give an early exchange or refund by themselves."""

    NONE = "none"
    STEERING_FAILURE = "steering_failure"
    BRAKE_FAILURE = "brake_failure"
    BODY_CRACKING = "body_cracking"
    FUEL_LEAK = "fuel_leak"
    BATTERY_FIRE = "battery_fire"


class Trigger(StrEnum):
    """What must have happened for a window to give its rights."""

    FAULT = "fault"
    MAIN_PART_FAULT = "main_part_fault"
    MAIN_PART_REPLACEMENT = "main_part_replacement"
    SAFETY_FAILURE = "safety_failure"
    DURABLE_GOODS = "durable_goods"
    REMOTE_SALE = "remote_sale"
    NO_OTHER_RULE = "no_other_rule"


class Measure(StrEnum):
    """What a counter counts."""

    REPAIRS = "repairs"
    SAME_FAULT_REPAIRS = "same_fault_repairs"
    SAFETY_REPAIRS = "safety_repairs"
    ASSEMBLY_REPLACEMENTS = "assembly_replacements"
    MAIN_PART_REPLACEMENTS = "main_part_replacements"
    REPAIR_DAYS = "repair_days"


class OpenMeasure(StrEnum):
    """What is watched while a product lies in repair."""

    REPAIR_TIME = "repair_time"
    WAITING_FOR_PARTS = "waiting_for_parts"


class Condition(StrEnum):
    """What must be so besides a counter's figure."""

    NONE = "none"
    PERSISTS = "persists"
    SAFETY_FAULT_AGAIN = "safety_fault_again"


class Article(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of whatever a statute's document says."""


class Text(Article, frozen=True, kw_only=True):
    """What a person reads, in Chinese and English."""

    zh: str
    en: str


class Term(Article, frozen=True, kw_only=True):
    """So many months or so much usage, whichever comes first; without a usage limit time alone counts."""

    months: Annotated[int, Meta(ge=0, le=600)]
    usage_km: Annotated[int, Meta(ge=0, le=9_999_999)] | None = None


class PeriodRule(Article, frozen=True, kw_only=True, tag_field="kind", tag="period"):
    """Free repair during a term, of the whole product, its main parts or named components."""

    term: Term
    main_parts: bool = False
    components: tuple[str, ...] = ()
    except_components: tuple[str, ...] = ()


class WindowRule(Article, frozen=True, kw_only=True, tag_field="kind", tag="window"):
    """Rights that stand in the first days of use; the last day is one of them."""

    trigger: Trigger
    grants: tuple[RightKind, ...]
    days: int | None = None
    months: int | None = None
    usage_km: int | None = None
    basis: Basis | None = None
    assemblies: tuple[Assembly, ...] = ()


class CountRule(Article, frozen=True, kw_only=True, tag_field="kind", tag="count"):
    """Rights that ripen once a counter within the period has reached a figure."""

    measure: Measure
    at_least: int
    grants: tuple[RightKind, ...]
    fee: FeeKind = FeeKind.NONE
    condition: Condition = Condition.NONE
    assemblies: tuple[Assembly, ...] = ()
    components: tuple[str, ...] = ()


class OpenRepairRule(Article, frozen=True, kw_only=True, tag_field="kind", tag="open_repair"):
    """A right that ripens while one repair lasts: more than so many days of it."""

    measure: OpenMeasure
    over_days: int
    grants: RightKind


class GuaranteeRule(Article, frozen=True, kw_only=True, tag_field="kind", tag="guarantee"):
    """What was repaired has to work for so many days; the same fault is repaired again for nothing."""

    days: int


Rule: TypeAlias = PeriodRule | WindowRule | CountRule | OpenRepairRule | GuaranteeRule


class Provision(Article, frozen=True, kw_only=True):
    """One figure or duty of a statute; without a rule it is told, not computed."""

    article: str
    text: Text
    confidence: Confidence
    rule: Rule | None = None
    categories: tuple[Category, ...] = ()
    """Only of these; of everything that the statute governs if empty."""


class Governed(Article, frozen=True, kw_only=True):
    """A kind of product that a statute governs, and how well we know that it does."""

    category: Category
    confidence: Confidence
    depreciation_rate: Decimal | None = None
    """The share of the price that a day of use costs."""


class Effect(Article, frozen=True, kw_only=True):
    """When a statute applies: the exact day, or the earliest and the latest day on which it can have begun."""

    from_day: date | None = None
    not_before: date | None = None
    not_after: date | None = None
    until: date | None = None
    """The last day; null while it is in force."""


class Statute(Article, frozen=True, kw_only=True):
    """One version of one rule of law."""

    code: str
    title: Text
    authority: Text
    jurisdiction: str
    """`CN`, or a province as in ISO 3166-2 (`CN-SD`)."""
    effect: Effect
    basis: Basis
    governs: tuple[Governed, ...]
    """Empty means every product."""
    provisions: tuple[Provision, ...]
    period: Term | None = None
    """The three-guarantees period in which counters give rights; null if we do not know it."""
    usage_fee_rate: Decimal | None = None
    """The share of the price that 1,000 km of use may cost, at most (n)."""
    is_suspended_by_repair: bool = False
    restarts_on_exchange: bool | None = None
    last_day_rolls: bool = False
    tampered_uses_up: bool = False
    extends: str | None = None
    repealed_by: str | None = None
    notes: tuple[Text, ...] = ()
