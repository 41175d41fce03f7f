"""Replaying as a pure function: which way a line flips, what it is worth, and that sums add up however they are cut."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.policy.samples import EBIKE, Json, compiled, filed, line

from aftersales.kernel.ids import OrganisationId, new_id
from aftersales.kernel.money import Money
from aftersales.policy.model import LineFacts, Outcome, Proof
from aftersales.policy.model_versions import DecisionId
from aftersales.policy.replays import rules
from aftersales.policy.replays.model import Direction
from aftersales.policy.replays.rules import Case, Terms
from aftersales.policy.rules import CompiledPolicy, decide

THEN = UUID(int=1)
DEALERS = tuple(OrganisationId(UUID(int=number)) for number in range(2, 5))
TERMS = {THEN: Terms("CNY", 100)}
SOLD = date(2025, 1, 10)


def yuan(amount: str) -> Money:
    """An amount of yuan."""
    return Money(Decimal(amount), "CNY")


def half_credit(document: Json) -> None:
    """Covered lines are credited by half."""
    document["returns"]["credit_percent"] = 50


def shorter_battery(document: Json) -> None:
    """Batteries are covered for three months."""
    for term in document["terms"]:
        if term.get("component") == "battery":
            term["months"] = 3


HALF, SHORTER = compiled(half_credit), compiled(shorter_battery)


def case(on: date, *lines: LineFacts, dealer: OrganisationId = DEALERS[0]) -> Case:
    """What the demo policy decided on a day."""
    facts = filed(on, *lines)
    return Case(
        id=DecisionId(new_id()),
        policy_version_id=THEN,
        subject_kind="return",
        subject_id=new_id(),
        dealer_id=dealer,
        decided_at=datetime(2026, 1, 1, tzinfo=UTC),
        facts=facts,
        then=rules.then(decide(EBIKE, facts)),
    )


@st.composite
def cases(draw: st.DrawFn) -> list[Case]:
    """Past decisions of a few dealers."""
    proofs = st.sampled_from([Proof.INVOICE, Proof.NONE, None])
    prices = st.sampled_from([None, Money(Decimal(118), "CNY"), Money(Decimal("0.99"), "CNY")])
    drawn = st.builds(
        lambda days, dealer, proof, price, damage, quantity: case(
            SOLD + timedelta(days=days),
            line(proof=proof, unit_price=price, human_damage=damage, quantity=quantity),
            dealer=dealer,
        ),
        st.integers(0, 900),
        st.sampled_from(DEALERS),
        proofs,
        prices,
        st.sampled_from([True, False, None]),
        st.integers(1, 5),
    )
    return draw(st.lists(drawn, max_size=8))


@given(cases())
@settings(max_examples=50)
def test_a_policy_flips_nothing_of_what_it_decided_itself(past: list[Case]) -> None:
    report, flips = rules.replay(EBIKE, past, TERMS)

    assert flips == []
    assert (report.decisions, report.flips) == (len(past), 0)
    assert report.credit_before == report.credit_after


@given(cases(), st.integers(0, 8), st.sampled_from([HALF, SHORTER]))
@settings(max_examples=50)
def test_a_replay_cut_in_two_adds_up_to_the_whole(past: list[Case], cut: int, policy: CompiledPolicy) -> None:
    whole, flips = rules.replay(policy, past, TERMS)

    first, some = rules.replay(policy, past[:cut], TERMS)
    second, others = rules.replay(policy, past[cut:], TERMS)

    assert rules.together(first, second) == whole
    assert some + others == flips
    assert whole.flips == whole.for_dealer + whole.against_dealer + whole.neutral
    assert sum(cell.lines for cell in whole.matrix) == whole.flips
    assert sum(clause.lines for clause in whole.clauses) == whole.flips


@pytest.mark.parametrize(
    ("before", "after", "direction"),
    [
        (Outcome.COVERED, Outcome.REFUSED, Direction.AGAINST_DEALER),
        (Outcome.COVERED, Outcome.OPEN, Direction.AGAINST_DEALER),
        (Outcome.OPEN, Outcome.COVERED, Direction.FOR_DEALER),
        (Outcome.REFUSED, Outcome.UNKNOWN, Direction.FOR_DEALER),
        (Outcome.OPEN, Outcome.UNKNOWN, Direction.NEUTRAL),
        (Outcome.REFUSED, Outcome.REFUSED, Direction.NEUTRAL),
    ],
)
def test_a_flip_helps_whoever_gains_by_the_outcome(before: Outcome, after: Outcome, direction: Direction) -> None:
    assert rules.direction_of(before, after) is direction


def test_a_shorter_term_flips_the_lines_that_it_no_longer_reaches() -> None:
    in_both, only_then = case(SOLD + timedelta(days=60)), case(SOLD + timedelta(days=200), line(quantity=2))

    report, flips = rules.replay(SHORTER, [in_both, only_then], TERMS)

    assert [(flip.decision_id, flip.before, flip.after) for flip in flips] == [
        (only_then.id, Outcome.COVERED, Outcome.REFUSED)
    ]
    assert (flips[0].credit_before, flips[0].credit_after) == (yuan("236.00"), yuan("0.00"))
    assert (report.credit_before, report.credit_after) == (yuan("354.00"), yuan("118.00"))
    assert [(cell.before, cell.after, cell.lines) for cell in report.matrix] == [(Outcome.COVERED, Outcome.REFUSED, 1)]
    assert [(dealer.dealer_id, dealer.against_dealer, dealer.credit_after) for dealer in report.dealers] == [
        (DEALERS[0], 1, yuan("0.00"))
    ]


def test_another_share_changes_the_money_and_flips_no_line() -> None:
    report, flips = rules.replay(HALF, [case(SOLD + timedelta(days=60))], TERMS)

    assert flips == []
    assert (report.credit_before, report.credit_after) == (yuan("118.00"), yuan("59.00"))


def test_a_line_whose_price_nobody_knows_is_counted_and_worth_nothing() -> None:
    report, flips = rules.replay(SHORTER, [case(SOLD + timedelta(days=200), line(unit_price=None))], TERMS)

    assert [(flip.credit_before, flip.credit_after) for flip in flips] == [(None, yuan("0.00"))]
    assert (report.unpriced_lines, report.credit_before) == (1, yuan("0.00"))


def test_a_process_that_only_decides_loads_no_database() -> None:
    program = "import sys, aftersales_worker.__main__, aftersales.policy.replays.rules_chunks; print(*sys.modules)"

    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603 - ours

    watched = {"aftersales.policy.rules", "sqlalchemy", "asyncpg", "arq"}
    assert watched & set(said.stdout.split()) == {"aftersales.policy.rules"}
