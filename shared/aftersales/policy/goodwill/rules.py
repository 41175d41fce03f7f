"""How much goodwill a line may have, of whose budget, in which period; pure."""

from calendar import monthrange
from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal

from aftersales.kernel.access import Role
from aftersales.kernel.money import Money
from aftersales.policy.conditions import LINE_FACTS, Condition
from aftersales.policy.goodwill.errors import (
    GoodwillCovered,
    GoodwillNotForeseen,
    GoodwillNotYours,
    GoodwillTooMuch,
)
from aftersales.policy.model_decision import ClauseResult, LineDecision, LineFacts, Outcome
from aftersales.policy.model_rights import Goodwill
from aftersales.policy.model_words import Period
from aftersales.policy.rules import CompiledPolicy
from aftersales.policy.rules_coverage import fit

QUARTER = 3


def period_of(period: Period, day: date) -> tuple[date, date]:
    """The first and the last day of the period that a day lies in."""
    if period is Period.DAY:
        return day, day
    if period is Period.WEEK:
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    if period is Period.YEAR:
        return date(day.year, 1, 1), date(day.year, 12, 31)
    first_month = day.month if period is Period.MONTH else (day.month - 1) // QUARTER * QUARTER + 1
    last_month = first_month if period is Period.MONTH else first_month + QUARTER - 1
    return date(day.year, first_month, 1), date(day.year, last_month, monthrange(day.year, last_month)[1])


def clause_for(policy: CompiledPolicy, code: str, line: LineFacts, filed_on: date) -> Goodwill:
    """The goodwill of a code that is about a line; a condition that cannot be shown to hold does not."""
    for one in policy.document.goodwill:
        fits = fit(one.products, line.unit.model, line.unit.category)
        if one.code == code and fits is not None and fits.needs is None and _holds(policy, one, line, filed_on):
            return one
    raise GoodwillNotForeseen(code=code, pointer="/code")


def _holds(policy: CompiledPolicy, one: Goodwill, line: LineFacts, filed_on: date) -> bool:
    if one.when is None:
        return True
    result, _ = policy.asked(Condition(one.when, LINE_FACTS), line, filed_on)
    return result is ClauseResult.APPLIES


def check_grant(
    clause: Goodwill, roles: Collection[Role], decided: LineDecision, line: LineFacts, asked: Money
) -> None:
    """Refuse what the clause does not allow this person, this line, or this amount."""
    if decided.outcome is Outcome.COVERED:
        raise GoodwillCovered(pointer="/line")
    if not set(clause.roles) & set(roles):
        raise GoodwillNotYours(clause=clause.clause, roles=", ".join(clause.roles))
    most = most_of(clause, line, asked.currency)
    if not 0 < asked.amount <= most.amount:
        raise GoodwillTooMuch(clause=clause.clause, most=most, pointer="/amount")


def most_of(clause: Goodwill, line: LineFacts, currency: str) -> Money:
    """The most that a line may have: a share of what coverage would have paid, and no more than a case may cost."""
    price = line.unit_price
    if price is None or line.quantity is None or price.currency != currency:
        return Money(Decimal(0), currency)
    most = (price * line.quantity).share(clause.most_percent, 100)
    if clause.most_a_case is not None and clause.most_a_case < most.amount:
        return Money(clause.most_a_case, currency)
    return most
