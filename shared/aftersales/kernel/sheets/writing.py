"""Writing tables that a spreadsheet program shows as they are meant and never runs."""

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from importlib import import_module
from io import StringIO
from typing import Literal, Protocol, TypeAlias, cast

from aftersales.kernel.sheets.raw import guarded
from aftersales.kernel.sheets.spec import Column, Kind, SheetSpec, Value

Language: TypeAlias = Literal["zh", "en", "both"]
Record: TypeAlias = Mapping[str, Value]
"""The values of one row by field name; an absent field is an empty cell."""


class _Excel(Protocol):
    def table(self, spec: SheetSpec, rows: Iterable[Record], language: Language) -> bytes: ...

    def template(self, spec: SheetSpec, language: Language) -> bytes: ...


def write_xlsx(spec: SheetSpec, rows: Iterable[Record], *, language: Language = "zh") -> bytes:
    """A workbook with a frozen heading row, text as text and dates as dates."""
    return _excel().table(spec, rows, language)


def template(spec: SheetSpec, *, language: Language = "both") -> bytes:
    """An empty workbook to fill in: headings, allowed values, and a second sheet that explains each column."""
    return _excel().template(spec, language)


def write_csv(spec: SheetSpec, rows: Iterable[Record], *, language: Language = "zh") -> bytes:
    """A CSV in UTF-8 with a byte order mark, in which nothing can run as a formula."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.heading(language) for column in spec.columns])
    for row in rows:
        writer.writerow([_field(row.get(column.name), column, language) for column in spec.columns])
    return out.getvalue().encode("utf-8-sig", "replace")


def label(value: Value, column: Column, language: Language) -> Value:
    """A value as a person reads it: a choice by its name in the language, all else unchanged."""
    if column.kind != Kind.CHOICE:
        return value
    for choice in column.choices:
        if choice.value == value:
            return choice.en if language == "en" else choice.zh
    return value


def _field(value: Value, column: Column, language: Language) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, int | date):
        return str(value)
    text = str(label(value, column, language)).replace("\x00", "\ufffd")
    return text if column.kind == Kind.PHONE and text[1:].isdecimal() else guarded(text)


def _excel() -> _Excel:
    """The workbook writer, loaded at first use: it is large and those who only read never need it."""
    return cast(_Excel, import_module("aftersales.kernel.sheets.excel"))
