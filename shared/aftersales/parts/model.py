"""Words of parts: warehouses, their zones, and the accounts that stand for everything outside them."""

from datetime import datetime
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from msgspec import Struct

from aftersales.kernel.ids import OrganisationId, TenantId, derived_id

WarehouseId = NewType("WarehouseId", UUID)
LocationId = NewType("LocationId", UUID)
"""One side of a move: a zone of a warehouse, or an account."""


class WarehouseKind(StrEnum):
    """Whose warehouse it is; a dealer's or station's is seen by them and the manufacturer only."""

    HEADQUARTERS = "headquarters"
    FACTORY = "factory"
    DEALER = "dealer"
    STATION = "station"


class WarehouseState(StrEnum):
    """Whether a warehouse is in use."""

    ACTIVE = "active"
    CLOSED = "closed"


class Zone(StrEnum):
    """A real place in a warehouse; what is in it can never be less than nothing."""

    SERVICEABLE = "serviceable"
    DEFECTIVE = "defective"
    QUARANTINE = "quarantine"
    TRANSIT = "transit"


class Account(StrEnum):
    """Where parts come from and go to outside the warehouses; the same for the whole tenant, and may be negative."""

    CUSTOMER = "customer"
    SUPPLIER = "supplier"
    SCRAP = "scrap"
    GAIN_LOSS = "gain_loss"
    PRODUCTION = "production"
    OPENING = "opening"


class Place(StrEnum):
    """What a location is: one of the zones, or one of the accounts."""

    SERVICEABLE = "serviceable"
    DEFECTIVE = "defective"
    QUARANTINE = "quarantine"
    TRANSIT = "transit"
    CUSTOMER = "customer"
    SUPPLIER = "supplier"
    SCRAP = "scrap"
    GAIN_LOSS = "gain_loss"
    PRODUCTION = "production"
    OPENING = "opening"


ZONES_ZH: Final = {
    Zone.SERVICEABLE: "良品区",
    Zone.DEFECTIVE: "不良品区",
    Zone.QUARANTINE: "待检隔离区",
    Zone.TRANSIT: "在途",
}
ZONES_EN: Final = {
    Zone.SERVICEABLE: "Serviceable",
    Zone.DEFECTIVE: "Defective",
    Zone.QUARANTINE: "Quarantine",
    Zone.TRANSIT: "Transit",
}
"""How a sheet names the zones."""


class Warehouse(Struct, frozen=True, kw_only=True):
    """A warehouse of one organisation, whose name is known where the warehouse is shown to somebody."""

    id: WarehouseId
    code: str
    name: str
    kind: WarehouseKind
    organisation_id: OrganisationId
    organisation_name: str = ""
    dealer_id: OrganisationId | None
    state: WarehouseState
    version: int
    created_at: datetime


class Location(Struct, frozen=True, kw_only=True):
    """A zone of a warehouse (`warehouse_id` is set) or an account (it is not)."""

    id: LocationId
    warehouse_id: WarehouseId | None
    kind: Place
    dealer_id: OrganisationId | None


def location_of(tenant_id: TenantId, warehouse_id: WarehouseId, zone: Zone = Zone.SERVICEABLE) -> LocationId:
    """The location of a warehouse's zone: computed, so that finding it costs no query."""
    return LocationId(derived_id("location", tenant_id, warehouse_id, zone.value))


def account_of(tenant_id: TenantId, account: Account) -> LocationId:
    """The location of an account."""
    return LocationId(derived_id("location", tenant_id, "", account.value))


class Spot(Struct, frozen=True, kw_only=True):
    """One end of a move as a person names it: a zone of a warehouse, or an account."""

    warehouse_id: WarehouseId | None = None
    zone: Zone | None = None
    account: Account | None = None
