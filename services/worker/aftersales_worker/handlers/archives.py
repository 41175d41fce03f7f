"""What workers do with a tenant whole: write it into an archive, throw old archives away, erase it for good."""

from collections.abc import Awaitable, Callable
from typing import cast
from uuid import UUID

import structlog
from redis.asyncio import Redis

from aftersales.documents import keyring
from aftersales.documents.gateway import S3Store
from aftersales.kernel.access import WORKER
from aftersales.kernel.ids import TenantId
from aftersales.kernel.settings import Settings
from aftersales.kernel.tx import Database, create_engine
from aftersales.platform import service as platform
from aftersales.platform.archives import service as archives
from aftersales.platform.archives.model import Manifest
from aftersales.platform.model import Fleet
from aftersales.platform.service import JobRef, write_facts
from aftersales.tenancy import service as tenancy
from aftersales.tenancy.deletion import service as deletions
from aftersales.tenancy.deletion.model import ERASE, DeletionId, Told
from aftersales.tenancy.exports import service as exports
from aftersales.tenancy.exports.model import CONTENT_TYPE, EXPIRE, JOB, ArchiveRef, archive_key
from aftersales_worker import world
from aftersales_worker.subscriptions import Retries, Work, timer_staged

log = structlog.get_logger()

STEPS = 25
"""How often an export says how far it is."""


class Doors:
    """Pools beside the worker's own: one to read a snapshot, one under the operators' role to erase."""

    tenants: Database | None = None
    operators: Database | None = None


async def begin(settings: Settings) -> None:
    """Open the object store and name the doors; a connection is made when one is used."""
    await world.begin(settings)
    if Doors.tenants is None:
        Doors.tenants = Database(create_engine(settings.database_url, pool_size=1), before_commit=write_facts)
        Doors.operators = Database(
            create_engine(settings.operator_database_url, pool_size=1), before_commit=write_facts
        )


async def end() -> None:
    """Close them."""
    for door in (Doors.tenants, Doors.operators):
        if door is not None:
            await door.close()
    Doors.tenants = Doors.operators = None
    await world.end()


def _tenants() -> Database:
    if Doors.tenants is None:
        raise RuntimeError("the worker's world has not begun")
    return Doors.tenants


def _operators() -> Database:
    if Doors.operators is None:
        raise RuntimeError("the worker's world has not begun")
    return Doors.operators


def _objects() -> S3Store:
    return cast("S3Store", world.object_store())


@timer_staged(f"jobs.{JOB}", JobRef, fleet=Fleet.BULK)
async def export_tenant(work: Work, ref: JobRef) -> None:
    """Write a tenant into an archive; a rerun begins again and puts it in the same place."""
    async with work.step() as tx:
        job = await platform.job(tx, ref.job_id)
        tenant = await tenancy.tenant(tx)
    if job.has_ended:
        return
    manifest = await _write(work, tenant.id, tenant.code, ref.job_id)
    async with work.last_step() as tx:
        await exports.finish(tx, ref.job_id, manifest)


async def _write(work: Work, tenant_id: TenantId, code: str, job_id: UUID) -> Manifest:
    upload = await _objects().upload(archive_key(tenant_id, job_id), CONTENT_TYPE)
    try:
        async with _tenants().transaction(tenant_id, WORKER, snapshot=True) as snapshot:
            manifest = await archives.write_archive(
                snapshot, code, _objects(), keyring.SIGNER, upload, _progress(work, job_id)
            )
        await upload.finish()
    except BaseException:
        await upload.abandon()
        raise
    return manifest


def _progress(work: Work, job_id: UUID) -> Callable[[int, int], Awaitable[None]]:
    """Tell those who watch, a few times at most."""
    told = 0

    async def tell(done: int, total: int) -> None:
        nonlocal told
        if done * STEPS // total == told:
            return
        told = done * STEPS // total
        async with work.step() as tx:
            await platform.report_progress(tx, job_id, done=done, total=total, counts={})

    return tell


@timer_staged(EXPIRE, ArchiveRef, fleet=Fleet.BULK)
async def expire_archive(work: Work, ref: ArchiveRef) -> None:
    """Throw an archive away after its time; a rerun throws it away again."""
    async with work.step() as tx:
        key = archive_key(tx.tenant_id, ref.job_id)
    await _objects().delete(key)


@timer_staged(ERASE, Told, fleet=Fleet.BULK, retries=Retries(most=40))
async def erase_tenant(_: Work, told: Told) -> None:
    """Erase a tenant whose day has come: rows, objects, keys; a worker that takes over goes on where they stand."""
    async with _operators().operator_transaction(WORKER.id) as tx:
        deletion = await deletions.begin(tx, told.deletion_id)
    if deletion is None:
        return
    await _erase_rows(deletion.id)
    await _erase_objects(deletion.id, deletion.tenant_id)
    await _erase_keys(deletion.id, deletion.tenant_id)
    await _erase_rows(deletion.id)
    async with _operators().operator_transaction(WORKER.id) as tx:
        done = await deletions.end(tx, deletion.id, keyring.sign)
    log.info("tenants.erased", tenant_id=str(deletion.tenant_id), rows=sum(done.erased.values()))


async def _erase_rows(deletion_id: DeletionId) -> None:
    """Every row, children first, until a look at all tables finds none."""
    for table in (*deletions.FIRST, *reversed(archives.table_names())):
        await _empty(deletion_id, table)
    while True:
        async with _operators().operator_transaction(WORKER.id) as tx:
            left_over = await deletions.erase_own_row(tx, deletion_id)
        if left_over is None:
            return
        await _empty(deletion_id, left_over)


async def _empty(deletion_id: DeletionId, table: str) -> None:
    gone = 1
    while gone:
        async with _operators().operator_transaction(WORKER.id) as tx:
            gone = await deletions.erase_batch(tx, deletion_id, table)


async def _erase_objects(deletion_id: DeletionId, tenant_id: TenantId) -> None:
    """Every object, until a look finds none."""
    while found := await _objects().keys(f"{tenant_id}/"):
        await _objects().delete_all([one.key for one in found])
        await _count(deletion_id, deletions.OBJECTS, len(found))


async def _erase_keys(deletion_id: DeletionId, tenant_id: TenantId) -> None:
    """Every key of Redis that names the tenant; they would expire within minutes by themselves."""
    async with Redis.from_url(world.settings().redis_url) as redis:
        found = [key async for key in redis.scan_iter(match=f"*{tenant_id}*", count=1_000)]
        if found:
            await redis.delete(*found)
    await _count(deletion_id, deletions.KEYS, len(found))


async def _count(deletion_id: DeletionId, what: str, more: int) -> None:
    async with _operators().operator_transaction(WORKER.id) as tx:
        await deletions.count(tx, deletion_id, what, more)
