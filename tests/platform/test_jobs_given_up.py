"""A job whose work is given up has failed and says why; replaying its delivery takes it up where it stopped."""

from collections.abc import Awaitable, Callable
from typing import ClassVar
from uuid import UUID

import pytest
from msgspec import Struct
from tests.fixtures.kernel import MakeTenant
from tests.platform.workshop import Workshop

from aftersales.kernel.facts import decode
from aftersales.kernel.ids import DeliveryId
from aftersales.kernel.tx import Database
from aftersales.metering.operations import service as operations
from aftersales.platform import service as platform
from aftersales.platform.imports.events import ImportFinished
from aftersales.platform.imports.model import ImportInput
from aftersales.platform.model import Fleet, Job, JobState
from aftersales.platform.service import JobRef
from aftersales_worker.relay import LOST_AT_MOST
from aftersales_worker.subscriptions import Retries, Work, timer_staged

Replay = Callable[[UUID], Awaitable[None]]


class Order(Struct, frozen=True):
    """What a test's job is told."""

    rows: int = 2


class Store:
    """Something that a job needs and that can be away."""

    is_away: ClassVar[bool] = True


@pytest.fixture
def shop(workshop: Workshop) -> Workshop:
    """A workshop with a job that reports its first row, and then needs a store that is away."""
    Store.is_away = True

    @timer_staged("jobs.test_needy", JobRef, fleet=Fleet.MONEY, retries=Retries(most=2))
    async def need(work: Work, ref: JobRef) -> None:
        async with work.step() as tx:
            await platform.report_progress(tx, ref.job_id, done=1, total=2, counts={"created": 1})
        if Store.is_away:
            raise ConnectionError("the store at 10.0.0.7 is away")
        async with work.last_step() as tx:
            await platform.report_progress(tx, ref.job_id, done=2, total=2, counts={"created": 2})
            await platform.finish_job(tx, ref.job_id)

    @timer_staged("jobs.test_hopeless", JobRef, fleet=Fleet.MONEY, retries=Retries(most=1))
    async def fail(_: Work, ref: JobRef) -> None:
        raise ConnectionError(str(ref.job_id))

    return workshop


async def start(workshop: Workshop, kind: str = "test_needy", told: Struct | None = None) -> UUID:
    async with workshop.database.transaction(workshop.brand.id, workshop.brand.anyone) as tx:
        return await platform.start_job(tx, kind, told or Order(), fleet=Fleet.MONEY)


async def read(workshop: Workshop, job_id: UUID) -> Job:
    async with workshop.database.transaction(workshop.brand.id, workshop.brand.anyone) as tx:
        return await platform.job(tx, job_id)


async def give_up(workshop: Workshop, job_id: UUID) -> None:
    """Let the job's delivery fail as often as it may."""
    while (await workshop.row(job_id)).state != "dead":
        await workshop.change(job_id, "due_at = timestamptz '2026-01-01'")
        assert await workshop.run_all() == 1


async def replay_by_tenant(workshop: Workshop, delivery_id: UUID) -> None:
    async with workshop.database.transaction(workshop.brand.id, workshop.brand.anyone) as tx:
        await platform.replay_delivery(tx, DeliveryId(delivery_id))


async def test_a_job_whose_delivery_is_given_up_has_failed_and_says_why(shop: Workshop) -> None:
    job_id = await start(shop)

    await give_up(shop, job_id)
    job = await read(shop, job_id)

    assert (job.state, job.has_ended, job.done, job.counts) == (JobState.FAILED, True, 1, {"created": 1})
    assert job.finished_at is not None
    assert job.error is not None
    assert (job.error["code"], job.error["reason"]) == ("job_stopped", "ConnectionError")
    assert job.error["delivery_id"] == str((await shop.row(job_id)).id)
    assert "10.0.0.7" not in str(job.error)


async def test_a_replay_revives_the_job_and_it_ends_well(shop: Workshop) -> None:
    job_id = await start(shop)
    await give_up(shop, job_id)
    failed = await read(shop, job_id)

    await replay_by_tenant(shop, (await shop.row(job_id)).id)
    revived = await read(shop, job_id)
    Store.is_away = False
    await shop.run_all()
    ended = await read(shop, job_id)

    assert (revived.state, revived.error, revived.finished_at) == (JobState.RUNNING, None, None)
    assert (ended.state, ended.done, ended.error) == (JobState.DONE, 2, None)
    assert failed.version < revived.version < ended.version


