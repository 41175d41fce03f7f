"""A delivery in a worker's hands: one effect, whoever dies, hangs or comes back."""

import asyncio
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.platform.workshop import Effect, Thing, Workshop

from aftersales.kernel.ids import DeliveryId
from aftersales.kernel.tx import Tx
from aftersales.platform import service as platform
from aftersales.platform.errors import DeliveryNotReplayable
from aftersales_worker import delivery
from aftersales_worker.delivery import RetryLater, Runner, backoff
from aftersales_worker.subscriptions import HANDLERS, Retries, Work

WORK = "test.work"


class PartMissing(Exception):  # noqa: N818 - what a handler of a test raises
    """The test's own failure."""


async def leave_an_effect(tx: Tx, thing: Thing) -> None:
    tx.emit(Effect(thing_id=thing.thing_id, note="done"))


async def fail(tx: Tx, thing: Thing) -> None:
    tx.emit(Effect(thing_id=thing.thing_id, note="never"))
    raise PartMissing("没有配件")


async def test_a_delivery_handed_out_twice_runs_once(workshop: Workshop) -> None:
    workshop.handler(leave_an_effect, WORK)
    thing = await workshop.due(WORK)
    [claimed] = await workshop.claim()

    await asyncio.gather(*(workshop.runner.run(claimed) for _ in range(4)))
    row = await workshop.row(thing)

    assert await workshop.effects(thing) == ["done"]
    assert (row.state, row.attempt, row.failures, row.leased, row.finished) == ("done", 1, 0, False, True)
    assert workshop.runner.busy == 0


async def test_a_worker_that_lost_its_lease_keeps_nothing(workshop: Workshop) -> None:
    begun, woken, turns = asyncio.Event(), asyncio.Event(), iter(["asleep", "second"])

    async def sleep_at_first(tx: Tx, thing: Thing) -> None:
        note = next(turns)
        tx.emit(Effect(thing_id=thing.thing_id, note=note))
        if note == "asleep":
            begun.set()
            await woken.wait()

    workshop.handler(sleep_at_first, WORK)
    thing = await workshop.due(WORK)
    [first] = await workshop.claim()
    sleeper = asyncio.create_task(workshop.runner.run(first))
    await begun.wait()
    await workshop.lose(thing)
    [second] = await workshop.claim()

    await Runner(workshop.database, workshop.pool).run(second)
    woken.set()
    await sleeper
    row = await workshop.row(thing)

    assert (first.attempt, second.attempt) == (1, 2)
    assert await workshop.effects(thing) == ["second"]
    assert (row.state, row.attempt, row.losses) == ("done", 2, 1)


async def test_no_step_of_a_worker_that_lost_its_lease_is_kept(workshop: Workshop) -> None:
    async def be_robbed(work: Work, thing: Thing) -> None:
        async with work.step() as tx:
            tx.emit(Effect(thing_id=thing.thing_id, note="held"))
        await workshop.lose(thing.thing_id)
        async with work.step() as tx:
            tx.emit(Effect(thing_id=thing.thing_id, note="robbed"))

    workshop.staged(be_robbed, WORK)
    thing = await workshop.due(WORK)

    await workshop.run_all()
    row = await workshop.row(thing)

    assert await workshop.effects(thing) == ["held"]
    assert (row.state, row.attempt, row.failures) == ("waiting", 1, 0)


async def test_a_stopped_worker_gives_its_delivery_back_without_a_failure(workshop: Workshop) -> None:
    begun = asyncio.Event()

    async def hang(tx: Tx, thing: Thing) -> None:
        tx.emit(Effect(thing_id=thing.thing_id, note="hung"))
        begun.set()
        await asyncio.Event().wait()

    workshop.handler(hang, WORK)
    thing = await workshop.due(WORK)
    [claimed] = await workshop.claim()
    task = asyncio.create_task(workshop.runner.run(claimed))
    await begun.wait()

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    row = await workshop.row(thing)

    assert await workshop.effects(thing) == []
    assert (row.state, row.failures, row.losses, row.leased) == ("waiting", 0, 0, False)
    assert [one.attempt for one in await workshop.claim()] == [2]


