"""Checks of schedules, of limits, and of the rules by which a return runs."""

import re
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil.rrule import rrulestr

from aftersales.policy.model_document import PolicyDocument
from aftersales.policy.model_words import QUALITY_FINDINGS, Disposition, Finding
from aftersales.policy.rules_problems import Problems
from aftersales.policy.stopwatches.model import Limit, LimitUnit

_NUMBER: Final = r"-?[1-9][0-9]?"
RULE_PARTS: Final[dict[str, re.Pattern[str]]] = {
    "FREQ": re.compile("DAILY|WEEKLY|MONTHLY|YEARLY"),
    "INTERVAL": re.compile("[1-9][0-9]?"),
    "BYMONTH": re.compile(r"([1-9]|1[0-2])(,([1-9]|1[0-2]))*"),
    "BYMONTHDAY": re.compile(rf"{_NUMBER}(,{_NUMBER})*"),
    "BYDAY": re.compile(r"(-?[1-5])?(MO|TU|WE|TH|FR|SA|SU)(,(-?[1-5])?(MO|TU|WE|TH|FR|SA|SU))*"),
    "BYHOUR": re.compile("[0-9]|1[0-9]|2[0-3]"),
    "BYMINUTE": re.compile("[0-9]|[1-5][0-9]"),
}
"""The parts of RFC 5545 that a schedule may use, and how each is written."""

LONGEST_MONTH: Final = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}


def is_time_zone(name: str) -> bool:
    """Whether a name is an IANA time zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def is_schedule(rule: str) -> bool:
    """Whether a recurrence rule can be used: known parts only, once a day at most, and it does occur."""
    parts = dict(part.split("=", 1) for part in rule.split(";") if "=" in part)
    if len(parts) != rule.count(";") + 1 or "FREQ" not in parts:
        return False
    for name, value in parts.items():
        if name not in RULE_PARTS or RULE_PARTS[name].fullmatch(value) is None:
            return False
    if parts["FREQ"] in {"DAILY", "WEEKLY"} and re.search("[0-9]", parts.get("BYDAY", "")):
        return False
    if not _has_a_day(parts):
        return False
    start = datetime(2020, 1, 1)  # noqa: DTZ001 - only whether it occurs matters
    first = rrulestr(rule, dtstart=start).after(start)
    return first is not None and first < start + timedelta(days=366 * 100)


def _has_a_day(parts: dict[str, str]) -> bool:
    """Whether any named month has any named day; the library would search for 30 February until the year 9999."""
    if "BYMONTHDAY" not in parts:
        return True
    months = [int(month) for month in parts.get("BYMONTH", "1").split(",")]
    days = [abs(int(day)) for day in parts["BYMONTHDAY"].split(",")]
    return min(days) <= max(LONGEST_MONTH.get(month, 31) for month in months)


LONGEST_LIMIT: Final = {
    LimitUnit.MINUTES: 100_000,
    LimitUnit.HOURS: 10_000,
    LimitUnit.DAYS: 1_000,
    LimitUnit.WORKING_DAYS: 1_000,
    LimitUnit.MONTHS: 60,
}
"""Limits beyond these are mistakes, and calendars could not be searched for their end."""


def check_limit(limit: Limit, place: str, problems: Problems) -> None:
    """A stretch of time is given and not absurd."""
    problems.within(limit.amount, f"{place}/amount", 1, LONGEST_LIMIT[limit.unit])


def check_returns(document: PolicyDocument, problems: Problems) -> None:
    """Every figure is given, every finding leads somewhere, and no exchange lacks a finding [S11-R06]."""
    returns = document.returns
    problems.within(returns.max_lines, "/returns/max_lines", 1, 1000)
    problems.within(returns.photos_required, "/returns/photos_required", 0, 20)
    problems.within(returns.ship_within_days, "/returns/ship_within_days", 1, 365)
    problems.within(returns.appeal_within_days, "/returns/appeal_within_days", 1, 365)
    problems.within(returns.credit_percent, "/returns/credit_percent", 0, 100)
    for finding in Finding:
        place, allowed = f"/returns/dispositions/{finding}", returns.dispositions.get(finding, ())
        problems.unless(allowed, place, "nothing_allowed", value=finding.value)
        problems.once(allowed, place)
        if finding not in QUALITY_FINDINGS and Disposition.REPLACE in allowed:
            problems.add(place, "exchange_without_finding")
    called = next((one for one in document.stopwatches if one.code == returns.call_dealer_within), None)
    if called is None:
        problems.add("/returns/call_dealer_within", "stopwatch_unknown", value=returns.call_dealer_within)
    elif called.starts_on != "claims.return_received" or "claims.dealer_called" not in called.stops_on:
        problems.add("/returns/call_dealer_within", "stopwatch_elsewhere")
