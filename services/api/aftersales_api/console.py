"""The console's files, served beside the API: pages for people at every address that the API does not answer.

Nothing here opens a transaction or knows a caller; the pages speak to the API like everybody else.
"""

import asyncio
import hashlib
import mimetypes
from collections.abc import Iterable
from http import HTTPStatus
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send
from msgspec import Struct

OURS: Final = ("/v1", "/v", "/health", "/metrics")
"""Addresses that are the API's, whoever asks."""
INDEX: Final = "/index.html"
SAFE: Final = frozenset({"GET", "HEAD"})
FOR_EVER: Final = b"public, max-age=31536000, immutable"
ENCODINGS: Final = (("br", ".br"), ("gzip", ".gz"))
TYPES: Final = {".js": "text/javascript", ".svg": "image/svg+xml", ".html": "text/html", ".css": "text/css"}
BUILT: Final = Path(__file__).parents[2] / "web" / "dist"
"""Where `make up` builds the pages; without them there is the API alone."""
Header = tuple[bytes, bytes]


class Asset(Struct, frozen=True):
    """A file of the console: where it lies, in which encodings, and what it is."""

    path: Path
    kind: str
    etag: bytes
    encodings: tuple[tuple[str, Path], ...]
    is_hashed: bool


class Console:
    """Answers for the console's addresses and passes everything else on."""

    def __init__(self, app: ASGIApp, folder: str, *, store: str) -> None:
        self._app = app
        self._folder = Path(folder) if folder else BUILT
        self._assets: dict[str, Asset] = {}
        self._built = 0
        self._security = _security(store)
        self._look_again()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        is_asked = scope["type"] == ScopeType.HTTP and scope["method"] in SAFE and not _is_ours(scope["path"])
        asset = await self._asset(scope) if is_asked else None
        if asset is None:
            await self._app(scope, receive, send)
        else:
            await self._answer(scope, send, asset)  # type: ignore[arg-type]  # it is of HTTP, as was just seen

    async def _asset(self, scope: Scope) -> Asset | None:
        path = scope["path"]
        if path in self._assets and path != INDEX:
            return self._assets[path]
        if not path.startswith("/assets/") and not _wants_page(scope["headers"]):
            return None
        await asyncio.to_thread(self._look_again)
        return self._assets.get(path if path.startswith("/assets/") else INDEX)

    def _look_again(self) -> None:
        """See whether the pages were built anew since we looked."""
        try:
            built = (self._folder / INDEX[1:]).stat().st_mtime_ns
            if built != self._built:
                self._assets, self._built = dict(_assets(self._folder)), built
        except FileNotFoundError:
            self._assets, self._built = {}, 0

    async def _answer(self, scope: HTTPScope, send: Send, asset: Asset) -> None:
        sent = {name: value.decode("latin-1") for name, value in scope["headers"]}
        headers = [
            (b"content-type", asset.kind.encode()),
            (b"etag", asset.etag),
            (b"vary", b"Accept-Encoding"),
            (b"cache-control", FOR_EVER if asset.is_hashed else b"no-cache"),
            *self._security,
        ]
        if asset.etag.decode() in sent.get(b"if-none-match", ""):
            await _send(send, HTTPStatus.NOT_MODIFIED, headers, b"")
            return
        path = asset.path
        accepted = {part.partition(";")[0].strip() for part in sent.get(b"accept-encoding", "").split(",")}
        for encoding, compressed in asset.encodings:
            if encoding in accepted:
                path = compressed
                headers.append((b"content-encoding", encoding.encode()))
                break
        content = await asyncio.to_thread(path.read_bytes)
        headers.append((b"content-length", str(len(content)).encode()))
        await _send(send, HTTPStatus.OK, headers, b"" if scope["method"] == "HEAD" else content)


def _is_ours(path: str) -> bool:
    return any(path == own or path.startswith(f"{own}/") for own in OURS)


async def _send(send: Send, status: HTTPStatus, headers: list[Header], content: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content, "more_body": False})


def _assets(folder: Path) -> Iterable[tuple[str, Asset]]:
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.suffix in {".br", ".gz"} or ".vite" in path.parts:
            continue
        encodings = ((name, path.with_name(path.name + ending)) for name, ending in ENCODINGS)
        kind = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        address = "/" + path.relative_to(folder).as_posix()
        yield (
            address,
            Asset(
                path=path,
                kind=f"{kind}; charset=utf-8" if kind.startswith("text/") else kind,
                etag=f'"{hashlib.sha256(path.read_bytes()).hexdigest()[:32]}"'.encode(),
                encodings=tuple((name, compressed) for name, compressed in encodings if compressed.is_file()),
                is_hashed=address.startswith("/assets/"),
            ),
        )


def _wants_page(headers: Iterable[Header]) -> bool:
    """Whether somebody goes to an address in a browser, which says so; programs get the API's own answer."""
    return any(name == b"accept" and b"text/html" in value for name, value in headers)


def _security(store: str) -> list[Header]:
    """Only our own code runs; bytes of files go to and come from the object store alone."""
    address = urlsplit(store)
    files = f"{address.scheme}://{address.netloc}"
    policy = "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self' 'unsafe-inline'",
            f"img-src 'self' data: blob: {files}",
            f"connect-src 'self' {files}",
            "font-src 'self' data:",
            "media-src 'self' blob:",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ),
    )
    return [
        (b"content-security-policy", policy.encode()),
        (b"permissions-policy", b"camera=(self), microphone=(), geolocation=(), payment=()"),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"referrer-policy", b"no-referrer"),
        (b"x-content-type-options", b"nosniff"),
        (b"x-frame-options", b"DENY"),
    ]