async def test_a_worker_stopped_while_it_begins_burns_nothing_either(workshop: Workshop) -> None:
    workshop.handler(leave_an_effect, WORK)
    for _ in range(8):
        thing = await workshop.due(WORK)
        [claimed] = await workshop.claim()
        task = asyncio.create_task(workshop.runner.run(claimed))
        await asyncio.sleep(0)

        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        row = await workshop.row(thing)

        assert (row.state, row.failures, row.losses) == ("waiting", 0, 0)
        await workshop.change(thing, "state = 'cancelled'")


async def test_the_sweep_brings_back_what_was_never_begun_with_a_clean_record(workshop: Workshop) -> None:
    workshop.handler(leave_an_effect, WORK)
    thing = await workshop.due(WORK)
    await workshop.claim()

    await workshop.lose(thing)
    swept = await workshop.row(thing)
    await workshop.run_all()
    row = await workshop.row(thing)

    assert (swept.state, swept.failures, swept.losses, swept.last_error) == ("waiting", 0, 0, None)
    assert (row.state, row.attempt) == ("done", 2)


async def test_the_sweep_leaves_a_lease_that_is_held(workshop: Workshop) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def take_long(tx: Tx, thing: Thing) -> None:
        begun.set()
        await go_on.wait()
        tx.emit(Effect(thing_id=thing.thing_id, note="slow"))

    workshop.handler(take_long, WORK)
    thing = await workshop.due(WORK)
    [claimed] = await workshop.claim()
    task = asyncio.create_task(workshop.runner.run(claimed))
    await begun.wait()
    await workshop.change(thing, "lease_until = now() + interval '1 second'")

    await workshop.runner.hold_all()
    [lease] = await workshop.pool.fetch(
        "SELECT lease_until - now() > interval '25 seconds' AS long FROM deliveries WHERE cause_id = $1", thing
    )
    await workshop.relay.sweep()
    go_on.set()
    await task

    assert lease["long"]
    assert await workshop.effects(thing) == ["slow"]


async def test_a_failure_keeps_nothing_and_waits_before_the_next_try(workshop: Workshop) -> None:
    workshop.handler(fail, WORK, retries=Retries(most=3, first=timedelta(minutes=2)))
    thing = await workshop.due(WORK)

    await workshop.run_all()
    row = await workshop.row(thing)

    assert await workshop.effects(thing) == []
    assert (row.state, row.failures, row.last_error) == ("waiting", 1, "PartMissing: 没有配件")
    assert timedelta(seconds=50) < row.wait <= timedelta(minutes=2)


async def test_a_delivery_that_keeps_failing_goes_dead_and_can_be_replayed(workshop: Workshop) -> None:
    workshop.handler(fail, WORK, retries=Retries(most=2))
    thing = await workshop.due(WORK)
    await workshop.run_all()
    await workshop.change(thing, "due_at = '2026-06-15T00:00:00Z'")
    await workshop.run_all()
    dead = await workshop.row(thing)
    del HANDLERS[WORK]
    workshop.handler(leave_an_effect, WORK)

    async with workshop.database.transaction(workshop.brand.id, workshop.brand.anyone) as tx:
        await platform.replay_delivery(tx, DeliveryId(dead.id))
    revived = await workshop.row(thing)
    await workshop.run_all()

    assert (dead.state, dead.failures, dead.finished) == ("dead", 2, True)
    assert (revived.state, revived.failures, revived.losses, revived.last_error) == ("waiting", 0, 0, None)
    assert (await workshop.row(thing)).state == "done"
    assert await workshop.effects(thing) == ["done"]


async def test_only_a_dead_delivery_can_be_replayed(workshop: Workshop) -> None:
    workshop.handler(leave_an_effect, WORK)
    thing = await workshop.due(WORK)
    await workshop.run_all()
    done = await workshop.row(thing)

    with pytest.raises(DeliveryNotReplayable):
        async with workshop.database.transaction(workshop.brand.id, workshop.brand.anyone) as tx:
            await platform.replay_delivery(tx, DeliveryId(done.id))

    assert await workshop.run_all() == 0
    assert await workshop.effects(thing) == ["done"]


