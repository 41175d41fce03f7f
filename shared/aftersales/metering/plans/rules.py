"""Which terms hold in a month, what usage comes to against them, and what may no longer be had."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from aftersales.kernel.access import Spent
from aftersales.metering.model import MEASURES, Meter
from aftersales.metering.plans.errors import (
    MeterNotRefusable,
    PlanCallsSpent,
    PlanMonthPast,
    PlanQuotaSpent,
    WarningsOutOfOrder,
)
from aftersales.metering.plans.model import (
    REFUSABLE,
    WHOLE,
    Allowance,
    Allowances,
    Beyond,
    Counted,
    PlanVersion,
    Terms,
    UsageLine,
)
from aftersales.metering.rules import month_of

EASTERNMOST: Final = "Pacific/Kiritimati"
"""Where every month begins first: one that has not begun there has begun nowhere."""

LONGEST_WAIT: Final = 86_400
"""How many seconds a program is told to wait at most: the plan may be changed meanwhile."""

NAMES: Final = {
    Meter.RETURNS_FILED: ("退返单", "returns filed"),
    Meter.DOCUMENTS_RENDERED: ("生成单据", "papers rendered"),
    Meter.DOCUMENT_BYTES_KEPT: ("留存字节", "bytes kept"),
    Meter.MESSAGES_SENT: ("发送消息", "messages sent"),
    Meter.ACTIVE_USERS: ("活跃用户", "active users"),
    Meter.API_CALLS: ("接口调用", "API calls"),
}
"""What people call the meters."""

ACTS: Final = {
    Meter.RETURNS_FILED: ("提交新的退货", "filing another return"),
    Meter.DOCUMENT_BYTES_KEPT: ("上传新的文件", "uploading another file"),
}
"""What is refused when a meter's quota is used up."""


def check_allowances(allowances: Allowances, pointer: str) -> None:
    """Refuse percentages out of order, and refusals of what cannot be refused."""
    for meter, allowance in allowances.items():
        if list(allowance.warn) != sorted(set(allowance.warn)):
            raise WarningsOutOfOrder(pointer=f"{pointer}/{meter.value}/warn")
        if allowance.beyond is Beyond.REFUSE and meter not in REFUSABLE:
            zh, en = NAMES[meter]
            raise MeterNotRefusable(meter=en, meter_zh=zh, pointer=f"{pointer}/{meter.value}/beyond")


def check_month(month: date, now: datetime, time_zone: str = EASTERNMOST) -> None:
    """Refuse a beginning in a month that is over; a plan's new terms, also one that has begun earlier elsewhere."""
    earliest = month_of(now, time_zone)
    if month < earliest:
        raise PlanMonthPast(earliest=f"{earliest:%Y-%m}", pointer="/from_month")


def in_force(versions: Iterable[PlanVersion], month: date) -> PlanVersion | None:
    """The version that holds in a month: of those that have begun the one that began last, and of these the newest."""
    begun = [version for version in versions if version.from_month <= month]
    return max(begun, key=lambda version: (version.from_month, version.number), default=None)


def reached(used: int, allowance: Allowance) -> list[int]:
    """The percentages of a quota that usage has reached, the whole of it among them; nothing used reaches nothing."""
    if used <= 0:
        return []
    return [percent for percent in (*allowance.warn, WHOLE) if used * WHOLE >= allowance.included * percent]


def is_spent(used: int, allowance: Allowance) -> bool:
    """Whether more is refused."""
    return allowance.beyond is Beyond.REFUSE and used >= allowance.included


def line(counted: Counted, terms: Terms | None) -> UsageLine:
    """A meter's month beside its quota."""
    allowance = None if terms is None else terms.allowances.get(counted.meter)
    included = None if allowance is None else allowance.included
    return UsageLine(
        meter=counted.meter,
        measure=MEASURES[counted.meter],
        opening=counted.opening,
        used=counted.used,
        corrected=counted.corrected,
        allowance=allowance,
        is_exception=terms is not None and counted.meter in terms.excepted,
        left=None if included is None else max(included - counted.used, 0),
        over=0 if included is None else max(counted.used - included, 0),
        reached=counted.reached,
    )


def spent_of(spent: Iterable[Spent], meter: Meter, now: datetime) -> Spent | None:
    """What stands against having more of a meter now, if anything does."""
    for one in spent:
        if one.meter == meter.value and (one.until is None or now < one.until):
            return one
    return None


def refuse(spent: Spent, meter: Meter) -> None:
    """Say that there is no more of a meter, how much there was, and whom to ask."""
    zh, en = NAMES[meter]
    act_zh, act = ACTS[meter]
    month = f"{spent.month:%Y-%m}"
    raise PlanQuotaSpent(meter=en, meter_zh=zh, act=act, act_zh=act_zh, quota=spent.quota, month=month)


def refuse_calls(spent: Spent, now: datetime) -> None:
    """Say the same to a program, and when to ask again."""
    wait = LONGEST_WAIT if spent.until is None else int((spent.until - now).total_seconds()) + 1
    raise PlanCallsSpent(month=f"{spent.month:%Y-%m}", quota=spent.quota, seconds=min(wait, LONGEST_WAIT))
