"""Words of finance: accounts, credits and their notes, a dealer's statement."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from msgspec import Struct

from aftersales.kernel.ids import OrganisationId
from aftersales.kernel.money import Money

CreditNoteId = NewType("CreditNoteId", UUID)
LedgerTransactionId = NewType("LedgerTransactionId", UUID)
AccountId = NewType("AccountId", UUID)


class AccountKind(StrEnum):
    """What an account gathers: what we owe one dealer, or what the tenant spent on something."""

    DEALER_CREDIT = "dealer_credit"
    RETURNED_PARTS = "returned_parts"
    LABOUR = "labour"
    TRAVEL = "travel"
    FREIGHT = "freight"
    GOODWILL = "goodwill"


class CreditState(StrEnum):
    """Whether a credit stands."""

    POSTED = "posted"
    REVERSED = "reversed"


class LineRef(Struct, frozen=True, kw_only=True):
    """What one amount of a credit is for; `line_id` is paid once for ever, unless its credit is reversed [S17-R02]."""

    line_id: UUID
    amount: Money
    text: str = ""
    quantity: int = 1


class Bearing(Struct, frozen=True, kw_only=True):
    """Which credits to list by a text: those with this number or reversal's number, and those of these causes."""

    text: str
    cause_ids: Sequence[UUID] = ()


class CreditNote(Struct, frozen=True, kw_only=True):
    """A credit to a dealer under its number; a reversed one stays, with the number of its reversal."""

    id: CreditNoteId
    number: str
    dealer_id: OrganisationId
    amount: Money
    expense: AccountKind
    cause_kind: str
    cause_id: UUID
    memo: str
    state: CreditState
    posted_at: datetime
    reversal_number: str | None
    reversal_reason: str | None
    reversed_at: datetime | None
    version: int


class CreditLine(Struct, frozen=True, kw_only=True):
    """One amount of a credit note."""

    number: int
    line_id: UUID
    text: str
    quantity: int
    amount: Money


class StatementLine(Struct, frozen=True, kw_only=True):
    """One booking on a dealer's account; a reversal is below nothing."""

    at: datetime
    number: str
    memo: str
    amount: Money
    balance: Money
    credit_note_id: CreditNoteId


class Statement(Struct, frozen=True, kw_only=True):
    """A dealer's account in one month: what stood before, every booking, what stands after."""

    dealer_id: OrganisationId
    first_day: date
    last_day: date
    opening: Money
    lines: tuple[StatementLine, ...]
    closing: Money
