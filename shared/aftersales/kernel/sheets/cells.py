"""From what a file says in one cell to the value that its column means, or a named refusal of it."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final

import phonenumbers

from aftersales.kernel.sheets.raw import Dated, Fault, Literal, Raw, starts_like_formula
from aftersales.kernel.sheets.spec import CellError, Column, Kind, Value

_EDGES: Final = " \t\r\n\u3000\u00a0\u200b\u200c\u200d\u2060\ufeff"
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_EXACT_BELOW: Final = 10**15
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(?:\.([0-9]{1,15}))?")
_DATE: Final = re.compile(
    r"([0-9]{4})(?:([-/.])([0-9]{1,2})\2([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日?|([0-9]{2})([0-9]{2}))"
    r"(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.0+)?)?)?"
)
_LEAP_DAY_THAT_NEVER_WAS: Final = 60
_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 2199
_COMPACT_DATES: Final = (19000101, 21991231)
_MOBILE: Final = re.compile(r"(?:\+86)?(1[3-9][0-9]{3})([0-9]{6})")
_LOCAL: Final = r"[A-Za-z0-9_%+'-]+(?:\.[A-Za-z0-9_%+'-]+)*"
_DOMAIN: Final = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
_EMAIL: Final = re.compile(rf"({_LOCAL})@({_DOMAIN})")
_SHOWN: Final = 40

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "required": ("必填，不能为空。", "This must not be empty."),
    "too_long": ("超过 {limit} 个字符。", "Longer than {limit} characters."),
    "formula_in_cell": ("不接受公式，请粘贴为数值。", "Formulas are not accepted; paste the value."),
    "error_in_cell": ("单元格内是错误值。", "The cell holds an error value."),
    "control_character": ("含有换行或控制字符。", "It holds a line break or a control character."),
    "not_an_integer": ("须为整数。", "It must be a whole number."),
    "not_a_number": ("须为数字。", "It must be a number."),
    "not_a_date": ("须为日期，例如 2026-01-02。", "It must be a date such as 2026-01-02."),
    "not_text": ("须为文本，不能是日期或逻辑值。", "It must be text, not a date or a truth value."),
    "not_a_choice": ("须为下列之一：{allowed_zh}。", "It must be one of: {allowed}."),
    "not_a_phone": ("电话号码无效。", "This is not a valid phone number."),
    "not_an_email": ("电子邮箱无效。", "This is not a valid e-mail address."),
    "too_many_places": ("小数位数超过 {places} 位。", "More than {places} decimal places."),
    "out_of_range": ("须在 {minimum} 与 {maximum} 之间。", "It must lie between {minimum} and {maximum}."),
    "precision_lost": (
        "数字过长，末位已丢失，请将单元格设为文本后重新填写。",
        "The number is too long and has lost its last digits; make the cell text and enter it again.",
    ),
    "duplicate_in_sheet": ("与第 {row} 行重复。", "The same as in row {row}."),
    "no_heading": ("该列没有表头。", "This column has no heading."),
}


class CellRefused(Exception):  # noqa: N818 - an answer about a cell, collected by the reader
    """One cell cannot be read as its column asks."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def cell_error(column: Column, code: str, raw: Raw | None, **params: object) -> CellError:
    """The answer for one cell in both languages, with the start of what stood there."""
    zh, en = TEXTS[code]
    text = shown(raw)
    return CellError(
        column=column.name,
        column_zh=column.zh,
        column_en=column.en,
        code=code,
        zh=zh.format(**params),
        en=en.format(**params),
        value=text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…",
    )


def shown(raw: Raw | None) -> str:
    """What stands in a cell, as a person can read it; a cell without content of its own shows nothing."""
    if raw is None or isinstance(raw, Fault):
        return ""
    return _CONTROL.sub("\ufffd", str(raw)).strip(_EDGES)


def value_of(raw: Raw | None, column: Column) -> Value:
    """The value of one cell under its column; raises `CellRefused`."""
    if raw is None or (isinstance(raw, str) and not raw.strip(_EDGES)):
        if column.required:
            raise CellRefused("required")
        return None
    if isinstance(raw, Fault):
        raise CellRefused(raw.value, limit=column.max_length)
    return _READERS[column.kind](raw, column)


def _text(raw: Raw, column: Column) -> str:
    """The cell's characters as typed, without the space around them."""
    if isinstance(raw, str):
        text = raw.strip(_EDGES)
        if starts_like_formula(text) and not isinstance(raw, Literal):
            raise CellRefused("formula_in_cell")
    elif isinstance(raw, float) and not isinstance(raw, Dated):
        text = _digits(raw)
    else:
        raise CellRefused("not_text")
    if _CONTROL.search(text):
        raise CellRefused("control_character")
    if len(text) > column.max_length:
        raise CellRefused("too_long", limit=column.max_length)
    return text


