"""Something to look at on every page: returns on their way and at their end, with what came of them."""

from dataclasses import dataclass

from tests.journeys.house import House
from tests.journeys.test_a_return import Walked, file_return, pack, papers_of, ship_and_finish


@dataclass(frozen=True)
class Samples:
    """Ids that fit into addresses."""

    house: House
    closed: str
    approved: str
    packed: str
    credit: str
    paper: str
    unit: str
    policy: str
    replay: str
    customer_path: str
    organisation: str
    job: str
    endpoint: str
    access: str
    stock: str
    count: str
    shadow: str
    plan: str
    model: str
    part: str


def walk_some(house: House) -> Samples:
    """One return to its end, one packed, one approved."""
    closed, packed, approved = file_return(house), file_return(house), file_return(house)
    pack(house, closed)
    ship_and_finish(house, closed)
    pack(house, packed)
    dealer, admin = house.people["dealer"], house.people["admin"]
    draft = admin.post("/v1/policies", {"template": "ebike-dealer-returns"})
    replay = admin.post(f"/v1/policies/{draft['id']}/replays", {})
    hook = {"url": "https://dms.example.com/hooks", "events": ["claims.*"], "description": "DMS"}
    endpoint = admin.post("/v1/webhook-endpoints", hook)["endpoint"]
    admin.post(f"/v1/webhook-endpoints/{endpoint['id']}/deactivation")
    admin.post("/v1/keys", {"name": "DMS", "scopes": ["returns.read", "units.read"]})
    asked = {"tenant_id": house.tenant_id, "reason": "报障 4711：退货单打不开", "hours": 2}
    access = house.operator.post("/v1/operator/access-requests", asked)
    keeper = house.people["keeper"]
    lying = keeper.get("/v1/stock", limit="200")["items"]
    code = f"WH-{house.brand.factories[-1].code}"
    last = next(one for one in keeper.get("/v1/warehouses", limit="200")["items"] if one["code"] == code)
    count = keeper.post("/v1/stock-counts", {"warehouse_id": last["id"], "recount_quantity": 2})
    keeper.post(f"/v1/stock-counts/{count['id']}/entries", {"lines": [{"number": 1, "quantity": 3}]})
    shadow = admin.post("/v1/policy-shadows", {"policy_version_id": draft["id"], "min_cases": 1})
    allowances = {
        "returns_filed": {"included": 12, "warn": [50, 80], "beyond": "allow"},
        "api_calls": {"included": 100_000, "warn": [80], "beyond": "allow"},
        "document_bytes_kept": {"included": 5_000_000_000, "warn": [80, 95], "beyond": "refuse"},
        "messages_sent": {"included": 20, "warn": [80], "beyond": "allow"},
    }
    named = {"code": house.brand.code, "name": "标准版", "name_en": "Standard"}
    plan = house.operator.post("/v1/operator/plans", {**named, "allowances": allowances})
    apart = {"active_users": {"included": 30, "warn": [90], "beyond": "allow"}}
    put = {"plan_id": plan["id"], "reason": "合同 2026-018", "exceptions": apart}
    house.operator.post(f"/v1/operator/tenants/{house.tenant_id}/plans", put)
    return Samples(
        house=house,
        closed=_id(closed),
        approved=_id(approved),
        packed=_id(packed),
        credit=dealer.get("/v1/credits", limit="1")["items"][0]["id"],
        paper=papers_of(dealer, _id(closed))["packing_list"]["id"],
        unit=dealer.get("/v1/units", serial=approved.line["serial"])["items"][0]["id"],
        policy=str(draft["id"]),
        replay=str(replay["id"]),
        customer_path=dealer.post(f"/v1/returns/{_id(closed)}/customer-links", {})["path"],
        organisation=dealer.get("/v1/sessions/current")["organisation_id"],
        model=admin.get("/v1/product-models", text=house.brand.models[0].code)["items"][0]["id"],
        part=admin.get("/v1/parts", limit="1")["items"][0]["id"],
        job=admin.get("/v1/jobs", kind="import", limit="1")["items"][0]["id"],
        endpoint=str(endpoint["id"]),
        access=str(access["id"]),
        stock=f"warehouse={lying[0]['warehouse_id']}&part={lying[0]['part_id']}&zone={lying[0]['zone']}",
        count=str(count["id"]),
        shadow=str(shadow["id"]),
        plan=str(plan["id"]),
    )


def _id(walked: Walked) -> str:
    return str(walked.summary["id"])
