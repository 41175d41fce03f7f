"""Hostile files by the hundred, made from good ones: cut short, disguised, joined, swollen."""

import gzip
import struct
import zlib
from collections.abc import Iterator
from typing import Final

from msgspec import Struct
from tests.documents.uploads import GOOD, chunk, heic, jpeg, other_zip, png, webp
from tests.kernel.test_sheets_hostile import HOSTILE as SHEETS
from tests.kernel.test_sheets_hostile import parts, workbook, zipped

from aftersales.documents.files.model import CSV, HEIC, JPEG, PDF, PNG, SVG, WEBP, XLSX, Purpose

PURPOSES: Final = {CSV: Purpose.IMPORT_SHEET, XLSX: Purpose.IMPORT_SHEET, PDF: Purpose.PROOF, SVG: Purpose.LOGO}
HUGE: Final = ((30_000, 30_000), (65_535, 65_535), (1, 100_000), (100_000, 1), (0, 0), (0, 10), (16_384, 16_384))
PICTURES: Final = {PNG: png, JPEG: jpeg, WEBP: webp, HEIC: heic}
MARKUP: Final = {
    "a page": b"<!DOCTYPE html><html><body onload=alert(1)>",
    "a script": b"<script>alert(1)</script>",
    "a script in capitals": b"<SCRIPT SRC=//x.example>",
    "a drawing": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
}
OTHERS: Final = {
    "an archive": other_zip(),
    "a program": b"MZ\x90\x00" + bytes(64),
    "another program": b"\x7fELF" + bytes(64),
    "a shell script": b"#!/bin/sh\nid\n",
    "a server's page": b"<?php system($_GET[0]); ?>",
    "a packed megabyte": gzip.compress(bytes(1_000_000)),
}


class Hostile(Struct, frozen=True):
    """A file that is not what it says, or does harm to who reads it."""

    name: str
    content_type: str
    content: bytes
    must_be_refused: bool = True

    @property
    def purpose(self) -> Purpose:
        """What it is uploaded for."""
        return PURPOSES.get(self.content_type, Purpose.PHOTO)


def every() -> list[Hostile]:
    """All of them, each under a name of its own."""
    found = [*cut_short(), *disguised(), *joined(), *swollen(), *as_workbooks(), *drawings(), *bombs()]
    assert len({one.name for one in found}) == len(found)
    return found


def cut_short() -> Iterator[Hostile]:
    for kind, (_, content) in GOOD.items():
        for share in (0.02, 0.1, 0.25, 0.5, 0.75, 0.9):
            length = max(1, int(len(content) * share))
            yield Hostile(f"{kind} cut at {share}", kind, content[:length], must_be_refused=False)
        yield Hostile(f"{kind} without its beginning", kind, content[8:], must_be_refused=kind != CSV)
        yield Hostile(f"{kind} backwards", kind, content[::-1], must_be_refused=kind != CSV)


def disguised() -> Iterator[Hostile]:
    for said in GOOD:
        for kind, (_, content) in GOOD.items():
            if kind != said:
                harmless = said == CSV and kind == PDF  # a few lines of text, which the reader of sheets refuses
                yield Hostile(f"{kind} that says {said}", said, content, must_be_refused=not harmless)
        for name, content in (MARKUP | OTHERS).items():
            text = said == CSV and name == "a shell script"
            yield Hostile(f"{name} that says {said}", said, content, must_be_refused=not text)


def joined() -> Iterator[Hostile]:
    for kind, (_, content) in GOOD.items():
        for name, more in MARKUP.items():
            if kind != XLSX:
                yield Hostile(f"{name} behind {kind}", kind, content + more, must_be_refused=kind != PDF)
            yield Hostile(f"{name} before {kind}", kind, more + content)
        for name, more in OTHERS.items():
            yield Hostile(f"{name} behind {kind}", kind, content + more, must_be_refused=kind == XLSX)
            yield Hostile(f"{name} before {kind}", kind, more + content, must_be_refused=kind != CSV)


