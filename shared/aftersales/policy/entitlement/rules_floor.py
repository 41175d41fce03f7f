"""The floor below every promise: what the law gives for the part of a unit, and what it lacks to be sure."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Final, NamedTuple

from aftersales.policy.entitlement.model import Origin
from aftersales.policy.entitlement.rules_terms import Promise, Tested, traced
from aftersales.policy.entitlement.rules_time import end_of
from aftersales.policy.model_decision import LineFacts, UnitFacts, Value
from aftersales.policy.model_rights import StatutoryPart, StatutoryProducts
from aftersales.policy.model_words import CostKind, Text
from aftersales.policy.statutes.model import Category, Confidence, Governed, GuaranteeRule, PeriodRule, Statute
from aftersales.policy.statutes.model_answer import Clause, RightState
from aftersales.policy.statutes.model_facts import Fault, Interval, Reading, RightsFacts
from aftersales.policy.statutes.rules import case_of, founds_of
from aftersales.policy.statutes.rules_case import Found
from aftersales.policy.statutes.rules_versions import Applied, clauses, doubt_of, governed_by

Statutes = Mapping[str, Statute]

LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Any instant: which articles a category has does not depend on it."""

FREE: Final = (CostKind.PARTS, CostKind.LABOUR)
"""What free repair means; who pays the way there is not among it."""

_NAMES: Final = {
    "invoice_on": "unit.invoiced_on",
    "delivery_on": "unit.delivered_on",
    "installed_on": "unit.installed_on",
    "is_installation_agreed": "unit.is_installation_agreed",
    "certificate_until": "unit.certificate_until",
    "province": "unit.province",
    "readings": "unit.km",
    "price": "unit.price",
    "is_remote_sale": "unit.is_remote_sale",
    "fault": "line.fault_code",
    "fault.component": "line.part_category",
    "fault.usage_km": "unit.km",
}
"""What a statute calls a fact, and what a policy calls it; others nobody can supply with a return."""


def clause_id(clause: Clause) -> str:
    """How a decision names an article of a statute."""
    return f"{clause.statute}:{clause.article}" if clause.article else clause.statute


def named(needs: Iterable[str]) -> tuple[str, ...]:
    """The facts that a statute lacks under the names that a policy gives them."""
    return tuple(dict.fromkeys(_NAMES.get(need, need) for need in needs))


def can_be_supplied(needs: Iterable[str]) -> bool:
    """Whether somebody could tell any of these facts, so that asking for them makes sense."""
    return any(need in _SUPPLIED for need in needs)


_SUPPLIED: Final = frozenset(_NAMES.values())


def part_of(mapping: StatutoryProducts, part_category: str | None) -> StatutoryPart | None:
    """What the law calls a part category; nothing if the policy does not say."""
    return next((one for one in mapping.parts if one.part_category == part_category), None)


def rights_facts(mapping: StatutoryProducts, unit: UnitFacts, on: date, fault: Fault | None) -> RightsFacts:
    """A unit as the law asks about it."""
    readings = unit.readings
    if unit.km is not None:
        readings = (*readings, Reading(on=on, km=max(unit.km, *(one.km for one in readings), 0)))
    return RightsFacts(
        category=mapping.category,
        province=mapping.province or unit.province,
        at=end_of(on),
        invoice_on=unit.invoiced_on,
        delivery_on=unit.delivered_on,
        is_installation_agreed=unit.is_installation_agreed,
        installed_on=unit.installed_on,
        exchanged_on=unit.exchanged_on,
        certificate_until=unit.certificate_until,
        readings=readings,
        is_odometer_tampered=unit.is_odometer_tampered,
        price=unit.price,
        fault=fault,
        repairs=unit.repairs,
        force_majeure=tuple(Interval(start=one.start, end=one.end) for one in unit.stops),
        is_remote_sale=unit.is_remote_sale,
    )


def fault_of(mapping: StatutoryProducts, line: LineFacts, on: date) -> Fault:
    """The fault of a line as the law asks about it."""
    part = part_of(mapping, line.part_category)
    is_main = part.is_main_part if part is not None else (False if mapping.parts else None)
    return Fault(
        identity=line.fault_code or "",
        found_on=on,
        component=line.part_category if part is None else (part.component or part.part_category),
        assembly=None if part is None else part.assembly,
        is_main_part=is_main,
    )


class Speaking(NamedTuple):
    """A statute about a category, and those of its articles that promise free repair and are verified."""

    statute: Statute
    governed: Governed
    articles: tuple[tuple[PeriodRule | GuaranteeRule, Clause], ...]


def speaking(category: Category, statutes: Statutes) -> tuple[Speaking, ...]:
    """What of the law can be a floor for a category, whatever the day and the place."""
    facts = RightsFacts(category=category, at=LONG_AGO)
    found = []
    for statute in statutes.values():
        governed = governed_by(statute, facts)
        if governed is None:
            continue
        articles = tuple(
            (provision.rule, clause)
            for provision, clause in clauses(Applied(statute, governed, ()), facts, statutes)
            if clause.confidence is not Confidence.C and isinstance(provision.rule, PeriodRule | GuaranteeRule)
        )
        if articles:
            found.append(Speaking(statute, governed, articles))
    return tuple(found)


def floor_on(mapping: StatutoryProducts, line: LineFacts, on: date, law: Iterable[Speaking]) -> list[Promise]:
    """Every verified period and guarantee of the law that speaks of a line, as promises."""
    facts = rights_facts(mapping, line.unit, on, fault_of(mapping, line, on))
    found: list[Promise] = []
    for statute, governed, articles in law:
        doubt = doubt_of(statute, facts)
        if doubt is None:
            continue
        case = case_of(facts, Applied(statute, governed, doubt))
        for rule, clause in articles:
            found += [_promise(clause, one, doubt, facts) for one in founds_of(case, rule)]
    return found


def _promise(clause: Clause, found: Found, doubt: tuple[str, ...], facts: RightsFacts) -> Promise:
    """What an article gives; a doubt about the statute makes it unknown, what is yet to come is not here."""
    needs = named((*doubt, *found.needs))
    running = {RightState.NOW: True, RightState.UNKNOWN: None}.get(found.state, False)
    is_running = None if doubt and running else running
    inputs: dict[str, Value] = {}
    if facts.invoice_on is not None:
        inputs["unit.invoiced_on"] = facts.invoice_on.isoformat()
    if found.until is not None:
        inputs["ends_on"] = found.until.isoformat()
    tested = Tested(is_running, inputs, needs if is_running is None else ())
    text = Text(zh=clause.text.zh, en=clause.text.en)
    return Promise(
        Origin.STATUTE,
        FREE,
        found.from_day,
        found.until,
        is_running,
        traced(Origin.STATUTE, clause_id(clause), text, f"filed_on <= {clause.statute} {clause.article}", tested),
    )
