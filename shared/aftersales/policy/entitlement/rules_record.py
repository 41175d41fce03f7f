"""A unit's record as the policy asks about it: what the installed base keeps, in the words of the law."""

from collections.abc import Iterable
from typing import Final

from aftersales.policy.entitlement.model import BoughtCard, Stop, StopKind
from aftersales.policy.model_decision import UnitFacts
from aftersales.policy.statutes.model import Assembly
from aftersales.policy.statutes.model_facts import Interval, Reading, Repair, Replacement
from aftersales.units.model import Unit
from aftersales.units.record.model import Card as KeptCard
from aftersales.units.record.model import Reading as KeptReading
from aftersales.units.record.model import Record, RepairFields, Replaced, Stretch
from aftersales.units.record.model import Stop as KeptStop

_ASSEMBLIES: Final = frozenset(one.value for one in Assembly)


def repairs_of(kept: Iterable[RepairFields]) -> tuple[Repair, ...]:
    """Repairs in the order in which they began."""
    return tuple(
        Repair(
            brought_in_at=one.brought_in_at,
            returned_at=one.returned_at,
            fault=one.fault,
            is_safety_fault=one.is_safety_fault,
            replaced=tuple(_replacement(part) for part in one.replaced),
            waiting_for_parts=_intervals(one.waiting_for_parts),
            excluded=_intervals(one.excluded),
            is_loaner_given=one.is_loaner_given,
        )
        for one in sorted(kept, key=lambda one: one.brought_in_at)
    )


def _replacement(kept: Replaced) -> Replacement:
    """A part keeps its name also where its assembly is none that the law names."""
    assembly = Assembly(kept.assembly) if kept.assembly in _ASSEMBLIES else None
    return Replacement(assembly=assembly, part=kept.part)


def _intervals(kept: Iterable[Stretch]) -> tuple[Interval, ...]:
    return tuple(Interval(start=one.start, end=one.end) for one in kept)


def readings_of(kept: Iterable[KeptReading]) -> tuple[Reading, ...]:
    """What the odometer showed, by day; readings of hours alone are no mileage."""
    read = (Reading(on=one.read_on, km=one.km) for one in kept if one.km is not None)
    return tuple(sorted(read, key=lambda one: (one.on, one.km)))


def stops_of(kept: Iterable[KeptStop]) -> tuple[Stop, ...]:
    """Stretches in which the unit could not be used."""
    stops = (Stop(kind=StopKind(one.kind.value), start=one.start, end=one.end) for one in kept)
    return tuple(sorted(stops, key=lambda one: one.start))


def cards_of(kept: Iterable[KeptCard]) -> tuple[BoughtCard, ...]:
    """Extended cards by their number."""
    cards = (BoughtCard(number=one.number, code=one.code, purchased_on=one.purchased_on) for one in kept)
    return tuple(sorted(cards, key=lambda one: one.number))


def facts_of(unit: Unit, record: Record, *, model: str, category: str, factory: str | None, dealer: str) -> UnitFacts:
    """All that is known of a sold unit."""
    return UnitFacts(
        serial=unit.serial,
        model=model,
        category=category,
        factory=factory,
        dealer=dealer,
        sold_on=unit.sale_date,
        invoiced_on=unit.invoice_date,
        delivered_on=unit.delivery_date,
        installed_on=unit.installation_date,
        accepted_on=unit.acceptance_date,
        km=unit.usage_km,
        hours=unit.usage_hours,
        province=unit.province,
        use=unit.use,
        exchanged_on=unit.exchanged_on,
        certificate_until=unit.certificate_until,
        is_installation_agreed=unit.is_installation_agreed,
        is_remote_sale=unit.is_remote_sale,
        is_odometer_tampered=unit.is_odometer_tampered,
        price=unit.price,
        repairs=repairs_of(record.repairs),
        readings=readings_of(record.readings),
        stops=stops_of(record.stops),
        cards=cards_of(record.cards),
    )
