"""The only module that knows arq: Redis carries the ids of claimed deliveries to whichever worker is free.

Nothing is ever read back from here as truth. Jobs are tried once by arq; retries belong to the deliveries. An id
leaves the queue in the moment its delivery starts, so that what is running (or was, when its worker was killed)
never stands in front of what waits: arq reads only the first few ids.
"""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, Final, cast

import msgspec
from arq import func
from arq.connections import RedisSettings
from arq.constants import job_key_prefix
from arq.jobs import serialize_job
from arq.typing import StartupShutdown, WorkerCoroutine
from arq.utils import timestamp_ms
from arq.worker import Worker
from redis.exceptions import RedisError

from aftersales.kernel.ids import DeliveryId, TenantId
from aftersales.platform.model import Claimed, Fleet

Run = Callable[[Claimed], Awaitable[None]]

LONGEST: Final = 3600
"""Seconds after which arq gives a job up; the delivery's own limit and its lease decide long before."""

CONNECTING: Final = 5
"""Seconds that Redis may take to answer a new connection: on a busy machine one is too little."""

LEFTOVER: Final = 60
"""Seconds for which Redis remembers an id that nobody took; its lease has run out by then."""


class QueueLost(ConnectionError):  # noqa: N818 - what happened, not an error of ours
    """Redis does not answer: this process ends, and whoever watches it starts another."""


@asynccontextmanager
async def _reaching_redis() -> AsyncIterator[None]:
    try:
        yield
    except RedisError as error:
        raise QueueLost(f"Redis: {error}") from error


def queue_name(fleet: Fleet, suffix: str = "") -> str:
    """The key of a fleet's queue; the suffix parts several systems on one Redis."""
    return f"aftersales:{suffix}{fleet.value}"


def _settings_of(redis_url: str) -> RedisSettings:
    settings = RedisSettings.from_dsn(redis_url)
    settings.conn_timeout = CONNECTING
    return settings


def _packed(job: dict[str, Any]) -> bytes:
    """A job, or what arq says of one whose data Redis has forgotten, which nobody reads."""
    return msgspec.msgpack.encode(job, enc_hook=repr)


class FleetQueue:
    """A fleet's queue, from both ends."""

    def __init__(self, redis_url: str, fleet: Fleet, *, slots: int, run: Run, suffix: str = "") -> None:
        self._name = queue_name(fleet, suffix)
        self._slots = slots
        self._run = run
        self.in_hand = 0
        self.connected = asyncio.Event()
        self._worker = Worker(
            functions=[func(cast("WorkerCoroutine", self._deliver), name="deliver", timeout=LONGEST, keep_result=0)],
            queue_name=self._name,
            redis_settings=_settings_of(redis_url),
            job_serializer=_packed,
            job_deserializer=msgspec.msgpack.decode,
            max_jobs=slots,
            poll_delay=0.02,
            queue_read_limit=slots * 2,
            keep_result=0,
            retry_jobs=True,  # so that arq takes a cancelled job for what it is, and not for a failure to report
            max_tries=1,
            handle_signals=False,
            on_startup=cast("StartupShutdown", self._tell_connected),
            health_check_interval=30,
            health_check_key=f"{self._name}:health",
            job_timeout=LONGEST,
        )
        self._worker.in_progress_timeout_s = LEFTOVER

    async def _deliver(self, job: dict[str, Any], tenant_id: str, delivery_id: str, attempt: int) -> None:
        """Take one id off the queue and run its delivery."""
        self.in_hand += 1
        try:
            await self._worker.pool.zrem(self._name, job["job_id"])
            claimed = msgspec.convert((tenant_id, delivery_id, attempt), tuple[TenantId, DeliveryId, int])
            await self._run(Claimed(*claimed))
        finally:
            self.in_hand -= 1

    async def _tell_connected(self, _: dict[str, Any]) -> None:
        self.connected.set()

    async def serve(self) -> None:
        """Take ids and run their deliveries until cancelled; raises `QueueLost` when Redis is gone."""
        async with _reaching_redis():
            await self._worker.async_run()

    async def waiting(self) -> int:
        """How many ids nobody has taken yet."""
        async with _reaching_redis():
            count: int = await self._worker.pool.zcard(self._name)
            return count

    async def room(self) -> int:
        """How many more deliveries this process could start now, leaving the others what was offered to them."""
        return self._slots - self.in_hand - await self.waiting()

    async def push(self, claimed: list[Claimed]) -> None:
        """Offer claimed deliveries to the fleet; if Redis is away their short lease brings them back."""
        if not claimed:
            return
        now = timestamp_ms()
        async with _reaching_redis(), self._worker.pool.pipeline(transaction=False) as pipe:
            for one in claimed:
                job_id = f"{one.id}:{one.attempt}"  # new with each claim, so there is nothing to compare it with
                told = (str(one.tenant_id), str(one.id), one.attempt)
                job = serialize_job("deliver", told, {}, None, now, serializer=msgspec.msgpack.encode)
                pipe.psetex(job_key_prefix + job_id, LEFTOVER * 1000, job)
                pipe.zadd(self._name, {job_id: now})
            await pipe.execute()

    async def close(self) -> None:
        """Stop taking ids; running deliveries are cancelled and give themselves back. Never raises for Redis."""
        self._worker.handle_sig(signal.SIGUSR1)  # arq's own close() stumbles over what it cancelled
        await asyncio.gather(*self._worker.tasks.values(), return_exceptions=True)
        if self.connected.is_set():
            with suppress(RedisError, OSError):
                await self._worker.pool.delete(self._worker.health_check_key)
            with suppress(RedisError, OSError):
                await self._worker.pool.aclose(close_connection_pool=True)
