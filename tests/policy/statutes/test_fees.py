"""What going back costs: by kilometre for cars, by day for the goods of 1995, nothing in the first days."""

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace
from tests.policy.statutes.ladder import (
    CAR,
    GOODS,
    after,
    car,
    fault,
    repair,
    repairs,
    sold,
    under,
)

from aftersales.kernel.money import Money
from aftersales.policy.statutes.model import Category, FeeKind, RightKind
from aftersales.policy.statutes.model_answer import Fee
from aftersales.policy.statutes.model_facts import Reading, RightsFacts
from aftersales.policy.statutes.rules import rights_of
from aftersales.policy.statutes.service import STATUTES

REFUND, EXCHANGE = RightKind.REFUND, RightKind.EXCHANGE


def yuan(amount: str) -> Money:
    """An amount in yuan."""
    return Money(Decimal(amount), "CNY")


def television(today: date, price: str = "1000", **changes: object) -> RightsFacts:
    """A colour TV that was repaired twice in vain."""
    return sold(Category.COLOUR_TV, today, price=yuan(price), fault=fault(persists=True), **changes)


@pytest.mark.parametrize(
    ("price", "km", "fee"),
    [
        ("200000", 10_000, "10000.00"),
        ("200000", 0, "0.00"),
        ("123456.78", 12_345, "7620.37"),
        ("100000", 999_999, "100000.00"),
    ],
)
def test_the_usage_fee_is_price_by_kilometres_by_half_a_percent(price: str, km: int, fee: str) -> None:
    facts = car(after(60), price=yuan(price), repairs=repairs(5), readings=(Reading(on=after(60), km=km),))

    fees = {under(facts, CAR, "24(4)", kind, place=1).fee for kind in (REFUND, EXCHANGE)}

    assert fees == {Fee(kind=FeeKind.USAGE, at_most=yuan(fee))}


def test_a_fee_that_lacks_a_fact_says_which_and_the_right_stands_all_the_same() -> None:
    priceless = under(car(after(60), price=None, repairs=repairs(5)), CAR, "24(4)", REFUND, place=1)
    unread = under(car(after(60), readings=(), repairs=repairs(5)), CAR, "24(4)", REFUND, place=1)

    assert (priceless.state, priceless.fee) == ("now", Fee(kind=FeeKind.USAGE, needs=("price",)))
    assert unread.fee == Fee(kind=FeeKind.USAGE, needs=("readings",))


def test_depreciation_is_counted_by_the_day_without_repair_and_waiting() -> None:
    none = under(television(after(100)), GOODS, "13", REFUND)
    twice = under(television(after(100), repairs=repairs(2, days=5)), GOODS, "13", REFUND)
    overlapping = under(
        television(after(100), repairs=(repair(after(1), days=5), repair(after(3), days=5))), GOODS, "13", REFUND
    )
    later = under(television(after(100), repairs=(repair(after(120), days=5),)), GOODS, "13", REFUND)

    fees = [one.fee for one in (none, twice, overlapping, later)]

    amounts = ("100.00", "92.00", "93.00", "100.00")
    assert fees == [Fee(kind=FeeKind.DEPRECIATION, at_most=yuan(amount)) for amount in amounts]


def test_repairs_that_lasted_the_whole_time_leave_no_depreciation() -> None:
    lying = repair(after(0), returned_at=None)

    right = under(television(after(9), repairs=(lying,)), GOODS, "13", REFUND)

    assert right.fee.at_most == yuan("0.00")


@pytest.mark.parametrize(
    ("category", "fee"),
    [
        (Category.BICYCLE, "50.00"),
        (Category.COLOUR_TV, "100.00"),
        (Category.MONOCHROME_TV, "50.00"),
        (Category.VIDEO_RECORDER, "100.00"),
        (Category.FLAT_TV, "100.00"),
    ],
)
def test_each_row_of_the_catalogue_has_its_own_rate(category: Category, fee: str) -> None:
    facts = sold(category, after(100), price=yuan("1000"), is_installation_agreed=False)

    assert under(facts, GOODS, "13", REFUND).fee.at_most == yuan(fee)


def test_depreciation_never_exceeds_the_price_and_begins_again_with_an_exchange() -> None:
    old = under(television(after(2_000)), GOODS, "13", REFUND)
    exchanged = under(television(after(100), exchanged_on=after(90)), GOODS, "13", REFUND)

    assert old.fee.at_most == yuan("1000.00")
    assert exchanged.fee.at_most == yuan("10.00")


def test_depreciation_without_an_invoice_or_a_rate_is_unknown() -> None:
    undated = under(television(after(100), invoice_on=None), GOODS, "13", REFUND)
    goods = STATUTES[GOODS]
    rateless = replace(goods, governs=tuple(replace(one, depreciation_rate=None) for one in goods.governs))

    (right,) = (
        one
        for one in rights_of(television(after(100)), {GOODS: rateless}).rights
        if one.clause.article == "13" and one.kind is REFUND
    )

    assert undated.fee.needs == ("invoice_on",)
    assert right.fee.needs == ("statute.depreciation_rate",)


def test_what_is_repaired_costs_nothing() -> None:
    right = under(car(after(3)), CAR, "18", RightKind.REPAIR)

    assert right.fee == Fee(kind=FeeKind.NONE)
