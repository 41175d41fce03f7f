"""Words of a unit's record; whether any of it matters is for the policy to say."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, NewType, TypeAlias
from uuid import UUID

from msgspec import Meta, Struct

from aftersales.units.model import UnitId

RepairId = NewType("RepairId", UUID)
Instant: TypeAlias = Annotated[datetime, Meta(tz=True, description="RFC 3339, with its offset.")]
Code: TypeAlias = Annotated[str, Meta(min_length=1, max_length=64)]


class StopKind(StrEnum):
    """Why a unit could not be used although it was not in repair."""

    FORCE_MAJEURE = "force_majeure"
    WAITING_FOR_PARTS = "waiting_for_parts"


class Stretch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stretch of time, `[start, end)`; without an end it still lasts."""

    start: Instant
    end: Instant | None = None


class Replaced(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a repair replaced: a part, or the whole assembly if no part is named."""

    assembly: Code | None = None
    part: Code | None = None


class RepairFields(Struct, frozen=True, kw_only=True):
    """What a person says of one repair; without an end the unit is still there."""

    brought_in_at: Instant
    returned_at: Instant | None = None
    fault: str
    """The identity of the problem: the same code is the same fault."""
    is_safety_fault: bool | None = None
    is_loaner_given: bool | None = None
    replaced: tuple[Replaced, ...] = ()
    waiting_for_parts: tuple[Stretch, ...] = ()
    excluded: tuple[Stretch, ...] = ()
    """Transport of special parts and batteries, travel to a rescue: no repair time."""


class Repair(RepairFields, frozen=True, kw_only=True):
    """One repair in a unit's record."""

    id: RepairId
    unit_id: UnitId
    version: int


class Reading(Struct, frozen=True, kw_only=True):
    """What a unit's meter showed on a day."""

    read_on: date
    km: int | None = None
    hours: int | None = None


class Stop(Stretch, frozen=True, kw_only=True):
    """A stretch in which a unit could not be used."""

    kind: StopKind


class Card(Struct, frozen=True, kw_only=True):
    """An extended card that was bought for a unit; what it covers stands in the policy under its code."""

    number: str
    code: str
    purchased_on: date


class Record(Struct, frozen=True, kw_only=True):
    """All of a unit's record, oldest first."""

    repairs: tuple[Repair, ...] = ()
    readings: tuple[Reading, ...] = ()
    stops: tuple[Stop, ...] = ()
    cards: tuple[Card, ...] = ()
