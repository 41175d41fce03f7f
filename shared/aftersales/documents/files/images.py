"""What a picture says of its own size, read from its first bytes and never by decoding it."""

import struct
from struct import unpack
from typing import IO, Final

from aftersales.documents.files.model import HEIC, JPEG, PNG, WEBP

_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_MARKERS_WITHOUT_LENGTH: Final = frozenset({0x01, *range(0xD0, 0xDA)})
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_MOST_SEGMENTS: Final = 2_000
_MOST_META: Final = 1 << 20


def image_type(head: bytes) -> str | None:
    """The type that the first bytes show."""
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return HEIC
    return None


def pixels(file: IO[bytes], content_type: str) -> tuple[int, int] | None:
    """Width and height as the file declares them, None if it is broken."""
    try:
        return {PNG: _png, JPEG: _jpeg, WEBP: _webp, HEIC: _heic}[content_type](file)
    except (struct.error, IndexError, ValueError):
        return None


def _png(file: IO[bytes]) -> tuple[int, int] | None:
    file.seek(8)
    length, kind, width, height = unpack(">L4sLL", file.read(16))
    return (width, height) if (length, kind) == (13, b"IHDR") else None


def _jpeg(file: IO[bytes]) -> tuple[int, int] | None:
    file.seek(2)
    for _ in range(_MOST_SEGMENTS):
        mark, kind = unpack(">BB", file.read(2))
        while kind == 0xFF:  # noqa: PLR2004 - fill bytes before a marker
            kind = file.read(1)[0]
        if mark != 0xFF or kind == 0xD9:  # noqa: PLR2004 - not a marker, or the end of the image
            return None
        if kind in _MARKERS_WITHOUT_LENGTH:
            continue
        (length,) = unpack(">H", file.read(2))
        if kind in _FRAMES:
            _, height, width = unpack(">BHH", file.read(5))
            return width, height
        file.seek(length - 2, 1)
    return None


def _webp(file: IO[bytes]) -> tuple[int, int] | None:
    file.seek(12)
    chunk = file.read(18)
    kind, body = chunk[:4], chunk[8:]
    if kind == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if kind == b"VP8L" and body[0] == 0x2F:  # noqa: PLR2004 - the signature of the lossless form
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        width, height = unpack("<HH", body[6:10])
        return width & 0x3FFF, height & 0x3FFF
    return None


def _heic(file: IO[bytes]) -> tuple[int, int] | None:
    """The largest image of the container: each says its size in an `ispe` property inside the `meta` box."""
    file.seek(0)
    for _ in range(16):
        length, kind = unpack(">L4s", file.read(8))
        if kind == b"meta":
            return _largest(file.read(min(length, _MOST_META)))
        if length < 8:  # noqa: PLR2004 - shorter than its own header
            return None
        file.seek(length - 8, 1)
    return None


def _largest(meta: bytes) -> tuple[int, int] | None:
    found = []
    at = meta.find(b"ispe")
    while at >= 0:
        width, height = unpack(">LL", meta[at + 8 : at + 16])
        found.append((width, height))
        at = meta.find(b"ispe", at + 16)
    return max(found, key=lambda size: size[0] * size[1], default=None)
