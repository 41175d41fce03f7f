"""Rulings beside decisions, and decisions made again byte by byte."""

from uuid import UUID

import httpx
import pytest
from msgspec.structs import replace
from sqlalchemy import select
from tests.claims.ways import Way, snapshot
from tests.fixtures.api import Client
from tests.fixtures.domain import Shop
from tests.fixtures.kernel import Brand
from tests.policy.humane import decision_of, humane, refused_decision, unit_of, without_photos
from tests.policy.promises import WORDS
from tests.policy.samples import Json
from tests.policy.versions import published

from aftersales.claims.returns.model import Move
from aftersales.kernel.tx import Database
from aftersales.platform import service as platform
from aftersales.policy import service as policy
from aftersales.policy.model_versions import DecisionRow
from aftersales.policy.tables import policy_decisions


@pytest.fixture
async def kind(shop: Shop, database: Database) -> Shop:
    """A brand under a policy that lets people decide."""
    await published(database, shop.brand, humane)
    return shop


async def test_people_rule_otherwise_within_their_limits_and_both_are_kept(kind: Shop, database: Database) -> None:
    head, manager, dealer = (kind.people[name].http for name in ("head", "manager", "dealer"))
    decision_id = await refused_decision(kind)
    path = f"/v1/policy-decisions/{decision_id}/rulings"

    dear = await head.post(path, json={"line": "1", "ruled": "covered", "reason": "复检合格"})
    not_theirs = await head.post(path, json={"line": "1", "ruled": "refused", "reason": "复检合格"})
    ruled = await manager.post(path, json={"line": "1", "ruled": "covered", "reason": "复检合格"})
    idle = await manager.post(path, json={"line": "1", "ruled": "covered", "reason": "复检合格"})
    back = await manager.post(path, json={"line": "1", "ruled": "refused", "reason": "误判"})
    missing = await manager.post(path, json={"line": "7", "ruled": "covered", "reason": "x"})
    without = await dealer.post(path, json={"line": "1", "ruled": "covered", "reason": "x"})

    kept = (await dealer.get(path)).json()["items"]
    subject = (await dealer.get(f"/v1/policy-decisions/{decision_id}")).json()["subject_id"]
    async with database.transaction(kind.brand.id, kind.brand.anyone) as tx:
        told = [one.name for one in await platform.facts_of(tx, UUID(subject)) if one.name.startswith("policy.")]
    assert (dear.status_code, dear.json()["code"]) == (422, "ruling_too_much")
    assert (not_theirs.status_code, not_theirs.json()["code"]) == (409, "ruling_idle")
    assert [one.status_code for one in (ruled, idle, back, missing, without)] == [201, 409, 201, 404, 403]
    assert [(one["advised"], one["advised_clause"], one["ruled"], one["authority"]) for one in kept] == [
        ("refused", kept[0]["advised_clause"], "covered", "OV2"),
        ("refused", kept[0]["advised_clause"], "refused", "OV2"),
    ]
    assert told == ["policy.decision_overruled"] * 2


async def _ruled(shop: Shop, decision_id: str, line: int, ruled: str) -> httpx.Response:
    return await shop.people["manager"].http.post(
        f"/v1/policy-decisions/{decision_id}/rulings", json={"line": str(line), "ruled": ruled, "reason": "复检结果"}
    )


