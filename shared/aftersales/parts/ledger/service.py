"""Use cases of the ledger: post what happened, once; say what is where.

`post` and `post_all` require no right of their own: the context that names the cause has required its own. A dealer's
people cannot post, since the other side of a move is never theirs to see. One transaction should post at most once
(`post_all` takes many postings), so that two transactions lock balances in the same order.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from aftersales.catalog.model import PartId
from aftersales.kernel.access import Permission
from aftersales.kernel.errors import Forbidden
from aftersales.kernel.pagination import page
from aftersales.kernel.tx import Tx
from aftersales.parts.ledger import store
from aftersales.parts.ledger.errors import (
    CausePostedOtherwise,
    LocationUnknown,
    NothingMoves,
    ReversalReversed,
    StockShort,
)
from aftersales.parts.ledger.events import StockPosted
from aftersales.parts.ledger.model import (
    Balance,
    Changes,
    Entry,
    Move,
    Posting,
    Transaction,
    TransactionId,
    reversed_moves,
)
from aftersales.parts.ledger.tables import stock_balances, stock_entries, stock_transactions
from aftersales.parts.model import LocationId, WarehouseId, Zone, location_of

REVERSAL = "stock_reversal"
MOST_ENTRIES = 20_000


async def post(tx: Tx, posting: Posting) -> TransactionId:
    """Post moves under their cause; the same cause with the same moves answers the transaction that there is."""
    (transaction_id,) = await post_all(tx, [posting])
    return transaction_id


async def post_all(tx: Tx, postings: Sequence[Posting]) -> list[TransactionId]:
    """Post many causes in one statement, all or none, answering a transaction for each."""
    if tx.dealer_id is not None:
        raise Forbidden(permission=Permission.STOCK_MOVE.value)
    if not postings:
        return []
    changes = [posting.changes() for posting in postings]
    _check(postings, changes)

    verdicts = await store.post(tx, postings, changes)

    _refuse(postings, verdicts)
    found = {v.number: v for v in verdicts if v.number is not None}
    _tell(tx, postings, found)
    return [_transaction_of(found[number]) for number in range(1, len(postings) + 1)]


def _check(postings: Sequence[Posting], changes: Sequence[Changes]) -> None:
    for posting, changed in zip(postings, changes, strict=True):
        wrong = any(move.quantity <= 0 or move.from_location == move.to_location for move in posting.moves)
        if wrong or not changed:
            raise NothingMoves
    if len({(posting.cause_kind, posting.cause_id) for posting in postings}) != len(postings):
        raise CausePostedOtherwise(cause_kind=postings[0].cause_kind, cause_id=postings[0].cause_id)


def _refuse(postings: Sequence[Posting], verdicts: Sequence[store.Verdict]) -> None:
    for verdict in verdicts:
        if verdict.verdict == "unknown":
            raise LocationUnknown
        if verdict.verdict == "different" and verdict.number is not None:
            cause = postings[verdict.number - 1]
            raise CausePostedOtherwise(cause_kind=cause.cause_kind, cause_id=cause.cause_id)
    for verdict in verdicts:
        if verdict.verdict == "short" and verdict.part_id is not None:
            raise StockShort(part=verdict.part_id, available=verdict.available or 0, asked=verdict.asked or 0)


def _transaction_of(verdict: store.Verdict) -> TransactionId:
    if verdict.transaction_id is None:
        raise LocationUnknown
    return verdict.transaction_id


def _tell(tx: Tx, postings: Sequence[Posting], found: Mapping[int, store.Verdict]) -> None:
    for number, posting in enumerate(postings, 1):
        if found[number].verdict == "posted":
            tx.emit(
                StockPosted(
                    transaction_id=_transaction_of(found[number]),
                    cause_kind=posting.cause_kind,
                    cause_id=posting.cause_id,
                    lines=len(posting.moves),
                    quantity=sum(move.quantity for move in posting.moves),
                ),
            )


async def move(
    tx: Tx,
    *,
    part_id: PartId,
    quantity: int,
    from_location: LocationId,
    to_location: LocationId,
    cause_kind: str,
    cause_id: UUID,
    memo: str = "",
) -> TransactionId:
    """Move so many of one part."""
    one = Move(part_id=part_id, quantity=quantity, from_location=from_location, to_location=to_location)
    return await post(tx, Posting(cause_kind=cause_kind, cause_id=cause_id, moves=(one,), memo=memo))


async def reverse(tx: Tx, transaction_id: TransactionId, *, reason: str) -> TransactionId:
    """Undo a posting by its mirror image; reversing it again answers the same reversal."""
    tx.actor.require(Permission.STOCK_MOVE)
    original = await store.transaction(tx, transaction_id)
    if original.cause_kind == REVERSAL:
        raise ReversalReversed
    entries = await store.entries_of(tx, transaction_id, limit=MOST_ENTRIES)

    moves = reversed_moves(entries, entries[0].location_id)

    return await post(tx, Posting(cause_kind=REVERSAL, cause_id=transaction_id, moves=moves, memo=reason))


async def balance(tx: Tx, location_id: LocationId, part_id: PartId) -> int:
    """How many of a part are at a location; an account's balance may be below nothing."""
    found = await store.balances(tx, location_id, [part_id])
    return (found[0].quantity or 0) if found else 0


