"""Sections that nothing runs by yet are checked all the same: ranges, references, sums, names, each at its place."""

import msgspec
import pytest
from tests.policy.samples import Json
from tests.policy.test_validation import put

from aftersales.policy.model import PolicyDocument
from aftersales.policy.rules import template, validate
from aftersales.policy.rules_comparison import compare

DEPOT, TILES, REWORK, VISITS = (
    "field-service-with-parts-depot",
    "tile-orders-and-complaints",
    "factory-rework",
    "home-visit-service",
)
CARD, FILE, PHONE, PROJECT = (
    "appliance-extended-card",
    "car-customer-dossier",
    "phone-mail-in-repair",
    "project-service-commitment",
)
OLD = "/old_parts/0/return_schedule/time_zone"
RUNG = {"clause": "R", "text": {"zh": "甲", "en": "a"}, "grants": ["exchange"]}
GOODWILL = {
    "clause": "G",
    "text": {"zh": "甲", "en": "a"},
    "code": "g",
    "holder": "network",
    "period": "month",
    "costs": ["parts"],
    "roles": ["finance"],
}
DEALERS = {"budget": "1", "roles": ["dealer_clerk"]}
BEFORE = {"clause": "P", "text": {"zh": "甲", "en": "a"}, "costs": ["parts"], "roles": ["finance"], "valid_days": 30}


def varied(name: str, path: str, value: object) -> PolicyDocument:
    """A template with one thing put into it."""
    document: Json = msgspec.to_builtins(template(name))
    put(path, value)(document)
    return msgspec.convert(document, PolicyDocument, strict=False)


@pytest.mark.parametrize(
    ("name", "path", "value", "pointer", "code"),
    [
        (PROJECT, "terms/0/days", 30, "/terms/0/months", "length_twice"),
        (PROJECT, "terms/1/days", 30, "/terms/1/days", "length_twice"),
        (PROJECT, "terms/0/suspended_by", ["under_repair"] * 2, "/terms/0/suspended_by/1", "duplicate"),
        (PROJECT, "terms/0/source", [" "], "/terms/0/source/0", "source_malformed"),
        (PROJECT, "resident_services/0/least_staff", 0, "/resident_services/0/least_staff", "out_of_range"),
        (PROJECT, "stopwatches/0/on_breach", ["new_unit"] * 2, "/stopwatches/0/on_breach/1", "duplicate"),
        (PROJECT, "stopwatches/0/stops_on", ["casework.job_signed"], "/stopwatches/0/stops_on/0", "fact_elsewhere"),
        (PROJECT, "stopwatches/0/starts_on", "casework.sneezed", "/stopwatches/0/starts_on", "fact_unknown"),
        (CARD, "extended_cards/0/costs", [], "/extended_cards/0/costs", "section_empty"),
        (CARD, "extended_cards/0/roll_calendar", "moon", "/extended_cards/0/roll_calendar", "calendar_unknown"),
        (CARD, "repair_guarantees", [RUNG | {"grants": None}], "", "unreadable"),
        (CARD, "rights", {"rungs": [RUNG | {"fee": "none"}]}, "/rights/rungs/0/fee", "fee_unknown"),
        (CARD, "rights", {"rungs": [RUNG | {"when": "line.x"}]}, "/rights/rungs/0/when", "condition_unknown_fact"),
        (CARD, "rights", {"rungs": [RUNG | {"grants": []}]}, "/rights/rungs/0/grants", "section_empty"),
        (CARD, "goodwill", [GOODWILL], "/goodwill/0/budget", "parameter_missing"),
        (
            CARD,
            "goodwill",
            [GOODWILL | {"budget": "1", "roles": ["dealer_clerk"]}],
            "/goodwill/0/roles",
            "role_cannot_approve",
        ),
        (CARD, "pre_authorisations", [BEFORE], "/pre_authorisations/0/above", "parameter_missing"),
        (CARD, "pre_authorisations", [BEFORE | {"above": "-1"}], "/pre_authorisations/0/above", "out_of_range"),
        (CARD, "undecided", [RUNG | {"grants": None}], "", "unreadable"),
        (DEPOT, "quotas/0/part", "BAT", "/quotas/0/part", "part_or_component"),
        (DEPOT, "quotas/0/par_level", 0, "/quotas/0/par_level", "out_of_range"),
        (DEPOT, "replenishments/0/schedule/rrule", "often", "/replenishments/0/schedule/rrule", "schedule_malformed"),
        (DEPOT, "replenishments/0/warehouses", {}, "/replenishments/0/warehouses", "section_empty"),
        (DEPOT, "replenishments/0/excused_by", ["dealer_clerk"], "/replenishments/0/excused_by", "role_cannot_approve"),
        (DEPOT, "reports/0/to", ["nobody"], "/reports/0/to/0", "audience_unknown"),
        (DEPOT, "reports/0/calendar", "moon", "/reports/0/calendar", "calendar_unknown"),
        (DEPOT, "dossiers/0/papers/0/form", "love_letter", "/dossiers/0/papers/0/form", "form_unknown"),
        (DEPOT, "dossiers/0/papers/1/when", "is_sunny", "/dossiers/0/papers/1/when", "condition_unknown_fact"),
        (DEPOT, "jobs/starts_with", ["love_letter"], "/jobs/starts_with/0", "form_unknown"),
        (
            DEPOT,
            "old_parts/0/return_schedule/time_zone",
            "X",
            "/old_parts/0/return_schedule/time_zone",
            "time_zone_unknown",
        ),
        (FILE, "dossiers/0/papers/1/signatures", ["nobody"], "/dossiers/0/papers/1/signatures/0", "position_unknown"),
        (FILE, "dossiers/0/papers/2/copies", 0, "/dossiers/0/papers/2/copies", "out_of_range"),
        (TILES, "orders/calendar", "moon", "/orders/calendar", "calendar_unknown"),
        (TILES, "payment_gates/0/percent", "101", "/payment_gates/0/percent", "out_of_range"),
        (TILES, "payment_gates/1/must_exceed", True, "/payment_gates/1/must_exceed", "gate_never_opens"),
        (TILES, "payment_gates/0/when", "is_rich", "/payment_gates/0/when", "condition_unknown_fact"),
        (REWORK, "liability/0/shares/0/position", "nobody", "/liability/0/shares/0/position", "position_unknown"),
        (REWORK, "liability/0/shares/0/percent", "4", "/liability/0/shares", "shares_not_whole"),
        (REWORK, "liability/0/shares/0/percent", None, "/liability/0/shares/0/percent", "parameter_missing"),
        (REWORK, "liability/0/shares/0/percent", "NaN", "/liability/0/shares/0/percent", "out_of_range"),
        (REWORK, "undecided/0/roles", [], "/undecided/0/roles", "section_empty"),
        (PHONE, "carriers/0/denied", ["x"], "", "sound"),
        (
            PHONE,
            "carriers/0/owner_consents_to",
            ["waybill_tracking"],
            "/carriers/0/owner_consents_to/0",
            "duty_not_asked",
        ),
        (PHONE, "protected_topics/0/forbidden", ["phone"], "/protected_topics/0/forbidden/0", "channel_contradiction"),
        (PHONE, "protected_topics/1/topic", "payment", "/protected_topics/1/topic", "duplicate"),
        (VISITS, "visits/early_to/amount", 4, "/visits/early_to", "span_backwards"),
        (VISITS, "visits/kit", ["mat", "mat"], "/visits/kit/1", "duplicate"),
        (
            VISITS,
            "remote_first/0/follow_up",
            {"unit": "hours"},
            "/remote_first/0/follow_up/amount",
            "parameter_missing",
        ),
    ],
)
def test_each_problem_of_a_section_is_named_with_its_place(
    name: str, path: str, value: object, pointer: str, code: str
) -> None:
    if code == "unreadable":
        with pytest.raises(msgspec.ValidationError):
            varied(name, path, value)
        return
    before = {(problem.pointer, problem.code) for problem in validate(template(name))}

    after = {(problem.pointer, problem.code) for problem in validate(varied(name, path, value))}

    assert after - before == (set() if code == "sound" else {(pointer, code)})


