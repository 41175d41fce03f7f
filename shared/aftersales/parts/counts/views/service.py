"""What each may see: lists of counts, lines with or without what the books say, and stock while a blind count runs."""

import asyncio
from uuid import UUID

import msgspec

from aftersales.catalog import service as catalog
from aftersales.catalog.model import Part, PartId
from aftersales.kernel import sheets
from aftersales.kernel.access import Permission
from aftersales.kernel.errors import Forbidden
from aftersales.kernel.pagination import page
from aftersales.kernel.tx import Tx
from aftersales.parts.counts import rules, store
from aftersales.parts.counts.errors import QuantitiesHidden
from aftersales.parts.counts.model import (
    Count,
    CountId,
    CountState,
    LineState,
    LineToCount,
    SeenLine,
    SeenVariance,
    Variance,
)
from aftersales.parts.counts.tables import stock_count_lines, stock_counts
from aftersales.parts.counts.views import rules as sheet_rules
from aftersales.parts.counts.views.model import CountedLine, PostedEntry, StockLine
from aftersales.parts.ledger import service as ledger
from aftersales.parts.ledger.errors import StockHidden
from aftersales.parts.ledger.model import Balance, Entry, Transaction, TransactionId
from aftersales.parts.model import WarehouseId, Zone, location_of

UNKNOWN_PART = "?"


def _require_some(tx: Tx) -> None:
    """Whoever takes part in counts, or may read stock, may see that there are counts."""
    powers = (
        Permission.COUNTS_ENTER,
        Permission.COUNTS_MANAGE,
        Permission.COUNTS_APPROVE,
        Permission.STOCK_READ,
    )
    if not any(tx.actor.may(power) for power in powers):
        raise Forbidden(permission=Permission.STOCK_READ.value)


async def count(tx: Tx, count_id: CountId) -> Count:
    """One count and how far it is."""
    _require_some(tx)
    return await store.count(tx, count_id)


async def counts(
    tx: Tx, *, warehouse_id: WarehouseId | None, state: CountState | None, limit: int, cursor: str | None
) -> tuple[list[Count], str | None]:
    """A page of counts, newest first."""
    _require_some(tx)
    rows, following = await page(
        tx,
        store.filtered(store.visible_counts(tx), warehouse_id=warehouse_id, state=state),
        store.CountRow,
        columns=(stock_counts.c.id,),
        key=lambda row: (row.id,),
        limit=limit,
        cursor=cursor,
        bound=("stock_counts", warehouse_id, state),
        descending=True,
    )
    return [row.count() for row in rows], following


async def lines_to_count(
    tx: Tx, count_id: CountId, *, state: LineState | None, limit: int, cursor: str | None
) -> tuple[list[LineToCount], str | None]:
    """A page of lines as their counter sees them: never what the books say, never what another counted."""
    tx.actor.require(Permission.COUNTS_ENTER)
    rows, following = await _lines(tx, count_id, state=state, limit=limit, cursor=cursor)
    known = await catalog.parts_by_ids(tx, {row.part_id for row in rows})
    return [_to_count(tx, row, known) for row in rows], following


async def seen_lines(
    tx: Tx, count_id: CountId, *, state: LineState | None, limit: int, cursor: str | None
) -> tuple[list[CountedLine], str | None]:
    """A page of lines with all that was seen on them, for those who may know."""
    _require_some(tx)
    await _require_sight(tx, count_id)
    rows, following = await _lines(tx, count_id, state=state, limit=limit, cursor=cursor)
    known = await catalog.parts_by_ids(tx, {row.part_id for row in rows})
    return [_counted(row, known) for row in rows], following


def _counted(line: SeenLine, known: dict[PartId, Part]) -> CountedLine:
    return CountedLine(**_named(line.part_id, known), variance=line.variance, seen=line)


def _named(part_id: PartId, known: dict[PartId, Part]) -> dict[str, str]:
    part = known.get(part_id)
    if part is None:
        return {"part_number": UNKNOWN_PART, "part_name": UNKNOWN_PART, "part_name_en": ""}
    return {"part_number": part.number, "part_name": part.name, "part_name_en": part.name_en}


async def _require_sight(tx: Tx, count_id: CountId) -> Count:
    found = await store.count(tx, count_id)
    if not rules.sees_quantities(tx.actor, found.state, blind=found.plan.blind):
        raise QuantitiesHidden
    return found


async def _lines(
    tx: Tx, count_id: CountId, *, state: LineState | None, limit: int, cursor: str | None
) -> tuple[list[SeenLine], str | None]:
    await store.count(tx, count_id)
    return await page(
        tx,
        store.visible_lines(tx, count_id, state=state),
        SeenLine,
        columns=(stock_count_lines.c.number,),
        key=lambda row: (row.number,),
        limit=limit,
        cursor=cursor,
        bound=("stock_count_lines", count_id, state),
    )


def _to_count(tx: Tx, line: SeenLine, known: dict[PartId, Part]) -> LineToCount:
    if line.recounted_by is not None:
        own = line.recount_quantity if line.recounted_by == tx.actor.id else None
    else:
        own = line.counted_quantity if line.counted_by == tx.actor.id else None
    return LineToCount(
        number=line.number,
        zone=line.zone,
        part_id=line.part_id,
        **_named(line.part_id, known),
        state=line.state,
        quantity=own,
    )


