"""One line of a return under one policy: terms, exclusions, route, missing fields, and the clause that decides."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from aftersales.policy.conditions import Condition
from aftersales.policy.entitlement.model import Notice
from aftersales.policy.entitlement.rules_findings import about_unit, below_floor, overridden
from aftersales.policy.model_decision import (
    ClauseKind,
    ClauseResult,
    ClauseTest,
    LineDecision,
    LineFacts,
    Outcome,
    UnitFacts,
    Value,
)
from aftersales.policy.model_document import ReturnAddress, Routing
from aftersales.policy.model_terms import Exclusion
from aftersales.policy.model_words import ReasonKind, Ruling, Text
from aftersales.policy.rules_coverage import Standing, Terms, fit
from aftersales.policy.rules_permission import PreRules, permitted

SILENCE: Final = "silence"
"""The clause that speaks when no other does; no policy may use this id itself."""

SILENCE_TEXT: Final = Text(
    zh="本政策未对此情形作出规定，由有权限的人员审批。",
    en="The policy does not settle this; a person with authority decides.",
)

PROMISES: Final = frozenset({ClauseKind.TERM, ClauseKind.CARD, ClauseKind.GUARANTEE, ClauseKind.STATUTE})
"""Kinds of clauses whose needs count only where they decide."""

DERIVED: Final = frozenset({"line.has_term", "line.expired", "line.days_in_use", "line.covered_until"})
"""Facts that come from the governing term."""

GETTERS: Final[dict[str, Callable[[LineFacts], Value | None]]] = {
    "unit.serial": lambda line: line.unit.serial,
    "unit.model": lambda line: line.unit.model,
    "unit.category": lambda line: line.unit.category,
    "unit.factory": lambda line: line.unit.factory,
    "unit.dealer": lambda line: line.unit.dealer,
    "unit.sold_on": lambda line: _day(line.unit.sold_on),
    "unit.invoiced_on": lambda line: _day(line.unit.invoiced_on),
    "unit.delivered_on": lambda line: _day(line.unit.delivered_on),
    "unit.installed_on": lambda line: _day(line.unit.installed_on),
    "unit.accepted_on": lambda line: _day(line.unit.accepted_on),
    "unit.km": lambda line: line.unit.km,
    "unit.hours": lambda line: line.unit.hours,
    "unit.subsidy_done": lambda line: line.unit.subsidy_done,
    "unit.province": lambda line: line.unit.province,
    "unit.use": lambda line: line.unit.use,
    "unit.exchanged_on": lambda line: _day(line.unit.exchanged_on),
    "line.part_number": lambda line: line.part_number,
    "line.part_category": lambda line: line.part_category,
    "line.quantity": lambda line: line.quantity,
    "line.fault_code": lambda line: line.fault_code,
    "line.fault_text": lambda line: line.fault_text,
    "line.human_damage": lambda line: line.human_damage,
    "line.cause": lambda line: line.cause,
    "line.photos": lambda line: line.photos,
    "line.unit_price": lambda line: float(line.unit_price.amount) if line.unit_price else None,
    "line.amount": lambda line: _float(amount_of(line)),
    "proof": lambda line: line.proof,
}
"""Where each fact of a condition is read from; only those that a policy's conditions name are read."""

LAWFUL: Final = frozenset({ReasonKind.HUMAN_DAMAGE, ReasonKind.NO_PROOF})
"""Reasons for which the law itself knows exclusions; for others it covers whatever a policy says."""

REQUESTED: Final[dict[str, Callable[[LineFacts], object]]] = {
    "serial": lambda line: line.unit.serial,
    "model": lambda line: line.unit.model,
    "sold_on": lambda line: line.unit.sold_on,
    "proof": lambda line: line.proof,
    "part_number": lambda line: line.part_number,
    "quantity": lambda line: line.quantity,
    "fault_code": lambda line: line.fault_code,
    "fault_text": lambda line: (line.fault_text or "").strip(),
    "human_damage": lambda line: line.human_damage,
}
"""Where each field of the return request is read from."""


class LineRules(NamedTuple):
    """What of a compiled policy is needed to decide one line."""

    terms: Terms
    exclusions: tuple[tuple[Exclusion, Condition], ...]
    facts: tuple[str, ...]
    routing: Routing
    addresses: Mapping[str, ReturnAddress]
    required: tuple[str, ...]
    photos: int
    permissions: PreRules = ()


