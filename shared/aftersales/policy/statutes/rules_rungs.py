"""The rungs of the ladder that stand for a time: periods, windows, the guarantee on a repair, an open repair."""

from datetime import timedelta
from typing import Final, TypeAlias

from msgspec.structs import replace

from aftersales.kernel.calendar import add_months
from aftersales.policy.statutes.model import (
    Category,
    GuaranteeRule,
    OpenMeasure,
    OpenRepairRule,
    PeriodRule,
    RightKind,
    SafetyFailure,
    Trigger,
    WindowRule,
)
from aftersales.policy.statutes.model_answer import RightState
from aftersales.policy.statutes.model_facts import Fault, Repair
from aftersales.policy.statutes.rules_case import Case, Found, Since, fault_moment, request_moment, standing, start_of
from aftersales.policy.statutes.rules_time import day_after, gross_days, last_day, later, local_day, waited

Verdict: TypeAlias = tuple[str, ...] | None
"""What is missing to say that something holds: nothing, if it does; `None` if it does not hold."""

REQUESTED: Final = frozenset({Trigger.REMOTE_SALE, Trigger.NO_OTHER_RULE})
"""Windows that close for the asking, not for the finding of a fault."""


def subject_to(found: Found, verdict: tuple[str, ...]) -> Found:
    """A standing that also depends on what is missing; what is over stays over."""
    if not verdict or found.state is RightState.LAPSED:
        return found
    return replace(found, state=RightState.UNKNOWN, needs=(*found.needs, *verdict))


def answer(*, holds: bool | None, need: str) -> Verdict:
    """A yes, a no or an unknown as a verdict."""
    if holds is None:
        return (need,)
    return () if holds else None


def period(case: Case, rule: PeriodRule) -> list[Found]:
    """Free repair during a term."""
    verdict = _concerns(rule, case.facts.fault)
    if verdict is None:
        return []
    since = start_of(case, case.statute.basis)
    until = None if since.on is None else last_day(case.statute, rule.term, since.on, case.facts)
    return [subject_to(standing(case, since, until, rule.term.usage_km, fault_moment(case)), verdict)]


def _concerns(rule: PeriodRule, fault: Fault | None) -> Verdict:
    """Whether a term speaks of what is broken; with nothing broken it runs all the same."""
    if fault is None:
        return ()
    if rule.main_parts:
        return answer(holds=fault.is_main_part, need="fault.is_main_part")
    if not rule.components and not rule.except_components:
        return ()
    if fault.component is None:
        return ("fault.component",)
    if rule.components:
        return () if fault.component in rule.components else None
    return None if fault.component in rule.except_components else ()


def window(case: Case, rule: WindowRule) -> list[Found]:
    """Rights in the first days."""
    verdict = _triggered(case, rule)
    if verdict is None:
        return []
    since = start_of(case, rule.basis or case.statute.basis)
    until = None
    if since.on is not None:
        until = later(since.on, rule.days) if rule.days is not None else add_months(since.on, rule.months or 0)
    moment = request_moment(case) if rule.trigger in REQUESTED else fault_moment(case)
    return [subject_to(standing(case, since, until, rule.usage_km, moment), verdict)]


def _triggered(case: Case, rule: WindowRule) -> Verdict:
    """Whether what opens a window has happened."""
    facts = case.facts
    match rule.trigger:
        case Trigger.REMOTE_SALE:
            return answer(holds=facts.is_remote_sale, need="is_remote_sale")
        case Trigger.DURABLE_GOODS:
            is_durable = True if facts.category is not Category.OTHER else facts.is_durable
            return answer(holds=is_durable, need="is_durable")
        case Trigger.NO_OTHER_RULE:
            return _no_other_rule(case)
        case _:
            return ("fault",) if facts.fault is None else _fault_triggers(rule, facts.fault)


def _no_other_rule(case: Case) -> Verdict:
    """Whether neither the state nor the parties have settled returns."""
    for rules, need in ((case.has_other_rule, "has_state_rule"), (case.facts.has_agreement, "has_agreement")):
        if rules is None:
            return (need,)
        if rules:
            return None
    return ("fault",) if case.facts.fault is None else ()


def _fault_triggers(rule: WindowRule, fault: Fault) -> Verdict:
    if rule.trigger is Trigger.FAULT:
        return ()
    if rule.trigger is Trigger.SAFETY_FAILURE:
        if fault.safety_failure is None:
            return ("fault.safety_failure",)
        return None if fault.safety_failure is SafetyFailure.NONE else ()
    return _part_triggers(rule, fault)


def _part_triggers(rule: WindowRule, fault: Fault) -> Verdict:
    if fault.assembly is None:
        return ("fault.assembly",)
    if fault.assembly not in rule.assemblies:
        return None
    if rule.trigger is Trigger.MAIN_PART_FAULT:
        return answer(holds=fault.is_main_part, need="fault.is_main_part")
    return answer(holds=fault.needs_replacement, need="fault.needs_replacement")


def guarantee(case: Case, rule: GuaranteeRule) -> list[Found]:
    """Repair again for nothing when the same fault returns soon after its repair."""
    fault = case.facts.fault
    ends = [
        one.returned_at
        for one in case.repairs
        if one.returned_at is not None
        and one.returned_at <= case.facts.at
        and (fault is None or fault.identity == one.fault)
    ]
    if not ends:
        return []
    since = local_day(max(ends))
    found = standing(case, Since(since), later(since, rule.days), None, fault_moment(case))
    return [subject_to(found, ("fault",) if fault is None else ())]


def open_repair(case: Case, rule: OpenRepairRule) -> list[Found]:
    """What ripens while a repair lasts; each repair for itself."""
    founds = (
        _lying(case, rule, one)
        if one.returned_at is None or one.returned_at > case.facts.at
        else _returned(case, rule, one)
        for one in case.repairs
    )
    return [found for found in founds if found is not None]


def _lying(case: Case, rule: OpenRepairRule, repair: Repair) -> Found | None:
    """A product that is still in repair."""
    at, limit = case.facts.at, timedelta(days=rule.over_days)
    if rule.measure is OpenMeasure.REPAIR_TIME:
        lasted, is_running = at - repair.brought_in_at, True
    else:
        lasted = waited(repair, at)
        is_running = any(one.end is None or one.end > at for one in repair.waiting_for_parts if one.start <= at)
        if not lasted and not is_running:
            return None
    if lasted > limit:
        return Found(state=RightState.NOW)
    return Found(state=RightState.RIPENS, from_day=day_after(at, limit - lasted) if is_running else None)


def _returned(case: Case, rule: OpenRepairRule, repair: Repair) -> Found | None:
    """A product that came back: only a loaner that was never given is still owed, as compensation."""
    if rule.grants is not RightKind.LOANER or gross_days(repair, case.facts.at) <= rule.over_days:
        return None
    owed = answer(holds=None if repair.is_loaner_given is None else not repair.is_loaner_given, need="")
    if owed is None:
        return None
    return subject_to(Found(state=RightState.NOW), ("repairs.is_loaner_given",) if owed else ())
