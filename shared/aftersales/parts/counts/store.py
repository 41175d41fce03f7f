"""Every query of stock counts; what touches lines is one statement, however many lines there are."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import Struct
from sqlalchemy import Select, and_, func, select, update

from aftersales.kernel.errors import NotFound
from aftersales.kernel.ids import OrganisationId, new_id
from aftersales.kernel.tx import Tx, as_row
from aftersales.parts.counts.model import (
    UNDER_WAY,
    Count,
    CountId,
    CountPlan,
    CountState,
    Explained,
    LineState,
    SeenLine,
    Variance,
)
from aftersales.parts.counts.tables import stock_count_lines, stock_counts
from aftersales.parts.ledger.model import TransactionId
from aftersales.parts.model import WarehouseId
from aftersales.parts.tables import warehouses

OPEN: Final = """
WITH wanted AS (
  SELECT w.id AS warehouse_id, w.code, w.dealer_id, n.count_id
  FROM unnest($2::uuid[], $3::uuid[]) AS n(warehouse_id, count_id)
  JOIN warehouses w ON w.tenant_id = $1 AND w.id = n.warehouse_id
  WHERE EXISTS (SELECT FROM stock_locations l
                JOIN stock_balances b ON b.tenant_id = l.tenant_id AND b.location_id = l.id
                WHERE l.tenant_id = $1 AND l.warehouse_id = w.id AND l.kind <> 'transit')
), opened AS (
  INSERT INTO stock_counts (tenant_id, id, warehouse_id, dealer_id, plan, plan_code, slot, opened_at, opened_by)
  SELECT $1, count_id, warehouse_id, dealer_id, $4::jsonb, $5, $6, $7, $8 FROM wanted ORDER BY warehouse_id
  ON CONFLICT DO NOTHING
  RETURNING id, warehouse_id, dealer_id
), lines AS (
  INSERT INTO stock_count_lines (tenant_id, count_id, number, location_id, part_id, dealer_id, zone)
  SELECT $1, o.id, row_number() OVER (PARTITION BY o.id ORDER BY l.kind DESC, b.part_id), l.id, b.part_id,
         o.dealer_id, l.kind
  FROM opened o
  JOIN stock_locations l ON l.tenant_id = $1 AND l.warehouse_id = o.warehouse_id AND l.kind <> 'transit'
  JOIN stock_balances b ON b.tenant_id = $1 AND b.location_id = l.id
  RETURNING count_id
)
SELECT w.warehouse_id, w.code AS warehouse_code, w.dealer_id, o.id AS count_id,
       (SELECT count(*) FROM lines WHERE lines.count_id = o.id) AS lines
FROM wanted w LEFT JOIN opened o ON o.warehouse_id = w.warehouse_id
ORDER BY w.code
"""

SLOT_KNOWN: Final = """
SELECT warehouse_id FROM stock_counts
WHERE tenant_id = $1 AND warehouse_id = ANY ($2::uuid[]) AND plan_code = $3 AND slot = $4
"""

VARIANCES: Final = """
SELECT number, location_id, part_id, is_over, explanation,
       CASE WHEN recount_quantity IS NULL THEN expected_quantity ELSE recount_expected END AS expected,
       coalesce(recount_quantity, counted_quantity) AS quantity
FROM stock_count_lines
WHERE tenant_id = $1 AND count_id = $2
  AND CASE WHEN recount_quantity IS NULL THEN counted_quantity - expected_quantity
           ELSE recount_quantity - recount_expected END <> 0
ORDER BY number
"""

MARK: Final = """
UPDATE stock_count_lines
SET is_over = number = ANY ($3::int[]), state = CASE WHEN number = ANY ($4::int[]) THEN 'recount' ELSE state END
WHERE tenant_id = $1 AND count_id = $2
  AND (is_over <> (number = ANY ($3::int[])) OR number = ANY ($4::int[]))
"""

ASK_AGAIN: Final = """
UPDATE stock_count_lines
SET state = 'recount', recount_quantity = NULL, recount_expected = NULL, recount_position = NULL,
    recounted_by = NULL, recounted_by_name = NULL, recounted_at = NULL
