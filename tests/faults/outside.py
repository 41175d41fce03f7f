"""The world outside, which can be told to misbehave: a store, a mail server, a receiver of webhooks, a balancer.

All run on a loop of their own in a thread, so that a test may wait for a process without holding them up.
"""

import asyncio
import json
import threading
from collections import Counter, deque
from collections.abc import Coroutine
from typing import Any, Final, Self, TypeVar
from uuid import UUID

from aftersales_local.ports import LOOPBACK

T = TypeVar("T")
Reader, Writer = asyncio.StreamReader, asyncio.StreamWriter
GONE: Final = (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError)
UNAVAILABLE: Final = b"<?xml version='1.0'?><Error><Code>ServiceUnavailable</Code><Message>no</Message></Error>"


class Neighbour:
    """A server on loopback that can be closed and opened again at the same address."""

    def __init__(self) -> None:
        self.port = 0
        self.fates: deque[str] = deque()
        """What happens to the next callers, in turn; whoever comes after them is served."""

        self.met: Counter[str] = Counter()
        """How often each fate was met."""

        self._server: asyncio.Server | None = None
        self._serving: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Begin to listen."""
        self._server = await asyncio.start_server(self._take, LOOPBACK, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Stop listening and drop who is connected."""
        if self._server is not None:
            self._server.close()
        for task in list(self._serving):
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)
        self._server = None

    async def _take(self, reader: Reader, writer: Writer) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        try:
            await self.serve(reader, writer)
        except (*GONE, asyncio.CancelledError):
            pass
        finally:
            self._serving.discard(task)
            writer.close()

    def fate(self) -> str:
        """What happens to this caller."""
        chosen = self.fates.popleft() if self.fates else "served"
        self.met[chosen] += 1
        return chosen

    async def serve(self, reader: Reader, writer: Writer) -> None:
        """Serve one connection."""
        raise NotImplementedError


