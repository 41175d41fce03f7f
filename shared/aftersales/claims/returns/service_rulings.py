"""What a return owes to somebody who rules a line otherwise than coverage advised."""

from typing import Final
from uuid import UUID

from msgspec.structs import replace

from aftersales.claims import events
from aftersales.claims.returns import rules, store
from aftersales.claims.returns.errors import DecisionReplaced
from aftersales.claims.returns.model import Line, ReturnId, ReturnState
from aftersales.claims.returns.service import about
from aftersales.claims.returns.service_answers import hold_again, spoken
from aftersales.claims.returns.store import Held
from aftersales.kernel.errors import StateConflict
from aftersales.kernel.tx import Tx
from aftersales.policy import service as policy
from aftersales.policy.model import Subject
from aftersales.policy.model_rights import Ruled
from aftersales.policy.rulings import service as rulings
from aftersales.policy.rulings.model import RulingRow

ANSWERED: Final = frozenset({ReturnState.APPROVED, ReturnState.REFUSED})
"""States in which the lines of a return have their answer, and nothing is on its way yet."""


async def rule(tx: Tx, decision_id: UUID, line: str, ruled: Ruled, reason: str) -> RulingRow:
    """Rule on a line; if the decision is a return's, its line stands or falls with the ruling, or nothing is kept."""
    row = await rulings.rule(tx, decision_id, line, ruled, reason)
    decision = await policy.decision(tx, decision_id)
    if decision.subject_kind == Subject.RETURN:
        await _follow(tx, ReturnId(decision.subject_id), row)
    return row


async def _follow(tx: Tx, return_id: ReturnId, row: RulingRow) -> None:
    held = await store.held(tx, return_id)
    if held.decision_id != row.decision_id:
        raise DecisionReplaced(number=held.shown.number)
    if held.shown.state not in ANSWERED:
        raise StateConflict(state=held.shown.state.value, move="rule")
    before = await store.lines_of(tx, return_id)
    stands, number = row.ruled is Ruled.COVERED, int(row.line)
    lines = [replace(one, accepted=stands) if one.line == number else one for one in before]
    if stands:
        store.accept_line(tx, return_id, number)
    else:
        store.refuse_lines(tx, return_id, {number: spoken(row.reason)})
    await _move(tx, held, lines, row.reason)


async def _move(tx: Tx, held: Held, lines: list[Line], reason: str) -> None:
    """Let the return stand with any line that stands, and fall with the last."""
    state = ReturnState.APPROVED if any(line.accepted for line in lines) else ReturnState.REFUSED
    amount = rules.value_of(lines, held.shown.amount.currency)
    if state is held.shown.state:
        await store.change(tx, held.shown.id, amount_minor=amount.minor)
    elif state is ReturnState.APPROVED:
        await hold_again(tx, held, lines)
        await store.change(tx, held.shown.id, state=state, approved_at=tx.now, reason=None, amount_minor=amount.minor)
        tx.emit(events.ReturnApproved(**about(held.shown), automatic=False))
    else:
        await store.change(tx, held.shown.id, state=state, refused_at=tx.now, reason=reason, amount_minor=amount.minor)
        await store.release_units(tx, held.shown.id)
        tx.emit(events.ReturnRefused(**about(held.shown), reason=reason))
