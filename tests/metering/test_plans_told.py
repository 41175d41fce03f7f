"""Administrators hear of their plan: that they are put on one, that its terms change, and that they are taken off."""

import asyncpg
import httpx
import pytest
from tests.fixtures.api import Login
from tests.fixtures.kernel import NOW, Brand, MakeTenant
from tests.fixtures.worker import Drain
from tests.metering.meters import event, record
from tests.metering.plans_made import Allowances, line_of, on_plan, plan_made, put_on
from tests.postbox import Mailbox

from aftersales.kernel.access import Role
from aftersales.kernel.tx import Database
from aftersales.metering.model import Meter
from aftersales.metering.plans.model import Allowance, AllowanceChange, Beyond
from aftersales_worker.handlers.notices_plans import changes_in_words

TEN_RETURNS: Allowances = {"returns_filed": {"included": 10, "warn": [], "beyond": "allow"}}


async def new_terms(operator: httpx.AsyncClient, plan: dict[str, object]) -> None:
    """Ten returns a month, from July on."""
    body = {"from_month": "2026-07", "allowances": TEN_RETURNS, "reason": "旺季"}
    answer = await operator.post(f"/v1/operator/plans/{plan['id']}/terms", json=body, headers={"If-Match": '"1"'})
    assert answer.status_code == 201, answer.text


async def told(client: httpx.AsyncClient, template: str) -> list[tuple[str, str, str]]:
    """The messages of one kind in somebody's inbox: subject, body and link."""
    answer = await client.get("/v1/messages")
    found = [one for one in answer.json()["items"] if one["template"] == template]
    return [(one["subject"], one["body"], one["link"]) for one in found]


async def test_administrators_are_told_which_plan_they_are_on_from_when_and_what_changes(
    brand: Brand, operator: httpx.AsyncClient, log_in: Login, drain: Drain, mailbox: Mailbox
) -> None:
    administrator, clerk = await log_in(brand, Role.ADMINISTRATOR), await log_in(brand, Role.AFTER_SALES_CLERK)

    await on_plan(operator, brand)
    await drain()

    [(subject, body, link)] = await told(administrator.http, "plan_assigned")
    (mail,) = mailbox.to(administrator.email)
    assert (subject, link) == ("自 2026-06 起使用套餐“标准版”", "/usage")
    assert "退返单：不限额 → 每月 5（超出拒绝，60% 80% 时提醒）" in body
    assert "事由：合同" in body
    assert "标准版" in str(mail["Subject"])
    assert (await told(clerk.http, "plan_assigned"), mailbox.to(clerk.email)) == ([], [])


async def test_new_terms_are_told_to_those_for_whom_they_change_something_with_the_month(
    make_tenant: MakeTenant, operator: httpx.AsyncClient, log_in: Login, drain: Drain, mailbox: Mailbox
) -> None:
    plan, other = await plan_made(operator), await plan_made(operator)
    brands = [await make_tenant() for _ in range(4)]
    plain, later, excepted, gone = brands
    people = [await log_in(one, Role.ADMINISTRATOR) for one in brands]
    await put_on(operator, plain, plan)
    await put_on(operator, later, plan, from_month="2026-09")
    await put_on(operator, excepted, plan, exceptions=TEN_RETURNS)
    await put_on(operator, gone, plan)
    await put_on(operator, gone, other, from_month="2026-07")

    await new_terms(operator, plan)
    await drain()

    heard = [await told(one.http, "plan_terms_changed") for one in people]
    assert [[(subject, link) for subject, _, link in one] for one in heard] == [
        [("套餐“标准版”自 2026-07 起条款有变", "/usage")],
        [("套餐“标准版”自 2026-09 起条款有变", "/usage")],
        [],
        [],
    ]
    assert "退返单：每月 5（超出拒绝，60% 80% 时提醒） → 每月 10（超出照常）" in heard[0][0][1]
    assert sum("条款有变" in str(mail["Subject"]) for mail in mailbox.to(people[0].email)) == 1


async def test_off_its_plan_a_tenant_is_counted_on_and_nothing_is_limited_from_that_month(
    brand: Brand,
    database: Database,
    operator: httpx.AsyncClient,
    log_in: Login,
    drain: Drain,
    superuser: asyncpg.Connection,
) -> None:
    administrator = await log_in(brand, Role.ADMINISTRATOR)
    await on_plan(operator, brand, weight=3)
    await record(database, brand, event("a", NOW, quantity=6))
    kept = "SELECT spent, weight FROM tenants WHERE id = $1"
    before = await superuser.fetchrow(kept, brand.id)

    ended = await operator.post(f"/v1/operator/tenants/{brand.id}/plan-endings", json={"reason": "合同到期"})
    await record(database, brand, event("b", NOW, quantity=1))
    await drain()

    after = await superuser.fetchrow(kept, brand.id)
    shown = (await operator.get(f"/v1/operator/tenants/{brand.id}/usage-statement")).json()
    line = line_of(shown, "returns_filed")
    plans = (await administrator.http.get("/v1/usage/plans")).json()["items"]
    [(subject, body, _)] = await told(administrator.http, "plan_ended")
    assert (ended.status_code, ended.json()["plan_id"], ended.json()["from_month"]) == (201, None, "2026-06")
    assert (bool(before["spent"]), before["weight"], after["spent"], after["weight"]) == (True, 3, [], 1)
    assert (shown["plan"], line["used"], line["allowance"]) == (None, 7, None)
    assert [(one["plan_id"] is None, one["plan_name"]) for one in plans] == [(True, ""), (False, "标准版")]
    assert subject == "自 2026-06 起不再使用套餐“标准版”"
    assert "退返单：每月 5（超出拒绝，60% 80% 时提醒） → 不限额\n后台份额：3 → 1" in body


@pytest.mark.parametrize(
    ("month", "status", "code"), [("2026-05", 422, "plan_month_past"), ("2026-06", 409, "no_plan_to_end")]
)
async def test_what_is_past_or_not_there_cannot_be_ended(
    brand: Brand, operator: httpx.AsyncClient, month: str, status: int, code: str
) -> None:
    plan = await plan_made(operator)
    await put_on(operator, brand, plan, from_month="2026-07")

    answer = await operator.post(
        f"/v1/operator/tenants/{brand.id}/plan-endings", json={"from_month": month, "reason": "合同到期"}
    )

    plans = (await operator.get(f"/v1/operator/tenants/{brand.id}/plans")).json()["items"]
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert [one["from_month"] for one in plans] == ["2026-07"]


def test_changes_are_said_meter_by_meter_in_both_languages_with_bytes_in_gigabytes() -> None:
    kept = AllowanceChange(
        meter=Meter.DOCUMENT_BYTES_KEPT,
        quota_before=Allowance(included=2_500_000_000, warn=(), beyond=Beyond.REFUSE),
        quota_after=None,
    )
    calls = AllowanceChange(
        meter=Meter.API_CALLS,
        quota_before=None,
        quota_after=Allowance(included=100_000, warn=(80,), beyond=Beyond.ALLOW),
    )

    said = changes_in_words((kept, calls), 1, 1)
    same = changes_in_words((), 2, 2)

    assert said.zh == (
        "留存字节：每月 2.5 GB（超出拒绝） → 不限额\n接口调用：不限额 → 每月 100,000（超出照常，80% 时提醒）"
    )
    assert said.en == (
        "bytes kept: 2.5 GB a month (more is refused) → no quota\n"
        "API calls: no quota → 100,000 a month (more is allowed, a warning at 80%)"
    )
    assert same.en == "Every quota stays as it is."
