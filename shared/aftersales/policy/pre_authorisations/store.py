"""Every query of pre-authorisations."""

from uuid import UUID

import msgspec
from sqlalchemy import insert, select, update

from aftersales.kernel.errors import NotFound, StaleVersion
from aftersales.kernel.pagination import page
from aftersales.kernel.tx import Tx
from aftersales.policy.pre_authorisations.model import PreRow, PreState
from aftersales.policy.pre_authorisations.tables import pre_authorisations

_COLUMNS = [pre_authorisations.c[name] for name in PreRow.__struct_fields__]


async def add(tx: Tx, row: PreRow) -> None:
    """Keep what was asked."""
    values = msgspec.structs.asdict(row) | {"lines": msgspec.to_builtins(row.lines), "state": row.state.value}
    await tx.execute(insert(pre_authorisations).values(tenant_id=tx.tenant_id, **values))


async def one(tx: Tx, pre_id: UUID, *, lock: bool = False) -> PreRow:
    """One pre-authorisation that the caller may see, locked if it is about to change."""
    statement = select(*_COLUMNS).where(
        pre_authorisations.c.tenant_id == tx.tenant_id, pre_authorisations.c.id == pre_id
    )
    if tx.dealer_id is not None:
        statement = statement.where(pre_authorisations.c.dealer_id == tx.dealer_id)
    missing = NotFound("pre-authorisation", "预授权")
    return await tx.one(statement.with_for_update() if lock else statement, PreRow, missing)


async def change(tx: Tx, row: PreRow, expected_version: int, **values: object) -> PreRow:
    """Change a pre-authorisation that still has the expected version."""
    statement = (
        update(pre_authorisations)
        .filter_by(tenant_id=tx.tenant_id, id=row.id, version=expected_version)
        .values(version=pre_authorisations.c.version + 1, **values)
    )
    if (await tx.execute(statement)).rowcount == 0:
        raise StaleVersion(version=row.version)
    return await one(tx, row.id)


async def listed(
    tx: Tx, state: PreState | None, unit_id: UUID | None, *, limit: int, cursor: str | None
) -> tuple[list[PreRow], str | None]:
    """A page of pre-authorisations that the caller may see, newest first."""
    statement = select(*_COLUMNS).where(pre_authorisations.c.tenant_id == tx.tenant_id)
    if tx.dealer_id is not None:
        statement = statement.where(pre_authorisations.c.dealer_id == tx.dealer_id)
    if state is not None:
        statement = statement.where(pre_authorisations.c.state == state.value)
    if unit_id is not None:
        statement = statement.where(pre_authorisations.c.unit_id == unit_id)
    return await page(
        tx,
        statement,
        PreRow,
        columns=[pre_authorisations.c.id],
        key=lambda row: (row.id,),
        limit=limit,
        cursor=cursor,
        bound=("pre_authorisations", state, unit_id),
        descending=True,
    )
