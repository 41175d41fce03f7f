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
    serial: str | None
    part_number: str
    part_name: str
    quantity: int
    replacement_serial: str | None
    settled_at: datetime
