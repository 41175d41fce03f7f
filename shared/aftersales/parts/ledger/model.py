"""Words of the ledger: moves, postings, entries, balances."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import NewType, TypeAlias
from uuid import UUID

from msgspec import Struct

from aftersales.catalog.model import PartId
from aftersales.kernel.ids import OrganisationId
from aftersales.parts.model import LocationId, Place, WarehouseId

TransactionId = NewType("TransactionId", UUID)


class Move(Struct, frozen=True, kw_only=True):
    """So many of a part from one location to another; the quantity is above zero."""

    part_id: PartId
    quantity: int
    from_location: LocationId
    to_location: LocationId


Changes: TypeAlias = dict[tuple[LocationId, PartId], int]
"""What a posting changes: so many more or less of a part at a location."""


class Posting(Struct, frozen=True, kw_only=True):
    """Moves that happen together or not at all, and what caused them; one cause posts once, for ever."""

    cause_kind: str
    cause_id: UUID
    moves: tuple[Move, ...]
    memo: str = ""

    def changes(self) -> Changes:
        """What changes at each location, in a fixed order; what leaves and comes back is no change."""
        changes: Changes = {}
        for move in self.moves:
            for location, change in ((move.from_location, -move.quantity), (move.to_location, move.quantity)):
                key = (location, move.part_id)
                changes[key] = changes.get(key, 0) + change
        return {key: changes[key] for key in sorted(changes, key=_bytes) if changes[key]}


def _bytes(key: tuple[LocationId, PartId]) -> bytes:
    return key[0].bytes + key[1].bytes


def digest_of(changes: Changes) -> bytes:
    """The same for the same changes, in whatever order the moves were named."""
    digest = hashlib.sha256()
    for (location, part), change in changes.items():
        digest.update(b"%b%b%d;" % (location.bytes, part.bytes, change))
    return digest.digest()


class Balance(Struct, frozen=True, kw_only=True):
    """What is at a location; `quantity` is None while a blind count hides it from who is asking."""

    location_id: LocationId
    warehouse_id: WarehouseId | None
    kind: Place
    part_id: PartId
    quantity: int | None
    position: int
    at: datetime | None


class Transaction(Struct, frozen=True, kw_only=True):
    """One posting as it stands in the ledger."""

    id: TransactionId
    cause_kind: str
    cause_id: UUID
    at: datetime
    actor_id: UUID
    actor_name: str
    memo: str
    dealer_id: OrganisationId | None


class Entry(Struct, frozen=True, kw_only=True):
    """One line of the ledger: `position` counts the entries of a part at a location, `balance` is what was left."""

    transaction_id: TransactionId
    location_id: LocationId
    warehouse_id: WarehouseId | None
    kind: Place
    part_id: PartId
    position: int
    quantity: int
    balance: int | None
    at: datetime


class StockRow(Struct, frozen=True, kw_only=True):
    """One row of a sheet of opening stock; `row` is the number that the spreadsheet shows."""

    row: int
    warehouse: str
    part: str
    quantity: int


def reversed_moves(entries: Iterable[Entry], pivot: LocationId) -> tuple[Move, ...]:
    """Moves that undo entries, all of them through `pivot`, where they add up to nothing."""
    moves = []
    for entry in entries:
        there, back = (entry.location_id, pivot) if entry.quantity > 0 else (pivot, entry.location_id)
        moves.append(
            Move(part_id=entry.part_id, quantity=abs(entry.quantity), from_location=there, to_location=back),
        )
    return tuple(move for move in moves if move.from_location != move.to_location)
