"""Facts about seals."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from aftersales.kernel.facts import Fact, announced


@announced
class FactsSealed(Fact, frozen=True, kw_only=True):
    """The facts of a day were sealed."""

    NAME: ClassVar[str] = "platform.facts_sealed"
    SUBJECT: ClassVar[tuple[str, str]] = ("tenant", "tenant_id")
    tenant_id: UUID
    day: date
    facts: int
    root: str
