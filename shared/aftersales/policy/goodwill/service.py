"""Use cases of goodwill: grant it, take it back, see what is left."""

from uuid import UUID
from zoneinfo import ZoneInfo

from aftersales.kernel.access import Permission
from aftersales.kernel.errors import NotFound
from aftersales.kernel.ids import new_id
from aftersales.kernel.money import Money
from aftersales.kernel.tx import Tx
from aftersales.policy import service as policy
from aftersales.policy.errors import AmountDisagrees
from aftersales.policy.goodwill import rules, store
from aftersales.policy.goodwill.errors import (
    GoodwillExhausted,
    GoodwillGrantedAlready,
    GoodwillReversedAlready,
)
from aftersales.policy.goodwill.events import GoodwillGranted, GoodwillReversed
from aftersales.policy.goodwill.model import Budget, BudgetId, BudgetRow, Grant, GrantId, GrantRow
from aftersales.policy.model_rights import BudgetHolder, Goodwill
from aftersales.policy.model_versions import DecisionRow

__all__ = ["budgets", "grant", "grants", "reverse"]


async def grant(tx: Tx, decision_id: UUID, line: str, code: str, amount: Money, reason: str) -> Grant:
    """Grant a line more than coverage gives, within the clause, its limits and what its budget still has."""
    tx.actor.require(Permission.GOODWILL_GRANT)
    decision = await policy.decision(tx, decision_id)
    in_force = await policy.in_force(tx)
    if amount.currency != in_force.document.currency:
        raise AmountDisagrees(currency=in_force.document.currency, pointer="/amount")
    facts = next((one for one in decision.facts.lines if one.line == line), None)
    decided = next((one for one in decision.decision.lines if one.line == line), None)
    if facts is None or decided is None:
        raise NotFound("line", "行")
    clause = rules.clause_for(in_force.compiled, code, facts, decision.facts.filed_on)
    rules.check_grant(clause, tx.actor.roles, decided, facts, amount)
    if await store.has_grant(tx, decision_id, line):
        raise GoodwillGrantedAlready

    budget_id = await _spent(tx, clause, decision, amount, in_force.document.time_zone)
    row = GrantRow(
        id=GrantId(new_id()),
        budget_id=budget_id,
        decision_id=decision_id,
        line=line,
        dealer_id=decision.dealer_id,
        code=code,
        clause=clause.clause,
        amount_minor=amount.minor,
        currency=amount.currency,
        reason=reason,
        granted_by=tx.actor.id,
        granted_at=tx.now,
        reversed_by=None,
        reversed_at=None,
        reversal_reason=None,
    )
    await store.add_grant(tx, row)
    tx.emit(_fact(GoodwillGranted, row, decision, reason))
    return row.shown()


async def _spent(tx: Tx, clause: Goodwill, decision: DecisionRow, amount: Money, zone: str) -> BudgetId:
    """Take an amount out of the budget of the period, or refuse with what is left of it."""
    dealer = decision.dealer_id if clause.holder is BudgetHolder.DEALER else None
    starts_on, ends_on = rules.period_of(clause.period, tx.now.astimezone(ZoneInfo(zone)).date())
    budget = BudgetRow(
        id=BudgetId(new_id()),
        code=clause.code,
        dealer_id=dealer,
        starts_on=starts_on,
        ends_on=ends_on,
        currency=amount.currency,
        amount_minor=Money(clause.budget or amount.amount * 0, amount.currency).minor,
        spent_minor=amount.minor,
    )
    holder = dealer or tx.tenant_id
    found = await store.spend(tx, budget, holder) if budget.amount_minor >= amount.minor else None
    if found is None:
        gone = await store.spent_of(tx, budget, holder)
        left = Money.of_minor(max(0, budget.amount_minor - gone), amount.currency)
        raise GoodwillExhausted(clause=clause.clause, left=left, asked=amount, pointer="/amount")
    return found


def _fact(
    kind: type[GoodwillGranted | GoodwillReversed], row: GrantRow, decision: DecisionRow, reason: str
) -> GoodwillGranted | GoodwillReversed:
    return kind(
        grant_id=row.id,
        budget_id=row.budget_id,
        decision_id=row.decision_id,
        subject=decision.subject_kind,
        subject_id=decision.subject_id,
        line=row.line,
        dealer_id=row.dealer_id,
        clause=row.clause,
        amount=Money.of_minor(row.amount_minor, row.currency),
        reason=reason,
    )


async def reverse(tx: Tx, grant_id: UUID, reason: str) -> Grant:
    """Take a grant back; its amount can be granted again."""
    tx.actor.require(Permission.GOODWILL_GRANT)
    row = await store.grant(tx, grant_id, lock=True)
    if row.reversed_at is not None:
        raise GoodwillReversedAlready

    await store.reverse(tx, row, reason)
    decision = await policy.decision(tx, row.decision_id)
    tx.emit(_fact(GoodwillReversed, row, decision, reason))
    return (await store.grant(tx, grant_id)).shown()


async def budgets(tx: Tx, *, limit: int, cursor: str | None) -> tuple[list[Budget], str | None]:
    """A page of the budgets that were drawn on, newest period first."""
    tx.actor.require(Permission.GOODWILL_GRANT)
    rows, following = await store.budgets(tx, limit=limit, cursor=cursor)
    return [row.shown() for row in rows], following


async def grants(tx: Tx, decision_id: UUID | None, *, limit: int, cursor: str | None) -> tuple[list[Grant], str | None]:
    """A page of grants, newest first; a dealer's people see their own."""
    tx.actor.require(Permission.POLICY_READ)
    rows, following = await store.grants(tx, decision_id, limit=limit, cursor=cursor)
    return [row.shown() for row in rows], following
