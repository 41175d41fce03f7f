"""Reading an uploaded table: every row is answered, with its values or with all that is wrong in it."""

from collections.abc import Iterator
from typing import Final

from aftersales.kernel.sheets import delimited, workbook
from aftersales.kernel.sheets.archive import OLE_MAGIC, ZIP_MAGIC
from aftersales.kernel.sheets.cells import CellRefused, cell_error, shown, value_of
from aftersales.kernel.sheets.errors import (
    HeadingDuplicate,
    HeadingMissing,
    HeadingUnknown,
    SheetEmpty,
    SheetEncryptedOrLegacy,
    SheetTooLarge,
    SheetTooManyRows,
)
from aftersales.kernel.sheets.raw import Cells, Fault
from aftersales.kernel.sheets.spec import CellError, Column, Row, SheetSpec, Value, bare

MAX_ROWS: Final = 20_000
MAX_BYTES: Final = 10_000_000
"""The largest sheet that is read, and so the largest that may be uploaded."""

MAX_UNCOMPRESSED: Final = 32 << 20

_HEADING_ROW: Final = 1
_SHOWN_HEADINGS: Final = 10
_SHOWN_HEADING: Final = 40
_SHOWN_KEY: Final = 200


def read(
    data: bytes,
    spec: SheetSpec,
    *,
    max_rows: int = MAX_ROWS,
    max_bytes: int = MAX_BYTES,
    max_uncompressed: int = MAX_UNCOMPRESSED,
) -> list[Row]:
    """Read a whole file or refuse it; the content decides the format, never the name."""
    if len(data) > max_bytes:
        raise SheetTooLarge(limit=max_bytes)
    source = _source(data, spec, max_uncompressed)
    number, headings = next(source, (0, {}))
    if number != _HEADING_ROW:
        raise SheetEmpty
    reader = _RowReader(spec, _columns(headings, spec))
    rows: list[Row] = []
    for number, cells in source:
        if reader.is_blank(cells):
            continue
        if len(rows) >= max_rows:
            raise SheetTooManyRows(limit=max_rows)
        rows.append(reader.row(number, cells))
    if not rows:
        raise SheetEmpty
    return rows


def _source(data: bytes, spec: SheetSpec, max_uncompressed: int) -> Iterator[tuple[int, Cells]]:
    if data.startswith(OLE_MAGIC):
        raise SheetEncryptedOrLegacy
    if data.startswith(ZIP_MAGIC):
        return workbook.rows(data, max_uncompressed)
    return delimited.rows(data, spec)


def _columns(headings: Cells, spec: SheetSpec) -> dict[int, Column]:
    """The column that each heading means; unknown, doubled and missing ones are all named."""
    known = spec.by_heading()
    texts = {index: _shown(cell) for index, cell in headings.items() if _shown(cell)}
    unknown = [text for text in texts.values() if bare(text) not in known]
    if unknown:
        raise HeadingUnknown(
            headings=_listed(unknown),
            known_zh="、".join(column.zh for column in spec.columns),
            known=", ".join(column.en for column in spec.columns),
        )
    found = {index: known[bare(text)] for index, text in texts.items()}
    doubled = [
        texts[index]
        for index, column in found.items()
        if any(other < index and found[other] is column for other in found)
    ]
    if doubled:
        raise HeadingDuplicate(headings=_listed(doubled))
    names = {column.name for column in found.values()}
    missing = [column for column in spec.columns if column.required and column.name not in names]
    if missing:
        raise HeadingMissing(
            headings_zh="、".join(column.zh for column in missing),
            headings=", ".join(column.en for column in missing),
        )
    return found


def _shown(cell: object) -> str:
    return f"({cell.value})" if isinstance(cell, Fault) else str(cell).strip()


def _listed(headings: list[str]) -> str:
    """The first few headings, each in brackets and cut to a readable length."""
    shown = [f"“{heading[:_SHOWN_HEADING]}”" for heading in headings[:_SHOWN_HEADINGS]]
    return "、".join(shown) + (" …" if len(headings) > _SHOWN_HEADINGS else "")


class _RowReader:
    """Turns the cells of one row after another into answers, and remembers the keys it has seen."""

    def __init__(self, spec: SheetSpec, columns: dict[int, Column]) -> None:
        self._columns = columns
        self._by_name = {column.name: (index, column) for index, column in columns.items()}
        self._spec_key = spec.key
        self._key = spec.key if set(spec.key) <= self._by_name.keys() else ()
        self._seen: dict[tuple[Value, ...], int] = {}

    @staticmethod
    def is_blank(cells: Cells) -> bool:
        """Whether a row holds nothing but space, as rows do that were only formatted."""
        return all(isinstance(cell, str) and not cell.strip() for cell in cells.values())

    def row(self, number: int, cells: Cells) -> Row:
        """The answer for one row."""
        values: dict[str, Value] = {}
        errors: list[CellError] = []
        for index, column in self._columns.items():
            raw = cells.get(index)
            try:
                values[column.name] = value_of(raw, column)
            except CellRefused as refused:
                errors.append(cell_error(column, refused.code, raw, **refused.params))
        if len(cells) > len(self._columns) or not cells.keys() <= self._columns.keys():
            errors += self._unheaded(cells)
        if not errors and self._key:
            errors += self._repeated(number, values, cells)
        return Row(number, {}, tuple(errors), self._key_shown(values, cells)) if errors else Row(number, values)

    def _key_shown(self, values: dict[str, Value], cells: Cells) -> str:
        """The key as it was read, and where it could not be read as it stands there."""
        texts = [
            shown(cells.get(self._by_name[name][0])) if values.get(name) is None else str(values[name])
            for name in self._spec_key
            if name in self._by_name
        ]
        return " / ".join(text for text in texts if text)[:_SHOWN_KEY]

    def _unheaded(self, cells: Cells) -> list[CellError]:
        """The first value that stands under no heading speaks for the others of its row."""
        for index, raw in sorted(cells.items()):
            if index not in self._columns and not (isinstance(raw, str) and not raw.strip()):
                letters = _letters(index)
                return [cell_error(Column(letters, f"{letters} 列", f"column {letters}"), "no_heading", raw)]
        return []

    def _repeated(self, number: int, values: dict[str, Value], cells: Cells) -> list[CellError]:
        key = tuple(values[name] for name in self._key)
        first = self._seen.setdefault(key, number)
        if first == number or None in key:
            return []
        index, column = self._by_name[self._key[-1]]
        return [cell_error(column, "duplicate_in_sheet", cells.get(index), row=first)]


def _letters(index: int) -> str:
    """The name that a spreadsheet shows for a column: A, B, …, Z, AA."""
    letters = ""
    remaining = index + 1
    while remaining:
        remaining, digit = divmod(remaining - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters
