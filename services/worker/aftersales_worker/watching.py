"""What is told of each attempt of a delivery: how it ended, how long it took, which trace it belongs to."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Final

import asyncpg

from aftersales.kernel import reports, traces
from aftersales.kernel.measures import DELIVERY_RUNS, DELIVERY_SECONDS, START_LAG
from aftersales.kernel.scene import Scene, entered
from aftersales.platform.model import Claimed
from aftersales_worker.subscriptions import HANDLERS


class Ended(StrEnum):
    """How an attempt ended."""

    DONE = "done"
    PUT_OFF = "put_off"
    FAILED = "failed"
    DEAD = "dead"
    FENCED = "fenced"
    UNKNOWN = "unknown_handler"
    GIVEN_BACK = "given_back"


BAD: Final = frozenset({Ended.FAILED, Ended.DEAD, Ended.UNKNOWN})
NOBODY: Final = "unknown"
"""The handler of a delivery that this release does not know."""


class Watch:
    """One attempt; whoever leaves it without saying how it ended has given the delivery back."""

    def __init__(self) -> None:
        self.outcome = Ended.GIVEN_BACK


@contextmanager
def watched(claimed: Claimed, begun: asyncpg.Record) -> Iterator[Watch]:
    """Have all that is said inside name the delivery, and count it when it ends."""
    name, fleet = begun["handler"], begun["fleet"]
    scene = Scene(tenant=lambda: claimed.tenant_id, delivery_id=str(claimed.id), handler=name)
    watch, began = Watch(), time.perf_counter()
    START_LAG.labels(fleet).observe(max(begun["lag"], 0.0))
    following = traces.span(f"deliver {name}", traces.CONSUMER, under=begun["traceparent"])
    with entered(scene), reports.apart(), following as span:
        span.add(
            aftersales__tenant_id=str(claimed.tenant_id),
            aftersales__delivery_id=str(claimed.id),
            aftersales__handler=name,
            aftersales__attempt=claimed.attempt,
        )
        try:
            yield watch
        finally:
            DELIVERY_SECONDS.labels(fleet).observe(time.perf_counter() - began)
            DELIVERY_RUNS.labels(name if name in HANDLERS else NOBODY, watch.outcome.value).inc()
            span.add(aftersales__outcome=watch.outcome.value)
            if watch.outcome in BAD:
                span.fail(watch.outcome.value)
