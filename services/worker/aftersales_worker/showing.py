"""What a worker shows of itself over HTTP: its figures, and that its loop still turns. Nothing here is a secret."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from aftersales.kernel.measures import CONTENT_TYPE, exposition

PATIENCE: Final = 5.0
"""Seconds that a question may take to arrive."""

MOST_BYTES: Final = 8192
"""How long a question may be."""

PAGES: Final[dict[str, tuple[str, Callable[[], str]]]] = {
    "/metrics": (CONTENT_TYPE, exposition),
    "/health/live": ("application/json", lambda: '{"status":"ok"}'),
}


@asynccontextmanager
async def shown(address: str) -> AsyncIterator[int]:
    """Answer at an address as 127.0.0.1:9400 for as long as the block runs; the port, or 0 without an address."""
    if not address:
        yield 0
        return
    host, _, port = address.rpartition(":")
    server = await asyncio.start_server(_answer, host.strip("[]"), int(port), limit=MOST_BYTES)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer one question and close."""
    try:
        async with asyncio.timeout(PATIENCE):
            head = await reader.readuntil(b"\r\n\r\n")
            writer.write(answer_to(head))
            await writer.drain()
    except (TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        pass  # whoever asked went away, or never asked
    finally:
        writer.close()


def answer_to(head: bytes) -> bytes:
    """The whole answer to the head of a request."""
    method, _, rest = head.decode("latin-1").partition(" ")
    path = rest.partition(" ")[0].partition("?")[0]
    if path not in PAGES:
        return _response("404 Not Found", "text/plain", "")
    if method not in {"GET", "HEAD"}:
        return _response("405 Method Not Allowed", "text/plain", "")
    kind, text = PAGES[path]
    return _response("200 OK", kind, text(), bodiless=method == "HEAD")


def _response(status: str, kind: str, text: str, *, bodiless: bool = False) -> bytes:
    body = text.encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    return head.encode() + (b"" if bodiless else body)
