"""Which approvals a return needs: boundary amounts, open lines, unknown amounts, chains of their own."""

from datetime import date
from decimal import Decimal

import pytest
from tests.policy.samples import AIR, EBIKE, filed, line

from aftersales.kernel.access import Role
from aftersales.kernel.money import Money
from aftersales.policy.model import Proof, Subject
from aftersales.policy.rules import CompiledPolicy, approval_for, decide

DAY = date(2025, 6, 1)


def steps_at(policy: CompiledPolicy, price: str, **changes: object) -> list[tuple[Role, ...]]:
    """The roles of the steps that one line of a price needs."""
    decided = decide(policy, filed(DAY, line(unit_price=Money(Decimal(price), "CNY"), **changes)))
    return [step.roles for step in decided.steps]


HEAD, MANAGER, QUALITY = (Role.AFTER_SALES_HEAD,), (Role.GENERAL_MANAGER,), Role.QUALITY_INSPECTOR


@pytest.mark.parametrize(
    ("price", "steps"),
    [
        ("500.00", []),
        ("500.01", [HEAD]),
        ("5000.00", [HEAD]),
        ("5000.01", [HEAD, MANAGER]),
    ],
)
def test_approval_steps_begin_just_above_their_amount(price: str, steps: list[tuple[Role, ...]]) -> None:
    assert steps_at(EBIKE, price) == steps


def test_the_amount_is_that_of_all_lines_that_are_not_refused() -> None:
    decided = decide(EBIKE, filed(DAY, line(quantity=3), line(), line(human_damage=True, quantity=50)))

    assert decided.amount == Decimal("472.00")
    assert decided.steps == ()


def test_an_open_line_always_needs_its_first_step() -> None:
    assert steps_at(EBIKE, "1.00", quantity=21, part_category="motor") == [HEAD]


def test_what_is_open_can_have_a_chain_of_its_own() -> None:
    decided = decide(AIR, filed(DAY, line(proof=Proof.NONE)))

    assert decided.chain == "LC-open"
    assert [(step.roles, step.agree_on) for step in decided.steps] == [((*HEAD, QUALITY), ("quantity",))]
    assert decide(AIR, filed(DAY)).chain == "LC-return"


@pytest.mark.parametrize("price", [None, Money(Decimal(1), "USD")])
def test_an_amount_that_nobody_knows_needs_every_step(price: Money | None) -> None:
    decided = decide(EBIKE, filed(DAY, line(unit_price=price)))

    assert [step.roles for step in decided.steps] == [HEAD, MANAGER]
    assert decided.amount == Decimal(0)


def test_a_return_that_is_refused_throughout_needs_no_approval() -> None:
    decided = decide(EBIKE, filed(DAY, line(human_damage=True)))

    assert (decided.chain, decided.steps, decided.amount) == (None, (), Decimal(0))


@pytest.mark.parametrize(("amount", "steps"), [("10000.00", 1), ("10000.01", 2)])
def test_the_result_of_a_count_is_approved_by_its_own_chain(amount: str, steps: int) -> None:
    chain, needed = approval_for(AIR, Subject.COUNT, Money(Decimal(amount), "CNY"), lines=3)

    assert (chain.code, len(needed)) == ("LC-count", steps)
