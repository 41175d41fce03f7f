"""The words that every section of a policy is written in: texts in two languages, enumerations, known facts."""

from enum import StrEnum
from typing import Final

from msgspec import Struct

from aftersales.kernel.access import Role


class Article(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of everything that a tenant writes in a policy: immutable, and no unknown field passes."""


class Text(Article, frozen=True, kw_only=True):
    """What a person reads, in Chinese and English."""

    zh: str
    en: str


class Clause(Article, frozen=True, kw_only=True):
    """A part of the document with an id, so that a decision can name it; `source` cites the rules it comes from."""

    clause: str
    text: Text
    source: tuple[str, ...] = ()


class Products(Article, frozen=True, kw_only=True):
    """Which products a clause is about: named models, else categories, else every product."""

    models: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


class Period(StrEnum):
    """A stretch of the wall clock in which something is counted or budgeted."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class StartEvent(StrEnum):
    """The event of a sold unit from which a term runs (起算日)."""

    SALE = "sale"
    INVOICE = "invoice"
    DELIVERY = "delivery"
    INSTALLATION = "installation"
    ACCEPTANCE = "acceptance"


class UsageUnit(StrEnum):
    """What a usage limit is measured in."""

    KM = "km"
    HOURS = "hours"


class CostKind(StrEnum):
    """What a term pays for."""

    PARTS = "parts"
    LABOUR = "labour"
    TRAVEL = "travel"


class ReasonKind(StrEnum):
    """Why an exclusion takes a line out of coverage (不予三包)."""

    EXPIRED = "expired"
    HUMAN_DAMAGE = "human_damage"
    NO_PROOF = "no_proof"
    SUBSIDY_DONE = "subsidy_done"
    OTHER = "other"


class Ruling(StrEnum):
    """What an exclusion does when it applies: refuse, leave it open to a person, or accept it at the owner's cost."""

    REFUSE = "refuse"
    OPEN = "open"
    CHARGE = "charge"


class Proof(StrEnum):
    """What the buyer shows for the purchase."""

    INVOICE = "invoice"
    RECEIPT = "receipt"
    WARRANTY_CARD = "warranty_card"
    NONE = "none"


class Subject(StrEnum):
    """What an approval or a stopwatch is about."""

    RETURN = "return"
    CREDIT = "credit"
    COUNT = "count"
    QUOTE = "quote"
    REQUEST = "request"
    JOB = "job"
    APPOINTMENT = "appointment"
    EXCHANGE = "exchange"
    COMPLAINT = "complaint"
    FACTORY_RETURN = "factory_return"
    REWORK = "rework"
    RECOVERY = "recovery"
    REPLENISHMENT = "replenishment"
    MAINTENANCE = "maintenance"
    EXPENSE = "expense"
    ORDER = "order"


CHAINED: Final = (Subject.RETURN, Subject.CREDIT, Subject.COUNT)
"""Subjects that every policy needs an approval chain for."""


class Finding(StrEnum):
    """Whose fault the inspection found (鉴定结论)."""

    OWN_FAULT = "own_fault"
    BOUGHT_IN_PART = "bought_in_part"
    DEALER = "dealer"
    CUSTOMER = "customer"
    CARRIER = "carrier"
    NO_FAULT_FOUND = "no_fault_found"


class Disposition(StrEnum):
    """What is done with a returned part."""

    REPLACE = "replace"
    REPAIR = "repair"
    CREDIT = "credit"
    SCRAP = "scrap"
    SEND_BACK = "send_back"


class Discrepancy(StrEnum):
    """How what arrived differs from what was announced."""

    SHORT = "short"
    EXTRA = "extra"
    DAMAGED = "damaged"
    WRONG_PART = "wrong_part"


class Channel(StrEnum):
    """A way to tell somebody something; `phone` is a task for a person to call."""

    INBOX = "inbox"
    MAIL = "mail"
    WEBHOOK = "webhook"
    PHONE = "phone"
    SMS = "sms"
    CHAT = "chat"


class Language(StrEnum):
    """A language that messages and papers are written in."""

    ZH = "zh"
    EN = "en"


class Bystander(StrEnum):
    """Somebody to tell who is known by their part in the case, not by a role."""

    DEALER = "dealer"
    REQUESTER = "requester"
    APPROVER = "approver"
    FACTORY = "factory"


AUDIENCES: Final = frozenset(Role) | frozenset(Bystander)
"""Whom a policy may tell: everybody with a role, or a bystander of the case."""

QUALITY_FINDINGS: Final = frozenset({Finding.OWN_FAULT, Finding.BOUGHT_IN_PART})
"""Findings of own quality: only these, with the bad item in hand, allow an exchange [S11-R06]."""

FACTS: Final = frozenset(
    {
        "claims.return_filed",
        "claims.return_approved",
        "claims.return_refused",
        "claims.return_sent_back",
        "claims.return_corrected",
        "claims.return_cancelled",
        "claims.return_appealed",
        "claims.return_packed",
        "claims.return_unpacked",
        "claims.return_shipped",
        "claims.return_received",
        "claims.dealer_called",
        "claims.return_inspected",
        "claims.return_disposed",
        "claims.return_settled",
        "claims.return_closed",
        "parts.count_opened",
        "parts.count_entered",
        "parts.count_recount_asked",
        "parts.count_approved",
        "parts.count_posted",
        "parts.count_cancelled",
        "policy.stopwatch_breached",
        "policy.version_published",
    },
)
"""Facts that a stopwatch or a notification may name; a name is a contract and never changes."""

BREACH: Final = "policy.stopwatch_breached"
"""The one fact that is about whatever its stopwatch is about, so that a second limit can follow a first."""

FACT_SUBJECTS: Final = {
    fact: Subject.RETURN if fact.startswith("claims.") else Subject.COUNT
    for fact in FACTS
    if not fact.startswith("policy.")
}
"""What each fact happens to, where it happens to something that a stopwatch can be for."""

FORM_FIELDS: Final[dict[str, frozenset[str]]] = {
    "return_request": frozenset(
        {
            "serial",
            "model",
            "sold_on",
            "proof",
            "part_number",
            "quantity",
            "fault_code",
            "fault_text",
            "human_damage",
            "photos",
        },
    ),
    "packing_list": frozenset({"dealer_address", "dealer_name", "date", "total_quantity", "dealer_phone"}),
    "transport_form": frozenset(
        {
            "consignee_address",
            "consignee_name",
            "consignee_phone",
            "quantity",
            "consignor_address",
            "consignor_name",
            "consignor_phone",
            "carrier",
        },
    ),
}
"""Fields that each form knows; a policy picks those that must be filled."""

STATUTORY_FIELDS: Final[dict[str, frozenset[str]]] = {
    "packing_list": frozenset({"dealer_address", "dealer_name", "date", "total_quantity"}),
    "transport_form": frozenset(
        {
            "consignee_address",
            "consignee_name",
            "consignee_phone",
            "quantity",
            "consignor_address",
            "consignor_name",
        },
    ),
}
"""Fields that a policy may not waive: a parcel without one of them goes astray [S02-R03]."""
