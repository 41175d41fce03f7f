"""The installed base over HTTP."""

from datetime import date
from uuid import UUID, uuid4

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.api import Client, Login
from tests.fixtures.domain_catalog import Shelf, sell_unit, stock_shelf
from tests.fixtures.kernel import Brand

from aftersales.kernel.access import Role
from aftersales.kernel.tx import Database
from aftersales.units import rules
from aftersales.units import service as units
from aftersales.units.model import UNIT_MOVES, UnitState


@pytest.fixture
async def shelf(brand: Brand, database: Database) -> Shelf:
    return await stock_shelf(database, brand)


def body(shelf: Shelf, **changes: object) -> dict[str, object]:
    return {
        "model_id": str(shelf.model.id),
        "dealer_id": str(shelf.dealer),
        "sale_date": "2026-03-01",
        "proof": "invoice",
        "proof_number": "00012345",
        "owner_name": "林晓禾",
        "owner_phone": "+8613800001234",
        "usage_km": 120,
    } | changes


async def register(client: Client, shelf: Shelf, serial: str, **changes: object) -> httpx.Response:
    return await client.http.post("/v1/units", json=body(shelf, **changes) | {"serial": serial})


async def test_a_unit_is_registered_found_by_serial_and_corrected(brand: Brand, shelf: Shelf, log_in: Login) -> None:
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)

    made = await register(clerk, shelf, "SN1")
    found = await clerk.http.get("/v1/units", params={"serial": "SN1"})
    changed = await clerk.http.put(
        made.headers["location"],
        json=body(shelf, sale_date="2026-03-02", owner_phone="+8613800005678"),
        headers={"If-Match": made.headers["etag"]},
    )
    history = await clerk.http.get(f"{made.headers['location']}/history")

    assert made.status_code == 201, made.text
    assert (made.json()["model_code"], made.json()["dealer_code"]) == ("QH-E1", "D001")
    assert [item["id"] for item in found.json()["items"]] == [made.json()["id"]]
    assert (changed.json()["sale_date"], changed.headers["etag"]) == ("2026-03-02", '"2"')
    assert [entry["name"] for entry in history.json()["items"]] == ["units.unit_registered", "units.unit_changed"]
    assert history.json()["items"][1]["payload"]["changes"] == [
        {"field": "sale_date", "old": "2026-03-01", "new": "2026-03-02"},
        {"field": "owner_phone", "old": "138****1234", "new": "138****5678"},
    ]


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"model_id": str(uuid4())}, "model_unknown", "/model_id"),
        ({"dealer_id": str(uuid4())}, "dealer_unknown", "/dealer_id"),
        ({"sale_date": "2026-06-17"}, "date_in_future", "/sale_date"),
        ({"invoice_date": "1912-01-01"}, "date_too_early", "/invoice_date"),
    ],
)
async def test_a_unit_that_cannot_be_is_refused(
    brand: Brand, shelf: Shelf, log_in: Login, changes: dict[str, object], code: str, pointer: str
) -> None:
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)

    answer = await register(clerk, shelf, "SN1", **changes)

    assert answer.status_code == 422, answer.text
    assert (answer.json()["code"], answer.json()["errors"][0]["pointer"]) == (code, pointer)
    assert (await clerk.http.get("/v1/units")).json()["items"] == []


async def test_a_factory_does_not_sell(brand: Brand, shelf: Shelf, log_in: Login) -> None:
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)

    answer = await register(clerk, shelf, "SN1", dealer_id=str(shelf.factory))

    assert answer.json()["code"] == "dealer_unknown"


async def test_a_serial_stands_once(brand: Brand, shelf: Shelf, log_in: Login) -> None:
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)
    first = await register(clerk, shelf, "SN1")

    second = await register(clerk, shelf, "SN1", sale_date="2026-01-01")

    assert (second.status_code, second.json()["code"]) == (409, "duplicate")
    assert (await clerk.http.get(first.headers["location"])).json()["sale_date"] == "2026-03-01"


async def test_a_dealer_sees_only_the_units_that_it_sold(
    brand: Brand, shelf: Shelf, database: Database, log_in: Login
) -> None:
    own = await sell_unit(database, brand, shelf, "SN-OWN")
    foreign = await sell_unit(database, brand, shelf, "SN-FOREIGN", dealer=shelf.other_dealer)
    dealer = await log_in(brand, Role.DEALER_CLERK, dealer=shelf.dealer)

    listed = await dealer.http.get("/v1/units")
    by_serial = await dealer.http.get("/v1/units", params={"serial": "SN-FOREIGN"})
    by_dealer = await dealer.http.get("/v1/units", params={"dealer_id": str(shelf.other_dealer)})
    places = [f"/v1/units/{foreign.id}", f"/v1/units/{foreign.id}/history"]

    assert [item["serial"] for item in listed.json()["items"]] == ["SN-OWN"]
    assert by_serial.json()["items"] == by_dealer.json()["items"] == []
    assert [(await dealer.http.get(place)).status_code for place in places] == [404, 404]
    assert (await dealer.http.get(f"/v1/units/{own.id}")).json()["owner_phone"] == "+8613800001234"


async def test_the_database_itself_hides_another_dealers_units(brand: Brand, shelf: Shelf, database: Database) -> None:
    await sell_unit(database, brand, shelf, "SN-OWN")
    await sell_unit(database, brand, shelf, "SN-FOREIGN", dealer=shelf.other_dealer)

    async with database.transaction(brand.id, brand.actor(Role.DEALER_CLERK, dealer=shelf.dealer)) as tx:
        seen = await tx.fetch("SELECT serial FROM units")
        touched = await tx.driver.execute("UPDATE units SET owner_name = '' WHERE serial = 'SN-FOREIGN'")
        unknown = await units.unit_by_serial(tx, "SN-FOREIGN")
        known = await units.unit_by_serial(tx, "SN-OWN")

    assert [record["serial"] for record in seen] == ["SN-OWN"]
    assert touched == "UPDATE 0"
    assert unknown is None
    assert known is not None
    assert known.serial == "SN-OWN"


