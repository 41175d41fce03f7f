"""Words of handling: what arrived, what was found, what is done with it."""

from typing import Annotated

from msgspec import Meta, Struct

from aftersales.policy.model import Discrepancy, Disposition, Finding

Quantity = Annotated[int, Meta(ge=0, le=1_000_000)]
Note = Annotated[str, Meta(max_length=1000)]
LineNumber = Annotated[int, Meta(ge=1, le=10_000)]


class ReceivedLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What arrived of one line: `quantity` pieces in all, of which some damaged on the way, some another part."""

    line: LineNumber
    quantity: Quantity
    damaged: Quantity = 0
    wrong_part: Quantity = 0
    note: Note = ""


class ReceivedExtra(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Pieces that nobody announced."""

    part_number: Annotated[str, Meta(min_length=1, max_length=64)]
    quantity: Annotated[int, Meta(ge=1, le=1_000_000)]
    note: Note = ""


class Found(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The finding of one line [S11]."""

    line: LineNumber
    finding: Finding
    note: Note = ""


class Disposed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What becomes of one line; a replacement may name the serial that goes out."""

    line: LineNumber
    disposition: Disposition
    replacement_serial: Annotated[str, Meta(min_length=1, max_length=64)] | None = None


class DiscrepancyOf(Struct, frozen=True, kw_only=True):
    """One difference between what was announced and what arrived."""

    line: int | None
    part_number: str
    kind: Discrepancy
    quantity: int
    note: str
