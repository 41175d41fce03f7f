"""What lies in the database beside what the oracle says: every difference by name."""

from collections import Counter
from collections.abc import Mapping
from typing import Final, TypeVar
from uuid import UUID

from tests.simulation.oracle import OPEN, Key
from tests.simulation.simulator import Simulator

K = TypeVar("K")

DELIVERIES: Final = """
SELECT id, tenant_id, cause_id, handler, state, attempt, failures, losses FROM deliveries WHERE tenant_id = ANY($1)
"""
EFFECTS: Final = """
SELECT delivery_id, note, count(*) AS times FROM simulated_effects WHERE tenant_id = ANY($1) GROUP BY 1, 2
"""
MONTHS: Final = "SELECT tenant_id, meter, dimension, month AS period, quantity FROM usage_months"
HOURS: Final = "SELECT tenant_id, meter, dimension, hour AS period, quantity FROM usage_hours"


def differing(what: str, found: Mapping[K, object], expected: Mapping[K, object]) -> list[str]:
    """Where two mappings differ."""
    return [
        f"{what} {key}: {found.get(key)} and not {expected.get(key)}"
        for key in {**found, **expected}
        if found.get(key) != expected.get(key)
    ]


async def now_wrong(run: Simulator) -> list[str]:
    """What is wrong at this instant: deliveries, their effects, and facts that wait to be routed."""
    oracle, fetch = run.oracle, run.world.superuser.fetch
    tenants = list(oracle.tenants)
    rows = await fetch(DELIVERIES, tenants)
    keys: dict[UUID, Key] = {row["id"]: (row["tenant_id"], row["cause_id"], row["handler"]) for row in rows}
    run.known |= keys
    found = {keys[row["id"]]: tuple(row.values())[4:] for row in rows}
    wrong = differing("delivery", found, {key: one.seen() for key, one in oracle.deliveries.items()})
    effects = {(keys[row["delivery_id"]], row["note"]): row["times"] for row in await fetch(EFFECTS, tenants)}
    wrong += differing("effect", effects, {key: times for key, times in oracle.effects.items() if times})
    outbox = await fetch("SELECT fact_id FROM fact_outbox WHERE tenant_id = ANY($1)", tenants)
    return wrong + differing("outbox", Counter(row["fact_id"] for row in outbox), Counter([*oracle.outbox]))


async def wrong_at_the_end(run: Simulator) -> list[str]:
    """What is wrong when everything has been done: ends, one effect each, kept answers and usage."""
    oracle, fetch = run.oracle, run.world.superuser.fetch
    tenants = list(oracle.tenants)
    wrong = await now_wrong(run)
    wrong += [f"never ended: {one}" for one in oracle.in_state(*OPEN)]
    wrong += [
        f"done {times} times: {key}" for (key, note), times in oracle.effects.items() if note == "effect" and times > 1
    ]
    kept = await fetch("SELECT tenant_id, caller_id, key FROM idempotency_keys WHERE tenant_id = ANY($1)", tenants)
    wrong += differing("key", Counter(tuple(row) for row in kept), Counter([*oracle.keys]))
    made = await fetch("SELECT tenant_id, code FROM organisations WHERE tenant_id = ANY($1) AND code <> 'HQ'", tenants)
    wrong += differing("organisation", Counter(tuple(row) for row in made), Counter(oracle.codes))
    for what, sql, expected in (("hour", HOURS, oracle.hours()), ("month", MONTHS, oracle.months())):
        rows = await fetch(f"{sql} WHERE tenant_id = ANY($1)", tenants)
        wrong += differing(what, {tuple(row)[:4]: row["quantity"] for row in rows}, dict(expected))
    return wrong
