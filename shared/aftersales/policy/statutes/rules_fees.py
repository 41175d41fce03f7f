"""What going back costs the customer: by kilometre, by day, or nothing."""

from decimal import Decimal

from aftersales.policy.statutes.model import FeeKind, RightKind, Rule
from aftersales.policy.statutes.model_answer import Fee
from aftersales.policy.statutes.rules_case import Case, usage_of
from aftersales.policy.statutes.rules_time import used_days

GOING_BACK = frozenset({RightKind.EXCHANGE, RightKind.REFUND})


def fee_of(case: Case, rule: Rule, kind: RightKind) -> Fee:
    """The fee of one right; repairs, parts and loaners are free."""
    fee = getattr(rule, "fee", FeeKind.NONE)
    if kind not in GOING_BACK or fee is FeeKind.NONE:
        return Fee(kind=FeeKind.NONE)
    if fee is FeeKind.USAGE:
        return _usage(case)
    if fee is FeeKind.DEPRECIATION:
        return _depreciation(case)
    return Fee(kind=FeeKind.UNSTATED, needs=("statute.usage_fee",))


def _usage(case: Case) -> Fee:
    """Price × km / 1,000 × n, with n at its legal maximum."""
    km, rate = usage_of(case.facts), case.statute.usage_fee_rate
    return _charged(case, FeeKind.USAGE, rate, None if km is None else Decimal(km) / 1000, "readings")


def _depreciation(case: Case) -> Fee:
    """Price × days of use × the daily rate of the catalogue."""
    start = case.facts.exchanged_on or case.facts.invoice_on
    days = None if start is None else Decimal(used_days(start, case.today, case.facts))
    return _charged(case, FeeKind.DEPRECIATION, case.governed.depreciation_rate, days, "invoice_on")


def _charged(case: Case, kind: FeeKind, rate: Decimal | None, used: Decimal | None, need: str) -> Fee:
    """The price times the use times the rate, to the nearest cent and never above the price."""
    price = case.facts.price
    missing = {"price": price, need: used, f"statute.{kind}_rate": rate}
    needs = tuple(name for name, value in missing.items() if value is None)
    if price is None or used is None or rate is None:
        return Fee(kind=kind, needs=needs)
    numerator, denominator = min(used * rate, Decimal(1)).as_integer_ratio()
    return Fee(kind=kind, at_most=price.share(numerator, denominator))
