"""What has served its purpose goes after its days, in batches; facts, ledgers, papers and what is open stay."""

from datetime import timedelta

import asyncpg
import pytest
from tests.fixtures.api import Login
from tests.fixtures.kernel import NOW, Brand
from tests.fixtures.rows import Filled, foreign_keys
from tests.fixtures.worker import Drain

from aftersales.kernel.access import WORKER, Role
from aftersales.kernel.clock import SetClock
from aftersales.kernel.ids import TenantId, new_id
from aftersales.kernel.settings import Settings
from aftersales.kernel.tables import TENANT_TABLES
from aftersales.kernel.tx import Database
from aftersales.platform import service as platform
from aftersales.platform.pruning import service as pruning
from aftersales.platform.pruning.model import Cut, Rule
from aftersales_worker.handlers.keeping import NIGHTLY, PRUNED, days_of

ALONG = {"webhook_attempts", "job_rows"}
"""Rows that go with those they belong to."""


async def counted(superuser: asyncpg.Connection, tenant: TenantId) -> dict[str, int]:
    """The rows of each table that holds any."""
    found = {
        table: await superuser.fetchval(f"SELECT count(*) FROM {table} WHERE tenant_id = $1", tenant)  # noqa: S608 - names
        for table in TENANT_TABLES
    }
    return {table: count for table, count in found.items() if count}


async def age(superuser: asyncpg.Connection, tenant: TenantId, rule: Rule, *, days: int, state: str | None) -> None:
    """Let a table's rows have ended so many days before the test's instant."""
    at = NOW - timedelta(days=days)
    async with superuser.transaction():
        await superuser.execute("SET LOCAL session_replication_role = replica")
        await superuser.execute(f"UPDATE {rule.table} SET {rule.at} = $2 WHERE tenant_id = $1", tenant, at)  # noqa: S608 - names
        if state is not None:
            await superuser.execute(f"UPDATE {rule.table} SET state = $2 WHERE tenant_id = $1", tenant, state)  # noqa: S608 - names


async def pruned(database: Database, tenant: TenantId, settings: Settings) -> None:
    """Every rule, until it finds no more."""
    for rule, kind in PRUNED.items():
        cut = Cut(rule, NOW - timedelta(days=days_of(settings.keeping, kind)))
        more = True
        while more:
            async with database.transaction(tenant, WORKER) as tx:
                more = await pruning.prune(tx, cut)


async def test_what_is_old_and_ended_goes_and_everything_else_stays(
    shop_floor: Filled, superuser: asyncpg.Connection, database: Database, settings: Settings
) -> None:
    tenant = TenantId(shop_floor.tenant)
    before = await counted(superuser, tenant)
    for rule, kind in PRUNED.items():
        days = days_of(settings.keeping, kind) + 1
        await age(superuser, tenant, rule, days=days, state=rule.states[0] if rule.states else None)

    await pruned(database, tenant, settings)
    after = await counted(superuser, tenant)

    assert set(before) == set(TENANT_TABLES)
    assert set(before) - set(after) == {rule.table for rule in PRUNED} | ALONG
    assert {"facts", "ledger_entries", "stock_entries", "documents", "usage_events", "policy_decisions"} <= set(after)


async def test_what_is_not_old_enough_or_still_open_stays(
    shop_floor: Filled, superuser: asyncpg.Connection, database: Database, settings: Settings
) -> None:
    tenant = TenantId(shop_floor.tenant)
    for rule, kind in PRUNED.items():
        days = days_of(settings.keeping, kind)
        open_state = "running" if rule.states else None
        await age(superuser, tenant, rule, days=days + 1 if rule.states else days - 1, state=open_state)
    before = await counted(superuser, tenant)

    await pruned(database, tenant, settings)

    assert await counted(superuser, tenant) == before


