"""Builders of plans for tests."""

import httpx
from tests.fixtures.kernel import Brand

from aftersales.kernel.ids import new_id

Allowances = dict[str, dict[str, object]]

FIVE_RETURNS: Allowances = {"returns_filed": {"included": 5, "warn": [60, 80], "beyond": "refuse"}}


async def plan_made(
    operator: httpx.AsyncClient, allowances: Allowances | None = None, **more: object
) -> dict[str, object]:
    """A plan that includes five returns a month and refuses more, unless other allowances are given."""
    body = {
        "code": f"plan-{new_id().hex[-12:]}",
        "name": "标准版",
        "name_en": "Standard",
        "allowances": FIVE_RETURNS if allowances is None else allowances,
    }
    answer = await operator.post("/v1/operator/plans", json=body | more)
    assert answer.status_code == 201, answer.text
    plan: dict[str, object] = answer.json()
    return plan


async def put_on(operator: httpx.AsyncClient, brand: Brand, plan: dict[str, object], **more: object) -> httpx.Response:
    """Put a brand on a plan from this month on."""
    body = {"plan_id": plan["id"], "reason": "合同"} | more
    return await operator.post(f"/v1/operator/tenants/{brand.id}/plans", json=body)


async def on_plan(
    operator: httpx.AsyncClient, brand: Brand, allowances: Allowances | None = None, **more: object
) -> dict[str, object]:
    """A plan of the brand's own, and the brand on it."""
    plan = await plan_made(operator, allowances, **more)
    answer = await put_on(operator, brand, plan)
    assert answer.status_code == 201, answer.text
    return plan


def line_of(statement: dict[str, object], meter: str) -> dict[str, object]:
    """A statement's line of one meter."""
    lines = statement["lines"]
    assert isinstance(lines, list)
    (found,) = [line for line in lines if line["meter"] == meter]
    line: dict[str, object] = found
    return line
