"""Every query of returns until they leave the dealer."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import Struct
from sqlalchemy import Select, delete, insert, or_, select, update

from aftersales.claims.returns.model import (
    Extra,
    Line,
    Packing,
    Return,
    ReturnId,
    ReturnState,
    Shipment,
    ShipmentId,
    Wanted,
)
from aftersales.claims.returns.tables import open_units, return_lines, returns, shipments
from aftersales.kernel.errors import NotFound
from aftersales.kernel.ids import OrganisationId
from aftersales.kernel.money import Money
from aftersales.kernel.pagination import page
from aftersales.kernel.tx import Tx
from aftersales.policy.model import Disposition, Finding, Outcome, Proof, ReturnAddress, Text


class NewReturn(Struct, frozen=True, kw_only=True):
    """A return as it is first written; every column is named, so an older release can still write."""

    tenant_id: UUID
    id: ReturnId
    number: str
    dealer_id: OrganisationId
    dealer_name: str
    factory_id: OrganisationId | None
    state: ReturnState
    amount_minor: int
    currency: str
    policy_version_id: UUID
    policy_label: str
    decision_id: UUID
    route: ReturnAddress | None
    approval_id: UUID | None
    approved_at: datetime | None
    refused_at: datetime | None
    line_count: int
    packing: Packing | None
    filed_by: UUID
    filed_at: datetime


class NewLine(Struct, frozen=True, kw_only=True):
    """A line as it is first written."""

    tenant_id: UUID
    return_id: ReturnId
    line: int
    dealer_id: OrganisationId
    unit_id: UUID | None
    serial: str | None
    model_id: UUID | None
    model_code: str
    part_id: UUID
    part_number: str
    part_name: str
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
    refusal: str | None


def _columns(row: type[Struct]) -> str:
    return ", ".join(row.__struct_fields__)


_WRITE_LINES: Final = f"""
INSERT INTO return_lines ({_columns(NewLine)})
SELECT {_columns(NewLine)} FROM jsonb_populate_recordset(null::return_lines, $1::jsonb)
"""  # noqa: S608 - column names from the Struct above, values as parameters
_HOLD_UNITS: Final = """
INSERT INTO return_open_units (tenant_id, unit_id, return_id, dealer_id)
SELECT $2, u, $3, $4 FROM unnest($5::uuid[]) AS u
ON CONFLICT (tenant_id, unit_id) DO NOTHING RETURNING unit_id
"""
_FILE: Final = f"""
WITH r AS (
  INSERT INTO returns ({_columns(NewReturn)})
  SELECT {_columns(NewReturn)} FROM jsonb_populate_record(null::returns, $6::jsonb)
), l AS ({_WRITE_LINES}), u AS ({_HOLD_UNITS})
SELECT unit_id FROM u
"""  # noqa: S608 - same
_REFILE: Final = f"WITH l AS ({_WRITE_LINES}), u AS ({_HOLD_UNITS}) SELECT unit_id FROM u"  # noqa: S608 - same


async def file(tx: Tx, new: NewReturn, lines: Sequence[NewLine], units: Sequence[UUID]) -> set[UUID]:
    """Write a return, its lines and the units it holds in one round trip; the units that were free."""
    rows = await tx.fetch(
        _FILE,
        msgspec.json.encode(lines).decode(),
        tx.tenant_id,
        new.id,
        new.dealer_id,
        list(units),
        msgspec.json.encode(new).decode(),
    )
    return {row["unit_id"] for row in rows}


async def replace_lines(
    tx: Tx,
    return_id: ReturnId,
    dealer_id: OrganisationId,
    lines: Sequence[NewLine],
    units: Sequence[UUID],
) -> set[UUID]:
    """Write the corrected lines in place of the old ones; the units that were free."""
    await tx.execute(delete(return_lines).filter_by(tenant_id=tx.tenant_id, return_id=return_id))
    await release_units(tx, return_id)
    encoded = msgspec.json.encode(lines).decode()
    rows = await tx.fetch(_REFILE, encoded, tx.tenant_id, return_id, dealer_id, list(units))
    return {row["unit_id"] for row in rows}


async def hold_units(tx: Tx, return_id: ReturnId, dealer_id: OrganisationId, units: Sequence[UUID]) -> set[UUID]:
    """Hold units again for a return that was appealed; the units that were free."""
    sql = _HOLD_UNITS.replace("$2", "$1").replace("$3", "$2").replace("$4", "$3").replace("$5", "$4")
    rows = await tx.fetch(sql, tx.tenant_id, return_id, dealer_id, list(units))
    return {row["unit_id"] for row in rows}


async def release_units(tx: Tx, return_id: ReturnId) -> None:
    """Let the units of a return be filed again."""
    await tx.execute(delete(open_units).filter_by(tenant_id=tx.tenant_id, return_id=return_id))


async def change(tx: Tx, return_id: ReturnId, **values: object) -> None:
    """Change a return that is locked by this transaction, and raise its version."""
    await tx.execute(
        update(returns)
        .filter_by(tenant_id=tx.tenant_id, id=return_id)
        .values(
            version=returns.c.version + 1,
            **{key: msgspec.to_builtins(value, builtin_types=NATIVE) for key, value in values.items()},
        ),
    )


NATIVE: Final = (datetime, date, UUID)


async def change_line(tx: Tx, return_id: ReturnId, line: int, **values: object) -> None:
    """Change one line of a locked return."""
    await tx.execute(
        update(return_lines)
        .filter_by(tenant_id=tx.tenant_id, return_id=return_id, line=line)
        .values(**{key: msgspec.to_builtins(value, builtin_types=NATIVE) for key, value in values.items()}),
    )


def _selected(tx: Tx) -> Select[Any]:
    return (
        select(
            returns,
            shipments.c.carrier,
            shipments.c.waybill,
            shipments.c.created_at.label("shipped_at"),
        )
        .outerjoin(
            shipments,
            (shipments.c.tenant_id == returns.c.tenant_id) & (shipments.c.id == returns.c.shipment_id),
        )
        .where(returns.c.tenant_id == tx.tenant_id)
    )


class _ReturnRow(Struct, frozen=True, kw_only=True):
    id: ReturnId
    number: str
    dealer_id: OrganisationId
    dealer_name: str
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
    refused_at: datetime | None
    approved_at: datetime | None


_SERVICE_ONLY: Final = ("approval_id", "refused_at", "approved_at")


def _shown(row: _ReturnRow) -> Return:
    values = {name: getattr(row, name) for name in row.__struct_fields__ if name not in _SERVICE_ONLY}
    amount = Money.of_minor(values.pop("amount_minor"), values.pop("currency"))
    return Return(amount=amount, **values)


async def one(tx: Tx, return_id: ReturnId) -> Return:
    """One return that the caller may see."""
    statement = _selected(tx).where(returns.c.id == return_id)
    return _shown(await tx.one(statement, _ReturnRow, NotFound("return", "退货单")))


async def held(tx: Tx, return_id: ReturnId) -> Held:
    """One return, locked until the transaction ends."""
    statement = _selected(tx).where(returns.c.id == return_id).with_for_update(of=returns)
    row = await tx.one(statement, _ReturnRow, NotFound("return", "退货单"))
    return Held(
        shown=_shown(row),
        approval_id=row.approval_id,
        refused_at=row.refused_at,
        approved_at=row.approved_at,
    )


class _LineRow(Struct, frozen=True, kw_only=True):
    line: int
    unit_id: UUID | None
    serial: str | None
    model_id: UUID | None
    model_code: str | None
    part_id: UUID
    part_number: str
    part_name: str
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
    refusal: str | None
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


async def lines_of(tx: Tx, return_id: ReturnId) -> list[Line]:
    """The lines of a return, in order."""
    statement = (
        select(return_lines)
        .where(return_lines.c.tenant_id == tx.tenant_id, return_lines.c.return_id == return_id)
        .order_by(return_lines.c.line)
    )
    return [_line(row) for row in await tx.all(statement, _LineRow)]


async def listed(tx: Tx, wanted: Wanted, *, limit: int, cursor: str | None) -> tuple[list[Return], str | None]:
    """A page of returns, newest first."""
    rows, following = await page(
        tx,
        _filtered(_selected(tx), wanted),
        _ReturnRow,
        columns=[returns.c.id],
        key=lambda row: (row.id,),
        limit=limit,
        cursor=cursor,
        bound=("returns", wanted),
        descending=True,
    )
    return [_shown(row) for row in rows], following


def _filtered(statement: Select[Any], wanted: Wanted) -> Select[Any]:
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
        with_serial = (
            select(return_lines.c.return_id)
            .where(return_lines.c.tenant_id == returns.c.tenant_id, return_lines.c.serial == wanted.text)
            .scalar_subquery()
        )
        statement = statement.where(
            or_(returns.c.number == wanted.text.upper(), returns.c.id.in_(with_serial)),
        )
    return statement


async def add_shipment(tx: Tx, shipment: Shipment, factory_id: OrganisationId) -> None:
    """One more shipment."""
    await tx.execute(
        insert(shipments).values(
            tenant_id=tx.tenant_id,
            id=shipment.id,
            dealer_id=shipment.dealer_id,
            factory_id=factory_id,
            carrier=shipment.carrier,
            waybill=shipment.waybill,
            shipped_on=shipment.shipped_on,
        ),
    )


async def waybill_known(tx: Tx, carrier: str, waybill: str) -> bool:
    """Whether a waybill was used before."""
    found = await tx.scalar(
        select(shipments.c.id).filter_by(tenant_id=tx.tenant_id, carrier=carrier, waybill=waybill),
    )
    return found is not None
