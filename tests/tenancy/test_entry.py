"""Coming in over HTTP."""

from datetime import timedelta

import httpx
from tests.fixtures.api import PASSWORD, Login
from tests.fixtures.kernel import Brand, MakeTenant
from tests.tenancy.network import code_of, trail

from aftersales.kernel.access import Role
from aftersales.kernel.clock import SetClock
from aftersales.kernel.tx import Database


async def test_a_person_logs_in_and_reads_who_they_are(brand: Brand, log_in: Login) -> None:
    client = await log_in(brand, Role.AFTER_SALES_CLERK)

    answer = await client.http.get("/v1/sessions/current")

    assert answer.status_code == 200, answer.text
    assert answer.json()["roles"] == ["after_sales_clerk"]
    assert answer.json()["brands"][0]["code"] == brand.code


async def test_a_wrong_password_and_an_unknown_address_are_answered_alike(
    brand: Brand, log_in: Login, api: httpx.AsyncClient
) -> None:
    client = await log_in(brand, Role.AUDITOR)

    wrong = await api.post("/v1/sessions", json={"email": client.email, "password": PASSWORD + "x"})
    unknown = await api.post("/v1/sessions", json={"email": "nobody@example.com", "password": PASSWORD})

    assert code_of(wrong) == (401, "login_failed")
    assert code_of(unknown) == (401, "login_failed")
    assert wrong.json()["detail"] == unknown.json()["detail"]


async def test_a_person_of_two_brands_switches_between_them_with_one_login(
    make_tenant: MakeTenant, log_in: Login, api: httpx.AsyncClient
) -> None:
    first, second = await make_tenant(), await make_tenant()
    clerk = await log_in(first, Role.AFTER_SALES_CLERK)
    await log_in(second, Role.FINANCE, email=clerk.email)

    opened = await api.post("/v1/sessions", json={"email": clerk.email, "password": PASSWORD, "mode": "bearer"})
    bearer = {"Authorization": f"Bearer {opened.json()['token']}"}
    switched = await api.put("/v1/sessions/current/tenant", json={"tenant_id": str(second.id)}, headers=bearer)
    me = await api.get("/v1/sessions/current", headers=bearer)
    tenant = await api.get("/v1/tenant", headers=bearer)

    assert [brand["code"] for brand in opened.json()["brands"]] == sorted([first.code, second.code])
    assert switched.status_code == 200, switched.text
    assert (me.json()["tenant_id"], me.json()["roles"]) == (str(second.id), ["finance"])
    assert tenant.json()["code"] == second.code


async def test_nobody_switches_to_a_brand_that_is_not_theirs(make_tenant: MakeTenant, log_in: Login) -> None:
    first, second = await make_tenant(), await make_tenant()
    clerk = await log_in(first, Role.AFTER_SALES_CLERK)

    refused = await clerk.http.put("/v1/sessions/current/tenant", json={"tenant_id": str(second.id)})
    tenant = await clerk.http.get("/v1/tenant")

    assert code_of(refused) == (403, "no_brand")
    assert tenant.json()["code"] == first.code


async def test_a_browser_changes_nothing_without_the_csrf_token(
    brand: Brand, log_in: Login, api: httpx.AsyncClient
) -> None:
    admin = await log_in(brand, Role.ADMINISTRATOR)
    opened = await api.post("/v1/sessions", json={"email": admin.email, "password": PASSWORD})
    body = {"kind": "dealer", "code": "D1", "name": "示例车业"}

    without = await api.post("/v1/organisations", json=body)
    wrong = await api.post("/v1/organisations", json=body, headers={"X-CSRF-Token": "aps_csrf_x"})
    after = await api.get("/v1/organisations", params={"kind": "dealer"})
    right = await api.post("/v1/organisations", json=body, headers={"X-CSRF-Token": opened.json()["csrf_token"]})

    assert opened.json()["token"] is None
    assert list(opened.cookies) == ["__Host-aftersales"]
    assert code_of(without) == (403, "csrf_token_missing")
    assert code_of(wrong) == (403, "csrf_token_missing")
    assert after.json()["items"] == []
    assert right.status_code == 201, right.text


async def test_a_session_ends_when_its_owner_logs_out_and_after_twelve_hours(
    brand: Brand, log_in: Login, clock: SetClock
) -> None:
    leaving, staying = await log_in(brand, Role.AUDITOR), await log_in(brand, Role.AUDITOR)

    left = await leaving.http.delete("/v1/sessions/current")
    gone = await leaving.http.get("/v1/sessions/current")
    clock.advance(timedelta(hours=12) - timedelta(seconds=1))
    in_time = await staying.http.get("/v1/sessions/current")
    clock.advance(timedelta(seconds=1))
    too_late = await staying.http.get("/v1/sessions/current")

    assert left.status_code == 204
    assert code_of(gone) == (401, "unauthenticated")
    assert in_time.status_code == 200
    assert code_of(too_late) == (401, "unauthenticated")


async def test_a_person_changes_their_name_and_language_for_all_of_their_brands(
    make_tenant: MakeTenant, log_in: Login, database: Database
) -> None:
    first, second = await make_tenant(), await make_tenant()
    clerk = await log_in(first, Role.AFTER_SALES_CLERK)
    in_second = await log_in(second, Role.AUDITOR, email=clerk.email)

    changed = await clerk.http.put(
        "/v1/sessions/current/person", json={"name": "王大明", "phone": "13800009001", "locale": "en"}
    )
    me = await in_second.http.get("/v1/sessions/current")
    refused = await clerk.http.put("/v1/sessions/current/person", json={"name": "x", "locale": "fr"})

    assert changed.status_code == 204, changed.text
    assert (me.json()["name"], me.json()["locale"], me.json()["email"]) == ("王大明", "en", clerk.email)
    assert code_of(refused) == (400, "malformed")
    (fact,) = await trail(database, first, clerk.person_id)
    assert (fact.name, fact.payload["locale"]) == ("tenancy.person_changed", "en")


async def test_a_stranger_to_the_tenant_is_not_changed_from_it(
    make_tenant: MakeTenant, log_in: Login, database: Database
) -> None:
    first, second = await make_tenant(), await make_tenant()
    clerk = await log_in(first, Role.AFTER_SALES_CLERK)

    async with database.transaction(second.id, second.anyone) as tx:
        (row,) = await tx.fetch("SELECT change_person($1, 'x', '', 'en') AS changed", clerk.person_id)
    me = await clerk.http.get("/v1/sessions/current")

    assert row["changed"] is False
    assert me.json()["name"] == "王小明"
