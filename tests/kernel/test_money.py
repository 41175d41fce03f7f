"""Money: exact on the wire, exact in parts, never mixed."""

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales.kernel.money import EXPONENTS, LARGEST, Money, zero

MINORS = st.integers(-(10**12), 10**12)
CURRENCIES = st.sampled_from(sorted(EXPONENTS))
WEIGHTS = st.lists(st.integers(0, 10_000), min_size=1, max_size=12).filter(any)


def yuan(text: str) -> Money:
    return Money(Decimal(text), "CNY")


def test_the_shares_of_a_quality_loss_are_those_of_the_source_rule() -> None:
    shares = yuan("10000").split([3, 3, 5, 10, 10, 10, 25, 34])  # [S13-R08]

    assert [str(share) for share in shares] == [
        "300.00 CNY",
        "300.00 CNY",
        "500.00 CNY",
        "1000.00 CNY",
        "1000.00 CNY",
        "1000.00 CNY",
        "2500.00 CNY",
        "3400.00 CNY",
    ]


@given(minor=MINORS, currency=CURRENCIES, weights=WEIGHTS)
def test_a_split_adds_up_and_no_share_is_a_whole_unit_off(minor: int, currency: str, weights: list[int]) -> None:
    whole = Money.of_minor(minor, currency)

    shares = whole.split(weights)

    assert sum(share.minor for share in shares) == minor
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share.minor * sum(weights) - minor * weight) < sum(weights)


@given(minor=MINORS, weights=WEIGHTS)
def test_a_debt_is_split_as_its_credit_is(minor: int, weights: list[int]) -> None:
    credit, debt = Money.of_minor(minor, "CNY"), Money.of_minor(-minor, "CNY")

    assert debt.split(weights) == tuple(-share for share in credit.split(weights))


def test_the_odd_cent_goes_to_the_largest_remainder_and_then_to_the_first() -> None:
    assert [share.minor for share in yuan("0.10").split([1, 1, 1])] == [4, 3, 3]
    assert [share.minor for share in yuan("0.10").split([1, 2, 4])] == [1, 3, 6]


@pytest.mark.parametrize("weights", [[0, 0], [3, -1], [-1]])
def test_weights_that_mean_nothing_are_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        yuan("10").split(weights)


@pytest.mark.parametrize(
    ("amount", "numerator", "denominator", "expected"),
    [
        ("9.99", 85, 100, "8.49"),  # 8.4915
        ("0.01", 1, 2, "0.01"),  # half a fen is rounded up
        ("-0.01", 1, 2, "-0.01"),  # and away from zero
        ("10.00", 1, 3, "3.33"),
        ("-10.00", 2, 3, "-6.67"),
        ("123.45", 0, 7, "0.00"),
        ("123.45", 7, 7, "123.45"),
    ],
)
def test_a_fraction_is_rounded_half_away_from_zero(
    amount: str, numerator: int, denominator: int, expected: str
) -> None:
    assert yuan(amount).share(numerator, denominator) == yuan(expected)


@given(minor=MINORS, numerator=st.integers(0, 1000), denominator=st.integers(1, 1000))
def test_a_fraction_is_never_more_than_half_a_unit_off(minor: int, numerator: int, denominator: int) -> None:
    share = Money.of_minor(minor, "CNY").share(numerator, denominator)

    assert abs(share.minor * denominator - minor * numerator) * 2 <= denominator


@pytest.mark.parametrize(
    "mix",
    [
        lambda one, other: one + other,
        lambda one, other: one - other,
        lambda one, other: one < other,
        lambda one, other: one <= other,
    ],
)
def test_currencies_are_never_mixed(mix: object) -> None:
    assert callable(mix)

    with pytest.raises(ValueError, match="do not add up"):
        mix(yuan("1"), Money(Decimal(1), "USD"))


def test_the_same_number_in_another_currency_is_another_amount() -> None:
    assert yuan("1") != Money(Decimal(1), "USD")
    assert zero("JPY") == Money(Decimal(0), "JPY")


@given(minor=st.integers(-LARGEST, LARGEST), currency=CURRENCIES)
def test_money_comes_back_from_the_wire_as_it_went(minor: int, currency: str) -> None:
    money = Money.of_minor(minor, currency)

    sent = msgspec.json.encode(money)

    assert msgspec.json.decode(sent, type=Money) == money
    assert msgspec.json.decode(sent, type=Money).minor == minor


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ('{"amount":"12.3","currency":"CNY"}', '{"amount":"12.30","currency":"CNY"}'),
        ('{"amount":"12","currency":"JPY"}', '{"amount":"12","currency":"JPY"}'),
        ('{"amount":"-0","currency":"CNY"}', '{"amount":"0.00","currency":"CNY"}'),
        ('{"amount":"1e3","currency":"CNY"}', '{"amount":"1000.00","currency":"CNY"}'),
        ('{"amount":"12.300000","currency":"CNY"}', '{"amount":"12.30","currency":"CNY"}'),
    ],
)
def test_an_amount_has_one_way_of_being_written(raw: str, expected: str) -> None:
    assert msgspec.json.encode(msgspec.json.decode(raw, type=Money)).decode() == expected


@pytest.mark.parametrize(
    "raw",
    [
        '{"amount":"12.345","currency":"CNY"}',
        '{"amount":"1.5","currency":"JPY"}',
        '{"amount":"1.00000000000000000000000000000000000000001","currency":"CNY"}',
        '{"amount":"1E-99999999","currency":"CNY"}',
        '{"amount":"1e999999999","currency":"CNY"}',
        '{"amount":"1E+30","currency":"CNY"}',
        '{"amount":"10000000000000.01","currency":"CNY"}',
        '{"amount":"NaN","currency":"CNY"}',
        '{"amount":"-Infinity","currency":"CNY"}',
        '{"amount":"","currency":"CNY"}',
        '{"amount":"十二","currency":"CNY"}',
        '{"amount":"1","currency":"XXX"}',
        '{"amount":"1","currency":"cny"}',
        '{"amount":"1"}',
        '{"amount":true,"currency":"CNY"}',
        "12.30",
    ],
)
def test_an_amount_that_money_cannot_hold_is_refused_at_the_edge(raw: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(raw, type=Money)
