"""Organisations one by one, and the wall between dealers."""

import asyncpg
import pytest
from tests.fixtures.api import Login
from tests.fixtures.kernel import Brand, MakeTenant
from tests.tenancy.network import add_organisation, code_of, trail

from aftersales.kernel.access import Role
from aftersales.kernel.errors import NotFound
from aftersales.kernel.ids import OrganisationId, new_id
from aftersales.kernel.tx import Database
from aftersales.tenancy import service as tenancy
from aftersales.tenancy.model import OrganisationKind

DEALER = {"kind": "dealer", "code": "QHD-JS01", "name": " 示例车业 ", "city": "南京市", "phone": "13800009001"}


async def test_an_organisation_is_added_read_and_changed_under_its_version(
    brand: Brand, log_in: Login, database: Database
) -> None:
    admin = await log_in(brand, Role.ADMINISTRATOR)

    created = await admin.http.post("/v1/organisations", json=DEALER)
    path = created.headers["Location"]
    change = {"name": "示例车业有限公司", "city": "南京市"}
    stale = await admin.http.put(path, json=change, headers={"If-Match": '"2"'})
    changed = await admin.http.put(path, json=change, headers={"If-Match": created.headers["ETag"]})
    same = await admin.http.put(path, json=change, headers={"If-Match": '"2"'})
    read = await admin.http.get(path)

    assert (created.status_code, created.json()["name"]) == (201, "示例车业")
    assert code_of(stale) == (412, "stale_version")
    assert (changed.json()["name"], changed.json()["phone"]) == ("示例车业有限公司", "")
    assert (changed.headers["ETag"], same.headers["ETag"]) == ('"2"', '"2"')
    assert read.json() == changed.json()
    facts = await trail(database, brand, created.json()["id"])
    assert [fact.name for fact in facts] == ["tenancy.organisation_created", "tenancy.organisation_changed"]
    assert facts[1].payload["changed"] == {"name": "示例车业有限公司", "phone": ""}


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    [
        ({"code": "QHD-JS01"}, (409, "duplicate"), "/code"),
        ({"code": "a b"}, (422, "invalid"), "/code"),
        ({"code": "HQ2", "kind": "headquarters"}, (409, "headquarters_stays"), "/kind"),
        ({"code": "X", "kind": "planet"}, (400, "malformed"), "/kind"),
        ({"code": "X", "email": "nonsense"}, (400, "malformed"), "/email"),
        ({"code": "X", "name": "字" * 201}, (400, "malformed"), "/name"),
        ({"code": "X", "colour": "green"}, (400, "malformed"), "/colour"),
    ],
)
async def test_a_wrong_organisation_is_refused_at_its_place(
    change: dict[str, str], code: tuple[int, str], pointer: str, brand: Brand, log_in: Login
) -> None:
    admin = await log_in(brand, Role.ADMINISTRATOR)
    await admin.http.post("/v1/organisations", json=DEALER)

    refused = await admin.http.post("/v1/organisations", json=DEALER | change)
    listed = await admin.http.get("/v1/organisations")

    assert code_of(refused) == code
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]
    assert [item["code"] for item in listed.json()["items"]] == ["HQ", "QHD-JS01"]


async def test_organisations_are_found_by_kind_state_and_how_they_begin(
    brand: Brand, log_in: Login, database: Database
) -> None:
    admin = await log_in(brand, Role.ADMINISTRATOR)
    for code, kind in (
        ("A1", OrganisationKind.DEALER),
        ("a2", OrganisationKind.FACTORY),
        ("B_1", OrganisationKind.DEALER),
    ):
        await add_organisation(database, brand, code, kind)

    async def codes(**params: str) -> list[str]:
        answer = await admin.http.get("/v1/organisations", params=params)
        return [item["code"] for item in answer.json()["items"]]

    assert await codes(kind="dealer") == ["A1", "B_1"]
    assert await codes(q="A") == ["A1", "a2"]
    assert await codes(q="示例B") == ["B_1"]
    assert await codes(q="%") == []
    assert await codes(state="closed") == []


async def test_pages_end_and_a_cursor_serves_only_its_own_list(
    brand: Brand, log_in: Login, database: Database, make_tenant: MakeTenant
) -> None:
    admin, elsewhere = await log_in(brand, Role.ADMINISTRATOR), await log_in(await make_tenant(), Role.ADMINISTRATOR)
    for code in ("D1", "D2"):
        await add_organisation(database, brand, code)

    first = await admin.http.get("/v1/organisations", params={"limit": 2})
    cursor = first.json()["next_cursor"]
    last = await admin.http.get("/v1/organisations", params={"limit": 2, "cursor": cursor})
    foreign = await elsewhere.http.get("/v1/organisations", params={"cursor": cursor})
    too_many = await admin.http.get("/v1/organisations", params={"limit": 201})

    assert [item["code"] for item in first.json()["items"]] == ["D1", "D2"]
    assert [item["code"] for item in last.json()["items"]] == ["HQ"]
    assert last.json()["next_cursor"] is None
    assert code_of(foreign) == (400, "cursor_unusable")
    assert code_of(too_many) == (400, "malformed")


