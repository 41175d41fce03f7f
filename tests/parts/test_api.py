"""Warehouses and stock over HTTP."""

from tests.fixtures.api import Client, Login
from tests.fixtures.kernel import Brand, MakeTenant
from tests.parts.shelves import add_organisation, set_up_shelves

from aftersales.kernel.access import Role
from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Database
from aftersales.parts import service as parts


async def test_a_warehouse_is_opened_read_renamed_and_listed(brand: Brand, database: Database, log_in: Login) -> None:
    async with database.transaction(brand.id, brand.anyone) as tx:
        factory = await add_organisation(tx, brand, kind="factory", code="F-01")
    admin = await log_in(brand, Role.ADMINISTRATOR)
    body = {"organisation_id": str(factory), "code": "W-01", "name": "一号仓"}

    made = await admin.http.post("/v1/warehouses", json=body)
    again = await admin.http.post("/v1/warehouses", json=body)
    place = made.headers["location"]
    changed = await admin.http.put(
        place, json={"name": "总仓", "state": "active"}, headers={"If-Match": made.headers["etag"]}
    )
    stale = await admin.http.put(
        place, json={"name": "旧", "state": "closed"}, headers={"If-Match": made.headers["etag"]}
    )
    listed = await admin.http.get("/v1/warehouses")

    assert (made.status_code, again.status_code, again.json()["code"]) == (201, 409, "duplicate")
    assert (changed.status_code, changed.headers["etag"], stale.status_code) == (200, '"2"', 412)
    assert [(one["code"], one["name"], one["kind"]) for one in listed.json()["items"]] == [("W-01", "总仓", "factory")]


async def test_stock_moves_by_hand_and_back(brand: Brand, database: Database, log_in: Login) -> None:
    shelves = await set_up_shelves(database, brand)
    keeper = await log_in(brand, Role.WAREHOUSE_KEEPER)
    here = {"warehouse_id": str(shelves.warehouse)}
    body = {
        "part_id": str(shelves.parts[0]),
        "quantity": 4,
        "source": here | {"zone": "serviceable"},
        "target": here | {"zone": "defective"},
        "memo": "外壳破损",
    }

    moved = await keeper.http.post("/v1/stock-moves", json=body)
    short = await keeper.http.post("/v1/stock-moves", json=body | {"quantity": 7})
    seen = await keeper.http.get("/v1/stock", params=here | {"part_id": str(shelves.parts[0])})
    read = await keeper.http.get(moved.headers["location"])
    back = await keeper.http.post(f"{moved.headers['location']}/reversal", json={"reason": "看错了"})
    again = await keeper.http.post(f"{moved.headers['location']}/reversal", json={"reason": "看错了"})
    movements = await keeper.http.get("/v1/stock-movements", params=here | {"part_id": str(shelves.parts[0])})

    assert (moved.status_code, short.status_code, short.json()["code"]) == (201, 409, "stock_short")
    assert {line["zone"]: line["quantity"] for line in seen.json()["items"]} == {"serviceable": 6, "defective": 4}
    assert [entry["quantity"] for entry in read.json()["entries"]] in ([4, -4], [-4, 4])
    assert {entry["part_number"] for entry in read.json()["entries"]} == {"P-00000"}
    assert back.json() == again.json()
    assert [entry["balance"] for entry in movements.json()["items"]] == [10, 6, 10]


async def test_a_move_that_makes_no_sense_is_refused_with_its_place(
    brand: Brand, database: Database, log_in: Login
) -> None:
    shelves = await set_up_shelves(database, brand)
    keeper = await log_in(brand, Role.WAREHOUSE_KEEPER)
    shelf = {"warehouse_id": str(shelves.warehouse), "zone": "serviceable"}

    def body(source: object, target: object, quantity: int = 1) -> dict[str, object]:
        return {"part_id": str(shelves.parts[0]), "quantity": quantity, "source": source, "target": target}

    answers = [
        await keeper.http.post("/v1/stock-moves", json=one)
        for one in (
            body(shelf, shelf),
            body(shelf, {"account": "gain_loss"}),
            body(shelf, {}),
            body({"account": "supplier"}, {"account": "scrap"}),
            body(shelf, {"warehouse_id": str(new_id()), "zone": "serviceable"}),
            body(shelf, {"account": "scrap"}, 0),
            body(shelf, {"account": "scrap"}) | {"part_id": str(new_id())},
        )
    ]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [
        (422, "nothing_moves"),
        (422, "account_reserved"),
        (422, "spot_wrong"),
        (422, "spot_wrong"),
        (404, "not_found"),
        (400, "malformed"),
        (422, "reference_unknown"),
    ]


async def test_what_a_return_caused_is_not_undone_by_hand(brand: Brand, database: Database, log_in: Login) -> None:
    shelves = await set_up_shelves(database, brand)
    async with database.transaction(brand.id, brand.anyone) as tx:
        posted = await parts.post(tx, shelves.supply(1))
    keeper = await log_in(brand, Role.WAREHOUSE_KEEPER)

    answer = await keeper.http.post(f"/v1/stock-transactions/{posted}/reversal", json={"reason": "试试"})

    assert (answer.status_code, answer.json()["code"]) == (409, "not_moved_by_hand")