class Verdict(NamedTuple):
    """The clause that decides a line, and how."""

    outcome: Outcome
    clause: str
    reason: ReasonKind | None
    text: Text


def decide_line(rules: LineRules, line: LineFacts, filed_on: date) -> LineDecision:
    """Decide one line; every clause that could speak to it is in the trace, in order."""
    standing = rules.terms.standing(line, filed_on)
    facts = line_facts(rules.facts, line, filed_on, standing)
    tests = _excluded(rules.exclusions, line.unit, facts, standing)
    verdict, findings = _verdict(standing, tests)
    route, routed = _route(rules, line.unit)
    trace = [*standing.tests, *(test for _, test in tests), routed]
    if verdict.clause == SILENCE:
        trace.append(_silence())
    if rules.permissions or line.pre_authorised is not None:
        permission = permitted(rules.permissions, line, facts, amount_of(line), filed_on, verdict)
        trace += permission.tests
        findings += permission.findings
        verdict = verdict if permission.changed is None else Verdict(*permission.changed)
    needs: dict[str, None] = {}
    if verdict.outcome is not Outcome.REFUSED:
        needs = dict.fromkeys(standing.needs)
        for test in trace:
            if test.kind not in PROMISES:
                needs.update(dict.fromkeys(test.needs))
    parts = standing.parts
    return LineDecision(
        line=line.line,
        outcome=verdict.outcome,
        clause=verdict.clause,
        reason=verdict.reason,
        text=verdict.text,
        covered_until=parts.ends_on if parts else None,
        coverage=standing.coverage,
        needs=tuple(needs),
        missing=_missing(rules, line),
        route=route,
        trace=tuple(trace),
        findings=(*findings, *below_floor(standing.below), *about_unit(line.unit, filed_on))
        if findings or standing.below or line.unit.readings or line.unit.is_odometer_tampered
        else (),
    )


def amount_of(line: LineFacts) -> Decimal | None:
    """The value of a line, if price and quantity are known."""
    if line.unit_price is None or line.quantity is None:
        return None
    return line.unit_price.amount * line.quantity


def line_facts(wanted: tuple[str, ...], line: LineFacts, filed_on: date, standing: Standing) -> dict[str, Value]:
    """The facts that conditions name, as plain values; what nobody knows is left out, what is derived always there."""
    facts: dict[str, Value] = {"filed_on": filed_on.isoformat()}
    for fact in wanted:
        value = GETTERS[fact](line) if fact in GETTERS else None
        if value is not None:
            facts[fact] = value
    parts = standing.parts
    if parts is None:
        if not standing.needs:
            facts |= {"line.has_term": False, "line.expired": False}
        return facts
    facts["line.has_term"] = True
    if parts.is_running is not None:
        facts["line.expired"] = not parts.is_running
    if parts.starts_on is not None and parts.ends_on is not None:
        facts["line.days_in_use"] = (filed_on - parts.starts_on).days
        facts["line.covered_until"] = parts.ends_on.isoformat()
    return facts


def _excluded(
    exclusions: tuple[tuple[Exclusion, Condition], ...],
    unit: UnitFacts,
    facts: Mapping[str, Value],
    standing: Standing,
) -> list[tuple[Exclusion, ClauseTest]]:
    """Each exclusion about this product, tested."""
    tests: list[tuple[Exclusion, ClauseTest]] = []
    for exclusion, condition in exclusions:
        fits = fit(exclusion.products, unit.model, unit.category)
        if fits is None:
            continue
        result, inputs, needs = condition.test(facts)
        if fits.needs and result is not ClauseResult.DOES_NOT_APPLY:
            result, needs = ClauseResult.UNKNOWN, (fits.needs, *needs)
        if result is ClauseResult.UNKNOWN and not DERIVED.isdisjoint(needs):
            needs = _roots(needs, standing)
            result = ClauseResult.UNKNOWN if needs else ClauseResult.FAILED
        test = ClauseTest(
            clause=exclusion.clause,
            kind=ClauseKind.EXCLUSION,
            tested=condition.source,
            inputs=inputs,
            result=result,
            needs=needs,
            text=exclusion.text,
        )
        tests.append((exclusion, test))
    return tests


