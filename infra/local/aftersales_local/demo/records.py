"""The records of a demo brand, field by field as the imports ask for them."""

from datetime import date
from decimal import Decimal

from msgspec import Struct


class Factory(Struct, frozen=True, kw_only=True):
    """A plant, and who takes returned parts in there."""

    code: str
    name: str
    name_en: str
    address: str
    consignee: str
    phone: str


class Dealer(Struct, frozen=True, kw_only=True):
    """A company that sells the brand's products, and its contact."""

    code: str
    name: str
    name_en: str
    province: str
    city: str
    address: str
    contact_name: str
    contact_phone: str
    contact_email: str


class Model(Struct, frozen=True, kw_only=True):
    """A product model and the factory that makes it."""

    code: str
    name: str
    name_en: str
    category: str
    factory_code: str


class Part(Struct, frozen=True, kw_only=True):
    """A part and its price in the brand's list."""

    number: str
    name: str
    name_en: str
    category: str
    unit_price: Decimal
    currency: str = "CNY"


class BomLine(Struct, frozen=True, kw_only=True):
    """How many of a part a model has."""

    model_code: str
    part_number: str
    quantity: int


class Unit(Struct, frozen=True, kw_only=True):
    """One sold product: when, by whom, to whom, and what proves it."""

    serial: str
    model_code: str
    dealer_code: str
    sale_date: date
    invoice_date: date | None
    delivery_date: date | None
    installation_date: date | None
    owner_name: str
    owner_phone: str
    proof: str | None
    proof_number: str | None


class Brand(Struct, frozen=True, kw_only=True):
    """A whole manufacturer as it arrives on the platform."""

    code: str
    name: str
    name_en: str
    factories: tuple[Factory, ...]
    dealers: tuple[Dealer, ...]
    models: tuple[Model, ...]
    parts: tuple[Part, ...]
    boms: tuple[BomLine, ...]
    units: tuple[Unit, ...] = ()
