"""The runbook: a section for each alert, in four steps and two languages, and each was tried.

`TRIED_ON_A_PLATFORM` were provoked on a running `make up` under a Prometheus that scraped it with our rules (windows
and waits cut to seconds): by the command that stands there the alert fired, and after the runbook's step it was gone.
The others are provoked here or in the tests that are named: the figure crosses, the step is taken, it falls.
"""

import asyncio
import re
from datetime import timedelta
from pathlib import Path
from typing import Final

import httpx
import pytest
from litestar import Litestar, get
from litestar.di import Provide
from msgspec.structs import replace
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.exc import TimeoutError as PoolTimeout
from tests.fixtures.api import Login
from tests.fixtures.kernel import Brand
from tests.fixtures.worker import Drain
from tests.observability.promql import Expression
from tests.observability.test_rules import alerts

from aftersales.kernel.access import Role
from aftersales.kernel.clock import SetClock
from aftersales.kernel.measures import OWN, POOL_WAIT
from aftersales.kernel.settings import Rate, Settings
from aftersales.kernel.tx import Database, create_engine
from aftersales.platform.seals.events import FactsSealed
from aftersales.platform.service import write_facts
from aftersales_api import deps
from aftersales_api.deps import InTx
from aftersales_api.edge import Edge
from aftersales_api.main import create_app
from aftersales_api.metering.tally import Tally
from aftersales_api.operations.observing import observe

PAGE: Final = (Path(__file__).parents[2] / "docs/operations.md").read_text(encoding="utf-8")
STEPS: Final = ("现象 · Symptoms", "看 · Look", "做 · Do", "确认 · Check")
HAN: Final = re.compile(r"[\u4e00-\u9fff]")
CODE: Final = re.compile(r"`([^`]+)`")
FIGURE: Final = re.compile(r"\b(aftersales_\w+|http_server_\w+|process_\w+|up)\b")

TRIED_ON_A_PLATFORM: Final = {
    "AftersalesApiDown": "kill -STOP of the API's processes, then kill -CONT",
    "AftersalesFiguresMissing": "kill -STOP of the API's processes, then kill -CONT",
    "AftersalesWorkerDown": "kill -STOP of worker-money, then kill -9: the supervisor started another",
    "AftersalesRedisAway": "kill -STOP of valkey (/health/ready: degraded), then kill -CONT",
    "AftersalesApiFailing": "kill -QUIT of postgres, four times; the supervisor started it again",
    "AftersalesInteractiveBehind": "kill -STOP of every worker with work due, then kill -CONT",
    "AftersalesFleetBehind": "kill -STOP of every worker with work due, then kill -CONT",
    "AftersalesLeasesOverdue": "kill -STOP of every worker with a lease run out, then kill -CONT",
    "AftersalesSchedulesOverdue": "kill -STOP of every worker with slots due, then kill -CONT",
    "AftersalesWorkersLost": "thirty leases run out, twice in ten seconds",
    "AftersalesDeadLetters": "a dead letter; POST /v1/operator/deliveries/{tenant_id}/{delivery_id}/replay",
    "AftersalesHandlerUnknown": "a delivery for a handler that no worker knows",
    "AftersalesEntryTried": "curl with a key that does not hold, 720 times at once",
}
"""How it was provoked there, and what ended it."""

TRIED_IN_TESTS: Final = {
    "AftersalesApiSlow": "test_a_slow_route_is_found_by_its_figure",
    "AftersalesPoolExhausted": "test_waiting_for_a_connection_shows_and_ends_when_one_is_given_back",
    "AftersalesOutboxBehind": "test_the_outbox_grows_while_nobody_routes_and_is_empty_afterwards",
    "AftersalesDeliveriesFailing": "test_attempts_of_deliveries_are_counted_by_how_they_ended",
    "AftersalesSealsOverdue": "test_facts_of_a_day_that_is_over_show_until_they_are_sealed",
    "AftersalesWebhooksLate": "test_the_first_attempt_is_counted_once_and_each_by_what_came_of_it",
    "AftersalesWebhooksFailing": "test_the_first_attempt_is_counted_once_and_each_by_what_came_of_it",
    "AftersalesUsagePutOff": "test_usage_waits_for_the_database_and_is_written_once",
    "AftersalesStrangeThingsAsked": "test_guards_that_turn_somebody_away_are_counted_by_reason",
    "AftersalesRateLimited": "test_whoever_exceeds_a_limit_is_counted",
    "AftersalesWorkerMemory": "test_a_worker_shows_its_figures_and_that_it_lives",
}
"""The test that provokes it."""


