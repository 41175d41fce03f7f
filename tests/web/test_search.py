"""Finding: papers, credits, people and warehouses in the one box, and in the search boxes of their lists."""

import json

from playwright.sync_api import Route
from tests.journeys.house import House
from tests.journeys.test_a_return import Walked, file_return, pack, papers_of, ship_and_finish
from tests.web.conftest import Open
from tests.web.test_dealer import answering
from tests.web.visiting import Visitor


def credited(house: House) -> tuple[Walked, str, str]:
    """A return at its end, the number of its inspection report and that of its credit."""
    walked = file_return(house)
    pack(house, walked)
    ship_and_finish(house, walked)
    number = walked.summary["number"]
    report = papers_of(house.people["dealer"], walked.summary["id"])["inspection_report"]["number"]
    return walked, report, house.people["finance"].get("/v1/credits", text=number)["items"][0]["number"]


def look_for(visitor: Visitor, box: str, text: str) -> None:
    """Type into a search box and send it off, by keys alone."""
    field = visitor.page.get_by_role("searchbox", name=box)
    field.fill(text)
    field.press("Enter")


def link(visitor: Visitor, name: str) -> None:
    """Wait until what is found is led to."""
    visitor.page.get_by_role("main").get_by_role("link", name=name, exact=True).first.wait_for()


def test_the_box_finds_papers_credits_people_and_warehouses_and_outlives_a_place_that_fails(
    house: House, open_as: Open
) -> None:
    walked, report, credit = credited(house)
    number, address = walked.summary["number"], house.address_of("keeper")
    visitor, stranger = open_as("admin", "en"), open_as("other-dealer", "zh", "phone")

    def refuse(route: Route) -> None:
        problem = {"code": "rate_limited", "detail": "Too many at once."}
        route.fulfill(status=422, content_type="application/problem+json", body=json.dumps(problem))

    visitor.go(f"/search?q={number}")
    for kind in ("Returns", "Papers", "Credits"):
        visitor.page.get_by_role("heading", name=kind, exact=True).wait_for()
    link(visitor, credit)
    faults = visitor.faults()
    visitor.keep("search-found")
    paper = visitor.page.get_by_role("main").get_by_role("link", name=report, exact=True)
    paper.focus()
    paper.press("Enter")
    visitor.page.get_by_role("heading", name=f"Inspection report {report}").wait_for()
    visitor.page.route("**/v1/credits?*", refuse)
    look_for(visitor, "Search numbers, serials, names", f"{report.lower()}")
    link(visitor, report)
    visitor.says("Too many at once.")
    visitor.keep("search-one-fails")
    visitor.page.unroute("**/v1/credits?*")
    with answering(visitor, "/v1/credits?", "GET"):
        visitor.click("Try again")
    visitor.page.get_by_text("Too many at once.").wait_for(state="detached")
    look_for(visitor, "Search numbers, serials, names", walked.line["serial"].lower())
    link(visitor, walked.line["serial"])
    look_for(visitor, "Search numbers, serials, names", "packing list")
    visitor.page.get_by_role("heading", name="Papers", exact=True).wait_for()
    look_for(visitor, "Search numbers, serials, names", f"WH-{walked.summary['route']['factory']}")
    visitor.page.get_by_role("heading", name="Warehouses", exact=True).wait_for()
    look_for(visitor, "Search numbers, serials, names", address)
    visitor.page.get_by_role("heading", name="People", exact=True).wait_for()
    visitor.page.get_by_role("main").get_by_role("listitem").filter(has_text=address).get_by_role("link").click()
    visitor.page.get_by_role("row").filter(has_text=address).wait_for()
    for printed in (number, report, credit):
        stranger.go(f"/search?q={printed}")
        stranger.says(f"没有找到与“{printed}”相关的内容")
    faults += stranger.faults()

    assert "text=" in visitor.page.url
    assert faults == []


def test_lists_of_papers_credits_people_and_warehouses_are_searched_and_the_filter_is_a_link(
    house: House, open_as: Open
) -> None:
    walked, report, credit = credited(house)
    number, address = walked.summary["number"], house.address_of("keeper")
    dealer, admin = open_as("dealer", "zh", "phone"), open_as("admin", "zh")

    dealer.go("/documents")
    with answering(dealer, f"text={number}", "GET"):
        look_for(dealer, "单据、退货单、运单号或序列号", number)
    link(dealer, report)
    dealer.settle()
    faults = dealer.faults()
    dealer.keep("papers-of-a-return")
    offered = dealer.button("打开 PDF").count()
    shown = dealer.page.get_by_role("main").get_by_role("link", name=number).count()
    dealer.go(f"/credit-notes?text={number}")
    link(dealer, credit)
    with answering(dealer, "text=CN-0000-000000", "GET"):
        look_for(dealer, "贷项、退货单、运单号或序列号", "CN-0000-000000")
    dealer.says("没有符合条件的记录")
    admin.go("/warehouses")
    code = f"WH-{walked.summary['route']['factory']}"
    with answering(admin, f"q={code}", "GET"):
        look_for(admin, "编码或名称", code)
    admin.page.get_by_role("row").filter(has_text=code).wait_for()
    admin.go("/people")
    with answering(admin, "q=nobody-at-all", "GET"):
        look_for(admin, "姓名或邮箱", "nobody-at-all")
    admin.says("没有符合条件的记录")
    with answering(admin, "/v1/members?", "GET"):
        look_for(admin, "姓名或邮箱", address)
    admin.page.get_by_role("row").filter(has_text=address).wait_for()
    admin.settle()
    faults += admin.faults()
    rows = admin.page.get_by_role("main").locator("tbody tr.ant-table-row").count()

    assert shown == len(house.people["dealer"].get("/v1/documents", text=number)["items"])
    assert offered == len(papers_of(house.people["dealer"], walked.summary["id"]))
    assert rows == 1
    assert faults == []
