"""The floor of the law: it covers where a promise ends sooner, and never enforces what is unverified."""

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.policy.promises import SOLD, WORDS, document, law, line, on, policy, read, repair, term, unit

from aftersales.policy.entitlement.rules import law_facts, rights_on
from aftersales.policy.model import Outcome, ReturnFacts
from aftersales.policy.rules import CompiledPolicy, decide
from aftersales.policy.rules_floor import floor_findings
from aftersales.policy.statutes.service import NEWEST
from aftersales.units.model import UnitUse

DAY = timedelta(days=1)
TV = "goods-1995:目录"
SHORT = [term(months=6)]
EXPIRED = {
    "clause": "X1",
    "text": WORDS,
    "reason": "expired",
    "when": 'filed_on > "2025-06-01"',
    "outcome": "refuse",
}


@pytest.mark.parametrize(
    ("day", "outcome", "clause"),
    [
        (date(2025, 7, 10), Outcome.COVERED, TV),
        (date(2026, 1, 10), Outcome.COVERED, TV),
        (date(2026, 1, 11), Outcome.OPEN, "silence"),
    ],
)
def test_a_shorter_promise_is_lifted_to_the_law_until_its_last_day(day: date, outcome: Outcome, clause: str) -> None:
    decided = on(policy(terms=SHORT, rights=law("colour_tv", parts=[{"part_category": "tube"}])), day)

    assert (decided.outcome, decided.clause) == (outcome, clause)
    assert [one.clauses for one in decided.findings] == ([("T1", TV)] if outcome is Outcome.COVERED else [])


def test_a_main_part_has_the_longer_period_of_the_law() -> None:
    under = policy(rights=law("colour_tv", parts=[{"part_category": "tube"}]))

    tube = on(under, date(2028, 1, 10), part_category="tube")
    board = on(under, date(2028, 1, 10), part_category="board")

    assert (tube.outcome, tube.covered_until) == (Outcome.COVERED, date(2028, 1, 10))
    assert board.outcome is Outcome.OPEN


def test_a_longer_promise_stands_and_nothing_is_found() -> None:
    decided = on(policy(terms=[term(months=24)], rights=law("video_recorder")), date(2026, 12, 1))

    assert (decided.outcome, decided.clause, decided.findings) == (Outcome.COVERED, "T1", ())


def test_unverified_figures_are_never_enforced() -> None:
    decided = on(policy(terms=SHORT, rights=law("refrigerator")), date(2025, 8, 1))

    assert (decided.outcome, decided.clause, decided.findings) == (Outcome.OPEN, "silence", ())


def test_a_fact_that_the_law_lacks_is_asked_for_where_it_matters() -> None:
    under, of = policy(terms=SHORT, rights=law("colour_tv")), unit(invoiced_on=None)

    within, past = on(under, date(2025, 3, 1), of), on(under, date(2025, 8, 1), of)

    assert within.outcome is Outcome.COVERED
    assert (past.outcome, past.needs) == (Outcome.UNKNOWN, ("unit.invoiced_on",))


def test_what_nobody_can_supply_is_for_a_person() -> None:
    decided = on(policy(terms=SHORT, rights=law("colour_tv")), date(2026, 2, 1))

    assert (decided.outcome, decided.clause, decided.needs) == (Outcome.OPEN, TV, ())


def test_time_that_is_up_by_the_policy_alone_refuses_nothing() -> None:
    decided = on(policy(terms=SHORT, exclusions=[EXPIRED], rights=law("colour_tv")), date(2025, 7, 11))

    assert (decided.outcome, decided.clause) == (Outcome.COVERED, TV)
    assert [one.code for one in decided.findings] == ["exclusion_below_floor", "below_floor"]


@pytest.mark.parametrize(
    ("reason", "outcome"),
    [
        ("human_damage", Outcome.REFUSED),
        ("no_proof", Outcome.REFUSED),
        ("subsidy_done", Outcome.OPEN),
        ("other", Outcome.OPEN),
    ],
)
def test_only_exclusions_that_the_law_knows_refuse_what_it_covers(reason: str, outcome: Outcome) -> None:
    exclusion = EXPIRED | {"reason": reason, "when": "line.quantity == 1"}

    decided = on(policy(exclusions=[exclusion], rights=law("colour_tv")), date(2025, 3, 1))

    assert (decided.outcome, decided.clause) == (outcome, "X1")


