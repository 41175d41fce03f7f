"""Whether a credit adds up, decided without a database."""

from decimal import Decimal

import pytest

from aftersales.finance.errors import CreditAmountWrong
from aftersales.finance.model import LineRef
from aftersales.finance.rules import check_amount
from aftersales.kernel.ids import new_id
from aftersales.kernel.money import Money

ONE, OTHER = new_id(), new_id()


def yuan(amount: str, currency: str = "CNY") -> Money:
    return Money(Decimal(amount), currency)


def line(amount: Money, line_id: object = ONE) -> LineRef:
    return LineRef(line_id=line_id, amount=amount, text="电池")  # type: ignore[arg-type] # a fresh identity


def test_lines_that_add_up_and_no_lines_at_all_are_credited() -> None:
    check_amount(yuan("10.00"), [])
    check_amount(yuan("10.00"), [line(yuan("9.99")), line(yuan("0.01"), OTHER)])


@pytest.mark.parametrize(
    ("amount", "lines", "pointer"),
    [
        (yuan("0.00"), [], "/amount"),
        (yuan("10.00"), [line(yuan("10.00", "USD"))], "/lines"),
        (yuan("10.00"), [line(yuan("10.01")), line(yuan("-0.01"), OTHER)], "/lines"),
        (yuan("10.00"), [line(yuan("9.99"))], "/lines"),
        (yuan("10.00"), [line(yuan("5.00")), line(yuan("5.00"))], "/lines"),
    ],
    ids=["of nothing", "another currency", "below nothing", "a cent short", "one line twice"],
)
def test_a_credit_that_does_not_add_up_is_refused(amount: Money, lines: list[LineRef], pointer: str) -> None:
    with pytest.raises(CreditAmountWrong) as refusal:
        check_amount(amount, lines)

    assert [error.pointer for error in refusal.value.errors] == [pointer]
