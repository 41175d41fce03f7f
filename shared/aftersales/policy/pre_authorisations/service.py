"""Use cases of pre-authorisations: ask before the work, answer, withdraw; a filing uses one once."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from aftersales.catalog import service as catalog
from aftersales.kernel.access import Permission
from aftersales.kernel.errors import Forbidden, NotFound
from aftersales.kernel.ids import new_id
from aftersales.kernel.money import Money, zero
from aftersales.kernel.tx import Tx
from aftersales.policy import service as policy
from aftersales.policy.model_decision import ReturnFacts
from aftersales.policy.model_rights import PreAuthorisation
from aftersales.policy.pre_authorisations import rules, store
from aftersales.policy.pre_authorisations.errors import (
    PreAuthorisationNotYours,
    PreAuthorisationSpent,
    PreAuthorisationUnpriced,
)
from aftersales.policy.pre_authorisations.events import (
    About,
    PreAuthorisationAsked,
    PreAuthorisationGranted,
    PreAuthorisationRefused,
    PreAuthorisationWithdrawn,
)
from aftersales.policy.pre_authorisations.model import Pre, PreAuthorisationId, PreLine, PreRow, PreState
from aftersales.units import service as units
from aftersales.units.model import UnitId

__all__ = ["applied", "ask", "grant", "listed", "one", "refuse", "withdraw"]


async def ask(tx: Tx, unit_id: UnitId, lines: Sequence[PreLine], reason: str) -> Pre:
    """Ask whether parts of a unit may be replaced, before the work begins."""
    tx.actor.require(Permission.RETURNS_FILE)
    if tx.dealer_id is None:
        raise Forbidden(permission="returns.file (dealer)")
    in_force = await policy.in_force(tx)
    unit = await units.unit(tx, unit_id)
    model = (await catalog.models_by_ids(tx, {unit.model_id}))[unit.model_id]
    clause = rules.clause_for(in_force.document, model.code, model.category)
    amount = await _value(tx, lines, in_force.document.currency)

    row = PreRow(
        id=PreAuthorisationId(new_id()),
        unit_id=unit.id,
        serial=unit.serial,
        dealer_id=tx.dealer_id,
        lines=tuple(lines),
        amount_minor=amount.minor,
        currency=amount.currency,
        reason=reason,
        clause=clause.clause,
        policy_version_id=in_force.version_id,
        state=PreState.ASKED,
        up_to_minor=None,
        valid_until=None,
        answer=None,
        asked_by=tx.actor.id,
        asked_at=tx.now,
        answered_by=None,
        answered_at=None,
        consumed_by=None,
        consumed_at=None,
        version=1,
    )
    await store.add(tx, row)
    roles = tuple(role.value for role in clause.roles)
    tx.emit(PreAuthorisationAsked(**_about(row), amount=amount, reason=reason, roles=roles))
    return row.shown()


async def _value(tx: Tx, lines: Sequence[PreLine], currency: str) -> Money:
    """What the parts are worth at their list prices."""
    parts = await catalog.parts_by_numbers(tx, [one.part_number for one in lines])
    total = zero(currency)
    for place, line in enumerate(lines):
        part = parts.get(line.part_number)
        if part is None:
            raise NotFound(f"part {line.part_number}", f"零件 {line.part_number}")
        if part.unit_price is None or part.unit_price.currency != currency:
            raise PreAuthorisationUnpriced(part=line.part_number, pointer=f"/lines/{place}/part_number")
        total += part.unit_price * line.quantity
    return total


def _about(row: PreRow) -> About:
    return {
        "pre_authorisation_id": row.id,
        "unit_id": row.unit_id,
        "serial": row.serial,
        "dealer_id": row.dealer_id,
        "clause": row.clause,
    }


async def _answerable(tx: Tx, pre_id: UUID, target: PreState) -> tuple[PreRow, PreAuthorisation, str]:
    """A request that the caller may answer under the version that it was asked under."""
    tx.actor.require(Permission.RETURNS_APPROVE)
    row = await store.one(tx, pre_id, lock=True)
    rules.check_move(row.state, target)
    document = (await policy.version(tx, row.policy_version_id)).document
    clause = next(one for one in document.pre_authorisations if one.clause == row.clause)
    if not rules.may_answer(clause, tx.actor.roles, is_own=row.asked_by == tx.actor.id):
        raise PreAuthorisationNotYours(clause=clause.clause, roles=", ".join(clause.roles))
    return row, clause, document.time_zone


async def grant(
    tx: Tx, pre_id: UUID, expected_version: int, *, up_to: Money | None, valid_until: date | None, answer: str
) -> Pre:
    """Allow it, up to what was asked or less, until the clause's last day or earlier."""
    row, clause, zone = await _answerable(tx, pre_id, PreState.GRANTED)
    today = tx.now.astimezone(ZoneInfo(zone)).date()
    asked = Money.of_minor(row.amount_minor, row.currency)
    granted, until = rules.bounds(clause, asked, up_to, valid_until, today)

    changed = await store.change(
        tx,
        row,
        expected_version,
        state=PreState.GRANTED.value,
        up_to_minor=granted.minor,
        valid_until=until,
        answer=answer,
        answered_by=tx.actor.id,
        answered_at=tx.now,
    )
    tx.emit(PreAuthorisationGranted(**_about(row), up_to=granted, valid_until=until))
    return changed.shown()


