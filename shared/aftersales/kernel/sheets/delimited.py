"""A CSV text, record by record, whatever of the usual encodings and separators it uses."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Final

from aftersales.kernel.sheets.errors import (
    SheetDamaged,
    SheetEncodingUnknown,
    SheetFormatUnknown,
    SheetTooManyColumns,
)
from aftersales.kernel.sheets.raw import MAX_CELL_TEXT, MAX_COLUMNS, Cells, Fault, unguarded
from aftersales.kernel.sheets.spec import SheetSpec, bare

_SEPARATORS: Final = (",", ";", "\t")
_OTHER_FORMATS: Final = (
    *(b"%PDF", b"{\\rtf", b"<", b"MZ", b"\x7fELF"),
    *(b"\x89PNG", b"\xff\xd8\xff", b"GIF8"),
    *(b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b"),
)
_HIDDEN_FORMATS: Final = (b"\x00", b"PK\x03\x04", b"PK\x05\x06", b"%PDF-")
_WIDE_BOMS: Final = (b"\xff\xfe", b"\xfe\xff")


def rows(data: bytes, spec: SheetSpec) -> Iterator[tuple[int, Cells]]:
    """Each record that holds anything, under the row number that a spreadsheet shows for it."""
    text = _text(data)
    try:
        for number, record in enumerate(
            csv.reader(StringIO(text, newline=""), delimiter=_separator(text, spec), strict=True), 1
        ):
            if len(record) > MAX_COLUMNS:
                raise SheetTooManyColumns(row=number, limit=MAX_COLUMNS)
            cells: Cells = {
                index: Fault.TOO_LONG if len(field) > MAX_CELL_TEXT else unguarded(field)
                for index, field in enumerate(record)
                if field
            }
            if cells:
                yield number, cells
    except csv.Error as error:
        raise SheetDamaged(place=f"CSV: {error}") from None


def _text(data: bytes) -> str:
    if data.startswith(_WIDE_BOMS):
        raise SheetEncodingUnknown
    if data.lstrip().startswith(_OTHER_FORMATS) or any(magic in data for magic in _HIDDEN_FORMATS):
        raise SheetFormatUnknown
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetEncodingUnknown


def _separator(text: str, spec: SheetSpec) -> str:
    """The separator under which the first record holds the most headings that we know."""
    known = spec.by_heading()

    def hits(separator: str) -> int:
        try:
            first = next(csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True), [])
        except csv.Error:
            return -1
        return sum(bare(heading) in known for heading in first[:MAX_COLUMNS])

    return max(_SEPARATORS, key=hits)
