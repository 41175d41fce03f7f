"""Every query of finance."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ARRAY, CompoundSelect, Select, Uuid, and_, any_, func, insert, literal, select, union_all, update
from sqlalchemy.dialects.postgresql import insert as upsert

from aftersales.finance.model import (
    AccountId,
    AccountKind,
    Bearing,
    CreditLine,
    CreditNote,
    CreditNoteId,
    CreditState,
    LedgerTransactionId,
    LineRef,
)
from aftersales.finance.rules import number_of
from aftersales.finance.tables import (
    credit_note_lines,
    credit_notes,
    credit_series,
    ledger_accounts,
    ledger_entries,
    ledger_transactions,
)
from aftersales.kernel.errors import NotFound
from aftersales.kernel.ids import OrganisationId, derived_id, new_id
from aftersales.kernel.money import Money
from aftersales.kernel.tx import Tx


class NoteRow(Struct, frozen=True, kw_only=True):
    """A credit note as the table holds it."""

    id: CreditNoteId
    number: str
    dealer_id: OrganisationId
    amount_minor: int
    currency: str
    expense: AccountKind
    cause_kind: str
    cause_id: UUID
    digest: bytes
    memo: str
    state: CreditState
    posted_at: datetime
    reversal_number: str | None
    reversal_reason: str | None
    reversed_at: datetime | None
    version: int

    @property
    def amount(self) -> Money:
        """The amount as money."""
        return Money.of_minor(self.amount_minor, self.currency)

    def note(self) -> CreditNote:
        """The note as others see it."""
        return CreditNote(
            id=self.id,
            number=self.number,
            dealer_id=self.dealer_id,
            amount=self.amount,
            expense=self.expense,
            cause_kind=self.cause_kind,
            cause_id=self.cause_id,
            memo=self.memo,
            state=self.state,
            posted_at=self.posted_at,
            reversal_number=self.reversal_number,
            reversal_reason=self.reversal_reason,
            reversed_at=self.reversed_at,
            version=self.version,
        )


class LineRow(Struct, frozen=True, kw_only=True):
    """A line of a note as the table holds it."""

    number: int
    line_id: UUID
    text: str
    quantity: int
    amount_minor: int
    currency: str

    def line(self) -> CreditLine:
        """The line as others see it."""
        return CreditLine(
            number=self.number,
            line_id=self.line_id,
            text=self.text,
            quantity=self.quantity,
            amount=Money.of_minor(self.amount_minor, self.currency),
        )


class CreditedLine(Struct, frozen=True):
    """A line that was credited, and by which note."""

    line_id: UUID
    number: str


class BookingRow(Struct, frozen=True, kw_only=True):
    """One booking on a dealer's account."""

    at: datetime
    number: str
    memo: str
    amount_minor: int
    credit_note_id: CreditNoteId


class Sides(Struct, frozen=True, kw_only=True):
    """One transaction: what the dealer's account gains, the expense account gives."""

    cause_kind: str
    cause_id: UUID
    credit_note_id: CreditNoteId
    number: str
    memo: str
    dealer_id: OrganisationId
    expense: AccountKind
    amount: Money


def visible_notes(
    tx: Tx,
    *,
    dealer_id: OrganisationId | None = None,
    state: CreditState | None = None,
    bearing: Bearing | None = None,
) -> Select[Any]:
    """The credit notes that the caller may see."""
    statement = select(credit_notes).where(credit_notes.c.tenant_id == tx.tenant_id)
    if dealer_id is not None:
        statement = statement.where(credit_notes.c.dealer_id == dealer_id)
    if state is not None:
        statement = statement.where(credit_notes.c.state == state.value)
    if bearing is not None:
        statement = statement.where(credit_notes.c.id.in_(_bearing(tx, bearing)))
    return statement


