"""Whether a policy document is sound: every problem at once, each with its place."""

from collections.abc import Collection, Iterator
from typing import Final

from msgspec import Struct

from aftersales.kernel.calendar import flaws
from aftersales.kernel.money import EXPONENTS
from aftersales.policy.model_document import PolicyDocument, RouteOverride
from aftersales.policy.model_words import (
    Clause,
    Text,
)
from aftersales.policy.rules_lines import SILENCE
from aftersales.policy.rules_problems import Problem, Problems
from aftersales.policy.rules_schedules import check_returns, is_time_zone
from aftersales.policy.rules_validation_money import check_money
from aftersales.policy.rules_validation_rights import check_rights
from aftersales.policy.rules_validation_running import (
    check_chains,
    check_forms,
    check_notifications,
    check_routing,
    check_stopwatches,
)
from aftersales.policy.rules_validation_service import check_service
from aftersales.policy.rules_validation_stock import check_stock
from aftersales.policy.rules_validation_terms import check_warranty

MOST_CLAUSES: Final = 500
MOST_ENTRIES: Final = 10_000
LONGEST_TEXT: Final = 2000
LONGEST_SOURCE: Final = 80


def validate(document: PolicyDocument, factories: Collection[str] = ()) -> tuple[Problem, ...]:
    """Every problem of a document; with the factories that make the tenant's models, also their addresses."""
    problems = Problems()
    lists = list(_lists(document, ""))
    for pointer, length in lists:
        if length > MOST_CLAUSES:
            problems.add(pointer, "section_too_long", limit=MOST_CLAUSES)
    if not problems.found and sum(length for _, length in lists) > MOST_ENTRIES:
        problems.add("", "too_many_entries", limit=MOST_ENTRIES)
    if problems.found:
        return tuple(problems.found)
    _check_head(document, problems)
    _check_ids(document, problems)
    check_warranty(document, problems)
    check_rights(document, problems)
    check_forms(document, problems)
    check_routing(document, factories, problems)
    check_chains(document, problems)
    check_stopwatches(document, problems)
    for index, one in enumerate(document.calendars):
        for flaw in flaws(one.calendar):
            problems.add(f"/calendars/{index}/calendar", flaw)
    check_stock(document, problems)
    check_notifications(document, problems)
    check_returns(document, problems)
    check_money(document, problems)
    check_service(document, problems)
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
