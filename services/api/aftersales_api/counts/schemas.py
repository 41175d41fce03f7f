"""Requests and answers of stock counts."""

from decimal import Decimal
from typing import Annotated

from msgspec import Meta, Struct

from aftersales.kernel.access import Role
from aftersales.parts.counts.model import CountPlan, Entered, Explained, Find, SeenVariance
from aftersales.parts.model import WarehouseId, Zone
from aftersales.policy.model import RecountThresholds
from aftersales_api.deps import Body

LINE = r"^[^\x00-\x1f\x7f]*(?![\s\S])"
Text = Annotated[str, Meta(max_length=400, pattern=LINE)]
Reason = Annotated[str, Meta(min_length=1, max_length=400, pattern=LINE)]
Number = Annotated[int, Meta(ge=1, le=1_000_000)]
Quantity = Annotated[int, Meta(ge=0, le=1_000_000_000)]
Threshold = Annotated[str, Meta(max_length=12, pattern=r"^[0-9]{1,9}(\.[0-9]{1,2})?(?![\s\S])", examples=["5", "2.5"])]


class NewCount(Body, frozen=True, kw_only=True):
    """Which warehouse to count, and beyond which differences to count again; without any, every difference passes."""

    warehouse_id: WarehouseId
    blind: bool = True
    recount_quantity: Quantity | None = None
    recount_percent: Threshold | None = None
    recount_value: Threshold | None = None
    approver: Role | None = None

    def plan(self) -> CountPlan:
        """The same for the service."""
        thresholds = RecountThresholds(
            quantity=self.recount_quantity,
            percent=None if self.recount_percent is None else Decimal(self.recount_percent),
            value=None if self.recount_value is None else Decimal(self.recount_value),
        )
        return CountPlan(recount=thresholds, approver=self.approver and self.approver.value, blind=self.blind)


class EnteredLine(Body, frozen=True, kw_only=True):
    """What was counted on one line."""

    number: Number
    quantity: Quantity


class FoundPart(Body, frozen=True, kw_only=True):
    """A part that lay there and is not on the sheet."""

    part_number: Annotated[str, Meta(min_length=1, max_length=40, pattern=LINE)]
    zone: Zone = Zone.SERVICEABLE
    quantity: Quantity


class CountEntries(Body, frozen=True, kw_only=True):
    """What was counted, up to 20,000 lines at once: all of them are taken or none."""

    lines: Annotated[tuple[EnteredLine, ...], Meta(max_length=20_000)] = ()
    finds: Annotated[tuple[FoundPart, ...], Meta(max_length=1000)] = ()

    def entered(self) -> list[Entered]:
        """The lines for the service."""
        return [Entered(number=line.number, quantity=line.quantity) for line in self.lines]

    def found(self) -> list[Find]:
        """The finds for the service."""
        return [Find(part_number=one.part_number, zone=one.zone, quantity=one.quantity) for one in self.finds]


class Explanation(Body, frozen=True, kw_only=True):
    """Why one line differs."""

    number: Number
    text: Reason


class Explanations(Body, frozen=True, kw_only=True):
    """Why lines differ."""

    lines: Annotated[list[Explanation], Meta(min_length=1, max_length=20_000)]

    def explained(self) -> list[Explained]:
        """The same for the service."""
        return [Explained(number=line.number, text=line.text) for line in self.lines]


class RecountAsked(Body, frozen=True, kw_only=True):
    """Which lines to count again."""

    lines: Annotated[list[Number], Meta(min_length=1, max_length=20_000)]


class CountApproval(Body, frozen=True, kw_only=True):
    """What the approver has to say."""

    note: Text = ""


class WhyCancelled(Body, frozen=True, kw_only=True):
    """Why a count is given up."""

    reason: Reason


class VarianceList(Struct, frozen=True, kw_only=True):
    """Every line that differs."""

    items: list[SeenVariance]
