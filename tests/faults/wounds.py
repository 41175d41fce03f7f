"""What is done to one of our processes before it starts: where it kills itself, and what it finds changed.

A process that kills itself (SIGKILL, at a named instant of its work) is as dead as one that is killed from outside,
and the instant is the same on every machine.
"""

import asyncio
import importlib
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import asyncpg
from arq.constants import job_key_prefix
from arq.utils import timestamp_ms
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from msgspec import Struct

from aftersales.kernel.tx import Tx
from aftersales.platform.model import Claimed
from aftersales_worker import delivery, queue

WORKER_POINTS: Final = ("begun", "opened", "effect", "committing", "committed")
"""Before anything, before the effect, after it, while its commit is on the way, and after it."""

API_POINTS: Final = ("asked", "effect", "committing", "committed", "answering")
"""Before anything, after the effect, while its commit is on the way, after it, and with half an answer sent."""


EXTRA: Final = "tests.faults.extra"
EFFECT, BLOCK, SWELL = "faults.effect", "faults.block", "faults.swell"
"""Handlers of that module: one leaves an effect, the others misbehave besides."""


class Wound(Struct, frozen=True):
    """How a process differs from a sound one."""

    point: str = ""
    """Where a worker kills itself, if it does."""

    handler: str = ""
    """While running which handler."""

    without: int = 0
    """A process that is gone in the moment in which a worker offers what it has claimed."""

    twice: bool = False
    """Whether its queue hands out everything twice."""

    ignorant: tuple[str, ...] = ()
    """Handlers that this release does not know."""

    clock: timedelta = timedelta(0)
    """How far its clock is wrong."""

    changed: dict[str, object] = {}
    """Values of modules that are otherwise, as `module:NAME`."""

    extra: str = ""
    """A module of handlers that this release knows besides."""

    def inflict(self) -> None:
        """Change this process; only in a process that was started to be hurt."""
        for place, value in self.changed.items():
            module, _, name = place.partition(":")
            setattr(importlib.import_module(module), name, value)
        if self.extra:
            importlib.import_module(self.extra)
        _die_in_commits()
        if self.point:
            _die_in_deliveries(self)
        if self.twice:
            _offer_twice()
        if self.without:
            _lose_in_offering(self.without)
        if self.clock:
            _turn_clock(self.clock)

    def forget(self) -> None:
        """Unlearn handlers, once all are known."""
        for name in self.ignorant:
            delivery.HANDLERS.pop(name, None)


SOUND: Final = Wound()
_dying: ContextVar[str] = ContextVar("dying", default="")


def die() -> None:
    """Kill -9."""
    os.kill(os.getpid(), signal.SIGKILL)


def _strike(point: str) -> None:
    if _dying.get() == point:
        die()


def _die_in_commits() -> None:
    """Let COMMIT be a place to die in: with the word sent and no answer read."""
    execute = asyncpg.Connection.execute

    async def dying(self: asyncpg.Connection, query: str, *args: object, **more: Any) -> str:  # noqa: ANN401 - passed on
        if query != "COMMIT" or not _dying.get():
            return str(await execute(self, query, *args, **more))
        _strike("effect")
        sent = asyncio.ensure_future(execute(self, query, *args, **more))
        await asyncio.sleep(0)
        _strike("committing")
        answer: str = await sent
        _strike("committed")
        return answer

    asyncpg.Connection.execute = dying


def _die_in_deliveries(wound: Wound) -> None:
    run, opened = delivery.Runner._run, delivery.DeliveryWork._open

    async def running(self: delivery.Runner, claimed: Claimed, begun: asyncpg.Record) -> None:
        if begun["handler"] == wound.handler:
            _dying.set(wound.point)
            _strike("begun")
        await run(self, claimed, begun)

    @asynccontextmanager
    async def opening(self: delivery.DeliveryWork, closing: str) -> AsyncIterator[Tx]:
        mine, is_last = _dying.get(), closing == delivery.END
        _dying.set(mine if is_last else "")  # the steps before the last are passed
        async with opened(self, closing) as tx:
            _strike("opened")
            yield tx
        _dying.set(mine)

    delivery.Runner._run = running  # type: ignore[method-assign]  # that is the wound
    delivery.DeliveryWork._open = opening  # type: ignore[method-assign]  # same


def _offer_twice() -> None:
    push = queue.FleetQueue.push

    async def pushing(self: queue.FleetQueue, claimed: list[Claimed]) -> None:
        await push(self, claimed)
        pool = self._worker.pool
        for one in claimed:
            job_id = f"{one.id}:{one.attempt}"
            told = (str(one.tenant_id), str(one.id), one.attempt)
            job = queue.serialize_job(
                "deliver", told, {}, None, timestamp_ms(), serializer=queue.msgspec.msgpack.encode
            )
            await pool.psetex(f"{job_key_prefix}{job_id}:again", 60_000, job)
            await pool.zadd(self._name, {f"{job_id}:again": timestamp_ms()})

    queue.FleetQueue.push = pushing  # type: ignore[method-assign]  # that is the wound


def _lose_in_offering(pid: int) -> None:
    push = queue.FleetQueue.push

    async def pushing(self: queue.FleetQueue, claimed: list[Claimed]) -> None:
        if claimed:
            os.kill(pid, signal.SIGKILL)
        await push(self, claimed)

    queue.FleetQueue.push = pushing  # type: ignore[method-assign]  # that is the wound


def _turn_clock(by: timedelta) -> None:
    class WrongClock:
        def now(self) -> datetime:
            return datetime.now(UTC) + by

    for name in ("aftersales_worker.main", "aftersales.kernel.tx"):
        importlib.import_module(name).SystemClock = WrongClock  # type: ignore[attr-defined]  # that is the wound


class Mortal:
    """Our API with two things more: a request may name where it kills the process, and tasks can be counted."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, or die while serving."""
        if scope["type"] == "http":
            if scope["path"] == "/faults/idle":
                await _tell(send, await self._idle())
                return
            _dying.set(dict(scope["headers"]).get(b"x-die-at", b"").decode())
            _strike("asked")
        await self._app(scope, receive, self._dying_send(send))

    @staticmethod
    def _dying_send(send: Send) -> Send:
        async def sending(message: Message) -> None:
            await send(message)
            if message["type"] == "http.response.start":
                _strike("answering")

        return sending

    async def _idle(self) -> str:
        database = self._app._new_call.args[0]  # type: ignore[attr-defined]  # the edge keeps it there
        return f"{len(asyncio.all_tasks())} {database.engine.pool.checkedout()}"


async def _tell(send: Send, text: str) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": text.encode(), "more_body": False})
