"""Words of a return: states and moves, lines, packing forms, shipments."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Final, NewType, TypeAlias
from uuid import UUID

from msgspec import Meta, Struct

from aftersales.catalog.model import ModelId, PartId
from aftersales.kernel.ids import OrganisationId
from aftersales.kernel.money import Money
from aftersales.policy.model import Disposition, Finding, Outcome, Proof, ReturnAddress, Text
from aftersales.policy.model_terms import FaultCause
from aftersales.units.model import UnitId

ReturnId = NewType("ReturnId", UUID)
ShipmentId = NewType("ShipmentId", UUID)
Day: TypeAlias = date  # a field may be called date


class ReturnState(StrEnum):
    """Where a return is."""

    AWAITING_APPROVAL = "awaiting_approval"
    SENT_BACK = "sent_back"
    APPROVED = "approved"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    PACKED = "packed"
    SHIPPED = "shipped"
    RECEIVED = "received"
    INSPECTED = "inspected"
    DISPOSED = "disposed"
    SETTLED = "settled"
    CLOSED = "closed"


class Move(StrEnum):
    """What can be done with a return."""

    APPROVE = "approve"
    REFUSE = "refuse"
    SEND_BACK = "send_back"
    CORRECT = "correct"
    APPEAL = "appeal"
    CANCEL = "cancel"
    PACK = "pack"
    UNPACK = "unpack"
    SHIP = "ship"
    RECEIVE = "receive"
    INSPECT = "inspect"
    DISPOSE = "dispose"
    SETTLE = "settle"
    CLOSE = "close"


S, M = ReturnState, Move
MOVES: Final[dict[ReturnState, dict[Move, ReturnState]]] = {
    S.AWAITING_APPROVAL: {
        M.APPROVE: S.APPROVED,
        M.REFUSE: S.REFUSED,
        M.SEND_BACK: S.SENT_BACK,
        M.CANCEL: S.CANCELLED,
    },
    S.SENT_BACK: {M.CORRECT: S.AWAITING_APPROVAL, M.CANCEL: S.CANCELLED},
    S.REFUSED: {M.APPEAL: S.AWAITING_APPROVAL},
    S.APPROVED: {M.PACK: S.PACKED, M.CANCEL: S.CANCELLED, M.APPEAL: S.AWAITING_APPROVAL},
    S.PACKED: {M.SHIP: S.SHIPPED, M.UNPACK: S.APPROVED, M.CANCEL: S.CANCELLED},
    S.SHIPPED: {M.RECEIVE: S.RECEIVED},
    S.RECEIVED: {M.INSPECT: S.INSPECTED},
    S.INSPECTED: {M.DISPOSE: S.DISPOSED},
    S.DISPOSED: {M.SETTLE: S.SETTLED, M.DISPOSE: S.DISPOSED},
    S.SETTLED: {M.CLOSE: S.CLOSED},
}
"""Which move leads from which state where; a state that is missing here is an end.

Two moves can end elsewhere: what is corrected is decided anew, so it may be approved or refused at once; and where
only some lines were appealed, a rejection leaves the others approved.
"""

OPEN_STATES: Final = frozenset(S) - {S.REFUSED, S.CANCELLED, S.CLOSED}
"""States in which a unit of the return cannot be filed again."""


class RefusedLines(StrEnum):
    """What filing does with lines that the policy refuses."""

    REJECT = "reject"
    KEEP = "keep"


Code = Annotated[str, Meta(min_length=1, max_length=64)]
Words = Annotated[str, Meta(max_length=2000)]


class AskedLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One part that a dealer wants to return: by the unit's serial, or by model, purchase date and proof."""

    serial: Code | None = None
    model_code: Code | None = None
    sold_on: date | None = None
    proof: Proof | None = None
    part_number: Code
    quantity: Annotated[int, Meta(ge=1, le=1_000_000)] = 1
    fault_code: Code | None = None
    fault_text: Words | None = None
    human_damage: bool | None = None
    cause: FaultCause | None = None
    photo_ids: Annotated[tuple[UUID, ...], Meta(max_length=20)] = ()


