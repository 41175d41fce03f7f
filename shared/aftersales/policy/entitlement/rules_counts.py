"""Counters of a unit's repairs: by fault, by part, by assembly, and days by the 24 hours begun."""

from collections import Counter as Tally
from collections.abc import Iterator
from datetime import date

from aftersales.policy.entitlement.model import Counted
from aftersales.policy.entitlement.rules_time import end_of
from aftersales.policy.model_decision import UnitFacts
from aftersales.policy.statutes.model_facts import Repair
from aftersales.policy.statutes.rules_time import counted_days, local_day


def counters(unit: UnitFacts, on: date) -> tuple[Counted, ...]:
    """Every counter of a unit's own repairs on a day; those of the unit it was given for do not count."""
    at = end_of(on)
    own = [
        one
        for one in unit.repairs
        if one.brought_in_at <= at and local_day(one.brought_in_at) >= (unit.exchanged_on or date.min)
    ]
    done = [one for one in own if one.returned_at is not None and one.returned_at <= at]
    return tuple(_counted(own, done, on))


def _counted(own: list[Repair], done: list[Repair], on: date) -> Iterator[Counted]:
    yield Counted(what="repairs", of="", count=len(done))
    yield Counted(what="repair_days", of="", count=sum(counted_days(one, end_of(on)) for one in own))
    for what, tally in (
        ("same_fault", Tally(one.fault for one in done)),
        ("same_part", Tally(part for one in done for part in _parts(one))),
        ("assembly", Tally(name for one in done for name in _assemblies(one))),
    ):
        for of, count in sorted(tally.items()):
            yield Counted(what=what, of=of, count=count)


def _assemblies(repair: Repair) -> set[str]:
    """The assemblies that a repair replaced whole."""
    return {one.assembly.value for one in repair.replaced if one.assembly is not None and one.part is None}


def _parts(repair: Repair) -> set[str]:
    """The parts that a repair replaced; those inside an assembly that was replaced whole are not counted twice."""
    whole = _assemblies(repair)
    return {
        one.part
        for one in repair.replaced
        if one.part is not None and (one.assembly is None or one.assembly.value not in whole)
    }
