"""Facts of finance."""

from typing import ClassVar
from uuid import UUID

from aftersales.finance.model import CreditNoteId, LineRef
from aftersales.kernel.facts import Fact, announced
from aftersales.kernel.ids import OrganisationId
from aftersales.kernel.money import Money


@announced
class CreditPosted(Fact, frozen=True, kw_only=True):
    """A dealer was credited; complete enough to print the note."""

    NAME: ClassVar[str] = "finance.credit_posted"
    SUBJECT: ClassVar[tuple[str, str]] = ("credit_note", "credit_note_id")

    credit_note_id: CreditNoteId
    number: str
    dealer_id: OrganisationId
    amount: Money
    cause_kind: str
    cause_id: UUID
    memo: str
    lines: tuple[LineRef, ...] = ()


@announced
class CreditReversed(Fact, frozen=True, kw_only=True):
    """A credit was taken back whole; the reversal has a number of its own."""

    NAME: ClassVar[str] = "finance.credit_reversed"
    SUBJECT: ClassVar[tuple[str, str]] = ("credit_note", "credit_note_id")

    credit_note_id: CreditNoteId
    number: str
    reversal_number: str
    dealer_id: OrganisationId
    amount: Money
    cause_kind: str
    cause_id: UUID
    reason: str
