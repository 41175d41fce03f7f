"""Decisions about returns that need no database: moves, what an answer does to lines, forms that agree, windows."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from aftersales.claims.returns.errors import (
    AppealedAlready,
    AppealTooLate,
    FormIncomplete,
    LinesNotOpen,
    NothingToAppeal,
    NothingToPack,
    ShippedOnImpossible,
    ShippingTooLate,
)
from aftersales.claims.returns.model import MOVES, Line, Move, Packing, ReturnState
from aftersales.kernel.errors import FieldError, StaleVersion, StateConflict
from aftersales.kernel.money import Money, zero
from aftersales.policy.model import PolicyDocument, ReturnAddress
from aftersales.policy.service import missing_fields

CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def number_of(return_id: UUID, at: datetime, time_zone: str) -> str:
    """A number that people can read out: the day, and 35 random bits of the identity in Crockford's base 32."""
    rest = return_id.int & (1 << 35) - 1
    letters = "".join(CROCKFORD[rest >> shift & 31] for shift in range(30, -1, -5))
    return f"RT{at.astimezone(ZoneInfo(time_zone)):%y%m%d}-{letters}"


def check_move(state: ReturnState, move: Move, pointer: str | None = None) -> ReturnState:
    """The state after a move, or a refusal that names both."""
    following = MOVES.get(state, {}).get(move)
    if following is None:
        raise StateConflict(state=state.value, move=move.value, pointer=pointer)
    return following


def check_version(actual: int, expected: int, pointer: str | None = None) -> None:
    """Refuse a change of something that was changed meanwhile."""
    if actual != expected:
        raise StaleVersion(version=actual, pointer=pointer)


def value_of(lines: Sequence[Line], currency: str) -> Money:
    """What the lines that stand are worth; a line without a price in this currency counts nothing."""
    priced = [line.unit_price * line.quantity for line in lines if line.accepted and line.unit_price]
    return sum((one for one in priced if one.currency == currency), zero(currency))


def check_refused_lines(lines: Sequence[Line], named: Sequence[int]) -> None:
    """Refuse to refuse lines that do not stand, lines named twice, or all that stand: that is a rejection."""
    standing = {line.line for line in lines if line.accepted}
    errors = tuple(
        FieldError(
            pointer=f"/refused_lines/{place}/line",
            code="not_open_or_twice",
            zh=f"第 {line} 行不存在、已被拒绝，或重复",
            en=f"line {line} does not exist, is refused already, or is named twice",
        )
        for place, line in enumerate(named)
        if line not in standing or line in named[:place]
    )
    if errors:
        raise LinesNotOpen(errors)
    if standing == set(named):
        raise NothingToPack(pointer="/refused_lines")


def refused_by_rejection(lines: Sequence[Line]) -> set[int]:
    """Which lines a rejection refuses: those that were appealed; where none was, every line that stood."""
    standing = [line for line in lines if line.accepted]
    appealed = {line.line for line in standing if line.refusal is not None}
    return appealed or {line.line for line in standing}


def check_packing(document: PolicyDocument, packing: Packing, total: int, route: ReturnAddress | None) -> None:
    """Refuse papers with a required field left out [S02-R03], a wrong total, or another consignee than the route's."""
    errors: list[FieldError] = []
    for form, given in (("packing_list", packing.packing_list), ("transport_form", packing.transport_form)):
        values = msgspec.to_builtins(given)
        errors += [
            FieldError(pointer=f"/{form}/{field}", code="required", zh="必填，不能漏填", en="is required")
            for field in missing_fields(document, form, values)
        ]
    errors += _contradictions(packing, total, route)
    if errors:
        raise FormIncomplete(tuple(errors))


def _contradictions(packing: Packing, total: int, route: ReturnAddress | None) -> list[FieldError]:
    stated = (
        ("packing_list/total_quantity", packing.packing_list.total_quantity, total),
        ("transport_form/quantity", packing.transport_form.quantity, total),
        ("transport_form/consignee_address", packing.transport_form.consignee_address, route and route.address),
        ("transport_form/consignee_name", packing.transport_form.consignee_name, route and route.consignee),
        ("transport_form/consignee_phone", packing.transport_form.consignee_phone, route and route.phone),
    )
    return [
        FieldError(
            pointer=f"/{place}",
            code="disagrees",
            zh=f"应为“{right}”，填写的是“{given}”",
            en=f"must be {right}, not {given}",
        )
        for place, given, right in stated
        if given is not None and right is not None and given != right
    ]


def sendable(lines: Sequence[Line]) -> int:
    """How many pieces of a return may be sent."""
    return sum(line.quantity for line in lines if line.accepted)


def check_appeal(
    document: PolicyDocument, lines: Sequence[Line], decided_at: datetime, appeals: int, now: datetime
) -> None:
    """Refuse an appeal of nothing, one that is too late, or the second."""
    days = document.returns.appeal_within_days
    if all(line.accepted for line in lines):
        raise NothingToAppeal
    if appeals:
        raise AppealedAlready
    if days is not None and now > decided_at + timedelta(days=days):
        raise AppealTooLate(clause=document.returns.clause, days=days)


def check_shipped_on(document: PolicyDocument, approved_at: datetime, shipped_on: date, now: datetime) -> None:
    """Refuse a day before approval or after today, and one later than the policy allows; the last day is in time."""
    zone, days = ZoneInfo(document.time_zone), document.returns.ship_within_days
    first, today = approved_at.astimezone(zone).date(), now.astimezone(zone).date()
    if not first <= shipped_on <= today:
        raise ShippedOnImpossible(first=first, last=today, pointer="/shipped_on")
    if days is not None and shipped_on > first + timedelta(days=days):
        raise ShippingTooLate(clause=document.returns.clause, days=days, pointer="/shipped_on")
