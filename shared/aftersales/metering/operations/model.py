"""Words of operations: the health of fleets, dead letters of all tenants, who loads the platform."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from aftersales.kernel.ids import DeliveryId, TenantId
from aftersales.metering.model import Meter
from aftersales.metering.plans.model import Terms
from aftersales.platform.model import DeliveryState, Fleet
from aftersales.tenancy.model import TenantState


class OpenState(StrEnum):
    """States of deliveries that an operator may list: those that have not ended well."""

    WAITING = "waiting"
    QUEUED = "queued"
    RUNNING = "running"
    DEAD = "dead"


class TenantUsage(Struct, frozen=True, kw_only=True):
    """One tenant's figures of a month of its own calendar, and the terms of its plan for that month."""

    tenant_id: TenantId
    code: str
    name: str
    state: TenantState
    meters: dict[Meter, int]
    plan: Terms | None = None


class FleetHealth(Struct, frozen=True, kw_only=True):
    """How a fleet is doing.

    `waiting` is due and not started, `planned` is due later. `failures` are failed attempts of deliveries that
    ended in the last hour or have not ended yet. `overdue_leases` were lost by a worker and not yet swept.
    """

    fleet: Fleet
    waiting: int = 0
    planned: int = 0
    running: int = 0
    oldest_age_seconds: float = 0.0
    overdue_leases: int = 0
    failures: int = 0
    dead: int = 0
    died_last_hour: int = 0
    done_last_hour: int = 0


class Outbox(Struct, frozen=True, kw_only=True):
    """Facts that no relay has routed yet."""

    facts: int
    oldest_age_seconds: float


class Overdue(Struct, frozen=True, kw_only=True):
    """Things that should have happened by now, and how long the oldest of them is late."""

    count: int
    oldest_age_seconds: float


class StrayDelivery(Struct, frozen=True, kw_only=True):
    """A delivery as an operator sees it: no payload, and of its error only the name."""

    tenant_id: TenantId
    id: DeliveryId
    handler: str
    fleet: Fleet
    state: DeliveryState
    error: str | None
    attempt: int
    failures: int
    created_at: datetime
    due_at: datetime
    finished_at: datetime | None
    age_seconds: float


class FleetShare(Struct, frozen=True, kw_only=True):
    """A tenant's part of a fleet's work; `share` is of what waits and runs now."""

    fleet: Fleet
    waiting: int
    waiting_of_all: int
    running: int
    running_of_all: int
    dead: int
    done_last_hour: int
    done_last_hour_of_all: int

    @property
    def share(self) -> float:
        """From 0 to 1; 0 when nothing is there."""
        of_all = self.waiting_of_all + self.running_of_all
        return round((self.waiting + self.running) / of_all, 4) if of_all else 0.0


class CallShare(Struct, frozen=True, kw_only=True):
    """A tenant's part of the requests since `since`, the beginning of the UTC hour before this one."""

    since: datetime
    calls: int
    calls_of_all: int
    refused: int
    failed: int


class Act(Struct, frozen=True, kw_only=True):
    """Something that an operator did to a tenant, as it was put down."""

    id: UUID
    tenant_id: TenantId
