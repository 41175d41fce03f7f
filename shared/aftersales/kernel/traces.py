"""Traces: one thread of identities from a request through its facts and their deliveries to what came of them.

The identities (W3C Trace Context) are always there, in logs and in the log of facts. Spans are made and sent only
where an address for them is given; nothing of OpenTelemetry is loaded before that, which spares a process 5 MB.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, Protocol

from msgspec import Struct

PARENT: Final = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?")
LENGTH: Final = 55
"""How long a traceparent of version 00 is."""

SERVER, CLIENT, PRODUCER, CONSUMER, INTERNAL = "SERVER", "CLIENT", "PRODUCER", "CONSUMER", "INTERNAL"


class Trace(Struct, frozen=True):
    """Where in which trace we are."""

    trace_id: str
    span_id: str

    @property
    def parent(self) -> str:
        """What is handed on, as the `traceparent` header has it."""
        return f"00-{self.trace_id}-{self.span_id}-01"


class Span(Protocol):
    """A stretch of work that is told about when it ends."""

    def name(self, name: str) -> None:
        """Name it anew, once it is known what it is."""
        ...

    def add(self, **attributes: str | float) -> None:
        """Say more about it; never anything personal."""
        ...

    def fail(self, why: str) -> None:
        """Say that it went wrong, by the name of an error or a status."""
        ...


class _Untold:
    """A span where nobody listens."""

    def name(self, name: str) -> None:
        """Nobody listens."""

    def add(self, **attributes: str | float) -> None:
        """Nobody listens."""

    def fail(self, why: str) -> None:
        """Nobody listens."""


class Teller(Protocol):
    """Something that makes spans and sends them."""

    def begin(
        self, name: str, kind: str, parent: Trace | None, attributes: dict[str, str | float]
    ) -> tuple[Trace, Span, Any]:
        """Begin a span under a parent: where it is, the span, and what ends it."""
        ...

    def end(self, token: Any) -> None:  # noqa: ANN401 - whatever `begin` gave
        """End a span."""
        ...

    def close(self) -> None:
        """Send what is left."""
        ...


class _Telling:
    teller: Teller | None = None


_here: Final[ContextVar[Trace | None]] = ContextVar("trace", default=None)
_UNTOLD: Final = _Untold()


def read(header: str) -> Trace | None:
    """What a `traceparent` says, or None if it says nothing that can be used."""
    found = PARENT.fullmatch(header)
    if found is None or found[1] == "ff" or (found[1] == "00" and found[5]):
        return None
    if found[2].strip("0") == "" or found[3].strip("0") == "":
        return None
    return Trace(found[2], found[3])


def current() -> Trace | None:
    """Where we are."""
    return _here.get()


def parent() -> str | None:
    """The `traceparent` that what is caused here carries."""
    here = _here.get()
    return None if here is None else here.parent


def _fresh(above: Trace | None) -> Trace:
    random = os.urandom(24).hex()
    return Trace(random[:32] if above is None else above.trace_id, random[32:])


@contextmanager
def span(name: str, kind: str, *, under: str = "", **attributes: str | float) -> Iterator[Span]:
    """A stretch of work, `under` a traceparent from elsewhere or under the one that surrounds it."""
    above = read(under) if under else _here.get()
    teller = _Telling.teller
    if teller is None:
        token = _here.set(_fresh(above))
        try:
            yield _UNTOLD
        finally:
            _here.reset(token)
        return
    trace, made, ending = teller.begin(name, kind, above, attributes)
    token = _here.set(trace)
    try:
        yield made
    except Exception as error:
        made.fail(type(error).__name__)
        raise
    finally:
        _here.reset(token)
        teller.end(ending)


def mark(name: str) -> str | None:
    """Something that happened in an instant and will be followed up: the traceparent of what follows."""
    if _Telling.teller is None:
        return parent()
    with span(name, PRODUCER):
        return parent()


def tell(teller: Teller | None) -> None:
    """From now on have spans made and sent by this one, or by none."""
    _Telling.teller = teller


def begin(endpoint: str, service: str, *, percent: int = 100) -> None:
    """Send spans to a collector that speaks OTLP over HTTP; without an address nothing is loaded."""
    if endpoint:
        from aftersales.kernel.traces_sent import Sender  # noqa: PLC0415 - 5 MB that most processes never need

        tell(Sender.to(endpoint, service, percent=percent))


def end() -> None:
    """Send what is left, and stop."""
    if _Telling.teller is not None:
        _Telling.teller.close()
        tell(None)