class PackingForm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The packing list's fields; four are always required [S02-R03]."""

    dealer_address: Annotated[str, Meta(max_length=400)] | None = None
    dealer_name: Annotated[str, Meta(max_length=200)] | None = None
    dealer_phone: Annotated[str, Meta(max_length=40)] | None = None
    date: Day | None = None
    total_quantity: Annotated[int, Meta(ge=1)] | None = None


class TransportFields(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The transport form's fields; six are always required [S02-R03]."""

    consignee_address: Annotated[str, Meta(max_length=400)] | None = None
    consignee_name: Annotated[str, Meta(max_length=200)] | None = None
    consignee_phone: Annotated[str, Meta(max_length=40)] | None = None
    quantity: Annotated[int, Meta(ge=1)] | None = None
    consignor_address: Annotated[str, Meta(max_length=400)] | None = None
    consignor_name: Annotated[str, Meta(max_length=200)] | None = None
    consignor_phone: Annotated[str, Meta(max_length=40)] | None = None
    carrier: Annotated[str, Meta(max_length=100)] | None = None
    packages: Annotated[int, Meta(ge=1, le=10_000)] | None = None
    packing_remarks: Annotated[str, Meta(max_length=400)] | None = None


class Packing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Both forms that travel with the parts."""

    packing_list: PackingForm
    transport_form: TransportFields


class Line(Struct, frozen=True, kw_only=True):
    """One line of a return, with its decision and, later, what became of it."""

    line: int
    unit_id: UnitId | None
    serial: str | None
    model_id: ModelId | None
    model_code: str | None
    part_id: PartId
    part_number: str
    part_name: str
    part_name_en: str
    quantity: int
    fault_code: str | None
    fault_text: str | None
    human_damage: bool | None
    sold_on: date | None
    proof: Proof | None
    photo_ids: tuple[UUID, ...]
    unit_price: Money | None
    outcome: Outcome
    clause: str
    clause_text: Text
    covered_until: date | None
    accepted: bool
    refusal: Text | None
    """Why the line was refused; it stays while the line is appealed."""
    received_quantity: int | None
    damaged_quantity: int | None
    wrong_quantity: int | None
    receipt_note: str | None
    finding: Finding | None
    finding_note: str | None
    inspector: str | None
    disposition: Disposition | None
    replacement_serial: str | None
    credit: Money | None
    settled_at: datetime | None


class Extra(Struct, frozen=True, kw_only=True):
    """Something that arrived and nobody announced."""

    part_number: str
    quantity: int
    note: str


class ReturnName(Struct, frozen=True, kw_only=True):
    """What people call a return, for lists that know it by its id."""

    id: UUID
    number: str
    dealer_name: str
    dealer_name_en: str


class Return(Struct, frozen=True, kw_only=True):
    """A return without its lines."""

    id: ReturnId
    number: str
    dealer_id: OrganisationId
    dealer_name: str
    dealer_name_en: str
    factory_id: OrganisationId | None
    state: ReturnState
    amount: Money
    policy_version_id: UUID
    policy_label: str
    route: ReturnAddress | None
    reason: str | None
    appeals: int
    line_count: int
    packing: Packing | None
    shipment_id: ShipmentId | None
    carrier: str | None
    waybill: str | None
    extras: tuple[Extra, ...]
    filed_by: UUID
    filed_at: datetime
    shipped_at: datetime | None
    received_at: datetime | None
    closed_at: datetime | None
    version: int


class RefuseLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line that the approver does not let stand."""

    line: Annotated[int, Meta(ge=1, le=10_000)]
    reason: Annotated[str, Meta(min_length=1, max_length=1000)]


class Shipment(Struct, frozen=True, kw_only=True):
    """Packed returns on their way under one waybill, which the dealer keeps for tracing [S02-R06]."""

    id: ShipmentId
    dealer_id: OrganisationId
    carrier: str
    waybill: str
    shipped_on: date
    return_ids: tuple[ReturnId, ...]


class Wanted(Struct, frozen=True, kw_only=True):
    """Which returns to list."""

    state: ReturnState | None = None
    dealer_id: OrganisationId | None = None
    factory_id: OrganisationId | None = None
    text: str | None = None
    filed_from: datetime | None = None
    filed_to: datetime | None = None
