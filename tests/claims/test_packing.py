"""Packing and shipping: every field of both papers, the one valid address, one waybill."""

from datetime import timedelta

import pytest
from tests.claims.ways import Way, snapshot, wrong_places
from tests.fixtures.api import Login
from tests.fixtures.domain import Shop
from tests.fixtures.worker import Drain

from aftersales.claims.returns.model import Move
from aftersales.kernel.access import Role
from aftersales.kernel.clock import SetClock
from aftersales.kernel.tx import Database

LIST = ("dealer_address", "dealer_name", "date", "total_quantity")
FORM = (
    "consignee_address",
    "consignee_name",
    "consignee_phone",
    "quantity",
    "consignor_address",
    "consignor_name",
)
REQUIRED = [("packing_list", field) for field in LIST] + [("transport_form", field) for field in FORM]


@pytest.mark.parametrize(("paper", "field"), REQUIRED)
@pytest.mark.parametrize("blank", [None, " "])
async def test_each_of_the_ten_fields_is_named_when_it_is_missing(
    paper: str, field: str, blank: str | None, shop: Shop, database: Database
) -> None:
    way = Way(shop)
    await way.file(shop.line())
    packing = way.packing()
    packing[paper][field] = blank if isinstance(packing[paper][field], str) and field != "date" else None
    before = await snapshot(database, shop)

    refused = await way.go("dealer", "packing", {"packing": packing})

    assert (refused.status_code, refused.json()["code"]) == (422, "form_incomplete")
    assert (f"/{paper}/{field}", "required") in wrong_places(refused)
    assert {code for place, code in wrong_places(refused) if place != f"/{paper}/{field}"} <= {"disagrees"}
    assert await snapshot(database, shop) == before


async def test_papers_with_nothing_filled_in_name_all_ten(shop: Shop) -> None:
    way = Way(shop)
    await way.file(shop.line())

    refused = await way.go("dealer", "packing")

    assert wrong_places(refused) == [(f"/{paper}/{field}", "required") for paper, field in REQUIRED]


@pytest.mark.parametrize("field", ["consignee_address", "consignee_name", "consignee_phone"])
async def test_another_consignee_than_the_factorys_is_named(field: str, shop: Shop, database: Database) -> None:
    way = Way(shop)
    await way.file(shop.line())
    packing = way.packing()
    packing["transport_form"][field] = "别处"
    before = await snapshot(database, shop)

    refused = await way.go("dealer", "packing", {"packing": packing})

    assert (refused.status_code, wrong_places(refused)) == (422, [(f"/transport_form/{field}", "disagrees")])
    assert await snapshot(database, shop) == before


async def test_both_totals_are_the_sum_of_the_lines_that_stand(shop: Shop) -> None:
    way = Way(shop)
    await way.file(shop.line(), shop.line("QH-1003", quantity=5), refused_lines="keep")
    packing = way.packing()
    packing["packing_list"]["total_quantity"] = packing["transport_form"]["quantity"] = 6

    refused = await way.go("dealer", "packing", {"packing": packing})

    assert wrong_places(refused) == [
        ("/packing_list/total_quantity", "disagrees"),
        ("/transport_form/quantity", "disagrees"),
    ]


async def test_papers_given_at_filing_are_checked_then_and_used_later(shop: Shop, database: Database) -> None:
    sample = Way(shop)
    await sample.file(shop.line("QH-1002"))
    papers, way = sample.packing(), Way(shop)
    wrong = papers | {"packing_list": papers["packing_list"] | {"total_quantity": 2}}
    before = await snapshot(database, shop)

    refused = await way.file(shop.line(), packing=wrong)
    unchanged = await snapshot(database, shop)
    filed = await way.file(shop.line(), packing=papers)
    packed = await way.go("dealer", "packing")

    assert (refused.status_code, wrong_places(refused)) == (422, [("/packing_list/total_quantity", "disagrees")])
    assert unchanged == before
    assert (filed.status_code, packed.status_code, way.summary["state"]) == (201, 200, "packed")


async def test_what_was_unpacked_is_packed_again(shop: Shop) -> None:
    way = Way(shop)
    await way.reach("packed")

    unpacked = await way.make(Move.UNPACK)
    state = way.summary["state"]
    packed = await way.go("dealer", "packing")

    assert (unpacked.status_code, state, packed.status_code) == (200, "approved", 200)


async def test_two_returns_travel_under_one_waybill(shop: Shop) -> None:
    ways = [Way(shop), Way(shop)]
    for way, serial in zip(ways, ("QH-1001", "QH-1002"), strict=True):
        await way.file(shop.line(serial))
        await way.walk("packed")

    sent = await ways[0].ship(returns=[{"id": way.summary["id"], "version": 2} for way in ways])

    assert sent.status_code == 201, sent.text
    assert sent.json()["return_ids"] == [way.summary["id"] for way in ways]
    for way in ways:
        await way.look()
        assert (way.summary["state"], way.summary["waybill"], way.summary["version"]) == (
            "shipped",
            "DY000000000001",
            3,
        )