def section(alert: str) -> dict[str, str]:
    """The steps of an alert's section."""
    text = PAGE.split(f"\n### {alert}\n", 1)[1].split("\n## ", 1)[0].split("\n### ", 1)[0]
    parts = re.split(r"^- \*\*(.+?)\*\* ", text, flags=re.MULTILINE)[1:]
    return {name: step.strip() for name, step in zip(parts[::2], parts[1::2], strict=True)}


@pytest.mark.parametrize("alert", alerts())
def test_every_alert_has_four_steps_in_two_languages(alert: str) -> None:
    steps = section(alert)

    assert tuple(steps) == STEPS
    for step in steps.values():
        chinese, _, english = step.partition("\n")
        assert (bool(HAN.search(chinese)), bool(english.strip()), bool(HAN.search(CODE.sub("", english)))) == (
            True,
            True,
            False,
        )


def test_the_runbook_knows_no_alert_that_does_not_exist() -> None:
    written = set(re.findall(r"^### (Aftersales\w+)$", PAGE, re.MULTILINE))

    assert written == set(alerts())


@pytest.mark.parametrize("alert", alerts())
def test_what_the_runbook_asks_of_prometheus_can_be_read(alert: str) -> None:
    codes = [code for step in section(alert).values() for code in CODE.findall(step)]
    asked = [code for code in codes if FIGURE.search(code) and not code.startswith("docker ")]

    names = {one.name for text in asked for one in Expression(text).asked}

    assert [name for name in names if not FIGURE.fullmatch(name)] == []


def test_every_alert_was_tried_and_every_test_that_is_named_is_there() -> None:
    tests = "".join(file.read_text(encoding="utf-8") for file in Path(__file__).parents[1].rglob("test_*.py"))

    assert sorted([*TRIED_ON_A_PLATFORM, *TRIED_IN_TESTS]) == sorted(alerts())
    assert [name for name in TRIED_IN_TESTS.values() if f"def {name}(" not in tests] == []


def moment(text: str, name: str) -> float:
    """A figure of the moment, the greatest of its lines."""
    return max(
        sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == name
    )


@pytest.mark.usefixtures("quiet")
async def test_the_outbox_grows_while_nobody_routes_and_is_empty_afterwards(
    brand: Brand, database: Database, drain: Drain, operator: httpx.AsyncClient, clock: SetClock
) -> None:
    await drain()
    async with database.transaction(brand.id, brand.anyone) as tx:
        tx.emit(FactsSealed(tenant_id=tx.tenant_id, day=tx.now.date(), facts=0, root=""))
    clock.at += timedelta(days=3650)

    behind = (await operator.get("/metrics")).text
    await drain()
    after = (await operator.get("/metrics")).text

    name = "aftersales_outbox_lag_seconds"
    assert (moment(behind, name) > 30, moment(behind, "aftersales_outbox_facts")) == (True, 1.0)
    assert (moment(after, name), moment(after, "aftersales_outbox_facts")) == (0.0, 0.0)


async def test_waiting_for_a_connection_shows_and_ends_when_one_is_given_back(brand: Brand, settings: Settings) -> None:
    engine = create_engine(settings.database_url, pool_size=1)
    narrow = Database(engine, before_commit=write_facts)
    waited = POOL_WAIT._sum.get()
    async with narrow.connection(), narrow.connection():
        third = asyncio.create_task(open_and_close(narrow, brand))
        done, _ = await asyncio.wait([third], timeout=0.15)

    await third
    await narrow.close()

    assert done == set()
    assert POOL_WAIT._sum.get() - waited >= 0.1
    assert not isinstance(third.exception(), PoolTimeout)


