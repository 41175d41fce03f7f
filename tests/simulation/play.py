"""What an attempt or a request is made to suffer, and the database that lets it happen at the commit."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Any

import asyncpg
from tests.simulation.oracle import Ending

from aftersales.kernel.access import Actor
from aftersales.kernel.ids import TenantId
from aftersales.kernel.tx import Anteroom, Database, Emitted, Tx
from aftersales_worker.delivery import RetryLater


class Killed(BaseException):
    """A process that is gone: nothing of it runs any more, nobody hears of it."""


class Play:
    """One attempt or request: how it ends, and where it stands still until it is told to go on."""

    def __init__(self, ending: Ending = Ending.WELL, *, at: int = 1, pause: str = "") -> None:
        self.ending = ending
        self.at = at
        """Which of its transactions the ending strikes."""
        self.pause = pause
        self.began = False
        self.reached = asyncio.Event()
        self.gate = asyncio.Event()
        self.commits = 0
        self.announced: list[Emitted] = []
        self.announced_at: datetime | None = None

    async def stand_still(self, where: str) -> None:
        """Wait at a place until the simulator says go."""
        if self.pause == where:
            self.reached.set()
            await self.gate.wait()


PLAYING: ContextVar[Play | None] = ContextVar("PLAYING", default=None)
FLUSH_LOST: ContextVar[bool] = ContextVar("FLUSH_LOST", default=False)


class WatchedDatabase(Database):
    """The real database, except that whoever plays may end at its commit in any of the ways in which processes end."""

    def __init__(self, plain: Database, superuser: asyncpg.Connection) -> None:
        super().__init__(plain.engine, before_commit=plain._before_commit, clock=plain.clock)
        self._superuser = superuser

    @asynccontextmanager
    async def transaction(self, tenant_id: TenantId, actor: Actor, **more: Any) -> AsyncIterator[Tx]:  # noqa: ANN401 - handed on
        """As ever, but for what is played."""
        play = PLAYING.get()
        async with super().transaction(tenant_id, actor, **more) as tx:
            yield tx
            if play is not None:
                play.commits += 1
                play.announced, play.announced_at = list(tx.emitted), tx.now
                await self._strike_before(play, tx)
        if play is not None:
            _strike_after(play)

    async def _strike_before(self, play: Play, tx: Tx) -> None:
        if play.commits != play.at:
            return
        match play.ending:
            case Ending.KILLED:
                raise Killed
            case Ending.FAILS:
                raise OSError("simulated")
            case Ending.LATER:
                raise RetryLater(timedelta(minutes=3), "simulated")
            case Ending.STOPPED:
                raise asyncio.CancelledError
            case Ending.CUT:
                await self._superuser.fetchval("SELECT pg_terminate_backend($1, 5000)", tx.driver.get_server_pid())

    @asynccontextmanager
    async def anteroom(self, *, locale: str = "zh") -> AsyncIterator[Anteroom]:
        """As ever, but the answer to a flush may be lost."""
        async with super().anteroom(locale=locale) as room:
            yield room
        if FLUSH_LOST.get():
            raise OSError("simulated")


def _strike_after(play: Play) -> None:
    if play.commits == play.at:
        if play.ending is Ending.KILLED_AFTER:
            raise Killed
        if play.ending is Ending.ANSWER_LOST:
            raise OSError("simulated")
