"""The application: every context's routes behind one edge, refusing to start where the walls do not stand."""

import gc
import importlib
import importlib.util
import pkgutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Final

from litestar import Litestar, Router
from litestar.config.app import AppConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.plugins import PluginProtocol
from litestar.plugins.core import MsgspecDIPlugin
from litestar.types import ASGIApp

import aftersales_api
from aftersales.documents.gateway import S3Store
from aftersales.documents.keyring import use_settings
from aftersales.kernel import log as logging
from aftersales.kernel import pagination, reports, traces
from aftersales.kernel.clock import Clock
from aftersales.kernel.settings import Settings, load
from aftersales.kernel.tx import Database, create_engine
from aftersales.platform.service import write_facts
from aftersales.tenancy.entry import service_tokens as tokens
from aftersales_api import deps, openapi
from aftersales_api.call import Call, Replay
from aftersales_api.console import Console
from aftersales_api.edge import Edge
from aftersales_api.limits import Limiter
from aftersales_api.metering.tally import Tally
from aftersales_api.operations.observing import observe
from aftersales_api.powers import check_powers
from aftersales_api.problems import answer
from aftersales_api.replay import answer_again

YOUNG: Final = 10_000
"""New objects after which the collector looks at them: as many as 64 requests in flight hold, and not two."""


class Lean(Litestar):
    """Litestar without its plugins for Pydantic and attrs, which nothing here uses and which cost 8 MB a process."""

    @staticmethod
    def _get_default_plugins(plugins: list[PluginProtocol]) -> list[PluginProtocol]:
        return [*plugins, MsgspecDIPlugin()]


def routers() -> list[Router]:
    """The router of every package here that has routes, in alphabetical order."""
    return [
        importlib.import_module(f"aftersales_api.{module.name}.routes").router
        for module in pkgutil.iter_modules(aftersales_api.__path__)
        if module.ispkg and importlib.util.find_spec(f"aftersales_api.{module.name}.routes")
    ]


def keep_out_of_collections() -> None:
    """Let the collector of garbage pass over what was loaded to stay, which it would otherwise search under load."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 20)


def build(settings: Settings, app_database: Database, operator_database: Database) -> Litestar:
    """The Litestar application over two pools."""
    objects = S3Store(settings)
    limiter = Limiter(settings.redis_url, settings.limits)
    tally = Tally(app_database)

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        await check_powers(app_database, operator_database)
        async with tally.running():
            keep_out_of_collections()
            yield
        await app_database.close()
        await operator_database.close()
        await objects.close()
        await limiter.close()
        traces.end()
        reports.end()

    config = AppConfig(
        route_handlers=[*routers(), openapi.serve_document],
        lifespan=[lifespan],
        dependencies={
            "call": Provide(deps.provide_call),
            "tx": Provide(deps.provide_tx),
            "caller": Provide(deps.provide_caller),
            "room": Provide(deps.provide_anteroom),
            "operator_tx": Provide(deps.provide_operator_tx),
            "expected_version": Provide(deps.provide_if_match),
            "objects": Provide(deps.provide_objects),
        },
        exception_handlers={Exception: answer, Replay: answer_again},
        request_max_body_size=settings.request_bytes,
        openapi_config=openapi.configuration(),
        state=State(
            {
                "settings": settings,
                "objects": objects,
                "tally": tally,
                "limiter": limiter,
                "databases": (app_database, operator_database),
            },
        ),
        debug=False,
    )
    return Lean.from_config(config)


def create_app(settings: Settings | None = None, clock: Clock | None = None) -> ASGIApp:
    """The ASGI application that the server runs."""
    settings = settings or load()
    logging.configure(settings)
    reports.begin(settings)
    traces.begin(settings.otlp_endpoint, "aftersales-api", percent=settings.otlp_percent)
    pagination.use_key(settings.secret_key, former=settings.former_secret_keys)
    tokens.use_key(settings.secret_key, former=settings.former_secret_keys)
    use_settings(settings)
    app_database = Database(
        create_engine(settings.database_url, pool_size=settings.pool_size),
        before_commit=write_facts,
        clock=clock,
    )
    operator_database = Database(
        create_engine(settings.operator_database_url, pool_size=2),
        before_commit=write_facts,
        clock=clock,
    )
    app = build(settings, app_database, operator_database)
    return Edge(
        Console(app, settings.console_folder, store=settings.s3_public_endpoint),
        partial(
            Call,
            app_database,
            operator_database,
            limiter=app.state["limiter"],
            proxies=settings.proxies,
        ),
        most_bytes=settings.request_bytes,
        on_end=(app.state["tally"].count, observe),
    )
