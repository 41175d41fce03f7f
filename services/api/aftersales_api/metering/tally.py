"""The tally: requests and people counted in this process, by tenant, and flushed in one statement every few seconds."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from http import HTTPStatus
from typing import Final
from uuid import UUID

import asyncpg
import structlog
from litestar.types import Scope
from sqlalchemy.exc import SQLAlchemyError

from aftersales.kernel.ids import TenantId, new_id
from aftersales.kernel.measures import INGESTED
from aftersales.kernel.tx import Database
from aftersales.metering import service
from aftersales.metering.model import CallBatch, Calls, Outcome, Visit
from aftersales_api.call import Call

log = structlog.get_logger()

EVERY: Final = 5.0
"""Seconds between flushes: what a process that is lost takes with it at most."""

LAST_FLUSH: Final = 5.0
"""Seconds that a process which stops waits for its last flush."""

QUARTER: Final = 15
"""Minutes that counts are kept apart by: every time zone's hours, days and months begin on a quarter."""


def outcome_of(status: int) -> Outcome:
    """How a request ended; one whose answer never left has failed."""
    if HTTPStatus.OK <= status < HTTPStatus.BAD_REQUEST:
        return Outcome.OK
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return Outcome.REFUSED
    return Outcome.FAILED


def quarter_of(instant: datetime) -> datetime:
    """The quarter of an hour an instant falls into."""
    return instant.replace(minute=instant.minute - instant.minute % QUARTER, second=0, microsecond=0)


class _Count:
    """Requests since the first of them."""

    def __init__(self, first_at: datetime) -> None:
        self.first_at = first_at
        self.calls = 0


class Tally:
    """Counts in memory; a flush that fails is sent again unchanged, so nothing is lost or counted twice."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._counts: dict[tuple[TenantId, datetime, Outcome], _Count] = {}
        self._visits: set[Visit] = set()
        self._known: set[Visit] = set()
        self._pending: CallBatch | None = None
        self._flushing = asyncio.Lock()

    def count(self, _: Scope, call: Call, status: int, __: float) -> None:
        """Take note of a request that has ended; one whose caller stayed unknown belongs to no tenant."""
        caller = call.caller_known
        if caller is None:
            return
        now = self._database.clock.now()
        quarter = quarter_of(now)
        key = (caller.tenant_id, quarter, outcome_of(status))
        self._counts.setdefault(key, _Count(now)).calls += 1
        person = caller.actor.person_id
        if person is not None:
            visit = Visit(caller.tenant_id, person, quarter)
            if visit not in self._known:
                self._visits.add(visit)

    def _batch(self) -> CallBatch | None:
        if self._pending is None and (self._counts or self._visits):
            counts, self._counts = self._counts, {}
            visits, self._visits = self._visits, set()
            self._pending = CallBatch(
                id=new_id(),
                calls=tuple(
                    Calls(tenant_id=tenant_id, outcome=outcome, first_at=count.first_at, count=count.calls)
                    for (tenant_id, _, outcome), count in counts.items()
                ),
                visits=tuple(visits),
            )
        return self._pending

    async def flush(self) -> UUID | None:
        """Write down what was counted; the batch that was written, or None when there was nothing."""
        async with self._flushing:
            batch = self._batch()
            if batch is None:
                return None
            async with self._database.anteroom() as room:
                await service.record_calls(room, batch)
            self._pending = None
            self._remember(batch)
            return batch.id

    def _remember(self, batch: CallBatch) -> None:
        newest = max((visit.at for visit in batch.visits), default=None)
        if newest is not None:
            self._known = {visit for visit in self._known if visit.at >= newest} | set(batch.visits)

    async def _flush_for_ever(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            await self._try_to_flush()

    async def _try_to_flush(self) -> None:
        try:
            await self.flush()
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, SQLAlchemyError) as error:
            INGESTED.labels("requests", "put_off").inc(0 if self._pending is None else len(self._pending.calls))
            log.warning("usage.flush_failed", error=type(error).__name__)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Flush every few seconds, and a last time at the end."""
        task = asyncio.create_task(self._flush_for_ever())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])
            try:
                async with asyncio.timeout(LAST_FLUSH):
                    await self._try_to_flush()
                    await self._try_to_flush()
            except TimeoutError:
                log.warning("usage.last_flush_failed")