async def test_only_the_right_people_reach_stock(
    brand: Brand, database: Database, log_in: Login, make_tenant: MakeTenant
) -> None:
    shelves = await set_up_shelves(database, brand)
    async with database.transaction(brand.id, brand.anyone) as tx:
        dealer = await add_organisation(tx, brand, kind="dealer", code="D-01")
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)
    own = await log_in(brand, Role.DEALER_CLERK, dealer=dealer)
    stranger = await log_in(await make_tenant(), Role.ADMINISTRATOR)
    move = {
        "part_id": str(shelves.parts[0]),
        "quantity": 1,
        "source": {"account": "supplier"},
        "target": {"warehouse_id": str(shelves.warehouse), "zone": "serviceable"},
    }

    wrong_role = await clerk.http.post("/v1/stock-moves", json=move)
    other_tenant = await stranger.http.get(f"/v1/warehouses/{shelves.warehouse}")
    by_dealer = await own.http.get(f"/v1/warehouses/{shelves.warehouse}")
    stock_of_dealer = await own.http.get("/v1/stock")

    assert (wrong_role.status_code, other_tenant.status_code, by_dealer.status_code) == (403, 404, 404)
    assert stock_of_dealer.json()["items"] == []


async def test_warehouses_are_found_by_code_or_name_and_say_whose_they_are(
    brand: Brand, database: Database, log_in: Login
) -> None:
    async with database.transaction(brand.id, brand.anyone) as tx:
        factory = await add_organisation(tx, brand, kind="factory", code="F-01")
        dealer = await add_organisation(tx, brand, kind="dealer", code="D-01")
        other = await add_organisation(tx, brand, kind="dealer", code="D-02")
        await parts.open_warehouse(tx, organisation_id=factory, code="W-F_1", name="无锡退件仓")
        await parts.open_warehouse(tx, organisation_id=dealer, code="W-D1", name="城东仓")
        await parts.open_warehouse(tx, organisation_id=other, code="W-D2", name="城西仓")
    keeper = await log_in(brand, Role.WAREHOUSE_KEEPER)
    clerk = await log_in(brand, Role.DEALER_CLERK, dealer=dealer)

    async def found(client: Client, text: str) -> list[tuple[str, str]]:
        items = (await client.http.get("/v1/warehouses", params={"q": text})).json()["items"]
        return [(one["code"], one["organisation_name"]) for one in items]

    assert await found(keeper, "退件") == [("W-F_1", "factory F-01")]
    assert await found(keeper, " w-d ") == [("W-D1", "dealer D-01"), ("W-D2", "dealer D-02")]
    assert await found(keeper, "_") == [("W-F_1", "factory F-01")]
    assert await found(keeper, "%") == []
    assert await found(clerk, "城") == [("W-D1", "dealer D-01")]


async def test_what_becomes_of_a_warehouse_is_in_the_audit_trail(
    brand: Brand, database: Database, log_in: Login
) -> None:
    shelves = await set_up_shelves(database, brand)
    admin = await log_in(brand, Role.ADMINISTRATOR)
    place, body = f"/v1/warehouses/{shelves.warehouse}", {"name": "一号仓", "state": "closed"}

    stale = await admin.http.put(place, json=body, headers={"If-Match": '"9"'})
    before = (await admin.http.get("/v1/facts", params={"subject_id": str(shelves.warehouse)})).json()["items"]
    changed = await admin.http.put(place, json=body, headers={"If-Match": '"1"'})
    after = (await admin.http.get("/v1/facts", params={"subject_id": str(shelves.warehouse)})).json()["items"]

    assert (stale.status_code, changed.status_code) == (412, 200)
    assert [fact["name"] for fact in before] == ["parts.warehouse_opened"]
    assert [fact["name"] for fact in after] == ["parts.warehouse_opened", "parts.warehouse_changed"]
    assert (after[1]["payload"]["name"], after[1]["payload"]["state"]) == ("一号仓", "closed")


async def test_every_answer_about_a_warehouse_names_its_organisation(
    brand: Brand, database: Database, log_in: Login
) -> None:
    async with database.transaction(brand.id, brand.anyone) as tx:
        factory = await add_organisation(tx, brand, kind="factory", code="F-01")
    admin = await log_in(brand, Role.ADMINISTRATOR)
    body = {"organisation_id": str(factory), "code": "W-01", "name": "一号仓"}

    made = await admin.http.post("/v1/warehouses", json=body)
    read = await admin.http.get(made.headers["location"])
    changed = await admin.http.put(
        made.headers["location"], json={"name": "总仓", "state": "active"}, headers={"If-Match": '"1"'}
    )

    assert [one.json()["organisation_name"] for one in (made, read, changed)] == ["factory F-01"] * 3