def test_a_refusal_that_the_law_knows_wins_over_one_that_it_does_not() -> None:
    exclusions = [
        EXPIRED | {"reason": "other", "when": "line.quantity == 1"},
        EXPIRED | {"clause": "X2", "reason": "human_damage", "when": "line.human_damage"},
    ]

    decided = on(policy(exclusions=exclusions, rights=law("colour_tv")), date(2025, 3, 1), human_damage=True)

    assert (decided.outcome, decided.clause, decided.findings) == (Outcome.REFUSED, "X2", ())


def test_the_guarantee_of_the_law_on_a_repair_covers_the_same_fault() -> None:
    under = policy(rights=law("colour_tv", parts=[{"part_category": "tube"}]))
    of = unit(repairs=(repair(date(2026, 6, 1)),))

    within, past = on(under, date(2026, 7, 2), of), on(under, date(2026, 7, 3), of)

    assert (within.outcome, within.clause) == (Outcome.COVERED, "goods-1995:6")
    assert past.outcome is Outcome.OPEN


def test_an_installed_flat_tv_runs_from_the_end_of_its_installation() -> None:
    under = policy(terms=SHORT, rights=law("flat_tv", parts=[{"part_category": "panel"}]))
    of = unit(is_installation_agreed=True, installed_on=date(2025, 2, 1))

    assert on(under, date(2026, 2, 1), of).outcome is Outcome.COVERED
    assert on(under, date(2026, 2, 2), of).outcome is Outcome.OPEN


@pytest.mark.parametrize(("km", "outcome"), [(6000, Outcome.COVERED), (6001, Outcome.OPEN)])
def test_a_motorcycle_is_covered_for_its_last_kilometre(km: int, outcome: Outcome) -> None:
    decided = on(policy(terms=SHORT, rights=law("motorcycle")), date(2025, 12, 1), unit(readings=read((SOLD, km))))

    assert decided.outcome is outcome


def test_the_floor_is_that_of_the_province_and_of_the_category_that_the_policy_says() -> None:
    under = policy(terms=SHORT, rights=law("household_car"))

    car = on(under, date(2027, 6, 1), unit(km=59_000))
    nothing = on(policy(terms=SHORT, rights=law("household_car", products={"models": ["M9"]})), date(2025, 8, 1))

    assert (car.outcome, car.clause) == (Outcome.COVERED, "household-cars-2022:18")
    assert nothing.outcome is Outcome.OPEN


def test_the_decision_names_the_edition_of_the_law_only_where_one_spoke() -> None:
    facts = ReturnFacts(filed_on=SOLD, lines=())

    assert decide(policy(rights=law("colour_tv")), facts).statutes == NEWEST.fingerprint
    assert decide(policy(), facts).statutes == ""


def test_the_law_on_consumers_does_not_speak_of_business_use_but_that_on_farm_machinery_does() -> None:
    under, used = policy(terms=SHORT, rights=law("colour_tv")), unit(use=UnitUse.COMMERCIAL)
    farm = policy(rights=law("farm_machinery"))

    bought = on(under, date(2025, 8, 1), used)
    rights = rights_on(under, line(used), SOLD, law_facts(under, line(used), SOLD, None))

    assert (bought.outcome, bought.clause) == (Outcome.OPEN, "silence")
    assert [one.code for one in rights.findings] == ["business_use"]
    assert law_facts(farm, line(used), SOLD, None) is not None


def test_publication_names_each_promise_below_the_law_with_both_clauses() -> None:
    under = document(terms=[*SHORT, term(clause="T2", component="tube", months=36)], rights=law("colour_tv"))

    found = floor_findings(under, SOLD)

    assert [(one.code, one.clauses) for one in found] == [("below_floor", ("T1", TV))]


def test_a_product_without_any_term_is_named_too() -> None:
    under = document(terms=[term(products={"models": ["M9"]})], rights=law("colour_tv"))

    assert [one.clauses for one in floor_findings(under, SOLD)] == [("L1", TV)]


