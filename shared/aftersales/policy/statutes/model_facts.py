"""What is known of one unit when its customer's rights are asked for; null is what nobody knows."""

from datetime import date, datetime
from typing import Annotated, TypeAlias

from msgspec import Meta, Struct

from aftersales.kernel.money import Money
from aftersales.policy.statutes.model import Assembly, Category, SafetyFailure, Term

Instant: TypeAlias = Annotated[datetime, Meta(tz=True, description="RFC 3339, with its offset.")]
Code: TypeAlias = Annotated[str, Meta(min_length=1, max_length=64)]
Province: TypeAlias = Annotated[str, Meta(pattern=r"^CN-[A-Z]{2}(?![\s\S])", examples=["CN-SD"])]
Kilometres: TypeAlias = Annotated[int, Meta(ge=0, le=9_999_999)]
Days: TypeAlias = Annotated[int, Meta(ge=0, le=3660)]


class Given(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of facts: a field that we do not know is an error."""


class Interval(Given, frozen=True, kw_only=True):
    """A stretch of time, `[start, end)`; without an end it still lasts."""

    start: Instant
    end: Instant | None = None


class Replacement(Given, frozen=True, kw_only=True):
    """What a repair replaced: a main part, or the whole assembly if no part is named."""

    assembly: Assembly | None = None
    part: Code | None = None


class Repair(Given, frozen=True, kw_only=True):
    """One repair under the three guarantees; without an end the product is still there."""

    brought_in_at: Instant
    returned_at: Instant | None = None
    fault: Code
    """The identity of the problem: the same code is the same fault."""
    is_safety_fault: bool | None = None
    replaced: Annotated[tuple[Replacement, ...], Meta(max_length=50)] = ()
    waiting_for_parts: Annotated[tuple[Interval, ...], Meta(max_length=50)] = ()
    excluded: Annotated[tuple[Interval, ...], Meta(max_length=50)] = ()
    """Transport of special parts and traction batteries, travel to a rescue: no repair time."""
    is_loaner_given: bool | None = None


class Fault(Given, frozen=True, kw_only=True):
    """The quality fault that the customer complains of now."""

    identity: Code
    found_on: date | None = None
    usage_km: Kilometres | None = None
    component: Code | None = None
    assembly: Assembly | None = None
    is_main_part: bool | None = None
    needs_replacement: bool | None = None
    persists: bool | None = None
    """Whether the product still does not work normally after what was repaired or replaced."""
    is_safety_fault: bool | None = None
    safety_failure: SafetyFailure | None = None


class Reading(Given, frozen=True, kw_only=True):
    """What an odometer showed on a day."""

    on: date
    km: Kilometres


class Promise(Given, frozen=True, kw_only=True):
    """What the brand promises of its own accord."""

    repair: Term | None = None
    main_parts: Term | None = None
    refund_days: Days | None = None
    exchange_days: Days | None = None


class RightsFacts(Given, frozen=True, kw_only=True):
    """One unit, its history and its present fault."""

    category: Category
    province: Province | None = None
    at: Instant
    invoice_on: date | None = None
    delivery_on: date | None = None
    is_installation_agreed: bool | None = None
    installed_on: date | None = None
    exchanged_on: date | None = None
    """The day of the latest exchange, from which periods run anew."""
    certificate_until: date | None = None
    """The last day of the three-guarantees period as the warranty certificate states it."""
    readings: Annotated[tuple[Reading, ...], Meta(max_length=500)] = ()
    is_odometer_tampered: bool = False
    price: Money | None = None
    fault: Fault | None = None
    requested_on: date | None = None
    """The day on which the customer first asked."""
    repairs: Annotated[tuple[Repair, ...], Meta(max_length=200)] = ()
    force_majeure: Annotated[tuple[Interval, ...], Meta(max_length=50)] = ()
    is_remote_sale: bool | None = None
    is_durable: bool | None = None
    has_state_rule: bool | None = None
    has_agreement: bool | None = None
    promise: Promise | None = None
