"""What differs between two policy documents, clause by clause."""

from collections.abc import Iterator
from typing import Final

import msgspec
from msgspec import Struct

from aftersales.policy.model_document import NotificationRule, PolicyDocument
from aftersales.policy.model_versions import ChangeKind, ClauseChange, Json
from aftersales.policy.model_words import Text

ORDERED: Final = ("exclusions", "approval_chains", "undecided")
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
    """Every part that is compared as one: a field of the head or of a section, or an entry of a list."""
    for section in document.__struct_fields__:
        value = getattr(document, section)
        if isinstance(value, tuple):
            yield from ((section, _key(one), one) for one in value)
        elif isinstance(value, Struct) and not isinstance(value, Text):
            yield from _fields(section, value)
        elif value is not None:
            yield "document", section, value


def _fields(section: str, part: Struct) -> Iterator[tuple[str, str, object]]:
    """The fields of a section that is no list; a list of clauses within it is compared clause by clause."""
    for field in part.__struct_fields__:
        value = getattr(part, field)
        if isinstance(value, tuple) and any(isinstance(one, Struct) for one in value):
            yield from ((f"{section}/{field}", _key(one), one) for one in value)
        elif value is not None and value != ():
            yield section, field, value


def _key(part: object) -> str:
    """How an entry of a list is called: by its clause, its code, its factory, or by what it is about."""
    if isinstance(part, NotificationRule):
        return f"{part.event} → {', '.join(part.audience)}"
    named = (getattr(part, name, None) for name in ("clause", "code", "factory"))
    return next(key for key in named if isinstance(key, str))
