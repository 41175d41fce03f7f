"""Shadow mode: a version decides silently beside people; the table says how far both agree, and nobody else hears."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.claims.ways import Way
from tests.fixtures.api import Client, Login
from tests.fixtures.domain import Shop
from tests.fixtures.kernel import NOW
from tests.fixtures.worker import Drain

from aftersales.claims.returns.model import Move
from aftersales.kernel.access import Role
from aftersales.kernel.ids import new_id
from aftersales.policy.model import Outcome
from aftersales.policy.model_versions import PolicyVersionId
from aftersales.policy.shadows.model import Confusion, Shadow, ShadowId, ShadowState
from aftersales.policy.shadows.rules import agreement


def shadow(min_cases: int = 2, min_agreement_percent: int = 90) -> Shadow:
    """A shadow with a measure."""
    return Shadow(
        id=ShadowId(new_id()),
        policy_version_id=PolicyVersionId(new_id()),
        fingerprint="f",
        state=ShadowState.RUNNING,
        min_cases=min_cases,
        min_agreement_percent=min_agreement_percent,
        started_by=new_id(),
        started_at=NOW,
        ended_at=None,
        version=1,
    )


def row(outcome: Outcome, accepted: int, refused: int, clause: str = "C1") -> Confusion:
    """One row of the table."""
    return Confusion(clause=clause, dealer_id=None, outcome=outcome, accepted=accepted, refused=refused)


@pytest.mark.parametrize(
    ("accepted", "refused", "percent", "is_proven"),
    [(9, 1, 90, True), (8, 1, 88, False), (1, 0, 100, False), (2, 0, 100, True)],
)
def test_a_clause_is_proven_by_enough_cases_and_enough_agreement(
    accepted: int, refused: int, percent: int, *, is_proven: bool
) -> None:
    (clause,) = agreement(shadow(), [row(Outcome.COVERED, accepted, refused)]).clauses

    assert (clause.percent, clause.is_proven) == (percent, is_proven)


def test_what_it_leaves_open_counts_for_nothing() -> None:
    shown = agreement(shadow(), [row(Outcome.OPEN, 5, 5), row(Outcome.UNKNOWN, 1, 0)])

    assert [(one.cases, one.abstained, one.percent) for one in shown.clauses] == [(0, 11, None)]
    assert not shown.is_proven


def test_one_clause_that_disagrees_keeps_the_whole_from_being_proven() -> None:
    shown = agreement(shadow(), [row(Outcome.COVERED, 9, 0), row(Outcome.REFUSED, 9, 0, clause="C2")])

    assert [(one.clause, one.is_proven) for one in shown.clauses] == [("C1", True), ("C2", False)]
    assert not shown.is_proven


@given(st.lists(st.builds(row, st.sampled_from(Outcome), st.integers(0, 9), st.integers(0, 9))))
def test_every_case_is_counted_once(rows: list[Confusion]) -> None:
    shown = agreement(shadow(), rows)

    counted = sum(one.cases + one.abstained for one in shown.clauses)
    assert counted == sum(one.accepted + one.refused for one in rows)


@pytest.fixture
async def client(shop: Shop, log_in: Login) -> Client:
    """Whoever writes the brand's policy."""
    return await log_in(shop.brand, Role.ADMINISTRATOR)


async def started(client: Client, **measure: int) -> dict[str, Any]:
    """A shadow of the policy in force itself."""
    in_force = (await client.http.get("/v1/policies/in-force")).json()
    made = await client.http.post("/v1/policy-shadows", json={"policy_version_id": in_force["id"], **measure})
    assert made.status_code == 201, made.text
    shown: dict[str, Any] = made.json()
    return shown


