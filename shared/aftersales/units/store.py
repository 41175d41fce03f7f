"""Every query of the installed base."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Select, insert, select, update

from aftersales.kernel import pagination
from aftersales.kernel.errors import NotFound, StaleVersion
from aftersales.kernel.money import Money
from aftersales.kernel.tx import Tx
from aftersales.kernel.upserts import Effect, starts_with, upsert
from aftersales.units.model import Unit, UnitFields, UnitFilter, UnitId, UnitKnown, UnitState
from aftersales.units.tables import units


class UnitRow(UnitKnown, frozen=True, kw_only=True):
    """A unit as the table holds it."""

    id: UnitId
    serial: str
    state: UnitState
    version: int
    created_at: datetime
    price_minor: int | None
    price_currency: str | None

    def unit(self) -> Unit:
        """The unit with its price as money."""
        known = msgspec.structs.asdict(self)
        minor, currency = known.pop("price_minor"), known.pop("price_currency")
        return Unit(**known, price=None if minor is None else Money.of_minor(minor, currency))


def visible_units(tx: Tx) -> Select[Any]:
    """The units that the caller may see: a dealer's people only those that it sold."""
    statement = select(units).where(units.c.tenant_id == tx.tenant_id)
    return statement if tx.dealer_id is None else statement.where(units.c.dealer_id == tx.dealer_id)


async def unit(tx: Tx, unit_id: UnitId) -> Unit:
    """One unit."""
    statement = visible_units(tx).where(units.c.id == unit_id)
    return (await tx.one(statement, UnitRow, NotFound("unit", "整机"))).unit()


async def units_by_serials(tx: Tx, serials: Collection[str]) -> dict[str, Unit]:
    """The visible units with these serials."""
    if not serials:
        return {}
    found = await tx.all(visible_units(tx).where(units.c.serial.in_(serials)), UnitRow)
    return {row.serial: row.unit() for row in found}


async def list_units(tx: Tx, wanted: UnitFilter, *, limit: int, cursor: str | None) -> tuple[list[Unit], str | None]:
    """A page of units by serial."""
    statement = visible_units(tx)
    if wanted.serial:
        statement = statement.where(units.c.serial == wanted.serial)
    if wanted.text:
        statement = statement.where(starts_with(units.c.serial, wanted.text))
    if wanted.dealer_id:
        statement = statement.where(units.c.dealer_id == wanted.dealer_id)
    if wanted.model_id:
        statement = statement.where(units.c.model_id == wanted.model_id)
    if wanted.state:
        statement = statement.where(units.c.state == wanted.state.value)
    if wanted.sold_from:
        statement = statement.where(units.c.sale_date >= wanted.sold_from)
    if wanted.sold_to:
        statement = statement.where(units.c.sale_date <= wanted.sold_to)
    found, following = await pagination.page(
        tx,
        statement,
        UnitRow,
        columns=[units.c.serial],
        key=lambda row: [row.serial],
        limit=limit,
        cursor=cursor,
        bound=["units", wanted],
    )
    return [row.unit() for row in found], following


def _values(fields: UnitFields) -> dict[str, object]:
    values = {name: getattr(fields, name) for name in UnitKnown.__struct_fields__}
    price = fields.price
    return values | {
        "proof": fields.proof.value,
        "use": None if fields.use is None else fields.use.value,
        "price_minor": None if price is None else price.minor,
        "price_currency": None if price is None else price.currency,
    }


async def add_unit(tx: Tx, unit_id: UnitId, serial: str, fields: UnitFields) -> None:
    """One more unit, in use."""
    await tx.execute(
        insert(units).values(tenant_id=tx.tenant_id, id=unit_id, serial=serial, created_at=tx.now, **_values(fields)),
    )


async def save_unit(tx: Tx, unit_id: UnitId, fields: UnitFields, *, expected_version: int) -> Unit:
    """Change what is known of a unit that still has the expected version."""
    return await _save(tx, unit_id, _values(fields), expected_version)


async def save_state(tx: Tx, unit_id: UnitId, state: UnitState, *, expected_version: int) -> Unit:
    """Move a unit that still has the expected version."""
    return await _save(tx, unit_id, {"state": state.value}, expected_version)


async def _save(tx: Tx, unit_id: UnitId, values: dict[str, object], expected_version: int) -> Unit:
    statement = (
        update(units)
        .where(units.c.tenant_id == tx.tenant_id, units.c.id == unit_id, units.c.version == expected_version)
        .values(version=units.c.version + 1, **values)
        .returning(units)
    )
    saved = await tx.first(statement, UnitRow)
    if saved is None:
        raise StaleVersion(version=(await unit(tx, unit_id)).version)
    return saved.unit()


async def write_units(tx: Tx, rows: Sequence[dict[str, object]]) -> list[Effect]:
    """Enter or change units by serial."""
    return await upsert(tx, units, rows, key=["serial"])
