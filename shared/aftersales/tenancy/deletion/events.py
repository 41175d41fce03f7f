"""What a tenant is told of its end while there is still time."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from aftersales.kernel.facts import Fact, announced
from aftersales.kernel.ids import TenantId


@announced
class TenantDeletionConfirmed(Fact, frozen=True, kw_only=True):
    """Two operators agreed that the tenant shall be deleted; nobody is let in, and its day is named."""

    NAME: ClassVar = "tenancy.tenant_deletion_confirmed"
    SUBJECT: ClassVar = ("tenant", "tenant_id")

    tenant_id: TenantId
    deletion_id: UUID
    reason: str
    due_at: datetime


@announced
class TenantDeletionCancelled(Fact, frozen=True, kw_only=True):
    """The tenant stays; an operator can let its people in again."""

    NAME: ClassVar = "tenancy.tenant_deletion_cancelled"
    SUBJECT: ClassVar = ("tenant", "tenant_id")

    tenant_id: TenantId
    deletion_id: UUID
    reason: str
