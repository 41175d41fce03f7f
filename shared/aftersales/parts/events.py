"""Facts about warehouses, and about what people do to stock by hand."""

from typing import ClassVar

from aftersales.catalog.model import PartId
from aftersales.kernel.facts import Fact, announced
from aftersales.kernel.ids import OrganisationId
from aftersales.parts.ledger.model import TransactionId
from aftersales.parts.model import WarehouseId, WarehouseKind, WarehouseState, Zone


@announced
class WarehouseOpened(Fact, frozen=True, kw_only=True):
    """A warehouse with its four zones came into use."""

    NAME: ClassVar[str] = "parts.warehouse_opened"
    SUBJECT: ClassVar[tuple[str, str]] = ("warehouse", "warehouse_id")

    warehouse_id: WarehouseId
    code: str
    kind: WarehouseKind
    organisation_id: OrganisationId
    dealer_id: OrganisationId | None


@announced
class WarehouseChanged(Fact, frozen=True, kw_only=True):
    """A warehouse is called otherwise now, was closed, or is in use again; what it holds stays on the books."""

    NAME: ClassVar[str] = "parts.warehouse_changed"
    SUBJECT: ClassVar[tuple[str, str]] = ("warehouse", "warehouse_id")

    warehouse_id: WarehouseId
    code: str
    name: str
    state: WarehouseState
    dealer_id: OrganisationId | None


@announced
class DifferencePosted(Fact, frozen=True, kw_only=True):
    """Somebody found more (above zero) or fewer of a part than the books said, and the books follow."""

    NAME: ClassVar[str] = "parts.difference_posted"
    SUBJECT: ClassVar[tuple[str, str]] = ("stock_transaction", "transaction_id")

    transaction_id: TransactionId
    warehouse_id: WarehouseId
    zone: Zone
    part_id: PartId
    difference: int
    reason: str


@announced
class MoveReversed(Fact, frozen=True, kw_only=True):
    """A move or a difference posted by hand was taken back by a posting of its own."""

    NAME: ClassVar[str] = "parts.move_reversed"
    SUBJECT: ClassVar[tuple[str, str]] = ("stock_transaction", "transaction_id")

    transaction_id: TransactionId
    reversal_id: TransactionId
    reason: str
