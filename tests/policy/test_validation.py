"""Sound and unsound policy documents: every problem at once, each with its place."""

import pytest
from tests.policy.samples import AIR_NAME, EBIKE_NAME, Change, Json, changed

from aftersales.policy.model import AUDIENCES, FORM_FIELDS, STATUTORY_FIELDS
from aftersales.policy.rules import template, validate
from aftersales.policy.rules_problems import PROBLEMS
from aftersales.policy.rules_schedules import is_schedule

LAST_CHAIN = {"code": "X", "text": {"zh": "甲", "en": "a"}, "subject": "return", "steps": [{"roles": ["finance"]}]}


def put(path: str, value: object) -> Change:
    """A change that puts a value at a path of the document."""
    *steps, last = [int(step) if step.isdigit() else step for step in path.split("/")]

    def change(document: Json) -> None:
        place: Json = document
        for step in steps:
            place = place[step]  # type: ignore[index] # lists and dicts alike
        place[last] = value  # type: ignore[index] # lists and dicts alike

    return change


def twice(path: str) -> Change:
    """A change that repeats the first entry of a list."""
    return lambda document: document[path].append(document[path][0])


@pytest.mark.parametrize("name", [EBIKE_NAME, AIR_NAME])
def test_a_policy_that_leaves_nothing_open_is_sound(name: str) -> None:
    assert validate(template(name)) == ()


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        (put("name/en", " "), "/name", "text_empty"),
        (put("terms/2/text/zh", "长" * 2001), "/terms/2/text", "text_too_long"),
        (put("currency", "XYZ"), "/currency", "currency_unknown"),
        (put("time_zone", "Asia/Atlantis"), "/time_zone", "time_zone_unknown"),
        (put("time_zone", "/etc/passwd"), "/time_zone", "time_zone_unknown"),
        (put("terms/0/clause", "第 一 条"), "/terms/0/clause", "code_malformed"),
        (put("terms/0/clause", "silence"), "/terms/0/clause", "clause_reserved"),
        (put("exclusions/0/clause", "QH-1.1"), "/exclusions/0/clause", "clause_duplicate"),
        (put("returns/clause", "QH-3.1"), "/returns/clause", "clause_duplicate"),
        (put("counts/0/code", ""), "/counts/0/code", "code_malformed"),
        (twice("calendars"), "/calendars/2/code", "duplicate"),
        (put("terms/0/months", None), "/terms/0/months", "parameter_missing"),
        (put("terms/0/months", 0), "/terms/0/months", "out_of_range"),
        (put("terms/0/months", 601), "/terms/0/months", "out_of_range"),
        (put("terms/0/usage", {"amount": 0, "unit": "km"}), "/terms/0/usage/amount", "out_of_range"),
        (put("terms/0/costs", []), "/terms/0/costs", "section_empty"),
        (put("terms/0/costs", ["parts", "parts"]), "/terms/0/costs/1", "duplicate"),
        (put("terms/0/roll_calendar", "moon"), "/terms/0/roll_calendar", "calendar_unknown"),
        (put("terms/1/component", "battery"), "/terms/1", "terms_overlap"),
        (put("exclusions/1/when", "line.humn_damage"), "/exclusions/1/when", "condition_unknown_fact"),
        (put("forms/0/code", "love_letter"), "/forms/0/code", "form_unknown"),
        (put("forms/0/required", ["proof", "proof"]), "/forms/0/required/1", "duplicate"),
        (put("forms/0/required/0", "shoe_size"), "/forms/0/required/0", "field_unknown"),
        (put("routing/addresses/0/phone", "ask Li"), "/routing/addresses/0/phone", "phone_malformed"),
        (put("routing/addresses/0/consignee", " "), "/routing/addresses/0", "address_blank"),
        (put("routing/addresses/0/phone", ""), "/routing/addresses/0", "address_blank"),
        (put("routing/addresses/1/factory", "QH-WX"), "/routing/addresses/1/factory", "address_ambiguous"),
        (put("routing/addresses", []), "/routing/addresses", "section_empty"),
        (
            put("routing/overrides", [{"clause": "Q", "products": {"models": ["M"]}, "factory": "QH-SZ"}]),
            "/routing/overrides/0/factory",
            "address_missing",
        ),
        (
            put("routing/overrides", [{"clause": "Q", "products": {}, "factory": "QH-WX"}]),
            "/routing/overrides/0/products",
            "products_needed",
        ),
        (
            lambda document: document["approval_chains"].append(LAST_CHAIN),
            "/approval_chains/3",
            "chain_unreachable",
        ),
        (put("approval_chains/0/subject", "credit"), "/approval_chains/1", "chain_unreachable"),
        (put("approval_chains/0/condition", "amount > 1.0"), "/approval_chains", "chain_missing"),
        (put("approval_chains/2/steps", []), "/approval_chains/2/steps", "section_empty"),
        (put("approval_chains/2/steps/0/roles", []), "/approval_chains/2/steps/0/roles", "section_empty"),
        (
            put("approval_chains/2/steps/0/roles", ["finance", "finance"]),
            "/approval_chains/2/steps/0/roles/1",
            "duplicate",
        ),
        (
            put("approval_chains/2/steps/0/roles", ["dealer_manager"]),
            "/approval_chains/2/steps/0/roles",
            "role_cannot_approve",
        ),
        (
            put("approval_chains/0/steps/1/roles", ["general_manager", "warehouse_keeper"]),
            "/approval_chains/0/steps/1/roles/1",
            "role_lacks_right",
        ),
        (
            put("approval_chains/2/steps/0/roles", ["after_sales_head"]),
            "/approval_chains/2/steps/0/roles/0",
            "role_lacks_right",
        ),
        (put("approval_chains/2/steps/0/above", "-1"), "/approval_chains/2/steps/0/above", "out_of_range"),
        (put("approval_chains/0/steps/1/above", "NaN"), "/approval_chains/0/steps/1/above", "out_of_range"),
        (put("approval_chains/0/steps/1/above", "1e99"), "/approval_chains/0/steps/1/above", "out_of_range"),
        (put("approval_chains/0/steps/1/above", "499"), "/approval_chains/0/steps/1/above", "steps_descending"),
        (put("approval_chains/2/steps/0/agree_on", ["a"]), "/approval_chains/2/steps/0/agree_on", "countersign_alone"),
        (put("stopwatches/1/starts_on", "dawn"), "/stopwatches/1/starts_on", "fact_unknown"),
        (put("stopwatches/1/stops_on", ["dusk"]), "/stopwatches/1/stops_on/0", "fact_unknown"),
        (put("stopwatches/1/stops_on", []), "/stopwatches/1/stops_on", "section_empty"),
        (
            put("stopwatches/1/stops_on", ["claims.return_received"]),
            "/stopwatches/1/stops_on",
            "stopwatch_never_runs",
        ),
        (put("stopwatches/1/starts_on", "parts.count_opened"), "/stopwatches/1/starts_on", "fact_elsewhere"),
        (
            put("stopwatches/1/stops_on/0", "policy.version_published"),
            "/stopwatches/1/stops_on/0",
            "fact_elsewhere",
        ),
        (put("stopwatches/1/subject", "count"), "/stopwatches/1/starts_on", "fact_elsewhere"),
        (put("stopwatches/1/limit/amount", 1001), "/stopwatches/1/limit/amount", "out_of_range"),
        (put("stopwatches/1/limit", {"unit": "hours"}), "/stopwatches/1/limit/amount", "parameter_missing"),
        (put("stopwatches/1/limit/unit", "days"), "/stopwatches/1/limit/unit", "days_need_clock"),
        (put("stopwatches/1/calendar", "moon"), "/stopwatches/1/calendar", "calendar_unknown"),
        (put("stopwatches/1/escalate_to", []), "/stopwatches/1/escalate_to", "section_empty"),
        (put("stopwatches/1/escalate_to", ["boss"]), "/stopwatches/1/escalate_to/0", "audience_unknown"),
        (put("calendars/0/calendar/time_zone", "X/Y"), "/calendars/0/calendar", "time_zone_unknown"),
        (put("calendars/0/calendar/country", "XX"), "/calendars/0/calendar", "country_unknown"),
        (put("calendars/0/calendar/week", {}), "/calendars/0/calendar", "calendar_never_open"),
        (
            put("calendars/0/calendar/week/mon/0/opens", "13:00:00"),
            "/calendars/0/calendar",
            "spans_tangled",
        ),
        (put("counts/0/schedule/rrule", "FREQ=SECONDLY"), "/counts/0/schedule/rrule", "schedule_malformed"),
        (put("counts/0/schedule/time_zone", "X"), "/counts/0/schedule/time_zone", "time_zone_unknown"),
        (put("counts/0/warehouses", {}), "/counts/0/warehouses", "section_empty"),
        (put("counts/0/recount", {}), "/counts/0/recount", "parameter_missing"),
        (put("counts/0/recount/quantity", -1), "/counts/0/recount/quantity", "out_of_range"),
        (put("counts/0/recount/percent", "-0.1"), "/counts/0/recount/percent", "out_of_range"),
        (put("counts/0/recount/value", "Infinity"), "/counts/0/recount/value", "out_of_range"),
        (put("counts/0/approver", "dealer_clerk"), "/counts/0/approver", "role_cannot_approve"),
        (put("counts/0/approver", "emperor"), "/counts/0/approver", "role_unknown"),
        (put("notifications/0/event", "claims.sneezed"), "/notifications/0/event", "fact_unknown"),
        (put("notifications/0/audience", ["nobody"]), "/notifications/0/audience/0", "audience_unknown"),
        (put("notifications/0/audience", []), "/notifications/0/audience", "section_empty"),
        (put("notifications/0/channels", []), "/notifications/0/channels", "section_empty"),
        (put("notifications/0/languages", []), "/notifications/0/languages", "section_empty"),
        (put("notifications/4/forbidden", ["inbox"]), "/notifications/4/channels/1", "channel_contradiction"),
        (put("returns/max_lines", 0), "/returns/max_lines", "out_of_range"),
        (put("returns/photos_required", -1), "/returns/photos_required", "out_of_range"),
        (put("returns/ship_within_days", None), "/returns/ship_within_days", "parameter_missing"),
        (put("returns/appeal_within_days", None), "/returns/appeal_within_days", "parameter_missing"),
        (put("returns/credit_percent", 101), "/returns/credit_percent", "out_of_range"),
        (put("returns/dispositions/carrier", []), "/returns/dispositions/carrier", "nothing_allowed"),
        (put("returns/dispositions/carrier", ["credit", "credit"]), "/returns/dispositions/carrier/1", "duplicate"),
        (
            put("returns/dispositions/customer", ["replace"]),
            "/returns/dispositions/customer",
            "exchange_without_finding",
        ),
        (put("returns/call_dealer_within", "smoke"), "/returns/call_dealer_within", "stopwatch_unknown"),
        (put("returns/call_dealer_within", "decide"), "/returns/call_dealer_within", "stopwatch_elsewhere"),
    ],
)
def test_each_problem_is_named_with_its_place(change: Change, pointer: str, code: str) -> None:
    problems = validate(changed(EBIKE_NAME, change))

    assert (pointer, code) in [(problem.pointer, problem.code) for problem in problems]


