"""Words of stock counts: plans, counts and their states, lines and what was seen on them."""

from datetime import datetime
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from msgspec import Struct

from aftersales.catalog.model import PartId
from aftersales.kernel.ids import OrganisationId
from aftersales.kernel.money import Money
from aftersales.parts.ledger.model import TransactionId
from aftersales.parts.model import LocationId, WarehouseId, Zone
from aftersales.policy.model import CountRule, RecountThresholds

CountId = NewType("CountId", UUID)


class CountState(StrEnum):
    """Where a count is; `posted` and `cancelled` are ends."""

    OPEN = "open"
    COUNTING = "counting"
    RECOUNT = "recount"
    AWAITING_APPROVAL = "awaiting_approval"
    POSTED = "posted"
    CANCELLED = "cancelled"


MOVES: Final = {
    CountState.OPEN: {CountState.COUNTING, CountState.CANCELLED},
    CountState.COUNTING: {CountState.RECOUNT, CountState.AWAITING_APPROVAL, CountState.CANCELLED},
    CountState.RECOUNT: {CountState.AWAITING_APPROVAL, CountState.CANCELLED},
    CountState.AWAITING_APPROVAL: {CountState.RECOUNT, CountState.POSTED, CountState.CANCELLED},
    CountState.POSTED: set[CountState](),
    CountState.CANCELLED: set[CountState](),
}

UNDER_WAY: Final = (CountState.OPEN, CountState.COUNTING, CountState.RECOUNT, CountState.AWAITING_APPROVAL)
"""States in which a warehouse has a count, and cannot have another."""

ENTERING: Final = (CountState.OPEN, CountState.COUNTING, CountState.RECOUNT)
"""States in which somebody still counts, and must not know what the books say."""


class LineState(StrEnum):
    """Whether a line was counted, and whether it must be counted again."""

    WAITING = "waiting"
    COUNTED = "counted"
    RECOUNT = "recount"
    RECOUNTED = "recounted"


class CountPlan(Struct, frozen=True, kw_only=True):
    """How a warehouse is counted: what the policy says, or what somebody chose who opened a count by hand."""

    code: str = ""
    recount: RecountThresholds = RecountThresholds()
    approver: str | None = None
    blind: bool = True
    policy_version_id: UUID | None = None


class ScheduledCount(Struct, frozen=True, kw_only=True):
    """The payload of a count's schedule; `slot` is the instant that came due."""

    rule: CountRule
    policy_version_id: UUID
    slot: datetime | None = None


class Count(Struct, frozen=True, kw_only=True):
    """One count of one warehouse, and how far it is."""

    id: CountId
    warehouse_id: WarehouseId
    warehouse_code: str
    dealer_id: OrganisationId | None
    state: CountState
    plan: CountPlan
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


class LineToCount(Struct, frozen=True, kw_only=True):
    """A line as its counter sees it: where, what, and whether it is done; `quantity` is the counter's own entry."""

    number: int
    zone: Zone
    part_id: PartId
    part_number: str
    part_name: str
    part_name_en: str
    state: LineState
    quantity: int | None


class SeenLine(Struct, frozen=True, kw_only=True):
    """A line with all that was seen on it: what the books said at the ledger position of each entry, and by whom."""

    number: int
    location_id: LocationId
    zone: Zone
    part_id: PartId
    state: LineState
    counted_quantity: int | None
    expected_quantity: int | None
    ledger_position: int | None
    counted_by: UUID | None
    counted_by_name: str | None
    counted_at: datetime | None
    recount_quantity: int | None
    recount_expected: int | None
    recount_position: int | None
    recounted_by: UUID | None
    recounted_by_name: str | None
    recounted_at: datetime | None
    is_over: bool
    explanation: str

    @property
    def variance(self) -> int | None:
        """Gain above nothing, loss below, by the last entry; moves before or after it do not count."""
        if self.recount_quantity is not None and self.recount_expected is not None:
            return self.recount_quantity - self.recount_expected
        if self.counted_quantity is not None and self.expected_quantity is not None:
            return self.counted_quantity - self.expected_quantity
        return None


class Variance(Struct, frozen=True, kw_only=True):
    """One line whose count differs from the books."""

    number: int
    location_id: LocationId
    part_id: PartId
    expected: int
    quantity: int
    is_over: bool
    explanation: str

    @property
    def difference(self) -> int:
        """Gain above nothing, loss below."""
        return self.quantity - self.expected


class SeenVariance(Struct, frozen=True, kw_only=True):
    """A line that differs, as those who may know read it."""

    number: int
    zone: Zone
    part_number: str
    part_name: str
    part_name_en: str
    expected: int
    quantity: int
    difference: int
    value: Money | None
    is_over: bool
    explanation: str


class Entered(Struct, frozen=True, kw_only=True):
    """What was counted on one line of the sheet."""

    number: int
    quantity: int


class Find(Struct, frozen=True, kw_only=True):
    """A part that lay there and was not on the sheet."""

    part_number: str
    zone: Zone
    quantity: int


class Explained(Struct, frozen=True, kw_only=True):
    """Why a line differs [S01-R23]."""

    number: int
    text: str
