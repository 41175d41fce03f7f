"""The figures of the platform: each under its name, each true, and none that tells tenants apart."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar, Final

import httpx
import pytest
from msgspec import Struct
from prometheus_client.parser import text_string_to_metric_families
from tests.fixtures.api import Login
from tests.fixtures.kernel import NOW, Brand, MakeTenant
from tests.fixtures.worker import Drain
from tests.metering.meters import event, record

from aftersales.kernel.access import Role
from aftersales.kernel.clock import SetClock
from aftersales.kernel.errors import Unavailable
from aftersales.kernel.ids import new_id
from aftersales.kernel.measures import OWN
from aftersales.kernel.tx import Database, Tx
from aftersales.metering.operations import service as operations
from aftersales.platform import service as platform
from aftersales.platform.model import Fleet
from aftersales.platform.seals import service as seals
from aftersales.platform.seals.events import FactsSealed
from aftersales.platform.seals.service import Signer
from aftersales_api.operations import observing
from aftersales_worker import subscriptions
from aftersales_worker.delivery import RetryLater
from aftersales_worker.relay import Relay
from aftersales_worker.subscriptions import Retries, timer

HANDLER: Final = "test.end_as_told"
IDENTITY: Final = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", re.IGNORECASE)
LABELS: Final = {"method", "route", "status", "reason", "fleet", "handler", "outcome", "timing", "source", "le"}
UNSIGNED: Final = Signer(sign=lambda _: (1, b"signature"), is_ours=lambda *_: True)
WITHOUT_ROUTE: Final = "http_server_request_duration_seconds_count"


def figure(name: str, **labels: str) -> float:
    """What this process has counted under a name."""
    return OWN.get_sample_value(name, labels) or 0.0


class Told(Struct, frozen=True):
    """How the test's handler is to end."""

    end: str


class Endings:
    """Errors by the word that brings them."""

    by_word: ClassVar[dict[str, Exception]] = {
        "later": RetryLater(timedelta(minutes=1), "asked to"),
        "refused": Unavailable(),
        "broken": ValueError("a bug"),
    }


@pytest.fixture
def handler() -> Iterator[None]:
    """A handler that ends as it is told, twice at most."""

    @timer(HANDLER, Told, fleet=Fleet.MONEY, retries=Retries(most=2))
    async def end_as_told(_: Tx, told: Told) -> None:
        """End as told."""
        if told.end in Endings.by_word:
            raise Endings.by_word[told.end]

    yield
    del subscriptions.HANDLERS[HANDLER]


async def deliver(brand: Brand, database: Database, *ends: str) -> None:
    """Have the test's handler called."""
    async with database.transaction(brand.id, brand.anyone) as tx:
        for end in ends:
            await platform.set_timer(tx, HANDLER, new_id(), tx.now, fleet=Fleet.MONEY, payload=Told(end=end))


@pytest.mark.usefixtures("handler")
async def test_no_figure_tells_tenants_apart(
    brand: Brand, database: Database, drain: Drain, log_in: Login, operator: httpx.AsyncClient
) -> None:
    clerk = await log_in(brand, Role.ADMINISTRATOR)
    await deliver(brand, database, "well", "broken")
    await record(database, brand, event(1, NOW))
    for path in ("/v1/returns", f"/v1/returns/{new_id()}", f"/v1/deliveries/{brand.id}", f"/nowhere/{brand.id}"):
        await clerk.http.get(path, headers={"x-request-id": brand.id.hex})
    await clerk.http.request(f"X{brand.code.upper()}", "/v1/returns")
    await drain()

    text = (await operator.get("/metrics")).text

    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    assert {name for sample in samples for name in sample.labels} <= LABELS
    values = {value for sample in samples for value in sample.labels.values()}
    assert [value for value in values if IDENTITY.search(value) or brand.code in value.lower()] == []
    assert [word for word in (str(brand.id), brand.id.hex, brand.code, "王小明", clerk.email) if word in text] == []


async def test_requests_are_counted_by_route_and_what_nobody_serves_shares_one_figure(
    brand: Brand, log_in: Login
) -> None:
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)
    routed = {"method": "GET", "route": "/v1/returns/{return_id}", "status": "4xx"}
    nowhere = {"method": "_OTHER", "route": "unrouted", "status": "4xx"}
    before = [figure(WITHOUT_ROUTE, **labels) for labels in (routed, nowhere)]

    for path in (f"/v1/returns/{new_id()}", f"/v1/returns/{new_id()}", "/a/b", "/c"):
        await clerk.http.get(path)

    after = [figure(WITHOUT_ROUTE, **labels) for labels in (routed, nowhere)]
    assert [now - then for now, then in zip(after, before, strict=True)] == [2, 2]


async def test_guards_that_turn_somebody_away_are_counted_by_reason(
    make_tenant: MakeTenant, log_in: Login, api: httpx.AsyncClient
) -> None:
    mine, other = await make_tenant(), await make_tenant()
    auditor, stranger = await log_in(mine, Role.AUDITOR), await log_in(other, Role.ADMINISTRATOR)
    reasons = ("unauthenticated", "forbidden", "not_found", "rate_limited")
    before = [figure("aftersales_guard_denials_total", reason=reason) for reason in reasons]

    await api.get("/v1/returns")
    forbidden = await auditor.http.get("/v1/webhook-endpoints")
    foreign = await stranger.http.get(f"/v1/organisations/{mine.headquarters}")
    await api.get("/nowhere")

    after = [figure("aftersales_guard_denials_total", reason=reason) for reason in reasons]
    assert (forbidden.status_code, foreign.status_code) == (403, 404)
    assert [now - then for now, then in zip(after, before, strict=True)] == [1, 1, 1, 0]
    assert observing.REASONS[429] == "rate_limited"  # type: ignore[index]  # a status is a number


