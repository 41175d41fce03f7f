"""How long requests took in this process, as a histogram for each route."""

from bisect import bisect_left
from typing import Final

from litestar.types import Scope

from aftersales_api.call import Call

BOUNDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
UNROUTED: Final = "unrouted"


class Histogram:
    """Counts by upper bound in seconds; the last one has no bound."""

    def __init__(self) -> None:
        self.counts = [0] * (len(BOUNDS) + 1)
        self.seconds = 0.0

    def observe(self, seconds: float) -> None:
        """Take one more."""
        self.counts[bisect_left(BOUNDS, seconds)] += 1
        self.seconds += seconds


class Durations:
    """One histogram for each method, route and class of status; paths that no route answers share one."""

    def __init__(self) -> None:
        self.by_route: dict[tuple[str, str, str], Histogram] = {}

    def observe(self, scope: Scope, call: Call, status: int, seconds: float) -> None:
        """Take note of a request that has ended."""
        route = scope.get("path_template") or UNROUTED
        method = call.method if route != UNROUTED else ""
        self.by_route.setdefault((method, str(route), f"{status // 100}xx"), Histogram()).observe(seconds)
