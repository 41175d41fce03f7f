"""What the policy leaves to people: who must sign, what they may refuse, correction."""

import pytest
from tests.claims.ways import Request, Way, snapshot
from tests.fixtures.domain import OpenShop, Shop

from aftersales.claims.returns.model import Move
from aftersales.kernel.tx import Database


async def test_a_line_above_the_limit_waits_for_the_head(shop: Shop) -> None:
    way = Way(shop)
    await way.file(shop.line(part="MOT-350"))
    filed = way.summary["state"]

    approved = await way.make(Move.APPROVE)

    assert (filed, approved.status_code) == ("awaiting_approval", 200)
    assert (way.summary["state"], way.summary["amount"]["amount"]) == ("approved", "620.00")


async def test_nobody_signs_out_of_turn(shop: Shop, database: Database) -> None:
    way = Way(shop)
    await way.file(shop.line(part="MOT-350"))
    before = await snapshot(database, shop)

    early = [await way.make(Move.APPROVE, who=who) for who in ("manager", "clerk", "finance", "inspector")]

    assert {(answer.status_code, answer.json()["code"]) for answer in early} == {(403, "approval_not_your_turn")}
    assert await snapshot(database, shop) == before


async def test_a_dear_return_takes_the_general_manager_too(shop: Shop, database: Database) -> None:
    way = Way(shop)
    await way.file(shop.line(part="MOT-350", quantity=9))

    first = await way.make(Move.APPROVE)
    waiting = way.summary["state"], way.summary["version"]
    before = await snapshot(database, shop)
    again = await way.make(Move.APPROVE)
    unchanged = await snapshot(database, shop)
    second = await way.make(Move.APPROVE, who="manager")

    assert (first.status_code, waiting) == (200, ("awaiting_approval", 2))
    assert (again.status_code, again.json()["code"]) == (403, "approval_not_your_turn")
    assert unchanged == before
    assert (second.status_code, way.summary["state"]) == (200, "approved")


async def test_what_the_policy_leaves_open_is_counter_signed(open_shop: OpenShop) -> None:
    shop = await open_shop(policy_name="air-conditioner-dealer-returns")
    way = Way(shop)
    await way.file(shop.line(human_damage=True))
    approve = {"answer": "approve", "fields": {"quantity": "1"}}

    head = await way.go("head", "decision", approve)
    between = way.summary["state"]
    differing = await way.go("inspector", "decision", {"answer": "approve", "fields": {"quantity": "2"}})
    quality = await way.go("inspector", "decision", approve)

    assert (head.status_code, between) == (200, "awaiting_approval")
    assert (differing.status_code, differing.json()["code"]) == (409, "approval_fields_disagree")
    assert (quality.status_code, way.summary["state"]) == (200, "approved")


async def test_single_lines_are_refused_while_the_rest_is_approved(shop: Shop) -> None:
    way = Way(shop)
    await way.file(shop.line(part="MOT-350"), shop.line("QH-1002"))

    decided = await way.go(
        "head",
        "decision",
        {"answer": "approve", "refused_lines": [{"line": 1, "reason": "电机外壳有敲击痕迹"}]},
    )

    assert decided.status_code == 200, decided.text
    assert [(line["accepted"], line["refusal"]) for line in way.lines] == [
        (False, {"zh": "电机外壳有敲击痕迹", "en": "电机外壳有敲击痕迹"}),
        (True, None),
    ]
    assert (way.summary["state"], way.summary["amount"]["amount"]) == ("approved", "399.00")


async def test_only_lines_that_stand_can_be_refused_and_each_once(shop: Shop, database: Database) -> None:
    way = Way(shop)
    await way.file(shop.line(part="MOT-350"), shop.line("QH-1002"), shop.line("QH-1003"), refused_lines="keep")
    before = await snapshot(database, shop)
    named = [{"line": line, "reason": "x"} for line in (1, 3, 7, 1)]

    refused = await way.go("head", "decision", {"answer": "approve", "refused_lines": named})

    assert (refused.status_code, refused.json()["code"]) == (422, "lines_not_open")
    assert [error["pointer"] for error in refused.json()["errors"]] == [
        "/refused_lines/1/line",
        "/refused_lines/2/line",
        "/refused_lines/3/line",
    ]
    assert await snapshot(database, shop) == before


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"answer": "approve", "refused_lines": [{"line": 1, "reason": "x"}]}, "nothing_to_pack"),
        ({"answer": "reject", "reason": "x", "refused_lines": [{"line": 1, "reason": "x"}]}, "reject_whole"),
        ({"answer": "reject"}, "approval_reason_required"),
    ],
)
async def test_an_answer_that_contradicts_itself_is_refused(
    body: dict[str, object], code: str, shop: Shop, database: Database
) -> None:
    way = Way(shop)
    await way.reach("awaiting_approval")
    before = await snapshot(database, shop)

    refused = await way.go("head", "decision", body)

    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert await snapshot(database, shop) == before


