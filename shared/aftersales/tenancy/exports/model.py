"""Words of exports."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct

from aftersales.kernel.ids import TenantId

JOB: Final = "tenant_export"
"""The kind of the job, so that its handler is called `jobs.tenant_export`."""

EXPIRE: Final = "tenancy.expire_archive"
"""The timer that throws an archive away."""

KEPT: Final = timedelta(days=7)
"""How long an archive can be fetched."""

CONTENT_TYPE: Final = "application/zip"


class Wanted(Struct, frozen=True):
    """The input of the job: everything, there is no choice."""


class ArchiveRef(Struct, frozen=True):
    """The payload of that timer."""

    job_id: UUID


def archive_key(tenant_id: TenantId, job_id: UUID) -> str:
    """Where an archive lies."""
    return f"{tenant_id}/exports/{job_id}.zip"