@pytest.mark.parametrize(
    ("terms", "rights", "told"),
    [
        (
            [term(months=12)],
            law("colour_tv", parts=[{"part_category": "tube"}, {"part_category": "box", "is_main_part": False}]),
            [("T1", TV)],
        ),
        (
            [term(months=12)],
            law("bicycle", parts=[{"part_category": "gears", "component": "derailleur"}]),
            [("T1", TV)],
        ),
        ([term(months=None, days=360)], law("video_recorder"), [("T1", TV)]),
        ([term(months=None, days=372)], law("video_recorder"), []),
        ([term(months=None, by_certificate=True)], law("colour_tv"), []),
        ([term(usage={"amount": 9000, "unit": "hours"})], law("motorcycle"), [("T1", "motorcycles")]),
        ([term(usage={"amount": 6000, "unit": "km"})], law("motorcycle"), []),
        ([term(usage={"amount": 5999, "unit": "km"})], law("motorcycle"), [("T1", "motorcycles")]),
        ([term(months=1)], law("refrigerator"), []),
    ],
)
def test_a_promise_is_compared_with_the_law_in_months_kilometres_and_parts(
    terms: list[dict[str, object]], rights: dict[str, object], told: list[tuple[str, str]]
) -> None:
    found = floor_findings(document(terms=terms, rights=rights), SOLD)

    assert sorted({one.clauses for one in found}) == told


def test_a_promise_at_the_law_is_no_finding() -> None:
    under = document(terms=[term(months=36)], rights=law("colour_tv"))

    assert floor_findings(under, SOLD) == ()


CATEGORIES = ("colour_tv", "flat_tv", "household_car", "motorcycle", "video_recorder", "mobile_phone")


@given(
    category=st.sampled_from(CATEGORIES),
    months=st.integers(1, 40),
    off=st.integers(0, 1300),
    km=st.integers(0, 70_000) | st.none(),
    installed=st.integers(0, 60) | st.none(),
    reason=st.sampled_from(["expired", "subsidy_done", "other"]),
)
def test_no_decision_lies_below_the_floor(
    category: str, months: int, off: int, km: int | None, installed: int | None, reason: str
) -> None:
    exclusion = EXPIRED | {"reason": reason, "when": "line.quantity == 1"}
    under = policy(terms=[term(months=months)], exclusions=[exclusion], rights=law(category))
    of = unit(km=km, is_installation_agreed=True, installed_on=None if installed is None else SOLD + installed * DAY)
    day = SOLD + off * DAY

    bare = on(policy(terms=[], rights=law(category)), day, of)
    decided = on(under, day, of)

    if bare.outcome is Outcome.COVERED:
        assert decided.outcome in {Outcome.COVERED, Outcome.OPEN}
        assert decided.covered_until is not None
        assert bare.covered_until is not None
        assert decided.covered_until >= bare.covered_until
    if decided.outcome is Outcome.REFUSED:
        assert bare.outcome is not Outcome.COVERED


@given(off=st.integers(0, 1300), km=st.integers(0, 70_000), damaged=st.booleans())
def test_the_same_facts_give_the_same_bytes_also_after_json(off: int, km: int, damaged: bool) -> None:  # noqa: FBT001 - drawn
    under = policy(terms=SHORT, rights=law("household_car"))
    of = unit(km=km, repairs=(repair(SOLD + 20 * DAY, days=3.5),), readings=read((SOLD + DAY, km)))
    facts = ReturnFacts(filed_on=SOLD + off * DAY, lines=(line(of, human_damage=damaged),))

    once = msgspec.json.encode(decide(under, facts))
    again = msgspec.json.encode(
        decide(
            CompiledPolicy(msgspec.json.decode(msgspec.json.encode(under.document), type=type(under.document))),
            msgspec.json.decode(msgspec.json.encode(facts), type=ReturnFacts),
        )
    )

    assert again == once


def test_a_statute_that_was_not_in_force_on_the_day_of_the_invoice_says_nothing() -> None:
    under = policy(terms=[], rights=law("colour_tv"))

    before = on(under, date(1995, 9, 1), unit(invoiced_on=date(1995, 8, 24)))
    after = on(under, date(1995, 9, 1), unit(invoiced_on=date(1995, 8, 25)))

    assert (before.outcome, after.outcome) == (Outcome.OPEN, Outcome.COVERED)
