"""The sheets of a count: one to count with, without quantities, and one of its differences."""

from typing import Final

from aftersales.kernel.sheets import Choice, Column, Kind, SheetSpec, Value
from aftersales.parts.counts.model import LineToCount, SeenVariance
from aftersales.parts.model import ZONES_EN, ZONES_ZH, Zone

_ZONE: Final = Column(
    "zone",
    "区域",
    "Zone",
    kind=Kind.CHOICE,
    choices=tuple(Choice(zone.value, ZONES_ZH[zone], ZONES_EN[zone]) for zone in Zone),
)

COUNT_SHEET: Final = SheetSpec(
    "count_sheet",
    (
        Column("number", "行号", "Line", kind=Kind.INTEGER),
        _ZONE,
        Column("part_number", "配件编号", "Part number", kind=Kind.CODE),
        Column("part_name", "配件名称", "Part name"),
        Column("quantity", "实盘数量", "Counted", kind=Kind.INTEGER),
        Column("remark", "备注", "Remark"),
    ),
    zh="盘点表",
    en="Count sheet",
)

VARIANCES: Final = SheetSpec(
    "count_variances",
    (
        Column("number", "行号", "Line", kind=Kind.INTEGER),
        _ZONE,
        Column("part_number", "配件编号", "Part number", kind=Kind.CODE),
        Column("part_name", "配件名称", "Part name"),
        Column("expected", "账面数量", "Book", kind=Kind.INTEGER),
        Column("quantity", "实盘数量", "Counted", kind=Kind.INTEGER),
        Column("difference", "盈亏数量", "Gain or loss", kind=Kind.INTEGER),
        Column("value", "盈亏金额", "Value", kind=Kind.DECIMAL),
        Column("currency", "币种", "Currency"),
        Column("explanation", "差异原因", "Explanation"),
    ),
    zh="盘点差异表",
    en="Count variances",
)


def to_count(lines: list[LineToCount]) -> list[dict[str, Value]]:
    """The rows of a sheet to count with: where and what, never how many."""
    return [
        {
            "number": line.number,
            "zone": line.zone.value,
            "part_number": line.part_number,
            "part_name": line.part_name,
        }
        for line in lines
    ]


def differing(variances: list[SeenVariance]) -> list[dict[str, Value]]:
    """The rows of a sheet of differences."""
    return [
        {
            "number": line.number,
            "zone": line.zone.value,
            "part_number": line.part_number,
            "part_name": line.part_name,
            "expected": line.expected,
            "quantity": line.quantity,
            "difference": line.difference,
            "value": None if line.value is None else line.value.amount,
            "currency": None if line.value is None else line.value.currency,
            "explanation": line.explanation,
        }
        for line in variances
    ]
