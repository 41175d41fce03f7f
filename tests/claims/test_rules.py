"""Decisions about returns, without a database."""

import re
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.claims.made import ADDRESS, DOCUMENT, TEXT, line

from aftersales.claims.packing.service import EMPTY
from aftersales.claims.returns import rules
from aftersales.claims.returns.errors import (
    AppealedAlready,
    AppealTooLate,
    FormIncomplete,
    LinesNotOpen,
    NothingToAppeal,
    NothingToPack,
    ShippedOnImpossible,
    ShippingTooLate,
)
from aftersales.claims.returns.model import MOVES, Move, Packing, ReturnState
from aftersales.kernel.errors import StaleVersion, StateConflict
from aftersales.kernel.ids import new_id
from aftersales.kernel.money import LARGEST, Money

NOON = datetime(2026, 6, 15, 4, 0, tzinfo=UTC)
NUMBER = re.compile(r"RT\d{6}-[0-9A-HJKMNP-TV-Z]{7}")
AMBIGUOUS = set("ILOU")

READY = msgspec.convert(
    {
        "packing_list": {
            "dealer_address": "示范路1号",
            "dealer_name": "一号店",
            "date": "2026-06-15",
            "total_quantity": 3,
        },
        "transport_form": {
            "consignee_address": ADDRESS.address,
            "consignee_name": ADDRESS.consignee,
            "consignee_phone": ADDRESS.phone,
            "quantity": 3,
            "consignor_address": "示范路1号",
            "consignor_name": "一号店",
        },
    },
    Packing,
)


@given(st.uuids(), st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2099, 1, 1)))  # noqa: DTZ001 - made aware below
def test_a_number_can_be_read_out(return_id: UUID, at: datetime) -> None:
    number = rules.number_of(return_id, at.replace(tzinfo=UTC), "Asia/Shanghai")

    assert NUMBER.fullmatch(number)
    assert AMBIGUOUS.isdisjoint(number[9:])


@given(st.lists(st.integers(0, 2**35 - 1), min_size=2, max_size=50, unique=True))
def test_numbers_of_a_day_differ_where_the_identities_end_differently(ends: list[int]) -> None:
    numbers = {rules.number_of(UUID(int=7 << 64 | end), NOON, "Asia/Shanghai") for end in ends}

    assert len(numbers) == len(ends)


def test_ten_thousand_returns_of_one_day_have_ten_thousand_numbers() -> None:
    numbers = {rules.number_of(new_id(), NOON, "Asia/Shanghai") for _ in range(10_000)}

    assert len(numbers) == 10_000


def test_a_number_shows_the_day_of_the_brand() -> None:
    late = datetime(2026, 6, 15, 16, 30, tzinfo=UTC)

    assert rules.number_of(UUID(int=0), late, "Asia/Shanghai") == "RT260616-0000000"
    assert rules.number_of(UUID(int=0), late, "UTC") == "RT260615-0000000"


@pytest.mark.parametrize("state", ReturnState)
@pytest.mark.parametrize("move", Move)
def test_a_move_leads_where_the_table_says_or_nowhere(state: ReturnState, move: Move) -> None:
    allowed = MOVES.get(state, {})
    if move in allowed:
        assert rules.check_move(state, move) is allowed[move]
        return

    with pytest.raises(StateConflict):
        rules.check_move(state, move)


def test_only_the_newest_version_is_changed() -> None:
    rules.check_version(3, 3)

    with pytest.raises(StaleVersion) as stale:
        rules.check_version(3, 2, "/returns/0/version")

    assert (stale.value.params, stale.value.errors[0].pointer) == ({"version": 3}, "/returns/0/version")


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 1000), st.booleans()), max_size=20))
def test_a_return_is_worth_what_its_standing_lines_are(lines: list[tuple[int, int, bool]]) -> None:
    made = [
        line(number, unit_price=Money.of_minor(minor, "CNY"), quantity=quantity, accepted=accepted)
        for number, (minor, quantity, accepted) in enumerate(lines, 1)
    ]

    worth = rules.value_of(made, "CNY")

    assert worth.minor == sum(minor * quantity for minor, quantity, accepted in lines if accepted)
    assert worth.minor <= LARGEST


def test_lines_without_a_price_or_in_another_currency_count_nothing() -> None:
    lines = [line(), line(2, unit_price=None), line(3, unit_price=Money.of_minor(500, "USD"))]

    assert str(rules.value_of(lines, "CNY")) == "399.00 CNY"


