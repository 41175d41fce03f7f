"""A tenant's own usage: figures, the events behind them, and the same figures counted again."""

from litestar import Router, get
from litestar.params import FromQuery

from aftersales.metering import service
from aftersales.metering.model import Grain, Meter, RecordedEvent, Usage
from aftersales_api.deps import Cursor, InTx, Limit, Page
from aftersales_api.metering.schemas import (
    Hour,
    Month,
    MonthOrNone,
    RecomputationShown,
    Since,
    Until,
    first_day,
    shown,
)


@get("/usage", operation_id="read_usage")
async def read_usage(
    tx: InTx,
    *,
    meter: FromQuery[Meter | None] = None,
    since: Since = None,
    until: Until = None,
    grain: FromQuery[Grain] = Grain.MONTH,
) -> Usage:
    """Read what the tenant used, by hour (UTC) or by month (of the tenant's time zone)."""
    return await service.usage(tx, meter=meter, since=since, until=until, grain=grain)


@get("/usage/events", operation_id="list_usage_events")
async def list_usage_events(
    tx: InTx,
    *,
    meter: FromQuery[Meter],
    hour: Hour = None,
    month: MonthOrNone = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[RecordedEvent]:
    """List the events of one hour or month, with what caused each; their quantities add up to the figure."""
    of_month = None if month is None else first_day(month)
    items, following = await service.events(tx, meter, hour=hour, month=of_month, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


@get("/usage/recomputation", operation_id="recompute_usage")
async def recompute_usage(tx: InTx, month: Month) -> RecomputationShown:
    """Count a month again from its events and compare."""
    return shown(await service.recomputation(tx, first_day(month)))


router = Router("/v1", route_handlers=[read_usage, list_usage_events, recompute_usage], tags=["usage"])
