"""The approval engine: a pure state machine; each recorded answer makes a new request state or is refused."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from msgspec.structs import replace

from aftersales.kernel.access import Role
from aftersales.policy.approvals.model import (
    Answer,
    ApprovalChain,
    ApprovalRequest,
    ApprovalState,
    ApprovalStep,
    Approver,
    Signature,
    Verdict,
)
from aftersales.policy.errors import (
    AgreedFieldMissing,
    ApprovalClosed,
    FieldsDisagree,
    NotYourTurn,
    OwnRequest,
    ReasonRequired,
    SignedAlready,
)


def open_request(
    chain: ApprovalChain,
    amount: Decimal,
    requester: str,
    steps: Sequence[ApprovalStep] | None = None,
) -> ApprovalRequest:
    """A request through the steps that its amount needs; one that needs none is granted at once.

    A caller who knows better which steps are needed (a decision does) passes them.
    """
    if steps is None:
        steps = [step for step in chain.steps if step.above is None or amount > step.above]
    return ApprovalRequest(
        chain=chain.code,
        subject=chain.subject,
        amount=amount,
        requester=requester,
        steps=tuple(steps),
        reason_on_rejection=chain.reason_on_rejection,
        state=ApprovalState.PENDING if steps else ApprovalState.GRANTED,
    )


def record(request: ApprovalRequest, by: Approver, verdict: Verdict, at: datetime) -> ApprovalRequest:
    """The request after one answer; raise a refusal, and change nothing, if the answer may not be given."""
    if request.state is not ApprovalState.PENDING:
        raise ApprovalClosed(state=request.state.value)
    role, on_behalf_of = _capacity(request, by, at)
    if verdict.answer is Answer.REJECT and request.reason_on_rejection and not verdict.reason.strip():
        raise ReasonRequired(pointer="/reason")
    signature = Signature(
        step=request.step, role=role, person=by.person, on_behalf_of=on_behalf_of, at=at, verdict=verdict
    )
    signed = replace(request, signatures=(*request.signatures, signature))
    if verdict.answer is Answer.REJECT:
        return replace(signed, state=ApprovalState.REJECTED)
    _check_agreement(request, verdict)
    if signed.waiting_for:
        return signed
    if request.step + 1 < len(request.steps):
        return replace(signed, step=request.step + 1)
    return replace(signed, state=ApprovalState.GRANTED)


def may_sign(request: ApprovalRequest, by: Approver, at: datetime) -> bool:
    """Whether somebody could answer now, for lists of what waits for them."""
    try:
        _capacity(request, by, at)
    except (NotYourTurn, OwnRequest, SignedAlready):
        return False
    return True


def _capacity(request: ApprovalRequest, by: Approver, at: datetime) -> tuple[Role, str | None]:
    """In which role somebody signs, and for whom; their own role comes before one they were lent."""
    waiting = request.waiting_for
    capacities: list[tuple[Role, str | None]] = [(role, None) for role in waiting if role in by.roles]
    capacities += [
        (role, delegation.grantor)
        for role in waiting
        for delegation in by.delegations
        if delegation.role is role
        and delegation.delegate == by.person
        and delegation.starts_at <= at < delegation.ends_at
    ]
    if not capacities:
        raise NotYourTurn(roles=", ".join(waiting))
    foreign = [one for one in capacities if request.requester not in {by.person, one[1]}]
    if not foreign:
        raise OwnRequest
    signers = _signers(request)
    fresh = [one for one in foreign if signers.isdisjoint({by.person, one[1]})]
    if not fresh:
        raise SignedAlready
    return fresh[0]


def _signers(request: ApprovalRequest) -> set[str | None]:
    """Everybody whose hand or name is under the current step."""
    signers: set[str | None] = set()
    for signature in request.signatures:
        if signature.step == request.step:
            signers |= {signature.person, signature.on_behalf_of or signature.person}
    return signers


def _check_agreement(request: ApprovalRequest, verdict: Verdict) -> None:
    """Whoever has to agree on a field states the same value, side by side or a step later [S10-R06]."""
    fields = request.steps[request.step].agree_on
    missing = [field for field in fields if not verdict.fields.get(field, "").strip()]
    if missing:
        raise AgreedFieldMissing(fields=", ".join(missing), pointer="/fields")
    differing = [
        field
        for field in fields
        for one in request.signatures
        if field in request.steps[one.step].agree_on and one.verdict.fields[field] != verdict.fields[field]
    ]
    if differing:
        raise FieldsDisagree(fields=", ".join(dict.fromkeys(differing)), pointer="/fields")
