"""The first visible sheet of an XLSX workbook, row by row, with formulas and dates told apart.

Our own reader instead of a library: it stops at the first row too many, never allocates by what a
file declares, sees formulas that cached values would hide, and knows the East Asian date formats.
"""

import posixpath
import re
from collections.abc import Iterator
from typing import Final

from aftersales.kernel.sheets.archive import Archive
from aftersales.kernel.sheets.errors import SheetEmpty, SheetFormatUnknown
from aftersales.kernel.sheets.markup import Attributes, Events, elements
from aftersales.kernel.sheets.raw import Cells
from aftersales.kernel.sheets.strings import shared_strings
from aftersales.kernel.sheets.worksheet import Style, Worksheet

_SMALL_PART: Final = 4 << 20
_ROOT_RELATIONS: Final = "_rels/.rels"
_BUILT_IN_DATES: Final = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_NOT_FORMAT: Final = re.compile(r'"[^"]*"|\[(?!h+\]|m+\]|s+\])[^\]]*\]|\\.|_.|\*.', re.IGNORECASE)
_DATE_LETTER: Final = re.compile(r"[ymdhs]", re.IGNORECASE)


def rows(data: bytes, max_uncompressed: int) -> Iterator[tuple[int, Cells]]:
    """Each row of the first visible sheet that holds anything, under its own number."""
    archive = Archive(data, max_uncompressed)
    if not archive.has("[Content_Types].xml") or not archive.has(_ROOT_RELATIONS):
        raise SheetFormatUnknown
    book = _related(archive, "", "officeDocument")[0][1]
    if not book.lower().endswith(".xml"):
        raise SheetFormatUnknown
    sheet, has_1904_dates = _first_sheet(archive, book)
    styles = [style for _, part in _related(archive, book, "styles") for style in _styles(archive, part)]
    strings = [text for _, part in _related(archive, book, "sharedStrings") for text in shared_strings(archive, part)]
    worksheet = Worksheet(sheet, strings, styles, has_1904_dates=has_1904_dates)
    events = Events(sheet, worksheet.start, worksheet.end, worksheet.text.append)
    for chunk in archive.chunks(sheet):
        events.feed(chunk)
        yield from worksheet.drained()
    events.feed(b"", final=True)
    yield from worksheet.drained()


def _related(archive: Archive, part: str, kind: str) -> list[tuple[str, str]]:
    """Identity and target of each internal relation of a kind that a part has."""
    folder, name = posixpath.split(part)
    relations = posixpath.join(folder, "_rels", f"{name}.rels") if part else _ROOT_RELATIONS
    if part and not archive.has(part):
        raise SheetFormatUnknown
    found = [
        (attributes.get("Id", ""), posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))[1:])
        for element, attributes in elements(relations, archive.part(relations, _SMALL_PART))
        if element == "Relationship"
        and attributes.get("Type", "").endswith(f"/{kind}")
        and attributes.get("TargetMode") != "External"
    ]
    if not found and not part:
        raise SheetFormatUnknown
    return found


def _first_sheet(archive: Archive, book: str) -> tuple[str, bool]:
    """The part of the first visible worksheet, and whether its dates count from 1904."""
    targets = dict(_related(archive, book, "worksheet"))
    has_1904_dates = False
    for element, attributes in elements(book, archive.part(book, _SMALL_PART)):
        if element == "workbookPr":
            has_1904_dates = attributes.get("date1904", "0") in {"1", "true", "on"}
        if element == "sheet" and attributes.get("state", "visible") == "visible" and attributes.get("id") in targets:
            return targets[attributes["id"]], has_1904_dates
    raise SheetEmpty


def _styles(archive: Archive, part: str) -> list[Style]:
    """What each cell format says about its content."""
    formats: dict[str, str] = {}
    styles: list[Style] = []
    is_cell_format = False
    for element, attributes in elements(part, archive.part(part, _SMALL_PART)):
        if element == "numFmt":
            formats.setdefault(attributes.get("numFmtId", ""), attributes.get("formatCode", ""))
        elif element in {"cellXfs", "cellStyles", "dxfs", "tableStyles"}:
            is_cell_format = element == "cellXfs"
        elif element == "xf" and is_cell_format:
            styles.append(_style(attributes, formats))
    return styles


def _style(attributes: Attributes, formats: dict[str, str]) -> Style:
    number_format = attributes.get("numFmtId", "0")
    code = formats.get(number_format)
    if code is None:
        is_date = number_format.isdecimal() and int(number_format[:5]) in _BUILT_IN_DATES
    else:
        is_date = _DATE_LETTER.search(_NOT_FORMAT.sub("", code)) is not None
    return Style(is_date=is_date, is_literal=attributes.get("quotePrefix", "0") in {"1", "true"})