class Store(Neighbour):
    """A way to the real object store on which requests get lost; it takes one request on each connection."""

    FATES: Final = ("erring", "slow", "refused", "cut_asking", "answer_lost", "cut_answering")

    def __init__(self, real: str) -> None:
        super().__init__()
        host, _, port = real.rpartition("//")[2].partition(":")
        self._real = (host, int(port))

    async def serve(self, reader: Reader, writer: Writer) -> None:
        """Pass one request on, or let it meet its fate."""
        fate = self.fate()
        if fate == "refused":
            return
        head = await reader.readuntil(b"\r\n\r\n")
        lines = head[:-4].decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        if "expect" in headers:
            writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        if fate == "erring":
            writer.write(b"HTTP/1.1 503 no\r\ncontent-length: %d\r\nconnection: close\r\n\r\n" % len(UNAVAILABLE))
            writer.write(UNAVAILABLE if lines[0][:4] != "HEAD" else b"")
            await writer.drain()
            return
        if fate == "slow":
            await asyncio.sleep(1)
        kept = [line for line in lines if not line.lower().startswith(("expect:", "connection:"))]
        await self._pass(fate, "\r\n".join([*kept, "connection: close", "", ""]).encode("latin-1"), body, writer)

    async def _pass(self, fate: str, head: bytes, body: bytes, writer: Writer) -> None:
        answers, asks = await asyncio.open_connection(*self._real)
        try:
            asks.write(head + (body[: len(body) // 2] if fate == "cut_asking" else body))
            await asks.drain()
            if fate == "cut_asking":
                return
            answer = await answers.read()
            if fate == "answer_lost":
                return
            writer.write(answer[: len(answer) // 2] if fate == "cut_answering" else answer)
            await writer.drain()
        finally:
            asks.close()


class Post(Neighbour):
    """A mail server that refuses, hangs, or breaks the line at every place where it can."""

    FATES: Final = (
        "hangs_before_greeting",
        "busy",
        "refuses",
        "defers",
        "refuses_content",
        "defers_content",
        "cut_in_content",
        "taken_and_cut",
        "taken_and_hangs",
    )
    ANSWERS: Final = {"refuses": b"550 no\r\n", "defers": b"450 not now\r\n"}
    AFTER: Final = {"refuses_content": b"554 no\r\n", "defers_content": b"451 not now\r\n"}

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[bytes] = []

    def copies(self) -> Counter[str]:
        """How many copies of each message were taken."""
        lines = [
            next(line for line in mail.split(b"\r\n") if line.lower().startswith(b"message-id:")) for mail in self.taken
        ]
        return Counter(str(UUID(line.split(b"<")[1].split(b"@")[0].decode())) for line in lines)

    async def serve(self, reader: Reader, writer: Writer) -> None:
        """Speak SMTP for one letter."""
        fate = self.fate()
        if fate == "hangs_before_greeting":
            await asyncio.Event().wait()
        if fate == "busy":
            writer.write(b"421 too many\r\n")
            return
        writer.write(b"220 here\r\n")
        while line := await reader.readline():
            word = line[:4].upper().strip()
            if word == b"DATA":
                await self._take_content(fate, reader, writer)
                return
            if word == b"RCPT" and fate in self.ANSWERS:
                writer.write(self.ANSWERS[fate])
            else:
                writer.write(b"250 fine\r\n")

    async def _take_content(self, fate: str, reader: Reader, writer: Writer) -> None:
        writer.write(b"354 go on\r\n")
        if fate == "cut_in_content":
            await reader.readline()
            return
        content = await reader.readuntil(b"\r\n.\r\n")
        if fate in self.AFTER:
            writer.write(self.AFTER[fate])
            return
        self.taken.append(content)
        if fate == "taken_and_cut":
            return
        if fate == "taken_and_hangs":
            await asyncio.Event().wait()
        writer.write(b"250 taken\r\n")
        await writer.drain()


class Receiver(Neighbour):
    """A dealer's system that takes webhooks, when it is up."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[Any] = []

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{LOOPBACK}:{self.port}/hook"

    async def serve(self, reader: Reader, writer: Writer) -> None:
        """Take one message."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = int(head.split("content-length:")[1].split("\r\n")[0])
        message = json.loads(await reader.readexactly(length))
        if self.fate() == "served":
            self.taken.append(message)
            writer.write(b"HTTP/1.1 204 fine\r\nconnection: close\r\n\r\n")
        else:
            writer.write(b"HTTP/1.1 503 no\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
        await writer.drain()


class Balancer(Neighbour):
    """Passes each connection to one of the servers behind it that accepts it, in turn."""

    def __init__(self) -> None:
        super().__init__()
        self.behind: list[int] = []

    async def serve(self, reader: Reader, writer: Writer) -> None:
        """Join a caller with a server."""
        for port in [*self.behind]:
            self.behind.append(self.behind.pop(0))
            try:
                answers, asks = await asyncio.open_connection(LOOPBACK, port)
            except OSError:
                continue
            try:
                await asyncio.gather(_pump(reader, asks), _pump(answers, writer))
            finally:
                asks.close()
            return


async def _pump(reader: Reader, writer: Writer) -> None:
    try:
        while chunk := await reader.read(65_536):
            writer.write(chunk)
            await writer.drain()
    except GONE:
        pass
    finally:
        if writer.can_write_eof():
            try:
                writer.write_eof()
            except OSError:
                writer.close()


class Outside:
    """The neighbours of one platform."""

    def __init__(self, real_store: str) -> None:
        self.store, self.post, self.receiver, self.balancer = Store(real_store), Post(), Receiver(), Balancer()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="outside", daemon=True)

    @property
    def _all(self) -> tuple[Neighbour, ...]:
        return (self.store, self.post, self.receiver, self.balancer)

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something there and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    def __enter__(self) -> Self:
        self._thread.start()
        for one in self._all:
            self.do(one.open())
        return self

    def __exit__(self, *_: object) -> None:
        for one in self._all:
            self.do(one.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def settings(self, environment: dict[str, str]) -> dict[str, str]:
        """The environment with these neighbours in it; people reach the store on the straight way."""
        return environment | {
            "AFTERSALES_S3_ENDPOINT": f"http://{LOOPBACK}:{self.store.port}",
            "AFTERSALES_S3_PUBLIC_ENDPOINT": environment["AFTERSALES_S3_ENDPOINT"],
            "AFTERSALES_SMTP_HOST": LOOPBACK,
            "AFTERSALES_SMTP_PORT": str(self.post.port),
        }
