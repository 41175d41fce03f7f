"""What a paper must hold before anyone signs or prints it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from aftersales.documents.rendering.errors import (
    IssueInstantInvalid,
    PaperIncomplete,
    PaperInconsistent,
    PaperTooLarge,
    PaperUnprintable,
    TemplateUnknown,
    TimeZoneUnknown,
)
from aftersales.documents.rendering.glyphs import unprintable
from aftersales.documents.rendering.model import (
    CreditNote,
    InspectionReport,
    PackingList,
    Paper,
    TransportForm,
)
from aftersales.documents.rendering.words import is_kept, words
from aftersales.kernel.errors import FieldError
from aftersales.kernel.money import zero

LARGEST_LINES: Final = 1_000
LARGEST_TEXT: Final = 200_000

LARGEST_FIELD: Final = {"number": 64, "policy_version": 64}
LARGEST_ISSUER_FIELD: Final = {"name_zh": 200, "name_en": 200, "address": 300, "phone": 64, "stamp": 40}
"""What stands on every page must leave room for the rest of it."""

MANDATORY: Final[dict[type[Paper], tuple[str, ...]]] = {
    PackingList: ("return_number", "dealer_name", "dealer_address", "total_quantity", "lines"),
    TransportForm: (
        "return_number",
        "consignee_name",
        "consignee_address",
        "consignee_phone",
        "quantity",
        "consignor_name",
        "consignor_address",
    ),
    InspectionReport: ("return_number", "dealer_name", "lines"),
    CreditNote: ("return_number", "dealer_name", "lines"),
}
"""The fields that may not be empty [S02-R03]; dates and counts cannot be absent by their type."""

MANDATORY_IN_LINE: Final[dict[type[Paper], tuple[str, ...]]] = {
    PackingList: ("part_number", "part_name", "quantity"),
    TransportForm: (),
    InspectionReport: ("part_number", "part_name", "quantity", "finding", "liability", "disposition", "inspector"),
    CreditNote: ("part_number", "part_name", "quantity"),
}


def check(paper: Paper) -> None:
    """Refuse a paper that cannot be printed, lacks a mandatory field, or contradicts itself."""
    _check_header(paper)
    _check_text(paper)
    _check_mandatory(paper)
    _check_totals(paper)


def _check_header(paper: Paper) -> None:
    header = paper.header
    if not is_kept(header.template_version):
        raise TemplateUnknown(version=header.template_version, pointer="/header/template_version")
    instant = header.issued_at
    if instant.utcoffset() is None or instant <= datetime(1970, 1, 1, tzinfo=UTC):
        raise IssueInstantInvalid(pointer="/header/issued_at")
    zone_of(header.time_zone)
    for struct, limits in ((header, LARGEST_FIELD), (header.issuer, LARGEST_ISSUER_FIELD)):
        for name, limit in limits.items():
            _check_length(words(header.template_version)[name], len(getattr(struct, name)), limit)


def _check_length(what: tuple[str, str], actual: int, limit: int) -> None:
    if actual > limit:
        raise PaperTooLarge(what_zh=f"“{what[0]}”字数", what=f"characters in “{what[1]}”", limit=limit, actual=actual)


def zone_of(name: str) -> ZoneInfo:
    """The time zone of that name, refused if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise TimeZoneUnknown(time_zone=name, pointer="/header/time_zone") from None


def _check_text(paper: Paper) -> None:
    lines = () if isinstance(paper, TransportForm) else paper.lines
    if len(lines) > LARGEST_LINES:
        raise PaperTooLarge(what="lines", what_zh="行数", limit=LARGEST_LINES, actual=len(lines))
    length = 0
    for pointer, text in texts_of(msgspec.to_builtins(paper, builtin_types=(bytes,))):
        length += len(text)
        character = unprintable(text)
        if character is not None:
            raise PaperUnprintable(field=pointer, character=f"U+{ord(character):04X}", pointer=pointer)
    if length > LARGEST_TEXT:
        raise PaperTooLarge(what="characters", what_zh="字数", limit=LARGEST_TEXT, actual=length)


def texts_of(value: object, pointer: str = "") -> Iterator[tuple[str, str]]:
    """Every text in plain data with its JSON Pointer."""
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from texts_of(inner, f"{pointer}/{name}")
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from texts_of(inner, f"{pointer}/{index}")


def _check_mandatory(paper: Paper) -> None:
    lines = () if isinstance(paper, TransportForm) else paper.lines
    empty = [
        *(f"/header/{name}" for name in ("number", "policy_version") if _is_empty(paper.header, name)),
        *(f"/header/issuer/{name}" for name in ("name_zh",) if _is_empty(paper.header.issuer, name)),
        *(f"/{name}" for name in MANDATORY[type(paper)] if _is_empty(paper, name)),
    ]
    for index, line in enumerate(lines):
        names = MANDATORY_IN_LINE[type(paper)]
        empty.extend(f"/lines/{index}/{name}" for name in names if _is_empty(line, name))
    if empty:
        errors = tuple(_required(pointer, paper.header.template_version) for pointer in empty)
        raise PaperIncomplete(errors=errors, count=len(errors))


def _is_empty(struct: msgspec.Struct, name: str) -> bool:
    value = getattr(struct, name)
    return not value.strip() if isinstance(value, str) else value in (0, ()) or (isinstance(value, int) and value < 0)


def _required(pointer: str, version: int) -> FieldError:
    zh, en = words(version)[pointer.rpartition("/")[2]]
    return FieldError(pointer=pointer, code="required", zh=f"“{zh}”为必填项。", en=f"{en} is mandatory.")


def _check_totals(paper: Paper) -> None:
    if isinstance(paper, PackingList):
        total = sum(line.quantity for line in paper.lines)
        _check_equal("总数量", "the total quantity", total, paper.total_quantity, "/total_quantity")
    if isinstance(paper, CreditNote):
        currency = paper.total.currency
        for index, line in enumerate(paper.lines):
            for name, money in (("unit_price", line.unit_price), ("amount", line.amount)):
                pointer = f"/lines/{index}/{name}"
                _check_equal("币种", "the currency", currency, money.currency, pointer)
        total_credit = sum((line.amount for line in paper.lines), zero(currency))
        _check_equal("合计金额", "the total", str(total_credit), str(paper.total), "/total")


def _check_equal(what_zh: str, what: str, expected: object, actual: object, pointer: str) -> None:
    if expected != actual:
        raise PaperInconsistent(what_zh=what_zh, what=what, expected=expected, actual=actual, pointer=pointer)
