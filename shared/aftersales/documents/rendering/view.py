"""A paper as the templates see it: plain JSON in which every value is text that is ready to be set."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec

from aftersales.documents.rendering.capitals import capitals
from aftersales.documents.rendering.glyphs import printable
from aftersales.documents.rendering.model import CreditNote, Paper, VerificationCode, fingerprint, paper_hash
from aftersales.documents.rendering.rules import zone_of


def view_json(paper: Paper, verification: VerificationCode) -> str:
    """Everything a template prints, as JSON; values are data there and never markup."""
    zone = zone_of(paper.header.time_zone)
    plain = msgspec.to_builtins(paper, builtin_types=(bytes, datetime, date, Decimal))
    facts = _texts(plain, zone)
    extra: dict[str, object] = {
        "fingerprint": fingerprint(paper_hash(paper)),
        "verify_url": verification.url,
        "verify_at": printable(verification.prefix),
        "stamped_on": f"{paper.header.issued_at.astimezone(zone):%Y-%m-%d}",
    }
    if isinstance(paper, CreditNote) and paper.total.currency == "CNY":
        extra["capitals"] = capitals(paper.total.minor)
    return msgspec.json.encode({"paper": facts, **extra}).decode()


def _texts(value: object, zone: ZoneInfo) -> object:
    if isinstance(value, dict):
        return {name: _texts(inner, zone) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_texts(inner, zone) for inner in value]
    return _text(value, zone)


def _text(value: object, zone: ZoneInfo) -> object:
    match value:
        case str():
            return printable(value)
        case datetime():
            return _instant(value.astimezone(zone))
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:,}"
        case bytes():
            return bool(value)
        case _:
            return value


def _instant(local: datetime) -> str:
    offset = f"{local:%z}"
    return f"{local:%Y-%m-%d %H:%M} UTC{offset[:3]}:{offset[3:5]}"
