"""Words of the installed base: sold units, their owners, the proof of their purchase."""

from datetime import date, datetime
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from msgspec import Struct

from aftersales.catalog.model import ModelId
from aftersales.kernel.ids import OrganisationId
from aftersales.kernel.money import Money

UnitId = NewType("UnitId", UUID)


class Proof(StrEnum):
    """What the buyer can show for the purchase (三包凭证, 发票)."""

    INVOICE = "invoice"
    RECEIPT = "receipt"
    WARRANTY_CARD = "warranty_card"
    NONE = "none"


class UnitState(StrEnum):
    """Where a unit is in its life; only one in use is under warranty."""

    IN_USE = "in_use"
    RETURNED = "returned"
    EXCHANGED = "exchanged"
    SCRAPPED = "scrapped"


UNIT_MOVES: Final = {
    UnitState.IN_USE: frozenset({UnitState.RETURNED, UnitState.EXCHANGED, UnitState.SCRAPPED}),
    UnitState.RETURNED: frozenset({UnitState.IN_USE, UnitState.SCRAPPED}),
    UnitState.EXCHANGED: frozenset({UnitState.SCRAPPED}),
    UnitState.SCRAPPED: frozenset[UnitState](),
}


class UnitUse(StrEnum):
    """What a unit is used for; the law on household goods speaks of households only."""

    HOUSEHOLD = "household"
    COMMERCIAL = "commercial"


class UnitKnown(Struct, frozen=True, kw_only=True):
    """What is known of a sold unit, but for what it cost."""

    model_id: ModelId
    dealer_id: OrganisationId
    sale_date: date
    invoice_date: date | None = None
    delivery_date: date | None = None
    installation_date: date | None = None
    acceptance_date: date | None = None
    proof: Proof = Proof.NONE
    proof_number: str = ""
    owner_name: str = ""
    owner_phone: str = ""
    usage_km: int | None = None
    usage_hours: int | None = None
    province: str | None = None
    """Where it was sold, as in ISO 3166-2 (`CN-SD`): provinces have rules of their own."""
    use: UnitUse | None = None
    exchanged_on: date | None = None
    """The day on which it was given in exchange for another unit; periods run anew from then."""
    certificate_until: date | None = None
    """The last day of coverage as the warranty certificate states it."""
    is_installation_agreed: bool | None = None
    """Whether delivery, installation and commissioning were agreed with the sale."""
    is_remote_sale: bool | None = None
    is_odometer_tampered: bool = False


class UnitFields(UnitKnown, frozen=True, kw_only=True):
    """What a person says of a sold unit."""

    price: Money | None = None


class Unit(UnitFields, frozen=True, kw_only=True):
    """One sold unit; a date is None when nobody knows it, a usage when nobody read it."""

    id: UnitId
    serial: str
    state: UnitState
    version: int
    created_at: datetime


class UnitShown(Unit, frozen=True, kw_only=True):
    """A unit with what its model and its dealer are called."""

    model_code: str
    model_name: str
    model_name_en: str
    dealer_code: str
    dealer_name: str
    dealer_name_en: str


class UnitFilter(Struct, frozen=True, kw_only=True):
    """Which units to list; `text` is the start of a serial, dates are inclusive."""

    serial: str | None = None
    text: str | None = None
    dealer_id: OrganisationId | None = None
    model_id: ModelId | None = None
    state: UnitState | None = None
    sold_from: date | None = None
    sold_to: date | None = None
