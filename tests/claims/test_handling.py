"""What the factory does: receipt with discrepancies, findings, dispositions, closing."""

from typing import Any

import pytest
from tests.claims.ways import Way, snapshot, wrong_places
from tests.fixtures.domain import Shop
from tests.fixtures.worker import Drain

from aftersales.claims.returns.model import Move
from aftersales.kernel.tx import Database
from aftersales.parts.ledger import service as ledger
from aftersales.parts.model import Account, Zone, account_of, location_of


async def stock(database: Database, shop: Shop) -> dict[str, int]:
    """How many batteries are where."""
    places = {zone.value: location_of(shop.brand.id, shop.warehouse, zone) for zone in Zone}
    places |= {one.value: account_of(shop.brand.id, one) for one in (Account.CUSTOMER, Account.SCRAP)}
    async with database.transaction(shop.brand.id, shop.brand.anyone) as tx:
        return {name: await ledger.balance(tx, place, shop.battery) for name, place in places.items()}


async def shipped(shop: Shop, *lines: dict[str, Any]) -> Way:
    """A return that is on its way to the factory."""
    way = Way(shop)
    filed = await way.file(*(lines or (shop.line(),)))
    assert filed.status_code == 201, filed.text
    await way.walk("shipped")
    return way


async def test_what_arrives_waits_in_quarantine_and_the_dealer_is_to_be_phoned(shop: Shop, database: Database) -> None:
    way = await shipped(shop)

    received = await way.make(Move.RECEIVE)

    assert (received.status_code, received.json()["discrepancies"]) == (200, [])
    assert await stock(database, shop) == {
        "serviceable": 10,
        "defective": 0,
        "quarantine": 1,
        "transit": 0,
        "customer": -1,
        "scrap": 0,
    }
    (task,) = (await shop.people["clerk"].http.get("/v1/tasks", params={"state": "open"})).json()["items"]
    assert (task["kind"], task["number"], task["reason"]) == (
        "call_dealer",
        way.summary["number"],
        "致电经销商：已按单收货",
    )


async def test_every_difference_is_named_by_its_line(shop: Shop) -> None:
    way = await shipped(
        shop,
        shop.line(quantity=2),
        shop.unregistered(quantity=2),
        shop.unregistered(quantity=2),
        shop.unregistered(),
        shop.unregistered(),
    )
    lines = [
        {"line": 1, "quantity": 1, "note": "少一件"},
        {"line": 2, "quantity": 3},
        {"line": 3, "quantity": 2, "damaged": 1},
        {"line": 4, "quantity": 1, "wrong_part": 1},
        {"line": 5, "quantity": 1},
    ]
    extras = [{"part_number": "CHG-48", "quantity": 2, "note": "未列明"}]

    received = await way.go("receiver", "receipt", {"lines": lines, "extras": extras})

    assert received.status_code == 200, received.text
    assert [(one["line"], one["kind"], one["quantity"]) for one in received.json()["discrepancies"]] == [
        (1, "short", 1),
        (2, "extra", 1),
        (3, "damaged", 1),
        (4, "wrong_part", 1),
        (None, "extra", 2),
    ]
    (task,) = (await shop.people["clerk"].http.get("/v1/tasks")).json()["items"]
    assert (task["reason"], task["reason_en"]) == (
        "致电经销商：已收货，有 5 处差异，请说明处理方式",
        "Call the dealer: received, with 5 discrepancies; say how they are handled",
    )


