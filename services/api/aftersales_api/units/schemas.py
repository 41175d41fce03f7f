"""Requests and answers of the installed base."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from aftersales.catalog.model import ModelId
from aftersales.kernel.ids import OrganisationId
from aftersales.kernel.money import Money
from aftersales.platform.model import FactRow
from aftersales.units.model import Proof, UnitFields, UnitState, UnitUse
from aftersales_api.catalog.schemas import PRINTABLE
from aftersales_api.deps import Body

LINE = r"^[^\x00-\x1f\x7f]*(?![\s\S])"
Serial = Annotated[str, Meta(min_length=1, max_length=40, pattern=PRINTABLE)]
Province = Annotated[str, Meta(pattern=r"^CN-[A-Z]{2}(?![\s\S])", examples=["CN-SD"])]
Usage = Annotated[int, Meta(ge=0, le=9_999_999)]


class ChangedUnit(Body, frozen=True, kw_only=True):
    """What is known of a sold unit; a date that nobody knows is null."""

    model_id: ModelId
    dealer_id: OrganisationId
    sale_date: date
    invoice_date: date | None = None
    delivery_date: date | None = None
    installation_date: date | None = None
    acceptance_date: date | None = None
    proof: Proof = Proof.NONE
    proof_number: Annotated[str, Meta(max_length=60, pattern=LINE)] = ""
    owner_name: Annotated[str, Meta(max_length=100, pattern=LINE)] = ""
    owner_phone: Annotated[str, Meta(max_length=40, pattern=r"^[+0-9 -]*(?![\s\S])")] = ""
    usage_km: Usage | None = None
    usage_hours: Usage | None = None
    province: Province | None = None
    use: UnitUse | None = None
    exchanged_on: date | None = None
    certificate_until: date | None = None
    is_installation_agreed: bool | None = None
    is_remote_sale: bool | None = None
    is_odometer_tampered: bool = False
    price: Money | None = None

    def fields(self) -> UnitFields:
        """The same for the installed base."""
        return UnitFields(**{name: getattr(self, name) for name in UnitFields.__struct_fields__})


class NewUnit(ChangedUnit, frozen=True, kw_only=True):
    """A sold unit under its serial."""

    serial: Serial


class Move(Body, frozen=True, kw_only=True):
    """Where a unit goes."""

    state: UnitState


class HistoryEntry(Struct, frozen=True, kw_only=True):
    """One thing that happened to a unit."""

    id: UUID
    name: str
    at: datetime
    actor_name: str
    payload: dict[str, object]


class History(Struct, frozen=True, kw_only=True):
    """What happened to a unit, oldest first."""

    items: list[HistoryEntry]


def entry_of(fact: FactRow) -> HistoryEntry:
    """A fact as the history of a unit tells it."""
    return HistoryEntry(id=fact.id, name=fact.name, at=fact.at, actor_name=fact.actor_name, payload=fact.payload)
