"""Every query that lists or changes organisations."""

from collections.abc import Sequence

import msgspec
from msgspec import Struct
from sqlalchemy import func, insert, or_, select, update

from aftersales.kernel.ids import OrganisationId
from aftersales.kernel.pagination import page
from aftersales.kernel.tx import Tx
from aftersales.tenancy.model import WALLED_KINDS, Organisation, OrganisationKind, OrganisationState
from aftersales.tenancy.organisations.model import OrganisationFilter
from aftersales.tenancy.store import visible_organisations
from aftersales.tenancy.tables import organisations

WRITE: str = """
INSERT INTO organisations AS o (tenant_id, id, dealer_id, kind, code, created_at,
  name, name_en, province, city, address, consignee, contact_name, phone, email)
SELECT $1, r.id, r.dealer_id, r.kind, r.code, $3,
  r.name, r.name_en, r.province, r.city, r.address, r.consignee, r.contact_name, r.phone, r.email
FROM jsonb_to_recordset($2::jsonb) AS r(id uuid, dealer_id uuid, kind text, code text,
  name text, name_en text, province text, city text, address text, consignee text, contact_name text,
  phone text, email text)
ON CONFLICT (tenant_id, code) DO UPDATE SET
  name = excluded.name, name_en = excluded.name_en, province = excluded.province, city = excluded.city,
  address = excluded.address, consignee = excluded.consignee, contact_name = excluded.contact_name,
  phone = excluded.phone, email = excluded.email, version = o.version + 1
WHERE o.kind = excluded.kind AND o.state = 'active'
RETURNING o.code, o.id, o.dealer_id
"""


class Written(Struct, frozen=True):
    """A row that an upload wrote."""

    code: str
    id: OrganisationId
    dealer_id: OrganisationId | None


class Record(Struct, frozen=True, kw_only=True):
    """A row that an upload wants written whole."""

    id: OrganisationId
    dealer_id: OrganisationId | None
    kind: OrganisationKind
    code: str
    name: str
    name_en: str
    province: str
    city: str
    address: str
    consignee: str
    contact_name: str
    phone: str
    email: str


def wall_of(kind: OrganisationKind, organisation_id: OrganisationId) -> OrganisationId | None:
    """The dealer whose people see the row: the organisation itself where it is walled, everybody otherwise."""
    return organisation_id if kind in WALLED_KINDS else None


async def organisations_page(
    tx: Tx,
    wanted: OrganisationFilter,
    *,
    limit: int,
    cursor: str | None,
) -> tuple[list[Organisation], str | None]:
    """A page of the visible organisations by code."""
    statement = visible_organisations(tx)
    if wanted.kind is not None:
        statement = statement.where(organisations.c.kind == wanted.kind.value)
    if wanted.state is not None:
        statement = statement.where(organisations.c.state == wanted.state.value)
    if text := wanted.text.strip().lower():
        columns = (organisations.c.code, organisations.c.name, organisations.c.name_en)
        statement = statement.where(or_(*(func.starts_with(func.lower(column), text) for column in columns)))
    return await page(
        tx,
        statement,
        Organisation,
        columns=[organisations.c.code],
        key=lambda found: (found.code,),
        limit=limit,
        cursor=cursor,
        bound=("organisations", wanted.kind, wanted.state, text),
    )


async def add_organisation(
    tx: Tx, kind: OrganisationKind, code: str, values: dict[str, str], new: OrganisationId
) -> None:
    """One more organisation."""
    await tx.execute(
        insert(organisations).values(
            tenant_id=tx.tenant_id,
            id=new,
            dealer_id=wall_of(kind, new),
            kind=kind.value,
            code=code,
            created_at=tx.now,
            **values,
        ),
    )


async def change_organisation(
    tx: Tx,
    organisation_id: OrganisationId,
    expected_version: int,
    values: dict[str, str],
) -> Organisation | None:
    """The organisation after the change; None if the version is not the newest."""
    statement = (
        update(organisations)
        .where(
            organisations.c.tenant_id == tx.tenant_id,
            organisations.c.id == organisation_id,
            organisations.c.version == expected_version,
        )
        .values(version=organisations.c.version + 1, **values)
        .returning(organisations)
    )
    return await tx.first(statement, Organisation)


async def set_state(
    tx: Tx,
    organisation_id: OrganisationId,
    expected_version: int,
    state: OrganisationState,
) -> Organisation | None:
    """The organisation in its new state; None if the version is not the newest."""
    return await change_organisation(tx, organisation_id, expected_version, {"state": state.value})


async def organisations_for_update(tx: Tx, codes: Sequence[str]) -> dict[str, Organisation]:
    """The organisations with these codes, locked in one order."""
    statement = (
        select(organisations)
        .where(organisations.c.tenant_id == tx.tenant_id, organisations.c.code.in_(set(codes)))
        .order_by(organisations.c.code)
        .with_for_update()
    )
    return {found.code: found for found in await tx.all(statement, Organisation)}


async def write_organisations(tx: Tx, records: Sequence[Record]) -> dict[str, Written]:
    """Add or change many at once; those that another's change has made impossible are missing from the answer."""
    if not records:
        return {}
    rows = await tx.fetch(WRITE, tx.tenant_id, msgspec.json.encode(records).decode(), tx.now)
    return {row["code"]: Written(row["code"], row["id"], row["dealer_id"]) for row in rows}
