"""Operators provision, suspend and resume tenants, and see nothing inside them."""

from datetime import timedelta

import asyncpg
import httpx
import pytest
from tests.fixtures.api import PASSWORD, Login
from tests.fixtures.kernel import Brand, MakeTenant
from tests.fixtures.worker import Drain
from tests.postbox import Mailbox
from tests.tenancy.network import code_of, token_of, trail, words_of

from aftersales.kernel.access import Role
from aftersales.kernel.clock import SetClock
from aftersales.kernel.ids import TenantId, new_id
from aftersales.kernel.tx import Database


def wanted(**change: object) -> dict[str, object]:
    code = f"b-{new_id().hex[-12:]}"
    administrator = {"name": "管理员", "email": f"{code}@example.com"}
    return {"code": code, "name": "示例品牌", "name_en": "Example", "administrator": administrator} | change


async def test_a_provisioned_brands_first_administrator_joins_and_invites_others(
    operator: httpx.AsyncClient, api: httpx.AsyncClient, drain: Drain, mailbox: Mailbox
) -> None:
    body = wanted()
    email = str(body["administrator"]["email"])  # type: ignore[index]  # a dict of its own

    provisioned = await operator.post("/v1/operator/tenants", json=body)
    await drain()
    (mail,) = await mailbox.wait_for(email)
    token = token_of({"id": provisioned.json()["invitation_id"], "issue": 1})
    joined = await api.post("/v1/invitations/acceptances", json={"token": token, "password": PASSWORD})
    opened = await api.post("/v1/sessions", json={"email": email, "password": PASSWORD, "mode": "bearer"})
    bearer = {"Authorization": f"Bearer {opened.json()['token']}"}
    tenant = await api.get("/v1/tenant", headers=bearer)
    organisations = await api.get("/v1/organisations", headers=bearer)
    headquarters = organisations.json()["items"][0]
    invited = await api.post(
        "/v1/invitations",
        json={
            "email": "b@example.com",
            "name": "乙",
            "organisation_id": headquarters["id"],
            "roles": ["policy_editor"],
        },
        headers=bearer,
    )

    assert provisioned.status_code == 201, provisioned.text
    assert token in words_of(mail)
    assert joined.status_code == 201, joined.text
    assert (tenant.json()["code"], tenant.json()["currency"]) == (body["code"], "CNY")
    assert (headquarters["code"], headquarters["kind"], headquarters["name"]) == ("HQ", "headquarters", "示例品牌")
    assert invited.status_code == 201, invited.text


async def test_a_code_is_provisioned_once_and_wrong_particulars_are_all_named(operator: httpx.AsyncClient) -> None:
    body = wanted()

    first = await operator.post("/v1/operator/tenants", json=body)
    twice = await operator.post("/v1/operator/tenants", json=body)
    wrong = await operator.post(
        "/v1/operator/tenants",
        json=wanted(code="A_B", currency="XXX", time_zone="Mars/Olympus", locale="fr"),
    )

    assert first.status_code == 201
    assert code_of(twice) == (409, "duplicate")
    assert code_of(wrong) == (422, "invalid")
    assert [error["pointer"] for error in wrong.json()["errors"]] == ["/code", "/currency", "/locale", "/time_zone"]


async def test_the_first_administrator_is_invited_anew_only_until_one_has_joined(
    operator: httpx.AsyncClient, api: httpx.AsyncClient, clock: SetClock
) -> None:
    first = (await operator.post("/v1/operator/tenants", json=wanted())).json()
    path = f"/v1/operator/tenants/{first['tenant']['id']}/administrator-invitations"
    clock.advance(timedelta(hours=72))

    anew = await operator.post(path, json={"name": "管理员", "email": f"{new_id().hex}@example.com"})
    token = token_of({"id": anew.json()["invitation_id"], "issue": 1})
    joined = await api.post("/v1/invitations/acceptances", json={"token": token, "password": PASSWORD})
    too_late = await operator.post(path, json={"name": "别人", "email": f"{new_id().hex}@example.com"})

    assert anew.status_code == 201, anew.text
    assert joined.status_code == 201, joined.text
    assert code_of(too_late) == (409, "tenant_has_administrator")