def swollen() -> Iterator[Hostile]:
    for kind, make in PICTURES.items():
        for width, height in HUGE:
            if kind == JPEG and max(width, height) > 65_535:
                continue
            least = 1 if kind == WEBP else 0  # its sizes are counted from one
            content = make(max(width, least), max(height, least))
            yield Hostile(f"{kind} of {width}×{height}", kind, content, max(width, height) > 16_384)
    rows = zlib.compress(bytes(50_000_000))
    header = struct.pack(">LLBBBBB", 100, 100, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    yield Hostile("a picture that unpacks to fifty megabytes", PNG, b"\x89PNG\r\n\x1a\n" + body, must_be_refused=False)
    text = chunk(b"zTXt", b"Comment\x00\x00" + rows)
    yield Hostile(
        "a comment that unpacks to fifty megabytes", PNG, png()[:33] + text + png()[33:], must_be_refused=False
    )


def as_workbooks() -> Iterator[Hostile]:
    for name, (make, _) in SHEETS.items():
        yield Hostile(f"workbook: {name}", XLSX, make(), must_be_refused=False)
    for cell in ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", "\t=1", '=HYPERLINK("http://x")'):
        yield Hostile(
            f"csv with {cell!r}", CSV, f'编码,名称\nD1,"{cell.replace(chr(34), chr(34) * 2)}"\n'.encode(), False
        )
        formula = cell.strip().lstrip("=+-@").replace("&", "&amp;").replace("<", "&lt;")
        yield Hostile(
            f"workbook with {cell!r}", XLSX, workbook(f'<row r="2"><c r="A2"><f>{formula}</f><v>1</v></c></row>'), False
        )


def drawings() -> Iterator[Hostile]:
    start = (
        b"<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' width='10' height='10'>"
    )
    inside = {
        "a script": b"<script>alert(1)</script>",
        "an event": b"<rect width='1' height='1' onclick='alert(1)'/>",
        "a page": b"<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'/></foreignObject>",
        "a picture from elsewhere": b"<image xlink:href='http://x.example/a.png'/>",
        "a file from here": b"<image href='file:///etc/passwd'/>",
        "a link": b"<a href='javascript:alert(1)'><text>x</text></a>",
        "a style from elsewhere": b"<style>@import url(http://x.example/a.css);</style>",
        "itself without end": b"<g id='a'><use href='#a'/><use href='#a'/></g>",
        "an address in capitals": b"<rect width='1' height='1' fill='URL(http://x.example/a)'/>",
        "an animation": b"<animate attributeName='href' values='javascript:alert(1)'/>",
    }
    for name, what in inside.items():
        yield Hostile(f"drawing with {name}", SVG, start + what + b"</svg>")
    entities = b"".join(b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    prolog = b"<!DOCTYPE svg [<!ENTITY a0 'ha'>" + entities + b"]>"
    yield Hostile("drawing of a billion laughs", SVG, prolog + start + b"<text>&a9;</text></svg>")
    yield Hostile(
        "drawing of a local file",
        SVG,
        b"<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" + start + b"&a;</svg>",
    )
    yield Hostile("drawing without an end", SVG, start + b"<g>" * 50_000)
    yield Hostile("drawing in another encoding", SVG, (start + b"</svg>").decode().encode("utf-16"))


def bombs() -> Iterator[Hostile]:
    for size in (1, 20, 40):
        swollen_part = {**parts(), "xl/media/a.png": bytes(size << 20)}
        yield Hostile(f"workbook with {size} MB of nothing", XLSX, zipped(swollen_part), must_be_refused=False)
    inner = zipped({f"{n}": bytes(1 << 20) for n in range(8)})
    for depth in range(4):
        inner = zipped({f"{n}.zip": inner for n in range(4)})
        yield Hostile(f"archives {depth + 2} deep", XLSX, inner)
