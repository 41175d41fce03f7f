"""Plans on the real database: terms by month, quotas reached and told once, statements from the roll-ups."""

from datetime import timedelta
from uuid import UUID

import asyncpg
import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.fixtures.api import Login
from tests.fixtures.kernel import NOW, Brand, MakeTenant
from tests.fixtures.worker import Drain
from tests.metering.meters import event, record
from tests.metering.plans_made import FIVE_RETURNS, line_of, on_plan, plan_made, put_on

from aftersales.kernel.access import Role
from aftersales.kernel.clock import SetClock
from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Database
from aftersales.metering.model import Meter
from aftersales.metering.plans import rules
from aftersales.metering.plans.model import Allowance, Beyond

JULY = timedelta(days=20)


async def facts_of(database: Database, brand: Brand, name: str) -> list[dict[str, object]]:
    """The payloads of a brand's facts of one name, in order."""
    async with database.transaction(brand.id, brand.anyone) as tx:
        rows = await tx.fetch(
            "SELECT payload ->> 'meter' AS meter, (payload ->> 'percent')::int AS percent, "
            "(payload ->> 'quota')::int AS quota, (payload ->> 'used')::int AS used, "
            "payload ->> 'month' AS month, (payload ->> 'overtaken')::boolean AS overtaken "
            "FROM facts WHERE tenant_id = $1 AND name = $2 ORDER BY id",
            brand.id,
            name,
        )
    return [dict(row) for row in rows]


async def spent_of(superuser: asyncpg.Connection, brand: Brand) -> list[dict[str, object]]:
    """What is refused to a brand, as callers are recognised with it."""
    found: list[dict[str, object]] = await superuser.fetchval("SELECT spent FROM tenants WHERE id = $1", brand.id)
    return found


async def statement(client: httpx.AsyncClient, **params: str) -> dict[str, object]:
    answer = await client.get("/v1/usage/statement", params=params)
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


async def test_each_threshold_is_told_once_and_the_quota_is_kept_with_the_callers(
    brand: Brand, database: Database, operator: httpx.AsyncClient, superuser: asyncpg.Connection
) -> None:
    await on_plan(operator, brand)

    await record(database, brand, event("a", NOW, quantity=2))
    await record(database, brand, event("b", NOW, quantity=1))
    await record(database, brand, event("b", NOW, quantity=1))
    before = await spent_of(superuser, brand)
    await record(database, brand, event("c", NOW, quantity=2))
    await record(database, brand, event("d", NOW, quantity=4))

    told = await facts_of(database, brand, "metering.quota_reached")
    assert [(one["percent"], one["used"], one["overtaken"]) for one in told] == [
        (60, 3, False),
        (80, 5, True),
        (100, 5, False),
    ]
    assert before == []
    assert await spent_of(superuser, brand) == [
        {"meter": "returns_filed", "quota": 5, "month": "2026-06-01", "until": "2026-06-30T16:00:00+00:00"}
    ]


async def test_administrators_are_told_in_their_language_once_for_each_step(
    brand: Brand, database: Database, operator: httpx.AsyncClient, log_in: Login, drain: Drain
) -> None:
    administrator = await log_in(brand, Role.ADMINISTRATOR)
    await log_in(brand, Role.AFTER_SALES_CLERK)
    await on_plan(operator, brand)
    await record(database, brand, event("a", NOW, quantity=5))

    await drain()

    answer = await administrator.http.get("/v1/messages")
    told = [one for one in answer.json()["items"] if one["template"] == "quota_reached"]
    assert [(one["subject"], one["link"]) for one in told] == [
        ("2026-06 用量提醒：退返单已达额度的 100%", "/usage?month=2026-06")
    ]
    assert "额度用完后，新的使用会被拒绝；已提交的退货不受影响。" in told[0]["body"]


async def test_a_raised_quota_opens_the_door_and_has_thresholds_of_its_own(
    brand: Brand, database: Database, operator: httpx.AsyncClient, superuser: asyncpg.Connection
) -> None:
    plan = await on_plan(operator, brand)
    await record(database, brand, event("a", NOW, quantity=5))

    raised = {"returns_filed": {"included": 10, "warn": [60, 80], "beyond": "refuse"}}
    answer = await operator.post(
        f"/v1/operator/plans/{plan['id']}/terms",
        json={"from_month": "2026-06", "allowances": raised, "reason": "旺季"},
        headers={"If-Match": '"1"'},
    )
    after_change = await spent_of(superuser, brand)
    await record(database, brand, event("b", NOW, quantity=1))

    assert answer.status_code == 201, answer.text
    assert after_change == []
    told = await facts_of(database, brand, "metering.quota_reached")
    assert [(one["quota"], one["percent"]) for one in told] == [(5, 60), (5, 80), (5, 100), (10, 60)]


