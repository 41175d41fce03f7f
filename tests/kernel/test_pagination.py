"""Pages: every row once whatever is written meanwhile, and no cursor but our own."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct
from sqlalchemy import select
from tests.fixtures.kernel import Brand, MakeTenant

from aftersales.kernel import pagination
from aftersales.kernel.access import Actor
from aftersales.kernel.ids import OrganisationId, TenantId, new_id
from aftersales.kernel.pagination import CursorUnusable, read_cursor, write_cursor
from aftersales.kernel.tx import Database
from aftersales.tenancy.tables import organisations

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
BOUND = ("tenant", "returns", True)


class Place(Struct, frozen=True):
    """A row of the list that the tests page through."""

    id: OrganisationId
    kind: str
    code: str


async def add(database: Database, brand: Brand, *codes: str) -> None:
    rows = [{"tenant_id": brand.id, "id": new_id(), "kind": "supplier", "code": code, "name": code} for code in codes]
    async with database.transaction(brand.id, brand.anyone) as tx:
        await tx.execute(organisations.insert(), rows)


async def page_of(
    database: Database,
    tenant: TenantId,
    actor: Actor,
    *,
    limit: int,
    cursor: str | None,
    bound: str = "suppliers",
    descending: bool = False,
    by_kind: bool = False,
) -> tuple[list[str], str | None]:
    """The codes of one page, and the cursor of the next."""
    columns = [organisations.c.kind, organisations.c.code] if by_kind else [organisations.c.code]
    async with database.transaction(tenant, actor) as tx:
        rows, following = await pagination.page(
            tx,
            select(organisations).where(organisations.c.tenant_id == tenant, organisations.c.kind == "supplier"),
            Place,
            columns=columns,
            key=lambda row: [row.kind, row.code] if by_kind else [row.code],
            limit=limit,
            cursor=cursor,
            bound=[bound],
            descending=descending,
        )
    return [row.code for row in rows], following


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("limit", [1, 4, 9, 10, 200])
async def test_pages_of_any_size_hold_every_row_once_and_in_order(
    brand: Brand, database: Database, limit: int, *, descending: bool
) -> None:
    codes = [f"S{number:02d}" for number in range(9)]
    await add(database, brand, *codes)
    found: list[str] = []
    cursor: str | None = None
    pages = 0

    while pages == 0 or cursor is not None:
        part, cursor = await page_of(
            database, brand.id, brand.anyone, limit=limit, cursor=cursor, descending=descending, by_kind=True
        )
        found, pages = found + part, pages + 1

    assert found == sorted(codes, reverse=descending)
    assert pages == -(-9 // limit)


async def test_what_is_written_meanwhile_moves_no_page(brand: Brand, database: Database) -> None:
    await add(database, brand, "B", "D", "F", "H")
    first, cursor = await page_of(database, brand.id, brand.anyone, limit=2, cursor=None)

    await add(database, brand, "A", "C", "E", "I")
    second, cursor = await page_of(database, brand.id, brand.anyone, limit=3, cursor=cursor)
    third, end = await page_of(database, brand.id, brand.anyone, limit=3, cursor=cursor)

    assert (first, second, third, end) == (["B", "D"], ["E", "F", "H"], ["I"], None)


async def test_a_row_that_goes_takes_none_with_it(brand: Brand, database: Database) -> None:
    await add(database, brand, "A", "B", "C", "D")
    _, cursor = await page_of(database, brand.id, brand.anyone, limit=2, cursor=None)
    async with database.transaction(brand.id, brand.anyone) as tx:
        await tx.execute(
            organisations.delete().where(organisations.c.tenant_id == brand.id, organisations.c.code == "B")
        )

    rest, end = await page_of(database, brand.id, brand.anyone, limit=2, cursor=cursor)

    assert (rest, end) == (["C", "D"], None)


async def test_a_cursor_is_good_only_for_the_list_it_was_made_for(
    brand: Brand, database: Database, make_tenant: MakeTenant
) -> None:
    other = await make_tenant()
    dealer = brand.actor(dealer=OrganisationId(new_id()))
    await add(database, brand, "A", "B", "C")
    _, cursor = await page_of(database, brand.id, brand.anyone, limit=1, cursor=None)
    calls = [
        (other.id, other.anyone, {}),
        (brand.id, dealer, {}),
        (brand.id, brand.anyone, {"bound": "factories"}),
        (brand.id, brand.anyone, {"descending": True}),
        (brand.id, brand.anyone, {"by_kind": True}),
    ]

    for tenant, actor, changed in calls:
        with pytest.raises(CursorUnusable) as refused:
            await page_of(database, tenant, actor, limit=1, cursor=cursor, **changed)  # type: ignore[arg-type]  # as the page takes them
        assert refused.value.status == 400
        assert [error.pointer for error in refused.value.errors] == ["/query/cursor"]


@pytest.fixture(autouse=True)
def _key() -> None:
    pagination.use_key(pagination.Signer.key or b"k" * 32)


@given(key=st.lists(st.text(max_size=20) | st.integers(-(2**53), 2**53), min_size=1, max_size=3), at=st.data())
def test_a_cursor_that_was_altered_by_one_character_is_refused(key: list[object], at: st.DataObject) -> None:
    cursor = write_cursor(key, *BOUND)
    place = at.draw(st.integers(0, len(cursor) - 2))  # the last character may hold bits that mean nothing
    other = at.draw(st.sampled_from(sorted(set(ALPHABET) - {cursor[place]})))

    with pytest.raises(CursorUnusable):
        read_cursor(cursor[:place] + other + cursor[place + 1 :], *BOUND)

    assert read_cursor(cursor, *BOUND) == key


@given(cursor=st.text(max_size=80) | st.binary(max_size=60).map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_a_forged_cursor_is_refused_whatever_it_holds(cursor: str) -> None:
    with pytest.raises(CursorUnusable):
        read_cursor(cursor, *BOUND)


def test_a_cursor_signed_under_another_key_is_refused() -> None:
    ours = pagination.Signer.key
    pagination.use_key(b"another process's secret")
    cursor = write_cursor(["A"], *BOUND)
    pagination.Signer.key = ours

    with pytest.raises(CursorUnusable):
        read_cursor(cursor, *BOUND)