async def available(tx: Tx, part_ids: Sequence[PartId], warehouse_id: WarehouseId) -> dict[PartId, int]:
    """How many of each part a warehouse could issue now."""
    found = await store.balances(tx, location_of(tx.tenant_id, warehouse_id, Zone.SERVICEABLE), part_ids)
    have = {one.part_id: one.quantity or 0 for one in found}
    return {part_id: have.get(part_id, 0) for part_id in part_ids}


async def balances(
    tx: Tx,
    *,
    warehouse_id: WarehouseId | None = None,
    zone: Zone | None = None,
    part_id: PartId | None = None,
    limit: int,
    cursor: str | None,
) -> tuple[list[Balance], str | None]:
    """A page of what is where."""
    tx.actor.require(Permission.STOCK_READ)
    return await page(
        tx,
        store.visible_balances(tx, warehouse_id=warehouse_id, zone=zone, part_id=part_id),
        Balance,
        columns=(stock_balances.c.location_id, stock_balances.c.part_id),
        key=lambda row: (row.location_id, row.part_id),
        limit=limit,
        cursor=cursor,
        bound=("stock_balances", warehouse_id, zone, part_id),
    )


async def transactions(
    tx: Tx,
    *,
    cause_kind: str | None,
    cause_id: UUID | None,
    limit: int,
    cursor: str | None,
) -> tuple[list[Transaction], str | None]:
    """A page of postings, newest first."""
    tx.actor.require(Permission.STOCK_READ)
    return await page(
        tx,
        store.visible_transactions(tx, cause_kind=cause_kind, cause_id=cause_id),
        Transaction,
        columns=(stock_transactions.c.id,),
        key=lambda row: (row.id,),
        limit=limit,
        cursor=cursor,
        bound=("stock_transactions", cause_kind, cause_id),
        descending=True,
    )


async def transaction(tx: Tx, transaction_id: TransactionId, *, limit: int) -> tuple[Transaction, list[Entry]]:
    """One posting with its entries, of a dealer's people only those at their own places."""
    tx.actor.require(Permission.STOCK_READ)
    return await store.transaction(tx, transaction_id), await store.entries_of(tx, transaction_id, limit=limit)


async def reversal_of(tx: Tx, transaction_id: TransactionId) -> Transaction | None:
    """The posting that took this one back, if one did."""
    statement = store.visible_transactions(tx, cause_kind=REVERSAL, cause_id=transaction_id)
    return await tx.first(statement, Transaction)


async def entries(
    tx: Tx,
    *,
    location_id: LocationId,
    part_id: PartId,
    limit: int,
    cursor: str | None,
) -> tuple[list[Entry], str | None]:
    """A page of the movements of a part at a location, newest first."""
    tx.actor.require(Permission.STOCK_READ)
    return await page(
        tx,
        store.visible_entries(tx, location_id, part_id),
        Entry,
        columns=(stock_entries.c.position,),
        key=lambda row: (row.position,),
        limit=limit,
        cursor=cursor,
        bound=("stock_entries", location_id, part_id),
        descending=True,
    )


async def imbalances(tx: Tx) -> int:
    """At how many places balance and entries disagree: zero, always."""
    tx.actor.require(Permission.STOCK_READ)
    return await store.imbalances(tx)
