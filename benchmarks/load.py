"""Many clients at once: each keeps one connection and sends its next request as soon as the last was answered."""

import asyncio
from collections.abc import Callable, Sequence
from itertools import cycle
from statistics import median
from time import perf_counter
from typing import Final, cast

from msgspec import Struct

from aftersales_local.ports import LOOPBACK

HEAD_ENDS: Final = b"\r\n\r\n"
LENGTH: Final = b"content-length:"
OK: Final = (b"HTTP/1.1 200", b"HTTP/1.1 201")


class Answered(Struct, frozen=True):
    """What so many clients were answered in so many seconds."""

    count: int
    seconds: float
    milliseconds: tuple[float, ...]

    @property
    def rate(self) -> float:
        """Answers per second."""
        return self.count / self.seconds

    @property
    def p50(self) -> float:
        """The median time of an answer in milliseconds."""
        return median(self.milliseconds)


class LoadRefusedError(RuntimeError):
    """An answer that was not good: what is measured would mean nothing."""


def request(method: str, path: str, token: str, body: bytes = b"", **headers: str) -> bytes:
    """One request as it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", "Host: benchmark", f"Authorization: Bearer {token}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


class _Client(asyncio.Protocol):
    """One connection."""

    def __init__(self, following: Callable[[], bytes | None]) -> None:
        self._following = following
        self._buffer = bytearray()
        self._sent_at = 0.0
        self.times: list[float] = []
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first request."""
        self._transport = cast("asyncio.WriteTransport", transport)
        self._send()

    def _send(self) -> None:
        wanted = self._following()
        if self._transport is None or wanted is None:
            self._end(None)
            return
        self._sent_at = perf_counter()
        self._transport.write(wanted)

    def data_received(self, data: bytes) -> None:
        """Take a piece; a whole answer lets the next request go."""
        self._buffer += data
        head = self._buffer.find(HEAD_ENDS)
        if head < 0:
            return
        lowered = bytes(self._buffer[:head]).lower()
        at = lowered.find(LENGTH)
        length = int(lowered[at + len(LENGTH) : (lowered + b"\r\n").find(b"\r\n", at)])
        if len(self._buffer) < head + len(HEAD_ENDS) + length:
            return
        if not self._buffer.startswith(OK):
            self._end(LoadRefusedError(self._buffer.decode(errors="replace")))
            return
        self.times.append((perf_counter() - self._sent_at) * 1000)
        self._buffer.clear()
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        """A connection that the server ended early is no good either."""
        self._end(LoadRefusedError(f"the connection was lost: {exc}"))

    def _end(self, error: Exception | None) -> None:
        if not self.ended.done():
            if error is None:
                self.ended.set_result(None)
            else:
                self.ended.set_exception(error)
        if self._transport is not None:
            self._transport.close()


async def answered(port: int, requests: Sequence[bytes], *, clients: int, seconds: float) -> Answered:
    """Send these requests in turn from so many clients for so long."""
    turn = cycle(requests)
    began = perf_counter()
    return await _all(port, lambda: next(turn) if perf_counter() - began < seconds else None, clients)


async def answered_once(port: int, requests: Sequence[bytes], *, clients: int) -> Answered:
    """Send each of these requests once, from so many clients."""
    left = iter(requests)
    return await _all(port, lambda: next(left, None), clients)


async def _all(port: int, following: Callable[[], bytes | None], clients: int) -> Answered:
    loop = asyncio.get_running_loop()
    began = perf_counter()
    made = await asyncio.gather(
        *(loop.create_connection(lambda: _Client(following), LOOPBACK, port) for _ in range(clients)),
    )
    await asyncio.gather(*(client.ended for _, client in made))
    took = perf_counter() - began
    times = tuple(time for _, client in made for time in client.times)
    return Answered(len(times), took, times)
