"""One delivery in a worker's hands: begun under a lease, ended in the transaction of its effect, or failed.

The attempt number fences: every claim raises it, and each statement here names the attempt it was claimed under,
so a worker that was thought dead changes nothing when it wakes up.
"""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final

import asyncpg
import msgspec
import structlog

from aftersales.kernel import reports
from aftersales.kernel.access import WORKER
from aftersales.kernel.errors import Refusal
from aftersales.kernel.facts import decode
from aftersales.kernel.tx import Database, Tx
from aftersales.platform.model import Claimed
from aftersales_worker.subscriptions import HANDLERS, Handler, Retries
from aftersales_worker.watching import Ended, watched

log = structlog.get_logger()

BEGIN: Final = """
WITH begun AS (
  UPDATE deliveries
  SET state = 'running', lease_until = now() + interval '30 seconds', started_at = coalesce(started_at, now())
  WHERE tenant_id = $1 AND id = $2 AND attempt = $3 AND state = 'queued'
  RETURNING tenant_id, fact_id, handler, failures, payload, fleet, due_at, traceparent
)
SELECT b.handler, b.failures, b.payload::text AS payload, f.name AS fact_name, f.payload::text AS fact, b.fleet,
       extract(epoch FROM now() - b.due_at)::float8 AS lag, coalesce(b.traceparent, f.traceparent, '') AS traceparent
FROM begun b LEFT JOIN facts f ON f.tenant_id = b.tenant_id AND f.id = b.fact_id
"""

HOLD: Final = """
UPDATE deliveries SET lease_until = now() + interval '30 seconds'
WHERE tenant_id = $1 AND id = $2 AND attempt = $3 AND state = 'running'
"""

END: Final = """
UPDATE deliveries SET state = 'done', finished_at = now(), lease_until = NULL, last_error = NULL
WHERE tenant_id = $1 AND id = $2 AND attempt = $3 AND state = 'running'
"""

HOLD_ALL: Final = """
UPDATE deliveries d SET lease_until = now() + interval '30 seconds'
FROM unnest($1::uuid[], $2::uuid[], $3::int[]) AS h(tenant_id, id, attempt)
WHERE d.tenant_id = h.tenant_id AND d.id = h.id AND d.attempt = h.attempt AND d.state = 'running'
"""

FAIL: Final = """
UPDATE deliveries
SET state = $4::text, failures = failures + 1, last_error = $5, lease_until = NULL,
    due_at = CASE WHEN $4::text = 'waiting' THEN now() + $6::interval ELSE due_at END,
    finished_at = CASE WHEN $4::text = 'dead' THEN now() END
WHERE tenant_id = $1 AND id = $2 AND attempt = $3 AND state = 'running'
"""

GIVE_BACK: Final = """
UPDATE deliveries
SET state = 'waiting', lease_until = NULL,
    due_at = CASE WHEN $4::interval > interval '0' THEN now() + $4::interval ELSE due_at END
WHERE tenant_id = $1 AND id = $2 AND attempt = $3 AND state IN ('queued', 'running')
"""

LONGEST: Final = timedelta(minutes=30)
"""A handler that has not ended by then has failed."""

ANOTHER_RELEASE: Final = timedelta(seconds=30)
"""When a delivery whose handler this release does not know is offered again, to a worker that may know it."""


class Fenced(Exception):  # noqa: N818 - a condition, not an error
    """The delivery was handed to another worker meanwhile; nothing of this attempt is kept."""


class RetryLater(Exception):  # noqa: N818 - a wish, not an error
    """A handler asks to be tried again after `wait` (a receiver said Retry-After, a lock is taken)."""

    def __init__(self, wait: timedelta, why: str) -> None:
        super().__init__(why)
        self.wait = wait


class DeliveryWork:
    """The steps of one claimed delivery."""

    def __init__(self, database: Database, claimed: Claimed) -> None:
        self._database = database
        self._claimed = claimed
        self.ended = False

    @asynccontextmanager
    async def step(self) -> AsyncIterator[Tx]:
        """A transaction on the way: raises `Fenced` and keeps nothing if the delivery is no longer ours."""
        async with self._open(HOLD) as tx:
            yield tx

    @asynccontextmanager
    async def last_step(self) -> AsyncIterator[Tx]:
        """The transaction whose commit is also the delivery's end."""
        async with self._open(END) as tx:
            yield tx
        self.ended = True

    @asynccontextmanager
    async def _open(self, closing: str) -> AsyncIterator[Tx]:
        claimed = self._claimed
        async with self._database.transaction(
            claimed.tenant_id,
            WORKER,
            request_id=str(claimed.id),
            delivery_id=claimed.id,
        ) as tx:
            yield tx
            status = await tx.driver.execute(closing, claimed.tenant_id, claimed.id, claimed.attempt)
            if status != "UPDATE 1":
                raise Fenced


