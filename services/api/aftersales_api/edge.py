"""The edge: the one place where a request begins and ends, and with it its transaction."""

import hashlib
import re
import time
from collections.abc import Callable, Sequence
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from typing import Final, cast

import msgspec
import structlog
from litestar.enums import ScopeType
from litestar.exceptions import HTTPException, LitestarException
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from aftersales.kernel import reports, traces
from aftersales.kernel.errors import Malformed
from aftersales.kernel.ids import new_id
from aftersales.kernel.scene import Scene, entered
from aftersales_api import bodies
from aftersales_api.call import KEY, Call
from aftersales_api.policy.media import speaks_yaml
from aftersales_api.problems import PROBLEM_TYPE, UnsupportedMediaType, problem_of, refusal_of

log = structlog.get_logger()

REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")
HOST: Final = re.compile(r"(?:[A-Za-z0-9._-]{1,255}|\[[0-9A-Fa-f:.]{2,45}\])(?::([0-9]{1,5}))?")
HIGHEST_PORT: Final = 65_535
KEPT_HEADERS: Final = frozenset({"content-type", "location", "etag", "link"})
SECURITY_HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cache-control", b"no-store"),
)

LONGEST_METHOD: Final = 16
LONGEST_PATH: Final = 512
"""How much of what a caller wrote is told in logs and traces."""

CHANGING: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
NewCall = Callable[..., Call]
OnEnd = Callable[[Scope, Call, int, float], None]
"""Told of every request that has ended: its scope, its call, the status (0 if none left) and the seconds."""


class Edge:
    """Wraps the whole application: gives each request an id, a language, a transaction, and an end."""

    def __init__(self, app: ASGIApp, new_call: NewCall, *, most_bytes: int, on_end: Sequence[OnEnd] = ()) -> None:
        self._app = app
        self._new_call = new_call
        self._most_bytes = most_bytes
        self._on_end = on_end

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        asked = scope["method"][:LONGEST_METHOD]
        if asked == "HEAD":
            scope["method"] = "GET"  # the same answer without its body (RFC 9110, 9.3.2)
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        call = self._new_call(
            request_id=_request_id(headers.get("x-request-id", "")),
            locale=_locale(headers.get("accept-language", "")),
            method=scope["method"],
            headers=headers,
            cookies=_cookies(headers.get("cookie", "")),
            scope=scope,
        )
        scope[KEY] = call  # type: ignore[typeddict-unknown-key]  # ASGI lets servers and apps add keys
        ending = Ending(call, send, bodiless=asked == "HEAD")
        started = time.perf_counter()
        with (
            entered(Scene(tenant=call.tenant_known, request_id=call.request_id)),
            reports.apart(),
            traces.span(asked, traces.SERVER, under=headers.get("traceparent", "")) as span,
        ):
            try:
                await self._serve(scope, receive, call, ending)
            finally:
                await call.settle(HTTPStatus.INTERNAL_SERVER_ERROR)
                seconds = time.perf_counter() - started
                _log(asked, scope, call, ending.status, seconds)
                _tell(span, asked, scope, call, ending.status)
                for tell in self._on_end:
                    tell(scope, call, ending.status, seconds)

    async def _serve(self, scope: HTTPScope, receive: Receive, call: Call, ending: "Ending") -> None:
        try:
            _check_host(call.headers.get("host"))
            if scope["method"] in CHANGING:
                receive = await self._read(scope, receive, call)
            await self._app(scope, receive, ending)
        except Exception as error:  # noqa: BLE001 - the last place where a failure can become an answer
            await ending.fail(_cause_of(error))

    async def _read(self, scope: HTTPScope, receive: Receive, call: Call) -> Receive:
        """Read the body of a change, before anything is begun for it."""
        announced = call.headers.get("content-length", "")
        has_body = announced not in {"", "0"} or "transfer-encoding" in call.headers
        _check_media_type(scope, call.headers, has_body=has_body)
        body = await bodies.read(receive, announced=announced, most=self._most_bytes)
        _check_media_type(scope, call.headers, has_body=bool(body))
        await bodies.check_unambiguous(body)
        if call.guards_effect:
            call.request_hash = _hash_of(scope, body)
        return bodies.given_again(body, receive)


