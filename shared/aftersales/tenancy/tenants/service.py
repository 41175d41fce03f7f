"""Use cases of the tenant itself."""

from msgspec.structs import asdict

from aftersales.kernel.access import Permission
from aftersales.kernel.errors import StaleVersion
from aftersales.kernel.tx import Tx
from aftersales.tenancy import store as lookups
from aftersales.tenancy.events import TenantChanged
from aftersales.tenancy.model import Tenant
from aftersales.tenancy.tenants import rules, store
from aftersales.tenancy.tenants.model import TenantChange


async def read_tenant(tx: Tx) -> Tenant:
    """The caller's own tenant; everybody inside may read it."""
    return await lookups.tenant(tx)


async def change_tenant(tx: Tx, change: TenantChange, *, expected_version: int) -> Tenant:
    """Change the tenant's particulars, which papers and mails show from then on."""
    tx.actor.require(Permission.TENANT_MANAGE)
    rules.check(locale=change.locale, time_zone=change.time_zone)

    saved = await store.change_tenant(tx, change, expected_version)
    if saved is None:
        raise StaleVersion(version=(await lookups.tenant(tx)).version)

    told = {name: getattr(saved, name) for name in asdict(change)}
    tx.emit(TenantChanged(tenant_id=tx.tenant_id, **told))
    return saved
