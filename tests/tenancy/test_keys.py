"""Keys for programs."""

from datetime import timedelta

import httpx
from tests.fixtures.api import Client, Login
from tests.fixtures.kernel import Brand
from tests.tenancy.network import add_organisation, code_of, trail

from aftersales.kernel.access import Role
from aftersales.kernel.clock import SetClock
from aftersales.kernel.tx import Database

READ = {"name": "erp", "scopes": ["organisations.read"]}


def with_key(api: httpx.AsyncClient, issued: httpx.Response) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=api._transport,
        base_url="https://test",
        headers={"Authorization": f"Bearer {issued.json()['secret']}"},
    )


async def issue(client: Client, **change: object) -> httpx.Response:
    return await client.http.post("/v1/keys", json=READ | change)


async def test_a_key_does_what_its_scopes_say_and_no_more(
    brand: Brand, log_in: Login, api: httpx.AsyncClient, database: Database
) -> None:
    admin = await log_in(brand, Role.ADMINISTRATOR)

    issued = await issue(admin)
    program = with_key(api, issued)
    allowed = await program.get("/v1/organisations")
    beyond = await program.post("/v1/organisations", json={"kind": "dealer", "code": "D1", "name": "示例"})
    me = await program.get("/v1/sessions/current")

    assert issued.json()["secret"].startswith(issued.json()["key"]["prefix"])
    assert issued.json()["key"]["expires_at"] == "2027-06-15T02:00:00Z"
    assert allowed.status_code == 200
    assert code_of(beyond) == (403, "forbidden")
    assert (me.json()["kind"], me.json()["permissions"]) == ("key", ["organisations.read"])
    (fact,) = await trail(database, brand, issued.json()["key"]["id"])
    assert issued.json()["secret"] not in str(fact)


async def test_nobody_gives_a_key_a_right_they_lack_nor_a_key_a_key(
    brand: Brand, log_in: Login, api: httpx.AsyncClient
) -> None:
    admin = await log_in(brand, Role.ADMINISTRATOR)
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)
    program = with_key(api, await issue(admin, scopes=["organisations.read", "people.read"]))

    lacking = await issue(admin, scopes=["organisations.read", "credits.post"])
    keys = await issue(admin, scopes=["keys.manage"])
    too_long = await issue(admin, lasts_days=401)
    by_clerk = await issue(clerk)
    by_key = await program.post("/v1/keys", json=READ)
    listed = await admin.http.get("/v1/keys")

    assert code_of(lacking) == (422, "scope_not_held")
    assert lacking.json()["errors"][0]["pointer"] == "/scopes/1"
    assert code_of(keys) == (403, "forbidden")
    assert code_of(too_long) == (400, "malformed")
    assert code_of(by_clerk) == (403, "forbidden")
    assert code_of(by_key) == (403, "forbidden")
    assert [key["scopes"] for key in listed.json()["items"]] == [["organisations.read", "people.read"]]


async def test_a_key_ends_with_its_days_and_with_its_revocation(
    brand: Brand, log_in: Login, api: httpx.AsyncClient, clock: SetClock
) -> None:
    admin = await log_in(brand, Role.ADMINISTRATOR)
    short, long = await issue(admin, lasts_days=1), await issue(admin, lasts_days=400)
    by_short, by_long = with_key(api, short), with_key(api, long)

    clock.advance(timedelta(days=1) - timedelta(seconds=1))
    in_time = await by_short.get("/v1/organisations")
    clock.advance(timedelta(seconds=1))
    too_late = await by_short.get("/v1/organisations")
    still = await by_long.get("/v1/organisations")
    other_admin = await log_in(brand, Role.ADMINISTRATOR)
    revoked = await other_admin.http.delete(f"/v1/keys/{long.json()['key']['id']}")
    twice = await other_admin.http.delete(f"/v1/keys/{long.json()['key']['id']}")
    gone = await by_long.get("/v1/organisations")

    assert (in_time.status_code, still.status_code) == (200, 200)
    assert code_of(too_late) == (401, "unauthenticated")
    assert revoked.json()["revoked_at"] == "2026-06-16T02:00:00Z"
    assert code_of(twice) == (409, "state_conflict")
    assert code_of(gone) == (401, "unauthenticated")


async def test_two_keys_of_a_name_live_at_most(brand: Brand, log_in: Login) -> None:
    admin = await log_in(brand, Role.ADMINISTRATOR)
    first = await issue(admin)
    await issue(admin)

    third = await issue(admin)
    other_name = await issue(admin, name="wms")
    await admin.http.delete(f"/v1/keys/{first.json()['key']['id']}")
    after = await issue(admin)

    assert code_of(third) == (409, "too_many_keys")
    assert other_name.status_code == 201
    assert after.status_code == 201


async def test_a_dealers_key_stays_behind_the_dealers_wall(
    brand: Brand, log_in: Login, api: httpx.AsyncClient, database: Database
) -> None:
    own, other = await add_organisation(database, brand, "D1"), await add_organisation(database, brand, "D2")
    admin = await log_in(brand, Role.ADMINISTRATOR)
    manager = await log_in(brand, Role.DEALER_MANAGER, dealer=own)
    stranger = await log_in(brand, Role.DEALER_MANAGER, dealer=other)

    issued = await issue(manager, scopes=["organisations.read", "returns.file"])
    listed = await with_key(api, issued).get("/v1/organisations")
    seen_by_stranger = await stranger.http.get("/v1/keys")
    seen_by_admin = await admin.http.get("/v1/keys")

    assert [item["code"] for item in listed.json()["items"]] == ["D1", "HQ"]
    assert seen_by_stranger.json()["items"] == []
    assert [key["id"] for key in seen_by_admin.json()["items"]] == [issued.json()["key"]["id"]]


async def test_a_replayed_answer_does_not_hold_the_secret(brand: Brand, log_in: Login, database: Database) -> None:
    admin = await log_in(brand, Role.ADMINISTRATOR)
    headers = {"Idempotency-Key": "key-1"}

    first = await admin.http.post("/v1/keys", json=READ, headers=headers)
    again = await admin.http.post("/v1/keys", json=READ, headers=headers)
    async with database.transaction(brand.id, brand.anyone) as tx:
        (kept,) = await tx.fetch("SELECT body FROM idempotency_keys WHERE tenant_id = $1", brand.id)

    assert first.json()["secret"] is not None
    assert again.json() == first.json() | {"secret": None}
    assert first.json()["secret"].encode() not in kept["body"]
