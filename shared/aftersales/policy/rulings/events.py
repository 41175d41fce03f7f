"""Facts about rulings."""

from typing import ClassVar
from uuid import UUID

from aftersales.kernel.facts import Fact, announced
from aftersales.kernel.ids import OrganisationId
from aftersales.policy.rulings.model import RulingId


@announced
class DecisionOverruled(Fact, frozen=True, kw_only=True):
    """A person with authority ruled otherwise than coverage advised."""

    NAME: ClassVar[str] = "policy.decision_overruled"
    SUBJECT: ClassVar[tuple[str, str]] = ("ruling", "ruling_id")
    ruling_id: RulingId
    decision_id: UUID
    subject: str
    subject_id: UUID
    dealer_id: OrganisationId | None
    line: str
    advised: str
    advised_clause: str
    ruled: str
    authority: str
    reason: str
