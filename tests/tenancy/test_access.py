"""Operators' access to a tenant's data: asked, granted by the tenant, timed, recorded; nothing without it."""

from datetime import timedelta

import asyncpg
import httpx
import pytest
from tests.access.operations import SAFE, ask, calls, lines_of
from tests.fixtures.api import Login
from tests.fixtures.kernel import MakeTenant
from tests.fixtures.worker import Drain
from tests.postbox import Mailbox
from tests.tenancy.desk import FIRST, GRANTS, REQUESTS, SECOND, Desk
from tests.tenancy.network import code_of, trail, words_of

from aftersales.kernel.access import OPERATOR_READS, Permission, Role
from aftersales.kernel.clock import SetClock
from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Database
from aftersales.tenancy.entry import rules
from aftersales.tenancy.entry import service as entry
from aftersales.tenancy.operators import service as operators


async def test_what_was_asked_and_granted_opens_for_reading_and_every_look_is_on_record(
    desk: Desk, database: Database, drain: Drain, mailbox: Mailbox
) -> None:
    request = await desk.asked(hours=4)
    await drain()
    (mail,) = await mailbox.wait_for(desk.admin.email)

    granted = await desk.admin.http.post(f"{GRANTS}/{request['id']}/grant", json={"hours": 2}, headers=FIRST)
    door = await desk.opened(request["id"])
    me = (await door.get("/v1/sessions/current")).json()
    read = await door.get("/v1/returns", params={"limit": 5})
    written = await door.post("/v1/organisations", json={"kind": "dealer", "code": "D1", "name": "甲"})

    assert (request["state"], request["hours"], request["is_own"]) == ("asked", 4, True)
    assert "客户报障 4711" in words_of(mail)
    assert (granted.json()["state"], granted.json()["until"]) == ("granted", "2026-06-15T04:00:00Z")
    assert (me["kind"], me["name"], me["roles"]) == ("operator", "值班员", [])
    assert me["permissions"] == sorted(permission.value for permission in OPERATOR_READS)
    assert (read.status_code, read.json()["items"]) == (200, [])
    assert code_of(written) == (403, "access_reads_only")
    assert await desk.looks(request["id"]) == [
        ("GET", "/v1/sessions/current"),
        ("GET", "/v1/returns?limit=5"),
        ("POST", "/v1/organisations"),
    ]
    acts = (await desk.operator.get("/v1/operator/acts", params={"tenant_id": str(desk.brand.id)})).json()["items"]
    assert sorted(one["act"] for one in acts) == ["access.asked", *["access.looked"] * 3, "access.opened"]
    facts = await trail(database, desk.brand, request["id"])
    assert [(fact.name, fact.actor_kind, fact.actor_name) for fact in facts] == [
        ("tenancy.access_asked", "operator", "值班员"),
        ("tenancy.access_granted", "person", "王小明"),
        ("tenancy.access_opened", "operator", "值班员"),
    ]


async def test_without_a_grant_that_runs_nothing_opens(desk: Desk, api: httpx.AsyncClient) -> None:
    waiting = (await desk.asked())["id"]
    early = await desk.operator.post(f"{REQUESTS}/{waiting}/passes")
    refused = await desk.admin.http.post(f"{GRANTS}/{waiting}/refusal", json={"reason": "请说明工单号"}, headers=FIRST)
    late = await desk.operator.post(f"{REQUESTS}/{waiting}/passes")
    invented = {"Authorization": f"Bearer {rules.new_token(entry.PASS_PREFIX)}"}

    assert code_of(early) == (409, "access_not_running")
    assert refused.json()["state"] == "refused"
    assert code_of(late) == (409, "access_not_running")
    assert code_of(await desk.operator.get("/v1/returns")) == (401, "unauthenticated")
    assert code_of(await api.get("/v1/returns", headers=invented)) == (401, "unauthenticated")
    assert (await desk.operator.get(f"{REQUESTS}/{waiting}")).json()["answer"] == "请说明工单号"
    assert await desk.looks(waiting) == []


