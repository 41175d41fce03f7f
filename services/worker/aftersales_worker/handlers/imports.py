"""What workers do for imports: fetch a sheet, read it in a thread, and write its rows a chunk at a time."""

import asyncio
from typing import Final

from aftersales.catalog import service as catalog
from aftersales.documents.files import service as files
from aftersales.documents.files.errors import FileNotUploaded
from aftersales.documents.files.model import FileId, Purpose
from aftersales.documents.gateway import ObjectMissing
from aftersales.kernel import sheets
from aftersales.kernel.errors import Refusal
from aftersales.kernel.settings import Settings
from aftersales.parts import service as parts
from aftersales.platform import service as platform
from aftersales.platform.imports import service as imports
from aftersales.platform.imports.model import CHUNK, JOB, TRIAL
from aftersales.platform.model import Fleet, Job
from aftersales.platform.service import JobRef
from aftersales.tenancy import service as tenancy
from aftersales.units import service as units
from aftersales_worker import world
from aftersales_worker.subscriptions import Work, timer_staged

IMPORTERS: Final = {
    one.kind: one for one in (*tenancy.IMPORTERS, *catalog.IMPORTERS, *units.IMPORTERS, *parts.IMPORTERS)
}
"""Everything that sheets bring, by kind."""

OUR_FAULT: Final = 500
"""Refusals from here on are worth another try; below, the sheet itself is at fault."""


async def begin(settings: Settings) -> None:
    """Open the object store."""
    await world.begin(settings)


async def end() -> None:
    """Close it."""
    await world.end()


@timer_staged(f"jobs.{JOB}", JobRef, fleet=Fleet.BULK)
@timer_staged(f"jobs.{TRIAL}", JobRef, fleet=Fleet.BULK)
async def run_import(work: Work, ref: JobRef) -> None:
    """Import a sheet, or try it; a worker that takes over goes on behind the last chunk that was written."""
    async with work.step() as tx:
        job = await platform.job(tx, ref.job_id)
    if job.has_ended:
        return
    told = imports.told_of(job)
    try:
        importer = imports.importer_of(IMPORTERS, told.kind)
        rows = await _read(work, importer, FileId(told.file_id))
    except Refusal as refusal:
        if refusal.status >= OUR_FAULT:
            raise
        async with work.last_step() as tx:
            await imports.finish_import(tx, job, refusal=refusal)
        return
    job = await _write(work, job, importer, rows)
    async with work.last_step() as tx:
        await imports.finish_import(tx, job)


async def _read(work: Work, importer: imports.Importer, file_id: FileId) -> list[sheets.Row]:
    """Every row of the sheet; the bytes are fetched and read while no transaction is open."""
    async with work.step() as tx:
        stored = await files.read_file(tx, file_id, purpose=Purpose.IMPORT_SHEET)
    try:
        content = await files.fetch(world.object_store(), stored)
    except ObjectMissing as missing:
        raise FileNotUploaded from missing
    return await asyncio.to_thread(sheets.read, content, importer.sheet)


async def _write(work: Work, job: Job, importer: imports.Importer, rows: list[sheets.Row]) -> Job:
    """Write what is not written yet; the job as it stands after the last chunk."""
    async with work.step() as tx:
        await platform.report_progress(tx, job.id, done=job.done, total=len(rows), counts=job.counts)
    for first in range(job.done, len(rows), CHUNK):
        async with work.step() as tx:
            job = await imports.import_chunk(tx, job, importer, rows[first : first + CHUNK], total=len(rows))
    return job
