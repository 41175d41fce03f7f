"""Plans without a database: which terms hold, what usage comes to against them, what is refused and how it is said."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales.kernel.access import Spent
from aftersales.kernel.ids import new_id
from aftersales.metering.model import Meter
from aftersales.metering.plans import rules
from aftersales.metering.plans.errors import (
    MeterNotRefusable,
    PlanCallsSpent,
    PlanMonthPast,
    PlanQuotaSpent,
    WarningsOutOfOrder,
)
from aftersales.metering.plans.model import (
    REFUSABLE,
    Allowance,
    Beyond,
    Counted,
    PlanId,
    PlanVersion,
    Terms,
)

NOW = datetime(2026, 6, 15, 2, 0, tzinfo=UTC)
MONTHS = st.dates(date(2024, 1, 1), date(2028, 12, 31)).map(lambda day: day.replace(day=1))
WARNS = st.lists(st.integers(1, 99), unique=True, max_size=5).map(lambda found: tuple(sorted(found)))
ALLOWANCES = st.builds(Allowance, included=st.integers(0, 10**12), warn=WARNS, beyond=st.sampled_from(Beyond))


def version(number: int, from_month: date) -> PlanVersion:
    return PlanVersion(
        number=number,
        from_month=from_month,
        weight=1,
        allowances={},
        reason="",
        operator_name="值班员",
        created_at=NOW,
    )


def counted(used: int, *, corrected: int = 0) -> Counted:
    return Counted(meter=Meter.RETURNS_FILED, opening=0, used=used, corrected=corrected, reached=())


def terms(allowance: Allowance) -> Terms:
    return Terms(
        plan_id=PlanId(new_id()),
        code="standard",
        name="标准版",
        name_en="Standard",
        number=1,
        weight=1,
        allowances={Meter.RETURNS_FILED: allowance},
        excepted=[Meter.RETURNS_FILED],
    )


@given(used=st.integers(0, 10**12), allowance=ALLOWANCES)
def test_what_is_left_and_what_is_over_make_the_difference_and_are_never_both_there(
    used: int, allowance: Allowance
) -> None:
    line = rules.line(counted(used), terms(allowance))

    assert line.left is not None
    assert line.left - line.over == allowance.included - used
    assert min(line.left, line.over) == 0


@given(used=st.integers(0, 10**12), more=st.integers(0, 10**12), allowance=ALLOWANCES)
def test_using_more_takes_back_no_warning(used: int, more: int, allowance: Allowance) -> None:
    before, after = rules.reached(used, allowance), rules.reached(used + more, allowance)

    assert set(before) <= set(after) <= {*allowance.warn, 100}


@given(used=st.integers(1, 10**12), allowance=ALLOWANCES)
def test_the_whole_quota_is_reached_exactly_when_nothing_is_left(used: int, allowance: Allowance) -> None:
    line = rules.line(counted(used), terms(allowance))

    assert (100 in rules.reached(used, allowance)) is (line.left == 0)


@given(used=st.integers(0, 10**12), allowance=ALLOWANCES)
def test_more_is_refused_only_where_the_plan_says_so_and_nothing_is_left(used: int, allowance: Allowance) -> None:
    spent = rules.is_spent(used, allowance)

    assert spent is (allowance.beyond is Beyond.REFUSE and used >= allowance.included)


@given(allowance=ALLOWANCES)
def test_who_used_nothing_is_warned_of_nothing(allowance: Allowance) -> None:
    assert rules.reached(0, allowance) == []


@given(months=st.lists(MONTHS, min_size=1, max_size=6), asked=MONTHS, later=MONTHS)
def test_new_terms_never_change_a_month_before_they_begin(months: list[date], asked: date, later: date) -> None:
    versions = [version(number, month) for number, month in enumerate(months, start=1)]
    changed = [*versions, version(len(versions) + 1, later)]

    before, after = rules.in_force(versions, asked), rules.in_force(changed, asked)

    assert after == (before if asked < later else max((before, changed[-1]), key=_begun))


def _begun(found: PlanVersion | None) -> tuple[date, int]:
    return (date.min, 0) if found is None else (found.from_month, found.number)


def test_without_a_plan_a_meter_has_no_quota() -> None:
    line = rules.line(counted(7, corrected=-1), None)

    assert (line.used, line.corrected, line.allowance, line.left, line.over) == (7, -1, None, None, 0)
    assert line.is_exception is False


def test_a_meter_that_the_plan_does_not_name_has_no_quota() -> None:
    other = Counted(meter=Meter.API_CALLS, opening=0, used=9, corrected=0, reached=())

    line = rules.line(other, terms(Allowance(included=1)))

    assert (line.allowance, line.left, line.is_exception) == (None, None, False)


@pytest.mark.parametrize("warn", [(80, 50), (80, 80)])
def test_percentages_that_do_not_rise_are_refused(warn: tuple[int, ...]) -> None:
    with pytest.raises(WarningsOutOfOrder) as refused:
        rules.check_allowances({Meter.RETURNS_FILED: Allowance(included=1, warn=warn)}, "/allowances")

    assert [error.pointer for error in refused.value.errors] == ["/allowances/returns_filed/warn"]


@pytest.mark.parametrize("meter", Meter)
def test_only_what_stops_nothing_under_way_can_be_refused(meter: Meter) -> None:
    wanted = {meter: Allowance(included=1, beyond=Beyond.REFUSE)}

    if meter in REFUSABLE:
        rules.check_allowances(wanted, "/allowances")
    else:
        with pytest.raises(MeterNotRefusable):
            rules.check_allowances(wanted, "/allowances")


def test_new_terms_begin_no_earlier_than_a_month_that_has_begun_nowhere_before() -> None:
    eve = datetime(2026, 6, 30, 9, 59, tzinfo=UTC)
    first = datetime(2026, 6, 30, 10, 0, tzinfo=UTC)

    rules.check_month(date(2026, 6, 1), eve)
    rules.check_month(date(2026, 6, 1), first, "Asia/Shanghai")

    with pytest.raises(PlanMonthPast) as refused:
        rules.check_month(date(2026, 6, 1), first)
    assert refused.value.params == {"earliest": "2026-07"}


def test_what_comes_anew_lapses_at_its_instant_and_the_rest_stands() -> None:
    until = datetime(2026, 6, 30, 16, 0, tzinfo=UTC)
    spent = (
        Spent(meter="returns_filed", quota=5, month=date(2026, 6, 1), until=until),
        Spent(meter="document_bytes_kept", quota=9, month=date(2026, 6, 1)),
    )

    assert rules.spent_of(spent, Meter.RETURNS_FILED, NOW) is spent[0]
    assert rules.spent_of(spent, Meter.RETURNS_FILED, until) is None
    assert rules.spent_of(spent, Meter.DOCUMENT_BYTES_KEPT, until) is spent[1]
    assert rules.spent_of(spent, Meter.API_CALLS, NOW) is None


def test_a_refusal_names_the_meter_the_quota_the_month_and_whom_to_ask() -> None:
    spent = Spent(meter="returns_filed", quota=500, month=date(2026, 6, 1))

    with pytest.raises(PlanQuotaSpent) as refused:
        rules.refuse(spent, Meter.RETURNS_FILED)

    assert refused.value.text("zh") == (
        "本品牌 2026-06 的“退返单”套餐额度 500 已用完，暂不能提交新的退货。请联系品牌管理员，由其向平台运营方调整套餐。"
    )
    assert refused.value.text("en") == (
        "The brand's plan includes 500 returns filed for 2026-06, and they are used up; filing another return is "
        "refused. Ask the brand's administrator, who can have the plan changed by the platform's operator."
    )


@pytest.mark.parametrize(
    ("until", "seconds"),
    [
        (datetime(2026, 6, 15, 2, 1, tzinfo=UTC), "61"),
        (datetime(2026, 6, 30, 16, 0, tzinfo=UTC), "86400"),
        (None, "86400"),
    ],
)
def test_a_program_is_told_when_to_ask_again_within_a_day(until: datetime | None, seconds: str) -> None:
    spent = Spent(meter="api_calls", quota=10, month=date(2026, 6, 1), until=until)

    with pytest.raises(PlanCallsSpent) as refused:
        rules.refuse_calls(spent, NOW)

    assert (refused.value.status, refused.value.headers) == (429, {"Retry-After": seconds})


def test_every_meter_has_a_name_and_what_is_asked_for_before_it_is_done_says_what_is_refused() -> None:
    assert set(rules.NAMES) == set(Meter)
    assert set(rules.ACTS) | {Meter.API_CALLS} == set(REFUSABLE)