async def count_sheet(tx: Tx, count_id: CountId) -> tuple[Count, bytes]:
    """A workbook to count with, sorted by zone and part number; in a recount, of the lines to count again."""
    tx.actor.require(Permission.COUNTS_ENTER)
    found = await store.count(tx, count_id)
    state = LineState.RECOUNT if found.state is CountState.RECOUNT else None
    rows = await tx.all(store.visible_lines(tx, count_id, state=state), SeenLine)
    known = await catalog.parts_by_ids(tx, {row.part_id for row in rows})

    lines = [_to_count(tx, row, known) for row in rows]
    lines.sort(key=lambda line: (line.zone, line.part_number))

    records = sheet_rules.to_count(lines)
    return found, await asyncio.to_thread(sheets.write_xlsx, sheet_rules.COUNT_SHEET, records, language="both")


async def variances(tx: Tx, count_id: CountId) -> tuple[Count, list[SeenVariance]]:
    """Every line that differs from the books, with the value of the difference."""
    _require_some(tx)
    found = await _require_sight(tx, count_id)
    rows = await store.variances(tx, count_id)
    known = await catalog.parts_by_ids(tx, {row.part_id for row in rows})
    return found, [_seen(tx, found, row, known) for row in rows]


def _seen(tx: Tx, count: Count, line: Variance, known: dict[PartId, Part]) -> SeenVariance:
    part = known.get(line.part_id)
    price = part.unit_price if part else None
    zones = {location_of(tx.tenant_id, count.warehouse_id, zone): zone for zone in Zone}
    return SeenVariance(
        number=line.number,
        zone=zones[line.location_id],
        **_named(line.part_id, known),
        expected=line.expected,
        quantity=line.quantity,
        difference=line.difference,
        value=None if price is None else price * line.difference,
        is_over=line.is_over,
        explanation=line.explanation,
    )


async def variance_sheet(tx: Tx, count_id: CountId) -> tuple[Count, bytes]:
    """A workbook of every difference."""
    found, lines = await variances(tx, count_id)
    records = sheet_rules.differing(lines)
    return found, await asyncio.to_thread(sheets.write_xlsx, sheet_rules.VARIANCES, records, language="both")


async def hidden_warehouses(tx: Tx) -> set[WarehouseId]:
    """The warehouses whose quantities the caller may not know now, because they are being counted blind."""
    return await store.blind_warehouses(tx) if rules.is_kept_blind(tx.actor) else set()


async def stock(
    tx: Tx,
    *,
    warehouse_id: WarehouseId | None,
    zone: Zone | None,
    part_id: PartId | None,
    limit: int,
    cursor: str | None,
) -> tuple[list[StockLine], str | None]:
    """A page of what is where, without quantities where a blind count hides them."""
    rows, following = await ledger.balances(
        tx, warehouse_id=warehouse_id, zone=zone, part_id=part_id, limit=limit, cursor=cursor
    )
    hidden = await hidden_warehouses(tx)
    known = await catalog.parts_by_ids(tx, {row.part_id for row in rows})
    return [_stock_line(row, known, hidden) for row in rows if row.warehouse_id is not None], following


def _stock_line(row: Balance, known: dict[PartId, Part], hidden: set[WarehouseId]) -> StockLine:
    return StockLine(
        warehouse_id=WarehouseId(row.warehouse_id or UUID(int=0)),
        zone=Zone(row.kind.value),
        part_id=row.part_id,
        **_named(row.part_id, known),
        quantity=None if row.warehouse_id in hidden else row.quantity,
        moved_at=row.at,
    )


async def movements(
    tx: Tx,
    *,
    warehouse_id: WarehouseId,
    zone: Zone,
    part_id: PartId,
    limit: int,
    cursor: str | None,
) -> tuple[list[Entry], str | None]:
    """A page of the movements of a part in a zone, newest first; hidden while a blind count runs."""
    if warehouse_id in await hidden_warehouses(tx):
        raise StockHidden
    location_id = location_of(tx.tenant_id, warehouse_id, zone)
    return await ledger.entries(tx, location_id=location_id, part_id=part_id, limit=limit, cursor=cursor)


async def posting(
    tx: Tx, transaction_id: TransactionId, *, limit: int
) -> tuple[Transaction, list[PostedEntry], Transaction | None]:
    """One posting with its entries by part, without balances where a blind count hides them, and what took it back."""
    found, entries = await ledger.transaction(tx, transaction_id, limit=limit)
    hidden = await hidden_warehouses(tx)
    known = await catalog.parts_by_ids(tx, {entry.part_id for entry in entries})
    shown = sorted((_posted_entry(entry, known, hidden) for entry in entries), key=lambda entry: entry.part_number)
    return found, shown, await ledger.reversal_of(tx, transaction_id)


def _posted_entry(entry: Entry, known: dict[PartId, Part], hidden: set[WarehouseId]) -> PostedEntry:
    values = msgspec.structs.asdict(entry) | ({"balance": None} if entry.warehouse_id in hidden else {})
    return PostedEntry(**values | _named(entry.part_id, known))
