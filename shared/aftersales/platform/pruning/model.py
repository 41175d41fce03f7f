"""Words of pruning."""

from datetime import datetime
from typing import Final

from msgspec import Struct

BATCH: Final = 2_000


class Rule(Struct, frozen=True, kw_only=True):
    """Rows of a table that may go: those in one of the `states` (any, if none is named) whose `at` is long ago.

    With `or_at` a row's time runs from whichever of the two instants there is.
    """

    table: str
    at: str
    or_at: str | None = None
    states: tuple[str, ...] = ()
    batch: int = BATCH


class Cut(Struct, frozen=True):
    """A rule and the instant before which its rows go."""

    rule: Rule
    before: datetime
