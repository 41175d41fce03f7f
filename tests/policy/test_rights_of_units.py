"""Rights and entitlement of a unit on record, over HTTP: computed from its own record under the policy in force."""

from typing import Any

import msgspec
import pytest
from tests.fixtures.api import Client, Login
from tests.fixtures.domain import Shop
from tests.policy.promises import WORDS
from tests.policy.samples import EBIKE_NAME, Json, changed
from tests.policy.versions import published

from aftersales.kernel.access import Role
from aftersales.kernel.tx import Database

CAR = {"category": "household_car", "products": {"categories": ["e_bicycle"]}, "clause": "L1", "text": WORDS}
REPAIR = {"returned_at": "2026-05-01T10:00:00+08:00", "brought_in_at": "2026-05-01T09:00:00+08:00", "fault": "F1"}


def lawful(one: Json) -> None:
    """Sell household cars under a short promise, with one rung of the brand's own."""
    one["terms"] = [{"clause": "T1", "text": WORDS, "start": "sale", "months": 2, "costs": ["parts", "labour"]}]
    one["rights"] = {
        "statutes": [CAR],
        "rungs": [
            {
                "clause": "R1",
                "text": WORDS,
                "grants": ["exchange", "refund"],
                "counter": {"measure": "same_fault_repairs", "at_least": 3},
                "fee": "use",
            },
            {"clause": "R2", "text": WORDS, "grants": ["loaner"], "within_days": 100, "when": "line.expired"},
        ],
        "fees": [{"clause": "E1", "text": WORDS, "code": "use", "unit": "day", "percent": "0.1"}],
        "burden": [{"clause": "B1", "text": WORDS, "start": "sale", "months": 12}],
    }


@pytest.fixture
async def unit(shop: Shop, database: Database) -> str:
    """The path of a car that was sold on 17 March 2026 for 200,000 yuan; today is 15 June."""
    await published(database, shop.brand, lawful)
    clerk = shop.people["clerk"].http
    found = (await clerk.get("/v1/units", params={"serial": "QH-1001"})).json()["items"][0]
    body = {name: found[name] for name in ("model_id", "dealer_id", "sale_date", "invoice_date", "delivery_date")}
    known = body | {"price": {"amount": "200000.00", "currency": "CNY"}, "proof": "invoice"}
    put = await clerk.put(f"/v1/units/{found['id']}", json=known, headers={"If-Match": f'"{found["version"]}"'})
    assert put.status_code == 200, put.text
    return f"/v1/units/{found['id']}"


async def asked(client: Client, path: str, unit: str, **more: object) -> Any:  # noqa: ANN401 - JSON of an answer
    answer = await client.http.post(f"/v1/{path}", json={"unit_id": unit.rpartition("/")[2]} | more)
    assert answer.status_code == 200, answer.text
    return answer.json()


def of(rights: Any, article: str, kind: str) -> Any:  # noqa: ANN401 - JSON of an answer
    """One right of one article."""
    return next(one for one in rights["rights"] if (one["clause"]["article"], one["kind"]) == (article, kind))


async def test_the_fifth_repair_of_a_fault_ripens_the_laws_right_and_the_third_the_brands(
    shop: Shop, unit: str
) -> None:
    clerk, dealer = shop.people["clerk"], shop.people["dealer"]
    await clerk.http.post(f"{unit}/readings", json={"read_on": "2026-06-01", "km": 10_000})
    states = []
    for _ in range(5):
        await clerk.http.post(f"{unit}/repairs", json=REPAIR)
        rights = await asked(dealer, "rights", unit)
        states.append((of(rights, "24(4)", "exchange")["state"], of(rights, "R1", "exchange")["state"]))

    refund = of(rights, "24(4)", "refund")
    brand = of(rights, "R1", "refund")
    assert states == [("ripens", "ripens")] * 2 + [("ripens", "now")] * 2 + [("now", "now")]
    assert refund["fee"]["at_most"] == {"amount": "10000.00", "currency": "CNY"}
    assert brand["fee"]["at_most"] == {"amount": "18000.00", "currency": "CNY"}
    assert (brand["clause"]["statute"], brand["who_chooses"], brand["counter"]) == (
        "brand_promise",
        "consumer",
        {"reached": 5, "threshold": 3},
    )


async def test_the_answer_names_each_cost_its_clause_and_the_floor(shop: Shop, unit: str) -> None:
    answer = await asked(shop.people["dealer"], "entitlements", unit, part_number="BAT-48", fault_code="F1")
    later = await asked(shop.people["dealer"], "entitlements", unit, on="2026-10-01")

    assert [(one["cost"], one["standing"], one["clause"], one["needs"]) for one in answer["costs"]] == [
        ("parts", "unknown", "household-cars-2022:18", ["unit.km"]),
        ("labour", "unknown", "household-cars-2022:18", ["unit.km"]),
        ("travel", "silent", None, []),
    ]
    assert answer["burden_of_proof"] == {
        "is_on_trader": True,
        "clause": "B1",
        "until": "2027-03-17",
        "needs": [],
    }
    assert [(one["clause"], one["amount"]["amount"]) for one in answer["fees"][:1]] == [("E1", "18000.00")]
    assert later["burden_of_proof"]["clause"] == "B1"
    assert answer["policy"] == "青禾电动车售后退件政策 v2"


