"""What people answer to a return: approval or refusal, sending back, appeal, cancellation."""

from aftersales.claims import events
from aftersales.claims.returns import rules, store
from aftersales.claims.returns.errors import NothingToPack, UnitUnderReturn
from aftersales.claims.returns.model import Move, Return, ReturnId, ReturnState
from aftersales.claims.returns.service import about, taken
from aftersales.claims.returns.store import Held
from aftersales.kernel.access import Permission
from aftersales.kernel.tx import Tx
from aftersales.policy import service as policy
from aftersales.policy.approvals import service as approvals
from aftersales.policy.approvals.model import Answer, ApprovalState, Verdict
from aftersales.policy.model import Outcome, Subject


async def decide(
    tx: Tx,
    return_id: ReturnId,
    expected_version: int,
    answer: Verdict,
    refused: dict[int, str],
) -> Return:
    """An approver's answer; the last signature approves or refuses, single lines may be refused with a reason."""
    tx.actor.require(Permission.RETURNS_APPROVE)
    move = Move.APPROVE if answer.answer is Answer.APPROVE else Move.REFUSE
    held, following = await taken(tx, return_id, expected_version, move)
    for line, reason in sorted(refused.items()):
        await store.change_line(tx, return_id, line, accepted=False, refusal=reason)

    signed = await approvals.sign(tx, held.approval_id, answer)

    if signed.state is ApprovalState.GRANTED:
        await _approved(tx, held, following)
    elif signed.state is ApprovalState.REJECTED:
        await store.change(tx, return_id, state=following, reason=answer.reason, refused_at=tx.now)
        await store.release_units(tx, return_id)
        tx.emit(events.ReturnRefused(**about(held.shown), reason=answer.reason))
    else:
        await store.change(tx, return_id, reason=None)
    return await store.one(tx, return_id)


async def _approved(tx: Tx, held: Held, following: ReturnState) -> None:
    lines = await store.lines_of(tx, held.shown.id)
    if not any(line.accepted for line in lines):
        raise NothingToPack
    await store.change(tx, held.shown.id, state=following, approved_at=tx.now, reason=None)
    tx.emit(events.ReturnApproved(**about(held.shown), automatic=False))


async def send_back(tx: Tx, return_id: ReturnId, expected_version: int, reason: str) -> Return:
    """Ask the dealer to correct the return; the approval begins anew afterwards."""
    tx.actor.require(Permission.RETURNS_APPROVE)
    held, following = await taken(tx, return_id, expected_version, Move.SEND_BACK)
    if held.approval_id is not None:
        await approvals.withdraw(tx, held.approval_id)
    await store.change(tx, return_id, state=following, reason=reason, approval_id=None)
    tx.emit(events.ReturnSentBack(**about(held.shown), reason=reason))
    return await store.one(tx, return_id)


async def appeal(tx: Tx, return_id: ReturnId, expected_version: int, reason: str) -> Return:
    """Ask once, within the policy's window, that people look again at a refusal; every line is open then."""
    tx.actor.require(Permission.RETURNS_FILE)
    held, following = await taken(tx, return_id, expected_version, Move.APPEAL)
    in_force = await policy.version(tx, held.shown.policy_version_id)
    rules.check_appeal(in_force.document, held.refused_at or held.shown.filed_at, held.shown.appeals, tx.now)
    lines = await store.lines_of(tx, return_id)

    request = await approvals.request_for_appeal(
        tx,
        policy=in_force,
        amount=held.shown.amount,
        subject=Subject.RETURN,
        subject_id=return_id,
        dealer_id=held.shown.dealer_id,
    )
    for line in lines:
        await store.change_line(tx, return_id, line.line, accepted=True, outcome=Outcome.OPEN)
    units_held = sorted({line.unit_id for line in lines if line.unit_id})
    busy = set(units_held) - await store.hold_units(tx, return_id, held.shown.dealer_id, units_held)
    if busy:
        raise UnitUnderReturn(serials=", ".join(sorted({one.serial or "" for one in lines if one.unit_id in busy})))
    await store.change(
        tx,
        return_id,
        state=following,
        reason=reason,
        appeals=held.shown.appeals + 1,
        approval_id=request.id,
    )
    tx.emit(events.ReturnAppealed(**about(held.shown), reason=reason))
    return await store.one(tx, return_id)


async def cancel(tx: Tx, return_id: ReturnId, expected_version: int, reason: str) -> Return:
    """Take a return back before it is shipped; its units can be filed again."""
    tx.actor.require(Permission.RETURNS_FILE)
    held, following = await taken(tx, return_id, expected_version, Move.CANCEL)
    if held.approval_id is not None and held.shown.state is ReturnState.AWAITING_APPROVAL:
        await approvals.withdraw(tx, held.approval_id)
    await store.release_units(tx, return_id)
    await store.change(tx, return_id, state=following, reason=reason)
    tx.emit(events.ReturnCancelled(**about(held.shown), reason=reason))
    return await store.one(tx, return_id)
