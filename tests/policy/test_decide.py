"""Decisions of the two demo policies: boundary days, exclusions, routes, approvals, missing facts."""

from datetime import date
from typing import Any

import pytest
from tests.policy.samples import AIR, AIR_NAME, EBIKE, EBIKE_NAME, Json, changed, compiled, filed, line

from aftersales.policy.errors import PolicyInvalid
from aftersales.policy.model import (
    ClauseKind,
    ClauseResult,
    CostKind,
    Coverage,
    LineDecision,
    LineFacts,
    Outcome,
    Proof,
    ReasonKind,
)
from aftersales.policy.model_terms import FaultCause
from aftersales.policy.rules import CompiledPolicy, compile_policy, decide
from aftersales.units.model import UnitUse

DAY = date(2025, 6, 1)


def one(policy: CompiledPolicy, on: date = DAY, /, **changes: Any) -> LineDecision:  # noqa: ANN401 - any field of a line
    """The decision of the usual line with something changed."""
    return decide(policy, filed(on, line(**changes))).lines[0]


@pytest.mark.parametrize(
    ("part", "last_day", "term", "day_after"),
    [
        ("battery", date(2026, 1, 10), "QH-1.1", date(2026, 1, 11)),
        ("controller", date(2026, 1, 10), "QH-1.2", date(2026, 1, 11)),
        ("charger", date(2026, 1, 10), "QH-1.3", date(2026, 1, 11)),
        ("motor", date(2028, 1, 10), "QH-1.4", date(2028, 1, 11)),
        ("frame", date(2027, 1, 10), "QH-1.5", date(2027, 1, 11)),
        ("display", date(2025, 7, 10), "QH-1.9", date(2025, 7, 11)),
    ],
)
def test_the_last_day_of_an_e_bike_term_is_covered_and_the_next_is_not(
    part: str, last_day: date, term: str, day_after: date
) -> None:
    within, past = (one(EBIKE, day, part_category=part) for day in (last_day, day_after))

    assert (within.outcome, within.clause, within.covered_until) == (Outcome.COVERED, term, last_day)
    assert (past.outcome, past.clause, past.reason) == (Outcome.REFUSED, "QH-2.1", ReasonKind.EXPIRED)


@pytest.mark.parametrize(
    ("part", "last_day", "term", "day_after"),
    [
        ("compressor", date(2031, 1, 10), "LC-A1", date(2031, 1, 11)),
        ("control_board", date(2028, 1, 10), "LC-A2", date(2028, 1, 11)),
    ],
)
def test_the_last_day_of_an_air_conditioner_term_is_covered_and_the_next_is_not(
    part: str, last_day: date, term: str, day_after: date
) -> None:
    within, past = (one(AIR, day, part_category=part) for day in (last_day, day_after))

    assert (within.outcome, within.clause, within.covered_until) == (Outcome.COVERED, term, last_day)
    assert (past.outcome, past.clause, past.reason) == (Outcome.REFUSED, "LC-B3", ReasonKind.EXPIRED)


def test_a_term_from_the_thirty_first_ends_with_a_shorter_month() -> None:
    days = (date(2026, 2, 28), date(2026, 3, 1))

    outcomes = [one(EBIKE, day, part_category="display", sold_on=date(2025, 8, 31)).outcome for day in days]

    assert outcomes == [Outcome.COVERED, Outcome.REFUSED]


@pytest.mark.parametrize(
    ("changes", "e_bike", "air_conditioner"),
    [
        ({}, (Outcome.REFUSED, "QH-2.1"), (Outcome.COVERED, "LC-A2")),
        ({"proof": Proof.NONE}, (Outcome.REFUSED, "QH-2.1"), (Outcome.OPEN, "LC-B1")),
        ({"proof": Proof.NONE, "part_category": "motor"}, (Outcome.REFUSED, "QH-2.3"), (Outcome.OPEN, "LC-B1")),
        ({"human_damage": True, "part_category": "motor"}, (Outcome.REFUSED, "QH-2.2"), (Outcome.OPEN, "LC-B2")),
        ({"quantity": 21, "part_category": "motor"}, (Outcome.OPEN, "QH-2.4"), (Outcome.COVERED, "LC-A2")),
    ],
)
def test_the_same_facts_are_decided_differently_by_two_brands(
    changes: dict[str, object], e_bike: tuple[Outcome, str], air_conditioner: tuple[Outcome, str]
) -> None:
    fourteen_months_on = date(2026, 3, 10)

    decided = [one(policy, fourteen_months_on, **changes) for policy in (EBIKE, AIR)]

    assert [(each.outcome, each.clause) for each in decided] == [e_bike, air_conditioner]