def test_a_carrier_is_not_both_allowed_and_denied() -> None:
    document = varied(PHONE, "carriers/0/allowed", ["x"])
    both = msgspec.structs.replace(document, carriers=(msgspec.structs.replace(document.carriers[0], denied=("x",)),))

    assert ("/carriers/0/denied/0", "carrier_contradiction") in [(one.pointer, one.code) for one in validate(both)]


@pytest.mark.parametrize(
    ("name", "path", "value", "section", "key"),
    [
        (REWORK, "liability/0/code", "other", "liability", "shares-1"),
        (REWORK, "positions/0/role", "finance", "positions", "production-manager"),
        (TILES, "orders/guarantee_days", 5, "orders", "guarantee_days"),
        (VISITS, "visits/kit", ["mat"], "visits", "kit"),
        (PROJECT, "resident_services/0/months", 24, "resident_services", "resident-1"),
        (DEPOT, "parts/stock_moves", "on_saving", "parts", "stock_moves"),
        (CARD, "rights", {"rungs": [RUNG]}, "rights/rungs", "R"),
    ],
)
def test_two_versions_are_compared_clause_by_clause_in_every_section(
    name: str, path: str, value: object, section: str, key: str
) -> None:
    (change,) = compare(template(name), varied(name, path, value))

    assert (change.section, change.key) == (section, key)


def test_a_section_that_is_taken_out_is_told_field_by_field() -> None:
    without = msgspec.structs.replace(template(VISITS), visits=None)

    changes = compare(template(VISITS), without)

    assert [(one.section, one.key, one.kind) for one in changes][:2] == [
        ("visits", "clause", "removed"),
        ("visits", "text", "removed"),
    ]
    assert {one.section for one in changes} == {"visits"}
