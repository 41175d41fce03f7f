"""Facts about warehouses."""

from typing import ClassVar

from aftersales.kernel.facts import Fact, announced
from aftersales.kernel.ids import OrganisationId
from aftersales.parts.model import WarehouseId, WarehouseKind


@announced
class WarehouseOpened(Fact, frozen=True, kw_only=True):
    """A warehouse with its four zones came into use."""

    NAME: ClassVar[str] = "parts.warehouse_opened"
    SUBJECT: ClassVar[tuple[str, str]] = ("warehouse", "warehouse_id")

    warehouse_id: WarehouseId
    code: str
    kind: WarehouseKind
    organisation_id: OrganisationId
    dealer_id: OrganisationId | None
