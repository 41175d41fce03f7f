"""How fast the policy decides: line decisions per second on one core, for each demo policy."""

from datetime import date, timedelta
from decimal import Decimal
from time import perf_counter

from aftersales.kernel.money import Money
from aftersales.policy.model import LineFacts, Proof, ReturnFacts, UnitFacts
from aftersales.policy.rules import compile_policy, decide, template

DEMOS = ("air-conditioner-dealer-returns", "ebike-dealer-returns")
RETURNS = 2_000
LINES = 10
UNPROVEN, DAMAGED = 7, 4
"""Which line of each return lacks a proof, and which was damaged by people."""

PARTS = ("battery", "controller", "charger", "motor", "frame", "compressor", "fan", None)


def returns() -> list[ReturnFacts]:
    """Returns of ten lines, no two on the same day with the same units, with a gap in the facts here and there."""
    first = date(2025, 1, 1)
    return [
        ReturnFacts(
            filed_on=first + timedelta(days=number % 700),
            lines=tuple(_line(number, index, first) for index in range(LINES)),
        )
        for number in range(RETURNS)
    ]


def _line(number: int, index: int, first: date) -> LineFacts:
    """One line of one return."""
    began = first - timedelta(days=(number * 7 + index * 53) % 900)
    return LineFacts(
        line=str(index),
        unit=UnitFacts(
            serial=f"S{number:06}{index}",
            model=f"M{number % 12}",
            category="demo",
            factory="QH-WX" if index % 2 else "LC-ZS",
            sold_on=began,
            installed_on=began + timedelta(days=3) if index % 5 else None,
        ),
        proof=Proof.NONE if index == UNPROVEN else Proof.INVOICE,
        part_number=f"P{index}",
        part_category=PARTS[(number + index) % len(PARTS)],
        quantity=1 + index % 3,
        fault_code="F01",
        fault_text="不工作",
        human_damage=index == DAMAGED,
        photos=1,
        unit_price=Money(Decimal("129.90"), "CNY"),
    )


def measure() -> dict[str, float]:
    """Line decisions per second by policy, and the seconds that 100,000 past decisions take to replay."""
    cases = returns()
    figures: dict[str, float] = {}
    for name in DEMOS:
        policy = compile_policy(template(name))
        began = perf_counter()
        for facts in cases:
            decide(policy, facts)
        rate = RETURNS * LINES / (perf_counter() - began)
        figures[f"decide.{name}.lines_per_second"] = rate
        figures[f"decide.{name}.seconds_per_100000"] = 100_000 / rate
    return figures


if __name__ == "__main__":
    for figure, value in measure().items():
        print(f"{figure:70} {value:12,.1f}")  # noqa: T201 - a benchmark prints its figures
