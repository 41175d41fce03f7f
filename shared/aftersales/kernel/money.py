"""Money: integer minor units with a currency; on the wire `{"amount": "12.30", "currency": "CNY"}`."""

from collections.abc import Sequence
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow
from typing import Final, Self

from msgspec import Struct
from msgspec.structs import force_setattr

EXPONENTS: Final = {"CNY": 2, "USD": 2, "EUR": 2, "HKD": 2, "TWD": 2, "JPY": 0, "KRW": 0}
"""Decimal places by ISO 4217 code."""

LARGEST: Final = 10**15
"""The largest amount of minor units that any posting may carry."""

QUANTA: Final = {currency: Decimal(1).scaleb(-exponent) for currency, exponent in EXPONENTS.items()}
"""The smallest amount of each currency, with just its decimals."""

LIMITS: Final = {currency: LARGEST * quantum for currency, quantum in QUANTA.items()}
"""The largest amount of each currency."""

EXACT: Final = Context(prec=40, traps=[Inexact, InvalidOperation, Overflow])
"""Arithmetic that says so rather than round a digit away."""


class Money(Struct, frozen=True):
    """An amount that has no more decimals than its currency; arithmetic refuses to mix currencies."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        """Normalise `12.3` to `12.30`; raise ValueError on unknown currency or too many decimals."""
        exponent = EXPONENTS.get(self.currency)
        if exponent is None:
            raise ValueError(f"unknown currency {self.currency!r}")
        if self._is_normal():
            return
        if not self.amount.is_finite():
            raise ValueError("an amount is a finite number")
        try:
            minor = self.amount.scaleb(exponent, EXACT)
        except ArithmeticError as error:
            raise ValueError("the amount has too many digits") from error
        if minor != minor.to_integral_value():
            raise ValueError(f"{self.currency} has {exponent} decimals")
        if abs(minor) > LARGEST:
            raise ValueError("the amount is too large")
        force_setattr(self, "amount", Decimal(int(minor)).scaleb(-exponent))

    def _is_normal(self) -> bool:
        """Whether nothing is left to do, as for every amount that comes from the database; a zero may be negative."""
        amount = self.amount
        if not amount.same_quantum(QUANTA[self.currency]):
            return False
        return abs(amount) <= LIMITS[self.currency] if amount else not amount.is_signed()

    @classmethod
    def of_minor(cls, minor: int, currency: str) -> Self:
        """`Money.of_minor(1230, "CNY")` is 12.30 yuan."""
        return cls(Decimal(minor).scaleb(-EXPONENTS[currency]), currency)

    @property
    def minor(self) -> int:
        """The amount in minor units (fen, cents)."""
        return int(self.amount.scaleb(EXPONENTS[self.currency]))

    def __add__(self, other: "Money") -> "Money":
        return Money.of_minor(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money.of_minor(self.minor - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money.of_minor(-self.minor, self.currency)

    def __mul__(self, factor: int) -> "Money":
        return Money.of_minor(self.minor * factor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._same(other)

    def share(self, numerator: int, denominator: int) -> "Money":
        """A fraction, rounded half up away from zero: 85 % of 9.99 is `share(85, 100)`."""
        scaled = abs(self.minor) * numerator * 2 + denominator
        sign = -1 if self.minor < 0 else 1
        return Money.of_minor(sign * (scaled // (2 * denominator)), self.currency)

    def split(self, weights: Sequence[int]) -> tuple["Money", ...]:
        """Shares by largest remainder, so that they always add up to the whole [S13-R08]."""
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise ValueError("weights must be non-negative and not all zero")
        minor, sign = abs(self.minor), -1 if self.minor < 0 else 1
        floors = [minor * weight // total for weight in weights]
        by_remainder = sorted(range(len(weights)), key=lambda i: (-(minor * weights[i] % total), i))
        for index in by_remainder[: minor - sum(floors)]:
            floors[index] += 1
        return tuple(Money.of_minor(sign * part, self.currency) for part in floors)

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")
        return other.minor

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


def zero(currency: str) -> Money:
    """Nothing, in a currency."""
    return Money.of_minor(0, currency)