async def test_a_revocation_takes_effect_with_the_next_request(desk: Desk) -> None:
    access_id = await desk.granted()
    door = await desk.opened(access_id)
    before = await door.get("/v1/returns")

    revoked = await desk.admin.http.post(f"{GRANTS}/{access_id}/revocation", headers=SECOND)
    after = await door.get("/v1/returns")
    again = await desk.admin.http.post(f"{GRANTS}/{access_id}/grant", json={}, headers={"If-Match": '"3"'})

    assert before.status_code == 200
    assert (revoked.json()["state"], revoked.json()["ended_at"]) == ("revoked", "2026-06-15T02:00:00Z")
    assert code_of(after) == (401, "unauthenticated")
    assert code_of(again) == (409, "state_conflict")
    assert await desk.looks(access_id) == [("GET", "/v1/returns")]


async def test_an_access_ends_by_itself_to_the_second(desk: Desk, clock: SetClock) -> None:
    access_id = await desk.granted(hours=1)
    door = await desk.opened(access_id)

    clock.advance(timedelta(minutes=59, seconds=59))
    within = await door.get("/v1/returns")
    clock.advance(timedelta(seconds=1))
    beyond = await door.get("/v1/returns")

    assert within.status_code == 200
    assert code_of(beyond) == (401, "unauthenticated")
    assert code_of(await desk.operator.post(f"{REQUESTS}/{access_id}/passes")) == (409, "access_not_running")
    assert (await desk.operator.get(f"{REQUESTS}/{access_id}")).json()["state"] == "expired"
    seen = (await desk.admin.http.get(f"{GRANTS}/{access_id}")).json()
    assert (seen["state"], seen["looks"], seen["last_look_at"]) == ("expired", 1, "2026-06-15T02:59:59Z")


async def test_an_operator_ends_an_access_and_opening_anew_ends_the_pass_before(desk: Desk) -> None:
    access_id = await desk.granted()
    first = await desk.opened(access_id)
    second = await desk.opened(access_id)

    of_first, of_second = await first.get("/v1/returns"), await second.get("/v1/returns")
    withdrawn = await desk.operator.post(f"{REQUESTS}/{access_id}/withdrawal")
    after = await second.get("/v1/returns")

    assert code_of(of_first) == (401, "unauthenticated")
    assert of_second.status_code == 200
    assert withdrawn.json()["state"] == "withdrawn"
    assert code_of(after) == (401, "unauthenticated")
    assert code_of(await desk.operator.post(f"{REQUESTS}/{access_id}/withdrawal")) == (409, "access_not_running")


async def test_one_brands_grant_shows_nothing_of_another_and_belongs_to_nobody_else(
    desk: Desk, make_tenant: MakeTenant, log_in: Login, operator_database: Database
) -> None:
    other = await log_in(await make_tenant(), Role.ADMINISTRATOR)
    access_id = await desk.granted()
    async with operator_database.operator_transaction(new_id()) as tx:
        key = await operators.add_operator(tx, "另一位", f"{new_id().hex}@example.com")
    colleague = {"Authorization": f"Bearer {key}"}

    door = await desk.opened(access_id)
    tenant = (await door.get("/v1/tenant")).json()
    theirs = await desk.operator.post(f"{REQUESTS}/{access_id}/passes", headers=colleague)
    foreign = [await other.http.get(f"{GRANTS}/{access_id}{part}") for part in ("", "/looks", "/same-looks")]
    revoked = await other.http.post(f"{GRANTS}/{access_id}/revocation", headers=SECOND)

    assert tenant["id"] == str(desk.brand.id)
    assert code_of(theirs) == (409, "access_not_running")
    assert [code_of(one) for one in [*foreign, revoked]] == [(404, "not_found")] * 4
    assert (await other.http.get(GRANTS)).json()["items"] == []
    assert (await door.get("/v1/tenant")).status_code == 200


