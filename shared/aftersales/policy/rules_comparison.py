"""What differs between two policy documents, clause by clause."""

from collections.abc import Iterator
from typing import Final

import msgspec

from aftersales.policy.model_document import PolicyDocument
from aftersales.policy.model_versions import ChangeKind, ClauseChange, Json

HEAD: Final = ("name", "summary", "currency", "time_zone")
CODED: Final = ("forms", "approval_chains", "stopwatches", "calendars", "counts")
ORDERED: Final = ("exclusions", "approval_chains")
"""Sections in which the first entry that speaks decides, so that their order says something."""


def compare(before: PolicyDocument, after: PolicyDocument) -> tuple[ClauseChange, ...]:
    """Every clause that was added, removed or changed, and each section in which the order was."""
    old, new = dict(_entries(before)), dict(_entries(after))
    changes = [
        ClauseChange(section=section, key=key, kind=_kind(was, now), before=was, after=now)
        for section, key in dict.fromkeys([*old, *new])
        if (was := old.get((section, key))) != (now := new.get((section, key)))
    ]
    return (*changes, *_reordered(list(old), list(new)))


def _kind(was: Json, now: Json) -> ChangeKind:
    if was is None:
        return ChangeKind.ADDED
    return ChangeKind.REMOVED if now is None else ChangeKind.CHANGED


def _reordered(old: list[tuple[str, str]], new: list[tuple[str, str]]) -> Iterator[ClauseChange]:
    """Sections whose common clauses stand in another order."""
    for section in ORDERED:
        was: list[object] = [key for one, key in old if one == section and (one, key) in new]
        now: list[object] = [key for one, key in new if one == section and (one, key) in old]
        if was != now:
            yield ClauseChange(section=section, key="", kind=ChangeKind.REORDERED, before=was, after=now)


def _entries(document: PolicyDocument) -> Iterator[tuple[tuple[str, str], Json]]:
    """Every clause with its section and its id; a draft may use an id twice, so a repeated one is counted."""
    seen: dict[tuple[str, str], int] = {}
    for section, key, part in _parts(document):
        times = seen[section, key] = seen.get((section, key), 0) + 1
        yield (section, key if times == 1 else f"{key} ({times})"), msgspec.to_builtins(part)


def _parts(document: PolicyDocument) -> Iterator[tuple[str, str, object]]:
    for field in HEAD:
        yield "document", field, getattr(document, field)
    for term in document.terms:
        yield "terms", term.clause, term
    for exclusion in document.exclusions:
        yield "exclusions", exclusion.clause, exclusion
    routing = document.routing
    yield "routing", routing.clause, {"clause": routing.clause, "text": routing.text}
    for address in routing.addresses:
        yield "routing/addresses", address.factory, address
    for override in routing.overrides:
        yield "routing/overrides", override.clause, override
    for section in CODED:
        for one in getattr(document, section):
            yield section, one.code, one
    for rule in document.notifications:
        yield "notifications", f"{rule.event} → {', '.join(rule.audience)}", rule
    for field in document.returns.__struct_fields__:
        yield "returns", field, getattr(document.returns, field)
