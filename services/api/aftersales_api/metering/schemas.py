"""Questions and answers of the meter."""

from datetime import date, datetime
from typing import Annotated, Final

from litestar.params import QueryParameter
from msgspec import Struct

from aftersales.metering.model import Meter, Recomputation, Recounted, RecountedHour

MONTH: Final = r"^20[0-9]{2}-(0[1-9]|1[0-2])$"

Month = Annotated[str, QueryParameter(pattern=MONTH, description="A month of the tenant's calendar, as 2026-06.")]
MonthOrNone = Annotated[
    str | None,
    QueryParameter(pattern=MONTH, description="A month of the tenant's calendar, as 2026-06."),
]
Hour = Annotated[datetime | None, QueryParameter(description="Any instant in the UTC hour that is meant.")]
Since = Annotated[
    date | None,
    QueryParameter(name="from", description="First day, on the tenant's calendar; this month's by default."),
]
Until = Annotated[
    date | None,
    QueryParameter(name="to", description="The day after the last one; by default the month's end."),
]


def first_day(month: str) -> date:
    """The first day of a month that is written as 2026-06."""
    return date.fromisoformat(f"{month}-01")


class RecountedShown(Struct, frozen=True, kw_only=True):
    """A figure beside what its events add up to."""

    meter: Meter
    dimension: str
    rolled_up: int
    recomputed: int
    agrees: bool


class RecountedHourShown(RecountedShown, frozen=True, kw_only=True):
    """An hour that differs."""

    hour: datetime


class RecomputationShown(Struct, frozen=True, kw_only=True):
    """A month counted again from its events; `hours` lists at most a hundred hours that differ."""

    month: str
    agrees: bool
    months: list[RecountedShown]
    hours: list[RecountedHourShown]


def _month_shown(figure: Recounted) -> RecountedShown:
    return RecountedShown(
        meter=figure.meter,
        dimension=figure.dimension,
        rolled_up=figure.rolled_up,
        recomputed=figure.recomputed,
        agrees=figure.agrees,
    )


def _hour_shown(figure: RecountedHour) -> RecountedHourShown:
    return RecountedHourShown(
        meter=figure.meter,
        dimension=figure.dimension,
        rolled_up=figure.rolled_up,
        recomputed=figure.recomputed,
        agrees=figure.agrees,
        hour=figure.hour,
    )


def shown(found: Recomputation) -> RecomputationShown:
    """The recomputation as the tenant reads it."""
    return RecomputationShown(
        month=found.month,
        agrees=found.agrees,
        months=[_month_shown(figure) for figure in found.months],
        hours=[_hour_shown(figure) for figure in found.hours],
    )
