"""Use cases of exports: ask for an archive, fetch it, let it go."""

import hashlib
from uuid import UUID

import msgspec

from aftersales.kernel.access import Permission
from aftersales.kernel.errors import NotFound
from aftersales.kernel.tx import Tx
from aftersales.platform import service as platform
from aftersales.platform.archives.errors import ArchiveNotReady
from aftersales.platform.archives.model import Manifest
from aftersales.platform.model import Fleet, Job, JobState
from aftersales.tenancy.exports.events import TenantExported, TenantExportRequested
from aftersales.tenancy.exports.model import EXPIRE, JOB, KEPT, ArchiveRef, Wanted


async def ask(tx: Tx) -> Job:
    """Have an archive made of everything that is the tenant's own."""
    tx.actor.require(Permission.TENANT_MANAGE)
    job_id = await platform.start_job(tx, JOB, Wanted())
    tx.emit(TenantExportRequested(tenant_id=tx.tenant_id, job_id=job_id))
    return await platform.job(tx, job_id)


async def job_of(tx: Tx, job_id: UUID) -> Job:
    """The job of an archive, or `NotFound`."""
    tx.actor.require(Permission.TENANT_MANAGE)
    job = await platform.job(tx, job_id)
    if job.kind != JOB:
        raise NotFound("export", "导出")
    return job


async def ready(tx: Tx, job_id: UUID) -> Job:
    """The job of an archive that can be fetched now."""
    job = await job_of(tx, job_id)
    if job.state is not JobState.DONE or job.finished_at is None or job.finished_at + KEPT <= tx.now:
        raise ArchiveNotReady(state=job.state.value)
    return job


async def finish(tx: Tx, job_id: UUID, manifest: Manifest) -> None:
    """End the job, and have the archive thrown away in a few days."""
    rows = sum(part.rows for part in manifest.parts if part.name.startswith("tables/"))
    counts = {"rows": rows, "objects": manifest.objects, "bytes": manifest.bytes}
    total = len(manifest.parts) + manifest.objects
    await platform.report_progress(tx, job_id, done=total, total=total, counts=counts)
    await platform.finish_job(tx, job_id)
    digest = hashlib.sha256(msgspec.json.encode(manifest)).hexdigest()
    tx.emit(
        TenantExported(
            tenant_id=tx.tenant_id, job_id=job_id, rows=rows, objects=manifest.objects, manifest_sha256=digest
        )
    )
    await platform.set_timer(tx, EXPIRE, job_id, tx.now + KEPT, fleet=Fleet.BULK, payload=ArchiveRef(job_id=job_id))