async def refuse(tx: Tx, pre_id: UUID, expected_version: int, answer: str) -> Pre:
    """Do not allow it, and say why."""
    row, _, _ = await _answerable(tx, pre_id, PreState.REFUSED)
    changed = await store.change(
        tx,
        row,
        expected_version,
        state=PreState.REFUSED.value,
        answer=answer,
        answered_by=tx.actor.id,
        answered_at=tx.now,
    )
    tx.emit(PreAuthorisationRefused(**_about(row), answer=answer))
    return changed.shown()


async def withdraw(tx: Tx, pre_id: UUID, expected_version: int, answer: str) -> Pre:
    """Take it back before it is used: the dealer its request, the manufacturer its grant."""
    right = Permission.RETURNS_APPROVE if tx.dealer_id is None else Permission.RETURNS_FILE
    tx.actor.require(right)
    row = await store.one(tx, pre_id, lock=True)
    rules.check_move(row.state, PreState.WITHDRAWN)
    changed = await store.change(tx, row, expected_version, state=PreState.WITHDRAWN.value, answer=answer)
    tx.emit(PreAuthorisationWithdrawn(**_about(row), answer=answer))
    return changed.shown()


async def one(tx: Tx, pre_id: UUID) -> Pre:
    """One pre-authorisation that the caller may see."""
    tx.actor.require(Permission.RETURNS_READ)
    return (await store.one(tx, pre_id)).shown()


async def listed(
    tx: Tx, state: PreState | None, unit_id: UUID | None, *, limit: int, cursor: str | None
) -> tuple[list[Pre], str | None]:
    """A page of pre-authorisations, newest first; a dealer's people see their own."""
    tx.actor.require(Permission.RETURNS_READ)
    rows, following = await store.listed(tx, state, unit_id, limit=limit, cursor=cursor)
    return [row.shown() for row in rows], following


def applied(row: PreRow | None, facts: ReturnFacts) -> ReturnFacts:
    """The facts of a filing with what was allowed for each line; a grant that fits no line is refused."""
    if row is None or row.state is not PreState.GRANTED:
        raise PreAuthorisationSpent(pointer="/pre_authorisation_id")
    allowed = rules.applied(row.shown(), facts.lines)
    if not any(allowed) or row.valid_until is None or row.valid_until < facts.filed_on:
        raise PreAuthorisationSpent(pointer="/pre_authorisation_id")
    pairs = zip(facts.lines, allowed, strict=True)
    return replace(facts, lines=tuple(replace(line, pre_authorised=one) for line, one in pairs))
