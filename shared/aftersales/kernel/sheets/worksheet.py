"""The cells of one worksheet as its XML events arrive."""

from collections.abc import Iterator
from math import isfinite
from typing import Final

from msgspec import Struct

from aftersales.kernel.sheets.errors import SheetDamaged, SheetTooManyColumns
from aftersales.kernel.sheets.markup import Attributes
from aftersales.kernel.sheets.raw import MAX_CELL_TEXT, MAX_COLUMNS, Cells, Dated, Fault, Literal, Raw
from aftersales.kernel.sheets.strings import unescaped

_LAST_ROW: Final = 1_048_576
_DAYS_FROM_1900_TO_1904: Final = 1462
_DIGITS: Final = "0123456789"
_MAX_LETTERS: Final = 3


class Style(Struct, frozen=True):
    """What a cell format says about its content."""

    is_date: bool = False
    is_literal: bool = False


_PLAIN: Final = Style()


class Worksheet:
    """Collects the events of one sheet into rows; `drained` hands over those that are complete."""

    def __init__(self, place: str, strings: list[str], styles: list[Style], *, has_1904_dates: bool) -> None:
        self.text: list[str] = []
        self._place = place
        self._strings = strings
        self._styles = styles
        self._shift = _DAYS_FROM_1900_TO_1904 if has_1904_dates else 0
        self._columns: dict[str, int] = {}
        self._rows: list[tuple[int, Cells]] = []
        self._cells: Cells = {}
        self._row = 0
        self._column = -1
        self._type = "n"
        self._style = _PLAIN
        self._value: str | None = None
        self._is_formula = False
        self._phonetic = 0

    def drained(self) -> Iterator[tuple[int, Cells]]:
        """The complete rows so far, once."""
        ready, self._rows = self._rows, []
        return iter(ready)

    def start(self, name: str, attributes: Attributes) -> None:
        """Enter an element."""
        if name == "c":
            self._enter_cell(attributes)
        elif name in {"v", "t"}:
            self.text.clear()
        elif name == "row":
            self._enter_row(attributes)
        elif name == "f":
            self._is_formula = True
        elif name == "rPh":
            self._phonetic += 1

    def end(self, name: str) -> None:
        """Leave an element."""
        if name == "c":
            self._leave_cell()
        elif name == "v" or (name == "t" and not self._phonetic):
            piece = "".join(self.text)
            self._value = piece if self._value is None else self._value + piece
        elif name == "row" and self._cells:
            self._rows.append((self._row, self._cells))
            self._cells = {}
        elif name == "rPh":
            self._phonetic -= 1

    def _enter_row(self, attributes: Attributes) -> None:
        text = attributes.get("r", str(self._row + 1))
        number = int(text) if text.isdecimal() and len(text) <= len(str(_LAST_ROW)) else 0
        if not self._row < number <= _LAST_ROW:
            raise SheetDamaged(place=f"{self._place} row {self._row + 1}")
        self._row = number
        self._column = -1
        self._cells = {}

    def _enter_cell(self, attributes: Attributes) -> None:
        reference = attributes.get("r")
        column = self._column + 1 if reference is None else self._column_of(reference)
        if column <= self._column or not self._row:
            raise SheetDamaged(place=f"{self._place} row {self._row}")
        self._column = column
        self._type = attributes.get("t", "n")
        style = attributes.get("s", "")
        self._style = self._styles[int(style)] if style.isdecimal() and self._has_style(style) else _PLAIN
        self._value = None
        self._is_formula = False

    def _has_style(self, style: str) -> bool:
        return len(style) <= len(str(len(self._styles))) and int(style) < len(self._styles)

    def _column_of(self, reference: str) -> int:
        letters = reference.rstrip(_DIGITS)
        if reference[len(letters) :] != str(self._row):
            raise SheetDamaged(place=f"{self._place} row {self._row}")
        column = self._columns.get(letters)
        if column is None:
            if not (letters.isascii() and letters.isalpha() and len(letters) <= _MAX_LETTERS):
                raise SheetDamaged(place=f"{self._place} row {self._row}")
            column = 0
            for letter in letters.upper():
                column = column * 26 + ord(letter) - ord("A") + 1
            self._columns[letters] = column = column - 1
        return column

    def _leave_cell(self) -> None:
        content = Fault.FORMULA if self._is_formula else self._content()
        if content is None:
            return
        if self._column >= MAX_COLUMNS:
            raise SheetTooManyColumns(row=self._row, limit=MAX_COLUMNS)
        self._cells[self._column] = content

    def _content(self) -> Raw | None:
        value = self._value
        if value is None or value == "":
            return None
        if self._type == "s":
            return self._marked(self._shared(value))
        if self._type in {"inlineStr", "str", "d"}:
            return self._marked(unescaped(value))
        if self._type == "b":
            return value.strip() == "1"
        if self._type == "n":
            return self._number(value)
        return Fault.ERROR

    def _shared(self, index: str) -> str:
        position = int(index) if index.isdecimal() and len(index) <= len(str(_LAST_ROW)) else len(self._strings)
        if position >= len(self._strings):
            raise SheetDamaged(place=f"{self._place} row {self._row}")
        return self._strings[position]

    def _marked(self, text: str) -> Raw | None:
        if len(text) > MAX_CELL_TEXT:
            return Fault.TOO_LONG
        return Literal(text) if text and self._style.is_literal else text or None

    def _number(self, value: str) -> Raw:
        try:
            number = float(value)
        except ValueError:
            return Fault.ERROR
        if not isfinite(number):
            return Fault.ERROR
        return Dated(number + self._shift) if self._style.is_date else number
