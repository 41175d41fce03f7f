"""Replaying is pure: what was decided and the facts in, the lines that flip and the sums out."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from operator import attrgetter
from typing import Final, TypeVar
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from aftersales.kernel.ids import OrganisationId
from aftersales.kernel.money import Money, zero
from aftersales.policy import rules
from aftersales.policy.model_decision import Decision, LineDecision, LineFacts, Outcome, ReturnFacts
from aftersales.policy.model_document import PolicyDocument
from aftersales.policy.model_versions import DecisionId
from aftersales.policy.replays.model import Cell, ClauseEffect, DealerEffect, Direction, Flip, Report
from aftersales.policy.rules import CompiledPolicy

WEIGHT: Final = {Outcome.REFUSED: 0, Outcome.UNKNOWN: 1, Outcome.OPEN: 1, Outcome.COVERED: 2}
"""How good an outcome is for the dealer; who waits for a person is no better off for lack of a fact."""

NUMBERS: Final = tuple(name for name in Report.__struct_fields__ if name not in {"matrix", "clauses", "dealers"})
"""What of two reports is simply added."""

Row = TypeVar("Row", Cell, ClauseEffect, DealerEffect)


class LineThen(Struct, frozen=True, gc=False):
    """What a decision said of a line, without its trace."""

    line: str
    outcome: Outcome
    clause: str


class Then(Struct, frozen=True, gc=False):
    """A decision as it was made, as much of it as a replay compares."""

    lines: tuple[LineThen, ...]
    steps: int
    is_complete: bool


class Case(Struct, frozen=True, kw_only=True, gc=False):
    """One past decision: who it was about, the facts, and what was said."""

    id: DecisionId
    policy_version_id: UUID
    subject_kind: str
    subject_id: UUID
    dealer_id: OrganisationId | None
    decided_at: datetime
    facts: ReturnFacts
    then: Then


class Terms(Struct, frozen=True):
    """What a covered line is worth under a version: a share of its price, in the policy's currency."""

    currency: str
    credit_percent: int

    @classmethod
    def of(cls, document: PolicyDocument) -> "Terms":
        """Of one document."""
        return cls(document.currency, document.returns.credit_percent or 0)


def then(decision: Decision) -> Then:
    """As much of a decision as a replay compares."""
    lines = tuple(LineThen(line.line, line.outcome, line.clause) for line in decision.lines)
    return Then(lines, len(decision.steps), decision.is_complete)


def direction_of(before: Outcome, after: Outcome) -> Direction:
    """Whom a change of outcome helps."""
    gained = WEIGHT[after] - WEIGHT[before]
    if gained == 0:
        return Direction.NEUTRAL
    return Direction.FOR_DEALER if gained > 0 else Direction.AGAINST_DEALER


def credit_of(facts: LineFacts, outcome: Outcome, terms: Terms, currency: str) -> int | None:
    """What a line would be credited, in minor units: its price times the version's share if it is covered.

    None if nobody can say.
    """
    if outcome is not Outcome.COVERED:
        return 0
    price = facts.unit_price
    if price is None or not price.currency == terms.currency == currency:
        return None
    return (price * (facts.quantity or 1)).share(terms.credit_percent, 100).minor


def replay(policy: CompiledPolicy, cases: Iterable[Case], terms: Mapping[UUID, Terms]) -> tuple[Report, list[Flip]]:
    """Decide each case again: what that adds up to, and every line that flips."""
    sums = _Sums(Terms.of(policy.document))
    for case in cases:
        sums.add(case, rules.decide(policy, case.facts), terms[case.policy_version_id])
    return sums.report(), sums.flips


def together(one: Report, other: Report) -> Report:
    """Two reports of one document as one."""
    return Report(
        **{name: getattr(one, name) + getattr(other, name) for name in NUMBERS},
        matrix=_matrix((*one.matrix, *other.matrix)),
        clauses=_clauses((*one.clauses, *other.clauses)),
        dealers=_dealers((*one.dealers, *other.dealers)),
    )