def test_a_decision_traces_every_clause_that_could_speak() -> None:
    decided = one(EBIKE)

    assert [(test.clause, test.kind, test.result) for test in decided.trace] == [
        ("QH-1.1", ClauseKind.TERM, ClauseResult.APPLIES),
        ("QH-2.1", ClauseKind.EXCLUSION, ClauseResult.DOES_NOT_APPLY),
        ("QH-2.2", ClauseKind.EXCLUSION, ClauseResult.DOES_NOT_APPLY),
        ("QH-2.3", ClauseKind.EXCLUSION, ClauseResult.DOES_NOT_APPLY),
        ("QH-2.4", ClauseKind.EXCLUSION, ClauseResult.DOES_NOT_APPLY),
        ("QH-3.1", ClauseKind.ROUTING, ClauseResult.APPLIES),
    ]
    assert decided.trace[0].tested == "filed_on <= unit.sold_on + 12 months"
    assert decided.trace[0].inputs == {
        "filed_on": "2025-06-01",
        "unit.sold_on": "2025-01-10",
        "ends_on": "2026-01-10",
    }
    assert decided.text.zh == "电池自销售之日起三包十二个月。"


def test_coverage_names_the_term_of_each_cost_kind() -> None:
    decided = one(AIR, part_category="compressor")

    begins, six_years, three_years = date(2025, 1, 10), date(2031, 1, 10), date(2028, 1, 10)
    assert decided.coverage == (
        Coverage(cost=CostKind.PARTS, clause="LC-A1", starts_on=begins, ends_on=six_years, is_running=True),
        Coverage(cost=CostKind.LABOUR, clause="LC-A2", starts_on=begins, ends_on=three_years, is_running=True),
        Coverage(cost=CostKind.TRAVEL, clause="LC-A2", starts_on=begins, ends_on=three_years, is_running=True),
    )


@pytest.mark.parametrize(
    ("changes", "clause", "needs"),
    [
        ({"sold_on": None}, "QH-1.1", ("unit.sold_on",)),
        ({"sold_on": date(2025, 6, 2)}, "QH-1.1", ("unit.sold_on",)),
        ({"human_damage": None}, "QH-2.2", ("line.human_damage",)),
        ({"proof": None}, "QH-2.3", ("proof",)),
        ({"part_category": None}, "QH-1.1", ("line.part_category",)),
    ],
)
def test_a_missing_fact_is_named_and_never_guessed(
    changes: dict[str, object], clause: str, needs: tuple[str, ...]
) -> None:
    decided = one(EBIKE, **changes)

    assert (decided.outcome, decided.clause, decided.needs) == (Outcome.UNKNOWN, clause, needs)


def test_a_sure_refusal_does_not_wait_for_a_missing_fact() -> None:
    decided = one(EBIKE, sold_on=None, human_damage=True)

    assert (decided.outcome, decided.clause, decided.needs) == (Outcome.REFUSED, "QH-2.2", ())


def test_what_is_left_to_a_person_says_what_that_person_does_not_know() -> None:
    decided = one(AIR, installed_on=None, proof=Proof.NONE)

    assert (decided.outcome, decided.clause, decided.needs) == (Outcome.OPEN, "LC-B1", ("unit.installed_on",))


def test_a_policy_that_says_nothing_leaves_the_line_open() -> None:
    policy = compiled(lambda document: document.update(terms=[], exclusions=[]))

    decided = one(policy)

    assert (decided.outcome, decided.clause, decided.reason) == (Outcome.OPEN, "silence", None)
    assert decided.trace[-1].kind is ClauseKind.SILENCE
    assert decided.covered_until is None


def test_an_exclusion_can_ask_whether_any_term_speaks() -> None:
    def only_batteries(document: Json) -> None:
        document["terms"] = document["terms"][:1]
        document["exclusions"][0]["when"] = "!line.has_term"

    policy = compiled(only_batteries)

    outcomes = [one(policy, part_category=part).outcome for part in ("battery", "motor")]

    assert outcomes == [Outcome.COVERED, Outcome.REFUSED]


def test_an_exclusion_that_cannot_be_computed_leaves_the_line_open() -> None:
    def days(document: Json) -> None:
        document["terms"] = document["terms"][:1]
        document["exclusions"][0]["when"] = "line.days_in_use > 100"

    policy = compiled(days)

    with_term, without = one(policy), one(policy, part_category="motor")

    assert (with_term.outcome, with_term.clause) == (Outcome.REFUSED, "QH-2.1")
    assert (without.outcome, without.clause) == (Outcome.OPEN, "QH-2.1")
    assert without.trace[0].result is ClauseResult.FAILED


