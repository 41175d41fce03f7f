"""What the database knows about lines that are asked for: as much as deciding needs, and nothing personal."""

from datetime import date

from msgspec import Struct

from aftersales.catalog.model import ModelId, PartId
from aftersales.claims.returns.model import AskedLine
from aftersales.kernel.ids import OrganisationId
from aftersales.kernel.money import Money
from aftersales.policy.pre_authorisations.model import PreRow
from aftersales.units.model import Proof as UnitProof
from aftersales.units.model import UnitId, UnitState, UnitUse
from aftersales.units.record.model import Card, Reading, RepairFields, Stop


class KnownUnit(Struct, frozen=True, kw_only=True):
    """A sold unit of the dealer who asks."""

    id: UnitId
    serial: str
    model_id: ModelId
    state: UnitState
    proof: UnitProof
    sale_date: date
    invoice_date: date | None = None
    delivery_date: date | None = None
    installation_date: date | None = None
    acceptance_date: date | None = None
    usage_km: int | None = None
    usage_hours: int | None = None
    province: str | None = None
    use: UnitUse | None = None
    exchanged_on: date | None = None
    certificate_until: date | None = None
    is_installation_agreed: bool | None = None
    is_remote_sale: bool | None = None
    is_odometer_tampered: bool = False
    price_minor: int | None = None
    price_currency: str | None = None
    repairs: tuple[RepairFields, ...] = ()
    readings: tuple[Reading, ...] = ()
    stops: tuple[Stop, ...] = ()
    cards: tuple[Card, ...] = ()

    @property
    def price(self) -> Money | None:
        """What it was sold for."""
        if self.price_minor is None or self.price_currency is None:
            return None
        return Money.of_minor(self.price_minor, self.price_currency)


class KnownModel(Struct, frozen=True, kw_only=True):
    """A product model and the factory that makes it."""

    id: ModelId
    code: str
    category: str
    factory_id: OrganisationId


class KnownPart(Struct, frozen=True, kw_only=True):
    """A part with its list price, if it has one."""

    id: PartId
    number: str
    name: str
    name_en: str
    category: str
    unit_price_minor: int | None = None
    currency: str | None = None

    @property
    def unit_price(self) -> Money | None:
        """The list price as money."""
        if self.unit_price_minor is None or self.currency is None:
            return None
        return Money.of_minor(self.unit_price_minor, self.currency)


class KnownDealer(Struct, frozen=True, kw_only=True):
    """The dealer who asks."""

    id: OrganisationId
    code: str
    name: str
    name_en: str


class Fit(Struct, frozen=True, kw_only=True):
    """A part that a model has."""

    model_id: ModelId
    part_id: PartId


class KnownFactory(Struct, frozen=True, kw_only=True):
    """A factory that makes one of the models."""

    id: OrganisationId
    code: str


class Known(Struct, frozen=True, kw_only=True):
    """All of it, found at once; what the dealer may not see is not in it."""

    dealer: KnownDealer
    units: tuple[KnownUnit, ...] = ()
    models: tuple[KnownModel, ...] = ()
    parts: tuple[KnownPart, ...] = ()
    fits: tuple[Fit, ...] = ()
    factories: tuple[KnownFactory, ...] = ()
    pre_authorisation: PreRow | None = None


class Resolved(Struct, frozen=True, kw_only=True):
    """One asked line with the things it names."""

    asked: AskedLine
    unit: KnownUnit | None
    model: KnownModel
    part: KnownPart
    factory_code: str
