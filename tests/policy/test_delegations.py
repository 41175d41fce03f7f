"""Roles lent for a while: who may lend what to whom, and what a delegate may sign."""

from uuid import UUID

import pytest
from sqlalchemy import func, select, update
from tests.fixtures.api import Client, Login
from tests.fixtures.kernel import NOW, Brand
from tests.policy.signatures import HOUR, asked, read, signed
from tests.policy.versions import published

from aftersales.kernel.access import Actor, ActorKind, Role, permissions_of
from aftersales.kernel.clock import SetClock
from aftersales.kernel.errors import NotFound
from aftersales.kernel.ids import PersonId, new_id
from aftersales.kernel.tx import Database
from aftersales.platform import service as platform
from aftersales.policy.approvals import service
from aftersales.policy.approvals.tables import delegations
from aftersales.policy.errors import (
    DelegateUnfit,
    DelegationWindow,
    NotYourTurn,
    OwnRequest,
    RoleNotHeld,
)
from aftersales.tenancy.tables import memberships


def of(client: Client, *roles: Role) -> Actor:
    """A person who can log in, acting."""
    return Actor(
        kind=ActorKind.PERSON,
        id=client.person_id,
        name="王小明",
        roles=frozenset(roles),
        permissions=permissions_of(frozenset(roles)),
    )


async def lent(
    database: Database, brand: Brand, grantor: Actor, delegate: UUID, role: Role, *, hours: tuple[int, int]
) -> UUID:
    """A role lent from so many hours after now until so many."""
    async with database.transaction(brand.id, grantor) as tx:
        loan = await service.delegate(tx, PersonId(delegate), role, NOW + HOUR * hours[0], NOW + HOUR * hours[1])
    return loan.id


async def test_a_delegate_signs_within_the_window_only(
    brand: Brand, database: Database, log_in: Login, clock: SetClock
) -> None:
    head = of(await log_in(brand, Role.AFTER_SALES_HEAD), Role.AFTER_SALES_HEAD)
    clerk = of(await log_in(brand, Role.AFTER_SALES_CLERK), Role.AFTER_SALES_CLERK)
    policy = await published(database, brand)
    rows = [await asked(database, brand, policy, "600") for _ in range(4)]
    await lent(database, brand, head, clerk.id, Role.AFTER_SALES_HEAD, hours=(1, 3))

    states = []
    for hours, row in zip((0.99, 1, 2.99, 3), rows, strict=True):
        clock.at = NOW + HOUR * hours
        try:
            states.append((await signed(database, brand, row, clerk)).state.value)
        except NotYourTurn:
            states.append("refused")

    assert states == ["refused", "granted", "granted", "refused"]
    signature = (await read(database, brand, rows[1])).request.signatures[0]
    assert (signature.person, signature.on_behalf_of) == (str(clerk.id), str(head.id))


async def test_a_delegate_signs_neither_their_own_request_nor_the_grantors(
    brand: Brand, database: Database, log_in: Login
) -> None:
    head = of(await log_in(brand, Role.AFTER_SALES_HEAD), Role.AFTER_SALES_HEAD)
    clerk = of(await log_in(brand, Role.AFTER_SALES_CLERK), Role.AFTER_SALES_CLERK)
    policy = await published(database, brand)
    own = await asked(database, brand, policy, "600", by=clerk)
    grantors = await asked(database, brand, policy, "600", by=head)
    await lent(database, brand, head, clerk.id, Role.AFTER_SALES_HEAD, hours=(0, 3))

    for row in (own, grantors):
        with pytest.raises(OwnRequest):
            await signed(database, brand, row, clerk)

    assert [await read(database, brand, row) for row in (own, grantors)] == [own, grantors]


@pytest.mark.parametrize("change", [{"roles": ["auditor"]}, {"state": "suspended"}])
async def test_a_role_that_its_lender_lost_is_lent_no_more(
    brand: Brand, database: Database, log_in: Login, change: dict[str, object]
) -> None:
    head = of(await log_in(brand, Role.AFTER_SALES_HEAD), Role.AFTER_SALES_HEAD)
    clerk = of(await log_in(brand, Role.AFTER_SALES_CLERK), Role.AFTER_SALES_CLERK)
    row = await asked(database, brand, await published(database, brand), "600")
    await lent(database, brand, head, clerk.id, Role.AFTER_SALES_HEAD, hours=(0, 3))

    async with database.transaction(brand.id, brand.anyone) as tx:
        await tx.execute(update(memberships).filter_by(tenant_id=brand.id, person_id=head.id).values(**change))

    with pytest.raises(NotYourTurn):
        await signed(database, brand, row, clerk)


