"""One promise on one day: a term, an extended card, a guarantee on a repair."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple

from aftersales.kernel.calendar import Calendar, add_months, roll_forward
from aftersales.policy.entitlement.model import Origin
from aftersales.policy.entitlement.rules_time import START_FIELDS, kilometres, last_day, start_of
from aftersales.policy.model_decision import ClauseKind, ClauseResult, ClauseTest, LineFacts, UnitFacts, Value
from aftersales.policy.model_terms import CardStart, ExtendedCard, RepairGuarantee, SameWhat, Term, UsageLimit
from aftersales.policy.model_words import CostKind, Text, UsageUnit
from aftersales.policy.statutes.model_facts import Repair
from aftersales.policy.statutes.rules_time import later, local_day

Calendars = Mapping[str, Calendar]

RESULTS: Final = {
    True: ClauseResult.APPLIES,
    False: ClauseResult.DOES_NOT_APPLY,
    None: ClauseResult.UNKNOWN,
}
KINDS: Final = {
    Origin.TERM: ClauseKind.TERM,
    Origin.CARD: ClauseKind.CARD,
    Origin.GUARANTEE: ClauseKind.GUARANTEE,
    Origin.STATUTE: ClauseKind.STATUTE,
}


class Promise(NamedTuple):
    """One promise as it stands on one day; it runs, does not, or nobody can say."""

    origin: Origin
    costs: tuple[CostKind, ...]
    starts_on: date | None
    ends_on: date | None
    is_running: bool | None
    test: ClauseTest


class Tested(NamedTuple):
    """What testing the days and the usage of a promise gave."""

    is_running: bool | None
    inputs: dict[str, Value]
    needs: tuple[str, ...]


def term_on(term: Term, unit: UnitFacts, filed_on: date, calendars: Calendars) -> Promise:
    """One term on one day: its last day is still covered."""
    start = start_of(term, unit, filed_on)
    ends_on = None
    needs = start.needs
    inputs: dict[str, Value] = {"filed_on": filed_on.isoformat()}
    if start.on is not None:
        inputs[f"unit.{start.field}"] = start.on.isoformat()
        calendar = calendars[term.roll_calendar] if term.roll_calendar else None
        ends_on = last_day(term, unit, start.on, filed_on, calendar)
        needs = () if ends_on else ("unit.certificate_until",)
    tested = _within(unit, filed_on, ends_on, term.usage, inputs, needs)
    return Promise(
        Origin.TERM,
        term.costs,
        start.on,
        ends_on,
        tested.is_running,
        traced(Origin.TERM, term.clause, term.text, question(term), tested),
    )


def _within(
    unit: UnitFacts,
    on: date,
    ends_on: date | None,
    usage: UsageLimit | None,
    inputs: dict[str, Value],
    needs: tuple[str, ...],
) -> Tested:
    """Whether a day lies within a last day and a usage, whichever comes first; exactly both is within."""
    if ends_on is not None:
        inputs["ends_on"] = ends_on.isoformat()
    is_running = None if ends_on is None else on <= ends_on
    if usage is None or is_running is False:
        return Tested(is_running, inputs, needs)
    used = kilometres(unit, on) if usage.unit is UsageUnit.KM else unit.hours
    if used is None:
        return Tested(None, inputs, (*needs, f"unit.{usage.unit}"))
    inputs[f"unit.{usage.unit}"] = used
    if used > usage.amount:
        return Tested(False, inputs, ())
    return Tested(is_running, inputs, needs)


def traced(origin: Origin, clause: str, text: Text, asked: str, tested: Tested) -> ClauseTest:
    """The trace of a promise."""
    return ClauseTest(
        clause=clause,
        kind=KINDS[origin],
        tested=asked,
        inputs=tested.inputs,
        result=RESULTS[tested.is_running],
        needs=tested.needs,
        text=text,
    )


def question(term: Term) -> str:
    """What a term asks, for the trace."""
    event = START_FIELDS[term.start]
    if term.by_certificate:
        asked = "filed_on <= unit.certificate_until"
    elif term.days is not None:
        asked = f"filed_on <= unit.{event} + {term.days} days"
    else:
        asked = f"filed_on <= unit.{event} + {term.months} months"
    return asked if term.usage is None else f"{asked} && unit.{term.usage.unit} <= {term.usage.amount}"


def card_on(
    card: ExtendedCard, unit: UnitFacts, bought: date, base: Promise | None, on: date, cals: Calendars
) -> Promise:
    """One extended card on one day: from its purchase, or from the day after the term that it extends."""
    inputs: dict[str, Value] = {"filed_on": on.isoformat(), "card.purchased_on": bought.isoformat()}
    begins: date | None = bought
    needs: tuple[str, ...] = ()
    if card.begins is CardStart.AFTER_TERM:
        begins = None if base is None else base.ends_on
        needs = base.test.needs if base is not None and begins is None else ()
    ends_on = None if begins is None else add_months(begins, card.months or 0)
    if ends_on is not None and card.roll_calendar is not None:
        ends_on = roll_forward(ends_on, cals[card.roll_calendar])
    if base is None and begins is None:
        tested = Tested(False, inputs, ())
    else:
        tested = _within(unit, on, ends_on, card.usage, inputs, needs)
    asked = f"filed_on <= {card.begins} + {card.months} months"
    return Promise(
        Origin.CARD,
        card.costs,
        begins,
        ends_on,
        tested.is_running,
        traced(Origin.CARD, card.clause, card.text, asked, tested),
    )


def guarantees_on(rule: RepairGuarantee, line: LineFacts, on: date, cals: Calendars) -> Iterator[Promise]:
    """A guarantee on the repairs of a unit: the latest of the same fault or the same part [S26-R02]."""
    done = [one for one in line.unit.repairs if one.returned_at is not None and local_day(one.returned_at) <= on]
    field, value = ("fault_code", line.fault_code)
    if rule.same is SameWhat.PART:
        field, value = ("part_category", line.part_category)
    if done and value is None:
        inputs: dict[str, Value] = {"filed_on": on.isoformat()}
        if _until(rule, done, cals) >= on:
            tested = Tested(None, inputs, (f"line.{field}",))
            yield _guarantee(rule, None, None, tested)
        return
    same = [one for one in done if value in _identities(rule, one)]
    if not same:
        return
    begins = max(local_day(one.returned_at) for one in same if one.returned_at is not None)
    ends_on = _until(rule, same, cals)
    known: dict[str, Value] = {
        "filed_on": on.isoformat(),
        f"line.{field}": value or "",
        "repaired_on": begins.isoformat(),
        "ends_on": ends_on.isoformat(),
    }
    yield _guarantee(rule, begins, ends_on, Tested(on <= ends_on, known, ()))


def _identities(rule: RepairGuarantee, repair: Repair) -> set[str | None]:
    if rule.same is SameWhat.FAULT:
        return {repair.fault}
    return {one.part for one in repair.replaced if one.part is not None}


def _until(rule: RepairGuarantee, repairs: Iterable[Repair], cals: Calendars) -> date:
    """The last day of the guarantee on the latest of some repairs."""
    begins = max(local_day(one.returned_at) for one in repairs if one.returned_at is not None)
    end = later(begins, rule.days or 0)
    return end if rule.roll_calendar is None else roll_forward(end, cals[rule.roll_calendar])


def _guarantee(rule: RepairGuarantee, begins: date | None, ends_on: date | None, tested: Tested) -> Promise:
    asked = f"filed_on <= repaired_on + {rule.days} days"
    return Promise(
        Origin.GUARANTEE,
        rule.costs,
        begins,
        ends_on,
        tested.is_running,
        traced(Origin.GUARANTEE, rule.clause, rule.text, asked, tested),
    )
