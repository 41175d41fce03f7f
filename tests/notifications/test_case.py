"""Who hears of what while a return and a count go their way, under a policy that routes some of it."""

from tests.claims.test_the_whole_way import Way
from tests.fixtures.api import Client, Login
from tests.fixtures.domain import Shop
from tests.fixtures.worker import Drain
from tests.postbox import Mailbox

from aftersales.kernel.access import Role
from aftersales.kernel.tx import Database
from aftersales.parts.counts import service as counts
from aftersales.parts.counts.model import CountPlan
from aftersales.platform.deliveries import service as deliveries
from aftersales.platform.model import DeliveryState


async def heard(person: Client) -> list[str]:
    """What stands in a person's inbox, by template, oldest first."""
    items = (await person.http.get("/v1/messages")).json()["items"]
    return [one["template"] for one in reversed(items)]


async def test_everybody_hears_what_the_policy_has_them_hear_and_nobody_else(
    shop: Shop, database: Database, drain: Drain, mailbox: Mailbox
) -> None:
    way = Way(shop)
    await way.reach("packed")
    await drain()
    await way.ship()
    await way.go("receiver", "receipt", {"lines": [{"line": 1, "quantity": 1}]})
    await way.go("inspector", "inspection", {"lines": [{"line": 1, "finding": "own_fault"}]})
    await way.go("inspector", "disposition", {"lines": [{"line": 1, "disposition": "credit"}]})
    await way.go("finance", "settlement")

    await drain()
    await drain()

    dealer = shop.people["dealer"]
    told = await heard(dealer)
    assert [one for one in told if one != "document_ready"] == [
        "return_approved",
        "return_received",
        "return_inspected",
        "return_settled",
        "credit_posted",
    ]
    assert [str(mail["Subject"]) for mail in mailbox.to(dealer.email)] == [
        f"退货单 {way.summary['number']} 已通过审核",
        f"退货单 {way.summary['number']} 已结算",
        next(str(mail["Subject"]) for mail in mailbox.to(dealer.email) if "贷项通知单" in str(mail["Subject"])),
    ]
    by_phone = (await dealer.http.get("/v1/messages")).json()["items"]
    assert {one["template"] for one in by_phone if one["by_phone"]} == {"return_received"}
    assert await heard(shop.people["clerk"]) == ["return_filed", "return_inspected"]
    assert await heard(shop.people["receiver"]) == ["return_shipped"]
    assert await heard(shop.people["finance"]) == ["return_settled"]
    assert await heard(shop.people["other_dealer"]) == []
    async with database.transaction(shop.brand.id, shop.brand.anyone) as tx:
        dead, _ = await deliveries.deliveries_page(
            tx, deliveries.Wanted(state=DeliveryState.DEAD), limit=10, cursor=None
        )
        assert dead == []


async def test_a_parcel_that_differs_from_its_list_gives_the_clerk_a_call_to_make(
    shop: Shop, drain: Drain, mailbox: Mailbox
) -> None:
    way = Way(shop)
    await way.reach("shipped")
    await way.go("receiver", "receipt", {"lines": [{"line": 1, "quantity": 0}]})

    await drain()

    clerk = shop.people["clerk"]
    assert "discrepancy_task" in await heard(clerk)
    subjects = [str(mail["Subject"]) for mail in mailbox.to(clerk.email)]
    assert subjects == [f"请致电组织QHD-01：退货单 {way.summary['number']} 货单不符"]


async def test_an_approver_hears_of_what_waits_for_them(shop: Shop, drain: Drain, mailbox: Mailbox) -> None:
    filed = await shop.people["dealer"].http.post("/v1/returns", json={"lines": [shop.line(), shop.line("QH-1002")]})

    await drain()

    head = shop.people["head"]
    summary = filed.json()["summary"]
    assert summary["state"] == "awaiting_approval"
    assert sorted(await heard(head)) == ["policy_published", "return_needs_approval"]
    (mail,) = mailbox.to(head.email)
    text = mail.get_body(("plain",))
    assert text is not None
    assert "涉及金额 ¥798.00" in text.get_content()
    assert f"/returns/{summary['id']}" in text.get_content()


async def test_the_keepers_of_a_warehouse_hear_that_it_is_counted(
    shop: Shop, database: Database, drain: Drain, log_in: Login
) -> None:
    keeper = await log_in(shop.brand, Role.WAREHOUSE_KEEPER, organisation=shop.factory)
    stranger = await log_in(shop.brand, Role.WAREHOUSE_KEEPER)
    async with database.transaction(shop.brand.id, shop.brand.anyone) as tx:
        await counts.open_count(tx, shop.warehouse, CountPlan())

    await drain()

    (shown,) = (await keeper.http.get("/v1/messages")).json()["items"]
    assert shown["subject"] == "盘点任务：无锡工厂仓"
    assert await heard(stranger) == []
