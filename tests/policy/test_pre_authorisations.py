"""Pre-authorisations over HTTP: asked before the work, bound to unit, parts, amount and day, used once."""

from datetime import timedelta
from typing import Any

import pytest
from tests.fixtures.api import Login
from tests.fixtures.domain import Shop
from tests.policy.humane import humane, unit_of
from tests.policy.samples import Json
from tests.policy.versions import published

from aftersales.kernel.access import Role
from aftersales.kernel.clock import SetClock
from aftersales.kernel.tx import Database


@pytest.fixture
async def kind(shop: Shop, database: Database) -> Shop:
    """A brand under a policy that lets people decide."""
    await published(database, shop.brand, humane)
    return shop


async def asked(shop: Shop, *lines: Json) -> Any:  # noqa: ANN401 - an answer of HTTP
    body = {"unit_id": await unit_of(shop), "lines": list(lines) or [{"part_number": "MOT-350"}], "reason": "异响"}
    return await shop.people["dealer"].http.post("/v1/pre-authorisations", json=body)


async def granted(shop: Shop, **body: object) -> str:
    """The identity of a pre-authorisation that the head granted."""
    pre = await asked(shop)
    path = f"/v1/pre-authorisations/{pre.json()['id']}"
    answer = await shop.people["head"].http.post(f"{path}/grant", json=body, headers={"If-Match": '"1"'})
    assert answer.status_code == 200, answer.text
    pre_id: str = pre.json()["id"]
    return pre_id


async def test_what_was_allowed_beforehand_is_covered_and_used_once(kind: Shop) -> None:
    dealer, auditor = kind.people["dealer"].http, kind.people["auditor"].http
    line = kind.line(part="MOT-350")
    before = await dealer.post("/v1/return-verdicts", json={"lines": [line]})
    pre_id = await granted(kind)

    verdict = await dealer.post("/v1/return-verdicts", json={"lines": [line], "pre_authorisation_id": pre_id})
    filed = await dealer.post("/v1/returns", json={"lines": [line], "pre_authorisation_id": pre_id})
    again = await dealer.post(
        "/v1/returns", json={"lines": [kind.unregistered(part="MOT-350")], "pre_authorisation_id": pre_id}
    )

    used = (await auditor.get(f"/v1/pre-authorisations/{pre_id}")).json()
    said = [(one["outcome"], one["clause"]) for one in before.json()["lines"] + verdict.json()["lines"]]
    assert said == [("open", "PA1"), ("covered", verdict.json()["lines"][0]["clause"])]
    assert said[1][1] != "PA1"
    assert filed.status_code == 201, filed.text
    assert (again.status_code, again.json()["code"]) == (409, "pre_authorisation_spent")
    assert (used["state"], used["consumed_by"], used["version"]) == ("consumed", filed.json()["summary"]["id"], 3)


async def test_a_filing_that_is_refused_uses_nothing_up(kind: Shop) -> None:
    pre_id = await granted(kind)
    dealer = kind.people["dealer"].http

    refused = await dealer.post(
        "/v1/returns",
        json={"lines": [kind.line(part="MOT-350", human_damage=True)], "pre_authorisation_id": pre_id},
    )

    assert refused.status_code == 422
    assert (await dealer.get(f"/v1/pre-authorisations/{pre_id}")).json()["state"] == "granted"


async def test_a_pre_authorisation_is_bound_to_unit_parts_amount_and_day(
    kind: Shop, clock: SetClock, log_in: Login
) -> None:
    dealer = kind.people["dealer"].http
    pre_id = await granted(kind, up_to={"amount": "619.99", "currency": "CNY"}, valid_until="2026-06-15")

    async def verdict(line: Json) -> Any:  # noqa: ANN401 - an answer of HTTP
        return await dealer.post("/v1/return-verdicts", json={"lines": [line], "pre_authorisation_id": pre_id})

    other_unit = await verdict(kind.line("QH-1002", "MOT-350"))
    other_part = await verdict(kind.line(part="BAT-48"))
    more = await verdict(kind.line(part="MOT-350", quantity=2))
    dear = await verdict(kind.line(part="MOT-350"))
    clock.advance(timedelta(hours=15))
    dealer = (await log_in(kind.brand, Role.DEALER_CLERK, dealer=kind.dealer)).http
    late = await verdict(kind.line(part="MOT-350"))

    assert [one.status_code for one in (other_unit, other_part, more, late)] == [409] * 4
    assert (dear.json()["lines"][0]["outcome"], dear.json()["lines"][0]["findings"][0]["code"]) == (
        "open",
        "pre_authorisation_short",
    )


