"""Decisions about the lines that a dealer asks for, without a database."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.claims.made import (
    DOCUMENT,
    KNOWN,
    OTHER_ADDRESS,
    TODAY,
    UNIT,
    asked,
    decided,
    unregistered,
)

from aftersales.claims.returns import rules_lines as rules
from aftersales.claims.returns.errors import (
    LinesIncomplete,
    LinesRefused,
    LinesUnusable,
    NoReturnAddress,
    OneFactoryOnly,
    TooManyLines,
)
from aftersales.claims.returns.model import AskedLine
from aftersales.kernel.money import Money
from aftersales.policy.model import Decision, LineDecision, Outcome, Proof
from aftersales.units.model import UnitState


def decision(*lines: LineDecision) -> Decision:
    """A decision of these lines."""
    return Decision(
        policy="x",
        lines=lines,
        amount=Decimal(0),
        route=None,
        chain=None,
        steps=(),
        is_complete=True,
    )


def objections(*lines: AskedLine) -> list[tuple[str, str]]:
    """Every wrong place and its code."""
    with pytest.raises(LinesUnusable) as refused:
        rules.resolve(lines, KNOWN, TODAY)
    return [(error.pointer, error.code) for error in refused.value.errors]


@given(st.integers(1, 300))
def test_a_return_has_at_most_as_many_lines_as_the_policy_says(lines: int) -> None:
    if lines <= 100:
        rules.check_count(DOCUMENT, lines)
        return

    with pytest.raises(TooManyLines) as refused:
        rules.check_count(DOCUMENT, lines)

    assert refused.value.params == {"clause": "QH-4.1", "most": 100}


def test_lines_that_fit_come_with_all_that_they_name() -> None:
    of_unit, of_model = rules.resolve([asked(model_code="QH-E1"), unregistered()], KNOWN, TODAY)

    assert (of_unit.unit, of_unit.model.code, of_unit.part.number, of_unit.factory_code) == (
        UNIT,
        "QH-E1",
        "BAT-48",
        "QH-WX",
    )
    assert (of_model.unit, of_model.model.code, of_model.part.unit_price) == (
        None,
        "QH-E1",
        Money.of_minor(39_900, "CNY"),
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (asked(serial="QH-9"), [("/lines/0/serial", "unit_unknown")]),
        (
            asked(serial="QH-9", part_number="X"),
            [("/lines/0/serial", "unit_unknown"), ("/lines/0/part_number", "part_unknown")],
        ),
        (asked(model_code="QH-E2"), [("/lines/0/model_code", "model_mismatch")]),
        (asked(part_number="TYRE-16"), [("/lines/0/part_number", "part_not_of_model")]),
        (unregistered(part_number="TYRE-16"), [("/lines/0/part_number", "part_not_of_model")]),
        (unregistered(model_code="QH-X"), [("/lines/0/model_code", "model_unknown")]),
        (unregistered(model_code=None), [("/lines/0/model_code", "unit_or_model_required")]),
        (unregistered(sold_on=None), [("/lines/0/sold_on", "required")]),
        (unregistered(proof=None), [("/lines/0/proof", "required")]),
        (unregistered(sold_on=TODAY + timedelta(days=1)), [("/lines/0/sold_on", "day_in_future")]),
    ],
)
def test_a_line_that_does_not_fit_is_named_by_its_place(line: AskedLine, expected: list[tuple[str, str]]) -> None:
    assert objections(line) == expected


def test_bought_today_is_not_in_the_future() -> None:
    assert len(rules.resolve([unregistered(sold_on=TODAY)], KNOWN, TODAY)) == 1


@pytest.mark.parametrize("state", [state for state in UnitState if state is not UnitState.IN_USE])
def test_only_units_in_use_are_returned(state: UnitState) -> None:
    known = replace(KNOWN, units=(replace(UNIT, state=state),))

    with pytest.raises(LinesUnusable) as refused:
        rules.resolve([asked()], known, TODAY)

    assert [(error.pointer, error.code) for error in refused.value.errors] == [("/lines/0/serial", "unit_not_in_use")]


@given(st.lists(st.sampled_from(["a", "b", "unit"]), min_size=1, max_size=8))
def test_each_repetition_is_named_and_nothing_else(kinds: list[str]) -> None:
    lines = [unregistered() if kind != "unit" else asked() for kind in kinds]
    repeated = [index for index, kind in enumerate(kinds) if kind == "unit"][1:]

    if not repeated:
        assert len(rules.resolve(lines, KNOWN, TODAY)) == len(lines)
        return
    assert objections(*lines) == [(f"/lines/{index}/part_number", "line_repeated") for index in repeated]


def test_a_units_own_record_goes_before_what_is_stated() -> None:
    lines = rules.resolve([asked(sold_on=date(2020, 1, 1)), unregistered()], KNOWN, TODAY)

    of_unit, of_model = rules.facts_of(lines, TODAY, "QHD-01").lines

    assert (of_unit.line, of_unit.unit.serial, of_unit.unit.sold_on) == ("1", "QH-1001", date(2026, 3, 17))
    assert (of_model.line, of_model.unit.serial, of_model.unit.sold_on) == ("2", None, date(2026, 3, 1))
    assert of_unit.unit.dealer == of_model.unit.dealer == "QHD-01"


@pytest.mark.parametrize(
    ("line", "proof"),
    [
        (asked(), Proof.RECEIPT),
        (asked(proof=Proof.NONE), Proof.NONE),
        (unregistered(), Proof.INVOICE),
        (unregistered(proof=None), None),
    ],
)
def test_what_is_shown_now_goes_before_what_was_shown_at_sale(line: AskedLine, proof: Proof | None) -> None:
    known = rules.resolve([asked()] if line.serial else [unregistered()], KNOWN, TODAY)[0]

    assert rules.proof_of(replace(known, asked=line)) is proof


def test_a_decision_without_gaps_is_complete() -> None:
    rules.check_complete(decision(decided(), decided(Outcome.OPEN, needs=("unit.km",)), decided(Outcome.REFUSED)))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (decided(missing=("photos", "fault_code")), [("photo_ids", "required"), ("fault_code", "required")]),
        (decided(Outcome.UNKNOWN, needs=("unit.sold_on",)), [("sold_on", "required")]),
        (decided(Outcome.UNKNOWN, needs=("unit.sold_on",), missing=("sold_on",)), [("sold_on", "required")]),
        (decided(Outcome.UNKNOWN, needs=("unit.installed_on",)), [("serial", "unit_lacks_installed_on")]),
        (decided(Outcome.UNKNOWN, needs=("line.part_category",)), [("", "fact_missing")]),
        (decided(missing=("model",)), [("model_code", "required")]),
    ],
)
def test_every_gap_is_named_by_the_field_that_fills_it(line: LineDecision, expected: list[tuple[str, str]]) -> None:
    with pytest.raises(LinesIncomplete) as refused:
        rules.check_complete(decision(decided(), line))

    assert [(error.pointer, error.code) for error in refused.value.errors] == [
        (f"/lines/1/{field}".rstrip("/"), code) for field, code in expected
    ]


@given(st.lists(st.sampled_from(Outcome), min_size=1, max_size=20))
def test_every_refused_line_is_named_with_its_clause(outcomes: list[Outcome]) -> None:
    made = decision(*[decided(outcome) for outcome in outcomes])
    places = [f"/lines/{index}" for index, outcome in enumerate(outcomes) if outcome is Outcome.REFUSED]

    if not places:
        rules.check_refused("P v1", made)
        return
    with pytest.raises(LinesRefused) as refused:
        rules.check_refused("P v1", made)

    assert [(error.pointer, error.code) for error in refused.value.errors] == [(place, "QH-9.9") for place in places]
    assert (refused.value.errors[0].zh, refused.value.errors[0].en) == ("QH-9.9：条文", "QH-9.9: text")


@pytest.mark.parametrize("outcome", Outcome)
def test_what_is_covered_or_open_stands(outcome: Outcome) -> None:
    assert rules.is_accepted(decided(outcome)) is (outcome in {Outcome.COVERED, Outcome.OPEN})


def test_a_return_goes_to_one_address() -> None:
    rules.check_route(DOCUMENT, decision(decided(), decided(Outcome.REFUSED)))

    with pytest.raises(OneFactoryOnly) as two:
        rules.check_route(DOCUMENT, decision(decided(), decided(Outcome.REFUSED, route=OTHER_ADDRESS)))
    with pytest.raises(NoReturnAddress) as none:
        rules.check_route(DOCUMENT, decision(decided(), decided(route=None)))

    assert two.value.params == {"factories": "QH-TJ, QH-WX"}
    assert [(error.pointer, error.code) for error in none.value.errors] == [("/lines/1/part_number", "QH-3.1")]
