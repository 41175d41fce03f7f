"""What a policy says about money: how far a quote may go, what a tier gets off, what opens a gate, who bears a loss.

These sections are written, checked and compared with every policy, and what they promise is computed here, beside the
words that promise it, so that both change together. Its callers are use cases of contexts above: finance asks
`quote_steps` and `check_discount` when a quote is made, and `check_paid` before work, shipping or release begins;
the factory's liability, once a loss is found, asks `borne_by`.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from aftersales.kernel.money import Money
from aftersales.policy.approvals.model import ApprovalStep
from aftersales.policy.conditions import GATE_FACTS, Condition
from aftersales.policy.errors import DiscountTooHigh, PaymentMissing, QuoteTooLow
from aftersales.policy.model_decision import ClauseResult, Value
from aftersales.policy.model_document import PolicyDocument
from aftersales.policy.model_money import Gate, LiabilityShares, PaymentGate
from aftersales.policy.model_words import Finding, Subject
from aftersales.policy.rules_returns import Chains, chain_of

WHOLE: Final = Decimal(100)
SCALE: Final = 10**9
"""Percentages have at most this many parts, so that shares of a loss are split in whole numbers."""


class Borne(NamedTuple):
    """What one position bears of a loss."""

    position: str
    amount: Money


def below_percent(listed: Money, quoted: Money) -> Decimal:
    """How many percent a quote lies below the list; less than nothing if above it."""
    if listed.minor == 0:
        return Decimal(0)
    return (listed - quoted).amount * WHOLE / listed.amount


def quote_steps(document: PolicyDocument, chains: Chains, listed: Money, quoted: Money) -> tuple[ApprovalStep, ...]:
    """Who approves a quote: nobody within the limit, exactly the limit included; beyond it the chain of quotes."""
    rule = document.quotes
    below = below_percent(listed, quoted)
    if rule is None or rule.most_below_percent is None or below <= rule.most_below_percent:
        return ()
    facts: dict[str, Value] = {
        "amount": float(quoted.amount),
        "list_amount": float(listed.amount),
        "below_percent": float(below),
    }
    try:
        return chain_of(chains, Subject.QUOTE, facts).steps
    except LookupError:
        raise QuoteTooLow(clause=rule.clause, most=rule.most_below_percent, pointer="/amount") from None


def check_discount(document: PolicyDocument, tier: str, percent: Decimal) -> None:
    """Refuse a discount beyond what the tier gets; exactly that is given [S06-R01]."""
    for cap in document.discounts:
        if cap.tier == tier and cap.most_percent is not None and percent > cap.most_percent:
            raise DiscountTooHigh(clause=cap.clause, tier=tier, most=cap.most_percent, pointer="/discount")


def check_paid(
    document: PolicyDocument,
    gate: Gate,
    *,
    due: Money,
    paid: Money,
    facts: Mapping[str, Value],
    finding: Finding | None,
) -> None:
    """Refuse to go on before enough is paid; a condition that cannot be answered keeps the gate shut [S18-R05]."""
    for rule in document.payment_gates:
        if rule.gate is gate and _concerns(rule, facts, finding) and not _is_open(rule, due, paid):
            raise PaymentMissing(clause=rule.clause, percent=rule.percent, gate=gate.value)


def _concerns(rule: PaymentGate, facts: Mapping[str, Value], finding: Finding | None) -> bool:
    if rule.findings and finding not in rule.findings:
        return False
    return rule.when is None or Condition(rule.when, GATE_FACTS).test(facts).result is not ClauseResult.DOES_NOT_APPLY


def _is_open(rule: PaymentGate, due: Money, paid: Money) -> bool:
    wanted, given = due.minor * (rule.percent or Decimal(0)), paid.minor * WHOLE
    return given > wanted if rule.must_exceed else given >= wanted


def borne_by(liability: LiabilityShares, loss: Money) -> tuple[Borne, ...]:
    """A loss split over positions by largest remainder, so that it always adds up [S13-R08]."""
    weights = [int((share.percent or Decimal(0)) * SCALE) for share in liability.shares]
    return tuple(
        Borne(share.position, amount) for share, amount in zip(liability.shares, loss.split(weights), strict=True)
    )