async def test_a_return_stands_and_falls_with_the_rulings_on_its_lines(kind: Shop, database: Database) -> None:
    way = Way(kind)
    await way.file(kind.unregistered(human_damage=True), kind.line("QH-1002"), refused_lines="keep")
    decision_id = await decision_of(kind, way.summary["id"])

    steps = []
    for line, ruled in ((1, "covered"), (1, "refused"), (2, "refused"), (2, "covered")):
        answer = await _ruled(kind, decision_id, line, ruled)
        await way.look()
        stands = [one["accepted"] for one in way.lines]
        steps.append((answer.status_code, way.summary["state"], stands, way.summary["amount"]["amount"]))

    async with database.transaction(kind.brand.id, kind.brand.anyone) as tx:
        facts = await platform.facts_of(tx, UUID(way.summary["id"]))
    assert steps == [
        (201, "approved", [True, True], "798.00"),
        (201, "approved", [False, True], "399.00"),
        (201, "refused", [False, False], "0.00"),
        (201, "approved", [False, True], "399.00"),
    ]
    told = [one.name for one in facts if one.name.startswith("claims.")]
    assert told[-2:] == ["claims.return_refused", "claims.return_approved"]
    assert way.lines[0]["refusal"] == {"zh": "复检结果", "en": "复检结果"}


async def test_a_ruling_comes_too_early_for_approvers_and_too_late_for_what_is_packed(
    kind: Shop, database: Database
) -> None:
    asked, packed = Way(kind), Way(kind)
    await asked.file(kind.line(part="MOT-350"))
    await packed.file(kind.line("QH-1002"))
    await packed.make(Move.PACK)
    decisions = [await decision_of(kind, way.summary["id"]) for way in (asked, packed)]
    before = await snapshot(database, kind)

    answers = [await _ruled(kind, one, 1, "refused") for one in decisions]

    assert [(one.status_code, one.json()["code"]) for one in answers] == [(409, "state_conflict")] * 2
    assert await snapshot(database, kind) == before


async def test_a_ruling_gives_no_unit_back_that_is_under_another_return(kind: Shop, database: Database) -> None:
    way, other = Way(kind), Way(kind)
    await way.file(kind.line(human_damage=True), refused_lines="keep")
    await other.file(kind.line())
    decision_id = await decision_of(kind, way.summary["id"])
    before = await snapshot(database, kind)

    answer = await _ruled(kind, decision_id, 1, "covered")

    assert (answer.status_code, answer.json()["code"]) == (409, "unit_under_return")
    assert await snapshot(database, kind) == before


async def test_a_decision_that_a_correction_replaced_is_not_ruled_on(kind: Shop, database: Database) -> None:
    way = Way(kind)
    await way.file(kind.line(part="MOT-350"))
    old = await decision_of(kind, way.summary["id"])
    await way.make(Move.SEND_BACK)
    await way.make(Move.CORRECT)
    before = await snapshot(database, kind)

    answer = await _ruled(kind, old, 1, "refused")

    assert (answer.status_code, answer.json()["code"]) == (409, "decision_replaced")
    assert await snapshot(database, kind) == before


async def test_who_has_no_authority_is_told_who_has(kind: Shop, database: Database) -> None:
    filed = await kind.people["dealer"].http.post("/v1/returns", json={"lines": [kind.line()]})
    path = f"/v1/policy-decisions/{await decision_of(kind, filed.json()['summary']['id'])}/rulings"
    body = {"line": "1", "ruled": "refused", "reason": "疑似人为"}

    theirs = await kind.people["head"].http.post(path, json=body)
    await published(database, kind.brand)
    nobodys = await kind.people["manager"].http.post(path, json=body)

    assert (theirs.status_code, theirs.json()["code"]) == (403, "ruling_not_yours")
    assert (nobodys.status_code, nobodys.json()["code"]) == (422, "ruling_not_foreseen")
    assert (await kind.people["head"].http.get(path)).json()["items"] == []


async def test_what_approvers_answer_is_kept_beside_the_advice(shop: Shop) -> None:
    head, dealer = shop.people["head"].http, shop.people["dealer"].http
    lines = [shop.line(part="MOT-350"), shop.line("QH-1002")]
    filed = (await dealer.post("/v1/returns", json={"lines": lines})).json()["summary"]
    refused = [{"line": 2, "reason": "已换新"}]

    await head.post(
        f"/v1/returns/{filed['id']}/decision",
        json={"answer": "approve", "refused_lines": refused, "reason": "同意"},
        headers={"If-Match": '"1"'},
    )

    kept = (await head.get(f"/v1/policy-decisions/{await decision_of(shop, filed['id'])}/rulings")).json()["items"]
    assert [(one["line"], one["advised"], one["ruled"], one["reason"]) for one in kept] == [
        ("2", "covered", "refused", "已换新"),
        ("1", "covered", "covered", "同意"),
    ]