async def test_a_large_heap_goes_in_batches_of_one_statement_each(
    brand: Brand, superuser: asyncpg.Connection, database: Database
) -> None:
    await superuser.execute(
        "INSERT INTO deliveries (tenant_id, id, cause_id, handler, fleet, state, due_at, finished_at) "
        "SELECT $1, gen_random_uuid(), gen_random_uuid(), 'x.y', 'bulk', 'done', $2, $2 FROM generate_series(1, 450)",
        brand.id,
        NOW - timedelta(days=40),
    )
    rule = Rule(table="deliveries", at="finished_at", states=("done",), batch=200)

    batches, statements = [], []
    for _ in range(3):
        async with database.transaction(brand.id, WORKER) as tx:
            batches.append(await pruning.prune(tx, Cut(rule, NOW)))
            statements.append(tx.statements)

    assert batches == [True, True, False]
    assert statements == [1, 1, 1]
    assert "deliveries" not in await counted(superuser, brand.id)


async def test_the_night_lets_go_of_ended_jobs_and_expired_sessions(
    brand: Brand,
    log_in: Login,
    database: Database,
    drain: Drain,
    clock: SetClock,
    superuser: asyncpg.Connection,
) -> None:
    admin = await log_in(brand, Role.ADMINISTRATOR)
    async with database.transaction(brand.id, WORKER) as tx:
        for handler, rule in NIGHTLY.items():
            await platform.schedule_once(tx, handler, brand.id, rule, time_zone="UTC", starts_at=tx.now)
    async with database.transaction(brand.id, WORKER) as tx:
        for state in ("done", "running"):
            await tx.fetch(
                "INSERT INTO jobs (tenant_id, id, kind, state, input, created_by, finished_at) "
                "VALUES ($1, $2, 'x', $3, '{}', $2, $4)",
                brand.id,
                new_id(),
                state,
                tx.now if state == "done" else None,
            )
    await superuser.execute(
        "INSERT INTO password_resets (token_hash, person_id, expires_at) VALUES ($1, $2, $3)",
        new_id().bytes,
        admin.person_id,
        NOW,
    )

    clock.advance(timedelta(days=91))
    await drain()
    left = [row["state"] for row in await superuser.fetch("SELECT state FROM jobs WHERE tenant_id = $1", brand.id)]

    assert left == ["running"]
    assert await superuser.fetchval("SELECT count(*) FROM sessions WHERE tenant_id = $1", brand.id) == 0
    assert await superuser.fetchval("SELECT count(*) FROM password_resets WHERE person_id = $1", admin.person_id) == 0


async def test_a_session_that_still_lets_in_is_never_forgotten(
    brand: Brand, log_in: Login, database: Database, superuser: asyncpg.Connection
) -> None:
    await log_in(brand, Role.ADMINISTRATOR)
    await superuser.execute("UPDATE sessions SET expires_at = now() + interval '1 hour' WHERE tenant_id = $1", brand.id)

    async with database.transaction(brand.id, WORKER) as tx:
        await tx.fetch("SELECT forget_entries(now() + interval '10 years', 100)")

    assert await superuser.fetchval("SELECT count(*) FROM sessions WHERE tenant_id = $1", brand.id) == 1


@pytest.mark.parametrize("table", ["facts", "ledger_entries", "stock_entries", "documents", "files", "usage_events"])
def test_a_rule_for_what_stays_for_good_stops_the_start(table: str) -> None:
    with pytest.raises(TypeError, match="stay for good"):
        pruning.check([Rule(table=table, at="created_at")])


def test_a_rule_names_columns_that_there_are() -> None:
    with pytest.raises(TypeError, match="jobs has no ended_at"):
        pruning.check([Rule(table="jobs", at="ended_at")])


def test_nothing_that_stays_points_at_what_goes() -> None:
    going = {rule.table for rule in PRUNED}

    pointing = {
        (name, key.elements[0].column.table.name)
        for name, entry in TENANT_TABLES.items()
        for key in foreign_keys(entry.table)
        if key.elements[0].column.table.name in going
    }

    assert {child for child, _ in pointing} == ALONG