async def test_with_a_reading_the_floor_is_known_and_the_promise_below_it_found(shop: Shop, unit: str) -> None:
    clerk = shop.people["clerk"]
    await clerk.http.post(f"{unit}/readings", json={"read_on": "2026-05-01", "km": 9_000})
    await clerk.http.post(f"{unit}/readings", json={"read_on": "2026-06-01", "km": 8_000})
    await clerk.http.post(f"{unit}/repairs", json=REPAIR)

    answer = await asked(clerk, "entitlements", unit)

    assert [(one["cost"], one["standing"], one["clause"], one["ends_on"]) for one in answer["costs"][:2]] == [
        ("parts", "covered", "household-cars-2022:18", "2029-03-17"),
        ("labour", "covered", "household-cars-2022:18", "2029-03-17"),
    ]
    assert [(one["code"], one["clauses"]) for one in answer["findings"]] == [
        ("below_floor", ["T1", "household-cars-2022:18"]),
        ("odometer_backwards", []),
        ("effective_date_unknown", []),
    ]
    assert answer["counters"] == [
        {"what": "repairs", "of": "", "count": 1},
        {"what": "repair_days", "of": "", "count": 1},
        {"what": "same_fault", "of": "F1", "count": 1},
    ]


async def test_a_fault_of_today_opens_the_windows_of_the_law(shop: Shop, unit: str) -> None:
    fault = {"identity": "F9", "safety_failure": "brake_failure", "found_on": "2026-03-20", "usage_km": 100}

    rights = await asked(shop.people["clerk"], "rights", unit, fault=fault, on="2026-03-21")

    assert of(rights, "23", "refund")["state"] == "now"


async def test_a_fact_that_the_record_keeps_is_refused_by_its_place(shop: Shop, unit: str) -> None:
    refused = await shop.people["clerk"].http.post(
        "/v1/rights", json={"unit_id": unit.rpartition("/")[2], "invoice_on": "2020-01-01", "category": "motorcycle"}
    )

    assert (refused.status_code, [one["pointer"] for one in refused.json()["errors"]]) == (
        422,
        ["/category", "/invoice_on"],
    )


async def test_a_strangers_unit_an_unknown_part_and_an_empty_question_are_refused(shop: Shop, unit: str) -> None:
    unit_id = unit.rpartition("/")[2]
    foreign = await shop.people["other_dealer"].http.post("/v1/rights", json={"unit_id": unit_id})
    part = await shop.people["clerk"].http.post("/v1/entitlements", json={"unit_id": unit_id, "part_number": "NONE"})
    empty = await shop.people["clerk"].http.post("/v1/rights", json={})
    half = await shop.people["clerk"].http.post("/v1/rights", json={"category": "motorcycle"})

    assert (foreign.status_code, part.status_code) == (404, 404)
    assert [(one.status_code, one.json()["errors"][0]["pointer"]) for one in (empty, half)] == [
        (400, "/category"),
        (400, "/at"),
    ]


async def test_a_product_that_the_policy_does_not_name_has_the_brands_rights_and_is_told_what_is_missing(
    shop: Shop, database: Database, unit: str
) -> None:
    def unnamed(one: Json) -> None:
        lawful(one)
        one["rights"]["statutes"] = []

    await published(database, shop.brand, unnamed)

    rights = await asked(shop.people["clerk"], "rights", unit)
    answer = await asked(shop.people["clerk"], "entitlements", unit)

    assert [one["code"] for one in rights["findings"]] == ["category_unknown"]
    assert {one["clause"]["statute"] for one in rights["rights"]} == {"brand_promise"}
    assert answer["costs"][0]["standing"] == "ended"


async def test_validation_and_publication_tell_promises_below_the_law(shop: Shop, log_in: Login) -> None:
    editor = (await log_in(shop.brand, Role.POLICY_EDITOR)).http
    draft = await editor.post("/v1/policies", json={"document": msgspec.to_builtins(changed(EBIKE_NAME, lawful))})
    path = f"/v1/policies/{draft.json()['id']}"

    check = await editor.post(f"{path}/validation")
    final = await editor.post(f"{path}/publication", json={}, headers={"If-Match": draft.headers["etag"]})

    told = [(one["code"], one["clauses"]) for one in check.json()["findings"]]
    assert check.json()["is_sound"] is True
    assert told == [("below_floor", ["T1", "household-cars-2022:18"])]
    assert [(one["code"], one["clauses"]) for one in final.json()["findings"]] == told
