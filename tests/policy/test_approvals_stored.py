"""Approvals in the database: who is asked, who may sign, who may not, and roles lent for a while."""

import asyncio
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import func, select, update
from tests.fixtures.api import Client, Login
from tests.fixtures.kernel import NOW, Brand
from tests.policy.samples import AIR_NAME, filed, line
from tests.policy.versions import published

from aftersales.kernel.access import Actor, ActorKind, Role, permissions_of
from aftersales.kernel.clock import SetClock
from aftersales.kernel.errors import NotFound
from aftersales.kernel.ids import OrganisationId, PersonId, new_id
from aftersales.kernel.money import Money
from aftersales.kernel.tx import Database
from aftersales.platform import service as platform
from aftersales.policy import service as policies
from aftersales.policy.approvals import service
from aftersales.policy.approvals.model import Answer, ApprovalState, Verdict
from aftersales.policy.approvals.store import ApprovalRow
from aftersales.policy.approvals.tables import delegations
from aftersales.policy.errors import (
    AmountDisagrees,
    ApprovalClosed,
    DelegateUnfit,
    DelegationWindow,
    FieldsDisagree,
    NotYourTurn,
    OwnRequest,
    ReasonRequired,
    RoleNotHeld,
)
from aftersales.policy.model import Proof, Subject
from aftersales.policy.service import Policy
from aftersales.tenancy.tables import memberships

YES = Verdict(answer=Answer.APPROVE)
NO = Verdict(answer=Answer.REJECT, reason="照片不清")
HOUR = timedelta(hours=1)


async def asked(
    database: Database,
    brand: Brand,
    policy: Policy,
    amount: str,
    *,
    by: Actor | None = None,
    dealer: OrganisationId | None = None,
) -> ApprovalRow:
    """An approval that an appeal of so much money asks for."""
    async with database.transaction(brand.id, by or brand.anyone) as tx:
        return await service.request_for_appeal(
            tx,
            policy=policy,
            amount=Money(Decimal(amount), "CNY"),
            subject=Subject.RETURN,
            subject_id=new_id(),
            dealer_id=dealer,
        )


async def signed(database: Database, brand: Brand, row: ApprovalRow, by: Actor, verdict: Verdict = YES) -> ApprovalRow:
    """The request after somebody's answer."""
    async with database.transaction(brand.id, by) as tx:
        await service.sign(tx, row.id, verdict)
    return await read(database, brand, row)


async def read(database: Database, brand: Brand, row: ApprovalRow) -> ApprovalRow:
    """The request as it stands."""
    async with database.transaction(brand.id, brand.anyone) as tx:
        return await service.one(tx, row.id)


def of(client: Client, *roles: Role) -> Actor:
    """A person who can log in, acting."""
    return Actor(
        kind=ActorKind.PERSON,
        id=client.person_id,
        name="王小明",
        roles=frozenset(roles),
        permissions=permissions_of(frozenset(roles)),
    )


@pytest.mark.parametrize(
    ("amount", "roles"),
    [
        ("500.00", []),
        ("500.01", [("after_sales_head",)]),
        ("5000.00", [("after_sales_head",)]),
        ("5000.01", [("after_sales_head",), ("general_manager",)]),
    ],
)
async def test_a_decision_asks_those_whom_its_amount_needs(
    brand: Brand, database: Database, amount: str, roles: list[tuple[str, ...]]
) -> None:
    policy = await published(database, brand)
    facts = filed(NOW.date(), line(sold_on=NOW.date(), unit_price=Money(Decimal(amount), "CNY")))
    decision = policies.decide(policy, facts)

    found = [tuple(role.value for role in step.roles) for step in decision.steps]

    assert found == roles
    if roles:
        async with database.transaction(brand.id, brand.anyone) as tx:
            row = await service.request_for_decision(
                tx, policy=policy, decision=decision, subject=Subject.RETURN, subject_id=new_id(), dealer_id=None
            )
        assert await read(database, brand, row) == row
        assert [tuple(role.value for role in step.roles) for step in row.request.steps] == roles
        assert (row.amount_minor, row.chain, row.policy_version_id) == (
            int(Decimal(amount) * 100),
            "QH-return",
            policy.version_id,
        )


