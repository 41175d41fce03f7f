"""The tenant's own particulars."""

from tests.fixtures.api import Login
from tests.fixtures.kernel import Brand
from tests.tenancy.network import code_of, trail

from aftersales.kernel.access import Role
from aftersales.kernel.tx import Database

CHANGE = {"name": "示例车业", "name_en": "Example", "time_zone": "Asia/Urumqi", "address": "示范区", "phone": "400-000"}


async def test_an_administrator_changes_the_brand_under_its_version(
    brand: Brand, log_in: Login, database: Database
) -> None:
    admin = await log_in(brand, Role.ADMINISTRATOR)

    read = await admin.http.get("/v1/tenant")
    changed = await admin.http.put("/v1/tenant", json=CHANGE, headers={"If-Match": read.headers["ETag"]})
    stale = await admin.http.put("/v1/tenant", json=CHANGE, headers={"If-Match": read.headers["ETag"]})
    after = await admin.http.get("/v1/tenant")

    assert (changed.json()["name"], changed.json()["time_zone"]) == ("示例车业", "Asia/Urumqi")
    assert (changed.json()["code"], changed.json()["currency"]) == (brand.code, "CNY")
    assert code_of(stale) == (412, "stale_version")
    assert (after.json(), after.headers["ETag"]) == (changed.json(), '"2"')
    (fact,) = await trail(database, brand, brand.id)
    assert (fact.name, fact.payload["name"]) == ("tenancy.tenant_changed", "示例车业")


async def test_others_read_the_brand_and_change_nothing(brand: Brand, log_in: Login) -> None:
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)

    refused = await clerk.http.put("/v1/tenant", json=CHANGE, headers={"If-Match": '"1"'})
    read = await clerk.http.get("/v1/tenant")

    assert code_of(refused) == (403, "forbidden")
    assert (read.json()["code"], read.json()["version"]) == (brand.code, 1)


async def test_an_unknown_time_zone_or_language_is_refused(brand: Brand, log_in: Login) -> None:
    admin = await log_in(brand, Role.ADMINISTRATOR)

    refused = await admin.http.put(
        "/v1/tenant", json=CHANGE | {"time_zone": "../etc/passwd", "locale": "xx"}, headers={"If-Match": '"1"'}
    )

    assert code_of(refused) == (422, "invalid")
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/locale", "/time_zone"]
