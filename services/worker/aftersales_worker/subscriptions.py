"""Who does what when something happened: handlers by name, and the facts that cause them.

A handler's name is a contract with rows that wait in the database: never renamed while such rows exist.
"""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Any, Final, Protocol, TypeAlias, TypeVar

import msgspec

from aftersales.kernel.facts import REGISTRY as FACTS
from aftersales.kernel.facts import Fact
from aftersales.kernel.tx import Tx
from aftersales.platform.model import Fleet

P = TypeVar("P", bound=msgspec.Struct)


class Work(Protocol):
    """A delivery in hand: opens transactions that only its present holder can commit."""

    def step(self) -> AbstractAsyncContextManager[Tx]:
        """A transaction on the way: commits only if the delivery is still ours."""
        ...

    def last_step(self) -> AbstractAsyncContextManager[Tx]:
        """The transaction that also ends the delivery."""
        ...


Simple: TypeAlias = Callable[[Tx, Any], Awaitable[None]]
Staged: TypeAlias = Callable[[Work, Any], Awaitable[None]]


class Retries(msgspec.Struct, frozen=True):
    """How often and how long a handler is tried again: `first * factor^n`, at most `longest`, with jitter."""

    most: int = 8
    first: timedelta = timedelta(seconds=2)
    factor: float = 3.0
    longest: timedelta = timedelta(hours=1)


class Handler(msgspec.Struct, frozen=True, kw_only=True):
    """One registered handler."""

    name: str
    fleet: Fleet
    payload: type[msgspec.Struct] | None
    run: Staged
    retries: Retries


HANDLERS: Final[dict[str, Handler]] = {}
BY_FACT: Final[dict[str, list[Handler]]] = {}
DEFAULT_RETRIES: Final = Retries()


def _in_one_step(function: Simple) -> Staged:
    async def run(work: Work, payload: msgspec.Struct) -> None:
        async with work.last_step() as tx:
            await function(tx, payload)

    return run


def _add(handler: Handler, names: list[str]) -> None:
    if handler.name in HANDLERS:
        raise TypeError(f"two handlers are called {handler.name}")
    HANDLERS[handler.name] = handler
    for name in names:
        BY_FACT.setdefault(name, []).append(handler)


def on(
    *facts: type[Fact],
    name: str,
    fleet: Fleet = Fleet.INTERACTIVE,
    retries: Retries = DEFAULT_RETRIES,
) -> Callable[[Simple], Simple]:
    """Subscribe `async def handler(tx, fact)`: its effect and the delivery's end commit together."""

    def register(function: Simple) -> Simple:
        handler = Handler(name=name, fleet=fleet, payload=None, run=_in_one_step(function), retries=retries)
        _add(handler, [fact.NAME for fact in facts])
        return function

    return register


def on_staged(
    *facts: type[Fact],
    name: str,
    fleet: Fleet = Fleet.INTERACTIVE,
    retries: Retries = DEFAULT_RETRIES,
) -> Callable[[Staged], Staged]:
    """Subscribe `async def handler(work, fact)` that acts outside our database between its steps."""

    def register(function: Staged) -> Staged:
        handler = Handler(name=name, fleet=fleet, payload=None, run=function, retries=retries)
        _add(handler, [fact.NAME for fact in facts])
        return function

    return register


def on_every(
    *,
    name: str,
    fleet: Fleet,
    but: frozenset[str] = frozenset(),
    retries: Retries = DEFAULT_RETRIES,
) -> Callable[[Simple], Simple]:
    """Subscribe to every fact that is known when the worker starts, but for those named."""

    def register(function: Simple) -> Simple:
        handler = Handler(name=name, fleet=fleet, payload=None, run=_in_one_step(function), retries=retries)
        _add(handler, [fact for fact in FACTS if fact not in but])
        return function

    return register


def timer(
    name: str,
    payload: type[P],
    *,
    fleet: Fleet = Fleet.INTERACTIVE,
    retries: Retries = DEFAULT_RETRIES,
) -> Callable[[Callable[[Tx, P], Awaitable[None]]], Callable[[Tx, P], Awaitable[None]]]:
    """Name the handler of timers, schedules or jobs: `async def handler(tx, payload)`."""

    def register(function: Callable[[Tx, P], Awaitable[None]]) -> Callable[[Tx, P], Awaitable[None]]:
        _add(Handler(name=name, fleet=fleet, payload=payload, run=_in_one_step(function), retries=retries), [])
        return function

    return register


def timer_staged(
    name: str,
    payload: type[P],
    *,
    fleet: Fleet = Fleet.INTERACTIVE,
    retries: Retries = DEFAULT_RETRIES,
) -> Callable[[Callable[[Work, P], Awaitable[None]]], Callable[[Work, P], Awaitable[None]]]:
    """Name a handler of timers, schedules or jobs that works in several steps."""

    def register(function: Callable[[Work, P], Awaitable[None]]) -> Callable[[Work, P], Awaitable[None]]:
        _add(Handler(name=name, fleet=fleet, payload=payload, run=function, retries=retries), [])
        return function

    return register