def _digits(number: float) -> str:
    """A number as its digits; one that a spreadsheet has already rounded is refused."""
    if abs(number) >= _EXACT_BELOW:
        raise CellRefused("precision_lost")
    return str(int(number)) if number.is_integer() else format(Decimal(format(number, ".15g")), "f")


def _code(raw: Raw, column: Column) -> str:
    return unicodedata.normalize("NFKC", _text(raw, column)).strip(_EDGES)


def _compact(raw: Raw) -> str:
    """What a person typed for a number or an address, half-width; a formula stays refused."""
    if isinstance(raw, float) and not isinstance(raw, Dated):
        return _digits(raw)
    if not isinstance(raw, str):
        return ""
    text = unicodedata.normalize("NFKC", raw.strip(_EDGES))
    if text.startswith(("=", "@")):
        raise CellRefused("formula_in_cell")
    return text


def _decimal(raw: Raw, column: Column) -> Decimal:
    match = _NUMBER.fullmatch(_compact(raw))
    if match is None:
        raise CellRefused("not_a_number")
    number = Decimal(match[0].replace(",", ""))
    if column.places is not None and len((match[1] or "").rstrip("0")) > column.places:
        raise CellRefused("too_many_places", places=column.places)
    return _within(number, column)


def _within(number: Decimal, column: Column) -> Decimal:
    minimum = -_EXACT_BELOW if column.minimum is None else column.minimum
    maximum = _EXACT_BELOW if column.maximum is None else column.maximum
    if not minimum <= number <= maximum:
        raise CellRefused("out_of_range", minimum=minimum, maximum=maximum)
    return number


def _integer(raw: Raw, column: Column) -> int:
    try:
        number = _decimal(raw, column)
    except CellRefused as refused:
        raise CellRefused("not_an_integer") if refused.code == "not_a_number" else refused from None
    if number != number.to_integral_value():
        raise CellRefused("not_an_integer")
    return int(number)


def _date(raw: Raw, column: Column) -> date:
    del column
    if isinstance(raw, float) and not (raw.is_integer() and _COMPACT_DATES[0] <= raw <= _COMPACT_DATES[1]):
        found = _from_serial(raw)
    else:
        found = _from_text(str(int(raw)) if isinstance(raw, float) else _compact(raw))
    if found is None or not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise CellRefused("not_a_date")
    return found


def _from_serial(serial: float) -> date | None:
    """The day a spreadsheet counts by; it believes that 1900 was a leap year."""
    days = int(serial) if 0 <= serial < _EXACT_BELOW else 0
    if days in {0, _LEAP_DAY_THAT_NEVER_WAS} or days > _COMPACT_DATES[0]:
        return None
    try:
        return date(1899, 12, 31 if days < _LEAP_DAY_THAT_NEVER_WAS else 30) + timedelta(days=days)
    except OverflowError:
        return None


def _from_text(text: str) -> date | None:
    match = _DATE.fullmatch(text.replace(" ", "") if "年" in text else text)
    if match is None:
        return None
    month = match[3] or match[5] or match[7]
    day = match[4] or match[6] or match[8]
    try:
        return date(int(match[1]), int(month), int(day))
    except ValueError:
        return None


def _choice(raw: Raw, column: Column) -> str:
    text = str(raw) if isinstance(raw, bool) else _compact(raw)
    for choice in column.choices:
        for written in (choice.value, choice.zh, choice.en):
            if unicodedata.normalize("NFKC", written).casefold() == text.casefold():
                return choice.value
    raise CellRefused(
        "not_a_choice",
        allowed_zh="、".join(choice.zh for choice in column.choices),
        allowed=", ".join(choice.en for choice in column.choices),
    )


def _phone(raw: Raw, column: Column) -> str:
    del column
    text = _compact(raw).replace(" ", "").replace("-", "")
    if (mobile := _MOBILE.fullmatch(text)) is not None and _is_mobile_prefix(mobile[1]):
        return f"+86{mobile[1]}{mobile[2]}"
    try:
        number = phonenumbers.parse(text, "CN")
    except phonenumbers.NumberParseException:
        raise CellRefused("not_a_phone") from None
    if number.extension or not phonenumbers.is_valid_number(number):
        raise CellRefused("not_a_phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@lru_cache(maxsize=2048)
def _is_mobile_prefix(prefix: str) -> bool:
    """Whether Chinese mobile numbers begin so; asked once per prefix, since asking is slow."""
    return phonenumbers.is_valid_number(phonenumbers.parse(f"{prefix}000000", "CN"))


def _email(raw: Raw, column: Column) -> str:
    match = _EMAIL.fullmatch(_compact(raw))
    if match is None or len(match[0]) > column.max_length:
        raise CellRefused("not_an_email")
    return f"{match[1]}@{match[2].lower()}"


_READERS: Final[dict[Kind, Callable[[Raw, Column], Value]]] = {
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.DATE: _date,
    Kind.CHOICE: _choice,
    Kind.PHONE: _phone,
    Kind.EMAIL: _email,
}
