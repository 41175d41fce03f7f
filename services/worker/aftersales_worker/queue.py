"""The only module that knows arq: Redis carries the ids of claimed deliveries to whichever worker is free.

Nothing is ever read back from here as truth. Jobs are tried once by arq; retries belong to the deliveries.
"""

from collections.abc import Awaitable, Callable
from typing import Any, cast

import msgspec
from arq import func
from arq.connections import RedisSettings
from arq.typing import WorkerCoroutine
from arq.worker import Worker

from aftersales.kernel.ids import DeliveryId, TenantId
from aftersales.platform.model import Claimed, Fleet

Run = Callable[[Claimed], Awaitable[None]]
LONGEST = 3600
"""Seconds after which arq gives a job up; the lease decides long before."""


def queue_name(fleet: Fleet, suffix: str = "") -> str:
    """The key of a fleet's queue; the suffix parts several systems on one Redis."""
    return f"aftersales:{suffix}{fleet.value}"


class FleetQueue:
    """A fleet's queue, from both ends."""

    def __init__(self, redis_url: str, fleet: Fleet, *, slots: int, run: Run, suffix: str = "") -> None:
        self._name = queue_name(fleet, suffix)

        async def deliver(_: dict[str, Any], tenant_id: str, delivery_id: str, attempt: int) -> None:
            claimed = msgspec.convert((tenant_id, delivery_id, attempt), tuple[TenantId, DeliveryId, int])
            await run(Claimed(*claimed))

        self._worker = Worker(
            functions=[func(cast("WorkerCoroutine", deliver), name="deliver", timeout=LONGEST, max_tries=1, keep_result=0)],
            queue_name=self._name,
            redis_settings=RedisSettings.from_dsn(redis_url),
            job_serializer=msgspec.msgpack.encode,
            job_deserializer=msgspec.msgpack.decode,
            max_jobs=slots,
            poll_delay=0.02,
            queue_read_limit=slots * 2,
            keep_result=0,
            retry_jobs=False,
            max_tries=1,
            handle_signals=False,
            health_check_interval=30,
            health_check_key=f"{self._name}:health",
            job_timeout=LONGEST,
        )

    @property
    def ready(self) -> bool:
        """Whether the queue is connected."""
        return self._worker._pool is not None  # noqa: SLF001 - arq offers no other way to ask

    async def serve(self) -> None:
        """Take ids and run their deliveries until cancelled; raises when Redis is gone."""
        await self._worker.async_run()

    async def push(self, claimed: list[Claimed]) -> None:
        """Offer claimed deliveries to the fleet; if Redis is away their short lease brings them back."""
        for one in claimed:
            await self._worker.pool.enqueue_job(
                "deliver",
                str(one.tenant_id),
                str(one.id),
                one.attempt,
                _job_id=f"{one.id}:{one.attempt}",
                _queue_name=self._name,
            )

    async def close(self) -> None:
        """Stop taking ids; running deliveries are cancelled and give themselves back."""
        await self._worker.close()
