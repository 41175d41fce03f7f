"""What is counted of every request that has ended: how long it took, and whether a guard turned it away."""

from http import HTTPStatus
from typing import Final

from litestar.types import Scope
from prometheus_client import Histogram

from aftersales.kernel.measures import DENIALS, REQUEST_SECONDS
from aftersales_api.call import Call

METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER: Final = "_OTHER"
"""Any method that nobody serves, so that callers cannot invent figures."""

UNROUTED: Final = "unrouted"
"""Any path that no route answers, for the same reason."""

REASONS: Final = {
    HTTPStatus.UNAUTHORIZED: "unauthenticated",
    HTTPStatus.FORBIDDEN: "forbidden",
    HTTPStatus.TOO_MANY_REQUESTS: "rate_limited",
}
NOT_FOUND: Final = "not_found"
"""What somebody known asked for by its identity: missing and another tenant's look alike, here as well."""

_known: Final[dict[tuple[str, str, int], Histogram]] = {}


def observe(scope: Scope, call: Call, status: int, seconds: float) -> None:
    """Take note of a request that has ended; a status of 0 means that no answer left."""
    route = str(scope.get("path_template") or UNROUTED)
    method = call.method if call.method in METHODS else OTHER
    key = (method if route != UNROUTED else OTHER, route, status // 100)
    histogram = _known.get(key)
    if histogram is None:
        histogram = _known[key] = REQUEST_SECONDS.labels(key[0], route, f"{key[2]}xx" if status else "none")
    histogram.observe(seconds)
    if status >= HTTPStatus.BAD_REQUEST:
        reason = _reason(scope, call, status)
        if reason:
            DENIALS.labels(reason).inc()


def _reason(scope: Scope, call: Call, status: int) -> str:
    if status == HTTPStatus.NOT_FOUND:
        return NOT_FOUND if call.caller_known is not None and scope.get("path_params") else ""
    return REASONS.get(HTTPStatus(status), "")
