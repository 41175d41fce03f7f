"""A workshop for each test of deliveries."""

from collections.abc import Iterator

import asyncpg
import pytest
from tests.fixtures.kernel import Brand
from tests.platform.workshop import Effect, Happened, Workshop

from aftersales.kernel.facts import REGISTRY
from aftersales.kernel.tx import Database
from aftersales_worker.relay import Relay
from aftersales_worker.subscriptions import BY_FACT, HANDLERS


@pytest.fixture
def workshop(brand: Brand, database: Database, relay_pool: asyncpg.Pool, relay: Relay) -> Iterator[Workshop]:
    """A workshop whose handlers and facts are known for the length of the test."""
    before = set(HANDLERS)
    REGISTRY[Happened.NAME], REGISTRY[Effect.NAME] = Happened, Effect
    yield Workshop(brand, database, relay_pool, relay)
    for name in set(HANDLERS) - before:
        del HANDLERS[name]
    for name in (Happened.NAME, Effect.NAME):
        REGISTRY.pop(name, None)
        BY_FACT.pop(name, None)
