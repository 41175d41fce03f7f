"""Approvals in the database: who is asked, who may sign, and who may not."""

import asyncio
from decimal import Decimal

import pytest
from tests.fixtures.api import Login
from tests.fixtures.kernel import NOW, Brand
from tests.policy.samples import AIR_NAME, filed, line
from tests.policy.signatures import NO, YES, asked, read, signed
from tests.policy.versions import published

from aftersales.kernel.access import Role
from aftersales.kernel.errors import NotFound
from aftersales.kernel.ids import OrganisationId, new_id
from aftersales.kernel.money import Money
from aftersales.kernel.tx import Database
from aftersales.platform import service as platform
from aftersales.policy import service as policies
from aftersales.policy.approvals import service
from aftersales.policy.approvals.model import Answer, ApprovalState, Verdict
from aftersales.policy.errors import (
    AmountDisagrees,
    ApprovalClosed,
    FieldsDisagree,
    NotYourTurn,
    OwnRequest,
    ReasonRequired,
)
from aftersales.policy.model import Proof, Subject


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


async def test_a_request_is_read_with_its_signatures(brand: Brand, database: Database, log_in: Login) -> None:
    row = await asked(database, brand, await published(database, brand), "600")
    await signed(database, brand, row, brand.actor(Role.AFTER_SALES_HEAD), NO)
    auditor = await log_in(brand, Role.AUDITOR)

    answer = await auditor.http.get(f"/v1/approvals/{row.id}")
    unknown = await auditor.http.get(f"/v1/approvals/{new_id()}")

    assert (answer.json()["state"], answer.headers["ETag"], unknown.status_code) == ("rejected", '"2"', 404)
    assert answer.json()["request"]["signatures"][0]["verdict"]["reason"] == "照片不清"


async def test_a_subject_that_the_policy_has_no_chain_for_asks_nobody(brand: Brand, database: Database) -> None:
    policy = await published(database, brand)

    async with database.transaction(brand.id, brand.anyone) as tx:
        row = await service.request_for_amount(
            tx,
            policy=policy,
            amount=Money(Decimal(900), "CNY"),
            subject=Subject.QUOTE,
            subject_id=new_id(),
            dealer_id=None,
        )

    assert row is None
    assert not service.is_needed(policy, Subject.QUOTE, Money(Decimal(900), "CNY"))
