"""Facts of exports: who took everything, and when."""

from typing import ClassVar
from uuid import UUID

from aftersales.kernel.facts import Fact, announced
from aftersales.kernel.ids import TenantId


@announced
class TenantExportRequested(Fact, frozen=True, kw_only=True):
    """An administrator asked for all that is the tenant's own."""

    NAME: ClassVar = "tenancy.tenant_export_requested"
    SUBJECT: ClassVar = ("tenant", "tenant_id")

    tenant_id: TenantId
    job_id: UUID


@announced
class TenantExported(Fact, frozen=True, kw_only=True):
    """The archive can be fetched; the digest is that of its manifest."""

    NAME: ClassVar = "tenancy.tenant_exported"
    SUBJECT: ClassVar = ("tenant", "tenant_id")

    tenant_id: TenantId
    job_id: UUID
    rows: int
    objects: int
    manifest_sha256: str
