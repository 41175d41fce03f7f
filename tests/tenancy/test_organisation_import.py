"""Dealers and factories by the sheet."""

import time
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.kernel import NOW, Brand
from tests.tenancy.network import add_organisation, trail

from aftersales.kernel.access import WORKER, Role
from aftersales.kernel.errors import Forbidden
from aftersales.kernel.ids import OrganisationId
from aftersales.kernel.sheets import read, write_csv
from aftersales.kernel.tx import Database
from aftersales.platform.model import RowOutcome
from aftersales.tenancy import service as tenancy
from aftersales.tenancy.model import Organisation, OrganisationKind, OrganisationState
from aftersales.tenancy.organisations import rules
from aftersales.tenancy.organisations import service as organisations
from aftersales.tenancy.organisations.model import OrganisationRow, Particulars

DEALER, FACTORY = OrganisationKind.DEALER, OrganisationKind.FACTORY


def dealer(number: int, code: str, **fields: str) -> OrganisationRow:
    return OrganisationRow(number=number, kind=DEALER, code=code, name=fields.pop("name", f"示例{code}"), **fields)


async def test_a_thousand_dealers_are_answered_row_by_row_in_a_few_statements(brand: Brand, database: Database) -> None:
    await add_organisation(database, brand, "D0001")
    await add_organisation(database, brand, "F0002", FACTORY)
    rows = [dealer(2, "D0001"), dealer(3, "D0001", name="改名车业"), dealer(4, "F0002"), dealer(5, "无 效")]
    rows += [dealer(number, f"N{number:04d}", city="南京市") for number in range(6, 1002)]

    async with database.transaction(brand.id, WORKER) as tx:
        started = time.perf_counter()
        answers = await organisations.import_organisations(tx, rows)
        seconds, statements = time.perf_counter() - started, tx.statements

    outcomes = [answer.outcome for answer in answers]
    assert [answer.row for answer in answers] == list(range(2, 1002))
    assert outcomes[:4] == [RowOutcome.UNCHANGED, RowOutcome.REFUSED, RowOutcome.REFUSED, RowOutcome.REFUSED]
    assert outcomes[4:] == [RowOutcome.CREATED] * 996
    assert [(error.column, error.code) for answer in answers[1:4] for error in answer.errors] == [
        ("经销商编码", "duplicate_in_sheet"),
        ("经销商编码", "other_kind"),
        ("经销商编码", "wrong_code"),
    ]
    assert statements == 2
    assert seconds < 2


async def test_uploading_again_changes_only_what_differs(brand: Brand, database: Database) -> None:
    async with database.transaction(brand.id, WORKER) as tx:
        await organisations.import_organisations(tx, [dealer(2, "D1", city="南京市", phone="1"), dealer(3, "D2")])

    async with database.transaction(brand.id, WORKER) as tx:
        again = await organisations.import_organisations(
            tx, [dealer(2, "D1", city="苏州市"), dealer(3, "D2"), dealer(4, "D3")]
        )
        found = await tenancy.organisations_by_codes(tx, ["D1", "D2", "D3"])

    assert [answer.outcome for answer in again] == [RowOutcome.UPDATED, RowOutcome.UNCHANGED, RowOutcome.CREATED]
    assert (found["D1"].city, found["D1"].phone, found["D1"].version) == ("苏州市", "1", 2)
    assert (found["D2"].version, found["D3"].version) == (1, 1)
    facts = await trail(database, brand, found["D1"].id)
    assert [(fact.name, fact.payload.get("changed")) for fact in facts] == [
        ("tenancy.organisation_created", None),
        ("tenancy.organisation_changed", {"city": "苏州市"}),
    ]
    assert facts[1].dealer_id == found["D1"].id


async def test_a_sheet_with_chinese_headings_becomes_dealers(brand: Brand, database: Database) -> None:
    data = write_csv(
        rules.DEALER_SHEET,
        [
            {"code": "D1", "name": "示例车业", "contact_name": "示例", "contact_phone": "13800009001"},
            {"code": "D2", "name": "示例电器", "contact_email": "d2@example.com"},
        ],
    )

    async with database.transaction(brand.id, WORKER) as tx:
        answers = await organisations.import_dealers(tx, read(data, rules.DEALER_SHEET))
        found = await tenancy.organisations_by_codes(tx, ["D1", "D2"])

    assert "经销商编码" in data.decode("utf-8-sig")
    assert [answer.outcome for answer in answers] == [RowOutcome.CREATED, RowOutcome.CREATED]
    assert (found["D1"].phone, found["D1"].contact_name) == ("+8613800009001", "示例")
    assert found["D2"].email == "d2@example.com"
    assert found["D1"].dealer_id == found["D1"].id


async def test_factories_are_the_manufacturers_own(brand: Brand, database: Database) -> None:
    row = OrganisationRow(number=2, kind=FACTORY, code="F1", name="示例工厂", address="示范区", consignee="退件组")

    async with database.transaction(brand.id, WORKER) as tx:
        (answer,) = await organisations.import_organisations(tx, [row])
        found = await tenancy.organisation_by_code(tx, "F1", FACTORY)

    assert answer.outcome is RowOutcome.CREATED
    assert found is not None
    assert (found.dealer_id, found.consignee) == (None, "退件组")


async def test_a_closed_dealer_is_not_changed_by_a_sheet(brand: Brand, database: Database) -> None:
    closed = await add_organisation(database, brand, "D1")
    async with database.transaction(brand.id, brand.anyone) as tx:
        await organisations.close_organisation(tx, closed, expected_version=1)

    async with database.transaction(brand.id, WORKER) as tx:
        (answer,) = await organisations.import_organisations(tx, [dealer(2, "D1", name="新名")])
        after = await tenancy.organisation(tx, closed)

    assert [error.code for error in answer.errors] == ["closed"]
    assert (after.name, after.version) == ("示例D1", 2)


async def test_who_may_not_manage_organisations_imports_none(brand: Brand, database: Database) -> None:
    async with database.transaction(brand.id, brand.actor(Role.AFTER_SALES_CLERK)) as tx:
        with pytest.raises(Forbidden):
            await organisations.import_organisations(tx, [dealer(2, "D1")])
        found = await tenancy.organisation_by_code(tx, "D1")

    assert found is None


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


@given(before=st.tuples(TEXT, TEXT), after=st.tuples(TEXT, st.none() | TEXT))
def test_a_row_changes_exactly_the_fields_that_it_gives_and_that_differ(
    before: tuple[str, str], after: tuple[str, str | None]
) -> None:
    known = Organisation(
        id=OrganisationId(UUID(int=1)),
        kind=DEALER,
        code="D1",
        name="示例",
        name_en="",
        province="",
        city=before[0].strip(),
        address=before[1].strip(),
        consignee="",
        contact_name="",
        phone="",
        email="",
        state=OrganisationState.ACTIVE,
        version=1,
        created_at=NOW,
    )
    row = dealer(2, "D1", name="示例", city=after[0], **({} if after[1] is None else {"address": after[1]}))

    particulars, changed = rules.merged(row, known)

    assert particulars.city == after[0].strip()
    assert particulars.address == (before[1] if after[1] is None else after[1]).strip()
    assert set(changed) == {
        name for name in Particulars.__struct_fields__ if getattr(known, name) != getattr(particulars, name)
    }
