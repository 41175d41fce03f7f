"""Deciding: a policy is compiled once per version, and every decision is a pure function of it and the facts."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from hashlib import sha256

import msgspec

from aftersales.kernel.calendar import Calendar
from aftersales.kernel.money import Money
from aftersales.policy.approvals.model import ApprovalChain, ApprovalStep
from aftersales.policy.conditions import CHAIN_FACTS, LINE_FACTS, Condition
from aftersales.policy.errors import PolicyInvalid
from aftersales.policy.model_decision import (
    ClauseResult,
    Decision,
    LineDecision,
    LineFacts,
    Outcome,
    ReturnFacts,
    StepNeeded,
    Value,
)
from aftersales.policy.model_document import PolicyDocument
from aftersales.policy.model_words import Subject
from aftersales.policy.rules_coverage import Terms
from aftersales.policy.rules_lines import DERIVED, GETTERS, LineRules, amount_of, decide_line, line_facts
from aftersales.policy.rules_problems import Problem
from aftersales.policy.rules_reading import LARGEST, read_document, template, template_names
from aftersales.policy.rules_returns import (
    chain_of,
    check_disposition,
    credit_for,
    missing_fields,
    must_recount,
    next_slot,
    steps_needed,
)
from aftersales.policy.rules_validation import validate
from aftersales.policy.statutes.service import NEWEST, Edition

__all__ = [
    "LARGEST",
    "CompiledPolicy",
    "Problem",
    "approval_for",
    "chain_of",
    "check_disposition",
    "compile_policy",
    "credit_for",
    "decide",
    "fingerprint",
    "missing_fields",
    "must_recount",
    "next_slot",
    "read_document",
    "steps_needed",
    "template",
    "template_names",
    "validate",
]


class CompiledPolicy:
    """One policy version made ready: conditions compiled, clauses in reach of a look-up."""

    __slots__ = ("calendars", "chains", "document", "edition", "fingerprint", "lines", "rungs")

    def __init__(self, document: PolicyDocument, edition: Edition | None = None) -> None:
        """Compile a sound document over an edition of the law; use `compile_policy`, which checks it first."""
        exclusions = tuple((one, Condition(one.when, LINE_FACTS)) for one in document.exclusions)
        permissions = tuple(
            (one, Condition(one.when, LINE_FACTS) if one.when else None) for one in document.pre_authorisations
        )
        conditions = [condition for _, condition in (*exclusions, *permissions) if condition is not None]
        named = {fact for condition in conditions for fact in condition.facts}
        requested = next(form.required for form in document.forms if form.code == "return_request")
        self.document = document
        self.edition = (edition or NEWEST) if document.rights.statutes else None
        self.fingerprint = fingerprint(document)
        self.calendars: dict[str, Calendar] = {one.code: one.calendar for one in document.calendars}
        self.chains = tuple(
            (one, Condition(one.condition, CHAIN_FACTS[one.subject]) if one.condition else None)
            for one in document.approval_chains
        )
        self.rungs = tuple(
            (one, Condition(one.when, LINE_FACTS) if one.when else None) for one in document.rights.rungs
        )
        self.lines = LineRules(
            terms=Terms(document, self.calendars, self.edition.statutes if self.edition else None),
            exclusions=exclusions,
            facts=tuple(fact for fact in GETTERS if fact in named - DERIVED),
            routing=document.routing,
            addresses={one.factory: one for one in document.routing.addresses},
            required=requested,
            photos=document.returns.photos_required,
            permissions=permissions,
        )

    def asked(self, condition: Condition, line: LineFacts, on: date) -> tuple[ClauseResult, tuple[str, ...]]:
        """What a condition gives on the facts of a line, and what it lacks."""
        facts = line_facts(condition.facts, line, on, self.lines.terms.standing(line, on))
        tested = condition.test(facts)
        return tested.result, tested.needs


def compile_policy(document: PolicyDocument, edition: Edition | None = None) -> CompiledPolicy:
    """Make a policy ready to decide over the newest or another edition of the law, or refuse with every problem."""
    problems = validate(document)
    if problems:
        raise PolicyInvalid(problems)
    return CompiledPolicy(document, edition)


def fingerprint(document: PolicyDocument) -> str:
    """SHA-256 of a document in its canonical form, whatever the order and spacing it was sent in."""
    return sha256(msgspec.json.encode(document, order="deterministic")).hexdigest()


def decide(policy: CompiledPolicy, facts: ReturnFacts) -> Decision:
    """Decide every line of a return and say which approvals the whole of it needs."""
    lines = tuple(decide_line(policy.lines, line, facts.filed_on) for line in facts.lines)
    kept = [line for line, decided in zip(facts.lines, lines, strict=True) if decided.outcome is not Outcome.REFUSED]
    amounts = [_amount(line, policy.document.currency) for line in kept]
    amount = sum((one for one in amounts if one is not None), Decimal(0))
    known = amount if None not in amounts else None
    chain, steps = _approvals(policy, lines, known) if kept else (None, ())
    routes = {line.route for line in lines}
    return Decision(
        policy=policy.fingerprint,
        lines=lines,
        amount=amount,
        route=routes.pop() if len(routes) == 1 else None,
        chain=chain.code if chain else None,
        steps=tuple(StepNeeded(roles=step.roles, agree_on=step.agree_on) for step in steps),
        is_complete=not any(line.missing for line in lines),
        statutes=policy.edition.fingerprint if policy.edition else "",
    )


def approval_for(
    policy: CompiledPolicy, subject: Subject, amount: Money, lines: int = 1
) -> tuple[ApprovalChain, tuple[ApprovalStep, ...]]:
    """The chain and its steps for something other than a return: a credit, the result of a count."""
    facts: dict[str, Value] = {"amount": float(amount.amount), "lines": lines}
    chain = chain_of(policy.chains, subject, facts)
    return chain, steps_needed(chain, amount.amount)


def _amount(line: LineFacts, currency: str) -> Decimal | None:
    """The value of a line; one in a foreign currency is not known in ours."""
    if line.unit_price is not None and line.unit_price.currency != currency:
        return None
    return amount_of(line)


def _approvals(
    policy: CompiledPolicy, lines: Iterable[LineDecision], amount: Decimal | None
) -> tuple[ApprovalChain, tuple[ApprovalStep, ...]]:
    """The approval chain of a return; an open line always needs its first step."""
    counted = dict.fromkeys(Outcome, 0)
    for line in lines:
        counted[line.outcome] += 1
    facts: dict[str, Value] = {
        "lines": sum(counted.values()),
        "open_lines": counted[Outcome.OPEN],
        "covered_lines": counted[Outcome.COVERED],
        "refused_lines": counted[Outcome.REFUSED],
    }
    if amount is not None:
        facts["amount"] = float(amount)
    chain = chain_of(policy.chains, Subject.RETURN, facts)
    return chain, steps_needed(chain, amount, always=counted[Outcome.OPEN] > 0)
