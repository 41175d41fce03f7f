"""Probes: what they touch, and what they make of a part that is away."""

import asyncio
import json
import urllib.request
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import httpx
import pytest
from msgspec.structs import replace

from aftersales.kernel.measures import OWN
from aftersales.kernel.settings import Settings, SettingWrong, load
from aftersales_api import openapi
from aftersales_api.main import create_app
from aftersales_worker.showing import shown

NOWHERE = {
    "database_url": "postgresql://aftersales_app@127.0.0.1:1/nothing",
    "operator_database_url": "postgresql://aftersales_operator@127.0.0.1:1/nothing",
    "redis_url": "redis://127.0.0.1:1/0",
}
ApiWith = Callable[..., AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture
def api_with(settings: Settings) -> ApiWith:
    """A function that starts an API with some settings changed."""

    @asynccontextmanager
    async def start(**changed: str) -> AsyncIterator[httpx.AsyncClient]:
        app = create_app(replace(settings, **changed))
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="https://test") as client:
            yield client
        for database in app._new_call.args:
            await database.close()
        await app._new_call.keywords["limiter"].close()

    return start


def asked_for_connections() -> float:
    """How often anything asked for a connection to the database."""
    return OWN.get_sample_value("aftersales_pool_wait_seconds_count") or 0.0


async def test_live_touches_nothing(api_with: ApiWith) -> None:
    before = asked_for_connections()

    async with api_with(**NOWHERE) as api:
        answers = [await api.get("/health/live") for _ in range(3)]

    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, {"status": "ok", "parts": []})] * 3
    assert asked_for_connections() == before


@pytest.mark.parametrize(
    ("away", "status", "word", "parts"),
    [
        ((), 200, "ok", ["ok", "ok"]),
        (("redis_url",), 200, "degraded", ["ok", "degraded"]),
        (("database_url",), 503, "failed", ["failed", "ok"]),
        (("database_url", "redis_url"), 503, "failed", ["failed", "degraded"]),
    ],
)
async def test_ready_means_that_postgresql_answers_and_redis_only_degrades(
    api_with: ApiWith, away: tuple[str, ...], status: int, word: str, parts: list[str]
) -> None:
    async with api_with(**{name: NOWHERE[name] for name in away}) as api:
        ready = await api.get("/health/ready")

    told = ready.json()
    assert (ready.status_code, told["status"]) == (status, word)
    assert [(part["name"], part["status"]) for part in told["parts"]] == list(
        zip(("postgres", "redis"), parts, strict=True)
    )


async def test_a_worker_that_lives_says_so() -> None:
    async with shown("127.0.0.1:0") as port:
        told = await probed(port)

    assert told == {"status": "ok"}


async def probed(port: int) -> object:
    """Ask a worker's probe as a container's health check does."""

    def ask() -> object:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=5) as response:
            return json.loads(response.read())

    return await asyncio.to_thread(ask)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("METRICS_ADDRESS", "9400"),
        ("METRICS_ADDRESS", "192.0.2.1"),
        ("METRICS_ADDRESS", "host:port"),
        ("METRICS_ADDRESS", "a b:1"),
        ("OTLP_ENDPOINT", "collector:4318"),
        ("OTLP_ENDPOINT", "grpc://collector:4317"),
        ("OTLP_PERCENT", "101"),
        ("OTLP_PERCENT", "-1"),
        ("OTLP_PERCENT", "1.5"),
    ],
)
def test_a_wrong_setting_of_observation_names_itself(name: str, value: str) -> None:
    with pytest.raises(SettingWrong, match=f"^AFTERSALES_{name}: "):
        load({**openapi._NOWHERE, f"AFTERSALES_{name}": value})


def test_observation_is_off_unless_it_is_asked_for() -> None:
    settings = load(openapi._NOWHERE)

    assert (settings.metrics_address, settings.otlp_endpoint, settings.otlp_percent, settings.sentry_dsn) == (
        "",
        "",
        100,
        "",
    )