@pytest.mark.parametrize(
    ("lines", "places"),
    [
        ([{"line": 1, "quantity": 1}], [("/lines", "missing")]),
        (
            [{"line": 1, "quantity": 1}, {"line": 3, "quantity": 1}, {"line": 1, "quantity": 1}],
            [("/lines/1/line", "unknown_or_twice"), ("/lines/2/line", "unknown_or_twice"), ("/lines", "missing")],
        ),
        (
            [{"line": 1, "quantity": 2, "damaged": 2, "wrong_part": 1}, {"line": 2, "quantity": 1}],
            [("/lines/0/quantity", "does_not_add_up")],
        ),
    ],
)
async def test_a_receipt_that_does_not_fit_is_refused_by_place(
    lines: list[dict[str, int]], places: list[tuple[str, str]], shop: Shop, database: Database
) -> None:
    way = await shipped(shop, shop.line(), shop.line("QH-1002"))
    before = await snapshot(database, shop)

    refused = await way.go("receiver", "receipt", {"lines": lines})

    assert (refused.status_code, wrong_places(refused)) == (422, places)
    assert await snapshot(database, shop) == before


async def test_another_factorys_people_handle_nothing_and_headquarters_may(shop: Shop, database: Database) -> None:
    way = await shipped(shop)
    before = await snapshot(database, shop)

    foreign = await way.make(Move.RECEIVE, who="other_receiver")
    unchanged = await snapshot(database, shop)
    received = await way.make(Move.RECEIVE)
    inspected = await way.make(Move.INSPECT)

    assert (foreign.status_code, foreign.json()["code"]) == (403, "other_factory")
    assert "组织QH-WX" in foreign.json()["detail"]
    assert unchanged == before
    assert (received.status_code, inspected.status_code) == (200, 200)


async def test_a_finding_is_for_every_line_in_hand_and_for_no_other(shop: Shop, database: Database) -> None:
    way = await shipped(shop, shop.line(), shop.line("QH-1002"))
    arrived = [{"line": 1, "quantity": 0}, {"line": 2, "quantity": 1}]
    await way.go("receiver", "receipt", {"lines": arrived})
    before = await snapshot(database, shop)

    absent = await way.go("inspector", "inspection", {"lines": [{"line": 1, "finding": "own_fault"}]})
    unchanged = await snapshot(database, shop)
    found = await way.go(
        "inspector", "inspection", {"lines": [{"line": 2, "finding": "no_fault_found", "note": "电压正常"}]}
    )

    assert wrong_places(absent) == [("/lines/0/line", "unknown_or_twice"), ("/lines", "missing")]
    assert unchanged == before
    assert found.status_code == 200
    assert [(line["finding"], line["finding_note"], line["inspector"]) for line in way.lines] == [
        (None, None, None),
        ("no_fault_found", "电压正常", "王小明"),
    ]


@pytest.mark.parametrize(
    ("finding", "disposition", "code"),
    [
        ("customer", "replace", "disposition_not_allowed"),
        ("dealer", "credit", "disposition_not_allowed"),
        ("no_fault_found", "scrap", "disposition_not_allowed"),
        ("own_fault", "send_back", "disposition_not_allowed"),
    ],
)
async def test_a_disposition_that_the_finding_does_not_bear_is_refused(
    finding: str, disposition: str, code: str, shop: Shop, database: Database
) -> None:
    way = await shipped(shop)
    await way.make(Move.RECEIVE)
    await way.go("inspector", "inspection", {"lines": [{"line": 1, "finding": finding}]})
    before = await snapshot(database, shop)

    refused = await way.go("inspector", "disposition", {"lines": [{"line": 1, "disposition": disposition}]})

    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert wrong_places(refused) == [("/lines/0/disposition", code)]
    assert "QH-4.1" in refused.json()["detail"]
    assert await snapshot(database, shop) == before


@pytest.mark.parametrize("disposition", ["replace", "credit"])
async def test_nothing_is_exchanged_or_credited_for_a_part_that_did_not_come(
    disposition: str, shop: Shop, database: Database
) -> None:
    way = await shipped(shop)
    await way.go("receiver", "receipt", {"lines": [{"line": 1, "quantity": 1, "wrong_part": 1}]})
    await way.make(Move.INSPECT)
    before = await snapshot(database, shop)

    refused = await way.go("inspector", "disposition", {"lines": [{"line": 1, "disposition": disposition}]})

    assert (refused.status_code, refused.json()["code"]) == (422, "bad_item_missing")
    assert await snapshot(database, shop) == before