@pytest.mark.usefixtures("handler", "quiet")
async def test_attempts_of_deliveries_are_counted_by_how_they_ended(
    brand: Brand, database: Database, drain: Drain, clock: SetClock
) -> None:
    outcomes = ("done", "put_off", "failed", "dead")
    before = [figure("aftersales_delivery_runs_total", handler=HANDLER, outcome=one) for one in outcomes]
    lag = figure("aftersales_delivery_start_lag_seconds_count", fleet="money")
    await deliver(brand, database, "well", "later", "refused", "broken")

    await drain()
    first = [figure("aftersales_delivery_runs_total", handler=HANDLER, outcome=one) for one in outcomes]
    clock.advance(timedelta(days=3650))
    await drain()

    second = [figure("aftersales_delivery_runs_total", handler=HANDLER, outcome=one) for one in outcomes]
    assert [now - then for now, then in zip(first, before, strict=True)] == [1, 1, 2, 0]
    assert [now - then for now, then in zip(second, first, strict=True)] == [0, 0, 0, 3]
    assert figure("aftersales_delivery_start_lag_seconds_count", fleet="money") - lag == 7


@pytest.mark.usefixtures("handler", "quiet")
async def test_a_slot_that_was_missed_shows_until_it_is_caught_up_and_counts_as_late(
    brand: Brand, database: Database, relay: Relay, clock: SetClock, operator_database: Database
) -> None:
    async with database.transaction(brand.id, brand.anyone) as tx:
        rule = "FREQ=MINUTELY;INTERVAL=10"
        await platform.schedule(tx, HANDLER, new_id(), rule, time_zone="UTC", starts_at=tx.now, fleet=Fleet.MONEY)
    before = [figure("aftersales_schedule_slots_total", timing=timing) for timing in ("on_time", "late")]
    clock.advance(timedelta(minutes=30))

    async with operator_database.operator_transaction(new_id()) as tx:
        missed = await operations.schedules(tx)
    await relay.tick()
    async with operator_database.operator_transaction(new_id()) as tx:
        caught_up = await operations.schedules(tx)

    after = [figure("aftersales_schedule_slots_total", timing=timing) for timing in ("on_time", "late")]
    assert (missed.count, missed.oldest_age_seconds) == (1, 1200.0)
    assert (caught_up.count, caught_up.oldest_age_seconds) == (0, 0.0)
    assert [now - then for now, then in zip(after, before, strict=True)] == [1, 2]


async def test_facts_of_a_day_that_is_over_show_until_they_are_sealed(
    brand: Brand, database: Database, clock: SetClock, operator_database: Database
) -> None:
    clock.at = clock.at.replace(hour=10, minute=0) - timedelta(days=36500)
    async with database.transaction(brand.id, brand.anyone) as tx:
        tx.emit(FactsSealed(tenant_id=tx.tenant_id, day=tx.now.date(), facts=0, root=""))

    async def overdue() -> tuple[int, float]:
        async with operator_database.operator_transaction(new_id()) as tx:
            found = await operations.seals(tx)
        return found.count, found.oldest_age_seconds

    same_day = await overdue()
    clock.at = clock.at.replace(hour=1) + timedelta(days=1)
    given_time = await overdue()
    clock.advance(timedelta(hours=2))
    late = await overdue()
    async with database.transaction(brand.id, brand.anyone) as tx:
        await seals.seal(tx, (clock.at - timedelta(days=1)).date(), UNSIGNED)
    sealed = await overdue()

    assert (same_day, given_time, late, sealed) == ((0, 0.0), (0, 0.0), (1, 14 * 3600.0), (0, 0.0))


async def test_usage_that_comes_in_is_counted_by_what_became_of_it(brand: Brand, database: Database) -> None:
    outcomes = ("recorded", "duplicate")
    before = [figure("aftersales_ingest_events_total", source="facts", outcome=one) for one in outcomes]
    events = [event(number, NOW) for number in range(3)]

    await record(database, brand, *events)
    await record(database, brand, *events[:2])

    after = [figure("aftersales_ingest_events_total", source="facts", outcome=one) for one in outcomes]
    assert [now - then for now, then in zip(after, before, strict=True)] == [3, 2]


async def test_every_wait_for_a_connection_is_counted(brand: Brand, database: Database) -> None:
    before = figure("aftersales_pool_wait_seconds_count")

    for _ in range(3):
        async with database.transaction(brand.id, brand.anyone):
            pass

    assert figure("aftersales_pool_wait_seconds_count") - before == 3


async def test_figures_of_the_moment_name_every_fleet(operator: httpx.AsyncClient) -> None:
    text = (await operator.get("/metrics")).text

    families = {family.name: family for family in text_string_to_metric_families(text)}
    fleets = [sample.labels["fleet"] for sample in families["aftersales_deliveries_oldest_age_seconds"].samples]
    assert fleets == ["interactive", "documents", "money", "bulk"]
    assert [sample.value for sample in families["aftersales_redis_answers"].samples] == [1.0]
