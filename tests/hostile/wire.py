"""Bytes on a socket, as no client library would send them, and what comes back."""

import asyncio
from contextlib import suppress
from typing import Final

from msgspec import Struct

PATIENCE: Final = 10.0
"""How long a server may take over an answer before it counts as silent."""


class Pause(Struct, frozen=True):
    """A wait between two pieces."""

    seconds: float


HANG_UP: Final = Pause(-1)
"""The end of what is said; the server may still answer."""


class Answer(Struct, frozen=True):
    """One answer."""

    status: int
    headers: dict[str, str]
    body: bytes


class Heard(Struct, frozen=True):
    """Every whole answer in order, and whether the server then closed the connection."""

    answers: list[Answer]
    is_closed: bool

    @property
    def status(self) -> int | None:
        """The first answer's status, or None where there was none."""
        return self.answers[0].status if self.answers else None


class Wire(Struct, frozen=True):
    """Where a server listens."""

    host: str
    port: int

    async def say(self, *pieces: bytes | Pause, answers: int = 1) -> Heard:
        """Send pieces one after the other, and listen until so many answers came or the server closed."""
        reader, writer = await asyncio.open_connection(self.host, self.port)
        listening = asyncio.create_task(_listen(reader, answers))
        try:
            with suppress(ConnectionError):
                for piece in pieces:
                    await _send(writer, piece)
            return await listening
        finally:
            listening.cancel()
            writer.transport.abort()
            with suppress(ConnectionError):
                await writer.wait_closed()


async def _send(writer: asyncio.StreamWriter, piece: bytes | Pause) -> None:
    if piece is HANG_UP:
        writer.write_eof()
    elif isinstance(piece, Pause):
        await asyncio.sleep(piece.seconds)
    else:
        writer.write(piece)
        await writer.drain()


async def _listen(reader: asyncio.StreamReader, wanted: int) -> Heard:
    heard: list[Answer] = []
    try:
        while len(heard) < wanted:
            heard.append(await asyncio.wait_for(_answer(reader), PATIENCE))
    except (asyncio.IncompleteReadError, ConnectionError):
        return Heard(heard, is_closed=True)
    except TimeoutError:
        return Heard(heard, is_closed=False)
    with suppress(TimeoutError, ConnectionError):
        return Heard(heard, is_closed=await asyncio.wait_for(reader.read(1), 0.01) == b"")
    return Heard(heard, is_closed=False)


async def _answer(reader: asyncio.StreamReader) -> Answer:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
    status = int(head[0].split(" ")[1])
    if status < 200:
        return await _answer(reader)
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Answer(status, headers, body)


def request(
    method: str, target: str, body: bytes | None = None, *, token: str = "", headers: tuple[bytes, ...] = ()
) -> bytes:
    """A request as it should be, with further headers."""
    lines = [f"{method} {target} HTTP/1.1".encode(), b"Host: aftersales.example"]
    if token:
        lines.append(f"Authorization: Bearer {token}".encode())
    if body is not None:
        lines += [b"Content-Type: application/json", b"Content-Length: %d" % len(body)]
    return b"\r\n".join([*lines, *headers, b"", body or b""])
