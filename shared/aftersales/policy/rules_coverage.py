"""Which term governs a part, and whether it, a card, a guarantee or the law still covers it on the day of filing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from aftersales.kernel.calendar import Calendar
from aftersales.policy.entitlement.model import Origin
from aftersales.policy.entitlement.rules_floor import Statutes, can_be_supplied, floor_on, speaking
from aftersales.policy.entitlement.rules_terms import Promise, card_on, guarantees_on, question, term_on
from aftersales.policy.model_decision import ClauseKind, ClauseResult, ClauseTest, Coverage, LineFacts, UnitFacts
from aftersales.policy.model_document import PolicyDocument
from aftersales.policy.model_rights import StatutoryProducts
from aftersales.policy.model_terms import Term
from aftersales.policy.model_words import CostKind, Products
from aftersales.policy.statutes.model import Category
from aftersales.units.model import UnitUse

MOST_REMEMBERED: Final = 10_000


class Fit(NamedTuple):
    """How closely products name a unit: a model beats a category beats every product; or what would tell."""

    rank: int
    needs: str | None = None


class Governing(NamedTuple):
    """The term of each cost kind, and terms that might outrank it if only a fact were known."""

    terms: tuple[tuple[CostKind, Term], ...]
    doubtful: tuple[tuple[Term, str], ...]


class Promises(NamedTuple):
    """What speaks of a line: the term of each cost, those terms once, what covers beside them, and what may."""

    base: Mapping[CostKind, Promise]
    terms: Mapping[str, Promise]
    more: Sequence[Promise]
    doubts: Sequence[tuple[tuple[CostKind, ...], ClauseTest]]


class Standing(NamedTuple):
    """How a line stands: what is covered, what was tested, what the part's coverage still needs, what the law gives."""

    coverage: tuple[Coverage, ...]
    tests: tuple[ClauseTest, ...]
    uncertain: ClauseTest | None
    needs: tuple[str, ...]
    undecidable: ClauseTest | None = None
    """A coverage of the part that nobody can compute for lack of a fact that nobody can supply."""
    floor: ClauseTest | None = None
    """The article that gives free repair of the part today, whatever the policy says."""
    below: tuple[tuple[Promise, Promise | None], ...] = ()
    """Articles that reach further than the policy's own promise, each with the promise."""

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
    """All promises of one policy version, asked for those that govern a part of a product."""

    __slots__ = (
        "_calendars",
        "_cards",
        "_guarantees",
        "_has_causes",
        "_law",
        "_mappings",
        "_remembered",
        "_terms",
    )

    def __init__(
        self, document: PolicyDocument, calendars: Mapping[str, Calendar], statutes: Statutes | None = None
    ) -> None:
        """Keep the promises; answers are remembered, a network has few products and many returns."""
        self._terms = document.terms
        self._cards = {one.code: one for one in document.extended_cards}
        self._guarantees = document.repair_guarantees
        self._mappings = document.rights.statutes
        self._law = {one.category: speaking(one.category, statutes or {}) for one in document.rights.statutes}
        self._calendars = calendars
        self._has_causes = any(one.causes for one in document.terms)
        self._remembered: dict[tuple[str | None, ...], Governing] = {}

    def governing(
        self, model: str | None, category: str | None, component: str | None, cause: str | None = None
    ) -> Governing:
        """The most specific term per cost kind: a component beats the whole unit, a model its category, a cause all."""
        key = (model, category, component, cause if self._has_causes else None)
        found = self._remembered.get(key)
        if found is None:
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            found = self._remembered[key] = self._search(model, category, component, cause)
        return found

    def _search(self, model: str | None, category: str | None, component: str | None, cause: str | None) -> Governing:
        """Rank every term; one that might outrank the best for lack of a fact makes the answer uncertain."""
        best: dict[CostKind, tuple[tuple[int, ...], Term]] = {}
        doubts: list[tuple[tuple[int, ...], Term, str]] = []
        for term in self._terms:
            fits = fit(term.products, model, category)
            if fits is None or (term.component and component and term.component != component):
                continue
            if term.causes and cause is not None and cause not in term.causes:
                continue
            rank = (1 if term.component else 0, fits.rank, 1 if term.causes else 0)
            needs = fits.needs or _needs(term, component, cause)
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
        promises = self.promises(line, filed_on)
        if not promises.more and not promises.doubts:
            return _plain(promises.base, promises.terms)
        return _weighed(promises.base, promises.more, promises.doubts)

    def promises(self, line: LineFacts, on: date) -> Promises:
        """Every promise that speaks of a line on a day: the governing terms, and what covers beside them."""
        unit = line.unit
        governing = self.governing(unit.model, unit.category, line.part_category, line.cause)
        tested: dict[str, Promise] = {}
        base: dict[CostKind, Promise] = {}
        for cost, term in governing.terms:
            one = tested.get(term.clause)
            if one is None:
                one = tested[term.clause] = term_on(term, unit, on, self._calendars)
            base[cost] = one
        is_more = unit.cards or unit.repairs or self._mappings
        more = self._more(line, base, on) if is_more else []
        doubts = [(term.costs, _doubt(term, need)) for term, need in governing.doubtful]
        return Promises(base, tested, more, doubts)

    def _more(self, line: LineFacts, base: Mapping[CostKind, Promise], on: date) -> list[Promise]:
        """What covers beside the terms: cards that were bought, guarantees on repairs, the law."""
        unit, found = line.unit, list[Promise]()
        for bought in unit.cards:
            card = self._cards.get(bought.code)
            if (
                card is None
                or bought.purchased_on > on
                or fit(card.products, unit.model, unit.category) is None
                or card.component not in {None, line.part_category}
            ):
                continue
            whole = base.get(card.costs[0])
            found.append(card_on(card, unit, bought.purchased_on, whole, on, self._calendars))
        if unit.repairs:
            for rule in self._guarantees:
                fits = fit(rule.products, unit.model, unit.category)
                if fits is not None and rule.component in {None, line.part_category}:
                    found += guarantees_on(rule, line, on, self._calendars)
        mapping = self.law_of(unit) if self._mappings else None
        if mapping is not None:
            found += floor_on(mapping, line, on, self._law[mapping.category])
        return found

    def law_of(self, unit: UnitFacts) -> StatutoryProducts | None:
        """What the law calls a unit; of those used in business only farm machines have a name."""
        mapping = self.mapping(unit.model, unit.category)
        if mapping is None or unit.use is not UnitUse.COMMERCIAL or mapping.category is Category.FARM_MACHINERY:
            return mapping
        return None

    def mapping(self, model: str | None, category: str | None) -> StatutoryProducts | None:
        """What the law calls a product: the closest that the policy says."""
        best: tuple[int, StatutoryProducts] | None = None
        for one in self._mappings:
            fits = fit(one.products, model, category)
            if fits is not None and fits.needs is None and (best is None or best[0] < fits.rank):
                best = (fits.rank, one)
        return None if best is None else best[1]


