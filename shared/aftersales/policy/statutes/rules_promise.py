"""What the brand promises beside the law: the customer has the better of both."""

from aftersales.policy.statutes.model import PeriodRule, RightKind, Rule, Term, Text, Trigger, WindowRule
from aftersales.policy.statutes.model_facts import Promise

BRAND = "brand_promise"
"""Stands in a clause where the brand's word, not the law, gives the right."""


def is_as_good(term: Term, other: Term) -> bool:
    """Whether a term covers every day and kilometre that another covers."""
    reaches = term.usage_km is None or (other.usage_km is not None and term.usage_km >= other.usage_km)
    return term.months >= other.months and reaches


def floor(statute_terms: Term, brand_terms: Term | None) -> tuple[Term, ...]:
    """The better of both; where each is better in one way the customer is covered by either."""
    if brand_terms is None or is_as_good(statute_terms, brand_terms):
        return (statute_terms,)
    if is_as_good(brand_terms, statute_terms):
        return (brand_terms,)
    return (statute_terms, brand_terms)


def promised(promise: Promise, whole: Term | None) -> list[tuple[Text, Rule]]:
    """A brand's promise as if it were law; a term that the law's term for the whole product outdoes is left out."""
    rules: list[tuple[Text, Rule]] = []
    if promise.repair is not None and (whole is None or promise.repair in floor(whole, promise.repair)):
        text = Text(zh="品牌承诺的整机保修期", en="The brand's term for the whole product")
        rules.append((text, PeriodRule(term=promise.repair)))
    if promise.main_parts is not None:
        text = Text(zh="品牌承诺的主要部件保修期", en="The brand's term for main parts")
        rules.append((text, PeriodRule(term=promise.main_parts, main_parts=True)))
    windows = ((promise.refund_days, RightKind.REFUND), (promise.exchange_days, RightKind.EXCHANGE))
    for days, kind in windows:
        if days is not None:
            text = Text(zh=f"品牌承诺的{days}日内权利", en=f"The brand's right of the first {days} days")
            rules.append((text, WindowRule(trigger=Trigger.FAULT, grants=(kind,), days=days)))
    return rules
