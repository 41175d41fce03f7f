"""Windows and quotas: the last second before the 2nd, the 12th and the 22nd, and two applications a month."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from aftersales.policy.model import Period, Subject
from aftersales.policy.model_returns import ReturnKind
from aftersales.policy.rules import template
from aftersales.policy.windows.rules import opening_at, speaks_of, stretch_of

CHINA = ZoneInfo("Asia/Shanghai")
SECOND = timedelta(seconds=1)
(STATED,) = template("batch-factory-return").windows
WINDOW = replace(STATED, includes_day=False)


def china(*clock: int) -> datetime:
    """An instant by the wall clock of the policy."""
    return datetime(*clock, tzinfo=CHINA)  # type: ignore[arg-type,misc] # year to second, as many as are given


def days(at: datetime, *, includes_day: bool = False, open_days: int | None = None) -> tuple[str, str]:
    """When the window at an instant opens and closes."""
    found = opening_at(replace(WINDOW, includes_day=includes_day, open_days=open_days), CHINA, at)
    assert found is not None
    return tuple(f"{one.astimezone(CHINA):%m-%d %H:%M}" for one in found)  # type: ignore[return-value] # two


@pytest.mark.parametrize(
    ("at", "opens", "closes"),
    [
        (china(2026, 3, 2) - SECOND, "02-22 00:00", "03-02 00:00"),
        (china(2026, 3, 2), "03-02 00:00", "03-12 00:00"),
        (china(2026, 3, 2) + SECOND, "03-02 00:00", "03-12 00:00"),
        (china(2026, 3, 12) - SECOND, "03-02 00:00", "03-12 00:00"),
        (china(2026, 3, 12), "03-12 00:00", "03-22 00:00"),
        (china(2026, 3, 22) - SECOND, "03-12 00:00", "03-22 00:00"),
        (china(2026, 3, 22), "03-22 00:00", "04-02 00:00"),
        (china(2026, 12, 31, 23, 59, 59), "12-22 00:00", "01-02 00:00"),
        (china(2026, 1, 1), "12-22 00:00", "01-02 00:00"),
    ],
)
def test_an_application_belongs_to_the_window_that_closes_next(at: datetime, opens: str, closes: str) -> None:
    assert days(at) == (opens, closes)


@pytest.mark.parametrize(
    ("at", "closes"),
    [
        (china(2026, 3, 3) - SECOND, "03-03 00:00"),
        (china(2026, 3, 3), "03-13 00:00"),
    ],
)
def test_where_the_day_counts_the_window_closes_with_it(at: datetime, closes: str) -> None:
    assert days(at, includes_day=True)[1] == closes


def test_a_window_may_open_only_some_days_before_it_closes() -> None:
    assert days(china(2026, 3, 9) - SECOND, open_days=3) == ("03-09 00:00", "03-12 00:00")
    assert days(china(2026, 3, 2), open_days=3) == ("03-09 00:00", "03-12 00:00")


def test_a_day_that_a_month_lacks_is_its_last() -> None:
    last = replace(WINDOW, before_days=(31,))

    found = opening_at(last, CHINA, china(2026, 2, 27))

    assert found == (china(2026, 1, 31).astimezone(UTC), china(2026, 2, 28).astimezone(UTC))


def test_a_quota_without_days_leaves_every_instant_open() -> None:
    assert opening_at(replace(WINDOW, before_days=()), CHINA, china(2026, 3, 2)) is None


@pytest.mark.parametrize(
    ("period", "at", "first", "following"),
    [
        (Period.DAY, china(2026, 3, 2), date(2026, 3, 2), date(2026, 3, 3)),
        (Period.WEEK, china(2026, 3, 1, 23, 59, 59), date(2026, 2, 23), date(2026, 3, 2)),
        (Period.WEEK, china(2026, 3, 2), date(2026, 3, 2), date(2026, 3, 9)),
        (Period.MONTH, china(2026, 3, 1) - SECOND, date(2026, 2, 1), date(2026, 3, 1)),
        (Period.MONTH, china(2026, 3, 1), date(2026, 3, 1), date(2026, 4, 1)),
        (Period.QUARTER, china(2026, 3, 31, 23, 59, 59), date(2026, 1, 1), date(2026, 4, 1)),
        (Period.QUARTER, china(2026, 12, 1), date(2026, 10, 1), date(2027, 1, 1)),
        (Period.YEAR, china(2026, 12, 31, 23, 59, 59), date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_a_period_is_of_the_policys_wall_clock(period: Period, at: datetime, first: date, following: date) -> None:
    assert stretch_of(period, CHINA, at.astimezone(UTC)) == (first, following)


def test_a_window_speaks_of_its_subject_and_of_its_kinds() -> None:
    assert speaks_of(WINDOW, Subject.FACTORY_RETURN, ReturnKind.DAMAGED_IN_STORAGE)
    assert not speaks_of(WINDOW, Subject.FACTORY_RETURN, ReturnKind.BATCH)
    assert not speaks_of(WINDOW, Subject.FACTORY_RETURN, None)
    assert not speaks_of(WINDOW, Subject.RETURN, ReturnKind.DAMAGED_IN_STORAGE)
