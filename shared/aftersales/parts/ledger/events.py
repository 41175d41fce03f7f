"""Facts of the ledger."""

from typing import ClassVar
from uuid import UUID

from aftersales.kernel.facts import Fact, announced
from aftersales.kernel.ids import OrganisationId
from aftersales.parts.ledger.model import TransactionId


@announced
class StockPosted(Fact, frozen=True, kw_only=True):
    """Parts moved between locations; `quantity` is how many pieces moved, `lines` how many moves."""

    NAME: ClassVar[str] = "parts.stock_posted"
    SUBJECT: ClassVar[tuple[str, str]] = ("stock_transaction", "transaction_id")

    transaction_id: TransactionId
    cause_kind: str
    cause_id: UUID
    lines: int
    quantity: int
    dealer_id: OrganisationId | None = None
