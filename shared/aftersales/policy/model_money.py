"""Money: quotes, discounts, gates that a payment opens, freight, shares of a loss, commissions and penalties."""

from datetime import time
from decimal import Decimal
from enum import StrEnum

from aftersales.kernel.access import Role
from aftersales.policy.model_rights import Party
from aftersales.policy.model_words import Article, Channel, Clause, CostKind, Finding, Products
from aftersales.policy.stopwatches.model import Limit


class Gate(StrEnum):
    """What may not begin before enough is paid."""

    SCHEDULING = "scheduling"
    WORK = "work"
    FLOW_FORM = "flow_form"
    SHIPPING = "shipping"
    RELEASE = "release"


class FreightCase(StrEnum):
    """Whose doing it is that goods travel."""

    SELLER_AT_FAULT = "seller_at_fault"
    BUYER_AT_FAULT = "buyer_at_fault"
    NO_FAULT = "no_fault"
    COLLECT_WITHOUT_CONSENT = "collect_without_consent"
    SHIPPING_TERMS_BROKEN = "shipping_terms_broken"
    REFUSED_WITHOUT_REASON = "refused_without_reason"
    FETCHED_LATE = "fetched_late"
    ADDRESS_WRONG = "address_wrong"
    NO_REASON_RETURN = "no_reason_return"
    NOT_AGREED = "not_agreed"
    REPAIR = "repair"
    NO_RETURN_ADDRESS = "no_return_address"
    RETURN_REFUSED = "return_refused"
    NO_REASON_BLOCKED = "no_reason_blocked"


class CarrierDuty(StrEnum):
    """What a carrier must do, or must not ask for."""

    OPEN_BOX_INSPECTION = "open_box_inspection"
    DOOR_DELIVERY = "door_delivery"
    WAYBILL_TRACKING = "waybill_tracking"
    NO_CLEAN_RECEIPT = "no_clean_receipt"


class CarrierChoice(StrEnum):
    """By what a carrier is chosen."""

    FASTEST = "fastest"
    CHEAPEST = "cheapest"
    BY_PLACE = "by_place"


class RateUnit(StrEnum):
    """What a commission is paid by."""

    PERCENT = "percent"
    JOB = "job"


class LateUnit(StrEnum):
    """What a penalty is counted by."""

    CASE = "case"
    HOUR = "hour"
    DAY = "day"


class PriceRule(Clause, frozen=True, kw_only=True):
    """From which price list work out of warranty is quoted."""

    products: Products = Products()
    costs: tuple[CostKind, ...]
    price_list: str | None = None
    """The code of a price list of the catalogue."""
    is_published: bool = False
    by_agreement: tuple[CostKind, ...] = ()
    """What is agreed case by case [S26-R05]."""


class QuoteRule(Clause, frozen=True, kw_only=True):
    """How far a quote may lie below the list, and what the customer must do before work begins."""

    most_below_percent: Decimal | None = None
    """A quote further below the list needs the approval chain of quotes; exactly this passes [S03-R05]."""
    customer_signs: bool = False
    extra_work_asks_again: bool = True
    """Work beyond what was agreed waits for the customer's answer [S07-R03]."""
    valid_days: int | None = None


class DiscountCap(Clause, frozen=True, kw_only=True):
    """The most that a tier of customers gets off, in percent; one tenth off is 九折 [S06-R01]."""

    tier: str
    most_percent: Decimal | None = None


class PaymentGate(Clause, frozen=True, kw_only=True):
    """What must be paid before something begins [S13-R04, S18-R05]."""

    code: str
    gate: Gate
    findings: tuple[Finding, ...] = ()
    """Only after these findings; always without."""
    when: str | None = None
    percent: Decimal | None = None
    must_exceed: bool = False
    """Exactly the percentage is not enough."""


class OrderRules(Clause, frozen=True, kw_only=True):
    """When orders are cut off for the day, and who is trusted with goods before payment [S18-R02, S18-R03]."""

    cut_off: time | None = None
    calendar: str
    guarantee_days: int | None = None
    credit_limit: Decimal | None = None
    guaranteed_by: tuple[Role, ...] = ()


class FreightRule(Clause, frozen=True, kw_only=True):
    """Who pays the way there and the way back; without a payer the way does not arise (运费)."""

    case: FreightCase
    outward: Party | None = None
    back: Party | None = None
    subsidised_by: Party | None = None


class CarrierRule(Clause, frozen=True, kw_only=True):
    """Which carriers are used, and what they must do."""

    allowed: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    duties: tuple[CarrierDuty, ...] = ()
    urgent: CarrierChoice = CarrierChoice.FASTEST
    bulk: CarrierChoice = CarrierChoice.CHEAPEST
    owner_consents_to: tuple[CarrierDuty, ...] = ()
    """Duties that the owner may waive."""


class AddressRule(Clause, frozen=True, kw_only=True):
    """How soon a return address must be given [S16-R11]."""

    within: Limit


class ProtectedTopic(Clause, frozen=True, kw_only=True):
    """What is never asked for by any other channel than these, such as payments and new addresses [S14-R01]."""

    topic: str
    allowed: tuple[Channel, ...]
    forbidden: tuple[Channel, ...] = ()


class Share(Article, frozen=True, kw_only=True):
    """What one position bears."""

    position: str
    """The code of a position."""
    percent: Decimal | None = None


class LiabilityShares(Clause, frozen=True, kw_only=True):
    """How a loss is split; the shares sum to 100 % [S13-R08]."""

    code: str
    findings: tuple[Finding, ...] = ()
    when: str | None = None
    shares: tuple[Share, ...]


class CommissionRate(Clause, frozen=True, kw_only=True):
    """What a kind of job earns; paid on review only [S29-R04]."""

    job: str
    unit: RateUnit
    rate: Decimal | None = None
    only_reviewed: bool = True


class Penalty(Clause, frozen=True, kw_only=True):
    """What being late costs whoever is late [S29-R05]."""

    code: str
    stopwatch: str | None = None
    """The stopwatch whose breach is charged; without it people charge it."""
    unit: LateUnit
    amount: Decimal | None = None
    most: Decimal | None = None
    bears: Party | None = None
