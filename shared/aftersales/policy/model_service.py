"""Service in the field: intake, appointments, visits, callbacks, planned upkeep, thresholds, and positions."""

from datetime import time
from decimal import Decimal
from enum import StrEnum

from aftersales.kernel.access import Role
from aftersales.policy.model_returns import Demand
from aftersales.policy.model_stock import Schedule
from aftersales.policy.model_words import Article, Clause, Products, Subject, Text
from aftersales.policy.stopwatches.model import Limit


class IntakeChannel(StrEnum):
    """A way in which a request or a complaint comes in."""

    HOTLINE = "hotline"
    WEB_FORM = "web_form"
    MAIL = "mail"
    CHAT = "chat"
    SMS = "sms"
    LETTER = "letter"
    FAX = "fax"
    IN_PERSON = "in_person"
    CALLBACK = "callback"
    AUTHORITY = "authority"
    MARKETPLACE = "marketplace"
    DEALER = "dealer"


class RepeatRepair(StrEnum):
    """What the same fault again means."""

    FORBIDDEN = "forbidden"
    FREE = "free"
    REVISIT = "revisit"


class Comparison(StrEnum):
    """On which side of a threshold something is sound; exactly the figure is sound."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class Position(Article, frozen=True, kw_only=True):
    """Somebody who signs, bears or is paid, by what they are; a role if they log in here."""

    code: str
    text: Text
    role: Role | None = None


class PauseReason(Article, frozen=True, kw_only=True):
    """A reason for which a stopwatch may stand still [S22-R02]."""

    code: str
    text: Text
    source: tuple[str, ...] = ()


class Intake(Clause, frozen=True, kw_only=True):
    """By which ways requests come in, and when somebody answers."""

    subject: Subject
    channels: tuple[IntakeChannel, ...]
    calendar: str | None = None


class Appointment(Clause, frozen=True, kw_only=True):
    """How long ahead visits are booked and how long before they are called to mind [S21-R01, S21-R04]."""

    lead: Limit
    lead_is: Demand = Demand.USUAL
    remind_before: Limit
    workshop_told_same_day: bool = False


class Visit(Clause, frozen=True, kw_only=True):
    """How a visit to the customer goes [S20-R06, S20-R07]."""

    depart_before: Limit | None = None
    early_from: Limit | None = None
    early_to: Limit | None = None
    kit: tuple[str, ...] = ()
    call_before: bool = False
    leave_note: bool = False


class JobRules(Clause, frozen=True, kw_only=True):
    """What a job needs before it may go on or end."""

    starts_with: tuple[str, ...] = ()
    """Forms without which nobody is sent."""
    ends_with: tuple[str, ...] = ()
    """Forms without which it is not closed."""
    customer_signs: bool = True
    repeat: RepeatRepair | None = None
    travel_change_roles: tuple[Role, ...] = ()


class FollowUp(Clause, frozen=True, kw_only=True):
    """When and how many customers are called back (回访)."""

    code: str
    subject: Subject
    within: Limit
    sample_percent: Decimal | None = None
    from_time: time | None = None
    to_time: time | None = None
    channels: tuple[IntakeChannel, ...] = ()


class Maintenance(Clause, frozen=True, kw_only=True):
    """Planned upkeep: when it is due, who signs its plan, and until when missed work is made up (计划维修)."""

    code: str
    products: Products = Products()
    schedule: Schedule
    signed_by: tuple[str, ...] = ()
    """Positions, in their order."""
    carried_over_days: int | None = None
    """Missed work is done in the first days of the next month [S23-R07]."""


class Threshold(Clause, frozen=True, kw_only=True):
    """A figure that something is measured by, in percent: satisfaction, hollow tiles."""

    code: str
    is_sound: Comparison
    percent: Decimal | None = None


class DossierPaper(Article, frozen=True, kw_only=True):
    """One paper of a dossier, with who signs it."""

    form: str
    when: str | None = None
    """Only if this holds; always without."""
    signatures: tuple[str, ...] = ()
    """Codes of positions."""
    stamp: str | None = None
    copies: int = 1


class Dossier(Clause, frozen=True, kw_only=True):
    """The papers that a case must have to be archived, and their order (归档)."""

    code: str
    subject: Subject
    papers: tuple[DossierPaper, ...]
    is_ordered: bool = False
    hand_in_within: Limit | None = None
    unsigned_mark: str | None = None
    """The mark that stands for a signature that could not be had [S24-R08]."""