async def all_decisions(database: Database, brand: Brand) -> list[DecisionRow]:
    """Every decision that a brand ever made."""
    columns = [policy_decisions.c[name] for name in DecisionRow.__struct_fields__]
    async with database.transaction(brand.id, brand.anyone) as tx:
        return await tx.all(select(*columns).where(policy_decisions.c.tenant_id == tx.tenant_id), DecisionRow)


async def test_every_decision_that_is_kept_is_made_again_byte_by_byte(kind: Shop, database: Database) -> None:
    dealer, clerk = kind.people["dealer"], kind.people["clerk"]
    unit = f"/v1/units/{await unit_of(kind)}"
    await clerk.http.post(f"{unit}/readings", json={"read_on": "2026-06-01", "km": 900})
    await clerk.http.post(
        f"{unit}/repairs",
        json={
            "brought_in_at": "2026-05-01T09:00:00+08:00",
            "returned_at": "2026-05-03T10:00:00+08:00",
            "fault": "E01",
            "replaced": [{"part": "battery"}],
        },
    )
    asked = {"unit_id": unit.rpartition("/")[2], "lines": [{"part_number": "MOT-350"}], "reason": "异响"}
    pre_id = (await dealer.http.post("/v1/pre-authorisations", json=asked)).json()["id"]
    path = f"/v1/pre-authorisations/{pre_id}/grant"
    await kind.people["head"].http.post(path, json={}, headers={"If-Match": '"1"'})
    await _file(dealer, {"lines": [kind.line(part="MOT-350")], "pre_authorisation_id": pre_id})
    await _file(dealer, {"lines": [kind.line("QH-1002"), kind.line("QH-1003")], "refused_lines": "keep"})
    await published(database, kind.brand, _lawful)
    await _file(dealer, {"lines": [kind.unregistered(), kind.unregistered(part="MOT-350")]})

    rows = await all_decisions(database, kind.brand)
    async with database.transaction(kind.brand.id, kind.brand.anyone) as tx:
        again = [await policy.reproduction(tx, row.id) for row in rows]
    shown = (await dealer.http.get(f"/v1/policy-decisions/{rows[0].id}/reproduction")).json()

    assert [row.decision.statutes != "" for row in rows] == [False, False, True]
    assert [(one.is_equal, one.kept == one.again) for one in again] == [(True, True)] * 3
    assert shown == {"decision_id": str(rows[0].id), "is_equal": True, "kept": again[0].kept, "again": again[0].kept}


async def test_a_decision_that_was_meddled_with_is_told(kind: Shop, database: Database) -> None:
    await _file(kind.people["dealer"], {"lines": [kind.line()]})
    [row] = await all_decisions(database, kind.brand)
    async with database.transaction(kind.brand.id, kind.brand.anyone) as tx:
        in_force = await policy.in_force(tx)
    meddled = replace(row, decision=replace(row.decision, amount=row.decision.amount + 1))

    assert policy.reproduced(row, in_force).is_equal is True
    assert policy.reproduced(meddled, in_force).is_equal is False


def _lawful(one: Json) -> None:
    """The law calls the bicycles colour televisions, so that a floor speaks."""
    without_photos(one)
    one["rights"] = {
        "statutes": [
            {"clause": "L1", "text": WORDS, "products": {"categories": ["e_bicycle"]}, "category": "colour_tv"},
        ]
    }


async def _file(client: Client, body: Json) -> None:
    filed = await client.http.post("/v1/returns", json=body)
    assert filed.status_code == 201, filed.text
