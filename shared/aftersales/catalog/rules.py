"""How sheets of the catalogue look and what a row of them becomes."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from aftersales.catalog.errors import PartTwiceInBom, PriceOutOfRange, PriceUnusable
from aftersales.catalog.model import BomEntry, CatalogState
from aftersales.kernel.money import EXPONENTS, Money
from aftersales.kernel.sheets import Choice, Column, Kind, Row, SheetSpec

STATES: Final = (
    Choice(CatalogState.ACTIVE.value, "在用", "Active"),
    Choice(CatalogState.DISCONTINUED.value, "停用", "Discontinued"),
)
MOST_EXPENSIVE: Final = 100_000_000

MODELS: Final = SheetSpec(
    "models",
    (
        Column(
            "code",
            "型号编码",
            "Model code",
            required=True,
            kind=Kind.CODE,
            max_length=40,
            aliases=("型号代码", "型号"),
            example="QH-E1",
        ),
        Column("name", "型号名称", "Name", required=True, example="轻行 E1"),
        Column("name_en", "英文名称", "English name"),
        Column("category", "产品类别", "Category", max_length=40, aliases=("类别",), example="电动自行车"),
        Column(
            "factory_code",
            "生产工厂编码",
            "Factory code",
            required=True,
            kind=Kind.CODE,
            max_length=40,
            aliases=("工厂编码", "工厂代码", "所属生产公司"),
            example="F01",
        ),
        Column("state", "状态", "State", kind=Kind.CHOICE, choices=STATES),
    ),
    key=("code",),
    zh="产品型号",
    en="Product models",
)

PARTS: Final = SheetSpec(
    "parts",
    (
        Column(
            "number",
            "配件编号",
            "Part number",
            required=True,
            kind=Kind.CODE,
            max_length=40,
            aliases=("配件号", "配件编码"),
        ),
        Column("name", "配件名称", "Name", required=True, example="控制器"),
        Column("name_en", "英文名称", "English name"),
        Column("category", "配件类别", "Category", max_length=40, aliases=("类别",), example="电控"),
        Column(
            "unit_price",
            "单价",
            "Unit price",
            kind=Kind.DECIMAL,
            places=2,
            minimum=0,
            maximum=MOST_EXPENSIVE,
            example="128.00",
        ),
        Column(
            "currency",
            "币种",
            "Currency",
            kind=Kind.CHOICE,
            choices=tuple(Choice(code, code, code) for code in EXPONENTS),
        ),
        Column("state", "状态", "State", kind=Kind.CHOICE, choices=STATES),
    ),
    key=("number",),
    zh="配件",
    en="Parts",
)

BOMS: Final = SheetSpec(
    "boms",
    (
        Column(
            "model_code",
            "型号编码",
            "Model code",
            required=True,
            kind=Kind.CODE,
            max_length=40,
            aliases=("型号代码", "型号"),
        ),
        Column(
            "part_number",
            "配件编号",
            "Part number",
            required=True,
            kind=Kind.CODE,
            max_length=40,
            aliases=("配件号", "配件编码"),
        ),
        Column("quantity", "数量", "Quantity", required=True, kind=Kind.INTEGER, minimum=1, maximum=9999, example="1"),
    ),
    key=("model_code", "part_number"),
    zh="物料清单",
    en="Bills of material",
)

_BLANK: Final = {"name_en": "", "category": "", "state": CatalogState.ACTIVE.value}
"""What an empty cell means where the table wants a value."""


def plain_values(row: Row, *names: str) -> dict[str, object]:
    """The named columns that the file has, with empty cells made plain."""
    return {
        name: _BLANK.get(name) if row.values[name] is None else row.values[name] for name in names if name in row.values
    }


def price_of(row: Row, currency: str) -> Money | None:
    """The price in a row, in the tenant's currency where the row names none; raises `PriceUnusable`."""
    amount = row.values.get("unit_price")
    if not isinstance(amount, Decimal):
        return None
    named = row.values.get("currency")
    currency = named if isinstance(named, str) else currency
    try:
        return Money(amount, currency)
    except ValueError as error:
        raise PriceUnusable(price=f"{amount} {currency}") from error


def check_price(price: Money | None) -> None:
    """A price is not below zero and within reason."""
    if price is not None and not 0 <= price.amount <= MOST_EXPENSIVE:
        raise PriceOutOfRange(price=str(price), most=MOST_EXPENSIVE, pointer="/unit_price/amount")


def check_bom(entries: Sequence[BomEntry]) -> None:
    """Each part stands once in a bill."""
    first: dict[object, int] = {}
    for place, entry in enumerate(entries):
        if entry.part_id in first:
            raise PartTwiceInBom(first=first[entry.part_id] + 1, second=place + 1, pointer=f"/lines/{place}/part_id")
        first[entry.part_id] = place