def test_an_approver_refuses_lines_that_stand_each_once_and_never_all() -> None:
    lines = [line(1), line(2), line(3, accepted=False)]

    rules.check_refused_lines(lines, [])
    rules.check_refused_lines(lines, [2])
    with pytest.raises(LinesNotOpen) as refused:
        rules.check_refused_lines(lines, [2, 3, 4, 2])
    with pytest.raises(NothingToPack):
        rules.check_refused_lines(lines, [1, 2])

    assert [error.pointer for error in refused.value.errors] == [
        "/refused_lines/1/line",
        "/refused_lines/2/line",
        "/refused_lines/3/line",
    ]


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=20))
def test_a_rejection_refuses_what_was_appealed_else_all_that_stood(lines: list[tuple[bool, bool]]) -> None:
    made = [
        line(number, accepted=accepted, refusal=TEXT if refused_before else None)
        for number, (accepted, refused_before) in enumerate(lines, 1)
    ]

    refused = rules.refused_by_rejection(made)

    standing = {one.line for one in made if one.accepted}
    appealed = {one.line for one in made if one.accepted and one.refusal is not None}
    assert refused == (appealed or standing)


def test_papers_that_agree_are_taken() -> None:
    rules.check_packing(DOCUMENT, READY, 3, ADDRESS)
    rules.check_packing(DOCUMENT, READY, 3, None)


def test_papers_name_every_field_that_is_missing() -> None:
    with pytest.raises(FormIncomplete) as refused:
        rules.check_packing(DOCUMENT, EMPTY, 3, ADDRESS)

    assert len(refused.value.errors) == 10
    assert {error.code for error in refused.value.errors} == {"required"}


@given(
    st.sets(st.sampled_from(["total_quantity", "quantity", "consignee_name", "consignee_phone", "consignee_address"]))
)
def test_papers_name_exactly_the_fields_that_disagree(wrong: set[str]) -> None:
    listed, form = READY.packing_list, READY.transport_form
    if "total_quantity" in wrong:
        listed = replace(listed, total_quantity=4)
    form = replace(form, **{name: 4 if name == "quantity" else "别处" for name in wrong - {"total_quantity"}})
    packing = Packing(packing_list=listed, transport_form=form)

    if not wrong:
        rules.check_packing(DOCUMENT, packing, 3, ADDRESS)
        return
    with pytest.raises(FormIncomplete) as refused:
        rules.check_packing(DOCUMENT, packing, 3, ADDRESS)

    assert {error.pointer.rsplit("/", 1)[1] for error in refused.value.errors} == wrong
    assert {error.code for error in refused.value.errors} == {"disagrees"}


@given(st.lists(st.tuples(st.integers(1, 1000), st.booleans()), max_size=20))
def test_only_what_stands_is_sent(lines: list[tuple[int, bool]]) -> None:
    made = [line(number, quantity=quantity, accepted=stands) for number, (quantity, stands) in enumerate(lines, 1)]

    assert rules.sendable(made) == sum(quantity for quantity, stands in lines if stands)


def test_an_appeal_is_of_something_once_and_in_time() -> None:
    refused, last = [line(accepted=False)], NOON + timedelta(days=7)
    no_limit = replace(DOCUMENT, returns=replace(DOCUMENT.returns, appeal_within_days=None))

    rules.check_appeal(DOCUMENT, refused, NOON, 0, last)
    rules.check_appeal(no_limit, refused, NOON, 0, last + timedelta(days=999))
    with pytest.raises(NothingToAppeal):
        rules.check_appeal(DOCUMENT, [line()], NOON, 0, last)
    with pytest.raises(AppealedAlready):
        rules.check_appeal(DOCUMENT, refused, NOON, 1, last)
    with pytest.raises(AppealTooLate):
        rules.check_appeal(DOCUMENT, refused, NOON, 0, last + timedelta(microseconds=1))


@given(st.integers(-30, 60), st.integers(0, 30))
def test_parts_leave_between_approval_and_the_last_day(after: int, today_after: int) -> None:
    day, now = date(2026, 6, 15) + timedelta(days=after), NOON + timedelta(days=today_after)

    if 0 <= after <= min(today_after, 15):
        rules.check_shipped_on(DOCUMENT, NOON, day, now)
        return
    expected = ShippingTooLate if 15 < after <= today_after else ShippedOnImpossible
    with pytest.raises(expected):
        rules.check_shipped_on(DOCUMENT, NOON, day, now)


def test_a_policy_without_a_limit_takes_parts_for_ever() -> None:
    no_limit = replace(DOCUMENT, returns=replace(DOCUMENT.returns, ship_within_days=None))

    rules.check_shipped_on(no_limit, NOON, date(2027, 6, 15), NOON + timedelta(days=400))