async def open_and_close(database: Database, brand: Brand) -> None:
    """One transaction."""
    async with database.transaction(brand.id, brand.anyone):
        pass


async def test_usage_waits_for_the_database_and_is_written_once(
    brand: Brand, log_in: Login, settings: Settings, engine_pair: tuple[Database, Database], api: httpx.AsyncClient
) -> None:
    clerk = await log_in(brand, Role.AUDITOR)
    nowhere = create_engine("postgresql://aftersales_app@127.0.0.1:1/nothing", pool_size=1)
    database = Database(nowhere, before_commit=write_facts)
    tally = Tally(database)
    edge = api._transport.app  # type: ignore[attr-defined]  # httpx's own
    edge._on_end = (*edge._on_end, tally.count)
    before = [
        counted("aftersales_ingest_events_total", source="requests", outcome=one) for one in ("put_off", "recorded")
    ]

    await clerk.http.get("/v1/returns")
    edge._on_end = edge._on_end[:-1]
    await tally._try_to_flush()
    put_off = counted("aftersales_ingest_events_total", source="requests", outcome="put_off")
    tally._database = engine_pair[0]
    await tally.flush()

    recorded = counted("aftersales_ingest_events_total", source="requests", outcome="recorded")
    await database.close()
    assert settings.otlp_endpoint == ""
    assert (put_off - before[0], recorded - before[1]) == (1, 1)


def counted(name: str, **labels: str) -> float:
    """What this process has counted."""
    return OWN.get_sample_value(name, labels) or 0.0


@get("/slow", operation_id="slow")
async def wait_for_a_lock(tx: InTx) -> None:
    """What a route is whose query waits for another's lock."""
    await tx.fetch("SELECT pg_advisory_xact_lock(4711)")


async def test_a_slow_route_is_found_by_its_figure(
    brand: Brand, log_in: Login, database: Database, api: httpx.AsyncClient
) -> None:
    clerk = await log_in(brand, Role.AUDITOR)
    app = Litestar([wait_for_a_lock], dependencies={"tx": Provide(deps.provide_tx)}, openapi_config=None)
    edge = Edge(app, api._transport.app._new_call, most_bytes=1000, on_end=(observe,))  # type: ignore[attr-defined]
    labels = {"method": "GET", "route": "/slow", "status": "2xx"}

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=edge), base_url="https://test") as client:
        client.headers = clerk.http.headers
        async with database.transaction(brand.id, brand.anyone) as holder:
            await holder.fetch("SELECT pg_advisory_xact_lock(4711)")
            waiting = asyncio.create_task(client.get("/slow"))
            await asyncio.wait([waiting], timeout=0.3)
        slow = await waiting
        quick = await client.get("/slow")

    name = "http_server_request_duration_seconds_bucket"
    assert (slow.status_code, quick.status_code) == (200, 200)
    assert [counted(name, **labels, le=bound) for bound in ("0.25", "+Inf")] == [1.0, 2.0]


async def test_whoever_exceeds_a_limit_is_counted(settings: Settings, clock: SetClock) -> None:
    limits = replace(settings.limits, address=Rate(1, 300))
    edge = create_app(replace(settings, limits=limits), clock)
    before = counted("aftersales_guard_denials_total", reason="rate_limited")
    transport = httpx.ASGITransport(app=edge, client=("192.0.2.77", 4711))

    async with httpx.AsyncClient(transport=transport, base_url="https://test") as client:
        answers = [(await client.get("/v1/returns")).status_code for _ in range(3)]

    for one in edge._new_call.args:
        await one.close()
    await edge._new_call.keywords["limiter"].close()
    assert answers == [401, 429, 429]
    assert counted("aftersales_guard_denials_total", reason="rate_limited") - before == 2
