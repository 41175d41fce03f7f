"""How long 100,000 past decisions take to be decided again by a draft, from the database and back, flips kept."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import perf_counter
from typing import Final
from uuid import UUID

from msgspec.structs import replace

from aftersales.kernel.access import Actor, ActorKind, Permission
from aftersales.kernel.ids import TenantId, new_id
from aftersales.kernel.settings import Settings
from aftersales.kernel.tx import Database, Tx, create_engine
from aftersales.platform.service import JobRef, write_facts
from aftersales.policy import service as policy
from aftersales.policy.model import PolicyDocument, ReturnFacts, Subject
from aftersales.policy.replays import service as replays
from aftersales.policy.replays.model import ReplayFilter, ReplayState
from aftersales.policy.rules import template
from aftersales.tenancy.tables import organisations, tenants
from aftersales_worker.handlers.replays import run_replay
from benchmarks.decide import returns
from benchmarks.ground import standing

DECISIONS: Final = 100_000
DISTINCT: Final = 4_000
"""Different decisions; the rest repeat them under identities of their own."""

COPY: Final = """
INSERT INTO policy_decisions SELECT tenant_id, uuidv7(), policy_version_id, subject_kind, uuidv7(),
  dealer_id, facts, decision, decided_at
FROM policy_decisions, generate_series(1, $2) WHERE tenant_id = $1
"""
ACTOR: Final = Actor(kind=ActorKind.PERSON, id=UUID(int=1), name="计量员", permissions=frozenset(Permission))


class Steps:
    """A delivery in hand that nobody else wants."""

    def __init__(self, database: Database, tenant: TenantId) -> None:
        self.database, self.tenant = database, tenant

    @asynccontextmanager
    async def step(self) -> AsyncIterator[Tx]:
        """One transaction."""
        async with self.database.transaction(self.tenant, ACTOR) as tx:
            yield tx

    last_step = step


def cases() -> list[ReturnFacts]:
    """Returns of one line or two, as dealers file them."""
    long = returns()
    return [
        replace(facts, lines=facts.lines[number % 9 : number % 9 + 1 + number % 2])
        for number, facts in ((number, long[number % len(long)]) for number in range(DISTINCT))
    ]


def stricter(document: PolicyDocument) -> PolicyDocument:
    """The same policy with every term halved, so that much flips."""
    terms = tuple(replace(term, months=term.months // 2) if term.months else term for term in document.terms)
    return replace(document, terms=terms)


async def _past(database: Database, operators: Database) -> TenantId:
    """A tenant with so many decisions behind it."""
    tenant = TenantId(new_id())
    async with operators.operator_transaction(UUID(int=1)) as operator:
        await operator.execute(tenants.insert().values(id=tenant, code=f"b-{tenant.hex[-12:]}", name="计量"))
    async with database.transaction(tenant, ACTOR) as tx:
        document = template("ebike-dealer-returns")
        for address in document.routing.addresses:
            await tx.execute(
                organisations.insert().values(
                    tenant_id=tenant, id=new_id(), kind="factory", code=address.factory, name="工厂"
                )
            )
        row = await policy.draft(tx, document)
        await policy.publish(tx, row.id, row.version, None)
    async with database.transaction(tenant, ACTOR) as tx:
        in_force = await policy.in_force(tx)
        for facts in cases():
            decision = policy.decide(in_force, facts)
            policy.record_decision(
                tx,
                policy=in_force,
                subject=Subject.RETURN,
                subject_id=new_id(),
                dealer_id=None,
                facts=facts,
                decision=decision,
            )
    async with database.transaction(tenant, ACTOR) as tx:
        await tx.fetch(COPY, tenant, DECISIONS // DISTINCT - 1)
    return tenant


async def _measure(settings: Settings) -> dict[str, float]:
    database = Database(create_engine(settings.database_url, pool_size=2), before_commit=write_facts)
    operators = Database(create_engine(settings.operator_database_url, pool_size=1), before_commit=write_facts)
    try:
        tenant = await _past(database, operators)
        async with database.transaction(tenant, ACTOR) as tx:
            draft = await policy.draft(tx, stricter(template("ebike-dealer-returns")))
            begun = await replays.start(tx, draft.id, ReplayFilter())
        began = perf_counter()
        await run_replay(Steps(database, tenant), JobRef(job_id=begun.job_id))
        seconds = perf_counter() - began
        async with database.transaction(tenant, ACTOR) as tx:
            done = await replays.replay(tx, begun.id)
    finally:
        await database.close()
        await operators.close()
    if done.state is not ReplayState.DONE or done.report.decisions != DECISIONS:
        raise RuntimeError(f"only {done.report.decisions} decisions were replayed")
    return {
        f"replay.seconds_per_{DECISIONS}": seconds,
        "replay.lines_per_second": done.report.lines / seconds,
        "replay.flips": float(done.report.flips),
    }


def measure() -> dict[str, float]:
    """Seconds from the first read to the last flip kept."""
    with standing() as ground:
        return asyncio.run(_measure(ground.settings))


if __name__ == "__main__":
    for figure, value in measure().items():
        sys.stdout.write(f"{figure:50} {value:12,.3f}\n")
