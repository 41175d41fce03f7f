"""Use cases of stock counts: open, enter, submit, explain, approve and post, or give up."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from aftersales.catalog import service as catalog
from aftersales.catalog.model import PartId
from aftersales.kernel.access import Permission
from aftersales.kernel.errors import StaleVersion
from aftersales.kernel.tx import Tx
from aftersales.parts import store as warehouses
from aftersales.parts.counts import rules, store, store_entries
from aftersales.parts.counts.errors import (
    CounterApproves,
    CountIncomplete,
    CountOvertaken,
    CountUnderWay,
    LinesOfAnother,
    LinesRepeated,
    LinesUnknown,
    NothingToCount,
    PartAlreadyListed,
    PartUnlisted,
)
from aftersales.parts.counts.events import (
    CountApproved,
    CountCancelled,
    CountEntered,
    CountOpened,
    CountPosted,
    CountRecountAsked,
)
from aftersales.parts.counts.model import (
    Count,
    CountId,
    CountPlan,
    CountState,
    Entered,
    Explained,
    Find,
    LineState,
    Variance,
)
from aftersales.parts.errors import WarehouseClosed
from aftersales.parts.ledger import service as ledger
from aftersales.parts.ledger.errors import StockShort
from aftersales.parts.ledger.model import Posting, TransactionId
from aftersales.parts.model import LocationId, WarehouseId, WarehouseState, location_of

CAUSE = "stock_count"


async def open_count(tx: Tx, warehouse_id: WarehouseId, plan: CountPlan) -> Count:
    """Open a count of one warehouse by hand."""
    tx.actor.require(Permission.COUNTS_MANAGE)
    warehouse = await warehouses.warehouse(tx, warehouse_id)
    if warehouse.state is WarehouseState.CLOSED:
        raise WarehouseClosed(code=warehouse.code)

    opened = await store.open_counts(tx, [warehouse_id], plan, None)

    if not opened:
        raise NothingToCount(code=warehouse.code)
    if opened[0].count_id is None:
        raise CountUnderWay(code=warehouse.code)
    tell_opened(tx, opened[0], plan, None)
    return await store.count(tx, opened[0].count_id)


def tell_opened(tx: Tx, opened: store.Opened, plan: CountPlan, slot: datetime | None) -> None:
    """Announce a count that was opened."""
    if opened.count_id is not None:
        tx.emit(
            CountOpened(
                count_id=opened.count_id,
                warehouse_id=opened.warehouse_id,
                warehouse_code=opened.warehouse_code,
                dealer_id=opened.dealer_id,
                lines=opened.lines,
                plan=plan.code,
                slot=slot,
            ),
        )


async def enter(tx: Tx, count_id: CountId, entries: Sequence[Entered], finds: Sequence[Find] = ()) -> Count:
    """Enter what was counted, many lines at once; all of them are taken or none.

    What the books say is read with each entry, so that moves before or after it make no difference. A find is a part
    that the sheet does not list; it can only be entered in the first round.
    """
    tx.actor.require(Permission.COUNTS_ENTER)
    _check_once([entry.number for entry in entries])
    await store.begin(tx, count_id)
    count = await store.count(tx, count_id, lock=bool(finds), share=True)
    again = count.state is CountState.RECOUNT
    if finds or not again:
        rules.check_entering(count.state)

    if entries and await store_entries.enter(tx, count_id, entries, again=again) != len(entries):
        await _say_why(tx, count_id, entries, again=again)
    if finds:
        await _add_finds(tx, count, finds)
    return await store.count(tx, count_id)


def _check_once(numbers: Sequence[int]) -> None:
    repeated = [number for number, times in Counter(numbers).items() if times > 1]
    if repeated:
        raise LinesRepeated(lines=rules.some(repeated), pointer="/lines")


async def _say_why(tx: Tx, count_id: CountId, entries: Sequence[Entered], *, again: bool) -> None:
    known = {line.number: line for line in await store.lines_named(tx, count_id, [entry.number for entry in entries])}
    unknown = [entry.number for entry in entries if entry.number not in known]
    if again:
        open_again = {LineState.RECOUNT, LineState.RECOUNTED}
        unknown += [number for number, line in known.items() if line.state not in open_again]
    if unknown:
        raise LinesUnknown(lines=rules.some(unknown), pointer="/lines")
    me = tx.actor.id
    if again:
        others = [n for n, line in known.items() if line.counted_by == me or line.recounted_by not in {None, me}]
    else:
        others = [n for n, line in known.items() if line.counted_by not in {None, me}]
    raise LinesOfAnother(lines=rules.some(others), pointer="/lines")


async def _add_finds(tx: Tx, count: Count, finds: Sequence[Find]) -> None:
    known = await catalog.parts_by_numbers(tx, {find.part_number for find in finds})
    rows: dict[tuple[LocationId, PartId], int] = {}
    for place, find in enumerate(finds):
        part = known.get(find.part_number)
        if part is None:
            raise PartUnlisted(part=find.part_number, pointer=f"/finds/{place}/part_number")
        key = (location_of(tx.tenant_id, count.warehouse_id, find.zone), part.id)
        if key in rows:
            raise PartAlreadyListed(part=find.part_number, pointer=f"/finds/{place}")
        rows[key] = find.quantity

    added = await store_entries.add_finds(tx, count.id, [(*key, quantity) for key, quantity in rows.items()])

    for place, find in enumerate(finds):
        if known[find.part_number].id not in added:
            raise PartAlreadyListed(part=find.part_number, pointer=f"/finds/{place}")


async def submit(tx: Tx, count_id: CountId, expected_version: int | None = None) -> Count:
    """Say that every line is entered; lines beyond the thresholds are counted again, once, by another person."""
    tx.actor.require(Permission.COUNTS_ENTER)
    count = await _for_change(tx, count_id, expected_version)
    first_round = count.state in {CountState.OPEN, CountState.COUNTING}
    if not first_round:
        rules.check_move(count.state, CountState.AWAITING_APPROVAL)
    missing = count.lines - count.entered if first_round else count.to_recount
    if missing:
        raise CountIncomplete(missing=missing)

    over = await _lines_over(tx, count)
    recount = over if first_round else []
    await store.mark(tx, count_id, over, recount)
    state = CountState.RECOUNT if recount else CountState.AWAITING_APPROVAL
    await store.change_count(tx, count_id, state=state.value, submitted_at=tx.now)
    tx.emit(
        CountEntered(
            count_id=count.id,
            warehouse_id=count.warehouse_id,
            warehouse_code=count.warehouse_code,
            dealer_id=count.dealer_id,
            lines=count.lines,
            is_final=not recount,
            approver=count.plan.approver,
        ),
    )
    if recount:
        _tell_recount(tx, count, len(recount))
    return await store.count(tx, count_id)


def _tell_recount(tx: Tx, count: Count, lines: int) -> None:
    tx.emit(
        CountRecountAsked(
            count_id=count.id,
            warehouse_id=count.warehouse_id,
            warehouse_code=count.warehouse_code,
            dealer_id=count.dealer_id,
            lines=lines,
        ),
    )


async def _lines_over(tx: Tx, count: Count) -> list[int]:
    variances = await store.variances(tx, count.id)
    prices: dict[PartId, Decimal] = {}
    if count.plan.recount.value is not None and variances:
        found = await catalog.parts_by_ids(tx, {variance.part_id for variance in variances})
        prices = {part.id: part.unit_price.amount for part in found.values() if part.unit_price is not None}
    return [
        variance.number
        for variance in variances
        if rules.is_over(count.plan.recount, variance, prices.get(variance.part_id))
    ]


async def _for_change(tx: Tx, count_id: CountId, expected_version: int | None) -> Count:
    count = await store.count(tx, count_id, lock=True)
    if expected_version not in {None, count.version}:
        raise StaleVersion(version=count.version)
    return count


async def ask_recount(tx: Tx, count_id: CountId, expected_version: int, numbers: Sequence[int]) -> Count:
    """Send lines back to be counted again before the count is approved."""
    tx.actor.require(Permission.COUNTS_APPROVE)
    _check_once(numbers)
    count = await _for_change(tx, count_id, expected_version)
    rules.check_move(count.state, CountState.RECOUNT)

    if await store.ask_again(tx, count_id, numbers) != len(numbers):
        raise LinesUnknown(lines=rules.some(numbers), pointer="/lines")
    await store.change_count(tx, count_id, state=CountState.RECOUNT.value)
    _tell_recount(tx, count, len(numbers))
    return await store.count(tx, count_id)


async def explain(tx: Tx, count_id: CountId, explanations: Sequence[Explained]) -> Count:
    """Keep why lines differ; beyond the thresholds nothing is posted without [S01-R23]."""
    tx.actor.require(Permission.COUNTS_MANAGE)
    _check_once([one.number for one in explanations])
    count = await store.count(tx, count_id, share=True)
    if count.state is not CountState.AWAITING_APPROVAL:
        rules.check_move(count.state, CountState.POSTED)

    if await store.explain(tx, count_id, explanations) != len(explanations):
        raise LinesUnknown(lines=rules.some([one.number for one in explanations]), pointer="/lines")
    return count


async def approve(tx: Tx, count_id: CountId, expected_version: int, note: str = "") -> Count:
    """Approve gains and losses and post them in one statement; who counted cannot approve."""
    tx.actor.require(Permission.COUNTS_APPROVE)
    count = await _for_change(tx, count_id, expected_version)
    rules.check_move(count.state, CountState.POSTED)
    rules.check_approver(tx.actor, count.plan)
    if await store.has_counted(tx, count_id, tx.actor.id):
        raise CounterApproves
    variances = await store.variances(tx, count_id)
    rules.check_explained(variances)

    transaction_id = await _post(tx, count, variances)
    await store.change_count(
        tx,
        count_id,
        state=CountState.POSTED.value,
        approved_at=tx.now,
        approved_by=tx.actor.id,
        note=note,
        transaction_id=transaction_id,
    )
    _tell_posted(tx, count, variances, transaction_id, note)
    return await store.count(tx, count_id)


async def _post(tx: Tx, count: Count, variances: Sequence[Variance]) -> TransactionId | None:
    if not variances:
        return None
    moves = rules.adjustments(tx.tenant_id, variances)
    memo = f"{count.warehouse_code} 盘点 {count.opened_at:%Y-%m-%d}"
    try:
        return await ledger.post(tx, Posting(cause_kind=CAUSE, cause_id=count.id, moves=moves, memo=memo))
    except StockShort as short:
        raise CountOvertaken(part=short.part) from short


def _tell_posted(
    tx: Tx, count: Count, variances: Sequence[Variance], transaction_id: TransactionId | None, note: str
) -> None:
    tx.emit(
        CountApproved(
            count_id=count.id,
            warehouse_id=count.warehouse_id,
            warehouse_code=count.warehouse_code,
            dealer_id=count.dealer_id,
            note=note,
        ),
    )
    tx.emit(
        CountPosted(
            count_id=count.id,
            warehouse_id=count.warehouse_id,
            warehouse_code=count.warehouse_code,
            dealer_id=count.dealer_id,
            transaction_id=transaction_id,
            gained=sum(max(variance.difference, 0) for variance in variances),
            lost=sum(max(-variance.difference, 0) for variance in variances),
            differing_lines=len(variances),
        ),
    )


async def cancel(tx: Tx, count_id: CountId, expected_version: int, reason: str) -> Count:
    """Give a count up; nothing is posted, and what was seen stays on record."""
    tx.actor.require(Permission.COUNTS_MANAGE)
    count = await _for_change(tx, count_id, expected_version)
    rules.check_move(count.state, CountState.CANCELLED)

    await store.change_count(tx, count_id, state=CountState.CANCELLED.value, note=reason)
    tx.emit(
        CountCancelled(
            count_id=count.id,
            warehouse_id=count.warehouse_id,
            warehouse_code=count.warehouse_code,
            dealer_id=count.dealer_id,
            reason=reason,
        ),
    )
    return await store.count(tx, count_id)
