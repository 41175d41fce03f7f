"""Questions and answers of operators."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from aftersales.kernel.ids import TenantId
from aftersales.metering.operations.model import CallShare, FleetShare
from aftersales.platform.model import Fleet
from aftersales_api.deps import Body


class Correction(Body, frozen=True, kw_only=True):
    """How much to take back from which usage event, and why."""

    event_id: UUID
    quantity: Annotated[int, Meta(ge=1, le=10**15)]
    reason: Annotated[str, Meta(min_length=1, max_length=400)]


class Corrected(Struct, frozen=True, kw_only=True):
    """The correction, as an event of its own."""

    correction_id: UUID


class Replayed(Struct, frozen=True, kw_only=True):
    """The delivery waits for its turn again; `act_id` is where that was put down."""

    tenant_id: TenantId
    delivery_id: UUID
    act_id: UUID


class FleetShareShown(Struct, frozen=True, kw_only=True):
    """A tenant's part of a fleet's work; `share` (0 to 1) is of what is due or running now."""

    fleet: Fleet
    share: float
    waiting: int
    waiting_of_all: int
    running: int
    running_of_all: int
    dead: int
    done_last_hour: int
    done_last_hour_of_all: int


class Load(Struct, frozen=True, kw_only=True):
    """How much of the platform's work one tenant is."""

    tenant_id: TenantId
    fleets: list[FleetShareShown]
    calls: CallShare


def load_shown(tenant_id: TenantId, fleets: list[FleetShare], calls: CallShare) -> Load:
    """A tenant's load as the operator reads it."""
    shares = [
        FleetShareShown(
            fleet=part.fleet,
            share=part.share,
            waiting=part.waiting,
            waiting_of_all=part.waiting_of_all,
            running=part.running,
            running_of_all=part.running_of_all,
            dead=part.dead,
            done_last_hour=part.done_last_hour,
            done_last_hour_of_all=part.done_last_hour_of_all,
        )
        for part in fleets
    ]
    return Load(tenant_id=tenant_id, fleets=shares, calls=calls)
