"""A cell between the file and its meaning: what the file says, before any column is considered."""

import re
from enum import Enum
from typing import Final, TypeAlias

MAX_COLUMNS: Final = 256
MAX_CELL_TEXT: Final = 32_767
"""What a spreadsheet program itself allows in one cell."""

_FORMULA_START: Final = re.compile(r"[=@＝＠\t\r\n]|[+\-＋－](?!\Z)")
_GUARDED: Final = re.compile(r"'+(?:[=@＝＠\t\r\n]|[+\-＋－](?!\Z))")


class Fault(Enum):
    """A cell that has no content of its own to read."""

    FORMULA = "formula_in_cell"
    ERROR = "error_in_cell"
    TOO_LONG = "too_long"


class Literal(str):
    """Text that its writer marked as text, so that a leading sign does not make it a formula."""

    __slots__ = ()


class Dated(float):
    """A number that the file shows as a date."""

    __slots__ = ()


Raw: TypeAlias = str | float | bool | Fault
Cells: TypeAlias = dict[int, Raw]
"""The cells of one row by column index, empty ones left out."""


def starts_like_formula(text: str) -> bool:
    """Whether a spreadsheet program could run this text; a lone sign is just a dash."""
    return _FORMULA_START.match(text) is not None


def guarded(text: str) -> str:
    """Text behind an apostrophe where it could run or already looks guarded; `unguarded` undoes it."""
    return f"'{text}" if starts_like_formula(text) or _GUARDED.match(text) else text


def unguarded(text: str) -> str:
    """Text as it was before `guarded`, marked as text where the guard was found."""
    return Literal(text[1:]) if _GUARDED.match(text) else text
