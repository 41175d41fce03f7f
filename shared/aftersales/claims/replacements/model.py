"""Words of replacements."""

from datetime import datetime

from msgspec import Struct

from aftersales.claims.returns.model import ReturnId
from aftersales.kernel.ids import OrganisationId


class ReplacedLine(Struct, frozen=True, kw_only=True):
    """A line that was settled by sending the same part anew; `replacement_serial` where the new one has a serial."""

    return_id: ReturnId
    number: str
    line: int
    dealer_id: OrganisationId
    dealer_name: str
    dealer_name_en: str
    serial: str | None
    part_number: str
    part_name: str
    part_name_en: str
    quantity: int
    replacement_serial: str | None
    settled_at: datetime