class Runner:
    """Runs claimed deliveries and keeps their leases alive."""

    def __init__(self, database: Database, relay_pool: asyncpg.Pool) -> None:
        self._database = database
        self._pool = relay_pool
        self._held: dict[Claimed, None] = {}

    @property
    def busy(self) -> int:
        """How many deliveries are in hand."""
        return len(self._held)

    async def run(self, claimed: Claimed) -> None:
        """Run one delivery to its end, to its next try, or to the dead letters; never raises but when cancelled."""
        try:
            begun = await self._pool.fetchrow(BEGIN, claimed.tenant_id, claimed.id, claimed.attempt)
            if begun is not None:
                await self._hold(claimed, begun)
        except asyncio.CancelledError:
            await asyncio.shield(self._give_back(claimed, timedelta(0)))
            raise

    async def _hold(self, claimed: Claimed, begun: asyncpg.Record) -> None:
        self._held[claimed] = None
        try:
            with watched(claimed, begun) as watch:
                watch.outcome = await self._run(claimed, begun)
        finally:
            del self._held[claimed]

    async def _run(self, claimed: Claimed, begun: asyncpg.Record) -> Ended:
        handler = HANDLERS.get(begun["handler"])
        if handler is None:
            log.warning("deliveries.unknown_handler")
            await self._give_back(claimed, ANOTHER_RELEASE)
            return Ended.UNKNOWN
        work = DeliveryWork(self._database, claimed)
        try:
            async with asyncio.timeout(LONGEST.total_seconds()):
                await handler.run(work, _payload(handler, begun))
            if not work.ended:
                async with work.last_step():
                    pass
        except Fenced:
            log.warning("deliveries.fenced")
            return Ended.FENCED
        except RetryLater as wish:
            dead = await self._fail(claimed, handler, begun["failures"], f"RetryLater: {wish}", wish.wait)
            return Ended.DEAD if dead else Ended.PUT_OFF
        except Exception as error:
            is_bug = not isinstance(error, Refusal)
            if is_bug:
                reports.report(error)
            log.warning("deliveries.failed", failures=begun["failures"] + 1, exc_info=is_bug)
            dead = await self._fail(claimed, handler, begun["failures"], f"{type(error).__name__}: {error}", None)
            return Ended.DEAD if dead else Ended.FAILED
        return Ended.DONE

    async def _fail(
        self,
        claimed: Claimed,
        handler: Handler,
        failures: int,
        why: str,
        wait: timedelta | None,
    ) -> bool:
        """Have it tried again, or put it aside for good; whether it is dead now."""
        dead = failures + 1 >= handler.retries.most
        await self._pool.execute(
            FAIL,
            claimed.tenant_id,
            claimed.id,
            claimed.attempt,
            "dead" if dead else "waiting",
            why[:2000],
            wait if wait is not None else backoff(handler.retries, failures),
        )
        return dead

    async def _give_back(self, claimed: Claimed, wait: timedelta) -> None:
        await self._pool.execute(GIVE_BACK, claimed.tenant_id, claimed.id, claimed.attempt, wait)

    async def hold_all(self) -> None:
        """Renew the lease of everything in hand."""
        held = list(self._held)
        if held:
            await self._pool.execute(
                HOLD_ALL,
                [claimed.tenant_id for claimed in held],
                [claimed.id for claimed in held],
                [claimed.attempt for claimed in held],
            )


def backoff(retries: Retries, failures: int) -> timedelta:
    """The wait before the next try: exponential, capped, with half of it left to chance."""
    wait = min(retries.first.total_seconds() * retries.factor**failures, retries.longest.total_seconds())
    return timedelta(seconds=wait * (0.5 + random.random() / 2))  # noqa: S311 - spreads load, guards nothing


def _payload(handler: Handler, begun: asyncpg.Record) -> msgspec.Struct:
    if handler.payload is None:
        return decode(begun["fact_name"], begun["fact"])
    return msgspec.json.decode(begun["payload"], type=handler.payload)
