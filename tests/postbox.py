"""A mailbox for tests: an SMTP server in a thread of its own."""

import asyncio
import threading
import time
from email.message import EmailMessage
from types import TracebackType
from typing import Self

from aftersales_local.mail import Catcher


class Mailbox:
    """Every message that was sent, in the order of arrival."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._letters: list[tuple[EmailMessage, list[str]]] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="mailbox", daemon=True)
        self._catcher = Catcher(self._keep)
        self.port = 0

    def __enter__(self) -> Self:
        self._thread.start()
        self.port = asyncio.run_coroutine_threadsafe(self._catcher.listen(), self._loop).result(5)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _end(self) -> None:
        await self._catcher.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _keep(self, message: EmailMessage, recipients: list[str]) -> None:
        with self._lock:
            self._letters.append((message, recipients))

    @property
    def messages(self) -> list[EmailMessage]:
        """Everything received since the last clearing."""
        with self._lock:
            return [message for message, _ in self._letters]

    def clear(self) -> None:
        """Forget everything received so far."""
        with self._lock:
            self._letters.clear()

    def to(self, address: str) -> list[EmailMessage]:
        """The messages delivered to one address."""
        with self._lock:
            return [message for message, recipients in self._letters if address in recipients]

    async def wait_for(self, to: str, count: int = 1, timeout: float = 5.0) -> list[EmailMessage]:  # noqa: ASYNC109 - reads as one sentence in a test
        """The first messages to an address, once that many arrived."""
        deadline = time.monotonic() + timeout
        while len(found := self.to(to)) < count:
            if time.monotonic() > deadline:
                subjects = [str(message["Subject"]) for message in self.messages]
                raise AssertionError(f"{len(found)} of {count} messages to {to} in {timeout} s; all: {subjects}")
            await asyncio.sleep(0.02)
        return found
