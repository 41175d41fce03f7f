"""Which term governs a part, and whether it still runs on the day of filing."""

from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

from aftersales.kernel.calendar import Calendar, add_months, roll_forward
from aftersales.policy.model_decision import (
    ClauseKind,
    ClauseResult,
    ClauseTest,
    Coverage,
    LineFacts,
    UnitFacts,
    Value,
)
from aftersales.policy.model_terms import Term
from aftersales.policy.model_words import CostKind, Products, StartEvent, UsageUnit

START_FIELDS: Final = {
    StartEvent.SALE: "sold_on",
    StartEvent.INVOICE: "invoiced_on",
    StartEvent.DELIVERY: "delivered_on",
    StartEvent.INSTALLATION: "installed_on",
    StartEvent.ACCEPTANCE: "accepted_on",
}
"""The fact of a unit that each start event is read from."""

MOST_REMEMBERED: Final = 10_000


class Fit(NamedTuple):
    """How closely products name a unit: a model beats a category beats every product; or what would tell."""

    rank: int
    needs: str | None = None


class Governing(NamedTuple):
    """The term of each cost kind, and terms that might outrank it if only a fact were known."""

    terms: tuple[tuple[CostKind, Term], ...]
    doubtful: tuple[tuple[Term, str], ...]


class TestedTerm(NamedTuple):
    """One term on one day."""

    starts_on: date | None
    ends_on: date | None
    is_running: bool | None
    test: ClauseTest


class Standing(NamedTuple):
    """How a line stands under its terms: what is covered, what was tested, what the part's term still needs."""

    coverage: tuple[Coverage, ...]
    tests: tuple[ClauseTest, ...]
    uncertain: ClauseTest | None
    needs: tuple[str, ...]

    @property
    def parts(self) -> Coverage | None:
        """The coverage of the part itself, which decides a return."""
        return next((one for one in self.coverage if one.cost is CostKind.PARTS), None)


def fit(products: Products, model: str | None, category: str | None) -> Fit | None:
    """How products name a unit of this model and category; None if they do not."""
    if not products.models and not products.categories:
        return Fit(0)
    if products.models:
        if model is None:
            return Fit(2, "unit.model")
        if model in products.models:
            return Fit(2)
    if products.categories:
        if category is None:
            return Fit(1, "unit.category")
        if category in products.categories:
            return Fit(1)
    return None