class _Sums:
    """What replayed cases add up to."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.flips: list[Flip] = []
        self.decisions = self.lines = self.more = self.fewer = self.incomplete = 0
        self.minor_before = self.minor_after = 0

    def add(self, case: Case, now: Decision, terms: Terms) -> None:
        """Compare what was said of one case with what is said now."""
        before = case.then
        self.decisions += 1
        self.lines += len(now.lines)
        self.more += len(now.steps) > before.steps
        self.fewer += len(now.steps) < before.steps
        self.incomplete += before.is_complete and not now.is_complete
        currency = self.terms.currency
        for facts, was, line in zip(case.facts.lines, before.lines, now.lines, strict=True):
            worth = credit_of(facts, was.outcome, terms, currency), credit_of(facts, line.outcome, self.terms, currency)
            self.minor_before += worth[0] or 0
            self.minor_after += worth[1] or 0
            if was.outcome is not line.outcome or was.clause != line.clause:
                self.flips.append(_flip(case, was, line, worth, currency))

    def report(self) -> Report:
        """What was added."""
        ways = Counter(flip.direction for flip in self.flips)
        currency = self.terms.currency
        return Report(
            decisions=self.decisions,
            lines=self.lines,
            flips=len(self.flips),
            for_dealer=ways[Direction.FOR_DEALER],
            against_dealer=ways[Direction.AGAINST_DEALER],
            neutral=ways[Direction.NEUTRAL],
            unpriced_lines=sum(flip.credit_before is None or flip.credit_after is None for flip in self.flips),
            credit_before=Money.of_minor(self.minor_before, currency),
            credit_after=Money.of_minor(self.minor_after, currency),
            more_approvals=self.more,
            fewer_approvals=self.fewer,
            newly_incomplete=self.incomplete,
            matrix=_matrix(_cell(flip, zero(currency)) for flip in self.flips),
            clauses=_clauses(_clause_effect(flip, zero(currency)) for flip in self.flips),
            dealers=_dealers(_dealer_effect(flip, zero(currency)) for flip in self.flips),
        )


def _flip(case: Case, was: LineThen, now: LineDecision, worth: tuple[int | None, int | None], currency: str) -> Flip:
    before, after = (None if minor is None else Money.of_minor(minor, currency) for minor in worth)
    return Flip(
        decision_id=case.id,
        line=now.line,
        subject_kind=case.subject_kind,
        subject_id=case.subject_id,
        dealer_id=case.dealer_id,
        decided_at=case.decided_at,
        direction=direction_of(was.outcome, now.outcome),
        before=was.outcome,
        after=now.outcome,
        clause_before=was.clause,
        clause_after=now.clause,
        credit_before=before,
        credit_after=after,
        needs=now.needs,
    )


def _cell(flip: Flip, nothing: Money) -> Cell:
    return Cell(
        before=flip.before,
        after=flip.after,
        lines=1,
        credit_before=flip.credit_before or nothing,
        credit_after=flip.credit_after or nothing,
    )


def _clause_effect(flip: Flip, nothing: Money) -> ClauseEffect:
    return ClauseEffect(
        clause_before=flip.clause_before,
        clause_after=flip.clause_after,
        before=flip.before,
        after=flip.after,
        lines=1,
        credit_before=flip.credit_before or nothing,
        credit_after=flip.credit_after or nothing,
    )


def _dealer_effect(flip: Flip, nothing: Money) -> DealerEffect:
    return DealerEffect(
        dealer_id=flip.dealer_id,
        for_dealer=int(flip.direction is Direction.FOR_DEALER),
        against_dealer=int(flip.direction is Direction.AGAINST_DEALER),
        neutral=int(flip.direction is Direction.NEUTRAL),
        credit_before=flip.credit_before or nothing,
        credit_after=flip.credit_after or nothing,
    )


def _matrix(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    return tuple(sorted(_added(cells, ("before", "after")), key=lambda one: (one.before, one.after)))


def _clauses(effects: Iterable[ClauseEffect]) -> tuple[ClauseEffect, ...]:
    """The clauses by what they move, the most lines first."""
    named = _added(effects, ("clause_before", "clause_after", "before", "after"))
    return tuple(sorted(named, key=lambda one: (-one.lines, one.clause_before, one.clause_after, one.before)))


def _dealers(effects: Iterable[DealerEffect]) -> tuple[DealerEffect, ...]:
    """The dealers by what they lose, the most first."""
    hit = _added(effects, ("dealer_id",))
    return tuple(sorted(hit, key=lambda one: ((one.credit_after - one.credit_before).minor, str(one.dealer_id))))


def _added(rows: Iterable[Row], names: tuple[str, ...]) -> list[Row]:
    """Rows with the same names as one, everything else added up."""
    key = attrgetter(*names)
    sums: dict[object, Row] = {}
    for row in rows:
        begun = sums.get(key(row))
        if begun is None:
            sums[key(row)] = row
            continue
        numbers = [name for name in row.__struct_fields__ if name not in names]
        sums[key(row)] = replace(begun, **{name: getattr(begun, name) + getattr(row, name) for name in numbers})
    return list(sums.values())
