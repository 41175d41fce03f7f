"""Probes."""

import httpx
from tests.tenancy.conftest import ApiWith

from aftersales.kernel.settings import Settings
from aftersales_local.postgres import Databases

NOWHERE = "postgresql://aftersales_app@127.0.0.1:1/nothing"


async def test_a_healthy_process_says_so_without_a_login(api: httpx.AsyncClient) -> None:
    live, ready, startup = [await api.get(f"/health/{probe}") for probe in ("live", "ready", "startup")]

    assert (live.status_code, live.json()["status"]) == (200, "ok")
    assert ready.json() == {
        "status": "ok",
        "parts": [
            {"name": "postgres", "status": "ok", "detail": ""},
            {"name": "redis", "status": "ok", "detail": ""},
        ],
    }
    assert (startup.status_code, [part["name"] for part in startup.json()["parts"]]) == (200, ["schema", "walls"])


async def test_without_redis_a_process_is_degraded_and_serves(api_with: ApiWith) -> None:
    async with api_with(redis_url="redis://127.0.0.1:1/0") as api:
        ready = await api.get("/health/ready")

    assert (ready.status_code, ready.json()["status"]) == (200, "degraded")


async def test_without_postgresql_a_process_lives_but_is_not_ready(api_with: ApiWith) -> None:
    async with api_with(database_url=NOWHERE) as api:
        live, ready = await api.get("/health/live"), await api.get("/health/ready")

    assert live.status_code == 200
    assert (ready.status_code, ready.json()["status"]) == (503, "failed")
    assert ready.json()["parts"][0]["name"] == "postgres"


async def test_a_schema_that_no_migration_has_touched_fails_the_startup_probe(
    api_with: ApiWith, empty_database: str, databases: Databases
) -> None:
    async with api_with(database_url=databases.url("app", empty_database)) as api:
        startup = await api.get("/health/startup")

    assert startup.status_code == 503
    assert startup.json()["parts"][0]["status"] == "failed"


async def test_a_role_with_too_much_power_fails_the_startup_probe(api_with: ApiWith, settings: Settings) -> None:
    async with api_with(database_url=settings.owner_database_url) as api:
        startup = await api.get("/health/startup")

    walls = startup.json()["parts"][1]
    assert startup.status_code == 503
    assert walls["status"] == "failed"
    assert "DATABASE_URL" in walls["detail"]