async def test_a_rejection_refuses_every_line_and_frees_the_units(shop: Shop, database: Database) -> None:
    way = Way(shop)
    await way.reach("refused")

    assert [(line["accepted"], line["refusal"]["zh"]) for line in way.lines] == [(False, "理由")]
    assert (way.summary["reason"], way.summary["amount"]["amount"]) == ("理由", "0.00")
    assert (await snapshot(database, shop))["return_open_units"] == []


async def test_sent_back_corrected_and_approved(shop: Shop) -> None:
    way = Way(shop)
    await way.reach("sent_back")
    reason = way.summary["reason"]

    corrected = await way.send(
        "colleague", Request("dealer", "lines", {"lines": [shop.line("QH-1002", "MOT-350", quantity=2)]}, "PUT")
    )
    approved = await way.make(Move.APPROVE)

    assert (reason, corrected.status_code, approved.status_code) == ("理由", 200, 200)
    assert (way.summary["state"], way.summary["amount"]["amount"]) == ("approved", "1240.00")
    assert [(line["serial"], line["quantity"]) for line in way.lines] == [("QH-1002", 2)]
    refiled = await Way(shop).file(shop.line())
    busy = await Way(shop).file(shop.line("QH-1002"))
    assert (refiled.status_code, busy.json()["code"]) == (201, "unit_under_return")


async def test_a_correction_that_needs_nobody_is_approved_in_the_act(shop: Shop) -> None:
    way = Way(shop)
    await way.reach("sent_back")

    corrected = await way.make(Move.CORRECT)

    assert (corrected.status_code, way.summary["state"]) == (200, "approved")
    packed = await way.make(Move.PACK)
    assert packed.status_code == 200


async def test_a_correction_that_only_has_refused_lines_ends_refused_and_holds_no_unit(
    shop: Shop, database: Database
) -> None:
    way = Way(shop)
    await way.reach("sent_back")
    body = {"lines": [shop.line("QH-1003")], "refused_lines": "keep"}

    corrected = await way.send("dealer", Request("dealer", "lines", body, "PUT"))

    assert (corrected.status_code, way.summary["state"]) == (200, "refused")
    assert (await snapshot(database, shop))["return_open_units"] == []
    async with database.transaction(shop.brand.id, shop.brand.anyone) as tx:
        rows = await tx.fetch("SELECT name, payload FROM facts WHERE subject_id = $1 ORDER BY id", way.summary["id"])
    assert [row["name"] for row in rows][-2:] == ["claims.return_corrected", "claims.return_refused"]
    assert rows[-1]["payload"]["reason"].endswith(": QH-2.1")


async def test_a_correction_cannot_take_a_unit_that_another_return_holds(shop: Shop, database: Database) -> None:
    way = Way(shop)
    await way.reach("sent_back")
    await Way(shop).file(shop.line("QH-1002"))
    before = await snapshot(database, shop)

    refused = await way.send("dealer", Request("dealer", "lines", {"lines": [shop.line("QH-1002")]}, "PUT"))

    assert (refused.status_code, refused.json()["code"]) == (409, "unit_under_return")
    assert await snapshot(database, shop) == before


async def test_a_correction_is_refused_like_a_filing(shop: Shop, database: Database) -> None:
    way = Way(shop)
    await way.reach("sent_back")
    before = await snapshot(database, shop)

    refused = await way.send("dealer", Request("dealer", "lines", {"lines": [shop.line("QH-1003")]}, "PUT"))

    assert (refused.status_code, refused.json()["code"]) == (422, "lines_refused")
    assert await snapshot(database, shop) == before


@pytest.mark.parametrize("state", ["awaiting_approval", "sent_back", "approved", "packed"])
async def test_whatever_has_not_left_can_be_cancelled_and_filed_again(state: str, shop: Shop) -> None:
    way = Way(shop)
    await way.reach(state)

    cancelled = await way.make(Move.CANCEL)
    refiled = await Way(shop).file(shop.line())

    assert (cancelled.status_code, way.summary["state"], refiled.status_code) == (200, "cancelled", 201)


async def test_a_cancelled_returns_approval_waits_for_nobody(shop: Shop) -> None:
    way = Way(shop)
    await way.reach("cancelled")

    waiting = await shop.people["head"].http.get("/v1/approvals", params={"subject_id": way.summary["id"]})

    assert [one["state"] for one in waiting.json()["items"]] == ["withdrawn"]
