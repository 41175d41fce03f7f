"""Whether a policy document is sound: every problem at once, each with its place."""

import re
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from msgspec import Struct

from aftersales.kernel.access import DEALER_ROLES, ROLE_PERMISSIONS, Permission, Role
from aftersales.kernel.calendar import WorkingCalendar, flaws
from aftersales.kernel.money import EXPONENTS
from aftersales.policy.conditions import CHAIN_FACTS
from aftersales.policy.model_document import PolicyDocument, RouteOverride
from aftersales.policy.model_words import (
    AUDIENCES,
    BREACH,
    FACT_SUBJECTS,
    FACTS,
    FORM_FIELDS,
    STATUTORY_FIELDS,
    Clause,
    Subject,
    Text,
)
from aftersales.policy.rules_lines import SILENCE
from aftersales.policy.rules_problems import Problem, Problems, check_condition
from aftersales.policy.rules_schedules import check_counts, check_returns, is_time_zone
from aftersales.policy.rules_validation_rights import check_rights
from aftersales.policy.rules_validation_terms import check_warranty
from aftersales.policy.stopwatches.model import LimitUnit, StopwatchRule

MOST_CLAUSES: Final = 500
LONGEST_TEXT: Final = 2000
LONGEST_SOURCE: Final = 80
PHONE: Final = re.compile(r"\+?[0-9][0-9 ()-]{5,24}")

LONGEST_LIMIT: Final = {
    LimitUnit.MINUTES: 100_000,
    LimitUnit.HOURS: 10_000,
    LimitUnit.DAYS: 1_000,
    LimitUnit.WORKING_DAYS: 1_000,
}
"""Limits beyond these are mistakes, and calendars could not be searched for their end."""

NEEDED_TO_SIGN: Final = {Subject.RETURN: Permission.RETURNS_APPROVE, Subject.COUNT: Permission.COUNTS_APPROVE}
"""The right without which nobody comes to sign, by what is approved."""


def validate(document: PolicyDocument, factories: Collection[str] = ()) -> tuple[Problem, ...]:
    """Every problem of a document; with the factories that make the tenant's models, also their addresses."""
    problems = Problems()
    for pointer, length in _lists(document, ""):
        if length > MOST_CLAUSES:
            problems.add(pointer, "section_too_long", limit=MOST_CLAUSES)
    if problems.found:
        return tuple(problems.found)
    _check_head(document, problems)
    _check_ids(document, problems)
    check_warranty(document, problems)
    check_rights(document, problems)
    _check_forms(document, problems)
    _check_routing(document, factories, problems)
    _check_chains(document, problems)
    _check_stopwatches(document, problems)
    for index, one in enumerate(document.calendars):
        for flaw in flaws(one.calendar):
            problems.add(f"/calendars/{index}/calendar", flaw)
    check_counts(document, problems)
    _check_notifications(document, problems)
    check_returns(document, problems)
    return tuple(problems.found)


def _check_head(document: PolicyDocument, problems: Problems) -> None:
    """Currency, time zone, and that every text is there in both languages."""
    problems.unless(document.currency in EXPONENTS, "/currency", "currency_unknown", value=document.currency)
    problems.unless(is_time_zone(document.time_zone), "/time_zone", "time_zone_unknown")
    for pointer, text in _texts(document, ""):
        if not text.zh.strip() or not text.en.strip():
            problems.add(pointer, "text_empty")
        if max(len(text.zh), len(text.en)) > LONGEST_TEXT:
            problems.add(pointer, "text_too_long", limit=LONGEST_TEXT)


def _texts(part: object, pointer: str) -> Iterator[tuple[str, Text]]:
    """Every text of a document with its place."""
    if isinstance(part, Text):
        yield pointer, part
    elif isinstance(part, Struct):
        for field in part.__struct_fields__:
            yield from _texts(getattr(part, field), f"{pointer}/{field}")
    elif isinstance(part, tuple):
        for index, one in enumerate(part):
            yield from _texts(one, f"{pointer}/{index}")