async def test_people_and_shadow_are_compared_line_by_line(shop: Shop, client: Client, drain: Drain) -> None:
    shadowed = await started(client, min_cases=1)
    approved, refused = Way(shop), Way(shop)
    await approved.reach("approved")
    await refused.reach("refused", shop.unregistered(part="MOT-350"))

    await drain()

    shown = (await client.http.get(f"/v1/policy-shadows/{shadowed['id']}/agreement")).json()
    clause = approved.lines[0]["clause"]
    cases = f"/v1/policy-shadows/{shadowed['id']}/cases"
    differing = (await client.http.get(cases, params={"agrees": "false"})).json()["items"]
    assert [(one["clause"], one["outcome"], one["accepted"], one["refused"]) for one in shown["table"]] == [
        (clause, "covered", 1, 1)
    ]
    assert [(one["percent"], one["is_proven"]) for one in shown["clauses"]] == [(50, False)]
    assert [(one["subject_id"], one["number"]) for one in differing] == [
        (refused.summary["id"], refused.summary["number"])
    ]


async def test_the_last_word_of_people_counts(shop: Shop, client: Client, drain: Drain) -> None:
    shadowed = await started(client, min_cases=1)
    way = Way(shop)
    await way.reach("refused")
    await drain()
    await way.make(Move.APPEAL)
    await way.make(Move.APPROVE)

    await drain()

    shown = (await client.http.get(f"/v1/policy-shadows/{shadowed['id']}/agreement")).json()
    assert [(one["accepted"], one["refused"]) for one in shown["table"]] == [(1, 0)]
    assert shown["is_proven"]


async def test_what_the_policy_decided_by_itself_is_no_case(shop: Shop, client: Client, drain: Drain) -> None:
    shadowed = await started(client)
    way = Way(shop)
    filed = await way.file(shop.line())

    await drain()

    shown = (await client.http.get(f"/v1/policy-shadows/{shadowed['id']}/agreement")).json()
    assert filed.json()["summary"]["state"] == "approved"
    assert shown["table"] == []


async def test_an_ended_shadow_follows_nobody(shop: Shop, client: Client, drain: Drain) -> None:
    shadowed = await started(client)
    path = f"/v1/policy-shadows/{shadowed['id']}"
    stale = await client.http.post(f"{path}/end", headers={"If-Match": '"9"'})
    ended = await client.http.post(f"{path}/end", headers={"If-Match": '"1"'})
    await Way(shop).reach("approved")

    await drain()

    assert (stale.status_code, ended.status_code, ended.json()["state"]) == (412, 200, "ended")
    assert (await client.http.get(f"{path}/agreement")).json()["table"] == []
    again = await client.http.post(f"{path}/end", headers={"If-Match": '"2"'})
    assert (again.status_code, again.json()["code"]) == (409, "state_conflict")


async def test_a_tenant_runs_five_shadows_and_no_sixth(client: Client) -> None:
    for _ in range(5):
        shadowed = await started(client)

    refused = await client.http.post("/v1/policy-shadows", json={"policy_version_id": shadowed["policy_version_id"]})

    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_shadows")
    assert len((await client.http.get("/v1/policy-shadows", params={"state": "running"})).json()["items"]) == 5


async def test_of_many_that_begin_at_once_no_more_than_five_run(client: Client) -> None:
    version_id = (await client.http.get("/v1/policies/in-force")).json()["id"]

    answers = await asyncio.gather(
        *(client.http.post("/v1/policy-shadows", json={"policy_version_id": version_id}) for _ in range(8))
    )

    assert sorted(answer.status_code for answer in answers) == [201] * 5 + [409] * 3
    assert len((await client.http.get("/v1/policy-shadows", params={"state": "running"})).json()["items"]) == 5


async def test_a_dealer_sees_no_shadow(shop: Shop, client: Client) -> None:
    shadowed = await started(client)

    read = await shop.people["dealer"].http.get(f"/v1/policy-shadows/{shadowed['id']}")
    listed = await shop.people["dealer"].http.get("/v1/policy-shadows")

    assert read.status_code == 404
    assert listed.json()["items"] == []
