"""The two demo brands, whole: invented, life-like, and the same for the same day and seed."""

from datetime import date
from typing import Final

from msgspec.structs import replace

from aftersales_local.demo import liangchuan as air_conditioners
from aftersales_local.demo import qinghe as e_bikes
from aftersales_local.demo.records import BomLine, Brand, Dealer, Factory, Model, Part, Unit
from aftersales_local.demo.sales import DAYS_BACK, air_conditioner_papers, e_bike_papers, units_sold
from aftersales_local.demo.shared_dealer import SHARED_CONTACT_EMAIL

__all__ = [
    "DAYS_BACK",
    "SHARED_CONTACT_EMAIL",
    "BomLine",
    "Brand",
    "Dealer",
    "Factory",
    "Model",
    "Part",
    "Unit",
    "brands",
    "liangchuan",
    "parts_of",
    "qinghe",
    "unit_sold_about",
]

SEED: Final = 7
UNITS: Final = 2000

_RIDING_SEASON: Final = (4, 5, 9, 10, 8, 7, 6, 7, 10, 9, 6, 4)
_HOT_SEASON: Final = (2, 2, 4, 6, 12, 16, 16, 12, 5, 3, 3, 2)


def qinghe(today: date, *, seed: int = SEED, units: int = UNITS) -> Brand:
    """The e-bike maker and what it has sold until today."""
    brand = e_bikes.qinghe()
    sold = units_sold(brand, today, seed=seed, count=units, season=_RIDING_SEASON, papers=e_bike_papers)
    return replace(brand, units=sold)


def liangchuan(today: date, *, seed: int = SEED, units: int = UNITS) -> Brand:
    """The air-conditioner maker and what it has sold until today."""
    brand = air_conditioners.liangchuan()
    sold = units_sold(brand, today, seed=seed, count=units, season=_HOT_SEASON, papers=air_conditioner_papers)
    return replace(brand, units=sold)


def brands(today: date, *, seed: int = SEED, units: int = UNITS) -> tuple[Brand, Brand]:
    """Both brands; one trading company is a dealer of each."""
    return qinghe(today, seed=seed, units=units), liangchuan(today, seed=seed, units=units)


def unit_sold_about(brand: Brand, today: date, days_ago: int, *, dealer_code: str, model_code: str = "") -> Unit:
    """The unit of a dealer (and model) whose sale lies closest to that many days ago."""
    candidates = [
        unit
        for unit in brand.units
        if unit.dealer_code == dealer_code and model_code in {"", unit.model_code} and unit.invoice_date
    ]
    return min(candidates, key=lambda unit: (abs((today - unit.sale_date).days - days_ago), unit.serial))


def parts_of(brand: Brand, model_code: str, category: str = "") -> tuple[Part, ...]:
    """The parts that a model has, of one category if one is named."""
    numbers = {line.part_number for line in brand.boms if line.model_code == model_code}
    return tuple(part for part in brand.parts if part.number in numbers and category in {"", part.category})
