"""Laws of deciding: the same twice, nothing lost on the wire, later is never better, the trace is complete."""

from datetime import date, timedelta
from decimal import Decimal

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from tests.policy.samples import AIR, EBIKE, filed, line

from aftersales.kernel.calendar import add_months
from aftersales.kernel.money import Money
from aftersales.policy.model import (
    ClauseKind,
    Decision,
    LineFacts,
    Outcome,
    PolicyDocument,
    Proof,
    ReturnFacts,
    UnitFacts,
)
from aftersales.policy.rules import CompiledPolicy, compile_policy, decide, fingerprint, read_document

POLICIES = st.sampled_from([EBIKE, AIR])
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
MAYBE_DAY = st.none() | DAYS
PARTS = st.sampled_from([None, "battery", "motor", "compressor", "display"])

UNITS = st.builds(
    UnitFacts,
    model=st.sampled_from([None, "QH-A1", "LC-26GW"]),
    category=st.sampled_from([None, "e_bicycle"]),
    factory=st.sampled_from([None, "QH-WX", "LC-ZS", "elsewhere"]),
    sold_on=MAYBE_DAY,
    installed_on=MAYBE_DAY,
    km=st.none() | st.integers(0, 10**6),
    subsidy_done=st.none() | st.booleans(),
)
LINES = st.builds(
    LineFacts,
    line=st.text(max_size=5),
    unit=UNITS,
    proof=st.none() | st.sampled_from(Proof),
    part_category=PARTS,
    quantity=st.none() | st.integers(1, 100),
    fault_text=st.none() | st.text(max_size=10),
    human_damage=st.none() | st.booleans(),
    photos=st.integers(0, 3),
    unit_price=st.none() | st.builds(Money.of_minor, st.integers(0, 10**7), st.sampled_from(["CNY", "USD"])),
)
RETURNS = st.builds(ReturnFacts, filed_on=DAYS, lines=st.lists(LINES, min_size=1, max_size=4).map(tuple))


@given(POLICIES, RETURNS)
def test_deciding_again_gives_the_same(policy: CompiledPolicy, facts: ReturnFacts) -> None:
    again = compile_policy(policy.document)

    assert decide(policy, facts) == decide(again, facts)


@given(POLICIES, RETURNS)
def test_a_decision_survives_the_wire(policy: CompiledPolicy, facts: ReturnFacts) -> None:
    decision = decide(policy, facts)

    assert msgspec.json.decode(msgspec.json.encode(decision), type=Decision) == decision


@given(POLICIES, RETURNS)
def test_facts_that_were_stored_decide_alike(policy: CompiledPolicy, facts: ReturnFacts) -> None:
    stored = msgspec.json.decode(msgspec.json.encode(facts), type=ReturnFacts)

    assert decide(policy, stored) == decide(policy, facts)


@given(POLICIES)
def test_a_policy_survives_the_wire_with_its_fingerprint(policy: CompiledPolicy) -> None:
    sent = read_document(msgspec.json.encode(policy.document))

    assert sent == policy.document
    assert fingerprint(sent) == policy.fingerprint
    assert msgspec.convert(msgspec.to_builtins(sent), PolicyDocument) == sent


@given(POLICIES, st.integers(0, 3000), st.integers(0, 3000), PARTS.filter(bool))
def test_a_later_filing_never_becomes_covered(policy: CompiledPolicy, after: int, later: int, part: str) -> None:
    first = date(2025, 1, 10) + timedelta(days=after)

    sooner, then = (
        decide(policy, filed(day, line(part_category=part))).lines[0] for day in (first, first + timedelta(days=later))
    )

    assert (sooner.outcome, then.outcome) in {
        (Outcome.COVERED, Outcome.COVERED),
        (Outcome.COVERED, Outcome.REFUSED),
        (Outcome.REFUSED, Outcome.REFUSED),
    }


@given(DAYS, st.integers(-2, 2))
def test_a_battery_is_covered_exactly_until_its_last_day(sold: date, off: int) -> None:
    last = add_months(sold, 12)

    decided = decide(EBIKE, filed(last + timedelta(days=off), line(sold_on=sold))).lines[0]

    assert decided.covered_until == last
    assert (decided.outcome is Outcome.COVERED) == (off <= 0)


@given(POLICIES, RETURNS)
def test_the_trace_names_every_exclusion_and_the_clause_that_decided(
    policy: CompiledPolicy, facts: ReturnFacts
) -> None:
    every = [one.clause for one in policy.document.exclusions]

    for decided in decide(policy, facts).lines:
        traced = [test.clause for test in decided.trace if test.kind is ClauseKind.EXCLUSION]
        assert traced == every
        assert decided.clause in {test.clause for test in decided.trace}
        assert (decided.outcome is Outcome.UNKNOWN) <= bool(decided.needs)


@given(POLICIES, RETURNS)
def test_the_amount_is_never_more_than_the_lines_are_worth(policy: CompiledPolicy, facts: ReturnFacts) -> None:
    worth = sum(
        (
            each.unit_price.amount * each.quantity
            for each in facts.lines
            if each.unit_price is not None and each.quantity is not None
        ),
        Decimal(0),
    )

    assert Decimal(0) <= decide(policy, facts).amount <= worth