WHERE tenant_id = $1 AND count_id = $2 AND number = ANY ($3::int[])
"""

EXPLAIN: Final = """
UPDATE stock_count_lines c SET explanation = e.text
FROM unnest($3::int[], $4::text[]) AS e(number, text)
WHERE c.tenant_id = $1 AND c.count_id = $2 AND c.number = e.number
"""


class CountRow(Struct, frozen=True, kw_only=True):
    """A count as the table holds it."""

    id: CountId
    warehouse_id: WarehouseId
    warehouse_code: str
    dealer_id: OrganisationId | None
    state: CountState
    plan: dict[str, object]
    slot: datetime | None
    opened_at: datetime
    opened_by: UUID
    submitted_at: datetime | None
    approved_at: datetime | None
    approved_by: UUID | None
    note: str
    transaction_id: TransactionId | None
    lines: int
    entered: int
    to_recount: int
    version: int

    def count(self) -> Count:
        """The count with its plan."""
        values = {field: getattr(self, field) for field in self.__struct_fields__}
        return Count(**values | {"plan": msgspec.convert(self.plan, CountPlan)})


class Opened(Struct, frozen=True, kw_only=True):
    """What became of opening one warehouse; without `count_id` it is being counted already."""

    warehouse_id: WarehouseId
    warehouse_code: str
    dealer_id: OrganisationId | None
    count_id: CountId | None
    lines: int


async def open_counts(
    tx: Tx, warehouse_ids: Sequence[WarehouseId], plan: CountPlan, slot: datetime | None
) -> list[Opened]:
    """Open a count of each warehouse that holds or held anything and is not being counted."""
    records = await tx.fetch(
        OPEN,
        tx.tenant_id,
        list(warehouse_ids),
        [new_id() for _ in warehouse_ids],
        msgspec.json.encode(plan).decode(),
        plan.code,
        slot,
        tx.now,
        tx.actor.id,
    )
    return [as_row(record, Opened) for record in records]


async def warehouses_with_slot(
    tx: Tx, warehouse_ids: Sequence[WarehouseId], plan_code: str, slot: datetime | None
) -> set[WarehouseId]:
    """The warehouses in which this slot opened its count before."""
    records = await tx.fetch(SLOT_KNOWN, tx.tenant_id, list(warehouse_ids), plan_code, slot)
    return {WarehouseId(record["warehouse_id"]) for record in records}


def visible_counts(tx: Tx) -> Select[Any]:
    """The counts that the caller may see, each with how far it is."""
    c, line, w = stock_counts.c, stock_count_lines.c, warehouses.c
    progress = (
        select(
            func.count().label("lines"),
            func.count().filter(line.state != LineState.WAITING.value).label("entered"),
            func.count().filter(line.state == LineState.RECOUNT.value).label("to_recount"),
        )
        .where(line.tenant_id == c.tenant_id, line.count_id == c.id)
        .correlate(stock_counts)
        .lateral("progress")
    )
    columns = [c[name] for name in CountRow.__struct_fields__ if name in c]
    return (
        select(*columns, w.code.label("warehouse_code"), progress.c.lines, progress.c.entered, progress.c.to_recount)
        .join(warehouses, and_(w.tenant_id == c.tenant_id, w.id == c.warehouse_id))
        .join(progress, progress.c.lines >= 0)
        .where(c.tenant_id == tx.tenant_id)
    )


def filtered(statement: Select[Any], *, warehouse_id: WarehouseId | None, state: CountState | None) -> Select[Any]:
    """Only the counts of a warehouse, only those in a state."""
    if warehouse_id is not None:
        statement = statement.where(stock_counts.c.warehouse_id == warehouse_id)
    if state is not None:
        statement = statement.where(stock_counts.c.state == state.value)
    return statement


async def count(tx: Tx, count_id: CountId, *, lock: bool = False, share: bool = False) -> Count:
    """One count; `lock` for a change of its state, `share` for entries that many make at once."""
    if lock or share:
        held = select(stock_counts.c.id).where(stock_counts.c.tenant_id == tx.tenant_id, stock_counts.c.id == count_id)
        await tx.execute(held.with_for_update(read=not lock, key_share=False))
    statement = visible_counts(tx).where(stock_counts.c.id == count_id)
    return (await tx.one(statement, CountRow, NotFound("stock count", "盘点单"))).count()


async def begin(tx: Tx, count_id: CountId) -> None:
    """The first entry makes an open count one that is being counted; a later one changes nothing."""
    await tx.execute(
        update(stock_counts)
        .where(
            stock_counts.c.tenant_id == tx.tenant_id,
            stock_counts.c.id == count_id,
            stock_counts.c.state == CountState.OPEN.value,
        )
        .values(state=CountState.COUNTING.value, version=stock_counts.c.version + 1),
    )


async def change_count(tx: Tx, count_id: CountId, **values: object) -> None:
    """Move a count on and raise its version."""
    await tx.execute(
        update(stock_counts)
        .where(stock_counts.c.tenant_id == tx.tenant_id, stock_counts.c.id == count_id)
        .values(version=stock_counts.c.version + 1, **values),
    )


async def _run(tx: Tx, sql: str, *args: object) -> str:
    tx.statements += 1
    status: str = await tx.driver.execute(sql, *args)
    return status


def visible_lines(tx: Tx, count_id: CountId, *, state: LineState | None = None) -> Select[Any]:
    """The lines of a count."""
    line = stock_count_lines.c
    columns = [line[name] for name in SeenLine.__struct_fields__]
    statement = select(*columns).where(line.tenant_id == tx.tenant_id, line.count_id == count_id)
    return statement if state is None else statement.where(line.state == state.value)


async def lines_named(tx: Tx, count_id: CountId, numbers: Sequence[int]) -> list[SeenLine]:
    """Lines by their numbers; asked only to say why an entry was refused."""
    return await tx.all(visible_lines(tx, count_id).where(stock_count_lines.c.number.in_(numbers)), SeenLine)


async def variances(tx: Tx, count_id: CountId) -> list[Variance]:
    """Every line whose last entry differs from the books."""
    return [as_row(record, Variance) for record in await tx.fetch(VARIANCES, tx.tenant_id, count_id)]


async def mark(tx: Tx, count_id: CountId, over: Sequence[int], recount: Sequence[int]) -> None:
    """Mark the lines beyond the thresholds, and those that must be counted again."""
    await _run(tx, MARK, tx.tenant_id, count_id, list(over), list(recount))


async def ask_again(tx: Tx, count_id: CountId, numbers: Sequence[int]) -> int:
    """Send lines back for another recount; how many there are."""
    status = await _run(tx, ASK_AGAIN, tx.tenant_id, count_id, list(numbers))
    return int(status.rsplit(" ", 1)[-1])


async def explain(tx: Tx, count_id: CountId, explanations: Sequence[Explained]) -> int:
    """Keep why lines differ; how many of them the count has."""
    numbers = [one.number for one in explanations]
    status = await _run(tx, EXPLAIN, tx.tenant_id, count_id, numbers, [one.text for one in explanations])
    return int(status.rsplit(" ", 1)[-1])


async def has_counted(tx: Tx, count_id: CountId, person_id: UUID) -> bool:
    """Whether somebody entered any line of a count."""
    line = stock_count_lines.c
    statement = select(line.number).where(
        line.tenant_id == tx.tenant_id,
        line.count_id == count_id,
        (line.counted_by == person_id) | (line.recounted_by == person_id),
    )
    return await tx.scalar(statement.limit(1)) is not None


async def blind_warehouses(tx: Tx) -> set[WarehouseId]:
    """The warehouses in which a blind count is under way, entries still being made or not yet posted."""
    c = stock_counts.c
    statement = select(c.warehouse_id.label("id")).where(
        c.tenant_id == tx.tenant_id,
        c.state.in_([state.value for state in UNDER_WAY]),
        c.plan["blind"].as_boolean().isnot(False),
    )
    return {row.id for row in await tx.all(statement, _Warehouse)}


class _Warehouse(Struct, frozen=True):
    id: WarehouseId


async def counted_warehouses(tx: Tx, warehouse_ids: Sequence[WarehouseId]) -> list[str]:
    """The codes of those warehouses in which a count is under way."""
    c, w = stock_counts.c, warehouses.c
    statement = (
        select(w.code)
        .join(warehouses, and_(w.tenant_id == c.tenant_id, w.id == c.warehouse_id))
        .where(
            c.tenant_id == tx.tenant_id,
            c.warehouse_id.in_(warehouse_ids),
            c.state.in_([state.value for state in UNDER_WAY]),
        )
        .order_by(w.code)
    )
    return list((await tx.execute(statement)).scalars())


async def under_way(tx: Tx, warehouse_id: WarehouseId) -> CountId:
    """The count of a warehouse that is not ended."""
    c = stock_counts.c
    statement = select(c.id).where(
        c.tenant_id == tx.tenant_id,
        c.warehouse_id == warehouse_id,
        c.state.in_([state.value for state in UNDER_WAY]),
    )
    return CountId(await tx.scalar(statement))
