"""Use cases of the statutes: show them, and say what rights a customer has under them."""

from collections.abc import Iterator
from functools import cache
from typing import Final

from aftersales.kernel.access import Actor, Permission
from aftersales.kernel.errors import FieldError, Invalid
from aftersales.policy.statutes.errors import EditionUnknown, IntervalBackwards, StatuteUnknown
from aftersales.policy.statutes.model import Statute
from aftersales.policy.statutes.model_answer import RightsAnswer
from aftersales.policy.statutes.model_facts import Interval, RightsFacts
from aftersales.policy.statutes.rules import rights_of
from aftersales.policy.statutes.rules_editions import Edition, edition_of, read_edition
from aftersales.policy.statutes.rules_promise import floor
from aftersales.policy.statutes.rules_reading import read_statutes

__all__ = ["NEWEST", "Edition", "edition", "floor", "rights", "statute", "statutes"]

STATUTES: Final = read_statutes()
NEWEST: Final = edition_of(STATUTES)
"""The law as this release knows it."""


@cache
def edition(fingerprint: str) -> Edition:
    """The law as a release knew it, so that what was decided under it can be decided again."""
    if fingerprint in {"", NEWEST.fingerprint}:
        return NEWEST
    found = read_edition(fingerprint)
    if found is None:
        raise EditionUnknown(edition=fingerprint)
    return found


def statutes() -> tuple[Statute, ...]:
    """Every statute on record, in the order of their codes."""
    return tuple(STATUTES.values())


def statute(code: str) -> Statute:
    """One statute, whole."""
    found = STATUTES.get(code)
    if found is None:
        raise StatuteUnknown(statute=code)
    return found


def rights(actor: Actor, facts: RightsFacts) -> RightsAnswer:
    """What rights a unit's customer has; nothing is kept."""
    actor.require(Permission.UNITS_READ)
    wrong = tuple(_wrong(facts))
    if wrong:
        raise Invalid(*wrong)
    return rights_of(facts, STATUTES)


def _wrong(facts: RightsFacts) -> Iterator[FieldError]:
    """Facts that cannot be so, each with its place."""
    for pointer, interval in _intervals(facts):
        if interval.end is not None and interval.end < interval.start:
            code, zh, en = IntervalBackwards.code, IntervalBackwards.zh, IntervalBackwards.en
            yield FieldError(pointer=f"{pointer}", code=code, zh=zh, en=en)
    if facts.price is not None and facts.price.minor < 0:
        yield FieldError(pointer="/price", code="negative_price", zh="价格不能为负。", en="A price is not negative.")


def _intervals(facts: RightsFacts) -> Iterator[tuple[str, Interval]]:
    """Every stretch of time in the facts with its place."""
    for index, repair in enumerate(facts.repairs):
        yield f"/repairs/{index}", Interval(start=repair.brought_in_at, end=repair.returned_at)
        for name, intervals in (("waiting_for_parts", repair.waiting_for_parts), ("excluded", repair.excluded)):
            for number, interval in enumerate(intervals):
                yield f"/repairs/{index}/{name}/{number}", interval
    for number, interval in enumerate(facts.force_majeure):
        yield f"/force_majeure/{number}", interval
