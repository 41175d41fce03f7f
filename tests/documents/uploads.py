"""Files as people upload them, good and hostile, and the way they travel."""

import io
import struct
import zipfile
import zlib
from uuid import UUID

import httpx
from openpyxl import Workbook
from tests.fixtures.api import Client

from aftersales.documents.files.model import CSV, HEIC, JPEG, PDF, PNG, WEBP, XLSX


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">L", len(body)) + kind + body + struct.pack(">L", zlib.crc32(kind + body))


def png(width: int = 4, height: int = 3) -> bytes:
    rows = b"".join(b"\x00" + b"\x20\x40\x60" * 4 for _ in range(3))
    header = struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def jpeg(width: int = 640, height: int = 480, *, comment: bytes = b"") -> bytes:
    note = b"\xff\xfe" + struct.pack(">H", 2 + len(comment)) + comment
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 17, 8, height, width, 3) + bytes(9)
    return b"\xff\xd8\xff\xe0" + struct.pack(">H", 16) + b"JFIF\x00" + bytes(9) + note + frame + b"\xff\xd9"


def webp(width: int = 320, height: int = 200) -> bytes:
    sizes = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"VP8X" + struct.pack("<L", 10) + bytes(4) + sizes
    return b"RIFF" + struct.pack("<L", 4 + len(body)) + b"WEBP" + body


def heic(width: int = 4032, height: int = 3024) -> bytes:
    size = struct.pack(">L4sLLL", 20, b"ispe", 0, width, height)
    meta = struct.pack(">L4sL", 12 + len(size), b"meta", 0) + size
    return struct.pack(">L4s4sL4s", 20, b"ftyp", b"heic", 0, b"mif1") + meta


def xlsx() -> bytes:
    workbook, target = Workbook(), io.BytesIO()
    assert workbook.active is not None
    workbook.active.append(["经销商编码", "名称"])
    workbook.save(target)
    return target.getvalue()


def other_zip() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("readme.txt", "not a workbook")
    return target.getvalue()


GOOD: dict[str, tuple[str, bytes]] = {
    PNG: ("photo", png()),
    JPEG: ("photo", jpeg()),
    WEBP: ("photo", webp()),
    HEIC: ("photo", heic()),
    PDF: ("proof", b"%PDF-1.7\n%%EOF\n"),
    CSV: ("import_sheet", "经销商编码,名称\nD001,杭州悦骑\n".encode("gb18030")),
    XLSX: ("import_sheet", xlsx()),
}


async def announce(
    client: Client,
    content: bytes,
    *,
    name: str = "照片.png",
    content_type: str = PNG,
    purpose: str = "photo",
    sha256: str | None = None,
) -> httpx.Response:
    body = {"purpose": purpose, "name": name, "content_type": content_type, "length": len(content)}
    return await client.http.post("/v1/files", json=body if sha256 is None else body | {"sha256": sha256})


async def send(link: dict[str, object], content: bytes, **headers: str) -> httpx.Response:
    """PUT as a browser does: straight to the store, with the headers that the link asks for."""
    told = link["headers"]
    assert isinstance(told, dict)
    async with httpx.AsyncClient() as browser:
        return await browser.put(str(link["url"]), content=content, headers=told | headers)


async def uploaded(client: Client, content: bytes, **declared: str) -> dict[str, object]:
    """A file taken through the whole way; the last answer."""
    begun = await announce(client, content, **declared)
    assert begun.status_code == 201, begun.text
    sent = await send(begun.json()["upload"], content)
    assert sent.status_code == 200, sent.text
    done = await client.http.post(f"/v1/files/{begun.json()['id']}/completion")
    assert done.status_code == 200, done.text
    answer: dict[str, object] = done.json()
    return answer


def id_of(file: dict[str, object]) -> UUID:
    return UUID(str(file["id"]))
