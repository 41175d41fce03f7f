"""Words of figures."""

from datetime import date
from typing import Final

from msgspec import Struct

from aftersales.kernel.money import Money
from aftersales.policy.stopwatches.model import DeadlineFigure

MOST_DAYS: Final = 1096
"""Three years in one answer."""

MOST_ROWS: Final = 20
"""Of each kind the costliest, then those with most lines."""


class Figure(Struct, frozen=True, kw_only=True):
    """What the lines that share a key come to; `cost` is what was credited or replaced, at filing's prices."""

    key: str
    name: str
    name_en: str
    returns: int
    lines: int
    accepted: int
    pieces: int
    cost: Money


class ReturnFigures(Struct, frozen=True, kw_only=True):
    """A period's returns, counted by the day they were filed; `total` has a row for each currency."""

    first_day: date
    last_day: date
    time_zone: str
    total: tuple[Figure, ...]
    by_outcome: tuple[Figure, ...]
    by_clause: tuple[Figure, ...]
    by_model: tuple[Figure, ...]
    by_part: tuple[Figure, ...]
    by_dealer: tuple[Figure, ...]
    deadlines: tuple[DeadlineFigure, ...]
