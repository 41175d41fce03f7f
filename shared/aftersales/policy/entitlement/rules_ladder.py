"""The rights ladder of a unit: what the law gives and what the brand adds, now, soon, no more, or nobody knows."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from msgspec.structs import replace

from aftersales.policy.entitlement.rules_counts import counters
from aftersales.policy.entitlement.rules_terms import Promise
from aftersales.policy.entitlement.rules_time import end_of, first_known, kilometres
from aftersales.policy.model_decision import ClauseResult, LineFacts, UnitFacts
from aftersales.policy.model_rights import Counter, Excluded, FeeUnit, Party, Rung, UsageFee
from aftersales.policy.model_terms import UsageLimit
from aftersales.policy.model_words import Clause as PolicyClause
from aftersales.policy.model_words import UsageUnit
from aftersales.policy.statutes.model import Confidence, CountRule, FeeKind, Measure, RightKind, Text
from aftersales.policy.statutes.model_answer import Chooser, Clause, Fee, Right, RightState
from aftersales.policy.statutes.model_answer import Counter as Reached
from aftersales.policy.statutes.model_facts import Interval, Repair
from aftersales.policy.statutes.rules_case import Found
from aftersales.policy.statutes.rules_promise import BRAND
from aftersales.policy.statutes.rules_time import counted_days, later
from aftersales.policy.statutes.rules_words import why

THOUSAND: Final = 1000
NO_FEE: Final = Fee(kind=FeeKind.NONE)

_TALLIES: Final = {
    Measure.REPAIRS: "repairs",
    Measure.SAME_FAULT_REPAIRS: "same_fault",
    Measure.ASSEMBLY_REPLACEMENTS: "assembly",
    Measure.MAIN_PART_REPLACEMENTS: "same_part",
}
_STATES: Final = {True: RightState.NOW, False: RightState.LAPSED, None: RightState.UNKNOWN}


class Count(NamedTuple):
    """What is certain, and what it could be if every open question were answered with yes."""

    sure: int
    possible: int


def brand_clause(clause: PolicyClause) -> Clause:
    """A clause of the policy where an answer names one of the law."""
    text = Text(zh=clause.text.zh, en=clause.text.en)
    return Clause(statute=BRAND, article=clause.clause, text=text, confidence=Confidence.A)


def repair_right(promise: Promise) -> Right:
    """Free repair under a promise of the brand."""
    found = Found(
        state=_STATES[promise.is_running],
        from_day=promise.starts_on,
        until=promise.ends_on,
        needs=promise.test.needs,
    )
    test = promise.test
    text = Text(zh=test.text.zh, en=test.text.en)
    return Right(
        kind=RightKind.REPAIR,
        state=found.state,
        clause=Clause(statute=BRAND, article=test.clause, text=text, confidence=Confidence.A),
        who_chooses=Chooser.NOBODY,
        fee=NO_FEE,
        why=why(found, None),
        from_day=found.from_day,
        until=found.until,
        needs=found.needs,
    )


def rung_rights(
    rung: Rung, fee: UsageFee | None, line: LineFacts, on: date, asked: tuple[ClauseResult, tuple[str, ...]] | None
) -> Iterator[Right]:
    """The rights of one rung; `asked` is what its condition gave, if it has one."""
    if asked is not None and asked[0] is ClauseResult.DOES_NOT_APPLY:
        return
    found = _climbed(rung, line, on)
    if asked is not None and asked[0] is not ClauseResult.APPLIES and found.state is not RightState.LAPSED:
        found = replace(found, state=RightState.UNKNOWN, needs=(*found.needs, *asked[1]))
    counted = rung.counter
    rule = None if counted is None else CountRule(measure=counted.measure, at_least=counted.at_least or 1, grants=())
    for kind in rung.grants:
        is_choice = rung.chooses is Party.CUSTOMER and len(rung.grants) > 1
        yield Right(
            kind=kind,
            state=found.state,
            clause=brand_clause(rung),
            who_chooses=Chooser.CONSUMER if is_choice else Chooser.NOBODY,
            fee=NO_FEE if fee is None else use_fee(fee, line.unit, on),
            why=why(found, rule),
            from_day=found.from_day,
            until=found.until,
            counter=found.counter,
            needs=tuple(dict.fromkeys(found.needs)),
        )


def _climbed(rung: Rung, line: LineFacts, on: date) -> Found:
    """Where a rung stands: its first days and its usage, then its counter."""
    unit = line.unit
    start = first_known(unit, (rung.start,), on)
    found = Found(state=RightState.NOW, from_day=start.on)
    if rung.within_days is not None:
        if start.on is None:
            return Found(state=RightState.UNKNOWN, needs=start.needs)
        found = replace(found, until=later(start.on, rung.within_days))
        if found.until is not None and on > found.until:
            return replace(found, state=RightState.LAPSED)
    if rung.within_usage is not None:
        used = usage(unit, rung.within_usage, on)
        if used is None:
            found = replace(found, state=RightState.UNKNOWN, needs=(f"unit.{rung.within_usage.unit}",))
        elif used > rung.within_usage.amount:
            return replace(found, state=RightState.LAPSED)
    return found if rung.counter is None else _counted(rung.counter, line, on, found)


def usage(unit: UnitFacts, limit: UsageLimit, on: date) -> int | None:
    """How far or how long a unit was used, in the unit of a limit."""
    return kilometres(unit, on) if limit.unit is UsageUnit.KM else unit.hours


def _counted(counter: Counter, line: LineFacts, on: date, found: Found) -> Found:
    count, least = counted(counter, line, on), counter.at_least or 1
    found = replace(found, counter=Reached(reached=count.sure, threshold=least))
    if found.state is RightState.UNKNOWN or count.sure >= least:
        return found
    if count.possible >= least:
        return replace(found, state=RightState.UNKNOWN, needs=("unit.repairs.is_safety_fault",))
    return replace(found, state=RightState.RIPENS)


def counted(counter: Counter, line: LineFacts, on: date) -> Count:
    """How far a counter is; of faults, that of the line counts where one is named, else the most frequent."""
    unit = line.unit
    if counter.measure is Measure.REPAIR_DAYS:
        days = sum(counted_days(_less(one, counter.excluded, unit), end_of(on)) for one in unit.repairs)
        return Count(days, days)
    if counter.measure is Measure.SAFETY_REPAIRS:
        done = [one for one in unit.repairs if one.returned_at is not None and one.returned_at <= end_of(on)]
        sure = sum(one.is_safety_fault is True for one in done)
        return Count(sure, sure + sum(one.is_safety_fault is None for one in done))
    wanted = _TALLIES[counter.measure]
    of = line.fault_code if counter.measure is Measure.SAME_FAULT_REPAIRS else None
    most = max((one.count for one in counters(unit, on) if one.what == wanted and of in {None, one.of}), default=0)
    return Count(most, most)


def _less(repair: Repair, excluded: tuple[Excluded, ...], unit: UnitFacts) -> Repair:
    """A repair with the stretches that a counter leaves out."""
    out: list[Interval] = []
    if Excluded.TRANSPORT in excluded or Excluded.RESCUE in excluded:
        out += repair.excluded
    if Excluded.WAITING_FOR_PARTS in excluded:
        out += repair.waiting_for_parts
    if Excluded.FORCE_MAJEURE in excluded:
        out += [Interval(start=one.start, end=one.end) for one in unit.stops]
    return replace(repair, excluded=tuple(out))


def use_fee(fee: UsageFee, unit: UnitFacts, on: date) -> Fee:
    """What use so far costs by a fee of the policy, at most; never more than its cap, nor than the price."""
    kind = FeeKind.DEPRECIATION if fee.unit is FeeUnit.DAY else FeeKind.USAGE
    used = _used(fee, unit, on)
    missing = {"unit.price": unit.price, _read(fee, unit): used, "policy.fee_percent": fee.percent}
    needs = tuple(name for name, value in missing.items() if value is None)
    if unit.price is None or used is None or fee.percent is None:
        return Fee(kind=kind, needs=needs)
    percent = min(fee.percent * used, fee.most_percent, Decimal(100))
    numerator, denominator = (percent / 100).as_integer_ratio()
    return Fee(kind=kind, at_most=unit.price.share(numerator, denominator))


def _read(fee: UsageFee, unit: UnitFacts) -> str:
    if fee.unit is not FeeUnit.DAY:
        return "unit.km"
    return "unit.invoiced_on" if unit.sold_on is None else "unit.sold_on"


def _used(fee: UsageFee, unit: UnitFacts, on: date) -> Decimal | None:
    """How much of a fee's unit was used: days from the sale or the exchange, kilometres as the odometer shows."""
    if fee.unit is FeeUnit.DAY:
        start = unit.exchanged_on or unit.invoiced_on or unit.sold_on
        if start is None:
            return None
        return Decimal(max(0, (on - start) // timedelta(days=1) - fee.free_days))
    km = kilometres(unit, on)
    if km is None:
        return None
    return Decimal(km) if fee.unit is FeeUnit.KM else Decimal(km) / THOUSAND