async def test_nobody_but_who_manages_the_brand_answers(desk: Desk, log_in: Login) -> None:
    access_id = (await desk.asked())["id"]
    auditor = await log_in(desk.brand, Role.AUDITOR, Role.GENERAL_MANAGER)

    answers = [
        await auditor.http.get(GRANTS),
        await auditor.http.post(f"{GRANTS}/{access_id}/grant", json={}, headers=FIRST),
        await auditor.http.post(f"{GRANTS}/{access_id}/refusal", json={"reason": "不"}, headers=FIRST),
    ]

    assert [code_of(one) for one in answers] == [(403, "forbidden")] * 3
    assert (await desk.operator.get(f"{REQUESTS}/{access_id}")).json()["state"] == "asked"


async def test_the_brand_says_for_how_long_and_grants_no_more_than_was_asked(desk: Desk) -> None:
    too_long = {"tenant_id": str(desk.brand.id), "reason": "排查", "hours": 9}
    refused = await desk.operator.post(REQUESTS, json=too_long)
    tenant = (await desk.admin.http.get("/v1/tenant")).json()
    particulars = {"name": tenant["name"], "access_hours": 3}
    changed = await desk.admin.http.put("/v1/tenant", json=particulars, headers=FIRST)
    still_too_long = await desk.operator.post(REQUESTS, json=too_long | {"hours": 4})
    access_id = (await desk.asked(hours=3))["id"]
    more = await desk.admin.http.post(f"{GRANTS}/{access_id}/grant", json={"hours": 4}, headers=FIRST)

    assert tenant["access_hours"] == 8
    assert (*code_of(refused), refused.json()["errors"][0]["pointer"]) == (422, "access_too_long", "/hours")
    assert changed.json()["access_hours"] == 3
    assert code_of(still_too_long) == (422, "access_too_long")
    assert code_of(more) == (422, "access_too_long")
    assert (await desk.operator.get(f"{REQUESTS}/{access_id}")).json()["state"] == "asked"


async def test_a_request_that_nobody_answers_lapses_and_the_operator_is_told(
    desk: Desk,
    database: Database,
    clock: SetClock,
    drain: Drain,
    mailbox: Mailbox,
) -> None:
    waits = {"name": "青禾", "access_wait_hours": 5}
    changed = await desk.admin.http.put("/v1/tenant", json=waits, headers=FIRST)
    request = await desk.asked()
    await drain()
    early = (await desk.admin.http.get(f"{GRANTS}/{request['id']}")).json()

    clock.advance(timedelta(hours=5))
    late = await desk.admin.http.post(f"{GRANTS}/{request['id']}/grant", json={}, headers=FIRST)
    shown = (await desk.operator.get(f"{REQUESTS}/{request['id']}")).json()
    await drain()
    await drain()
    kept = (await desk.admin.http.get(f"{GRANTS}/{request['id']}")).json()
    again = await desk.asked()

    assert (changed.json()["access_wait_hours"], request["lapses_at"]) == (5, "2026-06-15T07:00:00Z")
    assert (early["state"], early["version"]) == ("asked", 1)
    assert code_of(late) == (409, "state_conflict")
    assert shown["state"] == "lapsed"
    assert (kept["state"], kept["ended_at"], kept["version"]) == ("lapsed", "2026-06-15T07:00:00Z", 2)
    assert again["state"] == "asked"
    facts = await trail(database, desk.brand, request["id"])
    assert [(fact.name, fact.actor_kind) for fact in facts] == [
        ("tenancy.access_asked", "operator"),
        ("tenancy.access_lapsed", "worker"),
    ]
    acts = (await desk.operator.get("/v1/operator/acts", params={"tenant_id": str(desk.brand.id)})).json()["items"]
    assert [one["act"] for one in acts if one["act"] == "access.lapsed"] == ["access.lapsed"]
    async with database.transaction(desk.brand.id, desk.brand.anyone) as tx:
        mails = await tx.fetch(
            "SELECT address, subject FROM messages WHERE tenant_id = $1 AND template = 'access_lapsed'", desk.brand.id
        )
    assert [row["subject"] for row in mails] == ["访问申请已失效：青禾"]
    (mail,) = await mailbox.wait_for(mails[0]["address"])
    assert "已自动失效" in words_of(mail)


