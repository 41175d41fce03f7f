"""What a unit is entitled to on one day under one policy, and its ladder of rights; pure."""

from collections.abc import Iterator
from datetime import date, datetime

from aftersales.kernel.calendar import add_months
from aftersales.policy.entitlement.model import (
    BurdenOfProof,
    Entitled,
    EntitlementAnswer,
    Notice,
    Standing,
    UseFee,
)
from aftersales.policy.entitlement.rules_counts import counters
from aftersales.policy.entitlement.rules_findings import about_unit, below_floor
from aftersales.policy.entitlement.rules_floor import clause_id, fault_of, named, rights_facts
from aftersales.policy.entitlement.rules_ladder import repair_right, rung_rights, use_fee
from aftersales.policy.entitlement.rules_time import first_known
from aftersales.policy.model_decision import Coverage, LineFacts, UnitFacts
from aftersales.policy.model_document import PolicyDocument
from aftersales.policy.model_rights import StatutoryProducts
from aftersales.policy.model_words import CostKind, Text
from aftersales.policy.rules import CompiledPolicy
from aftersales.policy.rules_coverage import Standing as LineStanding
from aftersales.policy.rules_coverage import fit
from aftersales.policy.statutes.model import FeeKind, RightKind
from aftersales.policy.statutes.model import Text as LawText
from aftersales.policy.statutes.model_answer import Finding, Right, RightsAnswer, RightState
from aftersales.policy.statutes.model_facts import Fault, RightsFacts
from aftersales.policy.statutes.rules import ORDER, rights_of
from aftersales.units.model import UnitUse

_UNNAMED = Finding(
    code="category_unknown",
    text=LawText(
        zh="政策没有说明法律如何称呼该产品，无法判断法定权利：需要 policy.rights.statutes。",
        en="The policy does not say what the law calls this product: needs policy.rights.statutes.",
    ),
)
_BUSINESS = Finding(
    code="business_use",
    text=LawText(
        zh="该产品用于经营，消费者法规不适用。",
        en="The product is used in business; the law on consumers does not apply.",
    ),
)
_STANDINGS = {True: Standing.COVERED, False: Standing.ENDED, None: Standing.UNKNOWN}


def rights_on(policy: CompiledPolicy, line: LineFacts, on: date, facts: RightsFacts | None) -> RightsAnswer:
    """The ladder of rights: the law's where the policy names the product, then the brand's own rungs."""
    unnamed = _BUSINESS if line.unit.use is UnitUse.COMMERCIAL else _UNNAMED
    law = RightsAnswer(on=on, rights=(), findings=(unnamed,), told=(), shown_only=())
    if facts is not None:
        law = rights_of(facts, policy.edition.statutes if policy.edition else {})
    rights = (*law.rights, *_brand(policy, line, on))
    return RightsAnswer(
        on=on,
        rights=tuple(sorted(rights, key=lambda right: ORDER.index(right.state))),
        findings=law.findings,
        told=law.told,
        shown_only=law.shown_only,
    )


def mapping_of(policy: CompiledPolicy, unit: UnitFacts) -> StatutoryProducts | None:
    """What the law calls a unit, as the policy says."""
    return policy.lines.terms.law_of(unit)


def law_facts(policy: CompiledPolicy, line: LineFacts, on: date, fault: Fault | None) -> RightsFacts | None:
    """A unit as the law asks about it, if the policy says what the law calls it."""
    mapping = mapping_of(policy, line.unit)
    if mapping is None:
        return None
    if fault is None and line.fault_code is not None:
        fault = fault_of(mapping, line, on)
    return rights_facts(mapping, line.unit, on, fault)


def _brand(policy: CompiledPolicy, line: LineFacts, on: date) -> Iterator[Right]:
    """Free repair by the brand's promises, and the rungs of its own ladder."""
    promises = policy.lines.terms.promises(line, on)
    own = {one.test.clause: one for one in promises.base.values() if CostKind.PARTS in one.costs}
    own |= {one.test.clause: one for one in promises.more if one.origin != "statute"}
    for promise in own.values():
        yield repair_right(promise)
    fees = {one.code: one for one in policy.document.rights.fees}
    for rung, condition in policy.rungs:
        fits = fit(rung.products, line.unit.model, line.unit.category)
        if fits is None or fits.needs or rung.component not in {None, line.part_category}:
            continue
        asked = None if condition is None else policy.asked(condition, line, on)
        yield from rung_rights(rung, fees.get(rung.fee or ""), line, on, asked)


