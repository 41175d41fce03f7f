"""Queries that change the tenant itself."""

from msgspec.structs import asdict
from sqlalchemy import update

from aftersales.kernel.tx import Tx
from aftersales.tenancy.model import Tenant
from aftersales.tenancy.tables import tenants
from aftersales.tenancy.tenants.model import TenantChange


async def change_tenant(tx: Tx, change: TenantChange, expected_version: int) -> Tenant | None:
    """The tenant after the change; None if the version is not the newest."""
    values = {name: value for name, value in asdict(change).items() if value is not None}
    statement = (
        update(tenants)
        .where(tenants.c.id == tx.tenant_id, tenants.c.version == expected_version)
        .values(version=tenants.c.version + 1, **values)
        .returning(tenants)
    )
    return await tx.first(statement, Tenant)