def test_problems_come_all_at_once_in_both_languages() -> None:
    def spoil(document: Json) -> None:
        document["currency"] = "XYZ"
        document["terms"][0]["months"] = None
        document["exclusions"][0]["when"] = "line.expird"

    problems = validate(changed(EBIKE_NAME, spoil))

    assert [(problem.pointer, problem.zh, problem.en) for problem in problems] == [
        ("/currency", "币种“XYZ”未知。", "The currency XYZ is not known."),
        (
            "/terms/0/months",
            "参数“months”未填写，必须由厂家给出。",
            "The parameter months is open; the manufacturer must supply it.",
        ),
        (
            "/exclusions/0/when",
            "第 1 列：没有事实“line.expird”，是否为“line.expired”？",
            "column 1: there is no fact line.expird; did you mean line.expired?",
        ),
    ]


def test_a_parcel_form_may_not_waive_a_field_that_it_needs() -> None:
    waived = put("forms/2/required", ["consignee_name", "consignee_phone"])

    problems = validate(changed(EBIKE_NAME, waived))

    assert [(problem.pointer, problem.code, problem.zh) for problem in problems] == [
        ("/forms/2/required", "field_not_waivable", f"字段“{field}”不得省略，否则退件可能丢失。")
        for field in ("consignee_address", "consignor_address", "consignor_name", "quantity")
    ]


