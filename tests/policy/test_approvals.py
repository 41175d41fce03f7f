"""The approval engine: order, counter-signatures, rejection, delegation, and nobody for themselves."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales.kernel.access import Role
from aftersales.kernel.errors import Refusal
from aftersales.policy.approvals.model import (
    Answer,
    ApprovalChain,
    ApprovalRequest,
    ApprovalState,
    ApprovalStep,
    Approver,
    Delegation,
    Signature,
    Verdict,
)
from aftersales.policy.approvals.rules import may_sign, open_request, record
from aftersales.policy.errors import (
    AgreedFieldMissing,
    ApprovalClosed,
    FieldsDisagree,
    NotYourTurn,
    OwnRequest,
    ReasonRequired,
    SignedAlready,
)
from aftersales.policy.model import Subject, Text

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
BOTH = (Role.GENERAL_MANAGER, Role.QUALITY_INSPECTOR)
CHAIN = ApprovalChain(
    code="BATCH",
    text=Text(zh="批量退件", en="Batch returns"),
    subject=Subject.RETURN,
    steps=(
        ApprovalStep(roles=(Role.AFTER_SALES_HEAD,)),
        ApprovalStep(roles=BOTH, above=Decimal(500), agree_on=("scope", "quantity")),
    ),
)
HEAD = Approver(person="head", roles=frozenset({Role.AFTER_SALES_HEAD}))
MANAGER = Approver(person="manager", roles=frozenset({Role.GENERAL_MANAGER}))
QUALITY = Approver(person="quality", roles=frozenset({Role.QUALITY_INSPECTOR}))
YES = Verdict(answer=Answer.APPROVE)
TEN = Verdict(answer=Answer.APPROVE, fields={"scope": "A1", "quantity": "10"})
TWELVE = Verdict(answer=Answer.APPROVE, fields={"scope": "A1", "quantity": "12"})
NO = Verdict(answer=Answer.REJECT, reason="数量不符")


def opened(amount: str = "501", requester: str = "clerk") -> ApprovalRequest:
    """A request through the usual chain."""
    return open_request(CHAIN, Decimal(amount), requester)


def test_steps_are_walked_in_order_until_granted() -> None:
    first = record(opened(), HEAD, YES, NOW)
    second = record(first, QUALITY, TEN, NOW)
    third = record(second, MANAGER, TEN, NOW)

    assert [one.waiting_for for one in (opened(), first, second, third)] == [
        (Role.AFTER_SALES_HEAD,),
        BOTH,
        (Role.GENERAL_MANAGER,),
        (),
    ]
    assert third.state is ApprovalState.GRANTED
    assert third.signatures[0] == Signature(step=0, role=Role.AFTER_SALES_HEAD, person="head", at=NOW, verdict=YES)


@pytest.mark.parametrize(("amount", "steps"), [("500", 1), ("500.01", 2)])
def test_a_step_is_needed_just_above_its_amount(amount: str, steps: int) -> None:
    assert len(opened(amount).steps) == steps


def test_a_request_that_needs_no_step_is_granted_at_once() -> None:
    assert open_request(CHAIN, Decimal(1), "clerk", steps=()).state is ApprovalState.GRANTED


def test_a_later_role_waits_for_its_turn() -> None:
    with pytest.raises(NotYourTurn) as refusal:
        record(opened(), MANAGER, TEN, NOW)

    assert refusal.value.text("en") == "The current step waits for after_sales_head."


def test_a_rejection_ends_the_request_and_keeps_its_reason() -> None:
    rejected = record(opened(), HEAD, NO, NOW)

    assert rejected.state is ApprovalState.REJECTED
    assert rejected.signatures[-1].verdict.reason == "数量不符"
    with pytest.raises(ApprovalClosed):
        record(rejected, HEAD, YES, NOW)


def test_a_rejection_without_a_reason_is_refused_where_the_chain_asks_for_one() -> None:
    silent = Verdict(answer=Answer.REJECT, reason="  ")
    lenient = ApprovalChain(
        code="L", text=CHAIN.text, subject=Subject.RETURN, steps=CHAIN.steps, reason_on_rejection=False
    )

    with pytest.raises(ReasonRequired):
        record(opened(), HEAD, silent, NOW)
    assert record(open_request(lenient, Decimal(1), "clerk"), HEAD, silent, NOW).state is ApprovalState.REJECTED


def test_counter_signers_who_disagree_are_refused_by_field() -> None:
    half = record(record(opened(), HEAD, YES, NOW), QUALITY, TEN, NOW)

    with pytest.raises(FieldsDisagree) as refusal:
        record(half, MANAGER, TWELVE, NOW)

    assert refusal.value.params == {"fields": "quantity"}


def test_a_counter_signature_states_every_field() -> None:
    with pytest.raises(AgreedFieldMissing) as refusal:
        record(record(opened(), HEAD, YES, NOW), QUALITY, YES, NOW)

    assert refusal.value.params == {"fields": "scope, quantity"}


def test_one_person_with_both_roles_cannot_counter_sign_alone() -> None:
    both = Approver(person="both", roles=frozenset(BOTH))
    half = record(record(opened(), HEAD, YES, NOW), both, TEN, NOW)

    with pytest.raises(SignedAlready):
        record(half, both, TEN, NOW)


def test_nobody_approves_what_they_asked_for() -> None:
    with pytest.raises(OwnRequest):
        record(opened(requester="head"), HEAD, YES, NOW)


def lent(role: Role, grantor: str, *, starts: timedelta = timedelta(0)) -> Approver:
    """A deputy with one delegation of a day."""
    delegation = Delegation(
        grantor=grantor,
        delegate="deputy",
        role=role,
        starts_at=NOW + starts,
        ends_at=NOW + starts + timedelta(days=1),
    )
    return Approver(person="deputy", roles=frozenset(), delegations=(delegation,))


def test_a_delegate_signs_for_the_one_who_lent_the_role() -> None:
    signed = record(opened("1"), lent(Role.AFTER_SALES_HEAD, "head"), YES, NOW)

    assert signed.state is ApprovalState.GRANTED
    assert (signed.signatures[0].person, signed.signatures[0].on_behalf_of) == ("deputy", "head")


@pytest.mark.parametrize("starts", [timedelta(seconds=1), timedelta(days=-1)])
def test_a_delegation_counts_only_while_it_lasts(starts: timedelta) -> None:
    with pytest.raises(NotYourTurn):
        record(opened(), lent(Role.AFTER_SALES_HEAD, "head", starts=starts), YES, NOW)


def test_a_delegation_to_somebody_else_counts_for_nothing() -> None:
    deputy = lent(Role.AFTER_SALES_HEAD, "head")
    thief = Approver(person="thief", roles=frozenset(), delegations=deputy.delegations)

    with pytest.raises(NotYourTurn):
        record(opened(), thief, YES, NOW)


def test_a_requester_cannot_have_a_delegate_approve() -> None:
    with pytest.raises(OwnRequest):
        record(opened(requester="head"), lent(Role.AFTER_SALES_HEAD, "head"), YES, NOW)


def test_a_delegate_of_one_signer_cannot_counter_sign_with_that_signer() -> None:
    half = record(record(opened(), HEAD, YES, NOW), QUALITY, TEN, NOW)

    with pytest.raises(SignedAlready):
        record(half, lent(Role.GENERAL_MANAGER, "quality"), TEN, NOW)


def test_whose_turn_it_is_can_be_asked_without_signing() -> None:
    request = opened(requester="quality")

    assert [may_sign(request, who, NOW) for who in (HEAD, MANAGER, QUALITY)] == [True, False, False]
    assert may_sign(record(request, HEAD, YES, NOW), QUALITY, NOW) is False
    assert may_sign(record(opened("1"), HEAD, YES, NOW), HEAD, NOW) is False


PEOPLE = st.sampled_from([HEAD, MANAGER, QUALITY, Approver(person="clerk", roles=frozenset(Role))])
VERDICTS = st.sampled_from([YES, TEN, TWELVE, NO])


@given(st.lists(st.tuples(PEOPLE, VERDICTS), max_size=12))
def test_whatever_is_tried_a_granted_request_has_every_signature(
    tries: list[tuple[Approver, Verdict]],
) -> None:
    request = opened()
    for who, verdict in tries:
        before = request
        try:
            request = record(request, who, verdict, NOW)
        except Refusal:
            assert request == before

    assert "clerk" not in {one.person for one in request.signatures}
    if request.state is ApprovalState.GRANTED:
        assert sorted((one.step, one.role) for one in request.signatures) == sorted(
            (step, role) for step, one in enumerate(CHAIN.steps) for role in one.roles
        )
