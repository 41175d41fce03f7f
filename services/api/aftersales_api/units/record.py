"""A unit's record over HTTP: repairs, meter readings, stops, extended cards."""

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from litestar import Response, get, post, put
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED
from msgspec import Meta, Struct

from aftersales.policy.statutes.model import Assembly
from aftersales.units.model import UnitId
from aftersales.units.record import service
from aftersales.units.record.model import (
    Card,
    Code,
    Instant,
    Reading,
    Record,
    Repair,
    RepairFields,
    Replaced,
    Stop,
    StopKind,
    Stretch,
)
from aftersales_api.catalog.schemas import PRINTABLE
from aftersales_api.deps import Body, IfMatch, InTx, etag

PATH: Final = "/{unit_id:uuid}"
Printed = Annotated[str, Meta(min_length=1, max_length=64, pattern=PRINTABLE)]
Usage = Annotated[int, Meta(ge=0, le=9_999_999)]


class ReplacedPart(Body, frozen=True, kw_only=True):
    """What a repair replaced: a part by its category, or a whole assembly."""

    assembly: Assembly | None = None
    part: Code | None = None


class RepairBody(Body, frozen=True, kw_only=True):
    """One repair; without `returned_at` the unit is still there. The same `fault` is the same problem."""

    brought_in_at: Instant
    returned_at: Instant | None = None
    fault: Printed
    is_safety_fault: bool | None = None
    is_loaner_given: bool | None = None
    replaced: Annotated[tuple[ReplacedPart, ...], Meta(max_length=50)] = ()
    waiting_for_parts: Annotated[tuple[Stretch, ...], Meta(max_length=50)] = ()
    excluded: Annotated[tuple[Stretch, ...], Meta(max_length=50)] = ()

    def fields(self) -> RepairFields:
        """The same for the installed base."""
        known = {name: getattr(self, name) for name in RepairFields.__struct_fields__}
        replaced = tuple(Replaced(assembly=one.assembly, part=one.part) for one in self.replaced)
        return RepairFields(**known | {"replaced": replaced})


class ReadingBody(Body, frozen=True, kw_only=True):
    """What a meter showed on a day."""

    read_on: date
    km: Usage | None = None
    hours: Usage | None = None


class ReadingShown(Struct, frozen=True, kw_only=True):
    """A reading as it was written; `is_backwards` where it disagrees with another day's."""

    read_on: date
    km: int | None
    hours: int | None
    is_backwards: bool


class StopBody(Body, frozen=True, kw_only=True):
    """A stretch in which the unit could not be used."""

    kind: StopKind
    start: Instant
    end: Instant | None = None


class CardBody(Body, frozen=True, kw_only=True):
    """An extended card; what it covers stands in the policy under its code."""

    number: Printed
    code: Annotated[str, Meta(min_length=1, max_length=40, pattern=PRINTABLE)]
    purchased_on: date


@get(f"{PATH}/record", operation_id="read_unit_record")
async def read_record(tx: InTx, unit_id: FromPath[UUID]) -> Record:
    """Every repair, reading, stop and card of a unit, oldest first."""
    return await service.record(tx, UnitId(unit_id))


def _shown(repair: Repair, status: int) -> Response[Repair]:
    return Response(repair, status_code=status, headers={"ETag": etag(repair.version)})


@post(f"{PATH}/repairs", operation_id="enter_unit_repair", status_code=HTTP_201_CREATED)
async def enter_repair(tx: InTx, unit_id: FromPath[UUID], data: JSONBody[RepairBody]) -> Response[Repair]:
    """Enter a repair of a unit, or that it was brought in for one."""
    return _shown(await service.enter_repair(tx, UnitId(unit_id), data.fields()), HTTP_201_CREATED)


@put(f"{PATH}/repairs/{{repair_id:uuid}}", operation_id="change_unit_repair")
async def change_repair(
    tx: InTx,
    unit_id: FromPath[UUID],
    repair_id: FromPath[UUID],
    expected_version: IfMatch,
    data: JSONBody[RepairBody],
) -> Response[Repair]:
    """Complete or correct a repair, also by saying when the unit was given back."""
    fields = data.fields()
    changed = await service.change_repair(tx, UnitId(unit_id), repair_id, fields, expected_version=expected_version)
    return _shown(changed, HTTP_200_OK)


@post(f"{PATH}/readings", operation_id="enter_unit_reading", status_code=HTTP_201_CREATED)
async def enter_reading(tx: InTx, unit_id: FromPath[UUID], data: JSONBody[ReadingBody]) -> ReadingShown:
    """Enter what a meter showed; one that runs backwards is a finding, not a refusal."""
    reading = Reading(read_on=data.read_on, km=data.km, hours=data.hours)
    is_backwards = await service.enter_reading(tx, UnitId(unit_id), reading)
    return ReadingShown(read_on=data.read_on, km=data.km, hours=data.hours, is_backwards=is_backwards)


@post(f"{PATH}/stops", operation_id="enter_unit_stop", status_code=HTTP_201_CREATED)
async def enter_stop(tx: InTx, unit_id: FromPath[UUID], data: JSONBody[StopBody]) -> Stop:
    """Enter a stretch in which a unit could not be used: force majeure, waiting for parts."""
    stop = Stop(kind=data.kind, start=data.start, end=data.end)
    await service.enter_stop(tx, UnitId(unit_id), stop)
    return stop


@post(f"{PATH}/cards", operation_id="enter_unit_card", status_code=HTTP_201_CREATED)
async def enter_card(tx: InTx, unit_id: FromPath[UUID], data: JSONBody[CardBody]) -> Card:
    """Enter an extended card that was bought for a unit."""
    card = Card(number=data.number, code=data.code, purchased_on=data.purchased_on)
    await service.enter_card(tx, UnitId(unit_id), card)
    return card


HANDLERS: Final[tuple[HTTPRouteHandler, ...]] = (
    read_record,
    enter_repair,
    change_repair,
    enter_reading,
    enter_stop,
    enter_card,
)
"""The routes of a unit's record."""
