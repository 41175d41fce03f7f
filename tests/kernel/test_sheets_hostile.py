"""Files made to harm their reader: each is refused by name, quickly, and never with anything but a refusal."""

import csv
import struct
import tracemalloc
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO, StringIO
from typing import Final
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aftersales.kernel import sheets
from aftersales.kernel.errors import Refusal
from aftersales.kernel.sheets import Column, Kind, Row, SheetSpec
from aftersales.kernel.sheets.errors import (
    HeadingDuplicate,
    HeadingUnknown,
    SheetDamaged,
    SheetEmpty,
    SheetEncodingUnknown,
    SheetEncryptedOrLegacy,
    SheetFormatUnknown,
    SheetHasMacros,
    SheetTooManyColumns,
    SheetTooManyRows,
    SheetUnsafe,
)

DEALERS = SheetSpec(
    "dealers",
    (
        Column("code", "编码", "Code", required=True, kind=Kind.CODE),
        Column("name", "名称", "Name"),
        Column("sold_on", "日期", "Date", kind=Kind.DATE),
    ),
)
MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
HEADINGS: Final = '<row r="1"><c r="A1" t="inlineStr"><is><t>编码</t></is></c></row>'
A_ROW: Final = '<row r="2"><c r="A2" t="inlineStr"><is><t>D1</t></is></c></row>'
BOMB: Final = 5 << 20


def sheet_xml(body: str = A_ROW, *, headings: str = HEADINGS, prolog: str = "") -> bytes:
    """The XML of a worksheet."""
    return f'{prolog}<worksheet xmlns="{MAIN}"><sheetData>{headings}{body}</sheetData></worksheet>'.encode()


def parts(**changes: bytes) -> dict[str, bytes]:
    """The parts of a minimal workbook; keyword `sheet`, `book`, `root`, `links` replaces one."""
    return {
        "[Content_Types].xml": b"<Types/>",
        "_rels/.rels": changes.get("root")
        or f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{RELATIONS}/officeDocument"'
        f' Target="xl/workbook.xml"/></Relationships>'.encode(),
        "xl/workbook.xml": changes.get("book")
        or f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets><sheet name="1" sheetId="1" r:id="r1"/></sheets>'
        f"</workbook>".encode(),
        "xl/_rels/workbook.xml.rels": changes.get("links")
        or f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{RELATIONS}/worksheet"'
        f' Target="worksheets/sheet1.xml"/></Relationships>'.encode(),
        "xl/worksheets/sheet1.xml": changes.get("sheet") or sheet_xml(),
    }


def zipped(files: Mapping[str, bytes], method: int = ZIP_DEFLATED) -> bytes:
    """A ZIP of these files."""
    out = BytesIO()
    with ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            info = ZipInfo(name)
            info.compress_type = method
            archive.writestr(info, content)
    return out.getvalue()


def workbook(body: str = A_ROW, *, headings: str = HEADINGS, prolog: str = "") -> bytes:
    """A minimal workbook around some rows."""
    return zipped(parts(sheet=sheet_xml(body, headings=headings, prolog=prolog)))


def with_part(name: str, content: bytes = b"x") -> bytes:
    """A minimal workbook and one part more."""
    return zipped({**parts(), name: content})


def twice(name: str) -> bytes:
    """A workbook with two entries of one name."""
    out = BytesIO(zipped(parts()))
    with pytest.warns(UserWarning, match="Duplicate name"), ZipFile(out, "a") as archive:
        archive.writestr(name, b"other")
    return out.getvalue()


def lying_about_sizes() -> bytes:
    """A bomb whose directory says that it is small."""
    data = bytearray(zipped(parts(sheet=sheet_xml(" " * BOMB))))
    real = struct.pack("<I", len(sheet_xml(" " * BOMB)))
    assert data.count(real) == 2
    return bytes(data.replace(real, struct.pack("<I", 2000)))


def overlapping() -> bytes:
    """A workbook whose directory points two entries at the same bytes."""
    data = bytearray(zipped({**parts(), "xl/a.xml": b"a", "xl/b.xml": b"b"}))
    second = data.rfind(b"PK\x01\x02")
    first = data.rfind(b"PK\x01\x02", 0, second)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    return bytes(data)


def flagged_encrypted() -> bytes:
    """A workbook whose entries claim to be encrypted."""
    data = bytearray(zipped(parts()))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def with_wrong_checksum() -> bytes:
    """A workbook in which one byte of a stored sheet was changed."""
    return zipped(parts(), ZIP_STORED).replace(b"D1", b"D2")


