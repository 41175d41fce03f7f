"""The import files of a brand, written under the sheet specifications of those who will read them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from msgspec import Struct

from aftersales.kernel import sheets
from aftersales.kernel.sheets import SheetSpec, Value
from aftersales_local.demo.records import Brand

_RECORDS: Final[dict[str, Callable[[Brand], Iterable[Struct]]]] = {
    "factories": lambda brand: brand.factories,
    "dealers": lambda brand: brand.dealers,
    "models": lambda brand: brand.models,
    "parts": lambda brand: brand.parts,
    "boms": lambda brand: brand.boms,
    "units": lambda brand: brand.units,
}
NAMES: Final = tuple(_RECORDS)
"""What can be imported, in the order in which one needs the other."""


def rows(brand: Brand, name: str) -> list[dict[str, Value]]:
    """The rows of one import by field name."""
    return [{field: getattr(record, field) for field in record.__struct_fields__} for record in _RECORDS[name](brand)]


def import_files(brand: Brand, specs: Mapping[str, SheetSpec]) -> dict[str, bytes]:
    """A workbook with Chinese headings for each named specification, in the order to upload them."""
    return {f"{name}.xlsx": sheets.write_xlsx(specs[name], rows(brand, name)) for name in NAMES if name in specs}