@pytest.mark.parametrize(("amount", "steps"), [("1.00", 1), ("500.01", 1), ("5000.01", 2)])
async def test_an_appeal_needs_the_first_step_at_least(
    brand: Brand, database: Database, amount: str, steps: int
) -> None:
    row = await asked(database, brand, await published(database, brand), amount)

    assert len(row.request.steps) == steps


async def test_a_credit_below_its_limit_asks_nobody_and_a_foreign_currency_is_refused(
    brand: Brand, database: Database
) -> None:
    policy = await published(database, brand)
    found = {}
    async with database.transaction(brand.id, brand.anyone) as tx:
        for amount in ("2000.00", "2000.01"):
            found[amount] = await service.request_for_amount(
                tx,
                policy=policy,
                amount=Money(Decimal(amount), "CNY"),
                subject=Subject.CREDIT,
                subject_id=new_id(),
                dealer_id=None,
            )
        with pytest.raises(AmountDisagrees):
            await service.request_for_amount(
                tx,
                policy=policy,
                amount=Money(Decimal(9000), "USD"),
                subject=Subject.CREDIT,
                subject_id=new_id(),
                dealer_id=None,
            )

    above = found["2000.01"]
    assert found["2000.00"] is None
    assert above is not None
    assert above.waiting_for == (Role.FINANCE,)


async def test_two_steps_are_signed_in_order_by_their_roles(brand: Brand, database: Database) -> None:
    head, manager = brand.actor(Role.AFTER_SALES_HEAD), brand.actor(Role.GENERAL_MANAGER)
    row = await asked(database, brand, await published(database, brand), "5000.01")

    for stranger in (manager, brand.actor(Role.FINANCE), brand.actor(Role.AFTER_SALES_CLERK)):
        with pytest.raises(NotYourTurn):
            await signed(database, brand, row, stranger)
    untouched = await read(database, brand, row)
    first = await signed(database, brand, row, head)
    with pytest.raises(NotYourTurn):
        await signed(database, brand, row, head)
    second = await signed(database, brand, row, manager)
    with pytest.raises(ApprovalClosed):
        await signed(database, brand, row, manager)

    assert untouched == row
    assert (first.state, first.waiting_for, first.decided_at) == (
        ApprovalState.PENDING,
        (Role.GENERAL_MANAGER,),
        None,
    )
    assert (second.state, second.waiting_for, second.decided_at) == (ApprovalState.GRANTED, (), NOW)
    assert [one.person for one in second.request.signatures] == [str(head.id), str(manager.id)]
    assert await read(database, brand, row) == second


async def test_a_rejection_needs_a_reason_and_ends_the_chain(brand: Brand, database: Database) -> None:
    head = brand.actor(Role.AFTER_SALES_HEAD)
    row = await asked(database, brand, await published(database, brand), "9000")

    with pytest.raises(ReasonRequired):
        await signed(database, brand, row, head, Verdict(answer=Answer.REJECT, reason="  "))
    rejected = await signed(database, brand, row, head, NO)
    with pytest.raises(ApprovalClosed):
        await signed(database, brand, row, brand.actor(Role.GENERAL_MANAGER))

    assert (rejected.state, rejected.waiting_for, rejected.decided_at) == (ApprovalState.REJECTED, (), NOW)


async def test_of_two_who_sign_at_once_one_finds_it_decided(brand: Brand, database: Database) -> None:
    row = await asked(database, brand, await published(database, brand), "600")
    heads = [brand.actor(Role.AFTER_SALES_HEAD) for _ in range(2)]

    answers = await asyncio.gather(*(signed(database, brand, row, head) for head in heads), return_exceptions=True)

    assert sorted(type(one).__name__ for one in answers) == ["ApprovalClosed", "ApprovalRow"]
    assert len((await read(database, brand, row)).request.signatures) == 1


async def test_nobody_signs_what_they_asked_for(brand: Brand, database: Database) -> None:
    head = brand.actor(Role.AFTER_SALES_HEAD)
    row = await asked(database, brand, await published(database, brand), "600", by=head)

    with pytest.raises(OwnRequest):
        await signed(database, brand, row, head)

    assert await read(database, brand, row) == row


