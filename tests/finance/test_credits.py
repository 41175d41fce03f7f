"""Credits to dealers: once per cause, once per returned line, and always in balance."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from tests.fixtures.api import Login
from tests.fixtures.domain_catalog import add_organisation
from tests.fixtures.kernel import Brand

from aftersales.finance import service as finance
from aftersales.finance.errors import (
    CauseCreditedOtherwise,
    CreditAmountWrong,
    CreditReversedAlready,
    CurrencyForeign,
    LineCreditedAlready,
    NotADealer,
)
from aftersales.finance.model import CreditNoteId, LineRef
from aftersales.kernel.access import Role
from aftersales.kernel.clock import SetClock
from aftersales.kernel.errors import Forbidden, NotFound
from aftersales.kernel.ids import OrganisationId, new_id
from aftersales.kernel.money import Money
from aftersales.kernel.tx import Database, Tx


def yuan(amount: str) -> Money:
    """So many yuan."""
    return Money(Decimal(amount), "CNY")


@pytest.fixture
async def dealer(brand: Brand, database: Database) -> OrganisationId:
    return await add_organisation(database, brand, "dealer", "D-01")


async def credit(
    tx: Tx,
    dealer: OrganisationId,
    amount: str = "100.00",
    *,
    cause_id: UUID | None = None,
    line_refs: Sequence[LineRef] | None = None,
) -> CreditNoteId:
    """A credit of an amount with one line, for a cause of its own unless one is given."""
    return await finance.credit_dealer(
        tx,
        dealer_id=dealer,
        amount=yuan(amount),
        cause_kind="claims.return_line",
        cause_id=cause_id or new_id(),
        memo="退件贷记",
        line_refs=line_refs or [LineRef(line_id=new_id(), amount=yuan(amount), text="电池")],
    )


async def test_a_credit_has_a_number_and_stands_on_the_dealers_account(
    brand: Brand, database: Database, dealer: OrganisationId
) -> None:
    async with database.transaction(brand.id, brand.anyone) as tx:
        first, second = await credit(tx, dealer, "100.00"), await credit(tx, dealer, "0.35")

        notes, _ = await finance.credits_of(tx, dealer_id=None, state=None, limit=10, cursor=None)
        note, lines = await finance.credit(tx, first)
        assert [(one.id, one.number) for one in notes] == [(second, "CN-2026-000002"), (first, "CN-2026-000001")]
        assert (note.amount, [line.amount for line in lines]) == (yuan("100.00"), [yuan("100.00")])
        assert await finance.balance_of(tx, dealer) == yuan("100.35")


async def test_the_same_cause_never_credits_twice(brand: Brand, database: Database, dealer: OrganisationId) -> None:
    cause, line = new_id(), LineRef(line_id=new_id(), amount=yuan("10.00"))

    async with database.transaction(brand.id, brand.anyone) as tx:
        first = await credit(tx, dealer, "10.00", cause_id=cause, line_refs=[line])
    async with database.transaction(brand.id, brand.anyone) as tx:
        again = await credit(tx, dealer, "10.00", cause_id=cause, line_refs=[line])
        with pytest.raises(CauseCreditedOtherwise):
            await credit(tx, dealer, "11.00", cause_id=cause)

        assert again == first
        assert await finance.balance_of(tx, dealer) == yuan("10.00")


async def test_an_old_parts_value_is_never_credited_twice(
    brand: Brand, database: Database, dealer: OrganisationId
) -> None:
    line = LineRef(line_id=new_id(), amount=yuan("10.00"))
    async with database.transaction(brand.id, brand.anyone) as tx:
        await credit(tx, dealer, "10.00", line_refs=[line])

    async with database.transaction(brand.id, brand.anyone) as tx:
        with pytest.raises(LineCreditedAlready):
            await credit(tx, dealer, "10.00", line_refs=[line])

        assert await finance.balance_of(tx, dealer) == yuan("10.00")


async def test_a_reversal_books_the_mirror_image_once_and_frees_the_line(
    brand: Brand, database: Database, dealer: OrganisationId
) -> None:
    line = LineRef(line_id=new_id(), amount=yuan("10.00"))
    async with database.transaction(brand.id, brand.anyone) as tx:
        first = await credit(tx, dealer, "10.00", line_refs=[line])
        reversed_note = await finance.reverse_credit(tx, first, reason="金额有误")
        with pytest.raises(CreditReversedAlready):
            await finance.reverse_credit(tx, first, reason="再来一次")
        await credit(tx, dealer, "9.00", line_refs=[LineRef(line_id=line.line_id, amount=yuan("9.00"))])

        assert (reversed_note.reversal_number, reversed_note.state) == ("CR-2026-000001", "reversed")
        assert await finance.balance_of(tx, dealer) == yuan("9.00")
        assert await tx.scalar(text("SELECT sum(amount_minor) FROM ledger_entries")) == 0


async def test_many_credit_at_once_each_cause_once_and_each_number_once(
    brand: Brand, database: Database, dealer: OrganisationId
) -> None:
    causes = [(new_id(), [LineRef(line_id=new_id(), amount=yuan("1.00"))]) for _ in range(4)]

    async def tell(cause: tuple[UUID, list[LineRef]]) -> CreditNoteId:
        async with database.transaction(brand.id, brand.anyone) as tx:
            return await credit(tx, dealer, "1.00", cause_id=cause[0], line_refs=cause[1])

    notes = await asyncio.gather(*(tell(cause) for cause in causes * 3))

    async with database.transaction(brand.id, brand.anyone) as tx:
        found, _ = await finance.credits_of(tx, dealer_id=dealer, state=None, limit=50, cursor=None)
        assert await finance.balance_of(tx, dealer) == yuan("4.00")
    assert (len(set(notes)), len({note.number for note in found})) == (4, 4)


@pytest.mark.parametrize("amount", ["0.00", "-1.00"])
async def test_a_credit_is_above_nothing(brand: Brand, database: Database, dealer: OrganisationId, amount: str) -> None:
    async with database.transaction(brand.id, brand.anyone) as tx:
        with pytest.raises(CreditAmountWrong):
            await credit(tx, dealer, amount)
        with pytest.raises(CreditAmountWrong):
            await credit(tx, dealer, "5.00", line_refs=[LineRef(line_id=new_id(), amount=yuan("4.99"))])


async def test_only_dealers_are_credited_and_in_the_tenants_currency(brand: Brand, database: Database) -> None:
    async with database.transaction(brand.id, brand.anyone) as tx:
        with pytest.raises(NotADealer):
            await credit(tx, brand.headquarters)
        with pytest.raises(NotFound):
            await credit(tx, OrganisationId(new_id()))
    dealer = await add_organisation(database, brand, "dealer", "D-09")
    async with database.transaction(brand.id, brand.anyone) as tx:
        with pytest.raises(CurrencyForeign):
            await finance.credit_dealer(
                tx, dealer_id=dealer, amount=Money(Decimal(1), "USD"), cause_kind="test", cause_id=new_id()
            )
    async with database.transaction(brand.id, brand.actor(Role.AFTER_SALES_CLERK)) as tx:
        with pytest.raises(Forbidden):
            await credit(tx, dealer)


async def test_a_statement_runs_by_the_brands_month(
    brand: Brand, database: Database, dealer: OrganisationId, clock: SetClock
) -> None:
    for instant, amount in (
        (datetime(2026, 6, 30, 15, 59, 59, tzinfo=UTC), "1.00"),
        (datetime(2026, 6, 30, 16, 0, tzinfo=UTC), "2.00"),
        (datetime(2026, 7, 31, 16, 0, tzinfo=UTC), "4.00"),
    ):
        clock.at = instant
        async with database.transaction(brand.id, brand.anyone) as tx:
            await credit(tx, dealer, amount)

    async with database.transaction(brand.id, brand.anyone) as tx:
        july = await finance.statement_of(tx, dealer, date(2026, 7, 1))

    assert (july.opening, july.closing, july.last_day) == (yuan("1.00"), yuan("3.00"), date(2026, 7, 31))
    assert [(line.amount, line.balance) for line in july.lines] == [(yuan("2.00"), yuan("3.00"))]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entries SET amount_minor = 1",
        "DELETE FROM ledger_entries",
        "UPDATE credit_notes SET amount_minor = 1",
        "DELETE FROM credit_notes",
        "UPDATE credit_note_lines SET line_id = credit_note_id",
    ],
)
async def test_the_application_cannot_change_what_was_booked(
    brand: Brand, database: Database, dealer: OrganisationId, statement: str
) -> None:
    async with database.transaction(brand.id, brand.anyone) as tx:
        await credit(tx, dealer)

    with pytest.raises(DBAPIError, match="permission denied"):
        async with database.transaction(brand.id, brand.anyone) as tx:
            await tx.execute(text(statement))


async def test_the_database_refuses_entries_that_do_not_sum_to_zero(
    brand: Brand, database: Database, dealer: OrganisationId
) -> None:
    async with database.transaction(brand.id, brand.anyone) as tx:
        await credit(tx, dealer)

    with pytest.raises(DBAPIError, match="sum to zero"):
        async with database.transaction(brand.id, brand.anyone) as tx:
            await tx.execute(
                text(
                    "INSERT INTO ledger_entries (tenant_id, transaction_id, line, account_id, amount_minor, currency, "
                    "at) SELECT tenant_id, transaction_id, 9, account_id, 5, currency, at FROM ledger_entries LIMIT 1",
                ),
            )


async def test_a_dealer_reads_its_own_credits_and_statement_over_http(
    brand: Brand, database: Database, dealer: OrganisationId, log_in: Login
) -> None:
    other = await add_organisation(database, brand, "dealer", "D-02")
    async with database.transaction(brand.id, brand.anyone) as tx:
        own_note, others_note = await credit(tx, dealer, "3.00"), await credit(tx, other, "5.00")
    clerk = await log_in(brand, Role.DEALER_CLERK, dealer=dealer)

    listed = await clerk.http.get("/v1/credits")
    read = await clerk.http.get(f"/v1/credits/{own_note}")
    foreign = await clerk.http.get(f"/v1/credits/{others_note}")
    statement = await clerk.http.get(f"/v1/dealers/{dealer}/statement", params={"month": "2026-06"})
    foreign_statement = await clerk.http.get(f"/v1/dealers/{other}/statement", params={"month": "2026-06"})
    wrong_month = await clerk.http.get(f"/v1/dealers/{dealer}/statement", params={"month": "2026-13"})
    reversal = await clerk.http.post(
        f"/v1/credits/{own_note}/reversal", json={"reason": "不要"}, headers={"If-Match": '"1"'}
    )

    assert [note["number"] for note in listed.json()["items"]] == ["CN-2026-000001"]
    assert read.json()["credit"]["amount"] == {"amount": "3.00", "currency": "CNY"}
    assert (foreign.status_code, foreign_statement.status_code) == (404, 404)
    assert statement.json()["closing"] == {"amount": "3.00", "currency": "CNY"}
    assert (wrong_month.status_code, reversal.status_code) == (400, 403)


async def test_finance_reverses_a_credit_over_http_under_its_version(
    brand: Brand, database: Database, dealer: OrganisationId, log_in: Login
) -> None:
    async with database.transaction(brand.id, brand.anyone) as tx:
        note = await credit(tx, dealer, "3.00")
    finance_clerk = await log_in(brand, Role.FINANCE)
    place = f"/v1/credits/{note}/reversal"

    blind = await finance_clerk.http.post(place, json={"reason": "有误"})
    stale = await finance_clerk.http.post(place, json={"reason": "有误"}, headers={"If-Match": '"7"'})
    done = await finance_clerk.http.post(place, json={"reason": "有误"}, headers={"If-Match": '"1"'})

    assert (blind.status_code, stale.status_code, done.status_code) == (428, 412, 200)
    assert (done.json()["state"], done.headers["etag"]) == ("reversed", '"2"')
