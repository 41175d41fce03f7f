"""Queries of filing: one that finds all that lines name, one that writes a return with all that belongs to it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import delete

from aftersales.claims.returns.model import AskedLine, Line, Packing, Return, ReturnId, ReturnState
from aftersales.claims.returns.model_known import Known
from aftersales.claims.returns.tables import return_lines, returns
from aftersales.kernel.ids import OrganisationId
from aftersales.kernel.money import Money
from aftersales.kernel.tx import Tx
from aftersales.policy.model import Outcome, Proof, ReturnAddress, Text

KNOWN: Final = """
WITH u AS (
  SELECT id, serial, model_id, state, proof, sale_date, invoice_date, delivery_date, installation_date,
         acceptance_date, usage_km, usage_hours, province, use, exchanged_on, certificate_until,
         is_installation_agreed, is_remote_sale, is_odometer_tampered, price_minor, price_currency,
         (SELECT coalesce(jsonb_agg(r), '[]') FROM (
            SELECT brought_in_at, returned_at, fault, is_safety_fault, is_loaner_given, replaced, waiting_for_parts,
                   excluded
            FROM unit_repairs WHERE tenant_id = $1 AND unit_id = units.id) r) AS repairs,
         (SELECT coalesce(jsonb_agg(r), '[]') FROM (
            SELECT read_on, km, hours FROM unit_readings WHERE tenant_id = $1 AND unit_id = units.id) r) AS readings,
         (SELECT coalesce(jsonb_agg(s), '[]') FROM (
            SELECT kind, starts_at AS start, ends_at AS "end"
            FROM unit_stops WHERE tenant_id = $1 AND unit_id = units.id) s) AS stops,
         (SELECT coalesce(jsonb_agg(c), '[]') FROM (
            SELECT number, code, purchased_on FROM unit_cards WHERE tenant_id = $1 AND unit_id = units.id) c) AS cards
  FROM units WHERE tenant_id = $1 AND dealer_id = $2 AND serial = ANY($4::text[])
), m AS (
  SELECT id, code, category, factory_id FROM product_models WHERE tenant_id = $1 AND code = ANY($5::text[])
  UNION
  SELECT m.id, m.code, m.category, m.factory_id FROM product_models m JOIN u ON m.id = u.model_id
  WHERE m.tenant_id = $1
), p AS (
  SELECT id, number, name, name_en, category, unit_price_minor, currency
  FROM catalog_parts WHERE tenant_id = $1 AND number = ANY($6::text[])
)
SELECT (
  SELECT id FROM policy_versions WHERE tenant_id = $1 AND state = 'published' AND effective_at <= $3
  ORDER BY effective_at DESC, number DESC LIMIT 1
) AS policy_version_id, jsonb_build_object(
  'dealer', (SELECT jsonb_build_object('id', id, 'code', code, 'name', name, 'name_en', name_en)
             FROM organisations WHERE tenant_id = $1 AND id = $2),
  'units', (SELECT coalesce(jsonb_agg(u), '[]') FROM u),
  'models', (SELECT coalesce(jsonb_agg(m), '[]') FROM m),
  'parts', (SELECT coalesce(jsonb_agg(p), '[]') FROM p),
  'fits', (SELECT coalesce(jsonb_agg(jsonb_build_object('model_id', b.model_id, 'part_id', b.part_id)), '[]')
           FROM bom_lines b JOIN m ON m.id = b.model_id JOIN p ON p.id = b.part_id WHERE b.tenant_id = $1),
  'factories', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'code', code)), '[]')
                FROM organisations WHERE tenant_id = $1 AND id IN (SELECT factory_id FROM m))
)::text AS known
"""
_PRE: Final = """, pre AS ({pre})
SELECT (
  SELECT id FROM policy_versions"""
_PRE_COLUMNS: Final = """id, unit_id, serial, dealer_id, lines, amount_minor, currency, reason, clause,
  policy_version_id, {state} AS state, up_to_minor, valid_until, answer, asked_by, asked_at, answered_by, answered_at,
  consumed_by, consumed_at, version"""
_HELD: Final = _PRE_COLUMNS.format(state="'granted'")


def _with_pre(pre: str) -> str:
    """The query of filing that also finds a pre-authorisation, `$7`, in the same round trip."""
    first, _, last = KNOWN.partition("\nSELECT (\n  SELECT id FROM policy_versions")
    found = last.replace("'dealer', (", "'pre_authorisation', (SELECT to_jsonb(pre) FROM pre),\n  'dealer', (", 1)
    return f"{first}{_PRE.format(pre=pre)}{found}"


KNOWN_READING: Final = _with_pre(
    f"SELECT {_PRE_COLUMNS.format(state='state')} FROM pre_authorisations "  # noqa: S608 - our own columns
    "WHERE tenant_id = $1 AND dealer_id = $2 AND id = $7"
)
"""As a verdict looks at it."""

KNOWN_TAKING: Final = _with_pre(
    "UPDATE pre_authorisations SET state = 'consumed', consumed_by = $8, consumed_at = $3, version = version + 1 "  # noqa: S608 - our own columns
    f"WHERE tenant_id = $1 AND dealer_id = $2 AND id = $7 AND state = 'granted' RETURNING {_HELD}"
)
"""As a filing uses it up; of two filings the second finds none."""

KNOWN_HOLDING: Final = _with_pre(
    f"SELECT {_HELD} FROM pre_authorisations "  # noqa: S608 - our own columns
    "WHERE tenant_id = $1 AND dealer_id = $2 AND consumed_by = $7"
)
"""As a corrected return goes on with the one that it used."""

_HOLD_UNITS: Final = """
INSERT INTO return_open_units (tenant_id, unit_id, return_id, dealer_id)
SELECT $1, u, $2, $3 FROM unnest($4::uuid[]) AS u
ON CONFLICT (tenant_id, unit_id) DO NOTHING RETURNING unit_id
"""


class NewReturn(Struct, frozen=True, kw_only=True):
    """A return as it is first written; every column is named, so an older release can still write."""

    tenant_id: UUID
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


class Pre(Struct, frozen=True, kw_only=True):
    """Which pre-authorisation a question is about, and what becomes of it."""

    sql: str
    ids: tuple[UUID, ...]
    is_optional: bool = False

    @classmethod
    def looked_at(cls, pre_id: UUID) -> "Pre":
        """One that a verdict only reads."""
        return cls(sql=KNOWN_READING, ids=(pre_id,))

    @classmethod
    def taken(cls, pre_id: UUID, return_id: ReturnId) -> "Pre":
        """One that a filing uses up."""
        return cls(sql=KNOWN_TAKING, ids=(pre_id, return_id))

    @classmethod
    def held(cls, return_id: ReturnId) -> "Pre":
        """The one, if any, that a return has used."""
        return cls(sql=KNOWN_HOLDING, ids=(return_id,), is_optional=True)


async def known(
    tx: Tx, dealer_id: OrganisationId, lines: Sequence[AskedLine], pre: Pre | None = None
) -> tuple[UUID | None, Known]:
    """The policy version that decides now, and all that the lines name, in one round trip."""
    (row,) = await tx.fetch(
        KNOWN if pre is None else pre.sql,
        tx.tenant_id,
        dealer_id,
        tx.now,
        sorted({line.serial for line in lines if line.serial}),
        sorted({line.model_code for line in lines if line.model_code and not line.serial}),
        sorted({line.part_number for line in lines}),
        *(pre.ids if pre else ()),
    )
    return row["policy_version_id"], msgspec.json.decode(row["known"], type=Known)


async def file(tx: Tx, new: NewReturn, lines: Sequence[NewLine], units: Sequence[UUID]) -> set[UUID]:
    """Write a return, its lines and the units it holds, with the writes that wait; the units that were free."""
    tx.add_later(returns, [asdict(new)])
    tx.add_later(return_lines, [asdict(line) for line in lines])
    return await hold_units(tx, new.id, new.dealer_id, units)


async def replace_lines(tx: Tx, return_id: ReturnId, lines: Sequence[NewLine]) -> None:
    """Write the corrected lines in place of the old ones."""
    await tx.execute(delete(return_lines).filter_by(tenant_id=tx.tenant_id, return_id=return_id))
    tx.add_later(return_lines, [asdict(line) for line in lines])


async def hold_units(tx: Tx, return_id: ReturnId, dealer_id: OrganisationId, units: Sequence[UUID]) -> set[UUID]:
    """Hold units for a return, with the writes that wait; the units that were free."""
    rows = await tx.fetch_along(_HOLD_UNITS, tx.tenant_id, return_id, dealer_id, list(units))
    return {row["unit_id"] for row in rows}


def as_filed(new: NewReturn) -> Return:
    """A return as it reads once it is written."""
    values = {name: value for name, value in asdict(new).items() if name in Return.__struct_fields__}
    return Return(
        **values,
        amount=Money.of_minor(new.amount_minor, new.currency),
        reason=None,
        appeals=0,
        shipment_id=None,
        carrier=None,
        waybill=None,
        extras=(),
        shipped_at=None,
        received_at=None,
        closed_at=None,
        version=1,
    )


def line_as_filed(new: NewLine) -> Line:
    """A line as it reads once it is written: nothing has arrived, nothing was found."""
    values = {name: value for name, value in asdict(new).items() if name in Line.__struct_fields__}
    priced = new.unit_price_minor is not None and new.currency is not None
    return Line(
        **values,
        unit_price=Money.of_minor(new.unit_price_minor or 0, new.currency or "") if priced else None,
        received_quantity=None,
        damaged_quantity=None,
        wrong_quantity=None,
        receipt_note=None,
        finding=None,
        finding_note=None,
        inspector=None,
        disposition=None,
        replacement_serial=None,
        credit=None,
        settled_at=None,
    )
