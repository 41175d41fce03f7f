"""Operators' POSTs honour idempotency keys too: one effect, one answer, another request under the key refused."""

import asyncio
from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from tests.access.operations import calls
from tests.tenancy.network import code_of
from tests.tenancy.test_operators import wanted

from aftersales.kernel.clock import SetClock
from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Database
from aftersales.tenancy.operators import service as operators

KEY = {"Idempotency-Key": "provision-1"}


async def provision(operator: httpx.AsyncClient, body: dict[str, object]) -> httpx.Response:
    return await operator.post("/v1/operator/tenants", json=body, headers=KEY)


async def acts_on(operator: httpx.AsyncClient, tenant_id: str) -> list[str]:
    listed = await operator.get("/v1/operator/acts", params={"tenant_id": tenant_id})
    return [act["act"] for act in listed.json()["items"]]


async def test_an_operators_post_under_the_same_key_is_done_once_and_answered_alike(
    operator: httpx.AsyncClient,
) -> None:
    body = wanted()

    first = await provision(operator, body)
    again = await provision(operator, body)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert (first.headers.get("idempotency-replayed"), again.headers["idempotency-replayed"]) == (None, "true")
    assert again.headers["location"] == first.headers["location"]
    assert await acts_on(operator, first.json()["tenant"]["id"]) == ["tenant.provisioned"]


async def test_an_operators_key_with_another_request_is_refused_and_does_nothing(operator: httpx.AsyncClient) -> None:
    other = wanted()
    await provision(operator, wanted())

    refused = await provision(operator, other)
    without_key = await operator.post("/v1/operator/tenants", json=other)

    assert code_of(refused) == (422, "idempotency_key_reused")
    assert without_key.status_code == 201, "its code is still free"


async def test_five_posts_of_an_operator_with_one_key_at_once_have_one_effect(operator: httpx.AsyncClient) -> None:
    body = wanted()

    answers = await asyncio.gather(*(provision(operator, body) for _ in range(5)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert await acts_on(operator, answers[0].json()["tenant"]["id"]) == ["tenant.provisioned"]


async def test_a_refused_post_of_an_operator_uses_no_key_up(operator: httpx.AsyncClient) -> None:
    refused = await provision(operator, wanted(currency="XXX"))

    mended = await provision(operator, wanted())

    assert code_of(refused) == (422, "invalid")
    assert (mended.status_code, mended.headers.get("idempotency-replayed")) == (201, None)


async def test_two_operators_may_use_the_same_key(operator: httpx.AsyncClient, operator_database: Database) -> None:
    async with operator_database.operator_transaction(UUID(int=1)) as tx:
        key = await operators.add_operator(tx, "另一位", f"op-{new_id().hex[-12:]}@example.com")
    another = httpx.AsyncClient(
        transport=operator._transport, base_url="https://test", headers={"Authorization": f"Bearer {key}"}
    )

    mine, theirs = await provision(operator, wanted()), await provision(another, wanted())

    assert (mine.status_code, theirs.status_code) == (201, 201)
    assert mine.json()["tenant"]["id"] != theirs.json()["tenant"]["id"]


async def test_an_operators_key_answers_for_thirty_days(
    operator: httpx.AsyncClient, clock: SetClock, operator_database: Database
) -> None:
    body = wanted()
    await provision(operator, body)

    clock.advance(timedelta(days=30))
    within = await provision(operator, body)
    clock.advance(timedelta(seconds=1))
    after = await provision(operator, body)
    await provision(operator, wanted())
    async with operator_database.operator_transaction(UUID(int=1)) as tx:
        (kept,) = await tx.fetch("SELECT count(*) AS old FROM operator_idempotency_keys WHERE created_at < $1", tx.now)

    assert within.headers["idempotency-replayed"] == "true"
    assert code_of(after) == (409, "duplicate")
    assert kept["old"] == 0


@pytest.mark.parametrize("key", ["x" * 256, "a\tb", "\x7f"])
async def test_an_unusable_key_of_an_operator_is_named(operator: httpx.AsyncClient, key: str) -> None:
    answer = await operator.post("/v1/operator/tenants", json=wanted(), headers={"Idempotency-Key": key})

    assert code_of(answer) == (400, "malformed")
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/headers/idempotency-key"]


def test_the_document_says_that_every_post_of_operators_takes_a_key() -> None:
    posts = [call for call in calls("operator") if call.method == "POST"]

    assert [call.id for call in posts if not call.keeps_answer] == []
    assert len(posts) >= 4