def _roots(needs: tuple[str, ...], standing: Standing) -> tuple[str, ...]:
    """What has to be supplied: a derived fact is missing because the term's own facts are."""
    plain = [need for need in needs if need not in DERIVED]
    return tuple(dict.fromkeys((*standing.needs, *plain)))


def _verdict(standing: Standing, tests: list[tuple[Exclusion, ClauseTest]]) -> tuple[Verdict, list[Notice]]:
    """A sure refusal wins; then what is surely for a person; then what cannot be known; then the promise that runs.

    Where the law covers, an exclusion that the law does not know refuses nothing: a person decides, or, if it only
    says that time is up, the law does.
    """
    findings: list[Notice] = []
    left_open: list[Exclusion] = []
    for exclusion, test in tests:
        if test.result is not ClauseResult.APPLIES:
            continue
        if exclusion.outcome is not Ruling.REFUSE:
            left_open.append(exclusion)
        elif standing.floor is None or exclusion.reason in LAWFUL:
            return Verdict(Outcome.REFUSED, exclusion.clause, exclusion.reason, exclusion.text), []
        else:
            findings.append(overridden(exclusion.clause, standing.floor.clause))
            if exclusion.reason is not ReasonKind.EXPIRED:
                left_open.append(exclusion)
    left_open += [exclusion for exclusion, test in tests if test.result is ClauseResult.FAILED]
    if left_open:
        return Verdict(Outcome.OPEN, left_open[0].clause, left_open[0].reason, left_open[0].text), findings
    return _promised(standing, tests), findings


def _promised(standing: Standing, tests: list[tuple[Exclusion, ClauseTest]]) -> Verdict:
    """What a line comes to that no exclusion takes out of coverage."""
    unknown = [test for _, test in tests if test.result is ClauseResult.UNKNOWN]
    if uncertain := standing.uncertain or next(iter(unknown), None):
        return Verdict(Outcome.UNKNOWN, uncertain.clause, None, uncertain.text)
    parts = standing.parts
    if parts is not None and parts.is_running:
        term = next(test for test in standing.tests if test.clause == parts.clause)
        return Verdict(Outcome.COVERED, term.clause, None, term.text)
    if standing.undecidable is not None:
        return Verdict(Outcome.OPEN, standing.undecidable.clause, None, standing.undecidable.text)
    return Verdict(Outcome.OPEN, SILENCE, None, SILENCE_TEXT)


def _silence() -> ClauseTest:
    """The trace of a policy that does not settle the matter."""
    return ClauseTest(
        clause=SILENCE,
        kind=ClauseKind.SILENCE,
        tested="",
        inputs={},
        result=ClauseResult.APPLIES,
        text=SILENCE_TEXT,
    )


def _route(rules: LineRules, unit: UnitFacts) -> tuple[ReturnAddress | None, ClauseTest]:
    """The address that this unit's parts go to: an override's factory, else the one that made the model."""
    routing = rules.routing
    clause, factory, needs = routing.clause, unit.factory, () if unit.factory else ("unit.factory",)
    for override in routing.overrides:
        fits = fit(override.products, unit.model, unit.category)
        if fits is not None:
            clause, factory = override.clause, None if fits.needs else override.factory
            needs = (fits.needs,) if fits.needs else ()
            break
    address = rules.addresses.get(factory) if factory else None
    result = ClauseResult.APPLIES if address else ClauseResult.UNKNOWN if needs else ClauseResult.FAILED
    return address, ClauseTest(
        clause=clause,
        kind=ClauseKind.ROUTING,
        tested="unit.factory",
        inputs={"unit.factory": factory} if factory else {},
        result=result,
        needs=needs,
        text=routing.text,
    )


def _missing(rules: LineRules, line: LineFacts) -> tuple[str, ...]:
    """Fields of the return request that the policy requires and this line lacks."""
    missing = [field for field in rules.required if field != "photos" and REQUESTED[field](line) in {None, ""}]
    if line.photos < rules.photos:
        missing.append("photos")
    return tuple(missing)


def _day(day: date | None) -> str | None:
    """A day as conditions compare it."""
    return None if day is None else day.isoformat()


def _float(amount: Decimal | None) -> float | None:
    """An amount as conditions compare it; fen are exact enough in a float for that."""
    return None if amount is None else float(amount)
