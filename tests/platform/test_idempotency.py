"""Idempotency keys: the same request with the same key has one effect and one answer."""

import asyncio

import httpx
import pytest
from tests.fixtures.api import Client, Login
from tests.fixtures.kernel import Brand, MakeTenant

from aftersales.kernel.access import Role
from aftersales.kernel.tx import Database

BODY = {"kind": "dealer", "code": "QHD-07", "name": "示例车业"}


async def create(client: Client, key: str, **changed: object) -> httpx.Response:
    return await client.http.post("/v1/organisations", json=BODY | changed, headers={"Idempotency-Key": key})


async def dealers(client: Client) -> list[str]:
    listed = await client.http.get("/v1/organisations", params={"kind": "dealer"})
    return sorted(one["code"] for one in listed.json()["items"])


async def keys_kept(database: Database, brand: Brand) -> list[str]:
    async with database.transaction(brand.id, brand.anyone) as tx:
        rows = await tx.fetch("SELECT key FROM idempotency_keys ORDER BY key")
    return [row["key"] for row in rows]


@pytest.fixture
async def admin(brand: Brand, log_in: Login) -> Client:
    """Somebody who may create organisations."""
    return await log_in(brand, Role.ADMINISTRATOR)


async def test_the_same_key_and_request_gets_the_same_answer_again(admin: Client) -> None:
    first = await create(admin, "key-1")

    again = await create(admin, "key-1")

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    kept = ("content-type", "etag", "location")
    assert {name: again.headers.get(name) for name in kept} == {name: first.headers.get(name) for name in kept}
    assert again.headers["x-request-id"] != first.headers["x-request-id"]
    assert await dealers(admin) == ["QHD-07"]


async def test_the_same_key_with_another_request_is_refused(admin: Client) -> None:
    await create(admin, "key-1")

    other_body = await create(admin, "key-1", code="QHD-08")
    other_path = await admin.http.post("/v1/organisations?x=1", json=BODY, headers={"Idempotency-Key": "key-1"})

    assert (other_body.status_code, other_body.json()["code"]) == (422, "idempotency_key_reused")
    assert other_path.json()["code"] == "idempotency_key_reused"
    assert await dealers(admin) == ["QHD-07"]


async def test_five_requests_with_one_key_at_once_have_one_effect(admin: Client) -> None:
    answers = await asyncio.gather(*(create(admin, "key-1") for _ in range(5)))

    assert {answered.status_code for answered in answers} == {201}
    assert len({answered.content for answered in answers}) == 1
    assert sorted(answered.headers.get("idempotency-replayed", "no") for answered in answers) == ["no"] + ["true"] * 4
    assert await dealers(admin) == ["QHD-07"]


async def test_a_request_that_was_refused_uses_no_key_up(admin: Client, database: Database, brand: Brand) -> None:
    refused = await create(admin, "key-1", name="")

    mended = await create(admin, "key-1")

    assert refused.status_code == 400
    assert (mended.status_code, "idempotency-replayed" in mended.headers) == (201, False)
    assert await keys_kept(database, brand) == ["key-1"]


async def test_a_refusal_by_a_rule_uses_no_key_up_either(admin: Client, database: Database, brand: Brand) -> None:
    await create(admin, "key-1")

    duplicate = await create(admin, "key-2")
    mended = await create(admin, "key-2", code="QHD-08")

    assert duplicate.status_code == 409
    assert mended.status_code == 201
    assert await keys_kept(database, brand) == ["key-1", "key-2"]
    assert await dealers(admin) == ["QHD-07", "QHD-08"]


async def test_a_key_belongs_to_its_caller(brand: Brand, admin: Client, log_in: Login) -> None:
    colleague = await log_in(brand, Role.ADMINISTRATOR)
    await create(admin, "key-1")

    theirs = await create(colleague, "key-1", code="QHD-08")

    assert (theirs.status_code, "idempotency-replayed" in theirs.headers) == (201, False)
    assert await dealers(admin) == ["QHD-07", "QHD-08"]


async def test_a_key_belongs_to_its_tenant(make_tenant: MakeTenant, log_in: Login) -> None:
    first, second = await make_tenant(), await make_tenant()
    one = await log_in(first, Role.ADMINISTRATOR)
    two = await log_in(second, Role.ADMINISTRATOR)

    answers = [await create(one, "key-1"), await create(two, "key-1")]

    assert [answered.status_code for answered in answers] == [201, 201]
    assert answers[0].json()["id"] != answers[1].json()["id"]


@pytest.mark.parametrize("key", ["x" * 256, "tab\tin it", "钥匙"])
async def test_a_key_that_cannot_be_kept_is_refused_by_its_place(admin: Client, key: str) -> None:
    answered = await admin.http.post(
        "/v1/organisations", json=BODY, headers=[(b"idempotency-key", key.encode("utf-8"))]
    )

    assert (answered.status_code, answered.json()["code"]) == (400, "malformed")
    assert [error["pointer"] for error in answered.json()["errors"]] == ["/headers/idempotency-key"]
    assert await dealers(admin) == []


async def test_a_key_without_a_login_opens_nothing(api: httpx.AsyncClient, admin: Client) -> None:
    await create(admin, "key-1")

    stranger = await api.post("/v1/organisations", json=BODY, headers={"Idempotency-Key": "key-1"})

    assert (stranger.status_code, stranger.json()["code"]) == (401, "unauthenticated")


async def test_who_lost_the_right_is_not_given_the_old_answer(brand: Brand, admin: Client, database: Database) -> None:
    await create(admin, "key-1")
    async with database.transaction(brand.id, brand.anyone) as tx:
        await tx.fetch("UPDATE memberships SET state = 'left' WHERE person_id = $1", admin.person_id)

    again = await create(admin, "key-1")

    assert again.status_code == 401
