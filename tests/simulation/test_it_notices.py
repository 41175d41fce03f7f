"""The simulator would notice: each law of the kernel, broken in one place, is found by one of the first seeds."""

import importlib
from typing import Final

import pytest
from tests.simulation.playing import play
from tests.simulation.world import World

MOST: Final = 20
"""Seeds within which a broken law must be noticed."""
STEPS: Final = 150
RARE: Final = {"a step is kept by who lost the lease": 2_030, "a schedule's slot comes late": 2_244}
"""Where to begin when a law is seldom tried, to save seconds; any beginning finds it in the end."""

HOLDS: Final = "AND attempt = $3 AND state = 'running'"
BROKEN: Final = {
    "an attempt that lost its lease may still end": (
        "aftersales_worker.delivery",
        "END",
        HOLDS,
        "AND attempt >= $3",
    ),
    "a step is kept by who lost the lease": ("aftersales_worker.delivery", "HOLD", HOLDS, "AND attempt >= $3"),
    "a claim that is handed out twice begins twice": (
        "aftersales_worker.delivery",
        "BEGIN",
        "AND attempt = $3 AND state = 'queued'",
        "AND attempt = $3 AND state IN ('queued', 'running', 'done')",
    ),
    "a failure of who lost the lease counts": ("aftersales_worker.delivery", "FAIL", HOLDS, "AND state <> 'x'"),
    "a stopped worker burns an attempt": (
        "aftersales_worker.delivery",
        "GIVE_BACK",
        "SET state = 'waiting'",
        "SET failures = failures + 1, state = 'waiting'",
    ),
    "a claim does not raise the attempt": (
        "aftersales_worker.relay",
        "CLAIM",
        "d.attempt + 1",
        "greatest(d.attempt, 1)",
    ),
    "tenants do not take turns": (
        "aftersales_worker.relay",
        "CLAIM",
        "ORDER BY turn, due_at LIMIT",
        "ORDER BY due_at LIMIT",
    ),
    "a suspended tenant's work is done": (
        "aftersales_worker.relay",
        "CLAIM",
        "IS DISTINCT FROM 'suspended'",
        "IS NOT NULL",
    ),
    "what is not due is claimed": (
        "aftersales_worker.relay",
        "CLAIM",
        "due_at <= $3",
        "due_at <= $3::timestamptz + interval '1 day'",
    ),
    "the sweep takes what was never begun for lost": (
        "aftersales_worker.relay",
        "SWEEP",
        "state = 'running' AS ran",
        "true AS ran",
    ),
    "a lost worker is never held against its delivery": ("aftersales_worker.relay", "SWEEP", "l.ran::int", "0"),
    "facts are routed and not taken off the outbox": (
        "aftersales_worker.relay",
        "TAKE_FACTS",
        "DELETE FROM fact_outbox o USING taken t",
        "UPDATE fact_outbox o SET fact_id = o.fact_id FROM taken t",
    ),
    "a schedule's slot comes late": (
        "aftersales_worker.relay",
        "DUE_SCHEDULES",
        "next_due_at <= $1",
        "next_due_at < $1::timestamptz - interval '5 hours'",
    ),
    "an answer is not kept": (
        "aftersales.platform.idempotency.store",
        "KEEP",
        "body = $6::bytea",
        "body = left($6::bytea::text, 0)::bytea",
    ),
    "a key is taken again and again": (
        "aftersales.platform.idempotency.store",
        "CLAIM",
        "DO NOTHING",
        "DO UPDATE SET request_hash = excluded.request_hash",
    ),
    "usage told twice is counted twice": (
        "aftersales.metering.store",
        "ADD_EVENTS",
        "sum(quantity), count(*)",
        "sum(quantity) * 2, count(*)",
    ),
}


@pytest.mark.parametrize("law", list(BROKEN))
async def test_a_broken_law_is_noticed(world: World, monkeypatch: pytest.MonkeyPatch, law: str) -> None:
    name, statement, whole, broken = BROKEN[law]
    module = importlib.import_module(name)
    sql: str = getattr(module, statement)
    assert whole in sql
    monkeypatch.setattr(module, statement, sql.replace(whole, broken))

    first = RARE.get(law, 2_000 + MOST * list(BROKEN).index(law))
    for seed in range(first, first + MOST):
        _, wrong = await play(world, seed, STEPS)
        if wrong:
            break

    assert wrong != []
