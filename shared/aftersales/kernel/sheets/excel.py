"""XLSX files for people: typed columns, a frozen heading row, lists to choose from."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.datavalidation import DataValidation

from aftersales.kernel.sheets.raw import MAX_CELL_TEXT, starts_like_formula
from aftersales.kernel.sheets.spec import Column, Kind, SheetSpec, Value
from aftersales.kernel.sheets.writing import Language, Record, label

_TEXT_FORMAT: Final = "@"
_DATE_FORMAT: Final = "yyyy-mm-dd"
_EXACT_DIGITS: Final = 15
_FIRST_EXCEL_YEAR: Final = 1900
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_TITLE_UNFIT: Final = re.compile(r"[\\/*?:\[\]]")
_HEADING_FILL: Final = PatternFill("solid", fgColor="FFE8F0E8")
_REQUIRED_FILL: Final = PatternFill("solid", fgColor="FFFCE8D8")
_MAX_LIST: Final = 255
_LAST_ROW: Final = 1_048_576
_GUIDE_HEADINGS: Final = ("列 Column", "必填 Required", "类型 Kind", "可选值 Choices", "示例 Example")
_KINDS: Final[dict[Kind, str]] = {
    Kind.TEXT: "文本 text",
    Kind.CODE: "编码 code",
    Kind.INTEGER: "整数 whole number",
    Kind.DECIMAL: "数字 number",
    Kind.DATE: "日期 date (2026-01-02)",
    Kind.CHOICE: "可选值 choice",
    Kind.PHONE: "电话 phone",
    Kind.EMAIL: "电子邮箱 e-mail",
}


def table(spec: SheetSpec, rows: Iterable[Record], language: Language) -> bytes:
    """A workbook with these rows."""
    book, sheet = _blank(spec, language)
    for row in rows:
        sheet.append([_cell(sheet, row.get(column.name), column, language) for column in spec.columns])
    return _saved(book)


def template(spec: SheetSpec, language: Language) -> bytes:
    """A workbook without rows, with lists to choose from and a guide on the second sheet."""
    book, sheet = _blank(spec, language)
    for index, column in enumerate(spec.columns, 1):
        listed = ",".join(str(label(choice.value, column, language)) for choice in column.choices)
        if listed and len(listed) <= _MAX_LIST and '"' not in listed:
            letter = get_column_letter(index)
            allowed = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=not column.required)
            allowed.showErrorMessage = True
            allowed.add(f"{letter}2:{letter}{_LAST_ROW}")
            sheet.data_validations.append(allowed)  # type: ignore[attr-defined]  # missing in the stubs
    guide = book.create_sheet("填写说明 Guide")
    guide.append([_heading(guide, text) for text in _GUIDE_HEADINGS])
    for column in spec.columns:
        guide.append([_text(guide, text) for text in _guide(column)])
    for letter in "ABCDE":
        guide.column_dimensions[letter].width = 28
    return _saved(book)


def _blank(spec: SheetSpec, language: Language) -> tuple[Workbook, WriteOnlyWorksheet]:
    book = Workbook(write_only=True)
    title = _TITLE_UNFIT.sub(" ", (spec.en if language == "en" else spec.zh) or spec.name)[:31]
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for index, column in enumerate(spec.columns, 1):
        dimension = sheet.column_dimensions[get_column_letter(index)]
        dimension.width = 22 if language == "both" else 16
        dimension.number_format = _number_format(column)
    sheet.append([_heading(sheet, column.heading(language), column) for column in spec.columns])
    return book, sheet


def _saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _number_format(column: Column) -> str:
    if column.kind == Kind.DATE:
        return _DATE_FORMAT
    return "General" if column.kind in {Kind.INTEGER, Kind.DECIMAL} else _TEXT_FORMAT


def _cell(sheet: WriteOnlyWorksheet, value: Value, column: Column, language: Language) -> Cell | None:
    if value is None:
        return None
    if isinstance(value, date) and value.year >= _FIRST_EXCEL_YEAR:
        cell = WriteOnlyCell(sheet)
        cell.value = value
        cell.number_format = _DATE_FORMAT
        return cell
    if isinstance(value, int | Decimal):
        return _number(sheet, value)
    return _text(sheet, str(label(value, column, language)))


def _number(sheet: WriteOnlyWorksheet, value: int | Decimal) -> Cell:
    """A number where a spreadsheet keeps all of its digits, else text."""
    exact = Decimal(value)
    if exact.is_finite() and len(format(exact, "f").lstrip("-").replace(".", "")) <= _EXACT_DIGITS:
        cell = WriteOnlyCell(sheet)
        cell.value = value
        return cell
    return _text(sheet, format(exact, "f"))


def _text(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    """Text that stays text: never a formula, an error value or an escape sequence."""
    safe = _LOOKS_ESCAPED.sub("_x005F_", _NOT_XML.sub("\ufffd", text[:MAX_CELL_TEXT]))
    cell = WriteOnlyCell(sheet, safe)
    cell.data_type = "s"
    cell.number_format = _TEXT_FORMAT
    cell.quotePrefix = starts_like_formula(text)
    return cell


def _heading(sheet: WriteOnlyWorksheet, text: str, column: Column | None = None) -> Cell:
    cell = _text(sheet, text)
    cell.font = Font(name="Calibri", size=11, bold=True)
    cell.fill = _REQUIRED_FILL if column is not None and column.required else _HEADING_FILL
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    return cell


def _guide(column: Column) -> tuple[str, str, str, str, str]:
    """One line of the guide: what the column is and what may stand in it."""
    choices = "、".join(f"{choice.zh} {choice.en}" for choice in column.choices)
    required = "是 yes" if column.required else "否 no"
    return column.heading("both"), required, _KINDS[column.kind], choices, column.example