async def test_a_replay_by_an_operator_revives_the_job_too(shop: Workshop, operator_database: Database) -> None:
    job_id = await start(shop)
    await give_up(shop, job_id)

    async with operator_database.operator_transaction(UUID(int=1)) as tx:
        await operations.replay(tx, shop.brand.id, DeliveryId((await shop.row(job_id)).id))

    assert (await read(shop, job_id)).state is JobState.RUNNING


async def test_a_job_that_takes_its_workers_down_with_it_has_failed(shop: Workshop) -> None:
    job_id = await start(shop)

    for _ in range(LOST_AT_MOST):
        await shop.change(job_id, "due_at = timestamptz '2026-01-01'")
        [claimed] = await shop.claim()
        await shop.change(job_id, "state = 'running'")
        await shop.lose(job_id)
    job = await read(shop, job_id)

    assert claimed.attempt == LOST_AT_MOST
    assert (job.state, job.error and job.error["reason"]) == (JobState.FAILED, "WorkerLost")


async def test_a_job_that_was_refused_stays_as_it_ended(shop: Workshop) -> None:
    job_id = await start(shop, "test_hopeless")
    async with shop.database.transaction(shop.brand.id, shop.brand.anyone) as tx:
        await platform.finish_job(tx, job_id, error=Order())

    await give_up(shop, job_id)
    after_death = await read(shop, job_id)
    await replay_by_tenant(shop, (await shop.row(job_id)).id)
    after_replay = await read(shop, job_id)

    assert (after_death.state, after_death.error) == (JobState.FAILED, {"rows": 2})
    assert (after_replay.state, after_replay.error) == (JobState.FAILED, {"rows": 2})


async def test_another_tenants_job_of_the_same_id_is_left_alone(
    shop: Workshop, make_tenant: MakeTenant, database: Database
) -> None:
    job_id, other = await start(shop), await make_tenant()
    async with database.transaction(other.id, other.anyone) as tx:
        await tx.fetch(
            "INSERT INTO jobs (tenant_id, id, kind, input, created_by) VALUES ($1, $2, 'test_needy', '{}', $2)",
            other.id,
            job_id,
        )

    await give_up(shop, job_id)

    async with database.transaction(other.id, other.anyone) as tx:
        assert (await platform.job(tx, job_id)).state is JobState.WAITING


async def test_an_import_that_is_given_up_is_announced_to_whoever_handed_it_in(shop: Workshop) -> None:
    told = ImportInput(kind="units", file_id=UUID(int=5))

    job_id = await start(shop, "import", told)
    await shop.change(job_id, "handler = 'jobs.test_hopeless'")
    await give_up(shop, job_id)
    async with shop.database.transaction(shop.brand.id, shop.brand.anyone) as tx:
        [record] = await tx.fetch(
            "SELECT name, payload::text AS payload FROM facts WHERE tenant_id = $1 AND subject_id = $2",
            shop.brand.id,
            job_id,
        )
    fact = decode(record["name"], record["payload"])

    assert fact == ImportFinished(
        job_id=job_id, kind="units", rows=0, counts={}, started_by=shop.brand.anyone.id, problem="job_stopped"
    )


async def test_an_import_that_was_only_tried_is_given_up_in_silence(shop: Workshop) -> None:
    told = ImportInput(kind="units", file_id=UUID(int=5), trial=True)

    job_id = await start(shop, "import", told)
    await shop.change(job_id, "handler = 'jobs.test_hopeless'")
    await give_up(shop, job_id)
    job = await read(shop, job_id)
    async with shop.database.transaction(shop.brand.id, shop.brand.anyone) as tx:
        announced = await tx.fetch("SELECT name FROM facts WHERE tenant_id = $1", shop.brand.id)

    assert (job.state, job.error and job.error["code"]) == (JobState.FAILED, "job_stopped")
    assert announced == []
