"""Rights and statutes over HTTP: who may ask, what is answered, and where a wrong fact is."""

import httpx
import pytest
from tests.fixtures.api import Login
from tests.fixtures.kernel import Brand

from aftersales.kernel.access import Role

CAR = {
    "category": "household_car",
    "at": "2026-06-05T10:00:00+08:00",
    "invoice_on": "2026-06-01",
    "delivery_on": "2026-06-01",
    "readings": [{"on": "2026-06-05", "km": 10000}],
    "price": {"amount": "200000.00", "currency": "CNY"},
    "repairs": [
        {
            "brought_in_at": f"2026-06-02T0{hour}:00:00+08:00",
            "returned_at": f"2026-06-02T0{hour}:30:00+08:00",
            "fault": "F1",
        }
        for hour in range(5)
    ],
}


async def test_the_answer_names_right_article_fee_and_reason(brand: Brand, log_in: Login) -> None:
    clerk = (await log_in(brand, Role.AFTER_SALES_CLERK)).http

    answer = await clerk.post("/v1/rights", json=CAR)

    refund = next(one for one in answer.json()["rights"] if one["kind"] == "refund" and one["state"] == "now")
    assert answer.status_code == 200
    assert (refund["clause"]["statute"], refund["clause"]["article"]) == ("household-cars-2022", "24(4)")
    assert refund["fee"] == {"kind": "usage", "at_most": {"amount": "10000.00", "currency": "CNY"}, "needs": []}
    assert refund["why"] == {
        "zh": "现在可以行使；同一故障修理次数为5，达到5时成就；最后一日为2028-06-01。",
        "en": "It stands now; 5 repairs of the same fault, it ripens at 5; the last day is 2028-06-01.",
    }


async def test_a_dealer_may_ask_and_nobody_else_may(api: httpx.AsyncClient, brand: Brand, log_in: Login) -> None:
    clerk = (await log_in(brand, Role.AUDITOR)).http

    allowed = await clerk.post("/v1/rights", json=CAR)
    anonymous = [await api.post("/v1/rights", json=CAR), await api.get("/v1/statutes")]

    assert allowed.status_code == 200
    assert [one.status_code for one in anonymous] == [401, 401]


async def test_the_statutes_are_listed_and_shown_with_every_figure(brand: Brand, log_in: Login) -> None:
    clerk = (await log_in(brand, Role.AFTER_SALES_CLERK)).http

    listed = (await clerk.get("/v1/statutes")).json()["items"]
    shown = await clerk.get("/v1/statutes/household-cars-2013")
    missing = await clerk.get("/v1/statutes/nothing")

    assert [one["code"] for one in listed if "electric_bicycle" in one["categories"]] == [
        "electric-bicycles-anhui",
        "electric-bicycles-shandong",
    ]
    assert (shown.status_code, shown.json()["repealed_by"]) == (200, "household-cars-2022")
    assert [one["rule"]["at_least"] for one in shown.json()["provisions"]] == [36, 6]
    assert (missing.status_code, missing.json()["code"]) == (404, "statute_unknown")


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"repairs": [{**CAR["repairs"][0], "returned_at": "2026-06-01T00:00:00Z"}]}, "/repairs/0"),  # type: ignore[dict-item]  # JSON of the sample above
        (
            {
                "repairs": [
                    {
                        **CAR["repairs"][0],  # type: ignore[dict-item]  # same
                        "excluded": [{"start": "2026-06-02T00:00:00Z", "end": "2026-06-01T00:00:00Z"}],
                    }
                ]
            },
            "/repairs/0/excluded/0",
        ),
        ({"force_majeure": [{"start": "2026-06-02T00:00:00Z", "end": "2026-06-01T00:00:00Z"}]}, "/force_majeure/0"),
        ({"price": {"amount": "-1.00", "currency": "CNY"}}, "/price"),
    ],
)
async def test_facts_that_cannot_be_so_are_refused_with_their_place(
    brand: Brand, log_in: Login, changed: dict[str, object], pointer: str
) -> None:
    clerk = (await log_in(brand, Role.AFTER_SALES_CLERK)).http

    refused = await clerk.post("/v1/rights", json={**CAR, **changed})

    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    assert [one["pointer"] for one in refused.json()["errors"]] == [pointer]


@pytest.mark.parametrize(
    "changed", [{"at": "2026-06-05T10:00:00"}, {"category": "spaceship"}, {"province": "SD"}, {"colour": "red"}]
)
async def test_facts_of_the_wrong_shape_are_refused(brand: Brand, log_in: Login, changed: dict[str, object]) -> None:
    clerk = (await log_in(brand, Role.AFTER_SALES_CLERK)).http

    refused = await clerk.post("/v1/rights", json={**CAR, **changed})

    assert refused.status_code in {400, 422}
