"""Decisions of finance: whether a credit adds up, how it is numbered, when a month begins and ends."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from aftersales.finance.errors import CreditAmountWrong
from aftersales.finance.model import AccountKind, LineRef
from aftersales.kernel.ids import OrganisationId
from aftersales.kernel.money import Money, zero


def check_amount(amount: Money, lines: Sequence[LineRef]) -> None:
    """Refuse a credit of nothing, and one whose lines do not add up to it or name a line twice."""
    if amount.minor <= 0:
        raise CreditAmountWrong(pointer="/amount")
    if not lines:
        return
    if any(line.amount.currency != amount.currency or line.amount.minor < 0 for line in lines):
        raise CreditAmountWrong(pointer="/lines")
    if sum((line.amount for line in lines), zero(amount.currency)) != amount:
        raise CreditAmountWrong(pointer="/lines")
    if len({line.line_id for line in lines}) != len(lines):
        raise CreditAmountWrong(pointer="/lines")


def digest_of(dealer_id: OrganisationId, amount: Money, expense: AccountKind, lines: Sequence[LineRef]) -> bytes:
    """The same for the same contents, in whatever order the lines were named."""
    ordered = sorted(lines, key=lambda line: line.line_id)
    content = (
        dealer_id,
        amount.minor,
        amount.currency,
        expense,
        [(line.line_id, line.amount.minor) for line in ordered],
    )
    return hashlib.sha256(msgspec.json.encode(content)).digest()


def number_of(series: str, year: int, place: int) -> str:
    """`CN-2026-000012`: the twelfth credit note of the year."""
    return f"{series}-{year}-{place:06}"


def month_of(month: date, time_zone: str) -> tuple[datetime, datetime]:
    """The first instant of a month on the tenant's wall clock, and the first after it."""
    zone = ZoneInfo(time_zone)
    first = month.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return day_begins(first, zone), day_begins(following, zone)


def day_begins(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which a day begins in a zone."""
    return datetime.combine(day, time(), zone).astimezone(UTC)
