"""Calendars: open hours, Chinese holidays and make-up days, pauses, months."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales.kernel.calendar import (
    Calendar,
    CalendarExhausted,
    ClockCalendar,
    Pause,
    Span,
    Week,
    WorkingCalendar,
    add_months,
    add_working_days,
    due_after_days,
    due_at,
    elapsed,
    flaws,
    hours_of,
    is_working_day,
    roll_forward,
)

DAY = (Span(time(9), time(12)), Span(time(13, 30), time(18)))
OFFICE = WorkingCalendar(
    time_zone="Asia/Shanghai",
    week=Week(mon=DAY, tue=DAY, wed=DAY, thu=DAY, fri=DAY),
    country="CN",
)
NIGHTS = WorkingCalendar(
    time_zone="Europe/Berlin",
    week=Week(sat=(Span(time(1), time(4)), Span(time(20), time(0))), sun=(Span(time(0), time(3)),)),
)
CLOCK = ClockCalendar()
CALENDARS = st.sampled_from([OFFICE, NIGHTS, CLOCK])
INSTANTS = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone
LIMITS = st.timedeltas(timedelta(0), timedelta(days=20))


@st.composite
def pauses(draw: st.DrawFn, near: datetime) -> list[Pause]:
    """Up to four pauses around an instant, overlapping or not."""
    stretches = st.tuples(
        st.timedeltas(timedelta(days=-5), timedelta(days=40)), st.timedeltas(timedelta(0), timedelta(days=5))
    )
    return [Pause(near + begin, near + begin + length) for begin, length in draw(st.lists(stretches, max_size=4))]


def shanghai(text: str) -> datetime:
    """An instant from a wall clock in Shanghai."""
    return datetime.fromisoformat(f"{text}+08:00")


def test_four_working_hours_from_late_morning_end_in_the_afternoon() -> None:
    due = due_at(shanghai("2026-03-02T11:00"), timedelta(hours=4), OFFICE)

    assert due == shanghai("2026-03-02T16:30")


def test_four_working_hours_from_friday_evening_end_on_monday() -> None:
    due = due_at(shanghai("2026-03-06T17:00"), timedelta(hours=4), OFFICE)

    assert due == shanghai("2026-03-09T12:00")


def test_the_clock_calendar_runs_through_nights_and_holidays() -> None:
    due = due_at(shanghai("2026-02-16T22:00"), timedelta(hours=4), CLOCK)

    assert due == shanghai("2026-02-17T02:00")


def test_spring_festival_is_skipped_and_its_make_up_saturday_is_worked() -> None:
    answers = [is_working_day(date(2026, 2, day), OFFICE) for day in (14, 15, 16, 20, 23, 24, 28)]

    assert answers == [True, False, False, False, False, True, True]


def test_a_make_up_day_has_the_hours_of_the_first_open_day_of_the_week() -> None:
    assert hours_of(OFFICE, date(2026, 2, 28)) == DAY


def test_the_tenants_own_days_win_over_the_country() -> None:
    own = WorkingCalendar(
        time_zone="Asia/Shanghai",
        week=OFFICE.week,
        country="CN",
        extra_holidays=(date(2026, 3, 3),),
        extra_working_days=(date(2026, 2, 16), date(2026, 3, 7)),
        make_up_hours=(Span(time(10), time(12)),),
    )

    hours = [hours_of(own, day) for day in (date(2026, 3, 3), date(2026, 2, 16), date(2026, 3, 7))]

    assert hours == [(), DAY, (Span(time(10), time(12)),)]


def test_seven_working_days_skip_the_labour_day_holiday() -> None:
    assert add_working_days(date(2026, 4, 28), 7, OFFICE) == date(2026, 5, 11)


def test_no_working_days_is_the_day_itself_even_on_a_holiday() -> None:
    assert add_working_days(date(2026, 5, 1), 0, OFFICE) == date(2026, 5, 1)


def test_working_days_of_the_clock_calendar_are_all_days() -> None:
    assert add_working_days(date(2026, 5, 1), 2, CLOCK) == date(2026, 5, 3)


def test_a_last_day_on_national_day_rolls_to_the_first_day_after_it() -> None:
    rolled = [roll_forward(day, OFFICE) for day in (date(2026, 9, 30), date(2026, 10, 1))]

    assert rolled == [date(2026, 9, 30), date(2026, 10, 8)]


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 11, 30), 3, date(2025, 2, 28)),
        (date(2024, 12, 15), 0, date(2024, 12, 15)),
        (date(2025, 3, 31), -1, date(2025, 2, 28)),
        (date(2025, 11, 30), 1, date(2025, 12, 30)),
        (date(9999, 6, 30), 12, date(9999, 12, 31)),
    ],
)
def test_months_clamp_to_the_last_day(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end


def test_working_days_end_at_the_close_of_the_last_day() -> None:
    assert due_after_days(shanghai("2026-03-06T17:00"), 2, OFFICE) == shanghai("2026-03-10T18:00")


def test_a_day_paused_throughout_does_not_count_and_a_touched_one_does() -> None:
    whole = Pause(shanghai("2026-03-09T00:00"), shanghai("2026-03-10T00:00"))
    touched = Pause(shanghai("2026-03-10T09:00"), shanghai("2026-03-10T17:59"))

    due = due_after_days(shanghai("2026-03-06T17:00"), 2, OFFICE, [whole, touched])

    assert due == shanghai("2026-03-11T18:00")


def test_days_on_the_clock_end_at_midnight() -> None:
    assert due_after_days(shanghai("2026-03-06T17:00"), 1, CLOCK) == shanghai("2026-03-08T00:00")


def test_no_days_are_due_at_once() -> None:
    assert due_after_days(shanghai("2026-03-06T17:00"), 0, OFFICE) == shanghai("2026-03-06T17:00")


def test_a_calendar_without_open_time_refuses_to_give_a_due_instant() -> None:
    closed = WorkingCalendar(time_zone="Asia/Shanghai", week=Week(mon=DAY[:1]), extra_holidays=())
    start = shanghai("2026-03-06T17:00")
    forever = [Pause(start, start + timedelta(days=5000))]

    with pytest.raises(CalendarExhausted):
        due_at(start, timedelta(hours=1), closed, forever)
    with pytest.raises(CalendarExhausted):
        due_after_days(start, 1, closed, forever)
    with pytest.raises(CalendarExhausted):
        add_working_days(start.date(), 5000, closed)
    with pytest.raises(CalendarExhausted):
        add_working_days(date(9999, 12, 30), 9, CLOCK)


@pytest.mark.parametrize(
    ("calendar", "found"),
    [
        (OFFICE, ()),
        (CLOCK, ()),
        (ClockCalendar(time_zone="Mars/Olympus"), ("time_zone_unknown",)),
        (ClockCalendar(time_zone="../etc/passwd"), ("time_zone_unknown",)),
        (WorkingCalendar(time_zone="UTC", week=Week()), ("calendar_never_open",)),
        (WorkingCalendar(time_zone="UTC", week=Week(mon=DAY), country="XX"), ("country_unknown",)),
        (WorkingCalendar(time_zone="UTC", week=Week(mon=DAY[::-1])), ("spans_tangled",)),
        (WorkingCalendar(time_zone="UTC", week=Week(mon=(Span(time(9), time(9)),))), ("spans_tangled",)),
        (WorkingCalendar(time_zone="UTC", week=Week(mon=(Span(time(9), time(0)),))), ()),
    ],
)
def test_a_flawed_calendar_names_its_flaws(calendar: Calendar, found: tuple[str, ...]) -> None:
    assert flaws(calendar) == found


@given(st.data(), INSTANTS, LIMITS, CALENDARS)
def test_what_has_elapsed_at_the_due_instant_is_the_limit(
    data: st.DataObject, start: datetime, limit: timedelta, calendar: Calendar
) -> None:
    cut = data.draw(pauses(start))

    due = due_at(start, limit, calendar, cut)

    assert elapsed(start, due, calendar, cut) == limit


@given(INSTANTS, LIMITS, LIMITS, CALENDARS)
def test_a_longer_limit_is_never_due_earlier(
    start: datetime, limit: timedelta, more: timedelta, calendar: Calendar
) -> None:
    assert due_at(start, limit, calendar) <= due_at(start, limit + more, calendar)


@given(INSTANTS, LIMITS, LIMITS, CALENDARS)
def test_a_later_start_is_never_due_earlier(
    start: datetime, shift: timedelta, limit: timedelta, calendar: Calendar
) -> None:
    assert due_at(start, limit, calendar) <= due_at(start + shift, limit, calendar)


@given(INSTANTS, LIMITS, LIMITS)
def test_a_pause_on_the_clock_shifts_the_due_instant_by_its_overlap(
    start: datetime, limit: timedelta, length: timedelta
) -> None:
    paused = [Pause(start, start + length)]
    before = [Pause(start - length, start)]

    assert due_at(start, limit, CLOCK, before) == start + limit
    assert due_at(start, limit, CLOCK, paused) == start + (limit + length if limit else limit)


@given(st.data(), INSTANTS, LIMITS, CALENDARS)
def test_pauses_take_away_exactly_the_open_time_they_overlap(
    data: st.DataObject, start: datetime, length: timedelta, calendar: Calendar
) -> None:
    pause = data.draw(pauses(start))[:1]
    end = start + length
    overlap = [(max(start, p.start), min(end, p.end)) for p in pause]
    lost = sum((elapsed(a, b, calendar) for a, b in overlap if a < b), timedelta(0))

    assert elapsed(start, end, calendar, pause) == elapsed(start, end, calendar) - lost


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 200), st.integers(0, 60))
def test_adding_months_is_monotone(day: date, months: int, days: int) -> None:
    assert add_months(day, months) <= add_months(day + timedelta(days=days), months)
    assert add_months(day, months) <= add_months(day, months + 1)