async def test_a_suspended_tenants_sessions_keys_and_logins_stop_until_it_is_resumed(
    brand: Brand, log_in: Login, operator: httpx.AsyncClient, api: httpx.AsyncClient, database: Database
) -> None:
    admin = await log_in(brand, Role.ADMINISTRATOR)
    key = (await admin.http.post("/v1/keys", json={"name": "erp", "scopes": ["organisations.read"]})).json()["secret"]
    by_key = {"Authorization": f"Bearer {key}"}
    path = f"/v1/operator/tenants/{brand.id}/suspension"

    suspended = await operator.put(path, json={"reason": "欠费"})
    twice = await operator.put(path, json={"reason": "欠费"})
    session = await admin.http.get("/v1/tenant")
    program = await api.get("/v1/organisations", headers=by_key)
    entry = await api.post("/v1/sessions", json={"email": admin.email, "password": PASSWORD})
    resumed = await operator.delete(path)
    back = await admin.http.get("/v1/tenant")

    assert suspended.json()["state"] == "suspended"
    assert code_of(twice) == (409, "tenant_state_same")
    assert code_of(session) == (403, "tenant_suspended")
    assert code_of(program) == (403, "tenant_suspended")
    assert code_of(entry) == (403, "tenant_suspended")
    assert resumed.json()["state"] == "active"
    assert back.status_code == 200
    facts = await trail(database, brand, brand.id)
    assert [(fact.name, fact.actor_kind, fact.actor_name) for fact in facts] == [
        ("tenancy.tenant_suspended", "operator", "值班员"),
        ("tenancy.tenant_resumed", "operator", "值班员"),
    ]
    assert facts[0].payload["reason"] == "欠费"


async def test_every_act_is_on_record(brand: Brand, operator: httpx.AsyncClient) -> None:
    await operator.put(f"/v1/operator/tenants/{brand.id}/suspension", json={"reason": "演练"})
    await operator.delete(f"/v1/operator/tenants/{brand.id}/suspension")

    first = await operator.get("/v1/operator/acts", params={"tenant_id": str(brand.id), "limit": 1})
    cursor = first.json()["next_cursor"]
    second = await operator.get("/v1/operator/acts", params={"tenant_id": str(brand.id), "limit": 1, "cursor": cursor})

    async def listed(**only: str) -> list[str]:
        answer = await operator.get("/v1/operator/acts", params={"tenant_id": str(brand.id), **only})
        return [act["act"] for act in answer.json()["items"]]

    acts = [act for answer in (first, second) for act in answer.json()["items"]]
    assert [act["act"] for act in acts] == ["tenant.resumed", "tenant.suspended"]
    assert acts[1]["details"] == {"reason": "演练"}
    assert [act["operator_name"] for act in acts] == ["值班员", "值班员"]
    assert await listed(act="tenant.suspended") == ["tenant.suspended"]
    assert await listed(operator_id=acts[0]["operator_id"]) == ["tenant.resumed", "tenant.suspended"]
    assert await listed(operator_id=str(new_id())) == []
    assert second.json()["next_cursor"] is None


async def test_tenants_come_page_by_page(operator: httpx.AsyncClient, make_tenant: MakeTenant) -> None:
    brand = await make_tenant()
    await operator.put(f"/v1/operator/tenants/{brand.id}/suspension", json={"reason": "演练"})

    codes, cursor, pages = [], None, 0
    while cursor is not None or not pages:
        params = {"limit": "1", "state": "suspended"} | ({"cursor": cursor} if cursor else {})
        answer = (await operator.get("/v1/operator/tenants", params=params)).json()
        codes += [tenant["code"] for tenant in answer["items"]]
        cursor, pages = answer["next_cursor"], pages + 1
    one = await operator.get(f"/v1/operator/tenants/{brand.id}")
    unknown = await operator.get(f"/v1/operator/tenants/{new_id()}")

    assert brand.code in codes
    assert codes == sorted(codes)
    assert one.json()["code"] == brand.code
    assert code_of(unknown) == (404, "not_found")


async def test_only_an_operators_key_opens_the_operators_door(
    brand: Brand, log_in: Login, operator: httpx.AsyncClient, api: httpx.AsyncClient
) -> None:
    admin = await log_in(brand, Role.ADMINISTRATOR)

    anonymous = await api.post("/v1/operator/tenants", json=wanted())
    administrator = await admin.http.put(f"/v1/operator/tenants/{brand.id}/suspension", json={"reason": "x"})
    other_door = await operator.get("/v1/organisations")
    still = await admin.http.get("/v1/tenant")

    assert code_of(anonymous) == (401, "unauthenticated")
    assert code_of(administrator) == (401, "unauthenticated")
    assert code_of(other_door) == (401, "unauthenticated")
    assert still.status_code == 200


@pytest.mark.parametrize("table", ["organisations", "people", "memberships", "facts", "invitations", "sessions"])
async def test_the_operators_role_reads_no_tenants_table(table: str, operator_database: Database) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with operator_database.operator_transaction(new_id()) as tx:
            await tx.fetch(f"SELECT * FROM {table} LIMIT 1")  # noqa: S608 - of the names above


async def test_the_operators_functions_are_closed_to_the_app(brand: Brand, database: Database) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with database.transaction(brand.id, brand.anyone) as tx:
            await tx.fetch(
                "SELECT set_tenant_state($1, 'active', '', now(), $2, $2, 'x')", TenantId(brand.id), new_id()
            )
