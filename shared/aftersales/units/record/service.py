"""Use cases of a unit's record: enter repairs, readings, stops and cards; read all of it."""

from uuid import UUID

from aftersales.kernel.access import Permission
from aftersales.kernel.errors import Duplicate
from aftersales.kernel.tx import Tx
from aftersales.units import store as units
from aftersales.units.model import Unit, UnitId
from aftersales.units.record import rules, store
from aftersales.units.record.events import CardBought, MeterRead, RepairChanged, UnitBroughtIn, UnitStopped
from aftersales.units.record.model import Card, Reading, Record, Repair, RepairFields, Stop
from aftersales.units.rules import check_day

__all__ = ["change_repair", "enter_card", "enter_reading", "enter_repair", "enter_stop", "record"]


async def record(tx: Tx, unit_id: UnitId) -> Record:
    """All of the record of a unit that the caller may see."""
    tx.actor.require(Permission.UNITS_READ)
    await units.unit(tx, unit_id)
    return await store.record(tx, unit_id)


async def _unit(tx: Tx, unit_id: UnitId) -> Unit:
    """The unit whose record its keeper writes."""
    tx.actor.require(Permission.UNITS_MANAGE)
    return await units.unit(tx, unit_id)


async def enter_repair(tx: Tx, unit_id: UnitId, fields: RepairFields) -> Repair:
    """Enter one repair; it may still last."""
    unit = await _unit(tx, unit_id)
    rules.check_repair(fields, tx.now)

    repair_id = await store.add_repair(tx, unit_id, unit.dealer_id, fields)
    tx.emit(
        UnitBroughtIn(
            unit_id=unit_id,
            serial=unit.serial,
            dealer_id=unit.dealer_id,
            repair_id=repair_id,
            fault=fields.fault,
            brought_in_at=fields.brought_in_at,
            returned_at=fields.returned_at,
        )
    )
    return await store.repair(tx, unit_id, repair_id)


async def change_repair(
    tx: Tx, unit_id: UnitId, repair_id: UUID, fields: RepairFields, *, expected_version: int
) -> Repair:
    """Complete or correct one repair."""
    unit = await _unit(tx, unit_id)
    rules.check_repair(fields, tx.now)

    changed = await store.change_repair(tx, unit_id, repair_id, fields, expected_version=expected_version)
    tx.emit(
        RepairChanged(
            unit_id=unit_id,
            serial=unit.serial,
            dealer_id=unit.dealer_id,
            repair_id=changed.id,
            fault=changed.fault,
            brought_in_at=changed.brought_in_at,
            returned_at=changed.returned_at,
        )
    )
    return changed


async def enter_reading(tx: Tx, unit_id: UnitId, reading: Reading) -> bool:
    """Enter what a meter showed; whether it disagrees with an earlier reading, which is written all the same."""
    unit = await _unit(tx, unit_id)
    rules.check_reading(reading, tx.now)
    is_backwards = rules.runs_backwards((await store.record(tx, unit_id)).readings, reading)

    await store.add_reading(tx, unit_id, unit.dealer_id, reading)
    tx.emit(
        MeterRead(
            unit_id=unit_id,
            serial=unit.serial,
            dealer_id=unit.dealer_id,
            read_on=reading.read_on,
            km=reading.km,
            hours=reading.hours,
            is_backwards=is_backwards,
        )
    )
    return is_backwards


async def enter_stop(tx: Tx, unit_id: UnitId, stop: Stop) -> None:
    """Enter a stretch in which a unit could not be used."""
    unit = await _unit(tx, unit_id)
    rules.check_stretch(stop, tx.now, "/start")

    await store.add_stop(tx, unit_id, unit.dealer_id, stop)
    tx.emit(
        UnitStopped(
            unit_id=unit_id,
            serial=unit.serial,
            dealer_id=unit.dealer_id,
            kind=stop.kind.value,
            starts_at=stop.start,
            ends_at=stop.end,
        )
    )


async def enter_card(tx: Tx, unit_id: UnitId, card: Card) -> None:
    """Enter an extended card; its number is used once."""
    unit = await _unit(tx, unit_id)
    check_day(card.purchased_on, tx.now, "/purchased_on")
    if await store.card_exists(tx, card.number):
        raise Duplicate(what="card", what_zh="延保卡", value=card.number, pointer="/number")

    await store.add_card(tx, unit_id, unit.dealer_id, card)
    tx.emit(
        CardBought(
            unit_id=unit_id,
            serial=unit.serial,
            dealer_id=unit.dealer_id,
            number=card.number,
            code=card.code,
            purchased_on=card.purchased_on,
        )
    )
