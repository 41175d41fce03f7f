"""What is shown of stock and of counted lines, with the names of the parts."""

from datetime import datetime

from msgspec import Struct

from aftersales.catalog.model import PartId
from aftersales.parts.counts.model import SeenLine
from aftersales.parts.ledger.model import Entry
from aftersales.parts.model import WarehouseId, Zone


class StockLine(Struct, frozen=True, kw_only=True):
    """So many of a part in a zone; `quantity` is null while a blind count hides it from who is asking."""

    warehouse_id: WarehouseId
    zone: Zone
    part_id: PartId
    part_number: str
    part_name: str
    part_name_en: str
    quantity: int | None
    moved_at: datetime | None


class PostedEntry(Entry, frozen=True, kw_only=True):
    """A line of a posting with the part it moved, since one posting may move many."""

    part_number: str
    part_name: str
    part_name_en: str


class CountedLine(Struct, frozen=True, kw_only=True):
    """A line with all that was seen on it, and how it differs from the books."""

    part_number: str
    part_name: str
    part_name_en: str
    variance: int | None
    seen: SeenLine