async def test_a_handler_that_this_release_lacks_is_kept_for_another(workshop: Workshop) -> None:
    thing = await workshop.due("test.of_another_release")

    await workshop.run_all()
    row = await workshop.row(thing)

    assert (row.state, row.failures, row.losses, row.leased) == ("waiting", 0, 0, False)
    assert timedelta(seconds=20) < row.wait <= timedelta(seconds=30)


async def test_a_handler_may_ask_to_be_tried_later(workshop: Workshop) -> None:
    async def ask_for_time(_: Tx, __: Thing) -> None:
        raise RetryLater(timedelta(minutes=7), "对方要求稍后")

    workshop.handler(ask_for_time, WORK)
    thing = await workshop.due(WORK)

    await workshop.run_all()
    row = await workshop.row(thing)

    assert (row.state, row.failures, row.last_error) == ("waiting", 1, "RetryLater: 对方要求稍后")
    assert timedelta(minutes=6) < row.wait <= timedelta(minutes=7)


async def test_a_delivery_that_kills_its_worker_five_times_is_put_aside(workshop: Workshop) -> None:
    workshop.handler(leave_an_effect, WORK)
    thing = await workshop.due(WORK)
    states = []
    for _ in range(5):
        [claimed] = await workshop.claim()
        await workshop.pool.fetchrow(delivery.BEGIN, claimed.tenant_id, claimed.id, claimed.attempt)
        await workshop.lose(thing)
        states.append((await workshop.row(thing)).state)

    row = await workshop.row(thing)

    assert states == ["waiting", "waiting", "waiting", "waiting", "dead"]
    assert (row.losses, row.failures, row.last_error, row.finished) == (5, 0, "the worker was lost", True)
    assert await workshop.claim() == []


async def test_losing_a_worker_once_does_not_end_a_delivery_that_failed_often(workshop: Workshop) -> None:
    workshop.handler(leave_an_effect, WORK, retries=Retries(most=40))
    thing = await workshop.due(WORK)
    await workshop.change(thing, "failures = 11")
    [claimed] = await workshop.claim()
    await workshop.pool.fetchrow(delivery.BEGIN, claimed.tenant_id, claimed.id, claimed.attempt)

    await workshop.lose(thing)
    row = await workshop.row(thing)

    assert (row.state, row.failures, row.losses) == ("waiting", 11, 1)


async def test_a_handler_that_never_ends_has_failed(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    async def hang(_: Tx, __: Thing) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(delivery, "LONGEST", timedelta(seconds=0.05))
    workshop.handler(hang, WORK)
    thing = await workshop.due(WORK)

    await workshop.run_all()
    row = await workshop.row(thing)

    assert (row.state, row.failures, row.last_error) == ("waiting", 1, "TimeoutError: ")


async def test_a_timer_that_was_taken_back_never_runs(workshop: Workshop) -> None:
    workshop.handler(leave_an_effect, WORK)
    before, claimed_already = await workshop.due(WORK), await workshop.due(WORK)
    await workshop.change(before, "due_at = due_at + interval '1 hour'")
    [claimed] = await workshop.claim()

    async with workshop.database.transaction(workshop.brand.id, workshop.brand.anyone) as tx:
        for thing in (before, claimed_already):
            await platform.cancel_timer(tx, WORK, thing)
    await workshop.runner.run(claimed)

    assert [(await workshop.row(thing)).state for thing in (before, claimed_already)] == ["cancelled", "cancelled"]
    assert await workshop.effects() == []


@given(failures=st.integers(0, 60))
def test_the_wait_grows_by_its_factor_up_to_its_cap_with_half_of_it_left_to_chance(failures: int) -> None:
    retries = Retries(first=timedelta(seconds=2), factor=3, longest=timedelta(hours=1))

    wait = backoff(retries, failures)

    whole = timedelta(seconds=min(2 * 3.0**failures, 3600))
    assert whole / 2 <= wait <= whole
