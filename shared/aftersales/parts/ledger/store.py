"""Every query of the ledger."""

from collections.abc import Sequence
from typing import Any, Final, Literal
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ARRAY, Select, Uuid, and_, any_, literal, select

from aftersales.catalog.model import PartId
from aftersales.kernel.errors import NotFound
from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Tx, as_row
from aftersales.parts.ledger.model import (
    Balance,
    Changes,
    Entry,
    Posting,
    Transaction,
    TransactionId,
    digest_of,
)
from aftersales.parts.ledger.tables import stock_balances, stock_entries, stock_transactions
from aftersales.parts.model import LocationId, WarehouseId, Zone, location_of
from aftersales.parts.tables import stock_locations

POST: Final = """
SELECT verdict, number, transaction_id, part_id, available, asked
FROM post_stock($1, $2, $3, $4, $5, $6::uuid[], $7::text[], $8::uuid[], $9::bytea[], $10::text[],
                $11::int[], $12::uuid[], $13::uuid[], $14::bigint[])
"""

IMBALANCES: Final = """
SELECT count(*) AS imbalances FROM (
  SELECT location_id, part_id, sum(quantity) AS quantity, max(position) AS position
  FROM stock_entries WHERE tenant_id = $1 GROUP BY location_id, part_id
) e FULL JOIN (SELECT * FROM stock_balances WHERE tenant_id = $1) b USING (location_id, part_id)
WHERE coalesce(e.quantity, 0) <> coalesce(b.quantity, 0) OR coalesce(e.position, 0) <> coalesce(b.position, 0)
"""


class Verdict(Struct, frozen=True, kw_only=True):
    """What the database answers to one posting of a batch, or to the batch."""

    verdict: Literal["posted", "repeated", "different", "short", "unknown"]
    number: int | None
    transaction_id: TransactionId | None
    part_id: UUID | None
    available: int | None
    asked: int | None


async def post(tx: Tx, postings: Sequence[Posting], changes: Sequence[Changes]) -> list[Verdict]:
    """Write all postings, or none and say why; what was posted before is answered with its transaction."""
    moves = [(number, *place, change) for number, one in enumerate(changes, 1) for place, change in one.items()]
    records = await tx.fetch(
        POST,
        tx.tenant_id,
        tx.now,
        tx.actor.kind.value,
        tx.actor.id,
        tx.actor.name,
        [new_id() for _ in postings],
        [posting.cause_kind for posting in postings],
        [posting.cause_id for posting in postings],
        [digest_of(one) for one in changes],
        [posting.memo for posting in postings],
        [move[0] for move in moves],
        [move[1] for move in moves],
        [move[2] for move in moves],
        [move[3] for move in moves],
    )
    return [as_row(record, Verdict) for record in records]


def _balances(tx: Tx) -> Select[Any]:
    b, at = stock_balances.c, stock_locations.c
    return (
        select(b.location_id, at.warehouse_id, at.kind, b.part_id, b.quantity, b.position, b.at)
        .join(stock_locations, and_(at.tenant_id == b.tenant_id, at.id == b.location_id))
        .where(b.tenant_id == tx.tenant_id)
    )


def visible_balances(
    tx: Tx, *, warehouse_id: WarehouseId | None = None, zone: Zone | None = None, part_id: PartId | None = None
) -> Select[Any]:
    """The balances of real places that the caller may see."""
    statement = _balances(tx).where(stock_balances.c.is_virtual.is_(False))
    if warehouse_id is not None:
        zones = [zone] if zone is not None else list(Zone)
        locations = [location_of(tx.tenant_id, warehouse_id, one) for one in zones]
        statement = statement.where(stock_balances.c.location_id.in_(locations))
    elif zone is not None:
        statement = statement.where(stock_locations.c.kind == zone.value)
    if part_id is not None:
        statement = statement.where(stock_balances.c.part_id == part_id)
    return statement


async def balances(tx: Tx, location_id: LocationId, part_ids: Sequence[PartId]) -> list[Balance]:
    """The balances of parts at one location; a part that was never there is absent."""
    statement = _balances(tx).where(
        stock_balances.c.location_id == location_id,
        stock_balances.c.part_id.in_(part_ids),
    )
    return await tx.all(statement, Balance)


def visible_transactions(tx: Tx, *, cause_kind: str | None = None, cause_id: UUID | None = None) -> Select[Any]:
    """The transactions that the caller may see."""
    t = stock_transactions.c
    columns = (t.id, t.cause_kind, t.cause_id, t.at, t.actor_id, t.actor_name, t.memo, t.dealer_id)
    statement = select(*columns).where(t.tenant_id == tx.tenant_id)
    if cause_kind is not None:
        statement = statement.where(t.cause_kind == cause_kind)
    if cause_id is not None:
        statement = statement.where(t.cause_id == cause_id)
    return statement


async def transaction(tx: Tx, transaction_id: TransactionId) -> Transaction:
    """One transaction."""
    statement = visible_transactions(tx).where(stock_transactions.c.id == transaction_id)
    return await tx.one(statement, Transaction, NotFound("stock transaction", "库存流水"))


def _entries(tx: Tx) -> Select[Any]:
    e, at = stock_entries.c, stock_locations.c
    return (
        select(
            e.transaction_id,
            e.location_id,
            at.warehouse_id,
            at.kind,
            e.part_id,
            e.position,
            e.quantity,
            e.balance,
            e.at,
        )
        .join(stock_locations, and_(at.tenant_id == e.tenant_id, at.id == e.location_id))
        .where(e.tenant_id == tx.tenant_id)
    )


async def entries_of(tx: Tx, transaction_id: TransactionId, *, limit: int) -> list[Entry]:
    """The entries of one transaction, by part."""
    statement = (
        _entries(tx)
        .where(stock_entries.c.transaction_id == transaction_id)
        .order_by(stock_entries.c.part_id, stock_entries.c.location_id)
        .limit(limit)
    )
    return await tx.all(statement, Entry)


def visible_entries(tx: Tx, location_id: LocationId, part_id: PartId) -> Select[Any]:
    """The movements of a part at a location."""
    return _entries(tx).where(stock_entries.c.location_id == location_id, stock_entries.c.part_id == part_id)


class Posted(Struct, frozen=True):
    """A cause that was posted, and the digest of its moves."""

    cause_id: UUID
    digest: bytes


async def posted(tx: Tx, cause_kind: str, cause_ids: Sequence[UUID]) -> dict[UUID, bytes]:
    """Which of the causes were posted, and what."""
    t = stock_transactions.c
    statement = select(t.cause_id, t.digest).where(
        t.tenant_id == tx.tenant_id,
        t.cause_kind == cause_kind,
        t.cause_id == any_(literal(list(cause_ids), ARRAY(Uuid))),
    )
    return {row.cause_id: row.digest for row in await tx.all(statement, Posted)}


async def imbalances(tx: Tx) -> int:
    """At how many places balance and entries disagree: zero, always."""
    (record,) = await tx.fetch(IMBALANCES, tx.tenant_id)
    found: int = record["imbalances"]
    return found