def _bearing(tx: Tx, bearing: Bearing) -> CompoundSelect[Any]:
    """Ids of the notes whose credit or reversal has a number, and of those with one of the causes."""
    c, t = credit_notes.c, ledger_transactions.c
    numbered = select(t.credit_note_id).where(t.tenant_id == tx.tenant_id, t.number == bearing.text.upper())
    caused = select(c.id).where(
        c.tenant_id == tx.tenant_id, c.cause_id == any_(literal(list(bearing.cause_ids), ARRAY(Uuid)))
    )
    return union_all(numbered, caused)


async def note(tx: Tx, credit_note_id: CreditNoteId) -> NoteRow:
    """One credit note."""
    statement = visible_notes(tx).where(credit_notes.c.id == credit_note_id)
    return await tx.one(statement, NoteRow, NotFound("credit note", "贷记通知单"))


async def note_for_update(tx: Tx, credit_note_id: CreditNoteId) -> NoteRow:
    """One credit note, locked."""
    statement = visible_notes(tx).where(credit_notes.c.id == credit_note_id).with_for_update()
    return await tx.one(statement, NoteRow, NotFound("credit note", "贷记通知单"))


async def note_by_cause(tx: Tx, cause_kind: str, cause_id: UUID) -> NoteRow | None:
    """The credit note of a cause, if it was credited."""
    c = credit_notes.c
    return await tx.first(visible_notes(tx).where(c.cause_id == cause_id, c.cause_kind == cause_kind), NoteRow)


async def lines_of(tx: Tx, credit_note_id: CreditNoteId) -> list[CreditLine]:
    """The lines of one credit note."""
    c = credit_note_lines.c
    statement = select(c.number, c.line_id, c.text, c.quantity, c.amount_minor, c.currency).where(
        c.tenant_id == tx.tenant_id, c.credit_note_id == credit_note_id
    )
    return [row.line() for row in await tx.all(statement.order_by(c.number), LineRow)]


async def credited_line(tx: Tx, lines: Sequence[LineRef]) -> CreditedLine | None:
    """The first of the lines that a standing credit names already."""
    if not lines:
        return None
    c, n = credit_note_lines.c, credit_notes.c
    statement = (
        select(c.line_id, n.number)
        .join(credit_notes, and_(n.tenant_id == c.tenant_id, n.id == c.credit_note_id))
        .where(
            c.tenant_id == tx.tenant_id,
            c.line_id.in_([line.line_id for line in lines]),
            c.reversed_at.is_(None),
        )
        .order_by(c.line_id)
        .limit(1)
    )
    return await tx.first(statement, CreditedLine)


async def next_number(tx: Tx, series: str, year: int) -> str:
    """The next number of a series; whoever asks holds the series until the end of the transaction."""
    statement = upsert(credit_series).values(tenant_id=tx.tenant_id, series=series, year=year, last=1)
    last: int = await tx.scalar(
        statement.on_conflict_do_update(
            index_elements=["tenant_id", "series", "year"],
            set_={"last": credit_series.c.last + 1},
        ).returning(credit_series.c.last),
    )
    return number_of(series, year, last)


async def add_note(tx: Tx, note: NoteRow, lines: Sequence[LineRef]) -> None:
    """One more credit note with its lines."""
    await tx.execute(
        insert(credit_notes).values(
            tenant_id=tx.tenant_id,
            id=note.id,
            number=note.number,
            dealer_id=note.dealer_id,
            amount_minor=note.amount_minor,
            currency=note.currency,
            expense=note.expense.value,
            cause_kind=note.cause_kind,
            cause_id=note.cause_id,
            digest=note.digest,
            memo=note.memo,
            posted_at=note.posted_at,
        ),
    )
    if lines:
        await tx.execute(insert(credit_note_lines).values([_line(tx, note, *one) for one in enumerate(lines, 1)]))


def _line(tx: Tx, note: NoteRow, number: int, line: LineRef) -> dict[str, object]:
    return {
        "tenant_id": tx.tenant_id,
        "credit_note_id": note.id,
        "number": number,
        "line_id": line.line_id,
        "dealer_id": note.dealer_id,
        "text": line.text,
        "quantity": line.quantity,
        "amount_minor": line.amount.minor,
        "currency": line.amount.currency,
    }