async def test_owners_are_masked_in_lists_and_for_those_who_need_none(
    brand: Brand, shelf: Shelf, database: Database, log_in: Login
) -> None:
    unit = await sell_unit(database, brand, shelf, "SN1")
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)
    auditor = await log_in(brand, Role.AUDITOR)

    listed = (await clerk.http.get("/v1/units")).json()["items"][0]
    read_by_clerk = (await clerk.http.get(f"/v1/units/{unit.id}")).json()
    read_by_auditor = (await auditor.http.get(f"/v1/units/{unit.id}")).json()

    assert (listed["owner_name"], listed["owner_phone"]) == ("林**", "138****1234")
    assert (read_by_clerk["owner_name"], read_by_clerk["owner_phone"]) == ("林晓禾", "+8613800001234")
    assert (read_by_auditor["owner_name"], read_by_auditor["owner_phone"]) == ("林**", "138****1234")


async def test_units_are_listed_by_prefix_model_dealer_and_days(
    brand: Brand, shelf: Shelf, database: Database, log_in: Login
) -> None:
    await sell_unit(database, brand, shelf, "A-1", sale_date=date(2026, 1, 1))
    await sell_unit(database, brand, shelf, "A-2", sale_date=date(2026, 2, 1), dealer=shelf.other_dealer)
    await sell_unit(database, brand, shelf, "B-1", sale_date=date(2026, 3, 1))
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)

    async def serials(**query: str) -> list[str]:
        answer = await clerk.http.get("/v1/units", params=query)
        assert answer.status_code == 200, answer.text
        return [item["serial"] for item in answer.json()["items"]]

    assert await serials(text="A-") == ["A-1", "A-2"]
    assert await serials(text="%") == []
    assert await serials(dealer_id=str(shelf.other_dealer)) == ["A-2"]
    assert await serials(model_id=str(uuid4())) == []
    assert await serials(sold_from="2026-01-02", sold_to="2026-03-01") == ["A-2", "B-1"]
    assert await serials(state="scrapped") == []


async def test_a_page_of_units_costs_the_same_few_statements(brand: Brand, shelf: Shelf, database: Database) -> None:
    for number in range(3):
        await sell_unit(database, brand, shelf, f"SN{number}")

    async with database.transaction(brand.id, brand.anyone) as tx:
        found, _ = await units.units(tx, units.UnitFilter(), limit=50, cursor=None)
        await units.with_names(tx, found)

    assert (len(found), tx.statements) == (3, 3)


async def test_a_dealer_may_not_register_units(brand: Brand, shelf: Shelf, log_in: Login) -> None:
    dealer = await log_in(brand, Role.DEALER_MANAGER, dealer=shelf.dealer)

    answer = await register(dealer, shelf, "SN1")

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert (await dealer.http.get("/v1/units")).json()["items"] == []


async def test_a_unit_moves_as_the_table_allows(brand: Brand, shelf: Shelf, database: Database, log_in: Login) -> None:
    unit = await sell_unit(database, brand, shelf, "SN1")
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)
    place = f"/v1/units/{unit.id}/state"

    exchanged = await clerk.http.put(place, json={"state": "exchanged"}, headers={"If-Match": '"1"'})
    back = await clerk.http.put(place, json={"state": "in_use"}, headers={"If-Match": '"2"'})
    stale = await clerk.http.put(place, json={"state": "scrapped"}, headers={"If-Match": '"1"'})

    assert (exchanged.status_code, exchanged.json()["state"]) == (200, "exchanged")
    assert (back.status_code, back.json()["code"]) == (409, "unit_move_refused")
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")
    assert (await clerk.http.get(f"/v1/units/{unit.id}")).json()["state"] == "exchanged"


async def test_moving_a_unit_again_changes_nothing(brand: Brand, shelf: Shelf, database: Database) -> None:
    unit = await sell_unit(database, brand, shelf, "SN1")

    async with database.transaction(brand.id, brand.anyone) as tx:
        once = await units.move_unit(tx, unit.id, UnitState.RETURNED)
        twice = await units.move_unit(tx, unit.id, UnitState.RETURNED)

    assert once == twice
    assert once.version == 2


def test_every_state_has_its_moves_and_scrap_is_the_end() -> None:
    assert set(UNIT_MOVES) == set(UnitState)
    assert UNIT_MOVES[UnitState.SCRAPPED] == frozenset()


@given(st.text("0123456789+", max_size=20))
def test_a_masked_phone_shows_at_most_seven_digits(phone: str) -> None:
    shown = rules.masked_phone(phone)

    assert len(shown.replace("*", "")) <= 7
    assert shown == shown[:3] + "*" * (len(shown) - 7) + shown[-4:] if len(shown) > 7 else set(shown) <= {"*"}


async def test_a_null_character_is_refused_and_not_a_failure(brand: Brand, shelf: Shelf, log_in: Login) -> None:
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)

    asked = await clerk.http.get("/v1/units", params={"serial": "a\u0000b"})
    sent = await register(clerk, shelf, "a\u0000b")

    assert asked.status_code == 400, asked.text
    assert sent.status_code == 400, sent.text
    assert UUID(str(shelf.model.id))
