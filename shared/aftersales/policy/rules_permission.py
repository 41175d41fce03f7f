"""What must be allowed before the work begins, and what was: a pre-authorisation (预授权) in a decision."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple, Protocol, TypeAlias

from aftersales.policy.conditions import Condition
from aftersales.policy.entitlement.model import Notice
from aftersales.policy.model_decision import (
    ClauseKind,
    ClauseResult,
    ClauseTest,
    LineFacts,
    Outcome,
    PreAuthorised,
    Value,
)
from aftersales.policy.model_rights import PreAuthorisation
from aftersales.policy.model_words import CostKind, ReasonKind, Text
from aftersales.policy.rules_coverage import fit

PreRules: TypeAlias = tuple[tuple[PreAuthorisation, Condition | None], ...]

ALLOWED: Final = Text(zh="已预授权。", en="It was allowed beforehand.")


class Judged(Protocol):
    """As much of a verdict as a pre-authorisation may change."""

    @property
    def outcome(self) -> Outcome:
        """What the policy says so far."""

    @property
    def reason(self) -> ReasonKind | None:
        """Why it is refused or open."""


class Permission(NamedTuple):
    """What a pre-authorisation does: another verdict or none, its traces, and what a person should look at."""

    changed: tuple[Outcome, str, ReasonKind | None, Text] | None
    tests: list[ClauseTest]
    findings: list[Notice]


def permitted(
    rules: PreRules,
    line: LineFacts,
    facts: Mapping[str, Value],
    amount: Decimal | None,
    on: date,
    verdict: Judged,
) -> Permission:
    """A granted line stands whatever was left open; a covered one that needed a grant and has none waits for people."""
    granted = line.pre_authorised
    findings: list[Notice] = []
    if granted is not None:
        short = _shortfall(granted, line, amount, on)
        if short is None:
            return _granted(rules, granted, on, verdict)
        findings.append(short)
    tests = [test for rule, condition in rules if (test := _asked(rule, condition, line, facts, amount)) is not None]
    due = next((test for test in tests if test.result is not ClauseResult.DOES_NOT_APPLY), None)
    if due is None or verdict.outcome is not Outcome.COVERED:
        return Permission(None, tests, findings)
    return Permission((Outcome.OPEN, due.clause, None, due.text), tests, findings)


def _granted(rules: PreRules, granted: PreAuthorised, on: date, verdict: Judged) -> Permission:
    text = next((rule.text for rule, _ in rules if rule.clause == granted.clause), ALLOWED)
    test = ClauseTest(
        clause=granted.clause,
        kind=ClauseKind.PRE_AUTHORISATION,
        tested="filed_on <= pre_authorised.until && line.amount <= pre_authorised.up_to",
        inputs={"filed_on": on.isoformat(), "until": granted.until.isoformat(), "up_to": str(granted.up_to)},
        result=ClauseResult.APPLIES,
        text=text,
    )
    is_changed = verdict.outcome in {Outcome.OPEN, Outcome.UNKNOWN} or verdict.reason is ReasonKind.EXPIRED
    changed = (Outcome.COVERED, granted.clause, None, text) if is_changed else None
    return Permission(changed, [test], [])


def _shortfall(granted: PreAuthorised, line: LineFacts, amount: Decimal | None, on: date) -> Notice | None:
    """Why a pre-authorisation does not hold for a line: too late, too dear, or nobody knows how dear."""
    price = line.unit_price
    if on > granted.until:
        zh, en = f"预授权已于 {granted.until} 到期。", f"The pre-authorisation ended on {granted.until}."
    elif amount is None or price is None or price.currency != granted.up_to.currency:
        zh, en = "金额未知，无法核对预授权。", "Without a price the pre-authorisation cannot be compared."
    elif amount > granted.up_to.amount:
        zh = f"金额超过预授权的 {granted.up_to}。"
        en = f"The amount exceeds the {granted.up_to} that were allowed."
    else:
        return None
    return Notice(code="pre_authorisation_short", text=Text(zh=zh, en=en), clauses=(granted.clause,))


def _asked(
    rule: PreAuthorisation,
    condition: Condition | None,
    line: LineFacts,
    facts: Mapping[str, Value],
    amount: Decimal | None,
) -> ClauseTest | None:
    """Whether a line had to be allowed beforehand; what cannot be known counts as yes."""
    if CostKind.PARTS not in rule.costs or fit(rule.products, line.unit.model, line.unit.category) is None:
        return None
    inputs: dict[str, Value] = {} if amount is None else {"line.amount": float(amount)}
    is_dear = rule.above is None or amount is None or amount > rule.above
    result = ClauseResult.APPLIES if is_dear else ClauseResult.DOES_NOT_APPLY
    needs: tuple[str, ...] = ()
    tested = "" if rule.above is None else f"line.amount > {rule.above}"
    if condition is not None and is_dear:
        asked = condition.test(facts)
        result, needs, inputs = asked.result, asked.needs, inputs | asked.inputs
        tested = f"{tested} && {condition.source}" if tested else condition.source
    return ClauseTest(
        clause=rule.clause,
        kind=ClauseKind.PRE_AUTHORISATION,
        tested=tested,
        inputs=inputs,
        result=result,
        needs=needs,
        text=rule.text,
    )
