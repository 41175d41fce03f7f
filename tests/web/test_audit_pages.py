"""What happened, and what became of what was sent: the audit trail, its seals, the message log, background work."""

from typing import Final

from tests.journeys.house import House
from tests.journeys.test_a_return import file_return
from tests.journeys.town import until
from tests.web.conftest import Open
from tests.web.test_dealer import answering

from aftersales.kernel.ids import new_id
from aftersales_local.postgres import Databases

SEAL: Final = """UPDATE schedules SET next_due_at = now()
WHERE tenant_id = '{tenant}' AND handler = 'platform.seal_facts'"""
DEAD: Final = """INSERT INTO deliveries
  (id, tenant_id, cause_id, handler, fleet, state, due_at, attempt, failures, last_error, created_at, finished_at)
VALUES ('{id}', '{tenant}', '{id}', 'webhooks.deliver_on_trial', 'bulk', 'dead', now(), 5, 5, 'ConnectError: no route',
  now() - interval '3 hours', now())"""
BOUNCED: Final = """UPDATE messages SET state = 'failed', answer = '550 no such mailbox'
WHERE tenant_id = '{tenant}' AND channel = 'mail' AND address = '{address}'"""


def run(databases: Databases, house: House, script: str, **values: object) -> None:
    """Change rows of a brand over the walls."""
    database = house.town.environment["AFTERSALES_DATABASE_URL"].rpartition("/")[2].partition("?")[0]
    databases.run(script.format(tenant=house.tenant_id, **values), database)


def test_the_history_of_a_return_leads_into_the_audit_trail_and_a_sealed_day_is_verified(
    house: House, databases: Databases, open_as: Open
) -> None:
    run(databases, house, SEAL)
    walked, visitor, admin = file_return(house), open_as("admin"), house.people["admin"]

    visitor.go(f"/returns/{walked.summary['id']}")
    visitor.click("历史")
    visitor.page.get_by_role("button", name="退货单已提交").click()
    visitor.says("需要审批")
    visitor.page.get_by_role("link", name=str(walked.summary["dealer_name"])).first.wait_for()
    visitor.keep("audit-history")
    faults = visitor.faults()
    visitor.page.get_by_role("link", name="在审计记录中查看").click()
    visitor.says("只看一条记录的历史，从早到晚")
    visitor.settle()
    with answering(visitor, "/v1/facts", "GET"):
        visitor.page.get_by_label("发生了什么").fill("claims.return_filed")
        visitor.page.keyboard.press("Enter")
    visitor.settle()
    visitor.page.get_by_role("button", name="退货单已提交").click()
    visitor.says("事实编号")
    visitor.keep("audit-fact")
    told = visitor.page.get_by_role("dialog").inner_text()
    faults += visitor.faults()
    [seal] = until(lambda: admin.get("/v1/fact-seals")["items"] or None, "the seal of yesterday")
    visitor.go("/audit/seals")
    with answering(visitor, f"/{seal['day']}/verification", "GET"):
        visitor.page.get_by_role("button", name="核验").click()
    visitor.says("核验通过")
    visitor.keep("audit-sealed")
    faults += visitor.faults()

    assert walked.summary["number"] in told
    assert "claims.return_filed" in told
    assert [raw for raw in ("return_id", "dealer_id", "needs_approval") if raw in told] == []
    assert faults == []


def test_a_bounced_mail_and_a_dead_letter_are_found_with_their_reason_and_sent_again(
    house: House, databases: Databases, open_as: Open
) -> None:
    visitor, admin, dead = open_as("admin", "en", "phone"), house.people["admin"], new_id()
    run(databases, house, BOUNCED, address=house.address_of("inspector"))
    run(databases, house, DEAD, id=dead)

    visitor.go("/message-log?state=failed")
    visitor.says("550 no such mailbox")
    visitor.keep("message-log-failed")
    faults = visitor.faults()
    visitor.page.locator(".wrapping").first.click()
    visitor.says("Confidential")
    visitor.page.keyboard.press("Escape")
    visitor.page.get_by_role("dialog").wait_for(state="hidden")
    visitor.click("Send again")
    with answering(visitor, "/replay"):
        visitor.page.get_by_role("dialog").get_by_role("button", name="Send again").click()
    visitor.says("Queued again")
    visitor.go("/deliveries?state=dead")
    visitor.says("ConnectError: no route")
    visitor.keep("deliveries-dead")
    faults += visitor.faults()
    visitor.click("Try again")
    with answering(visitor, "/replay"):
        visitor.page.get_by_role("dialog").get_by_role("button", name="Try again").click()
    visitor.says("Queued again")
    again = admin.get(f"/v1/deliveries/{dead}")

    assert again["state"] != "dead" or again["attempt"] > 5
    assert faults == []


def test_whoever_may_not_read_the_audit_trail_sees_no_history_and_no_log(house: House, open_as: Open) -> None:
    walked, visitor = file_return(house), open_as("dealer")

    visitor.go(f"/returns/{walked.summary['id']}")
    visitor.says(walked.summary["number"])
    offered = visitor.page.get_by_role("button", name="历史").count()
    visitor.go("/audit")
    visitor.says("您没有查看此页的权限")
    visitor.go("/deliveries")
    visitor.says("您没有查看此页的权限")

    assert offered == 0
