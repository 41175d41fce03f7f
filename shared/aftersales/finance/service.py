"""Use cases of finance: credit a dealer once per cause, take a credit back, say how a dealer's account stands."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from aftersales.finance import rules, store
from aftersales.finance.errors import (
    CauseCreditedOtherwise,
    CreditReversedAlready,
    CurrencyForeign,
    LineCreditedAlready,
    NotADealer,
)
from aftersales.finance.events import CreditPosted, CreditReversed
from aftersales.finance.model import (
    AccountKind,
    Bearing,
    CreditLine,
    CreditNote,
    CreditNoteId,
    CreditState,
    LineRef,
    Statement,
    StatementLine,
)
from aftersales.finance.tables import credit_notes
from aftersales.kernel.access import Permission
from aftersales.kernel.errors import NotFound, StaleVersion
from aftersales.kernel.ids import OrganisationId, new_id
from aftersales.kernel.money import Money
from aftersales.kernel.pagination import page
from aftersales.kernel.tx import Tx
from aftersales.tenancy import service as tenancy
from aftersales.tenancy.model import Tenant

CREDIT, REVERSAL = "CN", "CR"
REVERSAL_CAUSE = "credit_reversal"


async def credit_dealer(
    tx: Tx,
    *,
    dealer_id: OrganisationId,
    amount: Money,
    cause_kind: str,
    cause_id: UUID,
    memo: str = "",
    line_refs: Sequence[LineRef] = (),
    expense: AccountKind = AccountKind.RETURNED_PARTS,
) -> CreditNoteId:
    """Credit a dealer; the same cause with the same contents answers the note that there is.

    A line whose value a standing credit holds already is refused, whatever the cause [S17-R02].
    """
    tx.actor.require(Permission.CREDITS_POST)
    rules.check_amount(amount, line_refs)
    digest = rules.digest_of(dealer_id, amount, expense, line_refs)
    if (known := await _known(tx, cause_kind, cause_id, digest)) is not None:
        return known
    tenant = await _check_parties(tx, dealer_id, amount)

    number = await store.next_number(tx, CREDIT, _year(tx, tenant))
    if (known := await _known(tx, cause_kind, cause_id, digest)) is not None:
        return known
    if (line := await store.credited_line(tx, line_refs)) is not None:
        raise LineCreditedAlready(line=line.line_id, number=line.number, pointer="/lines")
    note = _new_note(tx, number, dealer_id, amount, cause_kind=cause_kind, cause_id=cause_id, memo=memo)
    note = replace(note, expense=expense, digest=digest)
    await store.add_note(tx, note, line_refs)
    await store.book(tx, _sides(note, amount, number=number, cause_kind=cause_kind, cause_id=cause_id, memo=memo))
    tx.emit(
        CreditPosted(
            credit_note_id=note.id,
            number=number,
            dealer_id=dealer_id,
            amount=amount,
            cause_kind=cause_kind,
            cause_id=cause_id,
            memo=memo,
            lines=tuple(line_refs),
        ),
    )
    return note.id


def _new_note(
    tx: Tx, number: str, dealer_id: OrganisationId, amount: Money, *, cause_kind: str, cause_id: UUID, memo: str
) -> store.NoteRow:
    return store.NoteRow(
        id=CreditNoteId(new_id()),
        number=number,
        dealer_id=dealer_id,
        amount_minor=amount.minor,
        currency=amount.currency,
        expense=AccountKind.RETURNED_PARTS,
        cause_kind=cause_kind,
        cause_id=cause_id,
        digest=b"",
        memo=memo,
        state=CreditState.POSTED,
        posted_at=tx.now,
        reversal_number=None,
        reversal_reason=None,
        reversed_at=None,
        version=1,
    )


async def _known(tx: Tx, cause_kind: str, cause_id: UUID, digest: bytes) -> CreditNoteId | None:
    known = await store.note_by_cause(tx, cause_kind, cause_id)
    if known is not None and known.digest != digest:
        raise CauseCreditedOtherwise(number=known.number)
    return None if known is None else known.id


async def _check_parties(tx: Tx, dealer_id: OrganisationId, amount: Money) -> Tenant:
    dealer = await tenancy.organisation(tx, dealer_id)
    if dealer.dealer_id is None:
        raise NotADealer(pointer="/dealer_id")
    tenant = await tenancy.tenant(tx)
    if amount.currency != tenant.currency:
        raise CurrencyForeign(currency=tenant.currency, pointer="/amount/currency")
    return tenant


def _year(tx: Tx, tenant: Tenant) -> int:
    return tx.now.astimezone(ZoneInfo(tenant.time_zone)).year


def _sides(
    note: store.NoteRow, amount: Money, *, number: str, cause_kind: str, cause_id: UUID, memo: str
) -> store.Sides:
    return store.Sides(
        cause_kind=cause_kind,
        cause_id=cause_id,
        credit_note_id=note.id,
        number=number,
        memo=memo,
        dealer_id=note.dealer_id,
        expense=note.expense,
        amount=amount,
    )


async def reverse_credit(
    tx: Tx, credit_note_id: CreditNoteId, *, reason: str, expected_version: int | None = None
) -> CreditNote:
    """Take a credit back whole (冲红): the mirror image is booked, and its lines may be credited anew."""
    tx.actor.require(Permission.CREDITS_POST)
    note = await store.note_for_update(tx, credit_note_id)
    if expected_version not in {None, note.version}:
        raise StaleVersion(version=note.version)
    if note.state is CreditState.REVERSED:
        raise CreditReversedAlready(number=note.number)

    number = await store.next_number(tx, REVERSAL, _year(tx, await tenancy.tenant(tx)))
    sides = _sides(note, -note.amount, number=number, cause_kind=REVERSAL_CAUSE, cause_id=note.id, memo=reason)
    await store.book(tx, sides)
    await store.mark_reversed(tx, note, reversal_number=number, reason=reason)
    tx.emit(
        CreditReversed(
            credit_note_id=note.id,
            number=note.number,
            reversal_number=number,
            dealer_id=note.dealer_id,
            amount=note.amount,
            cause_kind=note.cause_kind,
            cause_id=note.cause_id,
            reason=reason,
        ),
    )
    return (await store.note(tx, credit_note_id)).note()


async def credit(tx: Tx, credit_note_id: CreditNoteId) -> tuple[CreditNote, list[CreditLine]]:
    """One credit note with its lines."""
    tx.actor.require(Permission.CREDITS_READ)
    return (await store.note(tx, credit_note_id)).note(), await store.lines_of(tx, credit_note_id)


async def credit_of(tx: Tx, cause_kind: str, cause_id: UUID) -> CreditNote | None:
    """The credit of a cause, standing or reversed, if there is one."""
    tx.actor.require(Permission.CREDITS_READ)
    found = await store.note_by_cause(tx, cause_kind, cause_id)
    return None if found is None else found.note()


async def credits_of(
    tx: Tx,
    *,
    dealer_id: OrganisationId | None,
    state: CreditState | None,
    bearing: Bearing | None = None,
    limit: int,
    cursor: str | None,
) -> tuple[list[CreditNote], str | None]:
    """A page of credit notes, newest first; a dealer's people see their own."""
    tx.actor.require(Permission.CREDITS_READ)
    rows, following = await page(
        tx,
        store.visible_notes(tx, dealer_id=dealer_id, state=state, bearing=bearing),
        store.NoteRow,
        columns=(credit_notes.c.id,),
        key=lambda row: (row.id,),
        limit=limit,
        cursor=cursor,
        bound=("credit_notes", dealer_id, state, bearing and bearing.text),
        descending=True,
    )
    return [row.note() for row in rows], following