def test_all_three_forms_are_needed() -> None:
    problems = validate(changed(EBIKE_NAME, put("forms", [])))

    assert [problem.en for problem in problems] == [
        "The form packing_list is missing.",
        "The form return_request is missing.",
        "The form transport_form is missing.",
    ]


def test_every_factory_that_makes_a_model_needs_an_address() -> None:
    problems = validate(template(EBIKE_NAME), factories={"QH-WX", "QH-SZ", "QH-TJ"})

    assert [(problem.pointer, problem.en) for problem in problems] == [
        ("/routing/addresses", "The factory QH-SZ has no return address."),
    ]


def test_an_override_leads_to_a_factory_that_exists() -> None:
    override = {"clause": "Q", "products": {"models": ["M"]}, "factory": "QH-TJ"}
    document = changed(EBIKE_NAME, put("routing/overrides", [override]))

    problems = validate(document, factories={"QH-WX"})

    assert validate(document) == ()
    assert [(problem.pointer, problem.code) for problem in problems] == [
        ("/routing/overrides/0/factory", "factory_unknown"),
    ]


def test_a_flood_of_clauses_is_refused_before_it_is_read() -> None:
    def flood(document: Json) -> None:
        document["exclusions"] = [{**document["exclusions"][0], "clause": f"F{number}"} for number in range(10_000)]

    problems = validate(changed(EBIKE_NAME, flood))

    assert [(problem.pointer, problem.code) for problem in problems] == [("/exclusions", "section_too_long")]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYHOUR=6;BYMINUTE=30",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
        "FREQ=MONTHLY;BYMONTHDAY=-1;BYHOUR=18;BYMINUTE=0",
        "FREQ=MONTHLY;BYDAY=-1FR",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
    ],
)
def test_a_schedule_that_occurs_is_accepted(rule: str) -> None:
    assert is_schedule(rule)


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "often",
        "FREQ=DAILY;",
        "FREQ=HOURLY",
        "FREQ=DAILY;FREQ=WEEKLY",
        "INTERVAL=2",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;BYHOUR=1,2",
        "FREQ=DAILY;COUNT=3",
        "FREQ=WEEKLY;BYDAY=1FR",
        "FREQ=YEARLY;BYMONTH=2,4;BYMONTHDAY=31",
        "FREQ=DAILY;BYMONTHDAY=32",
    ],
)
def test_a_schedule_that_never_or_too_often_occurs_is_refused(rule: str) -> None:
    assert not is_schedule(rule)


def test_every_problem_has_a_text_in_both_languages() -> None:
    assert [code for code, (zh, en) in PROBLEMS.items() if not zh or not en] == []


def test_what_a_form_may_not_waive_is_among_its_fields() -> None:
    assert all(fields <= FORM_FIELDS[form] for form, fields in STATUTORY_FIELDS.items())
    assert {"dealer", "finance", "after_sales_head"} <= AUDIENCES