class Terms:
    """All terms of one policy version, asked for the ones that govern a part of a product."""

    __slots__ = ("_calendars", "_remembered", "_terms")

    def __init__(self, terms: tuple[Term, ...], calendars: Mapping[str, Calendar]) -> None:
        """Keep the terms; answers are remembered, a network has few products and many returns."""
        self._terms = terms
        self._calendars = calendars
        self._remembered: dict[tuple[str | None, str | None, str | None], Governing] = {}

    def governing(self, model: str | None, category: str | None, component: str | None) -> Governing:
        """The most specific term per cost kind: a component beats the whole unit, a model its category."""
        key = (model, category, component)
        found = self._remembered.get(key)
        if found is None:
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            found = self._remembered[key] = self._search(model, category, component)
        return found

    def _search(self, model: str | None, category: str | None, component: str | None) -> Governing:
        """Rank every term; one that might outrank the best for lack of a fact makes the answer uncertain."""
        best: dict[CostKind, tuple[tuple[int, int], Term]] = {}
        doubts: list[tuple[tuple[int, int], Term, str]] = []
        for term in self._terms:
            fits = fit(term.products, model, category)
            if fits is None or (term.component and component and term.component != component):
                continue
            rank = (1 if term.component else 0, fits.rank)
            needs = fits.needs or ("line.part_category" if term.component and component is None else None)
            if needs:
                doubts.append((rank, term, needs))
                continue
            for cost in term.costs:
                if cost not in best or best[cost][0] < rank:
                    best[cost] = (rank, term)
        doubts = [
            (rank, term, needs)
            for rank, term, needs in doubts
            if any(cost not in best or best[cost][0] < rank for cost in term.costs)
        ]
        in_doubt = {cost for _, term, _ in doubts for cost in term.costs}
        return Governing(
            tuple((cost, best[cost][1]) for cost in CostKind if cost in best and cost not in in_doubt),
            tuple((term, needs) for _, term, needs in doubts),
        )

    def standing(self, line: LineFacts, filed_on: date) -> Standing:
        """How a line stands on the day of filing."""
        unit = line.unit
        governing = self.governing(unit.model, unit.category, line.part_category)
        coverage: list[Coverage] = []
        tests: dict[str, ClauseTest] = {}
        uncertain: ClauseTest | None = None
        tested: dict[str, TestedTerm] = {}
        for cost, term in governing.terms:
            one = tested.get(term.clause)
            if one is None:
                one = tested[term.clause] = self._test(term, unit, filed_on)
                tests[term.clause] = one.test
            coverage.append(
                Coverage(
                    cost=cost,
                    clause=term.clause,
                    starts_on=one.starts_on,
                    ends_on=one.ends_on,
                    is_running=one.is_running,
                )
            )
            if cost is CostKind.PARTS and one.test.needs:
                uncertain = one.test
        needs = dict.fromkeys(uncertain.needs if uncertain else ())
        for term, need in governing.doubtful:
            test = tests[term.clause] = _doubt(term, need)
            if CostKind.PARTS in term.costs:
                uncertain = uncertain or test
                needs[need] = None
        return Standing(tuple(coverage), tuple(tests.values()), uncertain, tuple(needs))

    def _test(self, term: Term, unit: UnitFacts, filed_on: date) -> TestedTerm:
        """One term on one day: its last day is still covered; a start after the filing is no known start."""
        field = START_FIELDS[term.start]
        start: date | None = getattr(unit, field)
        inputs: dict[str, Value] = {"filed_on": filed_on.isoformat()}
        ends_on: date | None = None
        needs: tuple[str, ...] = ()
        if start is None or start > filed_on:
            start, needs = None, (f"unit.{field}",)
        else:
            ends_on = self.last_day(term, start)
            inputs |= {f"unit.{field}": start.isoformat(), "ends_on": ends_on.isoformat()}
        is_running = None if ends_on is None else filed_on <= ends_on
        if term.usage is not None and is_running is not False:
            used = unit.km if term.usage.unit is UsageUnit.KM else unit.hours
            if used is None:
                needs, is_running = (*needs, f"unit.{term.usage.unit}"), None
            else:
                inputs[f"unit.{term.usage.unit}"] = used
                is_running = False if used > term.usage.amount else is_running
                needs = () if is_running is False else needs
        test = ClauseTest(
            clause=term.clause,
            kind=ClauseKind.TERM,
            tested=_question(term),
            inputs=inputs,
            result=_RESULTS[is_running],
            needs=needs,
            text=term.text,
        )
        return TestedTerm(start, ends_on, is_running, test)

    def last_day(self, term: Term, start: date) -> date:
        """The last covered day of a term that begins on a day, inclusive."""
        ends_on = add_months(start, term.months or 0)
        if term.roll_calendar is None:
            return ends_on
        return roll_forward(ends_on, self._calendars[term.roll_calendar])


_RESULTS: Final = {
    True: ClauseResult.APPLIES,
    False: ClauseResult.DOES_NOT_APPLY,
    None: ClauseResult.UNKNOWN,
}


def _doubt(term: Term, need: str) -> ClauseTest:
    """The trace of a term that may or may not be about this part."""
    return ClauseTest(
        clause=term.clause,
        kind=ClauseKind.TERM,
        tested=_question(term),
        inputs={},
        result=ClauseResult.UNKNOWN,
        needs=(need,),
        text=term.text,
    )


def _question(term: Term) -> str:
    """What a term asks, for the trace."""
    question = f"filed_on <= unit.{START_FIELDS[term.start]} + {term.months} months"
    if term.usage is None:
        return question
    return f"{question} && unit.{term.usage.unit} <= {term.usage.amount}"
