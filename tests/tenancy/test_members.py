"""Changing what members may do, and keeping them out."""

import asyncio

import pytest
from tests.fixtures.api import Client, Login
from tests.fixtures.kernel import Brand
from tests.tenancy.network import add_organisation, code_of, trail

from aftersales.kernel.access import Role
from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Database
from aftersales.tenancy.errors import LastAdministrator
from aftersales.tenancy.people import service as people
from aftersales.tenancy.people import store


async def test_roles_change_at_once_under_the_right_version(brand: Brand, log_in: Login, database: Database) -> None:
    admin, clerk = await log_in(brand, Role.ADMINISTRATOR), await log_in(brand, Role.AFTER_SALES_CLERK)
    path, body = f"/v1/members/{clerk.person_id}/roles", {"roles": ["finance", "auditor", "finance"]}

    without = await admin.http.put(path, json=body)
    stale = await admin.http.put(path, json=body, headers={"If-Match": '"7"'})
    unchanged = await admin.http.get(f"/v1/members/{clerk.person_id}")
    changed = await admin.http.put(path, json=body, headers={"If-Match": '"1"'})
    me = await clerk.http.get("/v1/sessions/current")

    assert code_of(without) == (428, "version_required")
    assert code_of(stale) == (412, "stale_version")
    assert (unchanged.json()["roles"], unchanged.headers["ETag"]) == (["after_sales_clerk"], '"1"')
    assert (changed.json()["roles"], changed.headers["ETag"]) == (["auditor", "finance"], '"2"')
    assert me.json()["roles"] == ["auditor", "finance"]
    names = [fact.name for fact in await trail(database, brand, clerk.person_id)]
    assert names == ["tenancy.roles_changed"]


async def test_nobody_changes_their_own_membership(brand: Brand, log_in: Login) -> None:
    admin = await log_in(brand, Role.ADMINISTRATOR)
    path, version = f"/v1/members/{admin.person_id}", {"If-Match": '"1"'}

    roles = await admin.http.put(f"{path}/roles", json={"roles": ["finance"]}, headers=version)
    suspension = await admin.http.put(f"{path}/suspension", headers=version)
    after = await admin.http.get(path)

    assert code_of(roles) == (409, "own_membership")
    assert code_of(suspension) == (409, "own_membership")
    assert (after.json()["roles"], after.json()["state"]) == (["administrator"], "active")


async def test_the_last_administrator_stays(brand: Brand, log_in: Login, database: Database) -> None:
    admin = await log_in(brand, Role.ADMINISTRATOR)

    async with database.transaction(brand.id, brand.anyone) as tx:
        with pytest.raises(LastAdministrator):
            await people.change_roles(tx, admin.person_id, (Role.FINANCE,), expected_version=1)
        with pytest.raises(LastAdministrator):
            await people.suspend_membership(tx, admin.person_id, expected_version=1)
    after = await admin.http.get(f"/v1/members/{admin.person_id}")

    assert (after.json()["roles"], after.json()["version"]) == (["administrator"], 1)


async def test_two_administrators_who_demote_each_other_leave_one(
    brand: Brand, log_in: Login, database: Database
) -> None:
    first, second = await log_in(brand, Role.ADMINISTRATOR), await log_in(brand, Role.ADMINISTRATOR)

    async def demote(by: Client, other: Client) -> int:
        answer = await by.http.put(
            f"/v1/members/{other.person_id}/roles", json={"roles": ["auditor"]}, headers={"If-Match": '"1"'}
        )
        return answer.status_code

    statuses = await asyncio.gather(demote(first, second), demote(second, first))

    async with database.transaction(brand.id, brand.anyone) as tx:
        left = await store.lock_administrators(tx)
    assert len(left) == 1
    assert 200 in statuses


async def test_a_suspended_member_is_out_at_once_and_must_log_in_again_after_it(
    brand: Brand, log_in: Login, database: Database
) -> None:
    admin, clerk = await log_in(brand, Role.ADMINISTRATOR), await log_in(brand, Role.AFTER_SALES_CLERK)
    path = f"/v1/members/{clerk.person_id}/suspension"

    suspended = await admin.http.put(path, headers={"If-Match": '"1"'})
    out = await clerk.http.get("/v1/tenant")
    twice = await admin.http.put(path, headers={"If-Match": '"2"'})
    resumed = await admin.http.delete(path, headers={"If-Match": '"2"'})
    old_session = await clerk.http.get("/v1/tenant")

    assert suspended.json()["state"] == "suspended"
    assert code_of(out) == (401, "unauthenticated")
    assert code_of(twice) == (409, "state_conflict")
    assert (resumed.status_code, resumed.json()["state"]) == (200, "active")
    assert code_of(old_session) == (401, "unauthenticated")
    names = [fact.name for fact in await trail(database, brand, clerk.person_id)]
    assert names == ["tenancy.membership_suspended", "tenancy.membership_resumed"]