async def test_a_loan_that_is_ended_counts_no_more(
    brand: Brand, database: Database, log_in: Login, clock: SetClock
) -> None:
    head = of(await log_in(brand, Role.AFTER_SALES_HEAD), Role.AFTER_SALES_HEAD)
    clerk = of(await log_in(brand, Role.AFTER_SALES_CLERK), Role.AFTER_SALES_CLERK)
    row = await asked(database, brand, await published(database, brand), "600")
    loan = await lent(database, brand, head, clerk.id, Role.AFTER_SALES_HEAD, hours=(0, 30))

    clock.advance(HOUR)
    async with database.transaction(brand.id, clerk) as tx:
        with pytest.raises(NotFound):
            await service.end_loan(tx, loan)
    async with database.transaction(brand.id, head) as tx:
        await service.end_loan(tx, loan)
        await service.end_loan(tx, loan)
        (kept,), _ = await service.loans(tx, limit=10, cursor=None)

    with pytest.raises(NotYourTurn):
        await signed(database, brand, row, clerk)
    assert kept.ends_at == NOW + HOUR
    async with database.transaction(brand.id, brand.anyone) as tx:
        told = [one.name for one in await platform.facts_of(tx, loan)]
    assert told == ["policy.role_lent", "policy.role_returned"]


async def test_what_cannot_be_lent_is_refused(brand: Brand, database: Database, log_in: Login) -> None:
    person = await log_in(brand, Role.AFTER_SALES_HEAD)
    head = of(person, Role.AFTER_SALES_HEAD)
    clerk = (await log_in(brand, Role.AFTER_SALES_CLERK)).person_id
    auditor = (await log_in(brand, Role.AUDITOR)).person_id
    dealer = (await log_in(brand, Role.DEALER_MANAGER, dealer=brand.headquarters)).person_id
    role = Role.AFTER_SALES_HEAD

    for refusal, to, what, hours in (
        (RoleNotHeld, clerk, Role.GENERAL_MANAGER, (0, 1)),
        (DelegationWindow, clerk, role, (1, 1)),
        (DelegationWindow, clerk, role, (-2, -1)),
        (DelegationWindow, clerk, role, (0, 24 * 92 + 1)),
        (DelegateUnfit, head.id, role, (0, 1)),
        (DelegateUnfit, auditor, role, (0, 1)),
        (DelegateUnfit, dealer, role, (0, 1)),
        (DelegateUnfit, new_id(), role, (0, 1)),
    ):
        with pytest.raises(refusal):
            await lent(database, brand, head, to, what, hours=hours)

    async with database.transaction(brand.id, brand.anyone) as tx:
        assert await tx.scalar(select(func.count()).where(delegations.c.tenant_id == brand.id)) == 0


async def test_mine_are_those_that_i_could_sign_now(brand: Brand, database: Database, log_in: Login) -> None:
    person = await log_in(brand, Role.AFTER_SALES_HEAD)
    head = of(person, Role.AFTER_SALES_HEAD)
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)
    auditor = await log_in(brand, Role.AUDITOR)
    policy = await published(database, brand)
    waiting = await asked(database, brand, policy, "600")
    own = await asked(database, brand, policy, "700", by=head)
    done = await asked(database, brand, policy, "800")
    await signed(database, brand, done, head)

    before = await clerk.http.get("/v1/approvals", params={"mine": True})
    lending = await person.http.post(
        "/v1/approval-delegations",
        json={
            "delegate_id": str(clerk.person_id),
            "role": "after_sales_head",
            "starts_at": NOW.isoformat(),
            "ends_at": (NOW + HOUR).isoformat(),
        },
    )
    lists = {
        "head": await person.http.get("/v1/approvals", params={"mine": True}),
        "clerk": await clerk.http.get("/v1/approvals", params={"mine": True}),
        "auditor": await auditor.http.get("/v1/approvals", params={"mine": True}),
        "all": await auditor.http.get("/v1/approvals"),
        "pending": await auditor.http.get("/v1/approvals", params={"state": "pending"}),
        "one": await auditor.http.get("/v1/approvals", params={"subject_id": str(own.subject_id)}),
    }

    found = {name: [one["id"] for one in answer.json()["items"]] for name, answer in lists.items()}
    assert lending.status_code == 201, lending.text
    assert before.json()["items"] == []
    assert found == {
        "head": [str(waiting.id)],
        "clerk": [str(waiting.id)],
        "auditor": [],
        "all": [str(waiting.id), str(own.id), str(done.id)],
        "pending": [str(waiting.id), str(own.id)],
        "one": [str(own.id)],
    }


async def test_delegations_over_http(brand: Brand, log_in: Login) -> None:
    head = await log_in(brand, Role.AFTER_SALES_HEAD)
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)
    body = {
        "delegate_id": str(clerk.person_id),
        "role": "after_sales_head",
        "starts_at": NOW.isoformat(),
        "ends_at": (NOW + HOUR).isoformat(),
    }

    naive = await head.http.post("/v1/approval-delegations", json=body | {"ends_at": "2026-06-16T00:00:00"})
    foreign = await clerk.http.post("/v1/approval-delegations", json=body)
    made = await head.http.post("/v1/approval-delegations", json=body)
    path = f"/v1/approval-delegations/{made.json()['id']}"
    not_theirs = await clerk.http.delete(path)
    received = await clerk.http.get("/v1/approval-delegations")
    ended = await head.http.delete(path)

    assert (naive.status_code, naive.json()["errors"][0]["pointer"]) == (400, "/ends_at")
    assert (foreign.status_code, foreign.json()["code"]) == (403, "approval_role_not_held")
    assert received.json() == {"items": [made.json()], "next_cursor": None}
    assert (not_theirs.status_code, ended.status_code) == (404, 204)
