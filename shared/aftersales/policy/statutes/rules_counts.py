"""Counters: how often and how long a unit was repaired in its period, and which rights that ripens."""

from collections import Counter as Tally
from datetime import date
from typing import NamedTuple

from msgspec.structs import replace

from aftersales.policy.statutes.model import Condition, CountRule, Measure, PeriodRule, Statute, Term
from aftersales.policy.statutes.model_answer import Counter, RightState
from aftersales.policy.statutes.model_facts import Repair
from aftersales.policy.statutes.rules_case import Case, Found, Since, request_moment, standing, start_of
from aftersales.policy.statutes.rules_rungs import Verdict, answer, subject_to
from aftersales.policy.statutes.rules_time import counted_days, last_day, local_day


class Count(NamedTuple):
    """What is certain, and what it could be if every open question were answered with yes."""

    sure: int
    possible: int


def counting_term(case: Case) -> Term | None:
    """The period in which repairs count: the statute's own, or else that of the whole product."""
    return case.statute.period or whole_term(case.statute, case)


def whole_term(statute: Statute, case: Case) -> Term | None:
    """The term of the whole product in a statute's catalogue."""
    for one in statute.provisions:
        is_meant = not one.categories or case.facts.category in one.categories
        if isinstance(one.rule, PeriodRule) and is_meant and not one.rule.main_parts and not one.rule.components:
            return one.rule.term
    return None


def count(case: Case, rule: CountRule) -> list[Found]:
    """A right that ripens at a figure: now, still to come, over, or unknown."""
    since = start_of(case, case.statute.basis)
    term, until = counting_term(case), case.facts.certificate_until
    limit = None if term is None else term.usage_km
    if term is not None and since.on is not None:
        until = last_day(case.statute, term, since.on, case.facts)
    if since.on is not None and until is None:
        since = Since(None, ("certificate_until",))
    counted = measured(case, rule, _within(case, since.on, until))
    counter = Counter(reached=counted.sure, threshold=rule.at_least)
    found = standing(case, since, until, limit, request_moment(case))
    if found.state in {RightState.NOW, RightState.UNKNOWN}:
        found = _ripeness(case, rule, counted, found)
    return [replace(found, counter=counter)]


def _within(case: Case, start: date | None, until: date | None) -> tuple[Repair, ...]:
    """The repairs that began in the period, so far as it is known."""
    first, last = start or date.min, until or date.max
    return tuple(one for one in case.repairs if first <= local_day(one.brought_in_at) <= last)


def _ripeness(case: Case, rule: CountRule, counted: Count, found: Found) -> Found:
    """Whether the figure is reached and what else the clause asks for is so."""
    verdict = _condition(case, rule.condition) if counted.possible >= rule.at_least else None
    if verdict is None:
        return found if found.state is RightState.UNKNOWN else replace(found, state=RightState.RIPENS)
    if counted.sure < rule.at_least:
        verdict = ("repairs.is_safety_fault", *verdict)
    return subject_to(found, verdict)


def _condition(case: Case, condition: Condition) -> Verdict:
    """What a clause asks for besides its figure."""
    fault = case.facts.fault
    if condition is Condition.NONE:
        return ()
    if fault is None:
        return ("fault",)
    if condition is Condition.PERSISTS:
        return answer(holds=fault.persists, need="fault.persists")
    return answer(holds=fault.is_safety_fault, need="fault.is_safety_fault")


def measured(case: Case, rule: CountRule, repairs: tuple[Repair, ...]) -> Count:
    """How far a counter is; repairs count once they are done, days as they pass."""
    at = case.facts.at
    done = [one for one in repairs if one.returned_at is not None and one.returned_at <= at]
    match rule.measure:
        case Measure.REPAIR_DAYS:
            reached = sum(counted_days(one, at) for one in repairs)
        case Measure.REPAIRS:
            reached = len(done)
        case Measure.SAME_FAULT_REPAIRS:
            reached = _most(Tally(one.fault for one in done))
        case Measure.SAFETY_REPAIRS:
            sure = sum(one.is_safety_fault is True for one in done)
            return Count(sure, sure + sum(one.is_safety_fault is None for one in done))
        case Measure.ASSEMBLY_REPLACEMENTS:
            reached = _most(Tally(name for one in done for name in _assemblies(one) if name in rule.assemblies))
        case _:
            reached = _most(Tally(part for one in done for part in _main_parts(one, rule)))
    return Count(reached, reached)


def _most(tally: Tally[str]) -> int:
    return max(tally.values(), default=0)


def _assemblies(repair: Repair) -> set[str]:
    """The assemblies that a repair replaced whole."""
    return {one.assembly for one in repair.replaced if one.assembly is not None and one.part is None}


def _main_parts(repair: Repair, rule: CountRule) -> set[str]:
    """The parts that a repair replaced; those inside an assembly that was replaced whole are not counted twice."""
    whole = _assemblies(repair)
    return {
        f"{one.assembly or ''}/{one.part}"
        for one in repair.replaced
        if one.part is not None
        and (one.assembly in rule.assemblies if rule.assemblies else one.part in rule.components)
        and one.assembly not in whole
    }