class Ending:
    """Holds an answer back until its transaction has ended."""

    def __init__(self, call: Call, send: Send, *, bodiless: bool) -> None:
        self._call = call
        self._send = send
        self._bodiless = bodiless
        self._start: Message | None = None
        self._body = bytearray()
        self.status = 0
        self._sent = False

    async def __call__(self, message: Message) -> None:
        """Take one message of the answer."""
        if message["type"] == "http.response.start":
            self._start = message
            if not self._holds(message["status"]):
                await self._begin()
            return
        if message["type"] == "http.response.body" and not self._sent:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._end()
            return
        if not self._bodiless:
            await self._send(message)

    def _holds(self, status: int) -> bool:
        return self._call.guards_effect and self._call.is_open and status < HTTPStatus.BAD_REQUEST

    async def _begin(self) -> None:
        start = self._started()
        await self._call.settle(start["status"])  # type: ignore[typeddict-item]  # a start message has a status
        await self._send_start()

    async def _end(self) -> None:
        start = self._started()
        status: int = start["status"]  # type: ignore[typeddict-item]  # a start message has a status
        kept = {
            name.decode("latin-1"): value.decode("latin-1")
            for name, value in start["headers"]  # type: ignore[typeddict-item]  # and headers
            if name.decode("latin-1").lower() in KEPT_HEADERS
        }
        await self._call.keep_answer(status, kept, bytes(self._body))
        await self._call.settle(status)
        await self._send_start()
        await self._send_whole(bytes(self._body))

    def _started(self) -> Message:
        if self._start is None:
            raise RuntimeError("a body came before its start")
        return self._start

    async def _send_start(self) -> None:
        start = self._started()
        present = {name.lower() for name, _ in start["headers"]}  # type: ignore[typeddict-item]
        extra = [(name, value) for name, value in SECURITY_HEADERS if name not in present]
        extra += [(name.encode(), value.encode()) for name, value in self._call.response_headers.items()]
        extra.append((b"x-request-id", self._call.request_id.encode()))
        self.status = start["status"]  # type: ignore[typeddict-item]
        self._sent = True
        await self._send(cast("Message", {**start, "headers": [*start["headers"], *extra]}))  # type: ignore[typeddict-item]
        if self._bodiless:
            await self._send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _send_whole(self, body: bytes) -> None:
        if not self._bodiless:
            await self._send({"type": "http.response.body", "body": body, "more_body": False})

    async def fail(self, error: Exception) -> None:
        """Answer a failure that happened while the answer was on its way, a commit that failed above all."""
        if self._sent:
            raise error
        refusal = refusal_of(error, self._call.request_id)
        if refusal.status == HTTPStatus.INTERNAL_SERVER_ERROR:
            reports.report(error)
            log.error("request.failed", exc_info=error)
        body = msgspec.json.encode(problem_of(refusal, self._call.locale, self._call.request_id))
        headers = [(b"content-type", PROBLEM_TYPE.encode()), (b"content-length", str(len(body)).encode())]
        self._start = {"type": "http.response.start", "status": refusal.status, "headers": headers}
        await self._call.settle(refusal.status)
        await self._send_start()
        await self._send_whole(body)


def _cause_of(error: Exception) -> Exception:
    """What went wrong while an answer was sent: Litestar wraps it once the answer has begun, as it sees it."""
    wrapped = isinstance(error, LitestarException) and not isinstance(error, HTTPException)
    return error.__cause__ if wrapped and isinstance(error.__cause__, Exception) else error


def _check_host(host: str | None) -> None:
    """Refuse a name of ours that is none; the framework would stumble over it wherever it writes an address."""
    found = HOST.fullmatch(host) if host is not None else None
    if host is not None and (found is None or int(found[1] or 0) > HIGHEST_PORT):
        raise Malformed(reason="Host", pointer="/headers/host")


def _check_media_type(scope: HTTPScope, headers: dict[str, str], *, has_body: bool) -> None:
    """Refuse a body that is not JSON, or YAML where policies are; bytes of files never come here."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    is_read = kind == "application/json" or speaks_yaml(scope["path"], kind)
    if has_body and (not is_read or headers.get("content-encoding", "identity") != "identity"):
        raise UnsupportedMediaType


def _request_id(asked: str) -> str:
    return asked if REQUEST_ID.fullmatch(asked) else new_id().hex


def _locale(accepted: str) -> str | None:
    for part in accepted.lower().split(","):
        tag = part.split(";", 1)[0].strip()
        if tag[:2] in {"zh", "en"}:
            return tag[:2]
    return None


def _cookies(header: str) -> dict[str, str]:
    if not header:
        return {}
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}


def _hash_of(scope: HTTPScope, body: bytes) -> bytes:
    """What tells a request from another with the same key."""
    digest = hashlib.sha256()
    for part in (scope["method"].encode(), scope["path"].encode(), scope["query_string"], body):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.digest()


def _log(asked: str, scope: HTTPScope, call: Call, status: int, seconds: float) -> None:
    tenant = call.tenant_known()
    log.info(
        "request",
        method=asked,
        path=scope["path"][:LONGEST_PATH],
        status=status,
        ms=round(seconds * 1000, 1),
        request_id=call.request_id,
        tenant_id=None if tenant is None else str(tenant),
    )


def _tell(span: traces.Span, asked: str, scope: HTTPScope, call: Call, status: int) -> None:
    """Say what the request turned out to be: by its route, since a path may say more than a trace should."""
    route = str(scope.get("path_template") or "")
    tenant = call.tenant_known()
    span.name(f"{asked} {route}".strip())
    span.add(
        http__request__method=asked,
        http__route=route,
        http__response__status_code=status,
        aftersales__request_id=call.request_id,
        aftersales__tenant_id="" if tenant is None else str(tenant),
    )
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or not status:
        span.fail(str(status))
