"""When an access is over by itself, and what a day of the tenant's is; no database."""

from datetime import UTC, date, datetime, timedelta

import pytest

from aftersales.tenancy.access import rules
from aftersales.tenancy.access.model import MOVES, AccessState, shown_as

NOW = datetime(2026, 6, 15, 2, 0, tzinfo=UTC)
PAST, FUTURE = NOW - timedelta(seconds=1), NOW + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("state", "until", "lapses_at", "shown"),
    [
        (AccessState.ASKED, None, None, AccessState.ASKED),
        (AccessState.ASKED, None, FUTURE, AccessState.ASKED),
        (AccessState.ASKED, None, NOW, AccessState.LAPSED),
        (AccessState.GRANTED, FUTURE, PAST, AccessState.GRANTED),
        (AccessState.GRANTED, NOW, PAST, AccessState.EXPIRED),
        (AccessState.GRANTED, None, None, AccessState.GRANTED),
        (AccessState.REFUSED, None, PAST, AccessState.REFUSED),
    ],
)
def test_what_has_waited_or_run_too_long_is_over(
    state: AccessState, until: datetime | None, lapses_at: datetime | None, shown: AccessState
) -> None:
    assert shown_as(state, until=until, lapses_at=lapses_at, now=NOW) is shown


def test_every_state_says_where_it_leads() -> None:
    assert set(MOVES) == set(AccessState)
    assert MOVES[AccessState.LAPSED] == frozenset()


def test_a_day_begins_and_ends_where_the_brand_is() -> None:
    begins, ends = rules.instants_of(date(2026, 6, 15), "Asia/Shanghai")

    assert (begins.astimezone(UTC).isoformat(), ends.astimezone(UTC).isoformat()) == (
        "2026-06-14T16:00:00+00:00",
        "2026-06-15T16:00:00+00:00",
    )


def test_the_last_day_that_there_is_has_no_tomorrow() -> None:
    begins, ends = rules.instants_of(date.max, "Asia/Shanghai")

    assert begins == ends
