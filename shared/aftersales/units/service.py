"""Use cases of the installed base."""

from collections.abc import Collection

from aftersales.kernel.access import Permission
from aftersales.kernel.tx import Tx
from aftersales.platform import service as platform
from aftersales.platform.model import FactRow
from aftersales.units import rules, store
from aftersales.units.model import Unit, UnitId


async def unit(tx: Tx, unit_id: UnitId) -> Unit:
    """One unit that the caller may see, or `NotFound`; the owner is masked for those who need no owner."""
    tx.actor.require(Permission.UNITS_READ)
    return rules.as_seen_by(await store.unit(tx, unit_id), tx.actor)


async def unit_by_serial(tx: Tx, serial: str) -> Unit | None:
    """The unit with a serial; another dealer's unit is as unknown as none."""
    return (await units_by_serials(tx, [serial])).get(serial)


async def units_by_serials(tx: Tx, serials: Collection[str]) -> dict[str, Unit]:
    """The units with these serials that the caller may see."""
    tx.actor.require(Permission.UNITS_READ)
    found = await store.units_by_serials(tx, serials)
    return {serial: rules.as_seen_by(unit, tx.actor) for serial, unit in found.items()}


async def history(tx: Tx, unit_id: UnitId) -> list[FactRow]:
    """What happened to a unit that the caller may see, oldest first."""
    tx.actor.require(Permission.UNITS_READ)
    await store.unit(tx, unit_id)
    return await platform.facts_of(tx, unit_id)
