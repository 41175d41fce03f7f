"""Writing what was counted: each statement reads what the books say, notes both, and keeps the sighting."""

from collections.abc import Sequence
from typing import Final

from aftersales.catalog.model import PartId
from aftersales.kernel.tx import Tx
from aftersales.parts.counts.model import CountId, Entered
from aftersales.parts.model import LocationId

ENTER: Final = """
WITH done AS (
  UPDATE stock_count_lines c
  SET counted_quantity = e.quantity, expected_quantity = b.quantity, ledger_position = b.position,
      counted_by = $5, counted_by_name = $6, counted_at = $7, state = 'counted'
  FROM unnest($3::int[], $4::bigint[]) AS e(number, quantity), stock_balances b
  WHERE c.tenant_id = $1 AND c.count_id = $2 AND c.number = e.number
    AND (c.counted_by IS NULL OR c.counted_by = $5)
    AND b.tenant_id = $1 AND b.location_id = c.location_id AND b.part_id = c.part_id
  RETURNING c.number, c.part_id, c.dealer_id, c.counted_quantity AS quantity, c.expected_quantity AS expected,
            c.ledger_position AS position
), seen AS (
  INSERT INTO stock_count_sightings (tenant_id, id, count_id, number, dealer_id, round, quantity, expected, position,
                                     by_id, by_name, at)
  SELECT $1, uuidv7(), $2, number, dealer_id, 1, quantity, expected, position, $5, $6, $7 FROM done
)
SELECT number, part_id FROM done
"""

ENTER_AGAIN: Final = """
WITH done AS (
  UPDATE stock_count_lines c
  SET recount_quantity = e.quantity, recount_expected = b.quantity, recount_position = b.position,
      recounted_by = $5, recounted_by_name = $6, recounted_at = $7, state = 'recounted'
  FROM unnest($3::int[], $4::bigint[]) AS e(number, quantity), stock_balances b
  WHERE c.tenant_id = $1 AND c.count_id = $2 AND c.number = e.number AND c.counted_by <> $5
    AND (c.state = 'recount' OR (c.state = 'recounted' AND c.recounted_by = $5))
    AND b.tenant_id = $1 AND b.location_id = c.location_id AND b.part_id = c.part_id
  RETURNING c.number, c.part_id, c.dealer_id, c.recount_quantity AS quantity, c.recount_expected AS expected,
            c.recount_position AS position
), seen AS (
  INSERT INTO stock_count_sightings (tenant_id, id, count_id, number, dealer_id, round, quantity, expected, position,
                                     by_id, by_name, at)
  SELECT $1, uuidv7(), $2, number, dealer_id, 2, quantity, expected, position, $5, $6, $7 FROM done
)
SELECT number, part_id FROM done
"""

ADD_FINDS: Final = """
WITH finds AS (
  SELECT f.location_id, f.part_id, f.quantity, l.kind AS zone, l.dealer_id, f.place,
         coalesce(b.quantity, 0) AS expected, coalesce(b.position, 0) AS position
  FROM unnest($3::uuid[], $4::uuid[], $5::bigint[]) WITH ORDINALITY AS f(location_id, part_id, quantity, place)
  JOIN stock_locations l ON l.tenant_id = $1 AND l.id = f.location_id
  LEFT JOIN stock_balances b ON b.tenant_id = $1 AND b.location_id = f.location_id AND b.part_id = f.part_id
), places AS (
  INSERT INTO stock_balances (tenant_id, location_id, part_id, dealer_id, is_virtual)
  SELECT $1, location_id, part_id, dealer_id, false FROM finds ORDER BY location_id, part_id
  ON CONFLICT DO NOTHING
), done AS (
  INSERT INTO stock_count_lines (tenant_id, count_id, number, location_id, part_id, dealer_id, zone, state,
                                 counted_quantity, expected_quantity, ledger_position, counted_by, counted_by_name,
                                 counted_at)
  SELECT $1, $2, place + (SELECT coalesce(max(number), 0) FROM stock_count_lines
                          WHERE tenant_id = $1 AND count_id = $2),
         location_id, part_id, dealer_id, zone, 'counted', quantity, expected, position, $6, $7, $8
  FROM finds
  ON CONFLICT (tenant_id, count_id, location_id, part_id) DO NOTHING
  RETURNING number, part_id, dealer_id, counted_quantity AS quantity, expected_quantity AS expected,
            ledger_position AS position
), seen AS (
  INSERT INTO stock_count_sightings (tenant_id, id, count_id, number, dealer_id, round, quantity, expected, position,
                                     by_id, by_name, at)
  SELECT $1, uuidv7(), $2, number, dealer_id, 1, quantity, expected, position, $6, $7, $8 FROM done
)
SELECT number, part_id FROM done
"""


async def enter(tx: Tx, count_id: CountId, entries: Sequence[Entered], *, again: bool) -> int:
    """Note what was counted, and what the books said at that moment; how many lines took it."""
    taken = await tx.fetch(
        ENTER_AGAIN if again else ENTER,
        tx.tenant_id,
        count_id,
        [entry.number for entry in entries],
        [entry.quantity for entry in entries],
        tx.actor.id,
        tx.actor.name,
        tx.now,
    )
    return len(taken)


async def add_finds(tx: Tx, count_id: CountId, finds: Sequence[tuple[LocationId, PartId, int]]) -> set[PartId]:
    """Lines for parts that the sheet did not list; those that it did list are not among the answered."""
    taken = await tx.fetch(
        ADD_FINDS,
        tx.tenant_id,
        count_id,
        [find[0] for find in finds],
        [find[1] for find in finds],
        [find[2] for find in finds],
        tx.actor.id,
        tx.actor.name,
        tx.now,
    )
    return {PartId(record["part_id"]) for record in taken}
