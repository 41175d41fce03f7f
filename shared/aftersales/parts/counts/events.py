"""Facts of stock counts; quantities in them are sums, so that no line can be told from a fact."""

from datetime import datetime
from typing import ClassVar

from aftersales.kernel.facts import Fact, announced
from aftersales.kernel.ids import OrganisationId
from aftersales.parts.counts.model import CountId
from aftersales.parts.ledger.model import TransactionId
from aftersales.parts.model import WarehouseId


class CountFact(Fact, frozen=True, kw_only=True):
    """Base of all facts about one count."""

    SUBJECT: ClassVar[tuple[str, str]] = ("stock_count", "count_id")
    count_id: CountId
    warehouse_id: WarehouseId
    warehouse_code: str
    dealer_id: OrganisationId | None = None


@announced
class CountOpened(CountFact, frozen=True, kw_only=True):
    """A warehouse is to be counted; `slot` is set when a schedule asked for it."""

    NAME: ClassVar[str] = "parts.count_opened"
    lines: int
    plan: str
    slot: datetime | None


@announced
class CountSlotAbsorbed(CountFact, frozen=True, kw_only=True):
    """A slot came due while the warehouse was still being counted; the count under way stands for it too."""

    NAME: ClassVar[str] = "parts.count_slot_absorbed"
    plan: str
    slot: datetime | None


@announced
class CountEntered(CountFact, frozen=True, kw_only=True):
    """Every line was entered; `is_final` when no line must be counted again, so that it waits for approval."""

    NAME: ClassVar[str] = "parts.count_entered"
    lines: int
    is_final: bool
    approver: str | None


@announced
class CountRecountAsked(CountFact, frozen=True, kw_only=True):
    """So many lines must be counted again by another person."""

    NAME: ClassVar[str] = "parts.count_recount_asked"
    lines: int


@announced
class CountApproved(CountFact, frozen=True, kw_only=True):
    """The treatment of gains and losses was approved [S01-R23]."""

    NAME: ClassVar[str] = "parts.count_approved"
    note: str


@announced
class CountPosted(CountFact, frozen=True, kw_only=True):
    """Gains and losses are in the ledger; `transaction_id` is None when there were none."""

    NAME: ClassVar[str] = "parts.count_posted"
    transaction_id: TransactionId | None
    gained: int
    lost: int
    differing_lines: int


@announced
class CountCancelled(CountFact, frozen=True, kw_only=True):
    """A count was given up; nothing was posted."""

    NAME: ClassVar[str] = "parts.count_cancelled"
    reason: str
