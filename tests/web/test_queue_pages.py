"""The queue of returns: chosen by keys, signed together, found again by a kept view; and what came out of it."""

from typing import Final

from tests.journeys.house import House
from tests.journeys.test_a_return import file_return, pack, ship_and_finish
from tests.journeys.town import Json
from tests.web.conftest import Open
from tests.web.samples import Samples
from tests.web.test_dealer import answering

from aftersales.kernel.ids import new_id
from aftersales_local.demo.walk import picture

DEAR: Final = 500
"""Above this the policy wants the head's signature."""

WAITING: Final = "/returns?state=awaiting_approval"


def file_dear(house: House) -> Json:
    """A return that is dear enough to need the head's signature."""
    dealer, unit = house.people["dealer"], house.fresh_unit()
    part = house.part_of(unit, "battery")
    line = {
        "serial": unit.serial,
        "part_number": part.number,
        "quantity": int(DEAR // part.unit_price) + 1,
        "fault_code": "E01",
        "fault_text": "鼓包",
        "human_damage": False,
        "proof": "invoice",
        "photo_ids": [dealer.upload("photo", "fault.png", picture(), "image/png")],
    }
    return dealer.post("/v1/returns", {"lines": [line]}, key=str(new_id()))["summary"]


def test_a_head_chooses_by_keys_signs_together_and_is_told_which_was_not_theirs(house: House, open_as: Open) -> None:
    filed = [file_dear(house) for _ in range(3)]
    head, visitor = house.people["head"], open_as("head")
    keys = visitor.page.keyboard

    visitor.go(WAITING)
    visitor.says(filed[0]["number"])
    keys.press("?")
    visitor.says("选中或取消")
    faults = visitor.faults()
    visitor.keep("queue-keys")
    keys.press("Escape")
    visitor.page.get_by_role("dialog").wait_for(state="hidden")
    for _ in filed:
        keys.press("j")
        keys.press("x")
    visitor.says("导出所选 3 张")
    faults += visitor.faults()
    visitor.keep("queue-chosen")
    head.post(
        f"/v1/returns/{filed[1]['id']}/decision", {"answer": "approve", "reason": ""}, version=filed[1]["version"]
    )
    visitor.click("批准所选 3 张")
    visitor.page.get_by_role("dialog").get_by_role("button", name="批准所选 3 张").click()
    said = visitor.page.get_by_role("dialog").filter(has_text="已签批 2 张，1 张未成")
    said.get_by_role("button", name="知道了").wait_for()
    told = said.inner_text()
    faults += visitor.faults()
    visitor.keep("queue-some-refused")
    states = [head.get(f"/v1/returns/{one['id']}")["summary"]["state"] for one in filed]

    assert filed[1]["number"] in told
    assert filed[0]["number"] not in told
    assert states == ["approved", "approved", "approved"]
    assert faults == []


FORMER: Final = """([place, kept]) => localStorage.setItem(place, JSON.stringify(kept))"""


def test_a_view_is_kept_shared_and_begun_with_and_what_the_browser_kept_moves_along(
    samples: Samples, open_as: Open
) -> None:
    head, clerk = open_as("head", "en"), open_as("clerk", "en", "phone")
    person = samples.house.people["head"]
    dealer_id = person.get(f"/v1/returns/{samples.closed}")["summary"]["dealer_id"]
    me = person.get("/v1/sessions/current")
    former = [{"name": "Kept in the browser", "query": "state=refused"}]

    head.page.evaluate(FORMER, [f"aftersales.views.returns.{me['tenant_id']}.{me['id']}", former])
    with answering(head, "/v1/views", "POST"):
        head.go(f"/returns?state=closed&dealer={dealer_id}")
    head.click("Views")
    head.says("Kept in the browser")
    head.click("Keep")
    head.says("Give it a name")
    head.fill("Keep these filters and columns as a view", "Closed at our first dealer")
    head.page.get_by_label("For everybody of our organisation").check()
    head.page.get_by_label("Open this page with it").check()
    head.click("Keep")
    head.says("The view is kept")
    head.go("/returns")
    head.page.wait_for_url("**/returns?state=closed&dealer=*")
    head.click("Views")
    head.click("Change the view Closed at our first dealer")
    head.says("Take it back")
    faults = head.faults()
    head.keep("queue-view")
    clerk.go("/returns")
    clerk.click("Views")
    clerk.button("Closed at our first dealer").wait_for()
    faults += clerk.faults()
    clerk.keep("queue-view")
    has_acts = clerk.button("Change the view Closed at our first dealer").count()
    clerk.click("Closed at our first dealer")
    clerk.page.wait_for_url("**/returns?state=closed&dealer=*")
    for name in ("Closed at our first dealer", "Kept in the browser"):
        if name == "Kept in the browser":
            head.click(f"Change the view {name}")
        head.click("Remove")
        asked = head.page.get_by_role("dialog").filter(has_text=f"Remove the view {name}?")
        asked.get_by_role("button", name="Remove", exact=True).click()
        head.button(name).wait_for(state="detached")
    head.says("No views yet")

    assert faults == []
    assert has_acts == 0


def test_a_dealer_sees_what_was_sent_in_place_of_a_returned_part(house: House, open_as: Open) -> None:
    walked = file_return(house)
    pack(house, walked)
    ship_and_finish(house, walked, "replace")
    dealer, brand = open_as("dealer", "en", "phone"), open_as("clerk")

    dealer.go("/replacements")
    dealer.says(str(walked.line["part_number"]))
    dealer.page.get_by_role("link", name=str(walked.summary["number"])).wait_for()
    faults = dealer.faults()
    dealer.keep("replacements-of-a-dealer")
    brand.go("/replacements")
    brand.page.get_by_role("row").filter(has_text=str(walked.summary["number"])).wait_for()
    faults += brand.faults()
    brand.keep("replacements-of-a-brand")

    assert faults == []