async def test_counter_signers_are_two_people_who_agree(brand: Brand, database: Database) -> None:
    policy = await published(database, brand, name=AIR_NAME)
    chain = policy.document.approval_chains[0]
    head, inspector = brand.actor(Role.AFTER_SALES_HEAD), brand.actor(Role.QUALITY_INSPECTOR)
    decision = policies.decide(policy, filed(NOW.date(), line(proof=Proof.NONE, model="LC-1", category="ac")))
    async with database.transaction(brand.id, brand.anyone) as tx:
        row = await service.request_for_decision(
            tx, policy=policy, decision=decision, subject=Subject.RETURN, subject_id=new_id(), dealer_id=None
        )

    two, three = (Verdict(answer=Answer.APPROVE, fields={"quantity": count}) for count in ("2", "3"))
    first = await signed(database, brand, row, head, two)
    with pytest.raises(FieldsDisagree):
        await signed(database, brand, row, inspector, three)
    second = await signed(database, brand, row, inspector, two)

    assert row.chain == chain.code
    assert (first.state, first.waiting_for) == (ApprovalState.PENDING, (Role.QUALITY_INSPECTOR,))
    assert second.state is ApprovalState.GRANTED


async def test_a_withdrawn_request_takes_no_signature_and_a_decided_one_stays(brand: Brand, database: Database) -> None:
    head = brand.actor(Role.AFTER_SALES_HEAD)
    policy = await published(database, brand)
    row, decided = await asked(database, brand, policy, "600"), await asked(database, brand, policy, "700")
    granted = await signed(database, brand, decided, head)

    async with database.transaction(brand.id, brand.anyone) as tx:
        for one in (row, row, decided):
            await service.withdraw(tx, one.id)
    withdrawn = await read(database, brand, row)
    with pytest.raises(ApprovalClosed):
        await signed(database, brand, row, head)

    assert (withdrawn.state, withdrawn.waiting_for, withdrawn.version) == (ApprovalState.WITHDRAWN, (), 2)
    assert await read(database, brand, decided) == granted
    async with database.transaction(brand.id, brand.anyone) as tx:
        told = [one.name for one in await platform.facts_of(tx, row.subject_id)]
    assert told == ["policy.approval_requested", "policy.approval_withdrawn"]


async def test_what_is_missing_cannot_be_signed(brand: Brand, database: Database) -> None:
    async with database.transaction(brand.id, brand.actor(Role.AFTER_SALES_HEAD)) as tx:
        with pytest.raises(NotYourTurn):
            await service.sign(tx, None, YES)
        with pytest.raises(NotFound):
            await service.sign(tx, new_id(), YES)


async def test_a_dealer_sees_the_approvals_of_its_own_returns(brand: Brand, database: Database) -> None:
    policy = await published(database, brand)
    dealer, other = OrganisationId(new_id()), OrganisationId(new_id())
    row = await asked(database, brand, policy, "600", by=brand.actor(Role.DEALER_CLERK, dealer=dealer), dealer=dealer)

    async with database.transaction(brand.id, brand.actor(Role.DEALER_CLERK, dealer=dealer)) as tx:
        mine = await service.one(tx, row.id)
    async with database.transaction(brand.id, brand.actor(Role.DEALER_CLERK, dealer=other)) as tx:
        with pytest.raises(NotFound):
            await service.one(tx, row.id)

    assert mine == row


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


async def test_a_request_is_read_with_its_signatures(brand: Brand, database: Database, log_in: Login) -> None:
    row = await asked(database, brand, await published(database, brand), "600")
    await signed(database, brand, row, brand.actor(Role.AFTER_SALES_HEAD), NO)
    auditor = await log_in(brand, Role.AUDITOR)

    answer = await auditor.http.get(f"/v1/approvals/{row.id}")
    unknown = await auditor.http.get(f"/v1/approvals/{new_id()}")

    assert (answer.json()["state"], answer.headers["ETag"], unknown.status_code) == ("rejected", '"2"', 404)
    assert answer.json()["request"]["signatures"][0]["verdict"]["reason"] == "照片不清"