async def test_a_grant_lets_a_line_stand_whose_time_is_up(kind: Shop) -> None:
    dealer, head = kind.people["dealer"].http, kind.people["head"].http
    body = {"unit_id": await unit_of(kind, "QH-1003"), "lines": [{"part_number": "BAT-48"}], "reason": "老客户"}
    pre_id = (await dealer.post("/v1/pre-authorisations", json=body)).json()["id"]
    await head.post(f"/v1/pre-authorisations/{pre_id}/grant", json={}, headers={"If-Match": '"1"'})

    without = await dealer.post("/v1/return-verdicts", json={"lines": [kind.line("QH-1003")]})
    given = await dealer.post("/v1/returns", json={"lines": [kind.line("QH-1003")], "pre_authorisation_id": pre_id})

    assert without.json()["lines"][0]["outcome"] == "refused"
    assert [(one["outcome"], one["clause"]) for one in given.json()["lines"]] == [("covered", "PA1")]


async def test_answers_are_given_by_those_whom_the_clause_names_within_what_was_asked(kind: Shop) -> None:
    head, manager, dealer = (kind.people[name].http for name in ("head", "manager", "dealer"))
    pre = (await asked(kind)).json()
    path, match = f"/v1/pre-authorisations/{pre['id']}", {"If-Match": '"1"'}

    outcomes = [
        await manager.post(f"{path}/grant", json={}, headers=match),
        await dealer.post(f"{path}/grant", json={}, headers=match),
        await head.post(f"{path}/grant", json={"up_to": {"amount": "620.01", "currency": "CNY"}}, headers=match),
        await head.post(f"{path}/grant", json={"valid_until": "2026-07-16"}, headers=match),
        await head.post(f"{path}/grant", json={"valid_until": "2026-06-14"}, headers=match),
        await head.post(f"{path}/refusal", json={"answer": "不同意"}, headers=match),
        await head.post(f"{path}/grant", json={}, headers={"If-Match": '"2"'}),
        await dealer.post(f"{path}/withdrawal", json={"answer": "不需要了"}, headers={"If-Match": '"2"'}),
    ]

    listed = (await dealer.get("/v1/pre-authorisations", params={"state": "refused"})).json()["items"]
    assert [one.status_code for one in outcomes] == [403, 403, 422, 422, 422, 200, 409, 409]
    assert [(one["id"], one["answer"]) for one in listed] == [(pre["id"], "不同意")]


async def test_a_request_is_withdrawn_by_its_dealer_and_a_grant_by_the_manufacturer(kind: Shop) -> None:
    dealer, head, other = (kind.people[name].http for name in ("dealer", "head", "other_dealer"))
    pre = (await asked(kind)).json()
    pre_id = await granted(kind)

    strange = await other.get(f"/v1/pre-authorisations/{pre_id}")
    stale = await head.post(
        f"/v1/pre-authorisations/{pre_id}/withdrawal", json={"answer": "撤回"}, headers={"If-Match": '"1"'}
    )
    own = await dealer.post(
        f"/v1/pre-authorisations/{pre['id']}/withdrawal", json={"answer": "不需要了"}, headers={"If-Match": '"1"'}
    )
    taken = await head.post(
        f"/v1/pre-authorisations/{pre_id}/withdrawal", json={"answer": "撤回"}, headers={"If-Match": '"2"'}
    )

    assert [one.status_code for one in (strange, stale, own, taken)] == [404, 412, 200, 200]
    assert (own.json()["state"], taken.json()["state"]) == ("withdrawn", "withdrawn")


async def test_what_nobody_need_allow_or_can_price_is_refused(kind: Shop, database: Database) -> None:
    unknown = await asked(kind, {"part_number": "NOTHING"})
    head = await kind.people["head"].http.post(
        "/v1/pre-authorisations",
        json={"unit_id": await unit_of(kind), "lines": [{"part_number": "MOT-350"}], "reason": "x"},
    )
    await published(database, kind.brand)
    idle = await asked(kind)

    assert [one.status_code for one in (unknown, head, idle)] == [404, 403, 422]
    assert idle.json()["code"] == "pre_authorisation_not_foreseen"
