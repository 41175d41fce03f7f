"""What a sheet must look like, and what reading one answers."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeAlias

from msgspec import Struct

Value: TypeAlias = str | int | Decimal | date | None
"""A cell as the import sees it; None is a cell that was left empty."""

_DECORATION: Final = re.compile(r"\((?:必填|选填|required|optional)\)|[\s_*/|\-\u200b\ufeff]+")


class Kind(StrEnum):
    """How the text of a column is understood."""

    TEXT = "text"
    CODE = "code"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    CHOICE = "choice"
    PHONE = "phone"
    EMAIL = "email"


class Choice(Struct, frozen=True):
    """One allowed value and the two ways a person writes it."""

    value: str
    zh: str
    en: str


class Column(Struct, frozen=True):
    """One column: its field name, its two headings and what its cells may hold.

    `code` cells are NFKC-normalised, `text` cells keep every character a person typed.
    """

    name: str
    zh: str
    en: str
    required: bool = False
    kind: Kind = Kind.TEXT
    max_length: int = 200
    choices: tuple[Choice, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    places: int | None = None
    example: str = ""
    aliases: tuple[str, ...] = ()

    def heading(self, language: str) -> str:
        """The heading in one language, or in both with the Chinese first."""
        if language == "both":
            return f"{self.zh} {self.en}"
        return self.zh if language == "zh" else self.en


class SheetSpec(Struct, frozen=True):
    """The columns of one import; `key` names the columns whose values may stand only once in a file."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    zh: str = ""
    en: str = ""

    def __post_init__(self) -> None:
        names = {column.name for column in self.columns}
        if len(names) != len(self.columns) or not names.issuperset(self.key):
            raise ValueError(f"{self.name}: column names must be unique and contain the key")
        for column in self.columns:
            if bool(column.choices) != (column.kind == Kind.CHOICE):
                raise ValueError(f"{self.name}.{column.name}: choices belong to a choice column")
        self.by_heading()

    def by_heading(self) -> dict[str, Column]:
        """Each way to write a heading, in its bare form, with the column that it means."""
        known: dict[str, Column] = {}
        for column in self.columns:
            for text in (column.name, column.zh, column.en, column.heading("both"), *column.aliases):
                if known.setdefault(bare(text), column) is not column:
                    raise ValueError(f"{self.name}: the heading {text} means two columns")
        return known


class CellError(Struct, frozen=True, kw_only=True):
    """Why one cell was refused, in both languages, with the start of what stood there."""

    column: str
    column_zh: str
    column_en: str
    code: str
    zh: str
    en: str
    value: str


class Row(Struct, frozen=True):
    """One row under the number that a spreadsheet shows for it: its values, or all of its errors.

    A column that the file does not have is absent from `values`; an empty cell is None. Errors come with what
    stands in the columns of the `key`, readable or not, so that a person finds the row again.
    """

    number: int
    values: dict[str, Value]
    errors: tuple[CellError, ...] = ()
    key: str = ""


def bare(heading: str) -> str:
    """A heading without the width, case, spaces and marks that people vary."""
    return _DECORATION.sub("", unicodedata.normalize("NFKC", heading).casefold())
