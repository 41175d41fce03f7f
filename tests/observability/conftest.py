"""Ground for tests that read figures of the whole database."""

import pytest

from aftersales_worker.relay import Relay


@pytest.fixture
async def quiet(relay: Relay) -> None:
    """Nothing due, planned or unrouted that another test has left."""
    await relay.pool.execute("DELETE FROM fact_outbox")
    await relay.pool.execute("UPDATE schedules SET next_due_at = NULL WHERE next_due_at IS NOT NULL")
    await relay.pool.execute(
        "UPDATE deliveries SET state = 'cancelled', lease_until = NULL WHERE state IN ('waiting', 'queued', 'running')",
    )
