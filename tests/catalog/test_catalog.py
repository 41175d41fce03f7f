"""The catalogue over HTTP."""

from uuid import uuid4

import pytest
from tests.fixtures.api import Login
from tests.fixtures.domain_catalog import Shelf, add_organisation, stock_shelf
from tests.fixtures.kernel import Brand, MakeTenant

from aftersales.catalog import service as catalog
from aftersales.kernel.access import Role
from aftersales.kernel.tx import Database


@pytest.fixture
async def shelf(brand: Brand, database: Database) -> Shelf:
    return await stock_shelf(database, brand)


async def test_a_model_is_entered_read_and_changed_under_its_version(
    brand: Brand, database: Database, log_in: Login
) -> None:
    factory = await add_organisation(database, brand, "factory", "F01")
    editor = await log_in(brand, Role.POLICY_EDITOR)

    made = await editor.http.post(
        "/v1/product-models", json={"code": "QH-E2", "name": "轻行 E2", "factory_id": str(factory)}
    )
    place = made.headers["location"]
    changed = await editor.http.put(
        place,
        json={"name": "轻行 E2 升级款", "factory_id": str(factory), "state": "discontinued"},
        headers={"If-Match": made.headers["etag"]},
    )
    stale = await editor.http.put(
        place, json={"name": "旧", "factory_id": str(factory)}, headers={"If-Match": made.headers["etag"]}
    )
    read = await editor.http.get(place)

    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")
    assert (read.json()["name"], read.json()["state"], read.json()["version"]) == ("轻行 E2 升级款", "discontinued", 2)


async def test_a_model_needs_a_factory_of_its_own_tenant(
    brand: Brand, database: Database, make_tenant: MakeTenant, log_in: Login
) -> None:
    dealer = await add_organisation(database, brand, "dealer", "D001")
    foreign = await add_organisation(database, await make_tenant(), "factory", "F01")
    editor = await log_in(brand, Role.POLICY_EDITOR)

    answers = [
        await editor.http.post("/v1/product-models", json={"code": "X", "name": "X", "factory_id": str(factory)})
        for factory in (dealer, foreign, uuid4())
    ]

    assert [answer.json()["code"] for answer in answers] == ["factory_unknown"] * 3
    assert [answer.json()["errors"][0]["pointer"] for answer in answers] == ["/factory_id"] * 3
    assert (await editor.http.get("/v1/product-models")).json()["items"] == []


async def test_a_code_that_is_taken_is_refused(brand: Brand, shelf: Shelf, log_in: Login) -> None:
    editor = await log_in(brand, Role.POLICY_EDITOR)

    model = await editor.http.post(
        "/v1/product-models", json={"code": "QH-E1", "name": "又一款", "factory_id": str(shelf.factory)}
    )
    part = await editor.http.post("/v1/parts", json={"number": "P-001", "name": "又一件"})

    assert (model.status_code, model.json()["code"]) == (409, "duplicate")
    assert (part.status_code, part.json()["code"]) == (409, "duplicate")
    assert (await editor.http.get(f"/v1/parts/{shelf.controller.id}")).json()["name"] == "控制器"


async def test_a_part_carries_its_price_as_money(brand: Brand, log_in: Login) -> None:
    editor = await log_in(brand, Role.POLICY_EDITOR)

    made = await editor.http.post(
        "/v1/parts", json={"number": "P-1", "name": "刹车片", "unit_price": {"amount": "12.3", "currency": "CNY"}}
    )
    changed = await editor.http.put(
        made.headers["location"], json={"name": "刹车片"}, headers={"If-Match": made.headers["etag"]}
    )

    assert made.json()["unit_price"] == {"amount": "12.30", "currency": "CNY"}
    assert changed.json()["unit_price"] is None


@pytest.mark.parametrize(
    ("price", "status"),
    [
        ({"amount": "-1", "currency": "CNY"}, 422),
        ({"amount": "100000001", "currency": "CNY"}, 422),
        ({"amount": "1.234", "currency": "CNY"}, 400),
        ({"amount": "1", "currency": "XYZ"}, 400),
        ({"amount": "NaN", "currency": "CNY"}, 400),
    ],
)
async def test_a_price_that_cannot_be_is_refused(
    brand: Brand, log_in: Login, price: dict[str, str], status: int
) -> None:
    editor = await log_in(brand, Role.POLICY_EDITOR)

    answer = await editor.http.post("/v1/parts", json={"number": "P-1", "name": "件", "unit_price": price})

    assert answer.status_code == status, answer.text
    assert (await editor.http.get("/v1/parts")).json()["items"] == []


async def test_a_bill_of_material_is_replaced_whole(brand: Brand, shelf: Shelf, log_in: Login) -> None:
    editor = await log_in(brand, Role.POLICY_EDITOR)
    place = f"/v1/product-models/{shelf.model.id}/bom"
    before = await editor.http.get(place)

    replaced = await editor.http.put(
        place,
        json={"lines": [{"part_id": str(shelf.motor.id), "quantity": 3}]},
        headers={"If-Match": before.headers["etag"]},
    )
    again = await editor.http.put(place, json={"lines": []}, headers={"If-Match": before.headers["etag"]})

    assert [(line["part"]["number"], line["quantity"]) for line in before.json()["lines"]] == [
        ("P-001", 1),
        ("P-002", 2),
    ]
    assert [(line["part"]["number"], line["quantity"]) for line in replaced.json()["lines"]] == [("P-002", 3)]
    assert (again.status_code, again.json()["code"]) == (412, "stale_version")


