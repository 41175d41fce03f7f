"""Conditions: names, types and bounds are checked with a column; missing facts are named, never guessed."""

import pytest

from aftersales.policy.conditions import LINE_FACTS, Condition
from aftersales.policy.conditions_tokens import ConditionFlaw
from aftersales.policy.model import ClauseResult, Value
from aftersales.policy.rules_lines import DERIVED, GETTERS

YES, NO = ClauseResult.APPLIES, ClauseResult.DOES_NOT_APPLY
FACTS: dict[str, Value] = {
    "unit.category": "e_bicycle",
    "unit.sold_on": "2025-01-10",
    "unit.delivered_on": "2025-01-12",
    "unit.km": 1200,
    "line.fault_code": "B01",
    "line.fault_text": '响"声',
    "line.human_damage": False,
    "line.quantity": 3,
    "line.amount": 354.5,
    "proof": "none",
}


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("true", YES),
        ("!line.human_damage", YES),
        ("!!line.human_damage", NO),
        ('proof == "none" && line.quantity >= 3', YES),
        ('proof != "none" || line.human_damage', NO),
        ("line.amount > 354", YES),
        ("line.quantity * 2 + 1 - 3 == 4", YES),
        ("-line.quantity < -2", YES),
        ('unit.sold_on < "2025-01-11"', YES),
        ("unit.sold_on < unit.delivered_on", YES),
        ('unit.category in ["e_bicycle", "e_moped"]', YES),
        ('proof in ["invoice", "receipt"]', NO),
        ('["B0", "C0"].exists(prefix, line.fault_code.startsWith(prefix))', YES),
        ('["B0", "C0"].all(prefix, line.fault_code.startsWith(prefix))', NO),
        ('["B01", "C0"].exists_one(code, code == line.fault_code)', YES),
        ('line.fault_code.endsWith("1") && line.fault_code.contains("0")', YES),
        ("size(line.fault_code) == 3", YES),
        ("line.fault_text == '响\\\"声'", YES),
        ('line.human_damage ? proof == "none" : (unit.km > 1000)', YES),
        ('line.fault_text\n  != "a\\tb\\n"', YES),
        ("1.5 < 2", YES),
    ],
)
def test_a_sound_condition_answers_yes_or_no(source: str, result: ClauseResult) -> None:
    assert Condition(source, LINE_FACTS).test(FACTS).result is result


@pytest.mark.parametrize(
    ("source", "code", "column"),
    [
        ("", "condition_syntax", 1),
        ("((", "condition_syntax", 3),
        ("line.human_damage)", "condition_syntax", 18),
        ("line.human_damage; true", "condition_syntax", 18),
        ("line.", "condition_syntax", 6),
        ('"a".', "condition_syntax", 5),
        ("[]", "condition_syntax", 2),
        ('["a"].exists(1, true)', "condition_syntax", 14),
        ('["a"].exists(true, true)', "condition_syntax", 1),
        ("99999999999999999999 > 1", "condition_syntax", 1),
        ("true && line.human_damge", "condition_unknown_fact", 9),
        ("nonsense", "condition_unknown_fact", 1),
        ('["a"].exists(proof, true)', "condition_unknown_fact", 14),
        ('["a"].exists(f__proof, true)', "condition_unknown_fact", 14),
        ("line.quantity", "condition_not_boolean", 1),
        ("[true]", "condition_not_boolean", 1),
        ("line.quantity == proof", "condition_type", 18),
        ("line.quantity + 1.0 > 1", "condition_type", 17),
        ("line.quantity && true", "condition_type", 1),
        ("true || line.quantity", "condition_type", 9),
        ("!line.quantity", "condition_type", 2),
        ("true < false", "condition_type", 1),
        ('proof in "none"', "condition_type", 10),
        ('["a", 1].exists(x, true)', "condition_type", 7),
        ('line.quantity in ["a"]', "condition_type", 18),
        ('["a"] == ["a"]', "condition_type", 10),
        ("line.human_damage ? true : 1", "condition_type", 28),
        ("proof.exists(x, true)", "condition_type", 1),
        ("line.quantity.contains(proof)", "condition_type", 1),
        ("size(line.quantity) > 1", "condition_type", 6),
        ('proof == "non"', "condition_unknown_value", 10),
        ('"non" == proof', "condition_unknown_value", 1),
        ('proof in ["none", "non"]', "condition_unknown_value", 10),
        ('unit.sold_on > "10.01.2025"', "condition_unknown_value", 16),
        ('unit.sold_on > "20250110"', "condition_unknown_value", 16),
        ('matches("a")', "condition_unknown_function", 1),
        ('"a".matches("a")', "condition_unknown_function", 5),
        ('["a"].exists(x, ["b"].exists(y, true))', "condition_nested_macro", 23),
        ("(" * 30 + "true" + ")" * 30, "condition_too_deep", 25),
        ("true || " * 200 + "true", "condition_too_long", 1001),
        ("[" + "1, " * 101 + "1].exists(x, true)", "condition_too_long", 303),
    ],
)
def test_a_flawed_condition_names_the_flaw_and_its_column(source: str, code: str, column: int) -> None:
    with pytest.raises(ConditionFlaw) as flaw:
        Condition(source, LINE_FACTS)

    assert (flaw.value.code, flaw.value.column) == (code, column)


def test_a_misspelt_fact_is_answered_with_the_one_it_looks_like() -> None:
    with pytest.raises(ConditionFlaw) as flaw:
        Condition("line.humn_damage", LINE_FACTS)

    assert flaw.value.zh == "第 1 列：没有事实“line.humn_damage”，是否为“line.human_damage”？"
    assert flaw.value.en == "column 1: there is no fact line.humn_damage; did you mean line.human_damage?"


def test_a_missing_fact_makes_the_answer_unknown_and_is_named() -> None:
    tested = Condition('unit.hours > 10 && proof == "none"', LINE_FACTS).test(FACTS)

    assert tested == (ClauseResult.UNKNOWN, {"proof": "none"}, ("unit.hours",))


def test_a_missing_fact_that_does_not_matter_is_not_asked_for() -> None:
    tested = Condition('unit.hours > 10 || proof == "none"', LINE_FACTS).test(FACTS)

    assert tested == (YES, {"proof": "none"}, ())


def test_a_condition_that_overflows_fails_instead_of_guessing() -> None:
    tested = Condition("line.quantity * 9223372036854775807 > 1", LINE_FACTS).test(FACTS)

    assert tested == (ClauseResult.FAILED, {"line.quantity": 3}, ())


def test_every_declared_fact_is_read_from_somewhere() -> None:
    assert set(LINE_FACTS) == set(GETTERS) | DERIVED | {"filed_on"}


def test_a_condition_of_several_lines_names_the_line_too() -> None:
    with pytest.raises(ConditionFlaw) as flaw:
        Condition('proof == "none"\n  && line.quantty > 2', LINE_FACTS)

    assert (flaw.value.line, flaw.value.column) == (2, 6)
    assert flaw.value.en == "line 2, column 6: there is no fact line.quantty; did you mean line.quantity?"
    assert flaw.value.zh == "第 2 行第 6 列：没有事实“line.quantty”，是否为“line.quantity”？"


def test_what_an_answer_costs_is_known_before_it_is_asked() -> None:
    plain = Condition('proof == "none" && line.quantity > 2', LINE_FACTS)
    listed = Condition('["a", "b", "c"].exists(x, line.fault_code.startsWith(x))', LINE_FACTS)

    assert (plain.steps, listed.steps) == (4, 4 + 3 * 2)