def account_of(tx: Tx, kind: AccountKind, currency: str, dealer_id: OrganisationId | None = None) -> AccountId:
    """An account, computed from what it gathers."""
    return AccountId(derived_id("ledger_account", tx.tenant_id, kind.value, dealer_id or "", currency))


async def book(tx: Tx, sides: Sides) -> None:
    """Write one transaction of two entries that sum to zero, on accounts that are opened at first use."""
    currency = sides.amount.currency
    accounts = (
        (
            account_of(tx, AccountKind.DEALER_CREDIT, currency, sides.dealer_id),
            AccountKind.DEALER_CREDIT,
            sides.dealer_id,
        ),
        (account_of(tx, sides.expense, currency), sides.expense, None),
    )
    rows = [
        {"tenant_id": tx.tenant_id, "id": account, "kind": kind.value, "dealer_id": dealer, "currency": currency}
        for account, kind, dealer in accounts
    ]
    await tx.execute(upsert(ledger_accounts).values(rows).on_conflict_do_nothing())
    transaction_id = LedgerTransactionId(new_id())
    await tx.execute(
        insert(ledger_transactions).values(
            tenant_id=tx.tenant_id,
            id=transaction_id,
            cause_kind=sides.cause_kind,
            cause_id=sides.cause_id,
            credit_note_id=sides.credit_note_id,
            number=sides.number,
            at=tx.now,
            actor_kind=tx.actor.kind.value,
            actor_id=tx.actor.id,
            actor_name=tx.actor.name,
            memo=sides.memo,
            dealer_id=sides.dealer_id,
        ),
    )
    entries = [
        {
            "tenant_id": tx.tenant_id,
            "transaction_id": transaction_id,
            "line": line,
            "account_id": account,
            "dealer_id": dealer,
            "amount_minor": sides.amount.minor if line == 1 else -sides.amount.minor,
            "currency": currency,
            "at": tx.now,
        }
        for line, (account, _, dealer) in enumerate(accounts, 1)
    ]
    await tx.execute(insert(ledger_entries).values(entries))


async def mark_reversed(tx: Tx, note: NoteRow, *, reversal_number: str, reason: str) -> None:
    """Mark a note and its lines as reversed, so that the lines may be credited anew."""
    await tx.execute(
        update(credit_notes)
        .where(credit_notes.c.tenant_id == tx.tenant_id, credit_notes.c.id == note.id)
        .values(
            state=CreditState.REVERSED.value,
            reversal_number=reversal_number,
            reversal_reason=reason,
            reversed_at=tx.now,
            version=credit_notes.c.version + 1,
        ),
    )
    await tx.execute(
        update(credit_note_lines)
        .where(credit_note_lines.c.tenant_id == tx.tenant_id, credit_note_lines.c.credit_note_id == note.id)
        .values(reversed_at=tx.now),
    )


async def balance(tx: Tx, account_id: AccountId, *, before: datetime | None = None) -> int:
    """What stands on an account, of bookings before an instant if one is given."""
    e = ledger_entries.c
    statement = select(func.coalesce(func.sum(e.amount_minor), 0)).where(
        e.tenant_id == tx.tenant_id, e.account_id == account_id
    )
    if before is not None:
        statement = statement.where(e.at < before)
    return int(await tx.scalar(statement))


async def bookings(tx: Tx, account_id: AccountId, since: datetime, before: datetime) -> list[BookingRow]:
    """The bookings on an account in a span of time, oldest first."""
    e, t = ledger_entries.c, ledger_transactions.c
    statement = (
        select(e.at, t.number, t.memo, e.amount_minor, t.credit_note_id)
        .join(ledger_transactions, and_(t.tenant_id == e.tenant_id, t.id == e.transaction_id))
        .where(e.tenant_id == tx.tenant_id, e.account_id == account_id, e.at >= since, e.at < before)
        .order_by(e.at, t.id)
    )
    return await tx.all(statement, BookingRow)
