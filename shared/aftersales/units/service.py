"""Use cases of the installed base."""

from collections.abc import Collection, Sequence
from typing import Final

import msgspec

from aftersales.catalog import service as catalog
from aftersales.catalog.errors import ModelUnknown
from aftersales.kernel.access import Permission
from aftersales.kernel.errors import Duplicate, StaleVersion
from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Tx
from aftersales.platform import service as platform
from aftersales.platform.imports.service import Importer
from aftersales.platform.model import FactRow
from aftersales.tenancy import service as tenancy
from aftersales.tenancy.model import WALLED_KINDS
from aftersales.units import rules, store
from aftersales.units.errors import DealerUnknown
from aftersales.units.events import UnitChanged, UnitMoved, UnitRegistered
from aftersales.units.imports.service import import_units
from aftersales.units.model import Unit, UnitFields, UnitFilter, UnitId, UnitShown, UnitState

IMPORTERS: Final = (Importer(kind="units", sheet=rules.UNITS, permission=Permission.UNITS_MANAGE, write=import_units),)
"""What the installed base takes from sheets."""


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


async def units(tx: Tx, wanted: UnitFilter, *, limit: int, cursor: str | None) -> tuple[list[Unit], str | None]:
    """A page of units by serial, with every owner masked."""
    tx.actor.require(Permission.UNITS_READ)
    found, following = await store.list_units(tx, wanted, limit=limit, cursor=cursor)
    return [rules.masked(unit) for unit in found], following


async def with_names(tx: Tx, found: Sequence[Unit]) -> list[UnitShown]:
    """Units with what their models and dealers are called, in two statements however many they are."""
    models = await catalog.models_by_ids(tx, {unit.model_id for unit in found})
    dealers = await tenancy.organisations_by_ids(tx, {unit.dealer_id for unit in found})
    return [
        UnitShown(
            **msgspec.structs.asdict(unit),
            model_code=models[unit.model_id].code,
            model_name=models[unit.model_id].name,
            model_name_en=models[unit.model_id].name_en,
            dealer_code=dealers[unit.dealer_id].code,
            dealer_name=dealers[unit.dealer_id].name,
            dealer_name_en=dealers[unit.dealer_id].name_en,
        )
        for unit in found
    ]


async def _check_fields(tx: Tx, fields: UnitFields) -> None:
    rules.check_days(fields, tx.now)
    if not await catalog.models_by_ids(tx, [fields.model_id]):
        raise ModelUnknown(model=fields.model_id, pointer="/model_id")
    dealers = await tenancy.organisations_by_ids(tx, [fields.dealer_id])
    if fields.dealer_id not in dealers or dealers[fields.dealer_id].kind not in WALLED_KINDS:
        raise DealerUnknown(dealer=fields.dealer_id, pointer="/dealer_id")


async def register_unit(tx: Tx, serial: str, fields: UnitFields) -> Unit:
    """Enter a sold unit."""
    tx.actor.require(Permission.UNITS_MANAGE)
    await _check_fields(tx, fields)
    if await store.units_by_serials(tx, [serial]):
        raise Duplicate(what="unit", what_zh="整机", value=serial, pointer="/serial")

    unit_id = UnitId(new_id())
    await store.add_unit(tx, unit_id, serial, fields)
    tx.emit(
        UnitRegistered(
            unit_id=unit_id,
            serial=serial,
            dealer_id=fields.dealer_id,
            model_id=fields.model_id,
            sale_date=fields.sale_date,
        ),
    )
    return await store.unit(tx, unit_id)


async def change_unit(tx: Tx, unit_id: UnitId, fields: UnitFields, *, expected_version: int) -> Unit:
    """Correct what is known of a unit; its serial stays."""
    tx.actor.require(Permission.UNITS_MANAGE)
    await _check_fields(tx, fields)
    old = await store.unit(tx, unit_id)

    new = await store.save_unit(tx, unit_id, fields, expected_version=expected_version)
    changes = rules.changes_of(old, new)
    tx.emit(UnitChanged(unit_id=unit_id, serial=new.serial, dealer_id=new.dealer_id, changes=changes))
    return new


async def move_unit(tx: Tx, unit_id: UnitId, state: UnitState, *, expected_version: int | None = None) -> Unit:
    """Let a unit be returned, exchanged, scrapped or used again; one that is there already stays as it is."""
    tx.actor.require(Permission.UNITS_MANAGE)
    old = await store.unit(tx, unit_id)
    version = old.version if expected_version is None else expected_version
    if old.version != version:
        raise StaleVersion(version=old.version)
    if old.state is state:
        return old
    rules.check_move(old.state, state)

    new = await store.save_state(tx, unit_id, state, expected_version=version)
    tx.emit(
        UnitMoved(
            unit_id=unit_id, serial=new.serial, dealer_id=new.dealer_id, old_state=old.state, new_state=new.state
        ),
    )
    return new
