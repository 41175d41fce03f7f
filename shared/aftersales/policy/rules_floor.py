"""Which promises of a policy lie below the law, before anything is decided under it: findings, not problems."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from aftersales.policy.entitlement.model import Notice
from aftersales.policy.entitlement.rules_floor import Statutes, clause_id
from aftersales.policy.entitlement.rules_time import end_of
from aftersales.policy.model_document import PolicyDocument
from aftersales.policy.model_rights import StatutoryProducts
from aftersales.policy.model_terms import Term
from aftersales.policy.model_words import CostKind, Text, UsageUnit
from aftersales.policy.rules_coverage import Terms
from aftersales.policy.statutes.model import Confidence, PeriodRule
from aftersales.policy.statutes.model import Term as LawTerm
from aftersales.policy.statutes.model_answer import Clause
from aftersales.policy.statutes.model_facts import RightsFacts
from aftersales.policy.statutes.rules_promise import is_as_good
from aftersales.policy.statutes.rules_versions import applied, clauses
from aftersales.policy.statutes.service import NEWEST

DAYS_A_MONTH: Final = 31
"""A term in days is only as good as one in months where it surely lasts as long."""

UNLIMITED: Final = 600


def floor_findings(document: PolicyDocument, on: date, statutes: Statutes | None = None) -> tuple[Notice, ...]:
    """Every verified period of the law that a product sold on a day has and the policy promises less, both named."""
    law = NEWEST.statutes if statutes is None else statutes
    terms = Terms(document, {one.code: one.calendar for one in document.calendars}, law)
    found = (notice for one in document.rights.statutes for notice in _below(one, terms, law, on))
    return tuple(dict.fromkeys(found))


def _below(mapping: StatutoryProducts, terms: Terms, law: Statutes, on: date) -> Iterator[Notice]:
    facts = RightsFacts(
        category=mapping.category, province=mapping.province, at=end_of(on), invoice_on=on, delivery_on=on
    )
    products = [(model, "") for model in mapping.products.models]
    products += [("", category) for category in mapping.products.categories]
    for one in applied(facts, law):
        for provision, clause in clauses(one, facts, law):
            rule = provision.rule
            if clause.confidence is Confidence.C or one.doubt or not isinstance(rule, PeriodRule):
                continue
            for model, category in products:
                for component in _components(mapping, rule):
                    term = _term_of(terms, model, category, component)
                    if term is None or not is_as_good(_as_law(term), rule.term):
                        yield _notice(mapping, term, clause, rule.term)


def _components(mapping: StatutoryProducts, rule: PeriodRule) -> list[str]:
    """The part categories that a period is about; one that no policy names stands for every other part."""
    if rule.main_parts:
        return [one.part_category for one in mapping.parts if one.is_main_part]
    if rule.components:
        named = {one.component or one.part_category: one.part_category for one in mapping.parts}
        return [named.get(component, component) for component in rule.components]
    return [""]


def _term_of(terms: Terms, model: str, category: str, component: str) -> Term | None:
    """The term of the policy for the part itself; one for some causes only does not count."""
    governing = terms.governing(model, category, component or "-", None)
    return dict(governing.terms).get(CostKind.PARTS)


def _as_law(term: Term) -> LawTerm:
    """A term of the policy as the law counts; hours limit it, whatever they are."""
    months = term.months if term.months is not None else (term.days or 0) // DAYS_A_MONTH
    usage = None
    if term.usage is not None:
        usage = term.usage.amount if term.usage.unit is UsageUnit.KM else 0
    return LawTerm(months=UNLIMITED if term.by_certificate else months, usage_km=usage)


def _notice(mapping: StatutoryProducts, term: Term | None, clause: Clause, least: LawTerm) -> Notice:
    own = mapping.clause if term is None else term.clause
    limit = "" if least.usage_km is None else f" / {least.usage_km} km"
    zh = f"条款 {own} 的承诺低于 {clause_id(clause)}（{least.months} 个月{limit}），按后者执行。"
    en = f"The promise of clause {own} lies below {clause_id(clause)} ({least.months} months{limit}), which holds."
    return Notice(code="below_floor", text=Text(zh=zh, en=en), clauses=(own, clause_id(clause)))
