"""Requests and answers of finance."""

from typing import Annotated

from msgspec import Meta, Struct

from aftersales.finance.model import CreditLine, CreditNote
from aftersales_api.deps import Body

LINE = r"^[^\x00-\x1f\x7f]*(?![\s\S])"


class CreditReversal(Body, frozen=True, kw_only=True):
    """Why a credit is taken back."""

    reason: Annotated[str, Meta(min_length=1, max_length=400, pattern=LINE)]


class CreditShown(Struct, frozen=True, kw_only=True):
    """A credit note with its lines."""

    credit: CreditNote
    lines: list[CreditLine]