def _clauses(part: object, pointer: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Every clause of a document with its place and its sources."""
    if isinstance(part, Struct):
        if isinstance(part, Clause):
            yield f"{pointer}/clause", part.clause, part.source
        elif isinstance(part, RouteOverride):
            yield f"{pointer}/clause", part.clause, ()
        for field in part.__struct_fields__:
            yield from _clauses(getattr(part, field), f"{pointer}/{field}")
    elif isinstance(part, tuple):
        for index, one in enumerate(part):
            yield from _clauses(one, f"{pointer}/{index}")


def _lists(part: object, pointer: str) -> Iterator[tuple[str, int]]:
    """Every list of a document with its place and its length."""
    if isinstance(part, Struct):
        for field in part.__struct_fields__:
            yield from _lists(getattr(part, field), f"{pointer}/{field}")
    elif isinstance(part, tuple):
        yield pointer, len(part)
        for index, one in enumerate(part[: MOST_CLAUSES + 1]):
            yield from _lists(one, f"{pointer}/{index}")


def _check_ids(document: PolicyDocument, problems: Problems) -> None:
    """Clause ids name one clause in the whole document; codes name one entry of their section."""
    seen: set[str] = set()
    for pointer, clause, source in _clauses(document, ""):
        problems.coded(clause, pointer)
        problems.unless(clause != SILENCE, pointer, "clause_reserved", value=clause)
        problems.unless(clause not in seen, pointer, "clause_duplicate", value=clause)
        seen.add(clause)
        for index, one in enumerate(source):
            fits = 0 < len(one.strip()) <= LONGEST_SOURCE
            problems.unless(fits, f"{pointer.removesuffix('clause')}source/{index}", "source_malformed", value=one)
    for section in ("forms", "approval_chains", "stopwatches", "calendars", "counts"):
        codes = [one.code for one in getattr(document, section)]
        for index, code in enumerate(codes):
            problems.coded(code, f"/{section}/{index}/code")
        problems.once(codes, f"/{section}", "/code")


def _check_forms(document: PolicyDocument, problems: Problems) -> None:
    """All forms are there, ask for fields they have, and waive none that a parcel needs [S02-R03]."""
    for index, form in enumerate(document.forms):
        place = f"/forms/{index}"
        known = FORM_FIELDS.get(form.code)
        if known is None:
            problems.add(f"{place}/code", "form_unknown", value=form.code)
            continue
        problems.once(form.required, f"{place}/required")
        for position, field in enumerate(form.required):
            problems.unless(field in known, f"{place}/required/{position}", "field_unknown", value=field)
        for field in sorted(STATUTORY_FIELDS.get(form.code, frozenset()) - set(form.required)):
            problems.add(f"{place}/required", "field_not_waivable", value=field)
    for code in sorted(FORM_FIELDS.keys() - {form.code for form in document.forms}):
        problems.add("/forms", "form_missing", value=code)


def _check_routing(document: PolicyDocument, factories: Collection[str], problems: Problems) -> None:
    """Each factory that returns go to has exactly one complete address [S14-R01]."""
    routing = document.routing
    problems.unless(routing.addresses, "/routing/addresses", "section_empty")
    problems.once((one.factory for one in routing.addresses), "/routing/addresses", "/factory", "address_ambiguous")
    for index, one in enumerate(routing.addresses):
        place = f"/routing/addresses/{index}"
        whole = one.consignee.strip() and one.phone.strip() and one.address.strip()
        problems.unless(whole, place, "address_blank")
        if one.phone.strip():
            problems.unless(PHONE.fullmatch(one.phone), f"{place}/phone", "phone_malformed", value=one.phone)
    addressed = {one.factory for one in routing.addresses}
    for index, override in enumerate(routing.overrides):
        place = f"/routing/overrides/{index}"
        named = override.products.models or override.products.categories
        problems.unless(named, f"{place}/products", "products_needed")
        problems.unless(override.factory in addressed, f"{place}/factory", "address_missing", value=override.factory)
        if factories and override.factory not in factories:
            problems.add(f"{place}/factory", "factory_unknown", value=override.factory)
    for factory in sorted(set(factories) - addressed):
        problems.add("/routing/addresses", "address_missing", value=factory)


def _check_chains(document: PolicyDocument, problems: Problems) -> None:
    """Every chain can be reached and walked, and a return always finds one."""
    last: dict[Subject, str] = {}
    for index, chain in enumerate(document.approval_chains):
        place = f"/approval_chains/{index}"
        if chain.subject in last:
            problems.add(place, "chain_unreachable", value=last[chain.subject])
        if chain.condition is None:
            last[chain.subject] = chain.code
        else:
            check_condition(chain.condition, CHAIN_FACTS[chain.subject], f"{place}/condition", problems)
        problems.unless(chain.steps, f"{place}/steps", "section_empty")
        for position, step in enumerate(chain.steps):
            at = f"{place}/steps/{position}"
            problems.unless(step.roles, f"{at}/roles", "section_empty")
            problems.once(step.roles, f"{at}/roles")
            _check_approvers(chain.subject, step.roles, f"{at}/roles", problems)
            problems.amount(step.above, f"{at}/above")
            problems.unless(not step.agree_on or len(step.roles) > 1, f"{at}/agree_on", "countersign_alone")
        floors = [step.above or Decimal(0) for step in chain.steps]
        for position, (one, other) in enumerate(pairwise(floors)):
            descends = one.is_finite() and other.is_finite() and other < one
            problems.unless(not descends, f"{place}/steps/{position + 1}/above", "steps_descending")
    for subject in sorted(set(Subject) - last.keys()):
        problems.add("/approval_chains", "chain_missing", value=subject.value)


def _check_approvers(subject: Subject, roles: Sequence[Role], place: str, problems: Problems) -> None:
    """No dealer approves, nor a role that has no right to, for then nobody could ever sign."""
    if not DEALER_ROLES.isdisjoint(roles):
        problems.add(place, "role_cannot_approve")
        return
    needed = NEEDED_TO_SIGN.get(subject)
    for position, role in enumerate(roles):
        if needed is not None and needed not in ROLE_PERMISSIONS[role]:
            problems.add(f"{place}/{position}", "role_lacks_right", value=role.value)


def _check_stopwatches(document: PolicyDocument, problems: Problems) -> None:
    """Every stopwatch starts, stops, has a limit on a known calendar and somebody to escalate to."""
    calendars = {one.code: one.calendar for one in document.calendars}
    for index, one in enumerate(document.stopwatches):
        place = f"/stopwatches/{index}"
        problems.unless(one.starts_on in FACTS, f"{place}/starts_on", "fact_unknown", value=one.starts_on)
        problems.unless(one.stops_on, f"{place}/stops_on", "section_empty")
        for position, fact in enumerate(one.stops_on):
            problems.unless(fact in FACTS, f"{place}/stops_on/{position}", "fact_unknown", value=fact)
        _check_subject(one, place, problems)
        problems.unless(one.starts_on not in one.stops_on, f"{place}/stops_on", "stopwatch_never_runs")
        problems.within(one.limit.amount, f"{place}/limit/amount", 1, LONGEST_LIMIT[one.limit.unit])
        problems.unless(one.calendar in calendars, f"{place}/calendar", "calendar_unknown", value=one.calendar)
        if one.limit.unit is LimitUnit.DAYS and isinstance(calendars.get(one.calendar), WorkingCalendar):
            problems.add(f"{place}/limit/unit", "days_need_clock")
        problems.unless(one.escalate_to, f"{place}/escalate_to", "section_empty")
        for position, who in enumerate(one.escalate_to):
            known = who in AUDIENCES
            problems.unless(known, f"{place}/escalate_to/{position}", "audience_unknown", value=who)


def _check_subject(one: StopwatchRule, place: str, problems: Problems) -> None:
    """What starts and stops it happens to what it is for; a breach is about the same thing as its stopwatch."""
    named = [(f"{place}/starts_on", one.starts_on)]
    named += [(f"{place}/stops_on/{position}", fact) for position, fact in enumerate(one.stops_on)]
    for pointer, fact in named:
        if fact in FACTS and fact != BREACH:
            problems.unless(FACT_SUBJECTS.get(fact) is one.subject, pointer, "fact_elsewhere", value=fact)


def _check_notifications(document: PolicyDocument, problems: Problems) -> None:
    """Everybody told exists and is told of a known fact by a channel that no rule forbids."""
    forbidden = {
        (one.event, who, channel) for one in document.notifications for who in one.audience for channel in one.forbidden
    }
    for index, one in enumerate(document.notifications):
        place = f"/notifications/{index}"
        problems.unless(one.event in FACTS, f"{place}/event", "fact_unknown", value=one.event)
        problems.unless(one.audience, f"{place}/audience", "section_empty")
        problems.unless(one.channels, f"{place}/channels", "section_empty")
        problems.unless(one.languages, f"{place}/languages", "section_empty")
        for position, who in enumerate(one.audience):
            problems.unless(who in AUDIENCES, f"{place}/audience/{position}", "audience_unknown", value=who)
        for position, channel in enumerate(one.channels):
            if any((one.event, who, channel) in forbidden for who in one.audience):
                problems.add(f"{place}/channels/{position}", "channel_contradiction", value=channel.value)
