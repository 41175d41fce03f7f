"""Facts about goodwill."""

from typing import ClassVar
from uuid import UUID

from aftersales.kernel.facts import Fact, announced
from aftersales.kernel.ids import OrganisationId
from aftersales.kernel.money import Money
from aftersales.policy.goodwill.model import BudgetId, GrantId


class GoodwillFact(Fact, frozen=True, kw_only=True):
    """Base of facts about one grant; in the log they stand with what the decision is about."""

    SUBJECT: ClassVar[tuple[str, str]] = ("goodwill", "grant_id")
    grant_id: GrantId
    budget_id: BudgetId
    decision_id: UUID
    subject: str
    subject_id: UUID
    line: str
    dealer_id: OrganisationId | None
    clause: str
    amount: Money


@announced
class GoodwillGranted(GoodwillFact, frozen=True, kw_only=True):
    """Somebody granted a line more than coverage gives."""

    NAME: ClassVar[str] = "policy.goodwill_granted"
    reason: str


@announced
class GoodwillReversed(GoodwillFact, frozen=True, kw_only=True):
    """A grant was taken back; its amount is in the budget again."""

    NAME: ClassVar[str] = "policy.goodwill_reversed"
    reason: str