def many_columns() -> bytes:
    """A workbook that is a million columns wide."""
    wide = '<row r="1">' + "".join(f"<c><v>{i}</v></c>" for i in range(1_000_000)) + "</row>"
    return zipped(parts(sheet=sheet_xml(headings=wide)))


def far_cell() -> bytes:
    """A workbook of two cells, the first and the last that a sheet can have."""
    return workbook(f'{A_ROW}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


HOSTILE: Final[dict[str, tuple[Callable[[], bytes], type[Refusal]]]] = {
    "zip bomb by size": (lambda: zipped(parts(sheet=sheet_xml(" " * (40 << 20)))), SheetUnsafe),
    "zip bomb by ratio": (lambda: workbook(" " * BOMB), SheetUnsafe),
    "zip bomb in a part nobody reads": (lambda: with_part("xl/media/a.png", b"\x00" * BOMB), SheetUnsafe),
    "zip bomb with lying sizes": (lying_about_sizes, SheetDamaged),
    "too many entries": (lambda: zipped({**parts(), **{f"x/{i}": b"" for i in range(600)}}), SheetUnsafe),
    "nested zip": (lambda: with_part("xl/inner.bin", zipped({"a": b"b"})), SheetUnsafe),
    "nested gzip": (lambda: with_part("xl/inner.xml", b"\x1f\x8b\x08\x00"), SheetUnsafe),
    "parent folder in a name": (lambda: with_part("../../etc/cron.d/x"), SheetUnsafe),
    "parent folder inside a name": (lambda: with_part("xl/../../x"), SheetUnsafe),
    "absolute name": (lambda: with_part("/etc/passwd"), SheetUnsafe),
    "drive name": (lambda: with_part("C:/x"), SheetUnsafe),
    "backslash name": (lambda: with_part("..\\x"), SheetUnsafe),
    "control character in a name": (lambda: with_part("xl/a\nb"), SheetUnsafe),
    "overlong name": (lambda: with_part("x" * 300), SheetUnsafe),
    "same name twice": (lambda: twice("xl/worksheets/sheet1.xml"), SheetUnsafe),
    "same name in another case": (lambda: with_part("XL/Workbook.xml"), SheetUnsafe),
    "overlapping entries": (overlapping, SheetUnsafe),
    "encrypted entries": (flagged_encrypted, SheetUnsafe),
    "odd packing": (lambda: zipped(parts(), ZIP_BZIP2), SheetUnsafe),
    "macros": (lambda: with_part("xl/vbaProject.bin"), SheetHasMacros),
    "macro sheet": (lambda: with_part("xl/macrosheets/sheet1.xml"), SheetHasMacros),
    "embedded object": (lambda: with_part("xl/embeddings/oleObject1.bin"), SheetHasMacros),
    "macros under another name": (lambda: with_part("xl/x.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), SheetHasMacros),
    "encrypted or old workbook": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, SheetEncryptedOrLegacy),
    "document type": (lambda: workbook(prolog="<!DOCTYPE worksheet>"), SheetUnsafe),
    "billion laughs": (
        lambda: workbook(prolog='<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'),
        SheetUnsafe,
    ),
    "external entity": (
        lambda: workbook(prolog='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
        SheetUnsafe,
    ),
    "document type in the relations": (
        lambda: zipped(parts(root=b'<!DOCTYPE x [<!ENTITY a "b">]><Relationships/>')),
        SheetUnsafe,
    ),
    "document type in UTF-16": (
        lambda: zipped(parts(sheet="<!DOCTYPE x []><worksheet/>".encode("utf-16"))),
        SheetUnsafe,
    ),
    "undefined entity": (lambda: workbook("&a;"), SheetDamaged),
    "deep nesting": (lambda: workbook("<x>" * 100_000), SheetDamaged),
    "broken XML": (lambda: workbook("<row"), SheetDamaged),
    "unknown XML encoding": (lambda: workbook(prolog='<?xml version="1.0" encoding="x-own"?>'), SheetDamaged),
    "truncated": (lambda: workbook()[:-30], SheetDamaged),
    "cut in half": (lambda: workbook()[: len(workbook()) // 2], SheetDamaged),
    "wrong checksum": (with_wrong_checksum, SheetDamaged),
    "only the magic": (lambda: b"PK\x03\x04", SheetDamaged),
    "script after the workbook": (lambda: workbook() + b"<script>alert(1)</script>", SheetDamaged),
    "archive before the workbook": (lambda: zipped({"a": b"b"}) + workbook(), SheetUnsafe),
    "archive without a workbook": (lambda: zipped({"a.txt": b"b"}), SheetFormatUnknown),
    "another office format": (
        lambda: zipped(parts(root=f'<Relationships xmlns="{PACKAGE}"/>'.encode())),
        SheetFormatUnknown,
    ),
    "binary workbook": (
        lambda: zipped(parts(root=parts()["_rels/.rels"].replace(b"workbook.xml", b"workbook.bin"))),
        SheetFormatUnknown,
    ),
    "sheet outside the file": (
        lambda: zipped(
            parts(
                links=parts()["xl/_rels/workbook.xml.rels"].replace(
                    b"<Relationship ", b'<Relationship TargetMode="External" '
                )
            )
        ),
        SheetEmpty,
    ),
    "sheet above the root": (
        lambda: zipped(parts(links=parts()["xl/_rels/workbook.xml.rels"].replace(b"worksheets/", b"../../../../etc/"))),
        SheetDamaged,
    ),
    "a million columns": (many_columns, SheetTooManyColumns),
    "the last cell there is": (far_cell, SheetTooManyColumns),
    "a column beyond the last": (lambda: workbook('<row r="2"><c r="ZZZZ2"><v>1</v></c></row>'), SheetDamaged),
    "a row beyond the last": (lambda: workbook('<row r="9999999"><c><v>1</v></c></row>'), SheetDamaged),
    "rows in the wrong order": (lambda: workbook(A_ROW + A_ROW), SheetDamaged),
    "cells in the wrong order": (
        lambda: workbook('<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c></row>'),
        SheetDamaged,
    ),
    "a cell of another row": (lambda: workbook('<row r="2"><c r="A9"><v>1</v></c></row>'), SheetDamaged),
    "a cell outside any row": (lambda: workbook(headings='<c r="A1"><v>1</v></c>'), SheetDamaged),
    "a string that is not there": (lambda: workbook('<row r="2"><c r="A2" t="s"><v>7</v></c></row>'), SheetDamaged),
    "a million rows": (lambda: workbook("<row><c><v>1</v></c></row>" * 30_000), SheetTooManyRows),
    "duplicate headings": ("编码,Code\nD1,D2".encode, HeadingDuplicate),
    "unknown headings": (("编码," + ",".join(f"h{i}" for i in range(200)) + "\nD1").encode, HeadingUnknown),
    "formula as a heading": (
        lambda: workbook(headings='<row r="1"><c r="A1"><f>1+1</f><v>编码</v></c></row>'),
        HeadingUnknown,
    ),
    "a million CSV columns": (lambda: b"a," * 1_000_000, SheetTooManyColumns),
    "a CSV row of a million columns": (lambda: "编码\n".encode() + b"a," * 1_000_000, SheetTooManyColumns),
    "huge CSV cell": (lambda: "编码\n".encode() + b"a" * 1_000_000, SheetDamaged),
    "unclosed CSV quote": ('编码\n"D1'.encode, SheetDamaged),
    "garbage after a CSV quote": ('编码\n"D1"x'.encode, SheetDamaged),
    "NUL in a CSV": ("编码\nD\x001".encode, SheetFormatUnknown),
    "UTF-16": (lambda: "编码\nD1".encode("utf-16"), SheetEncodingUnknown),
    "UTF-16 without a mark": (lambda: "Code\nD1".encode("utf-16-le"), SheetFormatUnknown),
    "UTF-32": (lambda: "编码\nD1".encode("utf-32"), SheetEncodingUnknown),
    "Big5": (lambda: "編碼,名稱\nD1,臺北".encode("big5"), HeadingUnknown),
    "no encoding at all": (lambda: "编码\n".encode() + b"\xff\xff\x81", SheetEncodingUnknown),
    "PDF": (lambda: b"%PDF-1.7\n1 0 obj", SheetFormatUnknown),
    "PDF behind a heading": ("编码\n%PDF-1.7".encode, SheetFormatUnknown),
    "ZIP behind a heading": (lambda: "编码\nD1\n".encode() + workbook(), SheetFormatUnknown),
    "HTML called XLS": (lambda: b"<html><table><tr><td>1</td></tr></table></html>", SheetFormatUnknown),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + zlib.compress(b"x"), SheetFormatUnknown),
    "program": (lambda: b"MZ\x90\x03", SheetFormatUnknown),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_by_its_own_name(name: str) -> None:
    make, refusal = HOSTILE[name]
    data = make()

    with pytest.raises(Refusal) as refused:
        sheets.read(data, DEALERS)

    assert type(refused.value) is refusal
    assert refused.value.status in {413, 415, 422}
    assert "{" not in refused.value.text("zh") + refused.value.text("en")


def test_the_minimal_workbook_of_these_tests_is_read() -> None:
    (row,) = sheets.read(workbook(), DEALERS)

    assert row.values == {"code": "D1"}


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A2"><f>1+1</f><v>2</v></c>',
        '<c r="A2"><f/><v>2</v></c>',
        '<c r="A2"><f t="shared" si="0"/></c>',
        '<c r="A2" t="str"><f>HYPERLINK("http://x.example","D1")</f><v>D1</v></c>',
        '<c r="A2"><x:f xmlns:x="http://other.example">1</x:f><v>2</v></c>',
    ],
)
def test_a_formula_is_seen_behind_its_cached_value(cell: str) -> None:
    (row,) = sheets.read(workbook(f'<row r="2">{cell}</row>'), DEALERS)

    assert [error.code for error in row.errors] == ["formula_in_cell"]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ('<c r="A2" t="e"><v>#REF!</v></c>', "error_in_cell"),
        ('<c r="A2"><v>1e999</v></c>', "error_in_cell"),
        ('<c r="A2"><v>nan</v></c>', "error_in_cell"),
        ('<c r="A2"><v>abc</v></c>', "error_in_cell"),
        ('<c r="A2" t="unheard"><v>1</v></c>', "error_in_cell"),
        ('<c r="A2" s="99999999999999999999"><v>1e15</v></c>', "precision_lost"),
        ('<c r="A2" t="inlineStr"><is><t>' + "长" * 40_000 + "</t></is></c>", "too_long"),
        ('<c r="A2" t="inlineStr"><is><t>_x0000__xFFFF_</t></is></c>', "control_character"),
    ],
)
def test_a_cell_without_honest_content_is_answered_for_its_row(cell: str, code: str) -> None:
    (row,) = sheets.read(workbook(f'<row r="2">{cell}</row>'), DEALERS)

    assert [error.code for error in row.errors] == [code]


def test_a_cell_is_read_once_with_its_runs_and_without_its_reading() -> None:
    cell = '<is><r><t>中</t></r><r><t xml:space="preserve">山 </t></r><rPh sb="0" eb="1"><t>zhong</t></rPh></is>'

    (row,) = sheets.read(workbook(f'<row r="2"><c r="A2" t="inlineStr">{cell}</c></row>'), DEALERS)

    assert row.values == {"code": "中山"}


def test_an_error_shows_only_the_start_of_what_stood_in_the_cell() -> None:
    data = StringIO(newline="")
    csv.writer(data).writerows([["编码", "名称"], ["D1", "\x1b[31m" + "长" * 1000]])

    (row,) = sheets.read(data.getvalue().encode(), DEALERS)

    assert row.errors[0].code == "control_character"
    assert row.errors[0].value == "\ufffd[31m" + "长" * 34 + "…"


def test_the_last_cell_there_is_costs_no_memory() -> None:
    data = far_cell()
    tracemalloc.start()

    with pytest.raises(SheetTooManyColumns):
        sheets.read(data, DEALERS)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 4 << 20


def test_formatted_but_empty_rows_are_no_rows() -> None:
    empty = '<row><c s="0"/><c s="0"/></row>' * 100_000

    (row,) = sheets.read(zipped(parts(sheet=sheet_xml(A_ROW + empty)), ZIP_STORED), DEALERS)

    assert row.values == {"code": "D1"}


def answer(data: bytes) -> list[Row] | Refusal:
    """The rows of a file or its refusal; anything else that is raised fails the test."""
    try:
        return sheets.read(data, DEALERS)
    except Refusal as refusal:
        return refusal


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    assert answer(data)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(workbook()) - 1), st.integers(1, 255))
def test_any_changed_byte_of_a_workbook_is_read_or_refused(position: int, change: int) -> None:
    data = bytearray(workbook())
    data[position] ^= change

    answered = answer(bytes(data))

    assert isinstance(answered, Refusal) or [row.number for row in answered] == [2]


CELLS = st.sampled_from(
    [
        *('<c r="A2"><v>1</v></c>', '<c r="B2" t="s"><v>0</v></c>', "<c><v>1</v></c>", '<c t="b"><v>1</v></c>'),
        *("<f>1</f>", "<v>1</v>", "<is><t>x</t></is>", "<t>x</t>", "<rPh><t>x</t></rPh>", "<c/>", '<c r="">'),
        *("<row>", "</row>", '<row r="0">', '<row r="٢">', '<c r="A٢"/>', "</c>", "text", '<c r="a2"><v> 7 </v></c>'),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(CELLS, max_size=8))
def test_any_arrangement_of_cells_is_read_or_refused(cells: list[str]) -> None:
    assert answer(workbook("".join(cells)))
