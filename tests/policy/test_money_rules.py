"""Money under a policy: exactly the limit passes, a cent beyond does not, and shares always add up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from aftersales.kernel.access import Role
from aftersales.kernel.money import Money
from aftersales.policy.errors import DiscountTooHigh, PaymentMissing, QuoteTooLow
from aftersales.policy.model import Finding, Text
from aftersales.policy.model_money import Gate, LiabilityShares, Share
from aftersales.policy.rules import template, validate
from aftersales.policy.rules_money import borne_by, check_discount, check_paid, quote_steps

PAID_SERVICE = template("paid-service-after-warranty")
CHAINS = [(chain, None) for chain in PAID_SERVICE.approval_chains]
TILES, REWORK = template("tile-orders-and-complaints"), template("factory-rework")


def yuan(amount: str) -> Money:
    """So much money."""
    return Money(Decimal(amount), "CNY")


@pytest.mark.parametrize(
    ("listed", "quoted", "roles"),
    [
        ("1000.00", "1000.00", []),
        ("1000.00", "900.01", []),
        ("1000.00", "900.00", []),
        ("1000.00", "899.99", [(Role.GENERAL_MANAGER,)]),
        ("1000.00", "1200.00", []),
        ("0.10", "0.09", []),
        ("0.10", "0.08", [(Role.GENERAL_MANAGER,)]),
        ("0.00", "0.00", []),
    ],
)
def test_a_quote_more_than_ten_percent_below_the_list_needs_the_general_manager(
    listed: str, quoted: str, roles: list[tuple[Role, ...]]
) -> None:
    steps = quote_steps(PAID_SERVICE, CHAINS, yuan(listed), yuan(quoted))

    assert [step.roles for step in steps] == roles


def test_where_nobody_may_allow_it_a_low_quote_is_refused_by_its_clause() -> None:
    with pytest.raises(QuoteTooLow) as refusal:
        quote_steps(PAID_SERVICE, [], yuan("100.00"), yuan("89.99"))

    assert refusal.value.params == {"clause": "quote-1", "most": Decimal(10)}


def test_the_highest_tier_gets_a_tenth_off_and_no_more() -> None:
    shop = template("online-shop-after-sales")

    check_discount(shop, "highest", Decimal(10))
    with pytest.raises(DiscountTooHigh):
        check_discount(shop, "highest", Decimal("10.01"))


@pytest.mark.parametrize(
    ("gate", "paid", "passes"),
    [
        (Gate.SCHEDULING, "500.00", False),
        (Gate.SCHEDULING, "500.01", True),
        (Gate.SHIPPING, "999.99", False),
        (Gate.SHIPPING, "1000.00", True),
        (Gate.WORK, "0.00", True),
    ],
)
def test_a_project_is_scheduled_once_more_than_half_is_paid_and_shipped_once_all_is(
    gate: Gate, paid: str, *, passes: bool
) -> None:
    def check(**facts: bool) -> None:
        check_paid(TILES, gate, due=yuan("1000.00"), paid=yuan(paid), facts=facts, finding=None)

    check(is_project=False)
    if passes:
        check(is_project=True)
    else:
        with pytest.raises(PaymentMissing):
            check(is_project=True)
        with pytest.raises(PaymentMissing):
            check()


def test_a_customer_at_fault_pays_before_the_flow_form() -> None:
    def check(finding: Finding, paid: str) -> None:
        check_paid(REWORK, Gate.FLOW_FORM, due=yuan("80.00"), paid=yuan(paid), facts={}, finding=finding)

    check(Finding.OWN_FAULT, "0.00")
    check(Finding.CUSTOMER, "80.00")
    with pytest.raises(PaymentMissing):
        check(Finding.CUSTOMER, "79.99")


def test_a_loss_of_ten_thousand_is_shared_as_the_source_says() -> None:
    (liability,) = REWORK.liability

    borne = borne_by(liability, yuan("10000.00"))

    assert [str(one.amount.amount) for one in borne] == [
        "300.00",
        "300.00",
        "500.00",
        "1000.00",
        "1000.00",
        "1000.00",
        "2500.00",
        "3400.00",
    ]


PERCENTS = st.lists(st.integers(1, 10_000), min_size=1, max_size=30)


@given(weights=PERCENTS, minor=st.integers(0, 10**12))
def test_shares_that_sum_to_a_hundred_split_any_loss_whole(weights: list[int], minor: int) -> None:
    total = sum(weights)
    percents = [Decimal(weight * 100 * 10**6 // total) / 10**6 for weight in weights]
    percents[0] += 100 - sum(percents)
    shares = tuple(Share(position=f"p{index}", percent=percent) for index, percent in enumerate(percents))
    liability = LiabilityShares(clause="L", text=Text(zh="甲", en="a"), code="l", shares=shares)

    borne = borne_by(liability, Money.of_minor(minor, "CNY"))

    assert sum(one.amount.minor for one in borne) == minor


def test_shares_that_do_not_sum_to_a_hundred_are_refused_with_their_sum() -> None:
    (liability,) = REWORK.liability
    short = replace(REWORK, liability=(replace(liability, shares=liability.shares[1:]),))

    problems = [problem for problem in validate(short) if problem.pointer.startswith("/liability")]

    assert [(one.pointer, one.en) for one in problems] == [
        ("/liability/0/shares", "The shares sum to 97 %, not to 100 %."),
    ]