def entitlement_on(policy: CompiledPolicy, label: str, line: LineFacts, on: date, at: datetime) -> EntitlementAnswer:
    """What a unit is entitled to for one part and fault on one day, each kind of cost with its clause."""
    standing = policy.lines.terms.standing(line, on)
    facts = law_facts(policy, line, on, None)
    law = None if facts is None else rights_of(facts, policy.edition.statutes if policy.edition else {})
    return EntitlementAnswer(
        on=on,
        policy=label,
        costs=tuple(_entitled(cost, standing) for cost in CostKind),
        burden_of_proof=_burden(policy.document, line.unit, on, law),
        counters=counters(line.unit, on),
        fees=tuple(_fees(policy.document, line.unit, on, law)),
        findings=tuple(_findings(standing, line.unit, on, law)),
        shown_only=() if law is None else law.shown_only,
        computed_at=at,
    )


def _entitled(cost: CostKind, standing: LineStanding) -> Entitled:
    """One kind of cost; where nothing speaks of it the policy is silent, or lacks a fact to tell which term does."""
    found = next((one for one in standing.coverage if one.cost is cost), None)
    if found is None:
        needs = standing.needs if cost is CostKind.PARTS else ()
        state = Standing.UNKNOWN if needs else Standing.SILENT
        return Entitled(cost=cost, standing=state, clause=None, text=None, starts_on=None, ends_on=None, needs=needs)
    test = next(one for one in standing.tests if one.clause == found.clause)
    return Entitled(
        cost=cost,
        standing=_standing(found),
        clause=found.clause,
        text=test.text,
        starts_on=found.starts_on,
        ends_on=found.ends_on,
        needs=test.needs,
    )


def _standing(found: Coverage) -> Standing:
    return _STANDINGS[found.is_running]


def _burden(document: PolicyDocument, unit: UnitFacts, on: date, law: RightsAnswer | None) -> BurdenOfProof:
    """The better of the policy's own rule and the law's first six months."""
    found = [*_own_burden(document, unit, on), *_lawful_burden(law)]
    best = {True: 0, None: 1, False: 2}
    found.sort(key=lambda one: best[one.is_on_trader])
    return found[0] if found else BurdenOfProof(is_on_trader=False, clause=None, until=None)


def _own_burden(document: PolicyDocument, unit: UnitFacts, on: date) -> Iterator[BurdenOfProof]:
    for one in document.rights.burden:
        fits = fit(one.products, unit.model, unit.category)
        if fits is None or fits.needs:
            continue
        start = first_known(unit, (one.start,), on)
        if start.on is None:
            yield BurdenOfProof(is_on_trader=None, clause=one.clause, until=None, needs=start.needs)
        else:
            until = add_months(start.on, one.months or 0)
            yield BurdenOfProof(is_on_trader=on <= until, clause=one.clause, until=until)


def _lawful_burden(law: RightsAnswer | None) -> Iterator[BurdenOfProof]:
    for one in law.rights if law is not None else ():
        if one.kind is RightKind.BURDEN_ON_TRADER:
            is_on = {RightState.NOW: True, RightState.UNKNOWN: None}.get(one.state, False)
            yield BurdenOfProof(
                is_on_trader=is_on, clause=clause_id(one.clause), until=one.until, needs=named(one.needs)
            )


def _fees(document: PolicyDocument, unit: UnitFacts, on: date, law: RightsAnswer | None) -> Iterator[UseFee]:
    """What going back would cost by each fee of the policy and of the law."""
    for fee in document.rights.fees:
        cost = use_fee(fee, unit, on)
        yield UseFee(clause=fee.clause, amount=cost.at_most, needs=cost.needs)
    seen: set[str] = set()
    for right in law.rights if law is not None else ():
        clause = clause_id(right.clause)
        if right.fee.kind is not FeeKind.NONE and clause not in seen:
            seen.add(clause)
            yield UseFee(clause=clause, amount=right.fee.at_most, needs=named(right.fee.needs))


def _findings(standing: LineStanding, unit: UnitFacts, on: date, law: RightsAnswer | None) -> Iterator[Notice]:
    yield from below_floor(standing.below)
    yield from about_unit(unit, on)
    known = {"odometer_backwards", "odometer_tampered"}
    for one in law.findings if law is not None else ():
        if one.code not in known:
            yield Notice(code=one.code, text=Text(zh=one.text.zh, en=one.text.en))