def test_facts_of_every_kind_reach_a_condition() -> None:
    asked = (
        'unit.serial == "SN0001" && unit.model == "QH-A1" && unit.factory == "QH-WX" && unit.dealer == "JS01" && '
        'unit.invoiced_on == "2025-01-11" && unit.delivered_on == "2025-01-12" && unit.accepted_on == "2025-01-13" '
        '&& unit.installed_on == "2025-01-10" && unit.km == 5 && unit.hours == 6 && unit.subsidy_done && '
        'unit.province == "CN-SD" && unit.use == "household" && unit.exchanged_on == "2025-01-14" && '
        'line.cause == "wear" && line.part_number == "QH-BAT-1212" && line.fault_code == "B01" && '
        'line.fault_text == "充不进电" && '
        'line.photos == 1 && line.unit_price == 118.0 && line.amount == 236.0 && filed_on == "2025-06-01" && '
        'line.covered_until == "2026-01-10" && line.days_in_use == 142 && unit.sold_on == "2025-01-10"'
    )
    policy = compiled(lambda document: document["exclusions"][0].update(when=asked))
    facts = {
        "invoiced_on": date(2025, 1, 11),
        "delivered_on": date(2025, 1, 12),
        "accepted_on": date(2025, 1, 13),
        "km": 5,
        "hours": 6,
        "subsidy_done": True,
        "province": "CN-SD",
        "use": UnitUse.HOUSEHOLD,
        "exchanged_on": date(2025, 1, 14),
        "cause": FaultCause.WEAR,
        "quantity": 2,
    }

    assert one(policy, **facts).clause == "QH-2.1"
    assert one(policy, unit_price=None, **facts).needs == ("line.unit_price", "line.amount")


def test_the_most_specific_term_governs() -> None:
    def narrower(document: Json) -> None:
        whole = document["terms"].pop()
        category = {**whole, "clause": "C", "months": 7, "products": {"categories": ["e_bicycle"]}}
        model = {**whole, "clause": "M", "months": 8, "products": {"models": ["QH-A1", "QH-A3"]}}
        document["terms"] = [whole, category, model]

    policy = compiled(narrower)

    clauses = [
        one(policy, model=model, category=category).clause
        for model, category in (
            ("QH-A1", "e_bicycle"),
            ("QH-C2", "e_bicycle"),
            ("QH-D5", "e_moped"),
        )
    ]
    doubts = [one(policy, model=None), one(policy, model="QH-C2", category=None)]
    assert clauses == ["M", "C", "QH-1.9"]
    assert [(each.clause, each.needs) for each in doubts] == [
        ("M", ("unit.model",)),
        ("C", ("unit.category",)),
    ]


def test_a_doubt_about_labour_does_not_hold_up_the_part() -> None:
    def labour_by_model(document: Json) -> None:
        labour = {**document["terms"][-1], "clause": "L", "costs": ["labour"], "products": {"models": ["QH-A1"]}}
        document["terms"] = [document["terms"][-1], labour]

    policy = compiled(labour_by_model)

    decided = one(policy, model=None)

    assert (decided.outcome, decided.clause) == (Outcome.COVERED, "QH-1.9")
    assert [each.cost for each in decided.coverage] == [CostKind.PARTS]


@pytest.mark.parametrize(
    ("on", "km", "outcome", "needs"),
    [
        (DAY, 6000, Outcome.COVERED, ()),
        (DAY, 6001, Outcome.REFUSED, ()),
        (DAY, None, Outcome.UNKNOWN, ("unit.km",)),
        (date(2026, 1, 11), None, Outcome.REFUSED, ()),
    ],
)
def test_a_term_ends_with_the_first_of_time_and_usage(
    on: date, km: int | None, outcome: Outcome, needs: tuple[str, ...]
) -> None:
    policy = compiled(lambda document: document["terms"][0].update(usage={"amount": 6000, "unit": "km"}))

    decided = one(policy, on, km=km)

    assert (decided.outcome, decided.needs) == (outcome, needs)
    assert decided.trace[0].tested == "filed_on <= unit.sold_on + 12 months && unit.km <= 6000"


def test_usage_beyond_the_limit_is_refused_even_without_a_date() -> None:
    policy = compiled(lambda document: document["terms"][0].update(usage={"amount": 900, "unit": "hours"}))

    decided = one(policy, sold_on=None, hours=901)

    assert (decided.outcome, decided.clause) == (Outcome.REFUSED, "QH-2.1")


