"""Plans over HTTP: made, changed, retired, given to tenants; and every refusal leaves things as they were."""

from datetime import timedelta

import asyncpg
import httpx
import pytest
from tests.fixtures.api import Login
from tests.fixtures.kernel import Brand
from tests.metering.plans_made import FIVE_RETURNS, on_plan, plan_made, put_on

from aftersales.kernel.access import Role
from aftersales.kernel.clock import SetClock
from aftersales.kernel.ids import new_id

WRONG = [
    ({"returns_filed": {"included": 5, "warn": [80, 50]}}, "warnings_out_of_order", "/allowances/returns_filed/warn"),
    (
        {"messages_sent": {"included": 5, "beyond": "refuse"}},
        "meter_not_refusable",
        "/allowances/messages_sent/beyond",
    ),
]


async def versions_of(superuser: asyncpg.Connection, plan: dict[str, object]) -> int:
    """How many terms a plan has."""
    found: int = await superuser.fetchval("SELECT count(*) FROM plan_versions WHERE plan_id = $1", plan["id"])
    return found


async def test_a_plan_is_made_read_and_found_among_all(operator: httpx.AsyncClient) -> None:
    code = new_id().hex[-12:]
    body = {"code": f"zz-{code}", "name": " 标准版 ", "name_en": "Standard", "weight": 3, "allowances": FIVE_RETURNS}

    made = await operator.post("/v1/operator/plans", json=body, headers={"Idempotency-Key": code})
    again = await operator.post("/v1/operator/plans", json=body, headers={"Idempotency-Key": code})
    taken = await operator.post("/v1/operator/plans", json=body)
    read = await operator.get(made.headers["Location"])
    found: list[dict[str, object]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = await operator.get("/v1/operator/plans", params={"limit": "2"} | ({"cursor": cursor} if cursor else {}))
        found += page.json()["items"]
        cursor = page.json()["next_cursor"]

    assert (made.status_code, made.headers["ETag"]) == (201, '"1"')
    assert (again.json(), again.headers["Idempotency-Replayed"]) == (made.json(), "true")
    assert (taken.status_code, taken.json()["errors"][0]["pointer"]) == (409, "/code")
    assert read.json() == made.json()
    assert (read.json()["name"], read.json()["terms"]["from_month"], read.json()["tenants"]) == ("标准版", "2026-06", 0)
    assert read.json()["terms"]["allowances"] == FIVE_RETURNS
    assert [plan for plan in found if plan["code"] == f"zz-{code}"] == [made.json()]
    assert len({plan["code"] for plan in found}) == len(found)


@pytest.mark.parametrize(("allowances", "code", "pointer"), WRONG)
async def test_terms_that_make_no_sense_are_refused_by_place(
    operator: httpx.AsyncClient, superuser: asyncpg.Connection, allowances: object, code: str, pointer: str
) -> None:
    plan = await plan_made(operator)
    wanted = {"from_month": "2026-07", "allowances": allowances, "reason": "试"}

    answer = await operator.post(f"/v1/operator/plans/{plan['id']}/terms", json=wanted, headers={"If-Match": '"1"'})

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert await versions_of(superuser, plan) == 1


async def test_terms_have_a_history_and_a_change_names_the_version_it_changes(
    operator: httpx.AsyncClient, superuser: asyncpg.Connection
) -> None:
    plan = await plan_made(operator)
    wanted = {"from_month": "2026-09", "weight": 2, "allowances": {}, "reason": "秋季起不限量"}
    path = f"/v1/operator/plans/{plan['id']}/terms"

    unnamed = await operator.post(path, json=wanted)
    stale = await operator.post(path, json=wanted, headers={"If-Match": '"7"'})
    kept = await versions_of(superuser, plan)
    changed = await operator.post(path, json=wanted, headers={"If-Match": '"1"'})
    history = await operator.get(path)

    assert [answer.json()["code"] for answer in (unnamed, stale)] == ["version_required", "stale_version"]
    assert kept == 1
    assert (changed.status_code, changed.headers["ETag"]) == (201, '"2"')
    assert changed.json()["terms"]["allowances"] == FIVE_RETURNS  # September has not begun
    assert [(one["number"], one["from_month"], one["weight"], one["reason"]) for one in history.json()] == [
        (2, "2026-09", 2, "秋季起不限量"),
        (1, "2026-06", 1, ""),
    ]


async def test_a_retired_plan_keeps_its_tenants_and_takes_no_more(
    brand: Brand, operator: httpx.AsyncClient, superuser: asyncpg.Connection
) -> None:
    plan = await on_plan(operator, brand)
    path = f"/v1/operator/plans/{plan['id']}"

    retired = await operator.put(f"{path}/retirement", headers={"If-Match": '"1"'})
    again = await operator.put(f"{path}/retirement", headers={"If-Match": '"2"'})
    refused = await put_on(operator, brand, plan)
    terms = await operator.post(
        f"{path}/terms",
        json={"from_month": "2026-07", "allowances": {}, "reason": "试"},
        headers={"If-Match": '"2"'},
    )
    retired_ones = await operator.get("/v1/operator/plans", params={"retired": "true", "limit": "200"})
    assigned = await superuser.fetchval("SELECT count(*) FROM tenant_plans WHERE tenant_id = $1", brand.id)
    restored = await operator.delete(f"{path}/retirement", headers={"If-Match": '"2"'})

    assert (retired.json()["retired_at"], retired.json()["tenants"]) == ("2026-06-15T02:00:00Z", 1)
    assert [answer.json()["code"] for answer in (again, refused, terms)] == [
        "plan_state_same",
        "plan_retired",
        "plan_retired",
    ]
    assert assigned == 1
    assert plan["code"] in {one["code"] for one in retired_ones.json()["items"]}
    assert (restored.json()["retired_at"], restored.json()["version"]) == (None, 3)


async def test_a_tenant_is_put_only_on_what_there_is_and_when_it_is(
    brand: Brand, operator: httpx.AsyncClient, superuser: asyncpg.Connection
) -> None:
    later = await plan_made(operator, from_month="2026-09")
    nobody = f"/v1/operator/tenants/{new_id()}/plans"

    early = await put_on(operator, brand, later)
    unknown = await put_on(operator, brand, {"id": str(new_id())})
    missing = await operator.post(nobody, json={"plan_id": later["id"], "reason": "试"})
    none = await operator.get(nobody)
    wrong = await put_on(operator, brand, later, exceptions={"active_users": {"included": 1, "beyond": "refuse"}})

    assert (early.status_code, early.json()["code"]) == (422, "plan_not_begun")
    assert [one.status_code for one in (unknown, missing, none)] == [404, 404, 404]
    assert wrong.json()["errors"][0]["pointer"] == "/exceptions/active_users/beyond"
    assert await superuser.fetchval("SELECT count(*) FROM tenant_plans WHERE tenant_id = $1", brand.id) == 0


async def test_a_plan_begins_with_the_tenants_own_month(
    brand: Brand, operator: httpx.AsyncClient, superuser: asyncpg.Connection, clock: SetClock
) -> None:
    await superuser.execute("UPDATE tenants SET time_zone = 'America/New_York' WHERE id = $1", brand.id)
    plan = await plan_made(operator, from_month="2026-01")
    clock.advance(timedelta(days=16))

    june = await put_on(operator, brand, plan)
    may = await put_on(operator, brand, plan, from_month="2026-05")

    assert (june.status_code, june.json()["from_month"]) == (201, "2026-06")
    assert may.json()["code"] == "plan_month_past"


async def test_without_a_plan_a_month_is_counted_and_nothing_is_left_to_say(brand: Brand, log_in: Login) -> None:
    auditor = await log_in(brand, Role.AUDITOR)

    answer = await auditor.http.get("/v1/usage/statement")

    assert answer.json()["plan"] is None
    assert {line["allowance"] for line in answer.json()["lines"]} == {None}
    assert [line["used"] for line in answer.json()["lines"]] == [0] * 6


@pytest.mark.parametrize("path", ["/v1/usage/statement", "/v1/usage/plans"])
async def test_a_tenants_plan_is_for_those_who_read_its_usage(brand: Brand, log_in: Login, path: str) -> None:
    keeper, finance = await log_in(brand, Role.WAREHOUSE_KEEPER), await log_in(brand, Role.FINANCE)

    refused, read = await keeper.http.get(path), await finance.http.get(path)

    assert (refused.status_code, read.status_code) == (403, 200)
