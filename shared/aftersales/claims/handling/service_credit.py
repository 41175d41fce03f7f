"""Whether a return's credit may be posted: whoever the policy names is asked once the dispositions are known."""

from collections.abc import Collection, Iterable, Sequence

from aftersales.claims.handling import rules
from aftersales.claims.handling.errors import CreditRejected, CreditUnapproved
from aftersales.claims.returns.model import Line, Return
from aftersales.kernel.money import Money, zero
from aftersales.kernel.tx import Tx
from aftersales.policy.approvals import service as approvals
from aftersales.policy.approvals.model import Answer, ApprovalRow, ApprovalState, Verdict
from aftersales.policy.model import Subject
from aftersales.policy.service import Policy


async def ask(tx: Tx, policy: Policy, shown: Return, lines: Sequence[Line]) -> None:
    """Ask for the credit of a return, in place of what was asked before; nobody where the policy needs nobody."""
    standing = await approvals.standing_of(tx, Subject.CREDIT, shown.id)
    if standing is not None:
        await approvals.withdraw(tx, standing.id)
    dues = [credit for line in lines if (credit := rules.credit_of(policy.document, line))]
    if not _is_needed(policy, dues):
        return
    await approvals.request_for_appeal(
        tx,
        policy=policy,
        amount=_total(dues, policy.document.currency),
        subject=Subject.CREDIT,
        subject_id=shown.id,
        dealer_id=shown.dealer_id,
    )


def _is_needed(policy: Policy, dues: Collection[Money]) -> bool:
    """Whether anybody has a say: never about nothing, always about an amount that the policy cannot weigh."""
    if any(due.currency != policy.document.currency for due in dues):
        return True
    return bool(dues) and approvals.is_needed(policy, Subject.CREDIT, _total(dues, policy.document.currency))


def _total(dues: Iterable[Money], currency: str) -> Money:
    """What is due in the policy's currency; what is due in another is not known in it."""
    return sum((due for due in dues if due.currency == currency), zero(currency))


async def check(tx: Tx, policy: Policy, shown: Return, dues: Collection[Money]) -> None:
    """Refuse to post a credit that is not granted; settling signs for whoever may give the last signature."""
    if not _is_needed(policy, dues):
        return
    standing = await approvals.standing_of(tx, Subject.CREDIT, shown.id)
    if standing is None or standing.state in {ApprovalState.GRANTED, ApprovalState.WITHDRAWN}:
        return
    if standing.state is ApprovalState.REJECTED:
        raise CreditRejected(reason=standing.request.signatures[-1].verdict.reason or "-")
    if await _signed_by_settling(tx, standing) is not ApprovalState.GRANTED:
        raise CreditUnapproved(roles=", ".join(standing.waiting_for))


async def _signed_by_settling(tx: Tx, standing: ApprovalRow) -> ApprovalState:
    if not await approvals.could_sign(tx, standing):
        return standing.state
    return (await approvals.sign(tx, standing.id, Verdict(answer=Answer.APPROVE))).state
