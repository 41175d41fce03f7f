"""Long work: begun once, watched by whoever asked for it, ended for good."""

from typing import ClassVar
from uuid import UUID

import pytest
from msgspec import Struct
from tests.platform.workshop import Workshop

from aftersales.kernel.access import Role
from aftersales.kernel.errors import NotFound
from aftersales.kernel.ids import OrganisationId, new_id
from aftersales.platform import service as platform
from aftersales.platform.model import Fleet, Job, JobFilter, JobState, RowAnswer, RowError, RowOutcome
from aftersales.platform.service import JobRef
from aftersales_worker.subscriptions import Work, timer_staged


class Order(Struct, frozen=True):
    """What a test's job is told."""

    rows: int


class Log:
    """How often the job's handler ran."""

    runs: ClassVar[list[UUID]] = []


def answer(row: int, outcome: RowOutcome = RowOutcome.CREATED) -> RowAnswer:
    errors = (RowError(column="编码", code="missing", zh="缺少编码", en="no code"),)
    return RowAnswer(row=row, key=f"K{row}", outcome=outcome, errors=errors if outcome is RowOutcome.REFUSED else ())


@pytest.fixture
def shop(workshop: Workshop) -> Workshop:
    """A workshop with a job that answers its rows in two steps."""
    Log.runs.clear()

    @timer_staged("jobs.test_count", JobRef, fleet=Fleet.MONEY)
    async def count(work: Work, ref: JobRef) -> None:
        Log.runs.append(ref.job_id)
        async with work.step() as tx:
            await platform.report_progress(tx, ref.job_id, done=1, total=2, counts={"created": 1})
            await platform.answer_rows(tx, ref.job_id, [answer(2)])
        async with work.last_step() as tx:
            await platform.report_progress(tx, ref.job_id, done=2, total=2, counts={"created": 1, "refused": 1})
            await platform.answer_rows(tx, ref.job_id, [answer(3, RowOutcome.REFUSED)])
            await platform.finish_job(tx, ref.job_id)

    return workshop


async def start(workshop: Workshop, actor: object = None) -> UUID:
    async with workshop.database.transaction(workshop.brand.id, actor or workshop.brand.anyone) as tx:  # type: ignore[arg-type]  # an actor or nobody
        return await platform.start_job(tx, "test_count", Order(rows=2), fleet=Fleet.MONEY)


async def read(workshop: Workshop, job_id: UUID) -> tuple[Job, list[RowAnswer]]:
    async with workshop.database.transaction(workshop.brand.id, workshop.brand.anyone) as tx:
        return await platform.job(tx, job_id), await platform.all_job_rows(tx, job_id, None)


async def test_a_job_is_run_once_and_tells_what_became_of_each_row(shop: Workshop) -> None:
    job_id = await start(shop)
    at_first, _ = await read(shop, job_id)

    await shop.run_all()
    await shop.run_all()
    ended, answers = await read(shop, job_id)

    assert (at_first.state, at_first.done, at_first.total, at_first.input) == (JobState.WAITING, 0, 0, {"rows": 2})
    assert (ended.state, ended.done, ended.total) == (JobState.DONE, 2, 2)
    assert ended.counts == {"created": 1, "refused": 1}
    assert [(row.row, row.outcome, len(row.errors)) for row in answers] == [(2, "created", 0), (3, "refused", 1)]
    assert ended.version > at_first.version
    assert ended.has_ended
    assert Log.runs == [job_id]


async def test_a_row_answered_again_keeps_its_last_answer(shop: Workshop) -> None:
    job_id = await start(shop)
    await shop.run_all()

    async with shop.database.transaction(shop.brand.id, shop.brand.anyone) as tx:
        await platform.answer_rows(tx, job_id, [answer(3, RowOutcome.UPDATED), answer(4)])
        await platform.answer_rows(tx, job_id, [])
    _, answers = await read(shop, job_id)

    assert [(row.row, row.outcome) for row in answers] == [(2, "created"), (3, "updated"), (4, "created")]


async def test_a_job_is_seen_by_who_asked_for_it_and_by_who_audits(shop: Workshop) -> None:
    clerk, colleague = shop.brand.actor(Role.AFTER_SALES_CLERK), shop.brand.actor(Role.AFTER_SALES_CLERK)
    auditor = shop.brand.actor(Role.AUDITOR)
    dealers = shop.brand.actor(Role.DEALER_MANAGER, dealer=OrganisationId(new_id()))
    job_id = await start(shop, clerk)
    seen = {}

    for name, actor in {"clerk": clerk, "colleague": colleague, "auditor": auditor, "dealer": dealers}.items():
        async with shop.database.transaction(shop.brand.id, actor) as tx:
            jobs, _ = await platform.jobs(tx, JobFilter(kind="test_count"), limit=10, cursor=None)
            seen[name] = [job.id for job in jobs]
    async with shop.database.transaction(shop.brand.id, colleague) as tx:
        with pytest.raises(NotFound):
            await platform.job(tx, job_id)
        with pytest.raises(NotFound):
            await platform.job_rows(tx, job_id, None, limit=10, cursor=None)

    assert seen == {"clerk": [job_id], "colleague": [], "auditor": [job_id], "dealer": []}
    await shop.run_all()


async def test_a_job_that_fails_says_why(shop: Workshop) -> None:
    job_id = await start(shop)

    async with shop.database.transaction(shop.brand.id, shop.brand.anyone) as tx:
        error = RowError(column=None, code="sheet_unreadable", zh="无法读取", en="unreadable")
        await platform.finish_job(tx, job_id, error=error)
    job, _ = await read(shop, job_id)

    assert (job.state, job.has_ended) == (JobState.FAILED, True)
    told = {"column": None, "column_en": None, "code": "sheet_unreadable", "zh": "无法读取", "en": "unreadable"}
    assert job.error == told
    await shop.run_all()


async def test_a_job_that_has_ended_is_not_moved_by_a_late_report(shop: Workshop) -> None:
    job_id = await start(shop)
    async with shop.database.transaction(shop.brand.id, shop.brand.anyone) as tx:
        await platform.finish_job(tx, job_id)
    before, _ = await read(shop, job_id)

    async with shop.database.transaction(shop.brand.id, shop.brand.anyone) as tx:
        await platform.report_progress(tx, job_id, done=1, total=9, counts={"created": 1})
        await platform.finish_job(tx, job_id, error=RowError(column=None, code="late", zh="迟到", en="late"))
    after, _ = await read(shop, job_id)

    assert (before.state, after) == (JobState.DONE, before)
    await shop.run_all()
