"""What a tenant is provisioned with, and what its operator is told."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from aftersales.kernel.ids import TenantId
from aftersales.tenancy.model import InvitationId, Tenant


class NewTenant(Struct, frozen=True, kw_only=True):
    """A manufacturer to be let in, and its first administrator."""

    code: str
    name: str
    name_en: str = ""
    currency: str = "CNY"
    time_zone: str = "Asia/Shanghai"
    locale: str = "zh"
    administrator_name: str
    administrator_email: str


class WantedActs(Struct, frozen=True, kw_only=True):
    """Which acts of operators to list."""

    tenant_id: TenantId | None = None
    operator_id: UUID | None = None
    act: str | None = None


class Provisioned(Struct, frozen=True, kw_only=True):
    """A new tenant and the invitation of its first administrator."""

    tenant: Tenant
    invitation_id: InvitationId
    expires_at: datetime
