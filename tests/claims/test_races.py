"""What happens at the same time: one of two wins, the other is told, and nothing is half done."""

import asyncio

from tests.claims.ways import Request, Way, snapshot
from tests.fixtures.domain import Shop

from aftersales.claims.returns.model import Move
from aftersales.kernel.tx import Database


async def test_a_unit_that_is_filed_ten_times_at_once_is_under_one_return(shop: Shop, database: Database) -> None:
    answers = await asyncio.gather(*(Way(shop).file(shop.line()) for _ in range(10)))

    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 9]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"unit_under_return"}
    kept = await snapshot(database, shop)
    assert (len(kept["returns"]), len(kept["return_open_units"]), len(kept["policy_decisions"])) == (1, 1, 1)


async def test_two_units_filed_crosswise_do_not_wait_for_each_other(shop: Shop, database: Database) -> None:
    there, back = [shop.line(), shop.line("QH-1002")], [shop.line("QH-1002"), shop.line()]

    answers = await asyncio.gather(*(Way(shop).file(*lines) for lines in (there, back) * 5))

    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 9]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"unit_under_return"}
    assert len((await snapshot(database, shop))["return_open_units"]) == 2


async def test_one_key_sent_ten_times_at_once_files_once(shop: Shop, database: Database) -> None:
    dealer = shop.people["dealer"].http

    answers = await asyncio.gather(
        *(
            dealer.post("/v1/returns", json={"lines": [shop.unregistered()]}, headers={"Idempotency-Key": "at-once"})
            for _ in range(10)
        ),
    )

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["summary"]["id"] for answer in answers}) == 1
    assert len((await snapshot(database, shop))["returns"]) == 1


async def test_an_approval_and_a_cancellation_at_once_do_one_of_both(shop: Shop) -> None:
    way = Way(shop)
    await way.reach("awaiting_approval")
    version = way.summary["version"]

    answers = await asyncio.gather(
        way.make(Move.APPROVE, version=version),
        way.send("colleague", Request("dealer", "cancellation", {"reason": "重复提交"}), version=f'"{version}"'),
    )
    await way.look()

    assert sorted(answer.status_code for answer in answers) == [200, 412]
    assert way.summary["state"] == ("approved" if answers[0].status_code == 200 else "cancelled")
    assert way.summary["version"] == version + 1


async def test_two_shipments_of_the_same_returns_send_them_once(shop: Shop) -> None:
    ways = [Way(shop), Way(shop)]
    for way in ways:
        await way.file(shop.unregistered())
        await way.walk("packed")
    sent = [{"id": way.summary["id"], "version": 2} for way in ways]

    answers = await asyncio.gather(
        ways[0].ship(returns=sent, waybill="DY-A-0001"),
        ways[1].ship(returns=sent[::-1], waybill="DY-B-0001"),
    )

    assert sorted(answer.status_code for answer in answers) == [201, 412]
    for way in ways:
        await way.look()
    assert len({way.summary["waybill"] for way in ways}) == 1
