"""Requests and answers of warehouses and stock."""

from typing import Annotated

from msgspec import Meta, Struct

from aftersales.catalog.model import PartId
from aftersales.kernel.ids import OrganisationId
from aftersales.parts.counts.views.model import PostedEntry
from aftersales.parts.ledger.model import Transaction, TransactionId
from aftersales.parts.model import Account, Spot, WarehouseId, WarehouseState, Zone
from aftersales_api.deps import Body

LINE = r"^[^\x00-\x1f\x7f]*(?![\s\S])"
CODE = r"^[A-Za-z0-9][A-Za-z0-9._-]*(?![\s\S])"
Code = Annotated[str, Meta(min_length=1, max_length=40, pattern=CODE)]
Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=LINE)]
Memo = Annotated[str, Meta(max_length=400, pattern=LINE)]
Reason = Annotated[str, Meta(min_length=1, max_length=400, pattern=LINE)]


class NewWarehouse(Body, frozen=True, kw_only=True):
    """A warehouse of an organisation."""

    organisation_id: OrganisationId
    code: Code
    name: Name


class ChangedWarehouse(Body, frozen=True, kw_only=True):
    """A warehouse's name, and whether it is in use."""

    name: Name
    state: WarehouseState


class MoveEnd(Body, frozen=True, kw_only=True):
    """A zone of a warehouse, or an account; one of the two."""

    warehouse_id: WarehouseId | None = None
    zone: Zone | None = None
    account: Account | None = None

    def spot(self) -> Spot:
        """The same for the service."""
        return Spot(warehouse_id=self.warehouse_id, zone=self.zone, account=self.account)


class NewMove(Body, frozen=True, kw_only=True):
    """So many of a part from one place to another."""

    part_id: PartId
    quantity: Annotated[int, Meta(ge=1, le=1_000_000)]
    source: MoveEnd
    target: MoveEnd
    memo: Memo = ""


class NewDifference(Body, frozen=True, kw_only=True):
    """So many more (or, below zero, fewer) of a part than the books say, and why."""

    part_id: PartId
    warehouse_id: WarehouseId
    zone: Zone
    difference: Annotated[int, Meta(ge=-1_000_000, le=1_000_000)]
    reason: Reason


class WhyReversed(Body, frozen=True, kw_only=True):
    """Why something is undone."""

    reason: Reason


class PostedMove(Struct, frozen=True, kw_only=True):
    """The posting that there is now."""

    transaction_id: TransactionId


class TransactionShown(Struct, frozen=True, kw_only=True):
    """One posting with its first entries, and the posting that took it back if one did."""

    transaction: Transaction
    entries: list[PostedEntry]
    reversal: Transaction | None