async def test_the_serial_that_goes_out_is_kept_and_only_for_an_exchange(shop: Shop, database: Database) -> None:
    way = await shipped(shop)
    await way.walk_from("shipped", "inspected")
    one = {"line": 1, "replacement_serial": "BAT-NEW-0001"}
    before = await snapshot(database, shop)

    refused = await way.go("inspector", "disposition", {"lines": [one | {"disposition": "credit"}]})
    unchanged = await snapshot(database, shop)
    disposed = await way.go("inspector", "disposition", {"lines": [one | {"disposition": "replace"}]})

    assert wrong_places(refused) == [("/lines/0/replacement_serial", "not_replaced")]
    assert unchanged == before
    assert disposed.status_code == 200
    assert way.lines[0]["replacement_serial"] == "BAT-NEW-0001"


async def test_a_parcel_that_came_empty_is_closed_without_a_move_or_a_credit(
    shop: Shop, database: Database, drain: Drain
) -> None:
    way = await shipped(shop)
    full = await stock(database, shop)
    await way.go("receiver", "receipt", {"lines": [{"line": 1, "quantity": 0, "note": "箱内无件"}]})

    steps = [
        await way.go("inspector", "inspection", {"lines": []}),
        await way.go("inspector", "disposition", {"lines": []}),
        await way.go("finance", "settlement"),
    ]
    await way.call_the_dealer()
    closed = await way.make(Move.CLOSE)
    await drain()

    assert [answer.status_code for answer in (*steps, closed)] == [200] * 4
    assert [(one["kind"], one["quantity"]) for one in closed.json()["discrepancies"]] == [("short", 1)]
    assert (way.lines[0]["settled_at"], way.lines[0]["credit"]) == (None, None)
    assert await stock(database, shop) == full
    assert (await snapshot(database, shop))["credit_notes"] == []
    assert (await Way(shop).file(shop.line())).status_code == 201


async def test_a_return_closes_once_the_dealer_was_phoned_and_then_frees_its_units(
    shop: Shop, database: Database
) -> None:
    way = await shipped(shop)
    await way.walk_from("shipped", "settled")
    before = await snapshot(database, shop)

    early = await way.make(Move.CLOSE)
    unchanged = await snapshot(database, shop)
    busy = await Way(shop).file(shop.line())
    await way.call_the_dealer()
    closed = await way.make(Move.CLOSE)
    refiled = await Way(shop).file(shop.line())

    assert (early.status_code, early.json()["code"]) == (409, "tasks_open")
    assert unchanged == before
    assert busy.json()["code"] == "unit_under_return"
    assert (closed.status_code, refiled.status_code) == (200, 201)


async def test_a_task_is_done_once_by_whoever_may_and_as_it_was_seen(shop: Shop, database: Database) -> None:
    way = await shipped(shop)
    await way.make(Move.RECEIVE)
    (task,) = (await shop.people["clerk"].http.get("/v1/tasks")).json()["items"]
    path, note = f"/v1/tasks/{task['id']}/completion", {"note": "已告知"}
    before = await snapshot(database, shop)

    stale = await shop.people["clerk"].http.post(path, json=note, headers={"If-Match": '"2"'})
    dealer = await shop.people["dealer"].http.post(path, json=note, headers={"If-Match": '"1"'})
    unchanged = await snapshot(database, shop)
    done = await shop.people["clerk"].http.post(path, json=note, headers={"If-Match": '"1"'})
    again = await shop.people["head"].http.post(path, json=note, headers={"If-Match": '"2"'})

    assert (stale.status_code, dealer.status_code) == (412, 403)
    assert unchanged == before
    assert (done.status_code, done.json()["state"], done.json()["note"]) == (200, "done", "已告知")
    assert (again.status_code, again.json()["code"]) == (409, "state_conflict")


async def test_a_dealers_people_see_no_tasks(shop: Shop) -> None:
    listed = await shop.people["dealer"].http.get("/v1/tasks")

    assert (listed.status_code, listed.json()["code"]) == (403, "forbidden")
