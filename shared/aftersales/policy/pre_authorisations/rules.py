"""What a pre-authorisation allows: which clause, which amount, which lines; pure."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from aftersales.kernel.access import Role
from aftersales.kernel.money import Money
from aftersales.policy.model_decision import LineFacts, PreAuthorised
from aftersales.policy.model_document import PolicyDocument
from aftersales.policy.model_rights import PreAuthorisation
from aftersales.policy.model_words import CostKind
from aftersales.policy.pre_authorisations.errors import (
    PreAuthorisationMoved,
    PreAuthorisationNotForeseen,
    PreAuthorisationTooMuch,
)
from aftersales.policy.pre_authorisations.model import MOVES, Pre, PreState
from aftersales.policy.rules_coverage import fit
from aftersales.policy.rules_lines import amount_of


def clause_for(document: PolicyDocument, model: str, category: str) -> PreAuthorisation:
    """The first clause that asks for a pre-authorisation of parts of a product."""
    for one in document.pre_authorisations:
        fits = fit(one.products, model, category)
        if fits is not None and CostKind.PARTS in one.costs:
            return one
    raise PreAuthorisationNotForeseen(pointer="/unit_id")


def may_answer(clause: PreAuthorisation, roles: Collection[Role], *, is_own: bool) -> bool:
    """Whether somebody with these roles may answer; nobody answers what they asked for."""
    return not is_own and bool(set(clause.roles) & set(roles))


def check_move(state: PreState, target: PreState) -> None:
    """The table of moves allows it."""
    if target not in MOVES[state]:
        raise PreAuthorisationMoved(state=state.value, target=target.value)


def bounds(
    clause: PreAuthorisation, asked: Money, up_to: Money | None, until: date | None, today: date
) -> tuple[Money, date]:
    """Up to which amount and until which day it is allowed; never more than was asked, nor longer than the clause."""
    last = today + timedelta(days=clause.valid_days or 0)
    granted, valid = up_to or asked, until or last
    is_sound = granted.currency == asked.currency and 0 < granted.amount <= asked.amount and today <= valid <= last
    if not is_sound:
        raise PreAuthorisationTooMuch(most=asked, last=last)
    return granted, valid


def applied(granted: Pre, lines: Sequence[LineFacts]) -> tuple[PreAuthorised | None, ...]:
    """What a pre-authorisation allows each line of a filing: its unit, its parts, together never more than it says."""
    if granted.up_to is None or granted.valid_until is None:
        return (None,) * len(lines)
    pieces = {one.part_number: one.quantity for one in granted.lines}
    left = granted.up_to
    answer: list[PreAuthorised | None] = []
    for line in lines:
        quantity, part = line.quantity or 0, line.part_number or ""
        if line.unit.serial != granted.serial or not 0 < quantity <= pieces.get(part, 0):
            answer.append(None)
            continue
        answer.append(PreAuthorised(id=granted.id, clause=granted.clause, until=granted.valid_until, up_to=left))
        pieces[part] -= quantity
        amount = amount_of(line)
        if amount is not None and amount <= left.amount:
            left = Money(left.amount - amount, left.currency)
    return tuple(answer)
