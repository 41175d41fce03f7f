"""Many rows in one statement, and prefixes that an index answers."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from tests.fixtures.domain_catalog import sell_unit, stock_shelf
from tests.fixtures.kernel import Brand, MakeTenant

from aftersales.catalog.tables import catalog_parts
from aftersales.kernel.tx import Database
from aftersales.kernel.upserts import Effect, starts_with, upsert

NUMBERS = st.dictionaries(st.sampled_from("ABCDEF"), st.sampled_from(["灯", "铃", "座"]), min_size=1)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=NUMBERS, after=NUMBERS)
async def test_the_effect_of_each_row_is_told_and_true(
    make_tenant: MakeTenant, database: Database, before: dict[str, str], after: dict[str, str]
) -> None:
    brand = await make_tenant()
    async with database.transaction(brand.id, brand.anyone) as tx:
        await upsert(tx, catalog_parts, [{"number": n, "name": name} for n, name in before.items()], key=["number"])

    async with database.transaction(brand.id, brand.anyone) as tx:
        rows: list[dict[str, object]] = [{"number": number, "name": name} for number, name in after.items()]
        effects = await upsert(tx, catalog_parts, rows, key=["number"])
        found = await tx.fetch("SELECT number, name, version FROM catalog_parts")

    expected = [
        Effect.CREATED if number not in before else Effect.UNCHANGED if before[number] == name else Effect.UPDATED
        for number, name in after.items()
    ]
    assert effects == expected
    assert {record["number"]: record["name"] for record in found} == before | after
    changed = {number for number, effect in zip(after, effects, strict=True) if effect is Effect.UPDATED}
    assert {record["number"] for record in found if record["version"] == 2} == changed


async def test_writing_a_thousand_rows_is_one_statement(brand: Brand, database: Database) -> None:
    rows: list[dict[str, object]] = [{"number": f"P{number}", "name": "件"} for number in range(1000)]

    async with database.transaction(brand.id, brand.anyone) as tx:
        effects = await upsert(tx, catalog_parts, rows, key=["number"])

    assert effects == [Effect.CREATED] * 1000
    assert tx.statements == 1


async def test_a_prefix_is_answered_by_the_index_behind_the_walls(brand: Brand, database: Database) -> None:
    shelf = await stock_shelf(database, brand)
    await sell_unit(database, brand, shelf, "A_1")

    async with database.transaction(brand.id, brand.anyone) as tx:
        await tx.driver.execute("SET LOCAL enable_seqscan = off")
        plan = await tx.fetch(
            "EXPLAIN SELECT id FROM units WHERE tenant_id = $1 AND serial >= 'A_' AND serial < 'A_\U0010ffff' "
            "ORDER BY serial LIMIT 1",
            brand.id,
        )
        names = (
            await tx.execute(select(catalog_parts.c.number).where(starts_with(catalog_parts.c.number, "P-00")))
        ).scalars()

    [condition] = [record[0] for record in plan if "Index Cond" in record[0]]
    assert "serial)::text >= 'A_'::text" in condition
    assert sorted(names) == ["P-001", "P-002"]
