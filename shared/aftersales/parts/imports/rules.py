"""The sheets of warehouses and of opening stock."""

from typing import Final

from aftersales.kernel.sheets import Column, Kind, SheetSpec

WAREHOUSES: Final = SheetSpec(
    "warehouses",
    (
        Column(
            "code",
            "仓库编码",
            "Warehouse code",
            required=True,
            kind=Kind.CODE,
            max_length=40,
            example="WH-WX-01",
            aliases=("仓库代码",),
        ),
        Column("name", "仓库名称", "Warehouse name", required=True, example="无锡工厂退件仓"),
        Column(
            "organisation_code",
            "所属组织编码",
            "Organisation code",
            required=True,
            kind=Kind.CODE,
            max_length=40,
            example="QH-WX",
            aliases=("组织编码", "所属组织"),
        ),
    ),
    key=("code",),
    zh="仓库",
    en="Warehouses",
)

STOCK: Final = SheetSpec(
    "stock",
    (
        Column(
            "warehouse",
            "仓库编码",
            "Warehouse code",
            required=True,
            kind=Kind.CODE,
            max_length=40,
            example="WH-WX-01",
            aliases=("仓库", "仓库代码"),
        ),
        Column(
            "part",
            "配件编号",
            "Part number",
            required=True,
            kind=Kind.CODE,
            max_length=40,
            example="BAT-48V20",
            aliases=("配件", "配件号", "配件编码"),
        ),
        Column(
            "quantity",
            "期初数量",
            "Opening quantity",
            required=True,
            kind=Kind.INTEGER,
            minimum=0,
            maximum=1_000_000,
            example="120",
            aliases=("数量", "期初库存"),
        ),
    ),
    key=("warehouse", "part"),
    zh="期初库存",
    en="Opening stock",
)