async def test_a_waybill_is_used_once_whoever_used_it(shop: Shop, database: Database) -> None:
    first, second, foreign = Way(shop), Way(shop), Way(shop)
    await first.file(shop.line())
    await second.file(shop.line("QH-1002"))
    shop.people["dealer"], shop.people["other_dealer"] = shop.people["other_dealer"], shop.people["dealer"]
    await foreign.file(shop.line("QH-2001"))
    await foreign.walk("packed")
    assert (await foreign.ship()).status_code == 201
    shop.people["dealer"], shop.people["other_dealer"] = shop.people["other_dealer"], shop.people["dealer"]
    await first.walk("packed")
    before = await snapshot(database, shop)

    refused = await first.ship()

    assert (refused.status_code, refused.json()["code"]) == (409, "duplicate")
    assert wrong_places(refused) == [("/waybill", "duplicate")]
    assert await snapshot(database, shop) == before


async def test_a_shipment_is_of_packed_returns_each_as_it_was_seen_and_once(shop: Shop, database: Database) -> None:
    packed, approved = Way(shop), Way(shop)
    await packed.file(shop.line())
    await packed.walk("packed")
    await approved.file(shop.line("QH-1002"))
    good = {"id": packed.summary["id"], "version": 2}
    before = await snapshot(database, shop)

    answers = {
        code: await packed.ship(returns=returns)
        for code, returns in {
            "return_twice": [good, good],
            "stale_version": [good | {"version": 1}],
            "state_conflict": [good, {"id": approved.summary["id"], "version": 1}],
            "not_found": [good, {"id": "01980000-0000-7000-8000-000000000000", "version": 1}],
        }.items()
    }

    assert {code: answer.json()["code"] for code, answer in answers.items()} == {code: code for code in answers}
    assert [answer.status_code for answer in answers.values()] == [422, 412, 409, 404]
    assert wrong_places(answers["return_twice"])[0][0] == "/returns/1/id"
    assert wrong_places(answers["stale_version"])[0][0] == "/returns/0/version"
    assert wrong_places(answers["state_conflict"])[0][0] == "/returns/1"
    assert await snapshot(database, shop) == before


@pytest.mark.parametrize("day", ["2026-06-14", "2026-06-16"])
async def test_parts_leave_neither_before_approval_nor_in_the_future(day: str, shop: Shop, database: Database) -> None:
    way = Way(shop)
    await way.reach("packed")
    before = await snapshot(database, shop)

    refused = await way.ship(shipped_on=day)

    assert (refused.status_code, refused.json()["code"]) == (422, "shipped_on_impossible")
    assert await snapshot(database, shop) == before


@pytest.mark.parametrize(("day", "status"), [("2026-06-30", 201), ("2026-07-01", 409)])
async def test_the_last_day_for_shipping_is_in_time(
    day: str, status: int, shop: Shop, clock: SetClock, log_in: Login
) -> None:
    way = Way(shop)
    await way.reach("packed")
    clock.advance(timedelta(days=20))
    for who, role in (("dealer", Role.DEALER_CLERK), ("clerk", Role.AFTER_SALES_CLERK)):
        shop.people[who] = await log_in(shop.brand, role, dealer=shop.dealer if who == "dealer" else None)

    answer = await way.ship(shipped_on=day)

    assert answer.status_code == status
    if status == 409:
        assert answer.json()["detail"] == "依据条款 QH-4.1，须在批准后 15 天内寄出，请重新提交。"


async def test_papers_of_a_cancelled_return_no_longer_count(shop: Shop, drain: Drain) -> None:
    way = Way(shop)
    await way.reach("packed")
    await drain()

    await way.make(Move.CANCEL)
    await drain()

    listed = await shop.people["dealer"].http.get("/v1/documents", params={"subject_id": way.summary["id"]})
    assert sorted((paper["kind"], paper["state"]) for paper in listed.json()["items"]) == [
        ("packing_list", "revoked"),
        ("transport_form", "revoked"),
    ]


async def test_no_papers_are_made_for_what_was_cancelled_before_they_were(shop: Shop, drain: Drain) -> None:
    way = Way(shop)
    await way.reach("packed")

    await way.make(Move.CANCEL)
    await drain()

    listed = await shop.people["dealer"].http.get("/v1/documents", params={"subject_id": way.summary["id"]})
    assert listed.json()["items"] == []


async def test_the_waybill_stands_on_the_transport_form(shop: Shop, drain: Drain) -> None:
    way = Way(shop)
    await way.reach("shipped")

    await drain()

    listed = await shop.people["dealer"].http.get("/v1/documents", params={"subject_id": way.summary["id"]})
    states = sorted((paper["kind"], paper["state"]) for paper in listed.json()["items"])
    assert states == [("packing_list", "ready"), ("transport_form", "ready"), ("transport_form", "superseded")]
    assert way.summary["shipped_at"] == "2026-06-15T02:00:00Z"
