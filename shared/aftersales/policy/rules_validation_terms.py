"""Checks of what a policy promises for how long: terms, guarantees, cards, residents, exclusions, the undecided."""

from collections.abc import Collection, Iterator, Sequence

from aftersales.kernel.access import DEALER_ROLES, Role
from aftersales.policy.conditions import LINE_FACTS
from aftersales.policy.model_document import PolicyDocument
from aftersales.policy.model_terms import Term, UsageLimit
from aftersales.policy.rules_problems import Problems, check_condition

LONGEST_MONTHS = 600
LONGEST_DAYS = 18_300
LARGEST_USAGE = 10_000_000
MOST_STEPS = 20_000


def check_warranty(document: PolicyDocument, problems: Problems) -> None:
    """Every promise has a length, pays for something, and says it once."""
    calendars = {one.code for one in document.calendars}
    _check_terms(document, calendars, problems)
    for index, guarantee in enumerate(document.repair_guarantees):
        place = f"/repair_guarantees/{index}"
        problems.within(guarantee.days, f"{place}/days", 1, LONGEST_DAYS)
        problems.some(guarantee.costs, f"{place}/costs")
        check_calendar(guarantee.roll_calendar, calendars, place, problems)
    problems.once((one.code for one in document.extended_cards), "/extended_cards", "/code")
    for index, card in enumerate(document.extended_cards):
        place = f"/extended_cards/{index}"
        problems.coded(card.code, f"{place}/code")
        problems.within(card.months, f"{place}/months", 1, LONGEST_MONTHS)
        check_usage(card.usage, f"{place}/usage", problems)
        problems.some(card.costs, f"{place}/costs")
        check_calendar(card.roll_calendar, calendars, place, problems)
    for index, resident in enumerate(document.resident_services):
        place = f"/resident_services/{index}"
        problems.within(resident.months, f"{place}/months", 1, LONGEST_MONTHS)
        problems.within(resident.least_staff, f"{place}/least_staff", 1, 1000)
    steps = sum(
        check_condition(exclusion.when, LINE_FACTS, f"/exclusions/{index}/when", problems)
        for index, exclusion in enumerate(document.exclusions)
    )
    if steps > MOST_STEPS:
        problems.add("/exclusions", "conditions_too_costly", limit=MOST_STEPS, value=steps)
    for index, one in enumerate(document.undecided):
        check_condition(one.when, LINE_FACTS, f"/undecided/{index}/when", problems)
        check_staff(one.roles, f"/undecided/{index}/roles", problems)


def _check_terms(document: PolicyDocument, calendars: Collection[str], problems: Problems) -> None:
    """Terms have one length, and no two of them speak about the same thing."""
    spoken: dict[tuple[object, ...], str] = {}
    for index, term in enumerate(document.terms):
        place = f"/terms/{index}"
        _check_length(term, place, problems)
        check_usage(term.usage, f"{place}/usage", problems)
        problems.some(term.costs, f"{place}/costs")
        for field in ("causes", "suspended_by"):
            problems.once(getattr(term, field), f"{place}/{field}")
        problems.once((term.start, *term.otherwise_from), f"{place}/otherwise_from")
        check_calendar(term.roll_calendar, calendars, place, problems)
        for topic in _topics(term):
            if spoken.setdefault(topic, term.clause) != term.clause:
                problems.add(place, "terms_overlap", value=spoken[topic])
                break


def _check_length(term: Term, place: str, problems: Problems) -> None:
    """One length: months, days, or what the unit's certificate says."""
    if term.by_certificate or term.days is not None:
        problems.unless(term.months is None, f"{place}/months", "length_twice")
        problems.unless(not (term.by_certificate and term.days), f"{place}/days", "length_twice")
        if term.days is not None:
            problems.within(term.days, f"{place}/days", 1, LONGEST_DAYS)
    else:
        problems.within(term.months, f"{place}/months", 1, LONGEST_MONTHS)


def _topics(term: Term) -> Iterator[tuple[object, ...]]:
    """What a term speaks about, one topic per product, component, cause and cost."""
    products: list[tuple[str, str]] = [("model", model) for model in term.products.models]
    products += [("category", category) for category in term.products.categories]
    for cost in term.costs:
        for product in products or [("every", "product")]:
            for cause in term.causes or ("every",):
                yield (product, term.component, cost, cause)


def check_usage(usage: UsageLimit | None, place: str, problems: Problems) -> None:
    """A usage limit, if there is one, is possible."""
    if usage is not None:
        problems.within(usage.amount, f"{place}/amount", 1, LARGEST_USAGE)


def check_calendar(code: str | None, calendars: Collection[str], place: str, problems: Problems) -> None:
    """A calendar that last days roll on, if there is one, is known."""
    if code is not None:
        problems.unless(code in calendars, f"{place}/roll_calendar", "calendar_unknown", value=code)


def check_staff(roles: Sequence[Role], place: str, problems: Problems) -> None:
    """Somebody of the manufacturer's is named, nobody twice, and no dealer."""
    problems.some(roles, place)
    problems.unless(DEALER_ROLES.isdisjoint(roles), place, "role_cannot_approve")
