"""Sheets as other programs write them, for the tests of reading."""

import csv
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import TypeAlias

from openpyxl import Workbook

from aftersales.kernel import sheets
from aftersales.kernel.sheets import Choice, Column, Kind, Row, SheetSpec

Written: TypeAlias = str | float | bool | date | datetime | None

UNITS = SheetSpec(
    "units",
    (
        Column("serial", "整车编码", "Serial", required=True, kind=Kind.CODE, max_length=32),
        Column("owner", "车主姓名", "Owner", max_length=20),
        Column("sold_on", "销售日期", "Sale date", kind=Kind.DATE),
        Column("quantity", "数量", "Quantity", kind=Kind.INTEGER, minimum=0, maximum=1000),
        Column("price", "单价", "Unit price", kind=Kind.DECIMAL, places=2),
        Column("phone", "电话", "Phone", kind=Kind.PHONE, aliases=("手机号",)),
        Column("email", "邮箱", "E-mail", kind=Kind.EMAIL),
        Column(
            "grade",
            "类别",
            "Grade",
            kind=Kind.CHOICE,
            choices=(Choice("good", "良品", "Good"), Choice("bad", "不良品", "Bad")),
        ),
    ),
    key=("serial",),
    zh="整车",
    en="Units",
)
HEADINGS: Sequence[Written] = [column.zh for column in UNITS.columns]


def workbook(*rows: Sequence[Written], headings: Sequence[Written] | None = None) -> bytes:
    """A workbook as another program writes it."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [HEADINGS if headings is None else headings, *rows]:
        sheet.append(list(row))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def csv_text(*rows: list[str], separator: str = ",", encoding: str = "utf-8-sig") -> bytes:
    """A CSV as another program writes it."""
    out = StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows([HEADINGS, *rows])
    return out.getvalue().encode(encoding)


def only(rows: list[Row]) -> Row:
    """The single row of a file."""
    assert len(rows) == 1
    return rows[0]


def codes(row: Row) -> list[tuple[str, str]]:
    """What is wrong in a row, by column."""
    return [(error.column, error.code) for error in row.errors]


def cell(name: str, value: Written) -> Row:
    """The answer to a row in which one column holds this value."""
    values: list[Written] = ["A1", *[None] * 7]
    values[[column.name for column in UNITS.columns].index(name)] = value
    return only(sheets.read(workbook(values), UNITS))