async def test_a_dealers_manager_sees_and_changes_only_their_own_people(
    brand: Brand, log_in: Login, database: Database
) -> None:
    own, other = await add_organisation(database, brand, "D1"), await add_organisation(database, brand, "D2")
    manager = await log_in(brand, Role.DEALER_MANAGER, dealer=own)
    clerk = await log_in(brand, Role.DEALER_CLERK, dealer=own)
    stranger = await log_in(brand, Role.DEALER_CLERK, dealer=other)

    listed = await manager.http.get("/v1/members")
    foreign = await manager.http.get(f"/v1/members/{stranger.person_id}")
    suspended = await manager.http.put(f"/v1/members/{stranger.person_id}/suspension", headers={"If-Match": '"1"'})
    filtered = await manager.http.get("/v1/members", params={"organisation_id": str(other)})
    still_in = await stranger.http.get("/v1/tenant")

    assert {member["id"] for member in listed.json()["items"]} == {str(manager.person_id), str(clerk.person_id)}
    assert code_of(foreign) == (404, "not_found")
    assert code_of(suspended) == (404, "not_found")
    assert filtered.json()["items"] == []
    assert still_in.status_code == 200


async def test_members_come_page_by_page_in_the_order_they_joined(brand: Brand, log_in: Login) -> None:
    admin = await log_in(brand, Role.ADMINISTRATOR)
    clerks = [await log_in(brand, Role.AFTER_SALES_CLERK) for _ in range(3)]

    first = await admin.http.get("/v1/members", params={"limit": 2, "role": "after_sales_clerk"})
    second = await admin.http.get(
        "/v1/members",
        params={"limit": 2, "role": "after_sales_clerk", "cursor": first.json()["next_cursor"]},
    )
    forged = await admin.http.get("/v1/members", params={"limit": 2, "cursor": first.json()["next_cursor"]})

    found = [member["id"] for answer in (first, second) for member in answer.json()["items"]]
    assert sorted(found) == sorted(str(clerk.person_id) for clerk in clerks)
    assert second.json()["next_cursor"] is None
    assert code_of(forged) == (400, "cursor_unusable")


async def test_members_are_found_by_part_of_their_name_or_address(
    brand: Brand, log_in: Login, database: Database
) -> None:
    own, other = await add_organisation(database, brand, "D1"), await add_organisation(database, brand, "D2")
    mark = new_id().hex[-8:]
    admin = await log_in(brand, Role.ADMINISTRATOR, email=f"head.office-{mark}@example.com")
    manager = await log_in(brand, Role.DEALER_MANAGER, dealer=own, email=f"shop_one-{mark}@example.com")
    stranger = await log_in(brand, Role.DEALER_CLERK, dealer=other, email=f"shop_two-{mark}@example.com")

    async def found(client: Client, text: str) -> list[str]:
        answer = await client.http.get("/v1/members", params={"q": text})
        return [member["email"] for member in answer.json()["items"]]

    everybody = [admin.email, manager.email, stranger.email]
    assert await found(admin, "小明") == everybody
    assert await found(admin, f" OFFICE-{mark} ") == [admin.email]
    assert await found(admin, f"shop_%-{mark}") == []
    assert await found(admin, "_") == [manager.email, stranger.email]
    assert await found(manager, mark) == [manager.email]
    assert await found(manager, "shop_two") == []


async def test_a_page_of_found_members_goes_on_with_the_same_words_only(brand: Brand, log_in: Login) -> None:
    admin = await log_in(brand, Role.ADMINISTRATOR)
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)

    first = await admin.http.get("/v1/members", params={"q": "王", "limit": 1})
    cursor = first.json()["next_cursor"]
    second = await admin.http.get("/v1/members", params={"q": "王", "limit": 1, "cursor": cursor})
    other = await admin.http.get("/v1/members", params={"q": "小", "limit": 1, "cursor": cursor})

    assert [one["id"] for one in first.json()["items"]] == [str(admin.person_id)]
    assert [one["id"] for one in second.json()["items"]] == [str(clerk.person_id)]
    assert code_of(other) == (400, "cursor_unusable")
