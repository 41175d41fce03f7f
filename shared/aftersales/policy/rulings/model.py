"""Words of rulings (裁定): the advice, the ruling, by whose authority and why."""

from datetime import datetime
from typing import NewType
from uuid import UUID

from msgspec import Struct

from aftersales.kernel.ids import OrganisationId
from aftersales.policy.model_decision import Outcome
from aftersales.policy.model_rights import Ruled

RulingId = NewType("RulingId", UUID)


class RulingRow(Struct, frozen=True, kw_only=True):
    """One ruling on one line of a decision; it never changes, a later one may say otherwise."""

    id: RulingId
    decision_id: UUID
    line: str
    dealer_id: OrganisationId | None
    advised: Outcome
    advised_clause: str
    ruled: Ruled
    authority: str
    """The clause of the policy, or the approval chain, that gives the authority."""
    reason: str
    ruled_by: UUID
    ruled_by_name: str
    ruled_at: datetime


class Answer(Struct, frozen=True, kw_only=True):
    """What approvers made of one line of a decision."""

    line: str
    ruled: Ruled
    reason: str