async def test_a_bill_names_each_known_part_once(brand: Brand, shelf: Shelf, log_in: Login) -> None:
    editor = await log_in(brand, Role.POLICY_EDITOR)
    place = f"/v1/product-models/{shelf.model.id}/bom"
    before = await editor.http.get(place)
    line = {"part_id": str(shelf.motor.id), "quantity": 1}

    twice = await editor.http.put(place, json={"lines": [line, line]}, headers={"If-Match": before.headers["etag"]})
    unknown = await editor.http.put(
        place,
        json={"lines": [line, {"part_id": str(uuid4()), "quantity": 1}]},
        headers={"If-Match": before.headers["etag"]},
    )

    assert (twice.json()["code"], twice.json()["errors"][0]["pointer"]) == ("part_twice_in_bom", "/lines/1/part_id")
    assert (unknown.json()["code"], unknown.json()["errors"][0]["pointer"]) == ("part_unknown", "/lines/1/part_id")
    assert (await editor.http.get(place)).json() == before.json()


async def test_parts_are_listed_by_prefix_category_and_model(brand: Brand, shelf: Shelf, log_in: Login) -> None:
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)

    async def numbers(**query: str) -> list[str]:
        answer = await clerk.http.get("/v1/parts", params=query)
        return [item["number"] for item in answer.json()["items"]]

    assert await numbers() == ["P-001", "P-002", "P-999"]
    assert await numbers(text="P-00") == ["P-001", "P-002"]
    assert await numbers(text="p-00") == []
    assert await numbers(category="制冷") == ["P-999"]
    assert await numbers(model_id=str(shelf.model.id)) == ["P-001", "P-002"]


async def test_pages_follow_each_other_and_a_forged_cursor_is_refused(
    brand: Brand, shelf: Shelf, log_in: Login
) -> None:
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)

    first = (await clerk.http.get("/v1/parts", params={"limit": 2})).json()
    second = (await clerk.http.get("/v1/parts", params={"limit": 2, "cursor": first["next_cursor"]})).json()
    other = await clerk.http.get("/v1/parts", params={"category": "电控", "cursor": first["next_cursor"]})
    huge = await clerk.http.get("/v1/parts", params={"limit": 100000})

    assert [item["number"] for item in first["items"] + second["items"]] == ["P-001", "P-002", "P-999"]
    assert second["next_cursor"] is None
    assert (other.status_code, other.json()["code"]) == (400, "cursor_unusable")
    assert huge.status_code == 400
    assert shelf.model.code == "QH-E1"


async def test_a_dealer_reads_the_catalogue_and_may_not_change_it(brand: Brand, shelf: Shelf, log_in: Login) -> None:
    dealer = await log_in(brand, Role.DEALER_MANAGER, dealer=shelf.dealer)

    read = await dealer.http.get(f"/v1/product-models/{shelf.model.id}")
    written = await dealer.http.post("/v1/parts", json={"number": "P-7", "name": "件"})

    assert read.json()["code"] == "QH-E1"
    assert (written.status_code, written.json()["code"]) == (403, "forbidden")


async def test_another_tenants_things_look_missing(
    brand: Brand, shelf: Shelf, make_tenant: MakeTenant, log_in: Login
) -> None:
    stranger = await log_in(await make_tenant(), Role.ADMINISTRATOR)

    answers = [
        await stranger.http.get(place)
        for place in (f"/v1/product-models/{shelf.model.id}", f"/v1/parts/{shelf.motor.id}")
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert (await stranger.http.get(f"/v1/product-models/{shelf.model.id}/bom")).status_code == 404
    assert brand.code


@pytest.mark.parametrize("code", ["", " X", "X ", "X\n", "X\u0000Y", "X" * 41])
async def test_a_code_is_one_clean_line(brand: Brand, shelf: Shelf, log_in: Login, code: str) -> None:
    editor = await log_in(brand, Role.POLICY_EDITOR)

    answer = await editor.http.post(
        "/v1/product-models", json={"code": code, "name": "名", "factory_id": str(shelf.factory)}
    )

    assert answer.status_code == 400, answer.text
    assert answer.json()["errors"][0]["pointer"] == "/code"


async def test_other_contexts_find_models_and_parts_by_what_people_call_them(
    brand: Brand, shelf: Shelf, database: Database
) -> None:
    async with database.transaction(brand.id, brand.anyone) as tx:
        model = await catalog.model_by_code(tx, "QH-E1")
        parts = await catalog.parts_by_numbers(tx, ["P-001", "P-404"])
        bill = await catalog.parts_of_model(tx, shelf.model.id)
        nothing = await catalog.part_by_number(tx, "P-404")
        none_asked = await catalog.parts_by_numbers(tx, [])

    assert model == shelf.model
    assert parts == {"P-001": shelf.controller}
    assert [(line.part, line.quantity) for line in bill] == [(shelf.controller, 1), (shelf.motor, 2)]
    assert nothing is None
    assert none_asked == {}