async def test_an_exception_stands_in_the_plans_place_for_one_tenant(
    make_tenant: MakeTenant, database: Database, operator: httpx.AsyncClient, superuser: asyncpg.Connection
) -> None:
    plan = await plan_made(operator)
    plain, special = await make_tenant(), await make_tenant()
    await put_on(operator, plain, plan)
    more = {"returns_filed": {"included": 9, "warn": [], "beyond": "refuse"}}
    await put_on(operator, special, plan, exceptions=more, reason="老客户")

    for one in (plain, special):
        await record(database, one, event("a", NOW, quantity=5))

    assert [bool(await spent_of(superuser, one)) for one in (plain, special)] == [True, False]
    answer = await operator.get(f"/v1/operator/tenants/{special.id}/usage-statement")
    line = line_of(answer.json(), "returns_filed")
    assert (line["left"], line["is_exception"]) == (4, True)


async def test_a_statement_is_the_roll_up_with_corrections_beside_the_months_terms(
    brand: Brand, database: Database, operator: httpx.AsyncClient, log_in: Login, superuser: asyncpg.Connection
) -> None:
    auditor = await log_in(brand, Role.AUDITOR)
    await on_plan(operator, brand)
    wrong = event("wrong", NOW, quantity=6)
    await record(database, brand, event("right", NOW, quantity=1), wrong)
    full = await spent_of(superuser, brand)
    answer = await operator.post(
        f"/v1/operator/tenants/{brand.id}/usage-corrections",
        json={"event_id": str(wrong.id), "quantity": 4, "reason": "重复导入"},
    )

    own = await statement(auditor.http)
    theirs = (await operator.get(f"/v1/operator/tenants/{brand.id}/usage-statement?month=2026-06")).json()

    assert answer.status_code == 201, answer.text
    assert own == theirs
    assert (own["month"], own["is_over"], own["ends_at"]) == ("2026-06", False, "2026-06-30T16:00:00Z")
    line = line_of(own, "returns_filed")
    assert (line["used"], line["corrected"], line["left"], line["over"]) == (3, -4, 2, 0)
    assert [mark["percent"] for mark in line["reached"]] == [60, 80, 100]  # type: ignore[attr-defined]  # a list
    assert (len(full), await spent_of(superuser, brand)) == (1, [])


async def test_a_past_month_keeps_its_terms_whatever_is_changed_later(
    brand: Brand, database: Database, operator: httpx.AsyncClient, log_in: Login, clock: SetClock
) -> None:
    plan = await on_plan(operator, brand)
    await record(database, brand, event("a", NOW, quantity=3))
    clock.advance(JULY)
    less = {"returns_filed": {"included": 1, "warn": [], "beyond": "allow"}}
    past = await operator.post(
        f"/v1/operator/plans/{plan['id']}/terms",
        json={"from_month": "2026-06", "allowances": less, "reason": "改过去"},
        headers={"If-Match": '"1"'},
    )
    now = await operator.post(
        f"/v1/operator/plans/{plan['id']}/terms",
        json={"from_month": "2026-07", "allowances": less, "reason": "降配"},
        headers={"If-Match": '"1"'},
    )
    assigned = await put_on(operator, brand, plan, from_month="2026-06")
    auditor = await log_in(brand, Role.AUDITOR)

    june, july = await statement(auditor.http, month="2026-06"), await statement(auditor.http)

    assert [answer.status_code for answer in (past, now, assigned)] == [422, 201, 422]
    assert {past.json()["code"], assigned.json()["code"]} == {"plan_month_past"}
    assert (june["is_over"], line_of(june, "returns_filed")["left"]) == (True, 2)
    assert (july["month"], line_of(july, "returns_filed")["left"]) == ("2026-07", 1)


async def test_a_late_event_reaches_a_quota_of_the_month_before_and_refuses_nothing_now(
    brand: Brand, database: Database, operator: httpx.AsyncClient, clock: SetClock, superuser: asyncpg.Connection
) -> None:
    await on_plan(operator, brand)
    clock.advance(JULY)

    await record(database, brand, event("late", NOW, quantity=5))

    told = await facts_of(database, brand, "metering.quota_reached")
    assert [(one["month"], one["percent"]) for one in told] == [("2026-06-01", p) for p in (60, 80, 100)]
    assert await spent_of(superuser, brand) == []


async def test_the_plans_weight_becomes_the_tenants_turns(
    brand: Brand, operator: httpx.AsyncClient, superuser: asyncpg.Connection
) -> None:
    await on_plan(operator, brand, {}, weight=7)

    assert await superuser.fetchval("SELECT weight FROM tenants WHERE id = $1", brand.id) == 7


