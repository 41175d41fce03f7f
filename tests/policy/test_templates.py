"""Policies to start from: one per source system, citing its rules, leaving open what the source leaves out."""

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from msgspec import Struct

from aftersales.policy.model import Clause, PolicyDocument
from aftersales.policy.model_money import FreightCase
from aftersales.policy.rules import template, template_names, validate
from aftersales.policy.stopwatches.model import Limit, LimitUnit

COMPLETE = {"air-conditioner-dealer-returns", "ebike-dealer-returns"}
NAMES = sorted(set(template_names()) - COMPLETE)
RULE = re.compile(r"(S(?:0[1-9]|1[0-9]|2[0-9]))-R[0-9]{2}")
SHARED = {"packing_list", "transport_form", "return_request", "call_dealer", "return", "credit", "office", "clock"}
"""What the trunk that every template stands on brings along; a source's own count chain has the trunk's code."""


def parts(part: object) -> Iterator[Struct]:
    """Every Struct of a document."""
    if isinstance(part, Struct):
        yield part
        for field in part.__struct_fields__:
            yield from parts(getattr(part, field))
    elif isinstance(part, tuple):
        for one in part:
            yield from parts(one)


def sources(document: PolicyDocument) -> list[str]:
    """Every rule that a template cites beyond its trunk."""
    return [
        rule
        for part in parts(document)
        if getattr(part, "code", None) not in SHARED
        for rule in getattr(part, "source", ())
    ]


def limit(name: str, code: str) -> Limit:
    """The limit of a template's stopwatch."""
    return next(one.limit for one in template(name).stopwatches if one.code == code)


@pytest.mark.parametrize("name", NAMES)
def test_a_template_lacks_nothing_but_what_its_source_leaves_open(name: str) -> None:
    problems = validate(template(name))

    assert {(one.code, one.pointer) for one in problems if one.code != "parameter_missing"} <= {
        ("section_empty", "/routing/addresses"),
    }
    assert problems != ()


@pytest.mark.parametrize("name", NAMES)
def test_a_template_cites_the_rules_of_one_source_only(name: str) -> None:
    cited = [RULE.fullmatch(rule) for rule in sources(template(name))]

    assert None not in cited
    assert len({match[1] for match in cited if match}) == 1


@pytest.mark.parametrize("name", NAMES)
def test_every_clause_of_a_template_says_where_it_comes_from_and_says_it_once(name: str) -> None:
    clauses = [one for one in parts(template(name)) if isinstance(one, Clause) and one.clause[:5] != "base-"]

    assert [one.clause for one in clauses if not one.source] == []
    assert [one.clause for one in clauses if len(set(one.source)) != len(one.source)] == []


def test_there_is_a_template_for_each_of_the_29_sources() -> None:
    systems = [rule[:3] for name in NAMES for rule in sources(template(name))[:1]]

    assert sorted(systems) == [f"S{number:02}" for number in range(1, 30)]


@pytest.mark.parametrize(
    ("name", "code", "amount", "unit"),
    [
        ("industrial-field-service", "reply", 24, LimitUnit.HOURS),
        ("project-service-commitment", "respond", 30, LimitUnit.MINUTES),
        ("project-service-commitment", "on-site", 2, LimitUnit.HOURS),
        ("project-service-commitment", "repair", 4, LimitUnit.HOURS),
        ("car-complaint-chain", "report", 1, LimitUnit.HOURS),
        ("car-complaint-chain", "judge", 24, LimitUnit.HOURS),
        ("car-complaint-chain", "judge-unreached", 48, LimitUnit.HOURS),
        ("car-complaint-chain", "review", 4, LimitUnit.HOURS),
        ("car-complaint-chain", "general-manager", 4, LimitUnit.HOURS),
        ("car-complaint-chain", "enforce", 8, LimitUnit.HOURS),
        ("factory-rework", "rework", 7, LimitUnit.WORKING_DAYS),
        ("quality-appraisal-exchange", "supplier-month", 1, LimitUnit.MONTHS),
        ("home-visit-service", "guidance-call", 2, LimitUnit.HOURS),
        ("part-exchange", "review", None, LimitUnit.WORKING_DAYS),
    ],
)
def test_a_template_states_the_time_limits_of_its_source(
    name: str, code: str, amount: int | None, unit: LimitUnit
) -> None:
    assert limit(name, code) == Limit(amount=amount, unit=unit)


def test_templates_state_the_figures_of_their_sources() -> None:
    batch, tiles, rework = map(template, ("batch-factory-return", "tile-orders-and-complaints", "factory-rework"))
    quotes, discounts = template("paid-service-after-warranty").quotes, template("online-shop-after-sales").discounts
    orders = tiles.orders

    assert quotes is not None
    assert orders is not None
    assert (batch.windows[0].before_days, batch.windows[0].most) == ((2, 12, 22), 2)
    assert quotes.most_below_percent == discounts[0].most_percent == Decimal(10)
    assert (str(orders.cut_off), orders.guarantee_days, orders.credit_limit) == ("15:30:00", 3, None)
    assert [gate.percent for gate in tiles.payment_gates] == [Decimal(50), Decimal(100)]
    assert [share.percent for share in rework.liability[0].shares] == [3, 3, 5, 10, 10, 10, 25, 34]
    assert {row.case for row in template("marketplace-freight-disputes").freight} == set(FreightCase)
    assert [one.days for one in template("appliance-repair-and-installation").repair_guarantees] == [90]


def test_the_source_of_undecided_figures_is_not_guessed() -> None:
    open_places = {problem.pointer for problem in validate(template("ebike-parts-return"))}

    assert open_places == {
        "/terms/0/months",
        "/routing/addresses",
        "/stopwatches/0/limit/amount",
        "/returns/ship_within_days",
        "/returns/appeal_within_days",
        "/returns/credit_percent",
    }
