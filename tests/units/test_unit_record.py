"""A unit's record over HTTP: repairs, readings, stops, extended cards."""

from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.api import Client, Login
from tests.fixtures.domain_catalog import Shelf, sell_unit, stock_shelf
from tests.fixtures.kernel import Brand

from aftersales.kernel.access import Role
from aftersales.kernel.tx import Database
from aftersales.units.record.model import Reading
from aftersales.units.record.rules import runs_backwards

REPAIR = {
    "brought_in_at": "2026-05-01T09:00:00+08:00",
    "returned_at": "2026-05-03T09:00:00+08:00",
    "fault": "E01",
    "replaced": [{"assembly": "engine", "part": "piston"}],
    "waiting_for_parts": [{"start": "2026-05-01T12:00:00+08:00", "end": "2026-05-02T12:00:00+08:00"}],
}


@pytest.fixture
async def shelf(brand: Brand, database: Database) -> Shelf:
    return await stock_shelf(database, brand)


@pytest.fixture
async def unit(brand: Brand, database: Database, shelf: Shelf) -> str:
    """The path of a unit that was sold on the first of March."""
    return f"/v1/units/{(await sell_unit(database, brand, shelf, 'SN1')).id}"


@pytest.fixture
async def clerk(brand: Brand, log_in: Login) -> Client:
    return await log_in(brand, Role.AFTER_SALES_CLERK)


async def test_a_repair_is_entered_completed_and_stands_in_the_record(clerk: Client, unit: str) -> None:
    opened = await clerk.http.post(f"{unit}/repairs", json=REPAIR | {"returned_at": None})
    path = f"{unit}/repairs/{opened.json()['id']}"
    closed = await clerk.http.put(path, json=REPAIR, headers={"If-Match": opened.headers["etag"]})
    stale = await clerk.http.put(path, json=REPAIR, headers={"If-Match": opened.headers["etag"]})

    record = (await clerk.http.get(f"{unit}/record")).json()
    history = (await clerk.http.get(f"{unit}/history")).json()["items"]
    assert opened.status_code == 201, opened.text
    assert (closed.status_code, closed.headers["etag"], stale.status_code) == (200, '"2"', 412)
    assert [(one["fault"], one["replaced"], one["version"]) for one in record["repairs"]] == [
        ("E01", [{"assembly": "engine", "part": "piston"}], 2),
    ]
    assert [one["name"] for one in history][-2:] == ["units.repair_entered", "units.repair_changed"]


async def test_a_meter_that_runs_backwards_is_written_and_told(clerk: Client, unit: str) -> None:
    readings = [("2026-04-01", 800), ("2026-05-01", 500), ("2026-06-01", 900)]

    told = [
        (await clerk.http.post(f"{unit}/readings", json={"read_on": on, "km": km})).json()["is_backwards"]
        for on, km in readings
    ]

    record = (await clerk.http.get(f"{unit}/record")).json()
    shown = (await clerk.http.get(unit)).json()
    assert told == [False, True, False]
    assert [one["km"] for one in record["readings"]] == [800, 500, 900]
    assert shown["usage_km"] == 900


async def test_stops_and_cards_are_kept_and_a_card_is_used_once(clerk: Client, unit: str) -> None:
    stop = {"kind": "force_majeure", "start": "2026-04-01T00:00:00Z", "end": "2026-04-03T00:00:00Z"}
    card = {"number": "K-1", "code": "gold", "purchased_on": "2026-03-01"}

    answers = [
        await clerk.http.post(f"{unit}/stops", json=stop),
        await clerk.http.post(f"{unit}/cards", json=card),
        await clerk.http.post(f"{unit}/cards", json=card),
    ]

    record = (await clerk.http.get(f"{unit}/record")).json()
    assert [one.status_code for one in answers] == [201, 201, 409]
    assert record["stops"] == [stop]
    assert record["cards"] == [card]


@pytest.mark.parametrize(
    ("part", "body", "code"),
    [
        ("repairs", REPAIR | {"returned_at": "2026-04-01T00:00:00Z"}, "repair_backwards"),
        ("repairs", REPAIR | {"brought_in_at": "2030-01-01T00:00:00Z", "returned_at": None}, "instant_in_future"),
        (
            "repairs",
            REPAIR | {"excluded": [{"start": "2026-05-02T00:00:00Z", "end": "2026-05-01T00:00:00Z"}]},
            "repair_backwards",
        ),
        ("readings", {"read_on": "2026-05-01"}, "meter_unread"),
        ("readings", {"read_on": "2030-05-01", "km": 1}, "date_in_future"),
        ("stops", {"kind": "force_majeure", "start": "2030-05-01T00:00:00Z"}, "instant_in_future"),
        ("cards", {"number": "K", "code": "gold", "purchased_on": "2030-05-01"}, "date_in_future"),
    ],
)
async def test_what_cannot_be_is_refused_and_nothing_is_written(
    clerk: Client, unit: str, part: str, body: dict[str, object], code: str
) -> None:
    refused = await clerk.http.post(f"{unit}/{part}", json=body)

    record = (await clerk.http.get(f"{unit}/record")).json()
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert record == {"repairs": [], "readings": [], "stops": [], "cards": []}


async def test_a_dealer_reads_the_record_of_what_it_sold_and_writes_none(
    brand: Brand, shelf: Shelf, clerk: Client, unit: str, log_in: Login
) -> None:
    await clerk.http.post(f"{unit}/repairs", json=REPAIR)
    dealer = await log_in(brand, Role.DEALER_CLERK, dealer=shelf.dealer)
    other = await log_in(brand, Role.DEALER_CLERK, dealer=shelf.other_dealer)

    own = await dealer.http.get(f"{unit}/record")
    foreign = await other.http.get(f"{unit}/record")
    written = await dealer.http.post(f"{unit}/repairs", json=REPAIR)
    missing = await clerk.http.post(f"/v1/units/{uuid4()}/repairs", json=REPAIR)

    assert len(own.json()["repairs"]) == 1
    assert (foreign.status_code, written.status_code, missing.status_code) == (404, 403, 404)


async def test_what_the_law_asks_of_a_sale_is_kept_with_the_unit(clerk: Client, unit: str) -> None:
    shown = (await clerk.http.get(unit)).json()
    body = {name: shown[name] for name in ("model_id", "dealer_id", "sale_date")}
    known = {
        "province": "CN-SD",
        "use": "household",
        "exchanged_on": "2026-04-01",
        "certificate_until": "2028-03-01",
        "is_installation_agreed": True,
        "is_remote_sale": False,
        "is_odometer_tampered": True,
        "price": {"amount": "3299.00", "currency": "CNY"},
    }

    changed = await clerk.http.put(unit, json=body | known, headers={"If-Match": '"1"'})
    negative = await clerk.http.put(
        unit, json=body | {"price": {"amount": "-1.00", "currency": "CNY"}}, headers={"If-Match": '"2"'}
    )

    assert {name: changed.json()[name] for name in known} == known
    assert (negative.status_code, negative.json()["code"]) == (422, "unit_price_negative")


@given(kms=st.lists(st.integers(0, 1000), max_size=6))
def test_a_meter_that_only_rises_never_runs_backwards(kms: list[int]) -> None:
    readings = [Reading(read_on=date(2026, 1, 1 + place), km=km) for place, km in enumerate(sorted(kms))]

    told = [runs_backwards(readings[:place], one) for place, one in enumerate(readings)]

    assert not any(told)