async def _check_own(tx: Tx, dealer_id: OrganisationId) -> Tenant:
    tx.actor.require(Permission.CREDITS_READ)
    dealer = await tenancy.organisation(tx, dealer_id)
    if dealer.dealer_id is None:
        raise NotFound("dealer", "经销商")
    return await tenancy.tenant(tx)


async def balance_of(tx: Tx, dealer_id: OrganisationId) -> Money:
    """What the tenant owes a dealer now."""
    tenant = await _check_own(tx, dealer_id)
    account = store.account_of(tx, AccountKind.DEALER_CREDIT, tenant.currency, dealer_id)
    return Money.of_minor(await store.balance(tx, account), tenant.currency)


async def statement_of(tx: Tx, dealer_id: OrganisationId, month: date) -> Statement:
    """A dealer's account in one month of the tenant's wall clock."""
    tenant = await _check_own(tx, dealer_id)
    since, before = rules.month_of(month, tenant.time_zone)
    account = store.account_of(tx, AccountKind.DEALER_CREDIT, tenant.currency, dealer_id)
    opening = Money.of_minor(await store.balance(tx, account, before=since), tenant.currency)

    lines: list[StatementLine] = []
    running = opening
    for booking in await store.bookings(tx, account, since, before):
        amount = Money.of_minor(booking.amount_minor, tenant.currency)
        running += amount
        lines.append(
            StatementLine(
                at=booking.at,
                number=booking.number,
                memo=booking.memo,
                amount=amount,
                balance=running,
                credit_note_id=booking.credit_note_id,
            ),
        )
    first = month.replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return Statement(
        dealer_id=dealer_id, first_day=first, last_day=last, opening=opening, lines=tuple(lines), closing=running
    )
