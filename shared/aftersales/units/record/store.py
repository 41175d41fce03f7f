"""Every query of a unit's record."""

from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import func, insert, select, update

from aftersales.kernel.errors import NotFound, StaleVersion
from aftersales.kernel.ids import OrganisationId, new_id
from aftersales.kernel.tx import Tx
from aftersales.units.model import UnitId
from aftersales.units.record.model import Card, Reading, Record, Repair, RepairFields, RepairId, Stop
from aftersales.units.record.tables import unit_cards, unit_readings, unit_repairs, unit_stops
from aftersales.units.tables import units

RECORD: Final = """
SELECT jsonb_build_object(
  'repairs', (SELECT coalesce(jsonb_agg(r ORDER BY r.brought_in_at, r.id), '[]') FROM (
     SELECT id, unit_id, brought_in_at, returned_at, fault, is_safety_fault, is_loaner_given, replaced,
            waiting_for_parts, excluded, version
     FROM unit_repairs WHERE tenant_id = $1 AND unit_id = $2) r),
  'readings', (SELECT coalesce(jsonb_agg(r ORDER BY r.read_on, r.id), '[]') FROM (
     SELECT id, read_on, km, hours FROM unit_readings WHERE tenant_id = $1 AND unit_id = $2) r),
  'stops', (SELECT coalesce(jsonb_agg(s ORDER BY s.start), '[]') FROM (
     SELECT kind, starts_at AS start, ends_at AS "end" FROM unit_stops WHERE tenant_id = $1 AND unit_id = $2) s),
  'cards', (SELECT coalesce(jsonb_agg(c ORDER BY c.number), '[]') FROM (
     SELECT number, code, purchased_on FROM unit_cards WHERE tenant_id = $1 AND unit_id = $2) c)
)::text AS record
"""


async def record(tx: Tx, unit_id: UnitId) -> Record:
    """All of one unit's record, in one round trip."""
    (row,) = await tx.fetch(RECORD, tx.tenant_id, unit_id)
    return msgspec.json.decode(row["record"], type=Record)


def _values(fields: RepairFields) -> dict[str, object]:
    values: dict[str, object] = {name: getattr(fields, name) for name in RepairFields.__struct_fields__}
    return values | {name: msgspec.to_builtins(values[name]) for name in ("replaced", "waiting_for_parts", "excluded")}


async def add_repair(tx: Tx, unit_id: UnitId, dealer_id: OrganisationId, fields: RepairFields) -> RepairId:
    """One more repair."""
    repair_id = RepairId(new_id())
    known = {"tenant_id": tx.tenant_id, "id": repair_id, "unit_id": unit_id, "dealer_id": dealer_id}
    await tx.execute(insert(unit_repairs).values(**known, **_values(fields)))
    return repair_id


async def repair(tx: Tx, unit_id: UnitId, repair_id: UUID) -> Repair:
    """One repair of a unit."""
    columns = [unit_repairs.c[name] for name in Repair.__struct_fields__]
    statement = select(*columns).filter_by(tenant_id=tx.tenant_id, unit_id=unit_id, id=repair_id)
    return await tx.one(statement, Repair, NotFound("repair", "维修记录"))


async def change_repair(
    tx: Tx, unit_id: UnitId, repair_id: UUID, fields: RepairFields, *, expected_version: int
) -> Repair:
    """Change what is known of a repair that still has the expected version."""
    statement = (
        update(unit_repairs)
        .filter_by(tenant_id=tx.tenant_id, unit_id=unit_id, id=repair_id, version=expected_version)
        .values(version=unit_repairs.c.version + 1, **_values(fields))
    )
    if (await tx.execute(statement)).rowcount == 0:
        raise StaleVersion(version=(await repair(tx, unit_id, repair_id)).version)
    return await repair(tx, unit_id, repair_id)


async def add_reading(tx: Tx, unit_id: UnitId, dealer_id: OrganisationId, reading: Reading) -> None:
    """One more reading; the unit's own usage is the furthest that was ever read."""
    known = {"tenant_id": tx.tenant_id, "id": new_id(), "unit_id": unit_id, "dealer_id": dealer_id}
    await tx.execute(insert(unit_readings).values(**known, **msgspec.structs.asdict(reading)))
    await tx.execute(
        update(units)
        .filter_by(tenant_id=tx.tenant_id, id=unit_id)
        .values(
            usage_km=func.greatest(units.c.usage_km, reading.km),
            usage_hours=func.greatest(units.c.usage_hours, reading.hours),
            version=units.c.version + 1,
        )
    )


async def add_stop(tx: Tx, unit_id: UnitId, dealer_id: OrganisationId, stop: Stop) -> None:
    """One more stretch in which a unit could not be used."""
    known = {"tenant_id": tx.tenant_id, "id": new_id(), "unit_id": unit_id, "dealer_id": dealer_id}
    await tx.execute(
        insert(unit_stops).values(**known, kind=stop.kind.value, starts_at=stop.start, ends_at=stop.end),
    )


async def add_card(tx: Tx, unit_id: UnitId, dealer_id: OrganisationId, card: Card) -> None:
    """One more extended card."""
    known = {"tenant_id": tx.tenant_id, "id": new_id(), "unit_id": unit_id, "dealer_id": dealer_id}
    await tx.execute(insert(unit_cards).values(**known, **msgspec.structs.asdict(card)))


async def card_exists(tx: Tx, number: str) -> bool:
    """Whether a card's number is taken."""
    statement = select(unit_cards.c.id).filter_by(tenant_id=tx.tenant_id, number=number)
    return await tx.scalar(statement) is not None