async def test_a_level_stays_refused_into_the_next_month(
    brand: Brand, database: Database, operator: httpx.AsyncClient, superuser: asyncpg.Connection, clock: SetClock
) -> None:
    await on_plan(operator, brand, {"document_bytes_kept": {"included": 100, "beyond": "refuse"}})
    kept = Meter.DOCUMENT_BYTES_KEPT
    await record(database, brand, event("a", NOW, meter=kept, quantity=100))
    clock.advance(JULY)
    await record(database, brand, event("b", clock.now()))

    assert await spent_of(superuser, brand) == [
        {"meter": "document_bytes_kept", "quota": 100, "month": "2026-07-01", "until": None}
    ]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    included=st.integers(0, 12),
    warn=st.lists(st.integers(1, 99), unique=True, max_size=3).map(sorted),
    counts=st.lists(st.integers(1, 6), max_size=4),
)
async def test_the_database_judges_a_month_as_the_rules_do(
    included: int,
    warn: list[int],
    counts: list[int],
    make_tenant: MakeTenant,
    database: Database,
    operator: httpx.AsyncClient,
    superuser: asyncpg.Connection,
) -> None:
    brand = await make_tenant()
    await on_plan(operator, brand, {"returns_filed": {"included": included, "warn": warn, "beyond": "refuse"}})
    for place, quantity in enumerate(counts):
        await record(database, brand, event(place, NOW, quantity=quantity))

    allowance = Allowance(included=included, warn=tuple(warn), beyond=Beyond.REFUSE)
    told = await facts_of(database, brand, "metering.quota_reached")
    assert sorted(one["percent"] for one in told) == rules.reached(sum(counts), allowance)  # type: ignore[type-var]  # numbers
    assert bool(await spent_of(superuser, brand)) is rules.is_spent(sum(counts), allowance)


async def test_tenants_side_by_side_come_with_their_plans(
    make_tenant: MakeTenant, database: Database, operator: httpx.AsyncClient
) -> None:
    stem = new_id().hex[-10:]
    first, second = await make_tenant(f"~~{stem}-a"), await make_tenant(f"~~{stem}-b")
    plan = await on_plan(operator, first)
    await record(database, first, event("a", NOW, quantity=2))

    answer = await operator.get("/v1/operator/usage", params={"month": "2026-06", "limit": "200"})
    found, cursor = answer.json()["items"], answer.json()["next_cursor"]
    while cursor:
        answer = await operator.get("/v1/operator/usage", params={"month": "2026-06", "limit": "200", "cursor": cursor})
        found, cursor = found + answer.json()["items"], answer.json()["next_cursor"]

    mine = [row for row in found if row["tenant_id"] in {str(first.id), str(second.id)}]
    assert [row["plan"] and (row["plan"]["code"], row["plan"]["allowances"]) for row in mine] == [
        (plan["code"], FIVE_RETURNS),
        None,
    ]


async def test_a_tenant_reads_its_own_plans_and_no_other_tenants(
    make_tenant: MakeTenant, operator: httpx.AsyncClient, log_in: Login
) -> None:
    mine, other = await make_tenant(), await make_tenant()
    plan = await on_plan(operator, mine)
    await put_on(operator, mine, plan, from_month="2026-08", reason="续约")
    await on_plan(operator, other, {}, name="别家的专属套餐")
    auditor = await log_in(mine, Role.AUDITOR)

    answer = await auditor.http.get("/v1/usage/plans", params={"limit": "1"})
    following = await auditor.http.get("/v1/usage/plans", params={"cursor": answer.json()["next_cursor"]})

    found = answer.json()["items"] + following.json()["items"]
    assert [(one["plan_code"], one["from_month"], one["reason"]) for one in found] == [
        (plan["code"], "2026-08", "续约"),
        (plan["code"], "2026-06", "合同"),
    ]
    assert following.json()["next_cursor"] is None


@pytest.mark.parametrize("call", ["operator_terms(ARRAY[]::uuid[], '2026-06-01')", "operator_plan_tenants(now())"])
async def test_a_tenants_role_may_not_look_at_others_plans(database: Database, call: str) -> None:
    async with database.anteroom() as room:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await room.fetch(f"SELECT * FROM {call}")  # noqa: S608 - calls of our own functions
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await room.fetch("SELECT * FROM plans")


async def test_an_act_on_a_plan_is_on_record(
    brand: Brand, operator: httpx.AsyncClient, operator_key: tuple[str, str], superuser: asyncpg.Connection
) -> None:
    plan = await on_plan(operator, brand)
    await operator.patch(f"/v1/operator/plans/{plan['id']}", json={"name": "专业版"}, headers={"If-Match": '"1"'})
    await operator.put(f"/v1/operator/plans/{plan['id']}/retirement", headers={"If-Match": '"2"'})

    rows = await superuser.fetch(
        "SELECT act, tenant_id, details ->> 'code' AS code FROM operator_acts WHERE operator_id = $1 ORDER BY id",
        UUID(operator_key[1]),
    )
    assert [(row["act"], row["tenant_id"], row["code"]) for row in rows] == [
        ("plan.made", None, plan["code"]),
        ("plan.assigned", brand.id, plan["code"]),
        ("plan.renamed", None, plan["code"]),
        ("plan.retired", None, plan["code"]),
    ]
