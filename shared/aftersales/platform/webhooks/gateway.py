"""The way out to a tenant's endpoint: resolve once, vet, connect to just that address, take little back."""

import asyncio
import socket
import ssl
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, Protocol

import httpx

from aftersales.platform.webhooks import rules
from aftersales.platform.webhooks.errors import UrlRefused
from aftersales.platform.webhooks.model import Answer

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

SECONDS: Final = 10.0
"""How long resolving, connecting, sending and answering may take together."""

MOST_BYTES: Final = 1024
"""How much of an answer is read."""


class NoAnswer(Exception):  # noqa: N818 - an outcome of dialling, not an error of ours
    """The receiver gave no answer, or was not dialled; the text says why and goes into the log of attempts."""

    def __init__(self, why: str, duration_ms: int) -> None:
        super().__init__(why)
        self.why = why
        self.duration_ms = duration_ms


class Receivers(Protocol):
    """Whoever can be sent a message at an address."""

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send once; raises `NoAnswer`."""
        ...


async def system_resolve(host: str, port: int) -> list[str]:
    """Every address of a name, as the machine's resolver gives them."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[4][0]) for place in found))


class HttpReceivers:
    """Receivers on the internet; `allow_private` lets tests and local set-ups dial their own machine."""

    def __init__(
        self,
        *,
        allow_private: bool,
        resolve: Resolve = system_resolve,
        trust: ssl.SSLContext | None = None,
        seconds: float = SECONDS,
    ) -> None:
        self._allow_private = allow_private
        self._resolve = resolve
        self._trust = trust or ssl.create_default_context()
        self._seconds = seconds

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send once to the vetted address under the name's certificate; redirects are answers like any other."""
        began = time.perf_counter()
        try:
            async with asyncio.timeout(self._seconds):
                status, text = await self._exchange(url, headers, body)
        except (UrlRefused, OSError, httpx.HTTPError, UnicodeError) as error:
            raise NoAnswer(_why(error), _since(began)) from error
        return Answer(status=status, text=text, duration_ms=_since(began))

    async def _exchange(self, url: str, headers: Mapping[str, str], body: bytes) -> tuple[int, str]:
        target = rules.check_url(url, allow_private=self._allow_private)
        port = target.port or (443 if target.scheme == "https" else 80)
        host = target.raw_host.decode("ascii")
        address = rules.vetted(await self._resolve(host, port), allow_private=self._allow_private)
        if address is None:
            raise UrlRefused(why_zh="指向内部网络", why_en="it points inside a private network")
        request = httpx.Request(
            "POST",
            target.copy_with(host=address, port=port),
            headers={"Host": target.netloc.decode("ascii"), **headers},
            content=body,
            extensions={"sni_hostname": host, "timeout": httpx.Timeout(self._seconds).as_dict()},
        )
        async with httpx.AsyncHTTPTransport(verify=self._trust, trust_env=False, retries=0) as transport:
            response = await transport.handle_async_request(request)
            try:
                return response.status_code, await _beginning(response)
            finally:
                await response.aclose()


async def _beginning(response: httpx.Response) -> str:
    read = bytearray()
    async for chunk in response.aiter_raw(MOST_BYTES):
        read += chunk
        if len(read) >= MOST_BYTES:
            break
    return bytes(read[:MOST_BYTES]).decode("utf-8", "replace").replace("\x00", "\N{REPLACEMENT CHARACTER}")


def _since(began: float) -> int:
    return int((time.perf_counter() - began) * 1000)


def _why(error: Exception) -> str:
    if isinstance(error, UrlRefused):
        return f"refused: {error.text('en')}"
    if isinstance(error, TimeoutError):
        return "timeout"
    if isinstance(error, socket.gaierror):
        return "name not resolved"
    said = "".join(letter if letter.isprintable() else " " for letter in str(error))
    return f"{type(error).__name__}: {said}"[:400]
