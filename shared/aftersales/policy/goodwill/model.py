"""Words of goodwill (善意索赔): a budget for a period, and what was granted out of it."""

from datetime import date, datetime
from typing import NewType
from uuid import UUID

from msgspec import Struct

from aftersales.kernel.ids import OrganisationId
from aftersales.kernel.money import Money

BudgetId = NewType("BudgetId", UUID)
GrantId = NewType("GrantId", UUID)


class BudgetRow(Struct, frozen=True, kw_only=True):
    """One budget as the table holds it; `dealer_id` is null where it is the whole network's."""

    id: BudgetId
    code: str
    dealer_id: OrganisationId | None
    starts_on: date
    ends_on: date
    currency: str
    amount_minor: int
    spent_minor: int

    def shown(self) -> "Budget":
        """The budget as money."""
        return Budget(
            id=self.id,
            code=self.code,
            dealer_id=self.dealer_id,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            amount=Money.of_minor(self.amount_minor, self.currency),
            spent=Money.of_minor(self.spent_minor, self.currency),
            left=Money.of_minor(self.amount_minor - self.spent_minor, self.currency),
        )


class Budget(Struct, frozen=True, kw_only=True):
    """One clause's budget in one period, of the network or of one dealer."""

    id: BudgetId
    code: str
    dealer_id: OrganisationId | None
    starts_on: date
    ends_on: date
    amount: Money
    spent: Money
    left: Money


class GrantRow(Struct, frozen=True, kw_only=True):
    """One grant as the table holds it."""

    id: GrantId
    budget_id: BudgetId
    decision_id: UUID
    line: str
    dealer_id: OrganisationId | None
    code: str
    clause: str
    amount_minor: int
    currency: str
    reason: str
    granted_by: UUID
    granted_at: datetime
    reversed_by: UUID | None
    reversed_at: datetime | None
    reversal_reason: str | None

    def shown(self) -> "Grant":
        """The grant as money."""
        known = {name: getattr(self, name) for name in Grant.__struct_fields__ if name != "amount"}
        return Grant(**known, amount=Money.of_minor(self.amount_minor, self.currency))


class Grant(Struct, frozen=True, kw_only=True):
    """What was granted for one line of a decision, and, if it was taken back, why."""

    id: GrantId
    budget_id: BudgetId
    decision_id: UUID
    line: str
    dealer_id: OrganisationId | None
    code: str
    clause: str
    amount: Money
    reason: str
    granted_by: UUID
    granted_at: datetime
    reversed_by: UUID | None
    reversed_at: datetime | None
    reversal_reason: str | None
