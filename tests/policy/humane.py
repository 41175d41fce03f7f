"""A policy that lets people decide beside it, and short ways to a decision about a line."""

from tests.fixtures.domain import Shop
from tests.policy.promises import WORDS
from tests.policy.samples import Json


def without_photos(one: Json) -> None:
    """Ask for no photos."""
    one["returns"]["photos_required"] = 0
    for form in one["forms"]:
        form["required"] = [field for field in form["required"] if field != "photos"]


def humane(one: Json) -> None:
    """Grant goodwill out of 500 yuan a month, allow motors beforehand, and let people rule otherwise."""
    without_photos(one)
    one["goodwill"] = [
        {
            "clause": "GW1",
            "text": WORDS,
            "code": "loyal",
            "holder": "network",
            "period": "month",
            "budget": "500",
            "most_percent": 50,
            "costs": ["parts"],
            "roles": ["after_sales_head"],
        },
        {
            "clause": "GW2",
            "text": WORDS,
            "code": "dealer",
            "holder": "dealer",
            "period": "quarter",
            "budget": "100",
            "most_a_case": "60",
            "costs": ["parts"],
            "roles": ["general_manager"],
            "when": "line.expired",
        },
    ]
    one["pre_authorisations"] = [
        {
            "clause": "PA1",
            "text": WORDS,
            "above": "500",
            "costs": ["parts"],
            "roles": ["after_sales_head"],
            "valid_days": 30,
        }
    ]
    one["overrides"] = [
        {"clause": "OV1", "text": WORDS, "to": ["covered"], "up_to": "500", "roles": ["after_sales_head"]},
        {"clause": "OV2", "text": WORDS, "to": ["covered", "refused"], "roles": ["general_manager"]},
    ]


async def refused_decision(shop: Shop, part: str = "MOT-350") -> str:
    """The decision about a motor, or another part, that people damaged: refused, and kept for an appeal."""
    dealer = shop.people["dealer"].http
    line = shop.unregistered(part=part, human_damage=True)
    filed = await dealer.post("/v1/returns", json={"lines": [line], "refused_lines": "keep"})
    assert filed.status_code == 201, filed.text
    return await decision_of(shop, filed.json()["summary"]["id"])


async def decision_of(shop: Shop, return_id: str) -> str:
    """The decision about a return."""
    found = await shop.people["auditor"].http.get("/v1/policy-decisions", params={"subject_id": return_id})
    decision_id: str = found.json()["items"][-1]["id"]
    return decision_id


async def unit_of(shop: Shop, serial: str = "QH-1001") -> str:
    found = (await shop.people["clerk"].http.get("/v1/units", params={"serial": serial})).json()
    unit_id: str = found["items"][0]["id"]
    return unit_id
