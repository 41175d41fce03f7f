"""Decisions of handling, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.claims.made import DOCUMENT, line

from aftersales.claims.handling import rules
from aftersales.claims.handling.errors import LinesDisagree, PriceMissing
from aftersales.claims.handling.model import Disposed, Found, ReceivedExtra, ReceivedLine
from aftersales.claims.returns.model import Extra, Line
from aftersales.kernel.errors import Refusal
from aftersales.kernel.money import Money
from aftersales.policy.errors import BadItemMissing, DispositionNotAllowed
from aftersales.policy.model import QUALITY_FINDINGS, Discrepancy, Disposition, Finding

ARRIVED = st.tuples(st.integers(1, 9), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)).filter(
    lambda found: found[2] + found[3] <= found[1]
)
"""Announced, arrived, of which damaged, of which another part."""


def arrived(found: tuple[int, int, int, int], number: int = 1, **more: object) -> Line:
    """A line as it came."""
    announced, quantity, damaged, wrong = found
    came = line(number, quantity=announced, received_quantity=quantity, damaged_quantity=damaged, wrong_quantity=wrong)
    return replace(came, **more)


@given(ARRIVED)
def test_what_arrived_is_what_was_announced_and_its_differences(found: tuple[int, int, int, int]) -> None:
    announced, quantity, damaged, wrong = found

    differences = {one.kind: one.quantity for one in rules.discrepancies([arrived(found)], [])}

    assert announced - differences.get(Discrepancy.SHORT, 0) + differences.get(Discrepancy.EXTRA, 0) == quantity
    assert not {Discrepancy.SHORT, Discrepancy.EXTRA} <= differences.keys()
    assert differences.get(Discrepancy.DAMAGED, 0) == damaged
    assert differences.get(Discrepancy.WRONG_PART, 0) == wrong
    assert all(amount > 0 for amount in differences.values())


def test_refused_lines_and_lines_that_have_not_arrived_differ_in_nothing() -> None:
    lines = [line(accepted=False, received_quantity=0), line(2)]

    assert rules.discrepancies(lines, []) == []


def test_what_nobody_announced_is_named_by_its_part() -> None:
    extras = [Extra(part_number="A", quantity=2, note="多"), ReceivedExtra(part_number="B", quantity=1)]

    found = rules.discrepancies([arrived((1, 0, 0, 0), receipt_note="空")], extras)

    assert [(one.line, one.part_number, one.kind, one.quantity, one.note) for one in found] == [
        (1, "BAT-48", Discrepancy.SHORT, 1, "空"),
        (None, "A", Discrepancy.EXTRA, 2, "多"),
        (None, "B", Discrepancy.EXTRA, 1, ""),
    ]


@given(ARRIVED)
def test_a_disposition_is_carried_out_for_no_more_than_was_announced(found: tuple[int, int, int, int]) -> None:
    came = arrived(found)

    settled, good = rules.settled_quantity(came), rules.good_in_hand(came)

    assert 0 <= settled <= min(good, came.quantity)
    assert settled in {good, came.quantity}
    assert good == found[1] - found[3]


def test_of_what_has_not_arrived_nothing_is_in_hand() -> None:
    assert (rules.good_in_hand(line()), rules.in_hand(line())) == (0, False)
    assert not rules.in_hand(arrived((1, 1, 0, 0), accepted=False))


@given(st.lists(st.integers(1, 6), max_size=8), st.sets(st.integers(1, 6)))
def test_the_lines_named_are_the_lines_expected_or_refused(given_lines: list[int], expected: set[int]) -> None:
    if sorted(given_lines) == sorted(expected):
        rules.check_lines(given_lines, expected)
        return

    with pytest.raises(LinesDisagree) as refused:
        rules.check_lines(given_lines, expected)

    missing = [error for error in refused.value.errors if error.code == "missing"]
    assert len(missing) == len(expected - set(given_lines))
    assert len(refused.value.errors) - len(missing) == len(given_lines) - len(expected & set(given_lines))


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_damaged_and_wrong_pieces_are_among_those_that_arrived(quantity: int, damaged: int, wrong: int) -> None:
    received = [ReceivedLine(line=1, quantity=quantity, damaged=damaged, wrong_part=wrong)]

    if damaged + wrong <= quantity:
        rules.check_receipt(received)
        return
    with pytest.raises(LinesDisagree) as refused:
        rules.check_receipt(received)

    assert [error.pointer for error in refused.value.errors] == ["/lines/0/quantity"]


def test_every_line_in_hand_gets_one_finding() -> None:
    lines = [arrived((1, 1, 0, 0)), arrived((1, 0, 0, 0), 2)]

    rules.check_findings([Found(line=1, finding=Finding.CARRIER)], lines)
    with pytest.raises(LinesDisagree):
        rules.check_findings([Found(line=2, finding=Finding.CARRIER)], lines)


def disposition_of(
    finding: Finding | None, disposition: Disposition, found: tuple[int, int, int, int]
) -> Refusal | None:
    """The refusal of a disposition, or None."""
    try:
        rules.check_dispositions(
            DOCUMENT, [Disposed(line=1, disposition=disposition)], [arrived(found, finding=finding)]
        )
    except Refusal as refusal:
        return refusal
    return None


@given(st.sampled_from(Finding), st.sampled_from(Disposition), ARRIVED.filter(lambda found: found[1] > 0))
def test_no_exchange_without_own_fault_and_the_bad_item(
    finding: Finding, disposition: Disposition, found: tuple[int, int, int, int]
) -> None:
    refusal = disposition_of(finding, disposition, found)

    if refusal is None:
        assert disposition in DOCUMENT.returns.dispositions[finding]
        if disposition is Disposition.REPLACE:
            assert finding in QUALITY_FINDINGS
            assert found[1] > found[3]
        return
    assert isinstance(refusal, DispositionNotAllowed | BadItemMissing)
    assert refusal.errors[0].pointer == "/lines/0/disposition"


def test_a_line_without_a_finding_is_not_disposed_of() -> None:
    refusal = disposition_of(None, Disposition.REPLACE, (1, 1, 0, 0))

    assert isinstance(refusal, LinesDisagree)
    assert [error.code for error in refusal.errors] == ["no_finding"]


def test_a_credit_needs_a_price_and_a_serial_an_exchange() -> None:
    unpriced = arrived((1, 1, 0, 0), finding=Finding.OWN_FAULT, unit_price=None)
    credit = Disposed(line=1, disposition=Disposition.CREDIT)

    with pytest.raises(PriceMissing) as no_price:
        rules.check_dispositions(DOCUMENT, [credit], [unpriced])
    with pytest.raises(LinesDisagree) as no_exchange:
        rules.check_dispositions(
            DOCUMENT,
            [replace(credit, replacement_serial="N-1")],
            [replace(unpriced, unit_price=Money.of_minor(1, "CNY"))],
        )

    assert no_price.value.errors[0].pointer == "/lines/0/disposition"
    assert no_exchange.value.errors[0].pointer == "/lines/0/replacement_serial"


@given(ARRIVED, st.integers(0, 10**6), st.integers(0, 100))
def test_a_credit_is_its_percentage_of_what_was_announced_and_came(
    found: tuple[int, int, int, int], minor: int, percent: int
) -> None:
    document = replace(DOCUMENT, returns=replace(DOCUMENT.returns, credit_percent=percent))
    came = arrived(found, unit_price=Money.of_minor(minor, "CNY"), disposition=Disposition.CREDIT)

    credit = rules.credit_of(document, came)

    assert credit is not None
    exact = minor * rules.settled_quantity(came) * percent
    assert abs(credit.minor * 100 - exact) <= 50
    assert credit.minor <= minor * found[0]
    told = rules.credited(came, credit)
    assert (told.quantity, told.amount, told.unit_price.minor) == (rules.settled_quantity(came), credit, minor)


@pytest.mark.parametrize("disposition", [*(one for one in Disposition if one is not Disposition.CREDIT), None])
def test_only_a_credit_credits(disposition: Disposition | None) -> None:
    assert rules.credit_of(DOCUMENT, arrived((1, 1, 0, 0), disposition=disposition)) is None


def test_a_line_without_a_price_is_told_at_its_amount() -> None:
    came = arrived((1, 1, 0, 0), unit_price=None, disposition=Disposition.CREDIT)

    assert rules.credit_of(DOCUMENT, came) is None
    assert rules.credited(came, Money.of_minor(5, "CNY")).unit_price == Money.of_minor(5, "CNY")
