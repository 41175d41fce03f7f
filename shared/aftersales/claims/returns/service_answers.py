"""What people answer to a return: approval or refusal, sending back, appeal, cancellation."""

from collections.abc import Sequence

from msgspec.structs import replace

from aftersales.claims import events
from aftersales.claims.returns import rules, store, store_filing
from aftersales.claims.returns.errors import RejectWhole, UnitUnderReturn
from aftersales.claims.returns.model import Line, Move, RefuseLine, ReturnId, ReturnState
from aftersales.claims.returns.service import Shown, about, shown, taken
from aftersales.claims.returns.store import Held
from aftersales.kernel.access import Permission
from aftersales.kernel.tx import Tx
from aftersales.policy import service as policy
from aftersales.policy.approvals import service as approvals
from aftersales.policy.approvals.model import Answer, ApprovalState, Verdict
from aftersales.policy.model import Subject, Text
from aftersales.policy.model_rights import Ruled
from aftersales.policy.rulings import service as rulings


async def decide(
    tx: Tx,
    return_id: ReturnId,
    expected_version: int,
    answer: Verdict,
    refused: Sequence[RefuseLine] = (),
) -> Shown:
    """An approver's answer; the last signature approves or refuses, single lines may be refused with a reason."""
    tx.actor.require(Permission.RETURNS_APPROVE)
    if answer.answer is Answer.REJECT and refused:
        raise RejectWhole(pointer="/refused_lines")
    held, _ = await taken(tx, return_id, expected_version, Move.APPROVE)
    lines = await store.lines_of(tx, return_id)
    rules.check_refused_lines(lines, [one.line for one in refused])

    signed = await approvals.sign(tx, held.approval_id, answer)

    reasons = {one.line: spoken(one.reason) for one in refused}
    if signed.state is ApprovalState.REJECTED:
        ruled = dict.fromkeys(rules.refused_by_rejection(lines), answer.reason)
        await _reject(tx, held, lines, answer.reason)
    else:
        ruled = {one.line: one.reason for one in refused}
        await _approve(tx, held, lines, reasons, is_last=signed.state is ApprovalState.GRANTED)
    upheld = {line.line for line in lines if line.accepted} if signed.state is ApprovalState.GRANTED else set()
    answers = [rulings.Answer(line=str(line), ruled=Ruled.REFUSED, reason=why) for line, why in ruled.items()]
    answers += [
        rulings.Answer(line=str(line), ruled=Ruled.COVERED, reason=answer.reason)
        for line in sorted(upheld - ruled.keys())
    ]
    await rulings.keep_answers(tx, held.decision_id, signed.chain, answers)
    return await shown(tx, return_id)


def spoken(reason: str) -> Text:
    """A person's reason: in the words that they chose, whatever language it is read in."""
    return Text(zh=reason, en=reason)


async def _approve(tx: Tx, held: Held, lines: Sequence[Line], refused: dict[int, Text], *, is_last: bool) -> None:
    standing = [line for line in lines if line.line not in refused]
    amount = rules.value_of(standing, held.shown.amount.currency)
    if refused:
        store.refuse_lines(tx, held.shown.id, refused)
    if not is_last:
        await store.change(tx, held.shown.id, amount_minor=amount.minor)
        return
    store.uphold_lines(tx, held.shown.id)
    await store.change(
        tx,
        held.shown.id,
        state=ReturnState.APPROVED,
        approved_at=tx.now,
        reason=None,
        amount_minor=amount.minor,
    )
    tx.emit(events.ReturnApproved(**about(held.shown), automatic=False))


async def _reject(tx: Tx, held: Held, lines: Sequence[Line], reason: str) -> None:
    """Refuse what was asked for: after an appeal of some lines, the others stay approved."""
    refused = rules.refused_by_rejection(lines)
    standing = [line for line in lines if line.accepted and line.line not in refused]
    store.refuse_lines(tx, held.shown.id, dict.fromkeys(refused, spoken(reason)))
    amount = rules.value_of(standing, held.shown.amount.currency)
    if standing:
        state = ReturnState.APPROVED
        tx.emit(events.ReturnApproved(**about(held.shown), automatic=False))
        await store.change(tx, held.shown.id, state=state, reason=reason, amount_minor=amount.minor)
        return
    state = ReturnState.REFUSED
    await store.change(tx, held.shown.id, state=state, reason=reason, refused_at=tx.now, amount_minor=amount.minor)
    await store.release_units(tx, held.shown.id)
    tx.emit(events.ReturnRefused(**about(held.shown), reason=reason))


async def send_back(tx: Tx, return_id: ReturnId, expected_version: int, reason: str) -> Shown:
    """Ask the dealer to correct the return; the approval begins anew afterwards."""
    tx.actor.require(Permission.RETURNS_APPROVE)
    held, following = await taken(tx, return_id, expected_version, Move.SEND_BACK)
    if held.approval_id is not None:
        await approvals.withdraw(tx, held.approval_id)
    await store.change(tx, return_id, state=following, reason=reason, approval_id=None)
    tx.emit(events.ReturnSentBack(**about(held.shown), reason=reason))
    return await shown(tx, return_id)


async def appeal(tx: Tx, return_id: ReturnId, expected_version: int, reason: str) -> Shown:
    """Ask once, within the policy's window, that people look again at the refused lines; they are open then."""
    tx.actor.require(Permission.RETURNS_FILE)
    held, following = await taken(tx, return_id, expected_version, Move.APPEAL)
    version = await policy.version(tx, held.shown.policy_version_id)
    lines = await store.lines_of(tx, return_id)
    decided_at = held.refused_at or held.approved_at or held.shown.filed_at
    rules.check_appeal(version.document, lines, decided_at, held.shown.appeals, tx.now)

    amount = rules.value_of([replace(line, accepted=True) for line in lines], held.shown.amount.currency)
    request = await approvals.request_for_appeal(
        tx,
        policy=version,
        amount=amount,
        subject=Subject.RETURN,
        subject_id=return_id,
        dealer_id=held.shown.dealer_id,
    )
    store.reopen_lines(tx, return_id)
    if held.shown.state is ReturnState.REFUSED:
        await hold_again(tx, held, lines)
    await store.change(
        tx,
        return_id,
        state=following,
        reason=reason,
        appeals=held.shown.appeals + 1,
        approval_id=request.id,
        amount_minor=amount.minor,
    )
    tx.emit(events.ReturnAppealed(**about(held.shown), reason=reason))
    return await shown(tx, return_id)


async def hold_again(tx: Tx, held: Held, lines: Sequence[Line]) -> None:
    """Hold the units of a return that was refused, or refuse and name those that are under another return by now."""
    units = {line.unit_id: line.serial or "" for line in lines if line.unit_id}
    free = await store_filing.hold_units(tx, held.shown.id, held.shown.dealer_id, sorted(units))
    busy = sorted(serial for unit, serial in units.items() if unit not in free)
    if busy:
        raise UnitUnderReturn(serials=", ".join(busy))


async def cancel(tx: Tx, return_id: ReturnId, expected_version: int, reason: str) -> Shown:
    """Take a return back before it is shipped; its units can be filed again."""
    tx.actor.require(Permission.RETURNS_FILE)
    held, following = await taken(tx, return_id, expected_version, Move.CANCEL)
    if held.approval_id is not None and held.shown.state is ReturnState.AWAITING_APPROVAL:
        await approvals.withdraw(tx, held.approval_id)
    await store.release_units(tx, return_id)
    await store.change(tx, return_id, state=following, reason=reason)
    tx.emit(events.ReturnCancelled(**about(held.shown), reason=reason))
    return await shown(tx, return_id)