def _needs(term: Term, component: str | None, cause: str | None) -> str | None:
    """What would tell whether a term is about this part and this fault."""
    if term.component and component is None:
        return "line.part_category"
    return "line.cause" if term.causes and cause is None else None


def _plain(base: Mapping[CostKind, Promise], tested: Mapping[str, Promise]) -> Standing:
    """Terms and nothing else, as for most lines."""
    parts = base.get(CostKind.PARTS)
    uncertain = parts.test if parts is not None and parts.is_running is None else None
    return Standing(
        tuple([_coverage(cost, one) for cost, one in base.items()]),
        tuple([one.test for one in tested.values()]),
        uncertain,
        uncertain.needs if uncertain else (),
    )


def _weighed(
    base: Mapping[CostKind, Promise], more: Sequence[Promise], doubts: Sequence[tuple[tuple[CostKind, ...], ClauseTest]]
) -> Standing:
    """The best promise for each cost; what runs wins, then what cannot be known, then the policy's own term."""
    chosen = {cost: best for cost in CostKind if (best := _best(base.get(cost), cost, more)) is not None}
    parts = chosen.get(CostKind.PARTS)
    is_covered = parts is not None and parts.is_running is True and (parts.origin is not Origin.TERM or not doubts)
    tests = {one.test.clause: one.test for one in (*base.values(), *more)}
    uncertain = parts.test if parts is not None and parts.is_running is None else None
    undecidable = None
    if uncertain is not None and not _is_askable(parts, uncertain):
        undecidable, uncertain = uncertain, None
    needs = dict.fromkeys(uncertain.needs if uncertain else ())
    for costs, test in doubts:
        tests[test.clause] = test
        if CostKind.PARTS in costs and not is_covered:
            uncertain = uncertain or test
            needs |= dict.fromkeys(test.needs)
    own = base.get(CostKind.PARTS)
    law = [one for one in more if one.origin is Origin.STATUTE and CostKind.PARTS in one.costs]
    return Standing(
        tuple(_coverage(cost, one) for cost, one in chosen.items()),
        tuple(tests.values()),
        uncertain,
        tuple(needs),
        undecidable,
        next((one.test for one in law if one.is_running), None),
        tuple((one, own) for one in law if one.is_running and not _reaches(own, one)),
    )


def _is_askable(promise: Promise | None, test: ClauseTest) -> bool:
    """Whether what is missing can be told with a return; of the law's own gaps nobody can."""
    return promise is None or promise.origin is not Origin.STATUTE or can_be_supplied(test.needs)


def _reaches(own: Promise | None, law: Promise) -> bool:
    """Whether the policy's own promise covers as long as an article does, or may for all that is known."""
    if own is None or own.ends_on is None or law.ends_on is None:
        return own is not None and own.is_running is None
    return own.is_running is not False and own.ends_on >= law.ends_on


def _best(own: Promise | None, cost: CostKind, more: Iterable[Promise]) -> Promise | None:
    """The promise that decides for a cost: one that ended beside the policy's own never replaces it."""
    best = own
    for one in more:
        if cost in one.costs and one.is_running is not False and (best is None or _rank(one) > _rank(best)):
            best = one
    return best


def _rank(one: Promise) -> tuple[int, date]:
    """Running beats unknown beats ended; of two that run, the one that lasts longer."""
    state = {True: 2, None: 1, False: 0}[one.is_running]
    return state, (one.ends_on or date.min) if state else date.min


def _coverage(cost: CostKind, one: Promise) -> Coverage:
    return Coverage(
        cost=cost,
        clause=one.test.clause,
        starts_on=one.starts_on,
        ends_on=one.ends_on,
        is_running=one.is_running,
    )


def _doubt(term: Term, need: str) -> ClauseTest:
    """The trace of a term that may or may not be about this part."""
    return ClauseTest(
        clause=term.clause,
        kind=ClauseKind.TERM,
        tested=question(term),
        inputs={},
        result=ClauseResult.UNKNOWN,
        needs=(need,),
        text=term.text,
    )
