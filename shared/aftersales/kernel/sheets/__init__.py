"""Spreadsheets in and out: an uploaded XLSX or CSV becomes typed rows or named errors; rows become files.

Everything here is synchronous and bound to the processor: call it from a bounded thread.
"""

from aftersales.kernel.sheets.reading import MAX_BYTES, read
from aftersales.kernel.sheets.spec import CellError, Choice, Column, Kind, Row, SheetSpec, Value
from aftersales.kernel.sheets.writing import template, write_csv, write_xlsx

__all__ = [
    "MAX_BYTES",
    "CellError",
    "Choice",
    "Column",
    "Kind",
    "Row",
    "SheetSpec",
    "Value",
    "read",
    "template",
    "write_csv",
    "write_xlsx",
]
