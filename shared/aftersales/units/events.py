"""Facts of the installed base; what an owner is called is never among them."""

from datetime import date
from typing import ClassVar

from msgspec import Struct

from aftersales.catalog.model import ModelId
from aftersales.kernel.facts import Fact, announced
from aftersales.kernel.ids import OrganisationId
from aftersales.units.model import UnitId, UnitState


class FieldChange(Struct, frozen=True, kw_only=True):
    """One field before and after; what is personal is masked."""

    field: str
    old: str | None
    new: str | None


class _OfUnit(Fact, frozen=True, kw_only=True):
    SUBJECT: ClassVar[tuple[str, str]] = ("unit", "unit_id")

    unit_id: UnitId
    serial: str
    dealer_id: OrganisationId


@announced
class UnitRegistered(_OfUnit, frozen=True, kw_only=True):
    """A sold unit was entered by hand; units from sheets are spoken for by their import."""

    NAME: ClassVar[str] = "units.unit_registered"

    model_id: ModelId
    sale_date: date


@announced
class UnitChanged(_OfUnit, frozen=True, kw_only=True):
    """What is known of a unit was corrected."""

    NAME: ClassVar[str] = "units.unit_changed"

    changes: tuple[FieldChange, ...]


@announced
class UnitMoved(_OfUnit, frozen=True, kw_only=True):
    """A unit was returned, exchanged, scrapped, or put to use again."""

    NAME: ClassVar[str] = "units.unit_moved"

    old_state: UnitState
    new_state: UnitState