def test_a_last_day_on_a_holiday_rolls_when_the_term_says_so() -> None:
    policy = compiled(lambda document: document["terms"][0].update(roll_calendar="office"))

    decided = one(policy, date(2026, 10, 8), sold_on=date(2025, 10, 1))

    assert (decided.outcome, decided.covered_until) == (Outcome.COVERED, date(2026, 10, 8))


@pytest.mark.parametrize("start", ["invoice", "delivery", "installation", "acceptance"])
def test_a_term_starts_with_the_event_that_it_names(start: str) -> None:
    policy = compiled(lambda document: document["terms"][0].update(start=start))
    field = {"invoice": "invoiced_on", "delivery": "delivered_on", "acceptance": "accepted_on"}.get(
        start, "installed_on"
    )

    decided = one(policy, **{"sold_on": None, field: date(2024, 7, 1)})

    assert decided.covered_until == date(2025, 7, 1)


def test_returns_go_to_the_factory_that_made_the_model() -> None:
    decided = decide(EBIKE, filed(DAY, line(), line(factory="QH-TJ"), line(factory="QH-XX"), line(factory=None)))

    assert [each.route.factory if each.route else None for each in decided.lines] == [
        "QH-WX",
        "QH-TJ",
        None,
        None,
    ]
    assert decided.route is None
    assert decided.lines[2].trace[-1].result is ClauseResult.FAILED
    assert decided.lines[3].needs == ("unit.factory",)
    assert decided.lines[3].outcome is Outcome.COVERED


def test_one_destination_of_all_lines_is_the_return_s_own() -> None:
    decided = decide(EBIKE, filed(DAY, line(), line()))

    assert decided.route is not None
    assert (decided.route.factory, decided.route.consignee) == ("QH-WX", "返厂件接收组 陆禾")


def test_an_override_sends_products_elsewhere() -> None:
    override = {"clause": "QH-3.2", "products": {"models": ["QH-A1"]}, "factory": "QH-TJ"}
    policy = compiled(lambda document: document["routing"]["overrides"].append(override))

    named, other, unknown = (one(policy, model=model) for model in ("QH-A1", "QH-A3", None))

    assert [each.route.factory if each.route else None for each in (named, other, unknown)] == [
        "QH-TJ",
        "QH-WX",
        None,
    ]
    assert [each.trace[-1].clause for each in (named, other)] == ["QH-3.2", "QH-3.1"]
    assert unknown.needs == ("unit.model",)


def test_an_exclusion_about_other_products_is_not_tested() -> None:
    policy = compiled(
        lambda document: document["exclusions"][1].update(products={"categories": ["e_moped"]}, when="true")
    )

    bicycle, moped, unknown = (one(policy, category=category) for category in ("e_bicycle", "e_moped", None))

    assert "QH-2.2" not in [test.clause for test in bicycle.trace]
    assert (moped.outcome, moped.clause) == (Outcome.REFUSED, "QH-2.2")
    assert (unknown.outcome, unknown.needs) == (Outcome.UNKNOWN, ("unit.category",))


def test_required_fields_that_are_missing_are_all_named() -> None:
    decided = decide(EBIKE, filed(DAY, line(fault_code=None, fault_text="  ", photos=0)))

    assert decided.lines[0].missing == ("fault_code", "fault_text", "photos")
    assert not decided.is_complete
    assert decide(EBIKE, filed(DAY)).is_complete


def test_a_policy_with_problems_is_not_compiled() -> None:
    document = changed(EBIKE_NAME, lambda document: document["terms"][0].update(months=None))

    with pytest.raises(PolicyInvalid) as refusal:
        compile_policy(document)

    assert [(one.pointer, one.code) for one in refusal.value.errors] == [("/terms/0/months", "parameter_missing")]


def test_hundred_lines_are_one_return() -> None:
    decided = decide(AIR, filed(DAY, *(line(line=str(number)) for number in range(100))))

    assert [each.line for each in decided.lines] == [str(number) for number in range(100)]
    assert decided.policy == compile_policy(changed(AIR_NAME, lambda _: None)).fingerprint


def test_more_products_than_are_remembered_are_still_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aftersales.policy.rules_coverage.MOST_REMEMBERED", 2)
    policy = compiled(lambda _: None)
    lines: list[LineFacts] = [line(model=f"M{number}") for number in range(5)]

    assert {each.clause for each in decide(policy, filed(DAY, *lines)).lines} == {"QH-1.1"}
