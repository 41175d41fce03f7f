"""Queries of returns that are there: read, list, lock, change. Filing has its own in `store_filing`."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import Struct
from sqlalchemy import (
    ARRAY,
    CompoundSelect,
    Select,
    Uuid,
    and_,
    any_,
    bindparam,
    delete,
    literal,
    select,
    union_all,
    update,
)

from aftersales.claims.returns.model import (
    Extra,
    Line,
    Packing,
    Return,
    ReturnId,
    ReturnName,
    ReturnState,
    ShipmentId,
    Wanted,
)
from aftersales.claims.returns.tables import open_units, return_lines, returns, shipments
from aftersales.kernel.errors import NotFound
from aftersales.kernel.ids import OrganisationId
from aftersales.kernel.money import Money
from aftersales.kernel.pagination import page
from aftersales.kernel.straight import Prepared
from aftersales.kernel.tx import Tx
from aftersales.policy.model import Disposition, Finding, Outcome, Proof, ReturnAddress, Text

_REFUSE: Final = """
UPDATE return_lines l SET accepted = false, refusal = g.refusal
FROM jsonb_to_recordset($3::jsonb) AS g(line int, refusal jsonb)
WHERE l.tenant_id = $1 AND l.return_id = $2 AND l.line = g.line
"""
_REOPEN: Final = "UPDATE return_lines SET accepted = true WHERE tenant_id = $1 AND return_id = $2 AND NOT accepted"
_ACCEPT: Final = """
UPDATE return_lines SET accepted = true, refusal = NULL WHERE tenant_id = $1 AND return_id = $2 AND line = $3
"""
_UPHOLD: Final = """
UPDATE return_lines SET refusal = NULL WHERE tenant_id = $1 AND return_id = $2 AND accepted AND refusal IS NOT NULL
"""


async def release_units(tx: Tx, return_id: ReturnId) -> None:
    """Let the units of a return be filed again."""
    await tx.execute(delete(open_units).filter_by(tenant_id=tx.tenant_id, return_id=return_id))


NATIVE: Final = (datetime, date, UUID)


async def change(tx: Tx, *return_ids: ReturnId, **values: object) -> None:
    """Change returns that are locked by this transaction, and raise their versions."""
    await tx.execute(
        update(returns)
        .where(returns.c.tenant_id == tx.tenant_id, returns.c.id.in_(return_ids))
        .values(
            version=returns.c.version + 1,
            **{key: msgspec.to_builtins(value, builtin_types=NATIVE) for key, value in values.items()},
        ),
    )


def refuse_lines(tx: Tx, return_id: ReturnId, refused: Mapping[int, Text]) -> None:
    """Let lines of a locked return no longer stand, each for its reason."""
    rows = [{"line": line, "refusal": reason} for line, reason in refused.items()]
    tx.write_later(_REFUSE, tx.tenant_id, return_id, msgspec.json.encode(rows).decode())


def accept_line(tx: Tx, return_id: ReturnId, line: int) -> None:
    """Let a line of a locked return stand."""
    tx.write_later(_ACCEPT, tx.tenant_id, return_id, line)


def reopen_lines(tx: Tx, return_id: ReturnId) -> None:
    """Let the refused lines of a locked return stand again for as long as an appeal is open."""
    tx.write_later(_REOPEN, tx.tenant_id, return_id)


def uphold_lines(tx: Tx, return_id: ReturnId) -> None:
    """Forget why lines that stand were refused once: the appeal was granted."""
    tx.write_later(_UPHOLD, tx.tenant_id, return_id)


_SHIPPED: Final = select(
    returns,
    shipments.c.carrier,
    shipments.c.waybill,
    shipments.c.created_at.label("shipped_at"),
).outerjoin(
    shipments,
    (shipments.c.tenant_id == returns.c.tenant_id) & (shipments.c.id == returns.c.shipment_id),
)
_ONE: Final = Prepared(_SHIPPED.where(returns.c.tenant_id == bindparam("tenant"), returns.c.id == bindparam("id")))
_LINES: Final = Prepared(
    select(return_lines)
    .where(return_lines.c.tenant_id == bindparam("tenant"), return_lines.c.return_id == bindparam("of"))
    .order_by(return_lines.c.line),
)


def _selected(tx: Tx) -> Select[Any]:
    return _SHIPPED.where(returns.c.tenant_id == tx.tenant_id)


class _ReturnRow(Struct, frozen=True, kw_only=True):
    id: ReturnId
    number: str
    dealer_id: OrganisationId
    dealer_name: str
    dealer_name_en: str
    factory_id: OrganisationId | None
    state: ReturnState
    amount_minor: int
    currency: str
    policy_version_id: UUID
    policy_label: str
    route: ReturnAddress | None
    reason: str | None
    appeals: int
    line_count: int
    packing: Packing | None
    shipment_id: ShipmentId | None
    carrier: str | None
    waybill: str | None
    extras: tuple[Extra, ...]
    approval_id: UUID | None
    decision_id: UUID
    refused_at: datetime | None
    approved_at: datetime | None
    filed_by: UUID
    filed_at: datetime
    shipped_at: datetime | None
    received_at: datetime | None
    closed_at: datetime | None
    version: int


class Held(Struct, frozen=True, kw_only=True):
    """A return with what only services need of it."""

    shown: Return
    approval_id: UUID | None
    decision_id: UUID
    refused_at: datetime | None
    approved_at: datetime | None


_SHOWN: Final = tuple(name for name in Return.__struct_fields__ if name != "amount")
_shown_of: Final = attrgetter(*_SHOWN)


def _shown(row: _ReturnRow) -> Return:
    amount = Money.of_minor(row.amount_minor, row.currency)
    return Return(amount=amount, **dict(zip(_SHOWN, _shown_of(row), strict=True)))


async def one(tx: Tx, return_id: ReturnId) -> Return:
    """One return that the caller may see."""
    statement = _ONE.given(tenant=tx.tenant_id, id=return_id)
    return _shown(await tx.one(statement, _ReturnRow, NotFound("return", "退货单")))


async def held(tx: Tx, return_id: ReturnId) -> Held:
    """One return, locked until the transaction ends."""
    statement = _selected(tx).where(returns.c.id == return_id).with_for_update(of=returns)
    return _held(await tx.one(statement, _ReturnRow, NotFound("return", "退货单")))


def _held(row: _ReturnRow) -> Held:
    return Held(
        shown=_shown(row),
        approval_id=row.approval_id,
        decision_id=row.decision_id,
        refused_at=row.refused_at,
        approved_at=row.approved_at,
    )


async def held_together(tx: Tx, return_ids: Sequence[ReturnId]) -> dict[ReturnId, Held]:
    """Several returns, locked in order of identity, so that two shipments cannot wait for each other."""
    statement = _selected(tx).where(returns.c.id.in_(return_ids)).order_by(returns.c.id).with_for_update(of=returns)
    return {row.id: _held(row) for row in await tx.all(statement, _ReturnRow)}


class _LineRow(Struct, frozen=True, kw_only=True):
    line: int
    unit_id: UUID | None
    serial: str | None
    model_id: UUID | None
    model_code: str | None
    part_id: UUID
    part_number: str
    part_name: str
    part_name_en: str
    quantity: int
    fault_code: str | None
    fault_text: str | None
    human_damage: bool | None
    sold_on: date | None
    proof: Proof | None
    photo_ids: tuple[UUID, ...]
    unit_price_minor: int | None
    currency: str | None
    outcome: Outcome
    clause: str
    clause_text: Text
    covered_until: date | None
    accepted: bool
    refusal: Text | None
    received_quantity: int | None
    damaged_quantity: int | None
    wrong_quantity: int | None
    receipt_note: str | None
    finding: Finding | None
    finding_note: str | None
    inspector: str | None
    disposition: Disposition | None
    replacement_serial: str | None
    credit_minor: int | None
    settled_at: datetime | None


def _line(row: _LineRow) -> Line:
    values = msgspec.structs.asdict(row)
    currency = values.pop("currency")
    for name in ("unit_price", "credit"):
        minor = values.pop(f"{name}_minor")
        values[name] = None if minor is None else Money.of_minor(minor, currency)
    return Line(**values)


async def names_of(tx: Tx, ids: Sequence[UUID]) -> list[ReturnName]:
    """What these returns are called, in one statement."""
    return await tx.all(
        select(returns.c.id, returns.c.number, returns.c.dealer_name, returns.c.dealer_name_en).where(
            returns.c.tenant_id == tx.tenant_id, returns.c.id == any_(literal(list(ids), ARRAY(Uuid)))
        ),
        ReturnName,
    )


async def lines_of(tx: Tx, return_id: ReturnId) -> list[Line]:
    """The lines of a return, in order."""
    statement = _LINES.given(tenant=tx.tenant_id, of=return_id)
    return [_line(row) for row in await tx.all(statement, _LineRow)]


async def listed(tx: Tx, wanted: Wanted, *, limit: int, cursor: str | None) -> tuple[list[Return], str | None]:
    """A page of returns, newest first."""
    rows, following = await page(
        tx,
        _filtered(tx, _selected(tx), wanted),
        _ReturnRow,
        columns=[returns.c.id],
        key=lambda row: (row.id,),
        limit=limit,
        cursor=cursor,
        bound=("returns", wanted),
        descending=True,
    )
    return [_shown(row) for row in rows], following


def _filtered(tx: Tx, statement: Select[Any], wanted: Wanted) -> Select[Any]:
    for column, value in (
        (returns.c.state, wanted.state and wanted.state.value),
        (returns.c.dealer_id, wanted.dealer_id),
        (returns.c.factory_id, wanted.factory_id),
    ):
        if value is not None:
            statement = statement.where(column == value)
    if wanted.filed_from is not None:
        statement = statement.where(returns.c.filed_at >= wanted.filed_from)
    if wanted.filed_to is not None:
        statement = statement.where(returns.c.filed_at < wanted.filed_to)
    if wanted.text:
        statement = statement.where(returns.c.id.in_(_named(tx, wanted.text)))
    return statement


def _named(tx: Tx, text: str) -> CompoundSelect[Any]:
    """Ids of the returns that bear a text: their number, the serial of a line, the waybill they travel under."""
    r, s, spellings = returns.c, shipments.c, (text, text.upper())
    by_serial = select(return_lines.c.return_id).where(
        return_lines.c.tenant_id == tx.tenant_id, return_lines.c.serial.in_(spellings)
    )
    by_waybill = (
        select(r.id)
        .join(shipments, and_(s.tenant_id == r.tenant_id, s.id == r.shipment_id))
        .where(r.tenant_id == tx.tenant_id, s.tenant_id == tx.tenant_id, s.waybill.in_(spellings))
    )
    by_number = select(r.id).where(r.tenant_id == tx.tenant_id, r.number == text.upper())
    return union_all(by_number, by_serial, by_waybill)


MOST_NAMED: Final = 200


async def ids_named(tx: Tx, text: str) -> list[UUID]:
    """The newest returns that bear a number, a serial or a waybill."""
    found = _named(tx, text).subquery()
    statement = select(found.c.id).distinct().order_by(found.c.id.desc()).limit(MOST_NAMED)
    return [row.id for row in await tx.execute(statement)]
