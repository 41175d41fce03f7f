"""Long work: what was asked for, how far it is, what became of each row."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Final
from uuid import UUID

import msgspec
from litestar import Response, Router, get
from litestar.params import FromPath, QueryParameter
from litestar.response import ServerSentEvent
from litestar.response.sse import ServerSentEventMessage

from aftersales.documents.files.model import XLSX
from aftersales.kernel import sheets
from aftersales.platform import service
from aftersales.platform.imports.service import answer_records, answer_sheet
from aftersales.platform.model import Job, JobFilter, JobState, RowAnswer, RowOutcome
from aftersales_api.call import Call
from aftersales_api.deps import Cursor, InTx, Limit, Page, TheCall

Kind = Annotated[str | None, QueryParameter(min_length=1, max_length=40, description="Only jobs of this kind.")]
Outcome = Annotated[RowOutcome | None, QueryParameter(description="Only rows that ended so.")]

BETWEEN_LOOKS: Final = 0.4
SILENCE: Final = 15.0
LONGEST: Final = 300.0
"""Seconds: between two looks, until a line of comment keeps the connection alive, until the client must come again."""
InState = Annotated[JobState | None, QueryParameter(name="state", description="Only those in this state.")]


@get("/", operation_id="list_jobs")
async def list_jobs(
    tx: InTx, *, kind: Kind = None, in_state: InState = None, limit: Limit = 50, cursor: Cursor = None
) -> Page[Job]:
    """List the jobs that the caller may watch, newest first."""
    items, following = await service.jobs(tx, JobFilter(kind=kind, state=in_state), limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


@get("/{job_id:uuid}", operation_id="read_job")
async def read_job(tx: InTx, job_id: FromPath[UUID]) -> Job:
    """How far a job is, and why it failed if it did."""
    return await service.job(tx, job_id)


@get("/{job_id:uuid}/rows", operation_id="list_job_rows")
async def list_rows(
    tx: InTx, job_id: FromPath[UUID], *, outcome: Outcome = None, limit: Limit = 50, cursor: Cursor = None
) -> Page[RowAnswer]:
    """What became of each row; `outcome=refused` shows what is to be fixed."""
    items, following = await service.job_rows(tx, job_id, outcome, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


@get("/{job_id:uuid}/rows.xlsx", operation_id="download_job_rows", media_type=XLSX)
async def download_rows(call: TheCall, job_id: FromPath[UUID], *, outcome: Outcome = None) -> Response[bytes]:
    """The same as a sheet, one line for each thing that is wrong."""
    async with call.reading() as tx:
        job = await service.job(tx, job_id)
        answers = await service.all_job_rows(tx, job_id, outcome)
    content = await asyncio.to_thread(sheets.write_xlsx, answer_sheet(job), answer_records(answers))
    return Response(content, media_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{job_id}.xlsx"'})


@get("/{job_id:uuid}/events", operation_id="watch_job", media_type="text/event-stream")
async def watch_job(call: TheCall, job_id: FromPath[UUID]) -> ServerSentEvent:
    """Watch a job: an event `progress` for each step, `end` when it is over (text/event-stream)."""
    async with call.reading() as tx:
        await service.job(tx, job_id)
    return ServerSentEvent(_steps(call, job_id), headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})


async def _steps(call: Call, job_id: UUID) -> AsyncIterator[ServerSentEventMessage]:
    """A message whenever the job has moved; each look is a transaction of its own, so that none stays open."""
    seen, spoken, passed = 0, 0.0, 0.0
    while passed < LONGEST:
        async with call.reading() as tx:
            job = await service.job(tx, job_id)
        if job.version != seen:
            seen, spoken = job.version, passed
            yield ServerSentEventMessage(data=msgspec.json.encode(job), event="progress", id=job.version)
        elif passed - spoken >= SILENCE:
            spoken = passed
            yield ServerSentEventMessage(data=None, comment="")
        if job.has_ended:
            yield ServerSentEventMessage(data=msgspec.json.encode(job), event="end", id=job.version)
            return
        await asyncio.sleep(BETWEEN_LOOKS)
        passed += BETWEEN_LOOKS


router = Router("/v1/jobs", route_handlers=[list_jobs, read_job, list_rows, download_rows, watch_job], tags=["jobs"])
