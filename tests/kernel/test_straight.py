"""SELECTs that go straight to the driver give what SQLAlchemy gives."""

from sqlalchemy import bindparam, func, literal, select, update
from tests.fixtures.kernel import Brand

from aftersales.kernel.straight import Prepared, straight
from aftersales.kernel.tx import Database
from aftersales.platform.tables import jobs
from aftersales.tenancy.tables import organisations


async def test_a_select_goes_straight_and_gives_what_sqlalchemy_gives(brand: Brand, database: Database) -> None:
    statement = (
        select(organisations)
        .where(organisations.c.tenant_id == brand.id, organisations.c.code == "HQ")
        .order_by(organisations.c.id.desc())
        .limit(3)
    )

    ready = straight(statement)
    async with database.transaction(brand.id, brand.anyone) as tx:
        theirs = [dict(row) for row in (await tx.execute(statement)).mappings()]
        ours = await tx.all(statement, dict[str, object])

    assert ready is not None
    assert ready.args == (brand.id, "HQ", 3)
    assert ours == theirs
    assert [row["code"] for row in ours] == ["HQ"]


async def test_statements_of_one_shape_differ_by_their_values_alone() -> None:
    first = straight(select(jobs).where(jobs.c.kind == "a").limit(1))
    second = straight(select(jobs).where(jobs.c.kind == "b").limit(2))

    assert first is not None
    assert second is not None
    assert first.shape is second.shape
    assert (first.args, second.args) == (("a", 1), ("b", 2))


async def test_what_only_sqlalchemy_can_run_is_left_to_it(brand: Brand, database: Database) -> None:
    in_a_list = select(organisations.c.code).where(
        organisations.c.tenant_id == brand.id, organisations.c.code.in_(["HQ", "none"])
    )
    renaming = (
        update(organisations)
        .where(organisations.c.tenant_id == brand.id, organisations.c.code == "HQ")
        .values(name="新名")
        .returning(organisations.c.name)
    )
    twins = select(organisations.c.id, jobs.c.id)

    async with database.transaction(brand.id, brand.anyone) as tx:
        found = await tx.scalar(in_a_list)
        renamed = await tx.scalar(renaming)

    assert [straight(one) for one in (in_a_list, renaming, twins)] == [None, None, None]
    assert (found, renamed) == ("HQ", "新名")


async def test_a_prepared_select_takes_its_values_by_name(brand: Brand, database: Database) -> None:
    prepared = Prepared(
        select(organisations.c.code).where(
            organisations.c.tenant_id == bindparam("tenant"), organisations.c.code == bindparam("code")
        )
    )

    async with database.transaction(brand.id, brand.anyone) as tx:
        found = await tx.scalar(prepared.given(tenant=brand.id, code="HQ"))
        missing = await tx.scalar(prepared.given(code="none", tenant=brand.id))

    assert (found, missing) == ("HQ", None)


async def test_a_column_without_a_table_goes_straight_too(brand: Brand, database: Database) -> None:
    async with database.transaction(brand.id, brand.anyone) as tx:
        counted = await tx.scalar(select(func.count()).select_from(organisations))
        said = await tx.scalar(select(literal("你好").label("word")))

    assert (counted, said) == (1, "你好")


async def test_an_expression_without_a_name_is_left_to_sqlalchemy(brand: Brand, database: Database) -> None:
    statement = select(func.array_agg(organisations.c.code)).where(organisations.c.tenant_id == brand.id)

    async with database.transaction(brand.id, brand.anyone) as tx:
        assert straight(statement) is None
        assert await tx.scalar(statement) == ["HQ"]
