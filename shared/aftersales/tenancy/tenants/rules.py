"""What a tenant's particulars may be."""

import re
from typing import Final
from zoneinfo import available_timezones

from aftersales.kernel.errors import FieldError, Invalid
from aftersales.kernel.money import EXPONENTS

CODE: Final = re.compile(r"[a-z0-9][a-z0-9-]{1,38}[a-z0-9]")
EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
LOCALES: Final = frozenset({"zh", "en"})


def check(
    *,
    locale: str,
    time_zone: str,
    code: str | None = None,
    currency: str | None = None,
    email: str | None = None,
) -> None:
    """Name every particular that cannot be used."""
    errors = []
    if code is not None and not CODE.fullmatch(code):
        errors.append(_wrong("/code", "编码为 3 至 40 位小写字母、数字和连字符。", "3 to 40 of a-z, 0-9 and hyphens."))
    if currency is not None and currency not in EXPONENTS:
        known = ", ".join(EXPONENTS)
        errors.append(_wrong("/currency", f"不支持该币种，可用：{known}。", f"Unknown currency; known are {known}."))
    if locale not in LOCALES:
        errors.append(_wrong("/locale", "语言为 zh 或 en。", "The locale is zh or en."))
    if time_zone not in available_timezones():
        errors.append(_wrong("/time_zone", "未知的 IANA 时区。", "No such IANA time zone."))
    if email is not None and not EMAIL.fullmatch(email):
        errors.append(_wrong("/administrator_email", "邮箱格式不正确。", "Not an e-mail address."))
    if errors:
        raise Invalid(*errors)


def _wrong(pointer: str, zh: str, en: str) -> FieldError:
    return FieldError(pointer=pointer, code="wrong_value", zh=zh, en=en)
