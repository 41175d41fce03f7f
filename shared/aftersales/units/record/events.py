"""Facts about a unit's record."""

from datetime import date, datetime
from typing import ClassVar

from aftersales.kernel.facts import Fact, announced
from aftersales.kernel.ids import OrganisationId
from aftersales.units.model import UnitId
from aftersales.units.record.model import RepairId


class OfUnit(Fact, frozen=True, kw_only=True):
    """Base of facts about one unit's record."""

    SUBJECT: ClassVar[tuple[str, str]] = ("unit", "unit_id")

    unit_id: UnitId
    serial: str
    dealer_id: OrganisationId


@announced
class UnitBroughtIn(OfUnit, frozen=True, kw_only=True):
    """A repair was entered; without an end the unit is still in repair."""

    NAME: ClassVar[str] = "units.repair_entered"

    repair_id: RepairId
    fault: str
    brought_in_at: datetime
    returned_at: datetime | None


@announced
class RepairChanged(OfUnit, frozen=True, kw_only=True):
    """What is known of a repair was completed or corrected."""

    NAME: ClassVar[str] = "units.repair_changed"

    repair_id: RepairId
    fault: str
    brought_in_at: datetime
    returned_at: datetime | None


@announced
class MeterRead(OfUnit, frozen=True, kw_only=True):
    """A meter was read; `is_backwards` where it showed less than on an earlier day."""

    NAME: ClassVar[str] = "units.reading_entered"

    read_on: date
    km: int | None
    hours: int | None
    is_backwards: bool


@announced
class UnitStopped(OfUnit, frozen=True, kw_only=True):
    """A stretch was entered in which the unit could not be used."""

    NAME: ClassVar[str] = "units.stop_entered"

    kind: str
    starts_at: datetime
    ends_at: datetime | None


@announced
class CardBought(OfUnit, frozen=True, kw_only=True):
    """An extended card was entered for the unit."""

    NAME: ClassVar[str] = "units.card_entered"

    number: str
    code: str
    purchased_on: date
