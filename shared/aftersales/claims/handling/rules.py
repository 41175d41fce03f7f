"""Decisions of handling that need no database."""

from collections.abc import Sequence

from aftersales.claims.events import Credited
from aftersales.claims.handling.errors import LinesDisagree, PriceMissing
from aftersales.claims.handling.model import DiscrepancyOf, Disposed, Found, ReceivedExtra, ReceivedLine
from aftersales.claims.returns.model import Extra, Line
from aftersales.kernel.errors import FieldError
from aftersales.kernel.money import Money
from aftersales.policy.errors import BadItemMissing, DispositionNotAllowed
from aftersales.policy.model import Discrepancy, Disposition, PolicyDocument
from aftersales.policy.service import check_disposition, credit_for


def good_in_hand(line: Line) -> int:
    """How many pieces of the announced part arrived; damaged ones count, another part does not."""
    return (line.received_quantity or 0) - (line.wrong_quantity or 0)


def settled_quantity(line: Line) -> int:
    """How many pieces the disposition is carried out for: never more than were announced and approved."""
    return min(good_in_hand(line), line.quantity)


def check_lines(given: Sequence[int], expected: set[int]) -> None:
    """Refuse lines that the return does not have, that are named twice, or that are missing."""
    errors = [
        _error(
            f"/lines/{index}/line", line, "unknown_or_twice", "不在待处理之列，或重复", "is not to be handled, or twice"
        )
        for index, line in enumerate(given)
        if line not in expected or line in given[:index]
    ]
    errors += [_error("/lines", line, "missing", "缺少", "is missing") for line in sorted(expected - set(given))]
    if errors:
        raise LinesDisagree(tuple(errors))


def check_receipt(lines: Sequence[ReceivedLine]) -> None:
    """Refuse a line whose damaged and wrong pieces are more than arrived."""
    errors = tuple(
        _error(
            f"/lines/{index}/quantity",
            one.line,
            "does_not_add_up",
            "损坏与错件之和大于到货数量",
            "has more damaged and wrong pieces than arrived",
        )
        for index, one in enumerate(lines)
        if one.damaged + one.wrong_part > one.quantity
    )
    if errors:
        raise LinesDisagree(errors)


def _error(pointer: str, line: int, code: str, zh: str, en: str) -> FieldError:
    return FieldError(pointer=pointer, code=code, zh=f"第 {line} 行{zh}", en=f"line {line} {en}")


def discrepancies(lines: Sequence[Line], extras: Sequence[Extra | ReceivedExtra]) -> list[DiscrepancyOf]:
    """What differs between what was announced and what arrived: short, extra, damaged, wrong part."""
    found = []
    for line in lines:
        if not line.accepted or line.received_quantity is None:
            continue
        differences = (
            (Discrepancy.SHORT, line.quantity - line.received_quantity),
            (Discrepancy.EXTRA, line.received_quantity - line.quantity),
            (Discrepancy.DAMAGED, line.damaged_quantity or 0),
            (Discrepancy.WRONG_PART, line.wrong_quantity or 0),
        )
        found += [
            DiscrepancyOf(
                line=line.line,
                part_number=line.part_number,
                kind=kind,
                quantity=quantity,
                note=line.receipt_note or "",
            )
            for kind, quantity in differences
            if quantity > 0
        ]
    unannounced = [
        DiscrepancyOf(
            line=None,
            part_number=extra.part_number,
            kind=Discrepancy.EXTRA,
            quantity=extra.quantity,
            note=extra.note,
        )
        for extra in extras
    ]
    return [*found, *unannounced]


def check_findings(found: Sequence[Found], lines: Sequence[Line]) -> None:
    """Refuse unless every line in hand gets exactly one finding."""
    check_lines([one.line for one in found], {line.line for line in lines if in_hand(line)})


def in_hand(line: Line) -> bool:
    """Whether anything of a line arrived to be inspected."""
    return line.accepted and (line.received_quantity or 0) > 0


def check_dispositions(document: PolicyDocument, disposed: Sequence[Disposed], lines: Sequence[Line]) -> None:
    """Refuse a disposition that the policy does not allow after the line's finding [S11-R06]."""
    by_number = {line.line: line for line in lines if in_hand(line)}
    check_lines([one.line for one in disposed], set(by_number))
    for index, one in enumerate(disposed):
        _check_disposition(document, one, by_number[one.line], f"/lines/{index}")


def _check_disposition(document: PolicyDocument, disposed: Disposed, line: Line, pointer: str) -> None:
    if line.finding is None:
        raise LinesDisagree((_error(pointer, line.line, "no_finding", "没有鉴定结论", "has no finding"),))
    try:
        check_disposition(document, line.finding, disposed.disposition, bad_item_received=good_in_hand(line) > 0)
    except (DispositionNotAllowed, BadItemMissing) as refusal:
        refusal.pointer = f"{pointer}/disposition"
        raise
    if disposed.disposition is Disposition.CREDIT and line.unit_price is None:
        raise PriceMissing(line=line.line, pointer=f"{pointer}/disposition")
    if disposed.disposition is not Disposition.REPLACE and disposed.replacement_serial is not None:
        zh, en = "不换件，不能填写换出件编号", "is not replaced and has no replacement serial"
        raise LinesDisagree((_error(f"{pointer}/replacement_serial", line.line, "not_replaced", zh, en),))


def credit_of(document: PolicyDocument, line: Line) -> Money | None:
    """The credit of a line: for announced pieces in hand, at the price frozen when it was filed."""
    if line.disposition is not Disposition.CREDIT or line.unit_price is None:
        return None
    return credit_for(document, line.unit_price, settled_quantity(line))


def credited(line: Line, amount: Money) -> Credited:
    """A line's credit as finance needs it."""
    return Credited(
        line=line.line,
        part_id=line.part_id,
        part_number=line.part_number,
        part_name=line.part_name,
        quantity=settled_quantity(line),
        unit_price=line.unit_price or amount,
        amount=amount,
        clause=line.clause,
    )
