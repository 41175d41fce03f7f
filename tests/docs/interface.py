"""What the API answers, by method and path, without any server."""

import re
from functools import cache
from typing import Final

from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from aftersales.kernel.settings import load
from aftersales.kernel.tx import Database, create_engine
from aftersales.platform.service import write_facts
from aftersales_api import openapi
from aftersales_api.main import build

PARAMETER: Final = re.compile(r"\{[^}]*\}")


@cache
def handlers() -> dict[tuple[str, str], HTTPRouteHandler]:
    """Every handler by method and path, the path's parameters as `{}`."""
    settings = load(openapi._NOWHERE)
    database = Database(create_engine(settings.database_url, pool_size=1), before_commit=write_facts)
    app = build(settings, database, database)
    return {
        (method, PARAMETER.sub("{}", route.path_format)): handler
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for method, (handler, _) in route.route_handler_map.items()
    }
