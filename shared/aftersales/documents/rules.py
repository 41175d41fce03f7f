"""What holds for documents before a row is touched."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from aftersales.documents.model import MOVES, NUMBER_PREFIX, Document, DocumentKind, DocumentState, Letterhead
from aftersales.documents.rendering.model import Issuer
from aftersales.documents.rendering.rules import LARGEST_ISSUER_FIELD
from aftersales.kernel.errors import StateConflict
from aftersales.tenancy.model import Tenant

KIND_OF_PREFIX: Final = {prefix: kind for kind, prefix in NUMBER_PREFIX.items()}


def check_move(document: Document, target: DocumentState) -> None:
    """Refuse a move that the table of moves does not hold."""
    if target not in MOVES[document.state]:
        raise StateConflict(state=document.state.value, move=target.value)


def number_of(kind: DocumentKind, year: int, count: int) -> str:
    """The number a person reads: `PL-2026-000001`."""
    return f"{NUMBER_PREFIX[kind]}-{year}-{count:06d}"


def kind_of_number(number: str) -> DocumentKind | None:
    """The kind of the papers that are numbered like this; None if none are."""
    prefix, dash, _ = number.partition("-")
    return KIND_OF_PREFIX.get(prefix) if dash else None


def year_of(instant: datetime, time_zone: str) -> int:
    """The year in which a paper is numbered: that of the tenant's own calendar."""
    return instant.astimezone(ZoneInfo(time_zone)).year


def issuer_of(tenant: Tenant, letterhead: Letterhead) -> Issuer:
    """The letterhead of a tenant's papers; what would not leave room on a page is cut."""
    most = LARGEST_ISSUER_FIELD
    return Issuer(
        name_zh=tenant.name[: most["name_zh"]],
        name_en=tenant.name_en[: most["name_en"]],
        address=tenant.address[: most["address"]],
        phone=tenant.phone[: most["phone"]],
        logo=letterhead.logo,
        stamp=letterhead.stamp,
    )
