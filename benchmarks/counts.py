"""How long 10,000 lines of a stock count take, opened, entered and posted, when every one of them differs."""

import asyncio
import sys
from decimal import Decimal
from time import perf_counter
from typing import Final
from uuid import UUID

from aftersales.catalog.model import PartId
from aftersales.catalog.tables import catalog_parts
from aftersales.kernel.access import Actor, ActorKind, Permission
from aftersales.kernel.ids import OrganisationId, TenantId, new_id
from aftersales.kernel.settings import Settings
from aftersales.kernel.tx import Database, create_engine
from aftersales.parts import service as parts
from aftersales.parts.counts import service as counts
from aftersales.parts.counts.model import CountPlan, Entered
from aftersales.parts.ledger.model import Move, Posting
from aftersales.parts.model import Account, WarehouseId, account_of, location_of
from aftersales.platform.service import write_facts
from aftersales.policy.model import RecountThresholds
from aftersales.tenancy.tables import organisations, tenants
from benchmarks.ground import standing

LINES: Final = 10_000
ROUNDS: Final = 3


def somebody(number: int) -> Actor:
    """One of the people of a count, with every right."""
    return Actor(kind=ActorKind.PERSON, id=UUID(int=number), name="计量员", permissions=frozenset(Permission))


async def stock_a_warehouse(database: Database, operators: Database, lines: int) -> tuple[TenantId, WarehouseId]:
    """A tenant whose warehouse holds ten of each of so many parts."""
    tenant, factory = TenantId(new_id()), OrganisationId(new_id())
    async with operators.operator_transaction(UUID(int=1)) as operator:
        await operator.execute(tenants.insert().values(id=tenant, code=f"b-{tenant.hex[-12:]}", name="计量"))
    async with database.transaction(tenant, somebody(1)) as tx:
        await tx.execute(
            organisations.insert().values(tenant_id=tenant, id=factory, kind="factory", code="F", name="工厂"),
        )
        ids = [PartId(new_id()) for _ in range(lines)]
        await tx.execute(
            catalog_parts.insert(),
            [
                {
                    "tenant_id": tenant,
                    "id": part,
                    "number": f"P{n:06}",
                    "name": "配件",
                    "unit_price_minor": 1250,
                    "currency": "CNY",
                }
                for n, part in enumerate(ids)
            ],
        )
        warehouse = (await parts.open_warehouse(tx, organisation_id=factory, code="W", name="仓")).id
        source, target = account_of(tenant, Account.OPENING), location_of(tenant, warehouse)
        moves = tuple(Move(part_id=part, quantity=10, from_location=source, to_location=target) for part in ids)
        await parts.post(tx, Posting(cause_kind="opening", cause_id=new_id(), moves=moves))
    return tenant, warehouse


async def count_once(database: Database, tenant: TenantId, warehouse: WarehouseId, lines: int) -> dict[str, float]:
    """Seconds that each step of one count takes; every line differs, and prices are looked up for all of them."""
    plan = CountPlan(recount=RecountThresholds(quantity=100, value=Decimal(1_000_000)))
    marks = [perf_counter()]
    async with database.transaction(tenant, somebody(1)) as tx:
        count = await counts.open_count(tx, warehouse, plan)
    marks.append(perf_counter())
    entries = [Entered(number=n, quantity=9 if n % 2 else 11) for n in range(1, lines + 1)]
    async with database.transaction(tenant, somebody(2)) as tx:
        await counts.enter(tx, count.id, entries)
    marks.append(perf_counter())
    async with database.transaction(tenant, somebody(2)) as tx:
        submitted = await counts.submit(tx, count.id)
    marks.append(perf_counter())
    async with database.transaction(tenant, somebody(3)) as tx:
        await counts.approve(tx, count.id, submitted.version)
    marks.append(perf_counter())
    steps = zip(("open", "enter", "submit", "post"), marks, marks[1:], strict=False)
    return {name: after - before for name, before, after in steps} | {"all": marks[-1] - marks[0]}


async def _measure(settings: Settings) -> dict[str, float]:
    database = Database(create_engine(settings.database_url, pool_size=2), before_commit=write_facts)
    operators = Database(create_engine(settings.operator_database_url, pool_size=1), before_commit=write_facts)
    try:
        rounds = []
        for _ in range(ROUNDS):
            tenant, warehouse = await stock_a_warehouse(database, operators, LINES)
            rounds.append(await count_once(database, tenant, warehouse, LINES))
    finally:
        await database.close()
        await operators.close()
    best = min(rounds, key=lambda one: one["all"])
    return {f"counts.{name}.seconds_per_{LINES}_lines": seconds for name, seconds in best.items()}


def measure() -> dict[str, float]:
    """Seconds to open, enter, submit and post a count of 10,000 lines, the best of three."""
    with standing() as ground:
        return asyncio.run(_measure(ground.settings))


if __name__ == "__main__":
    for figure, value in measure().items():
        sys.stdout.write(f"{figure:50} {value:8.3f}\n")
