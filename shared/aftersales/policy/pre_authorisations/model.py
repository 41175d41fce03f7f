"""Words of pre-authorisations (预授权): asked by a dealer, answered by people, used by one filing."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Final, NewType
from uuid import UUID

from msgspec import Meta, Struct

from aftersales.kernel.ids import OrganisationId
from aftersales.kernel.money import Money
from aftersales.units.model import UnitId

PreAuthorisationId = NewType("PreAuthorisationId", UUID)


class PreState(StrEnum):
    """Where a pre-authorisation is; a granted one also ends with its last day."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    CONSUMED = "consumed"


MOVES: Final[dict[PreState, frozenset[PreState]]] = {
    PreState.ASKED: frozenset({PreState.GRANTED, PreState.REFUSED, PreState.WITHDRAWN}),
    PreState.GRANTED: frozenset({PreState.CONSUMED, PreState.WITHDRAWN}),
    PreState.REFUSED: frozenset(),
    PreState.WITHDRAWN: frozenset(),
    PreState.CONSUMED: frozenset(),
}
"""Which state leads where."""


class PreLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One part that is to be replaced, and how many."""

    part_number: Annotated[str, Meta(min_length=1, max_length=64)]
    quantity: Annotated[int, Meta(ge=1, le=1_000_000)] = 1


class PreRow(Struct, frozen=True, kw_only=True):
    """One pre-authorisation as the table holds it."""

    id: PreAuthorisationId
    unit_id: UnitId
    serial: str
    dealer_id: OrganisationId
    lines: tuple[PreLine, ...]
    amount_minor: int
    currency: str
    reason: str
    clause: str
    policy_version_id: UUID
    state: PreState
    up_to_minor: int | None
    valid_until: date | None
    answer: str | None
    asked_by: UUID
    asked_at: datetime
    answered_by: UUID | None
    answered_at: datetime | None
    consumed_by: UUID | None
    consumed_at: datetime | None
    version: int

    def shown(self) -> "Pre":
        """The pre-authorisation with its amounts as money."""
        known = {name: getattr(self, name) for name in Pre.__struct_fields__ if name not in {"amount", "up_to"}}
        up_to = None if self.up_to_minor is None else Money.of_minor(self.up_to_minor, self.currency)
        return Pre(**known, amount=Money.of_minor(self.amount_minor, self.currency), up_to=up_to)


class Pre(Struct, frozen=True, kw_only=True):
    """A pre-authorisation: for which unit, parts and amount, what was answered, and which filing used it."""

    id: PreAuthorisationId
    unit_id: UnitId
    serial: str
    dealer_id: OrganisationId
    lines: tuple[PreLine, ...]
    amount: Money
    reason: str
    clause: str
    policy_version_id: UUID
    state: PreState
    up_to: Money | None
    valid_until: date | None
    answer: str | None
    asked_by: UUID
    asked_at: datetime
    answered_by: UUID | None
    answered_at: datetime | None
    consumed_by: UUID | None
    consumed_at: datetime | None
    version: int
