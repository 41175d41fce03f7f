"""Parts: how many are kept, when they are refilled, how they are written off, counted and recovered."""

from decimal import Decimal
from enum import StrEnum

from aftersales.kernel.access import Role
from aftersales.policy.model_rights import Party
from aftersales.policy.model_words import Article, Clause, Products, Text
from aftersales.policy.stopwatches.model import Limit


class StockMoment(StrEnum):
    """When parts leave the stock: drawn before the job, on saving, once priced, or once approved."""

    DRAWN_BEFORE = "drawn_before"
    ON_SAVING = "on_saving"
    ONCE_PRICED = "once_priced"
    ONCE_APPROVED = "once_approved"


class OldPartWay(StrEnum):
    """What is done with the part that was replaced (旧件)."""

    BACK_TO_BASE = "back_to_base"
    OFFSETS_ACCOUNT = "offsets_account"
    LIKE_FOR_LIKE = "like_for_like"
    CUSTOMER_CHOOSES = "customer_chooses"
    KEPT_FOR_REUSE = "kept_for_reuse"
    TO_QUARANTINE = "to_quarantine"


class BasisOfWriteOff(StrEnum):
    """What a write-off is checked against."""

    SIGNED_JOB = "signed_job"
    CONFIRMED_NATURE = "confirmed_nature"
    OLD_PART = "old_part"
    ISSUE_NOTE = "issue_note"


class Schedule(Article, frozen=True, kw_only=True):
    """When something recurs: an RFC 5545 recurrence rule on a wall clock; an empty rule must still be supplied."""

    rrule: str
    time_zone: str


class WarehouseSelector(Article, frozen=True, kw_only=True):
    """Which warehouses: named by code, or all of a kind."""

    codes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


class RecountThresholds(Article, frozen=True, kw_only=True):
    """A difference beyond any of these is counted again by somebody else; exactly this is not."""

    quantity: int | None = None
    percent: Decimal | None = None
    value: Decimal | None = None


class CountRule(Article, frozen=True, kw_only=True):
    """A scheduled stock count (盘点) and who approves its gains and losses [S01-R23]."""

    code: str
    text: Text
    schedule: Schedule
    warehouses: WarehouseSelector
    recount: RecountThresholds
    approver: str
    blind: bool = True
    source: tuple[str, ...] = ()


class PartQuota(Clause, frozen=True, kw_only=True):
    """How many of a part are kept (定额库存): one part, or every part of a category."""

    warehouses: WarehouseSelector
    part: str | None = None
    component: str | None = None
    par_level: int | None = None
    least: int = 0


class Replenishment(Clause, frozen=True, kw_only=True):
    """When stock is refilled up to its quota, how long a purchase takes, and who bears it if it is late [S01-R15]."""

    code: str
    warehouses: WarehouseSelector
    schedule: Schedule
    purchase_lead: Limit
    late_bears: Party
    excused_by: tuple[Role, ...] = ()
    """Who may find a special reason for being late [S01-R17]."""


class PartsRules(Clause, frozen=True, kw_only=True):
    """How parts are issued and written off (核销)."""

    stock_moves: StockMoment
    needs_accepted_job: bool = False
    """Nothing is drawn before the technician has signed for the job [S01-R09]."""
    write_off_required: bool = False
    write_off_before_hand_back: bool = False
    basis: tuple[BasisOfWriteOff, ...] = ()


class OldPartRule(Clause, frozen=True, kw_only=True):
    """What becomes of replaced parts, and by when they must be back."""

    products: Products = Products()
    component: str | None = None
    way: OldPartWay
    credit_only_after: bool = False
    """Nothing is credited or offset before the old part is in [S17-R02]."""
    return_within_days: int | None = None
    return_schedule: Schedule | None = None


class SupplierTerms(Clause, frozen=True, kw_only=True):
    """How suppliers answer for what they delivered [S11-R07]."""

    suppliers: tuple[str, ...] = ()
    """Their codes; every supplier without."""
    settle_within: Limit
    like_for_like: bool = False
    own_promise: bool = False
    """Bundled products carry their own maker's promise [S05-R08]."""


class ReportDue(Clause, frozen=True, kw_only=True):
    """A report that is due some days after each cut-off [S01-R22]."""

    code: str
    cut_off: Schedule
    due_within: Limit
    calendar: str | None = None
    to: tuple[str, ...]
    """Roles or bystanders."""
