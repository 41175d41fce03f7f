"""The rights ladder: what a customer may choose now, what ripens when, what is over, what cannot be known."""

from collections.abc import Iterator, Mapping
from typing import Final

from aftersales.policy.statutes.model import (
    Basis,
    Confidence,
    CountRule,
    Effect,
    Governed,
    GuaranteeRule,
    PeriodRule,
    RightKind,
    Rule,
    Statute,
    Text,
    WindowRule,
)
from aftersales.policy.statutes.model_answer import Chooser, Clause, Right, RightsAnswer, RightState
from aftersales.policy.statutes.model_facts import RightsFacts
from aftersales.policy.statutes.rules_case import Case, Found
from aftersales.policy.statutes.rules_counts import count, whole_term
from aftersales.policy.statutes.rules_fees import fee_of
from aftersales.policy.statutes.rules_promise import BRAND, promised
from aftersales.policy.statutes.rules_rungs import guarantee, open_repair, period, window
from aftersales.policy.statutes.rules_time import local_day
from aftersales.policy.statutes.rules_versions import NATIONAL, Applied, applied, clauses, findings_of
from aftersales.policy.statutes.rules_words import why

ORDER: Final = (RightState.NOW, RightState.UNKNOWN, RightState.RIPENS, RightState.LAPSED)
"""What can be had comes first."""

_SILENT: Final = Statute(
    code="",
    title=Text(zh="", en=""),
    authority=Text(zh="", en=""),
    jurisdiction=NATIONAL,
    effect=Effect(),
    basis=Basis.INVOICE,
    governs=(),
    provisions=(),
    restarts_on_exchange=True,
)
"""The footing of a promise where no verified law speaks."""


def rights_of(facts: RightsFacts, statutes: Mapping[str, Statute]) -> RightsAnswer:
    """Every right of one unit's customer on one day, each with its clause; nothing unverified is enforced."""
    found = applied(facts, statutes)
    has_other_rule = True if any(_binds(one) for one in found) else facts.has_state_rule
    rights: list[Right] = []
    told: list[Clause] = []
    shown: list[Clause] = []
    for one in found:
        case = case_of(facts, one, has_other_rule=has_other_rule)
        for provision, clause in clauses(one, facts, statutes):
            if clause.confidence is Confidence.C:
                shown.append(clause)
            elif provision.rule is None:
                told.append(clause)
            else:
                rights += _rights(case, provision.rule, clause, one.doubt)
    rights += _promised(facts, found)
    return RightsAnswer(
        on=local_day(facts.at),
        rights=tuple(sorted(rights, key=lambda right: ORDER.index(right.state))),
        findings=tuple(findings_of(facts, found)),
        told=tuple(told),
        shown_only=tuple(shown),
    )


def case_of(facts: RightsFacts, one: Applied, *, has_other_rule: bool | None = None) -> Case:
    """One unit under one statute that speaks of it."""
    return _case(facts, one.statute, one.governed, has_other_rule=has_other_rule)


def _binds(one: Applied) -> bool:
    """Whether a statute about this very product surely applies and is verified."""
    return bool(one.statute.governs) and one.governed.confidence is not Confidence.C and not one.doubt


def _case(facts: RightsFacts, statute: Statute, governed: Governed, *, has_other_rule: bool | None) -> Case:
    return Case(
        facts=facts,
        today=local_day(facts.at),
        statute=statute,
        governed=governed,
        has_other_rule=has_other_rule,
    )


def _promised(facts: RightsFacts, found: list[Applied]) -> Iterator[Right]:
    """The rights that the brand gives beside the law."""
    if facts.promise is None:
        return
    footing = next((one.statute for one in found if _binds(one)), _SILENT)
    governed = Governed(category=facts.category, confidence=Confidence.A)
    whole = whole_term(footing, _case(facts, footing, governed, has_other_rule=None))
    rules = promised(facts.promise, whole)
    case = _case(facts, footing, governed, has_other_rule=None)
    for text, rule in rules:
        yield from _rights(case, rule, Clause(statute=BRAND, article="", text=text, confidence=Confidence.A), ())


def founds_of(case: Case, rule: Rule) -> list[Found]:
    """Where the rights of one rule stand."""
    match rule:
        case PeriodRule():
            return period(case, rule)
        case WindowRule():
            return window(case, rule)
        case CountRule():
            return count(case, rule)
        case GuaranteeRule():
            return guarantee(case, rule)
        case _:
            return open_repair(case, rule)


def grants_of(rule: Rule) -> tuple[RightKind, ...]:
    """What a rule gives; a period and a guarantee give repair."""
    if isinstance(rule, PeriodRule | GuaranteeRule):
        return (RightKind.REPAIR,)
    return (rule.grants,) if isinstance(rule.grants, RightKind) else rule.grants


def _rights(case: Case, rule: Rule, clause: Clause, doubt: tuple[str, ...]) -> Iterator[Right]:
    """One rule's rights in words; a doubt about the statute makes each of them unknown."""
    grants = grants_of(rule)
    for found in founds_of(case, rule):
        sure = found if not doubt else Found(state=RightState.UNKNOWN, needs=(*doubt, *found.needs))
        for kind in grants:
            yield Right(
                kind=kind,
                state=sure.state,
                clause=clause,
                who_chooses=Chooser.CONSUMER if len(grants) > 1 else Chooser.NOBODY,
                fee=fee_of(case, rule, kind),
                why=why(sure, rule),
                from_day=sure.from_day,
                until=sure.until,
                counter=sure.counter,
                needs=tuple(dict.fromkeys(sure.needs)),
            )