async def test_a_closed_dealers_people_are_out_until_it_is_reopened(
    brand: Brand, log_in: Login, database: Database
) -> None:
    dealer = await add_organisation(database, brand, "D1")
    admin = await log_in(brand, Role.ADMINISTRATOR)
    clerk = await log_in(brand, Role.DEALER_CLERK, dealer=dealer)
    path = f"/v1/organisations/{dealer}"

    closed = await admin.http.put(f"{path}/closure", headers={"If-Match": '"1"'})
    out = await clerk.http.get("/v1/tenant")
    change = await admin.http.put(path, json={"name": "新名"}, headers={"If-Match": '"2"'})
    twice = await admin.http.put(f"{path}/closure", headers={"If-Match": '"2"'})
    reopened = await admin.http.delete(f"{path}/closure", headers={"If-Match": '"2"'})
    back = await clerk.http.get("/v1/tenant")

    assert closed.json()["state"] == "closed"
    assert code_of(out) == (401, "unauthenticated")
    assert code_of(change) == (409, "organisation_closed")
    assert code_of(twice) == (409, "state_conflict")
    assert reopened.json()["state"] == "active"
    assert back.status_code == 200


async def test_the_headquarters_cannot_be_closed(brand: Brand, log_in: Login) -> None:
    admin = await log_in(brand, Role.ADMINISTRATOR)

    refused = await admin.http.put(f"/v1/organisations/{brand.headquarters}/closure", headers={"If-Match": '"1"'})
    after = await admin.http.get(f"/v1/organisations/{brand.headquarters}")

    assert code_of(refused) == (409, "headquarters_stays")
    assert (after.json()["state"], after.json()["version"]) == ("active", 1)


async def test_a_dealer_sees_itself_and_the_manufacturer_but_no_other_dealer(
    brand: Brand, log_in: Login, database: Database
) -> None:
    own, other = await add_organisation(database, brand, "D1"), await add_organisation(database, brand, "D2")
    await add_organisation(database, brand, "F1", OrganisationKind.FACTORY)
    clerk = await log_in(brand, Role.DEALER_CLERK, dealer=own)

    listed = await clerk.http.get("/v1/organisations")
    by_id = await clerk.http.get(f"/v1/organisations/{other}")
    unknown = await clerk.http.get(f"/v1/organisations/{new_id()}")
    created = await clerk.http.post("/v1/organisations", json=DEALER)

    assert [item["code"] for item in listed.json()["items"]] == ["D1", "F1", "HQ"]
    assert code_of(by_id) == (404, "not_found")
    assert by_id.json()["detail"] == unknown.json()["detail"]
    assert code_of(created) == (403, "forbidden")


async def test_the_wall_between_dealers_stands_in_the_database(brand: Brand, database: Database) -> None:
    own, other = await add_organisation(database, brand, "D1"), await add_organisation(database, brand, "D2")
    actor = brand.actor(Role.DEALER_MANAGER, dealer=own)

    async with database.transaction(brand.id, actor) as tx:
        seen = [row["code"] for row in await tx.fetch("SELECT code FROM organisations ORDER BY code")]
        changed = await tx.driver.execute("UPDATE organisations SET name = 'x' WHERE id = $1", other)
        with pytest.raises(NotFound):
            await tenancy.organisation(tx, other)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with database.transaction(brand.id, actor) as tx:
            await tx.fetch("UPDATE organisations SET dealer_id = $1 WHERE id = $2", other, own)

    assert seen == ["D1", "HQ"]
    assert changed == "UPDATE 0"


async def test_another_brand_sees_nothing(brand: Brand, make_tenant: MakeTenant, database: Database) -> None:
    dealer = await add_organisation(database, brand, "D1")
    stranger = await make_tenant()

    async with database.transaction(stranger.id, stranger.anyone) as tx:
        found = await tenancy.organisations_by_ids(tx, [dealer, stranger.headquarters, OrganisationId(new_id())])
        rows = await tx.fetch("SELECT id FROM organisations WHERE tenant_id = $1", brand.id)

    assert list(found) == [stranger.headquarters]
    assert rows == []
