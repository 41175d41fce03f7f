"""The time, as a part that can be replaced: laws about time are tested with a clock that stands still."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Something that knows the instant."""

    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The machine's instant in UTC."""
        return datetime.now(UTC)


class SetClock:
    """A clock that moves only when told to; for tests and rehearsals."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """The instant it was last set to."""
        return self.at

    def advance(self, by: timedelta) -> None:
        """Move forward; a clock never runs backwards here."""
        if by < timedelta(0):
            raise ValueError("time does not run backwards")
        self.at += by
