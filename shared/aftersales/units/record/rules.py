"""What can be so in a unit's record, and when a meter runs backwards."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from aftersales.units.errors import InstantInFuture, MeterUnread, RepairBackwards
from aftersales.units.record.model import Reading, RepairFields, Stretch
from aftersales.units.rules import check_day


def check_repair(repair: RepairFields, now: datetime) -> None:
    """Every stretch of a repair ends after it begins, and none begins in the future."""
    for pointer, stretch in _stretches(repair):
        check_stretch(stretch, now, pointer)


def _stretches(repair: RepairFields) -> Iterator[tuple[str, Stretch]]:
    yield "/brought_in_at", Stretch(start=repair.brought_in_at, end=repair.returned_at)
    for name in ("waiting_for_parts", "excluded"):
        for index, stretch in enumerate(getattr(repair, name)):
            yield f"/{name}/{index}", stretch


def check_stretch(stretch: Stretch, now: datetime, pointer: str) -> None:
    """A stretch has begun, and ends after it begins."""
    if stretch.start > now:
        raise InstantInFuture(at=stretch.start.isoformat(), pointer=pointer)
    if stretch.end is not None and stretch.end < stretch.start:
        raise RepairBackwards(pointer=pointer)


def check_reading(reading: Reading, now: datetime) -> None:
    """A reading says something, on a day that has come."""
    check_day(reading.read_on, now, "/read_on")
    if reading.km is None and reading.hours is None:
        raise MeterUnread(pointer="/km")


def runs_backwards(readings: Sequence[Reading], new: Reading) -> bool:
    """Whether a reading shows less than one of an earlier day, or more than one of a later day."""
    return any(_disagree(old, new) for old in readings)


def _disagree(old: Reading, new: Reading) -> bool:
    earlier, later = (old, new) if old.read_on <= new.read_on else (new, old)
    pairs = ((earlier.km, later.km), (earlier.hours, later.hours))
    same_day = old.read_on == new.read_on
    return any(a is not None and b is not None and a > b and not same_day for a, b in pairs)
