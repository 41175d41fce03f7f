"""What a policy says of a return's course: forms, dispositions, credit, recounts, the next count."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.policy.samples import AIR, EBIKE, compiled

from aftersales.kernel.money import Money
from aftersales.policy.errors import BadItemMissing, DispositionNotAllowed, FormUnknown
from aftersales.policy.model import Disposition, Finding, RecountThresholds, Schedule, Subject
from aftersales.policy.rules import (
    chain_of,
    check_disposition,
    credit_for,
    missing_fields,
    must_recount,
    next_slot,
)

TRANSPORT = {
    "consignee_address": "江苏省无锡市示范区青禾大道 1 号 3 号库",
    "consignee_name": "返厂件接收组",
    "consignee_phone": "13800009001",
    "quantity": 2,
    "consignor_address": "江苏省苏州市示范路 8 号",
    "consignor_name": "示范车行",
}


@pytest.mark.parametrize("field", TRANSPORT)
@pytest.mark.parametrize("value", [None, "", "  "])
def test_each_of_the_six_transport_fields_is_named_when_it_is_missing(field: str, value: str | None) -> None:
    given_fields = {**TRANSPORT, field: value}

    assert missing_fields(EBIKE.document, "transport_form", given_fields) == (field,)


def test_all_four_packing_list_fields_are_named_at_once() -> None:
    missing = missing_fields(EBIKE.document, "packing_list", {})

    assert missing == ("dealer_address", "dealer_name", "date", "total_quantity")


def test_a_complete_form_misses_nothing() -> None:
    assert missing_fields(EBIKE.document, "transport_form", TRANSPORT) == ()


def test_a_form_that_the_policy_lacks_is_refused() -> None:
    with pytest.raises(FormUnknown):
        missing_fields(EBIKE.document, "love_letter", {})


def test_the_bad_item_in_hand_may_be_exchanged_after_a_finding_of_own_fault() -> None:
    check_disposition(EBIKE.document, Finding.OWN_FAULT, Disposition.REPLACE, bad_item_received=True)


@pytest.mark.parametrize("disposition", [Disposition.REPLACE, Disposition.CREDIT])
def test_without_the_bad_item_nothing_is_exchanged_or_credited(disposition: Disposition) -> None:
    with pytest.raises(BadItemMissing) as refusal:
        check_disposition(EBIKE.document, Finding.OWN_FAULT, disposition, bad_item_received=False)

    assert refusal.value.params == {"clause": "QH-4.1", "disposition": disposition.value}


def test_a_policy_may_credit_before_the_old_part_is_in() -> None:
    policy = compiled(lambda document: document["returns"].update(old_part_before_credit=False))

    check_disposition(policy.document, Finding.OWN_FAULT, Disposition.CREDIT, bad_item_received=False)
    check_disposition(policy.document, Finding.OWN_FAULT, Disposition.SCRAP, bad_item_received=False)


@pytest.mark.parametrize("finding", [Finding.CUSTOMER, Finding.DEALER, Finding.CARRIER, Finding.NO_FAULT_FOUND])
def test_nothing_is_exchanged_without_a_finding_of_own_quality(finding: Finding) -> None:
    with pytest.raises(DispositionNotAllowed):
        check_disposition(AIR.document, finding, Disposition.REPLACE, bad_item_received=True)


@pytest.mark.parametrize(
    ("price", "quantity", "credit"),
    [("118.00", 3, "318.60"), ("0.05", 1, "0.05"), ("0.04", 1, "0.04"), ("0.05", 3, "0.14")],
)
def test_a_credit_is_the_policy_s_percentage_rounded_once(price: str, quantity: int, credit: str) -> None:
    assert credit_for(AIR.document, Money(Decimal(price), "CNY"), quantity) == Money(Decimal(credit), "CNY")


@given(st.integers(0, 10**9), st.integers(1, 1000))
def test_a_credit_is_never_more_than_the_parts_are_worth(price: int, quantity: int) -> None:
    unit_price = Money.of_minor(price, "CNY")

    assert credit_for(AIR.document, unit_price, quantity) <= unit_price * quantity


BY_QUANTITY = RecountThresholds(quantity=2)
BY_PERCENT = RecountThresholds(percent=Decimal(5))
BY_VALUE = RecountThresholds(value=Decimal(500))


@pytest.mark.parametrize(
    ("thresholds", "expected", "counted", "cost", "recount"),
    [
        (BY_QUANTITY, 10, 12, "1", False),
        (BY_QUANTITY, 10, 7, "1", True),
        (BY_PERCENT, 100, 95, "1", False),
        (BY_PERCENT, 100, 106, "1", True),
        (BY_PERCENT, 0, 1, "1", True),
        (BY_PERCENT, 0, 0, "1", False),
        (BY_VALUE, 10, 12, "250", False),
        (BY_VALUE, 10, 12, "250.01", True),
        (RecountThresholds(), 10, 99, "99", False),
    ],
)
def test_exactly_the_threshold_passes_and_more_is_counted_again(
    thresholds: RecountThresholds,
    expected: int,
    counted: int,
    cost: str,
    recount: bool,  # noqa: FBT001 - a table
) -> None:
    assert must_recount(thresholds, expected=expected, counted=counted, unit_cost=Decimal(cost)) is recount


def instant(text: str) -> datetime:
    """An instant in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("after", "slot"),
    [
        ("2026-02-01T00:00+08:00", "2026-02-28T18:00+08:00"),
        ("2026-02-28T17:59+08:00", "2026-02-28T18:00+08:00"),
        ("2026-02-28T18:00+08:00", "2026-03-31T18:00+08:00"),
    ],
)
def test_the_month_end_count_comes_on_the_last_day_of_every_month(after: str, slot: str) -> None:
    assert next_slot(EBIKE.document.counts[0].schedule, instant(after)) == instant(slot)


def test_an_hour_that_comes_twice_has_one_slot() -> None:
    nightly = Schedule(rrule="FREQ=DAILY;BYHOUR=2;BYMINUTE=45", time_zone="Europe/Berlin")

    slot = next_slot(nightly, instant("2026-10-25T02:30+01:00"))

    assert slot == instant("2026-10-26T02:45+01:00")


def test_a_schedule_ends_with_the_calendar() -> None:
    yearly = Schedule(rrule="FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1", time_zone="UTC")

    assert next_slot(yearly, datetime(9999, 6, 1, tzinfo=UTC)) is None


def test_the_first_chain_whose_condition_holds_is_taken() -> None:
    conditional, general = (chain for chain, _ in AIR.chains[:2])

    assert chain_of(AIR.chains, Subject.RETURN, {"open_lines": 1}) is conditional
    assert chain_of(AIR.chains, Subject.RETURN, {"open_lines": 0}) is general
    assert chain_of(AIR.chains, Subject.RETURN, {}) is conditional
    with pytest.raises(LookupError):
        chain_of((), Subject.CREDIT, {})
