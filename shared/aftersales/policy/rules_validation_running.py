"""Checks of what runs: forms, addresses, approval chains, stopwatches, notifications."""

import re
from collections.abc import Collection, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from aftersales.kernel.access import DEALER_ROLES, ROLE_PERMISSIONS, Permission, Role
from aftersales.kernel.calendar import WorkingCalendar
from aftersales.policy.conditions import CHAIN_FACTS
from aftersales.policy.model_document import PolicyDocument
from aftersales.policy.model_planned import FORMS, PLANNED_FACTS, SUBJECT_OF
from aftersales.policy.model_words import (
    AUDIENCES,
    BREACH,
    CHAINED,
    FACTS,
    FORM_FIELDS,
    STATUTORY_FIELDS,
    Subject,
)
from aftersales.policy.rules_problems import Problems, check_condition
from aftersales.policy.rules_schedules import check_limit
from aftersales.policy.stopwatches.model import LimitUnit, StopwatchRule

PHONE: Final = re.compile(r"\+?[0-9][0-9 ()-]{5,24}")

NEEDED_TO_SIGN: Final = {Subject.RETURN: Permission.RETURNS_APPROVE, Subject.COUNT: Permission.COUNTS_APPROVE}
"""The right without which nobody comes to sign, by what is approved."""

BY_CLOCK: Final = frozenset({LimitUnit.DAYS, LimitUnit.MONTHS})
"""Units that only mean something where time never stops."""

NAMED: Final = FACTS | PLANNED_FACTS.keys()
"""Every fact that a policy may name."""


def check_forms(document: PolicyDocument, problems: Problems) -> None:
    """All forms are there, ask for fields they have, and waive none that a parcel needs [S02-R03]."""
    for index, form in enumerate(document.forms):
        place = f"/forms/{index}"
        known = FORMS.get(form.code)
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


def check_routing(document: PolicyDocument, factories: Collection[str], problems: Problems) -> None:
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


def check_chains(document: PolicyDocument, problems: Problems) -> None:
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
            problems.once(step.agree_on, f"{at}/agree_on")
            together = len(step.roles) > 1 or any(
                set(step.agree_on) & set(other.agree_on) for other in chain.steps if other is not step
            )
            problems.unless(not step.agree_on or together, f"{at}/agree_on", "countersign_alone")
        floors = [step.above or Decimal(0) for step in chain.steps]
        for position, (one, other) in enumerate(pairwise(floors)):
            descends = one.is_finite() and other.is_finite() and other < one
            problems.unless(not descends, f"{place}/steps/{position + 1}/above", "steps_descending")
    for subject in sorted(set(CHAINED) - last.keys()):
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


def check_stopwatches(document: PolicyDocument, problems: Problems) -> None:
    """Every stopwatch starts, stops, has a limit on a known calendar and somebody to escalate to."""
    calendars = {one.code: one.calendar for one in document.calendars}
    excuses = {one.code for one in document.pause_reasons}
    for index, one in enumerate(document.stopwatches):
        place = f"/stopwatches/{index}"
        problems.unless(one.starts_on in NAMED, f"{place}/starts_on", "fact_unknown", value=one.starts_on)
        problems.unless(one.stops_on, f"{place}/stops_on", "section_empty")
        for position, fact in enumerate(one.stops_on):
            problems.unless(fact in NAMED, f"{place}/stops_on/{position}", "fact_unknown", value=fact)
        _check_subject(one, place, problems)
        problems.unless(one.starts_on not in one.stops_on, f"{place}/stops_on", "stopwatch_never_runs")
        check_limit(one.limit, f"{place}/limit", problems)
        problems.unless(one.calendar in calendars, f"{place}/calendar", "calendar_unknown", value=one.calendar)
        problems.once(one.on_breach, f"{place}/on_breach")
        for position, reason in enumerate(one.pause_reasons):
            known = not excuses or reason in excuses
            problems.unless(known, f"{place}/pause_reasons/{position}", "reason_unknown", value=reason)
        if one.limit.unit in {LimitUnit.DAYS, LimitUnit.MONTHS} and isinstance(
            calendars.get(one.calendar), WorkingCalendar
        ):
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
        if fact in NAMED and fact != BREACH:
            problems.unless(SUBJECT_OF.get(fact) is one.subject, pointer, "fact_elsewhere", value=fact)


def check_notifications(document: PolicyDocument, problems: Problems) -> None:
    """Everybody told exists and is told of a known fact by a channel that no rule forbids."""
    forbidden = {
        (one.event, who, channel) for one in document.notifications for who in one.audience for channel in one.forbidden
    }
    for index, one in enumerate(document.notifications):
        place = f"/notifications/{index}"
        problems.unless(one.event in NAMED, f"{place}/event", "fact_unknown", value=one.event)
        problems.unless(one.audience, f"{place}/audience", "section_empty")
        problems.unless(one.channels, f"{place}/channels", "section_empty")
        problems.unless(one.languages, f"{place}/languages", "section_empty")
        for position, who in enumerate(one.audience):
            problems.unless(who in AUDIENCES, f"{place}/audience/{position}", "audience_unknown", value=who)
        for position, channel in enumerate(one.channels):
            if any((one.event, who, channel) in forbidden for who in one.audience):
                problems.add(f"{place}/channels/{position}", "channel_contradiction", value=channel.value)