@pytest.mark.parametrize("answer", ["grant", "refusal"])
async def test_a_request_that_was_answered_does_not_lapse(
    desk: Desk, database: Database, clock: SetClock, drain: Drain, answer: str
) -> None:
    await desk.admin.http.put("/v1/tenant", json={"name": "青禾", "access_wait_hours": 5}, headers=FIRST)
    request = await desk.asked()
    await drain()
    body = {} if answer == "grant" else {"reason": "不必"}
    answered = (await desk.admin.http.post(f"{GRANTS}/{request['id']}/{answer}", json=body, headers=FIRST)).json()

    clock.advance(timedelta(hours=6))
    await drain()

    kept = (await desk.admin.http.get(f"{GRANTS}/{request['id']}")).json()
    assert kept["version"] == answered["version"]
    assert kept["state"] == {"grant": "granted", "refusal": "refused"}[answer]
    assert "tenancy.access_lapsed" not in [fact.name for fact in await trail(database, desk.brand, request["id"])]


async def test_one_request_waits_at_a_time_and_unknown_brands_are_not_there(desk: Desk) -> None:
    body = {"tenant_id": str(desk.brand.id), "reason": "排查", "hours": 1}
    first = (await desk.asked())["id"]

    second = await desk.operator.post(REQUESTS, json=body)
    unknown = await desk.operator.post(REQUESTS, json=body | {"tenant_id": str(new_id())})
    await desk.operator.post(f"{REQUESTS}/{first}/withdrawal")
    third = await desk.operator.post(REQUESTS, json=body)

    listed = (await desk.operator.get(REQUESTS, params={"tenant_id": str(desk.brand.id)})).json()["items"]
    page = (await desk.operator.get(REQUESTS, params={"tenant_id": str(desk.brand.id), "limit": 1})).json()
    assert code_of(second) == (409, "access_is_open")
    assert code_of(unknown) == (404, "not_found")
    assert [one["state"] for one in listed] == ["asked", "withdrawn"]
    assert [one["id"] for one in page["items"]] == [third.json()["id"]]
    query = {"tenant_id": str(desk.brand.id), "limit": 1, "cursor": page["next_cursor"]}
    assert [one["id"] for one in (await desk.operator.get(REQUESTS, params=query)).json()["items"]] == [first]


async def test_a_pass_is_told_once_and_a_suspended_brand_lets_nobody_look(desk: Desk) -> None:
    access_id = await desk.granted()
    key = {"Idempotency-Key": new_id().hex}
    first = await desk.operator.post(f"{REQUESTS}/{access_id}/passes", headers=key)
    again = await desk.operator.post(f"{REQUESTS}/{access_id}/passes", headers=key)
    door = await desk.opened(access_id)

    await desk.operator.put(f"/v1/operator/tenants/{desk.brand.id}/suspension", json={"reason": "欠费"})
    shut = await door.get("/v1/returns")

    assert rules.is_token(first.json()["token"], entry.PASS_PREFIX)
    assert (again.status_code, again.json()["token"]) == (201, None)
    assert code_of(shut) == (403, "tenant_suspended")


async def test_every_operation_reads_or_is_refused_and_not_one_writes(
    desk: Desk, superuser: asyncpg.Connection
) -> None:
    door = await desk.opened(await desk.granted())
    before = await superuser.fetchval("SELECT count(*) FROM facts WHERE tenant_id = $1", desk.brand.id)

    strays: dict[str, object] = {}
    for call in calls("tenant"):
        answer = await ask(door, call)
        expected = {200, 403, 404, 409} if call.method in SAFE else {403}
        if answer.status_code not in expected:
            strays[call.id] = (answer.status_code, answer.text[:120])

    after = await superuser.fetchval("SELECT count(*) FROM facts WHERE tenant_id = $1", desk.brand.id)
    assert lines_of(strays) == ""
    assert after == before


def test_what_an_operator_may_read_is_reading_and_leaves_people_covered() -> None:
    assert [permission for permission in OPERATOR_READS if not permission.value.endswith(".read")] == []
    assert OPERATOR_READS & {Permission.PEOPLE_READ, Permission.MESSAGES_READ, Permission.AUDIT_READ} == frozenset()
