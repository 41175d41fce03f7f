"""All tenants side by side, the health of the fleets, dead letters; for operators alone."""

import asyncio
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.status_codes import HTTP_201_CREATED, HTTP_202_ACCEPTED

from aftersales.kernel.ids import DeliveryId, TenantId
from aftersales.kernel.measures import CONTENT_TYPE, exposition
from aftersales.metering.model import UsageEventId
from aftersales.metering.operations import service
from aftersales.metering.operations.model import FleetHealth, OpenState, StrayDelivery, TenantUsage
from aftersales.platform.model import Fleet
from aftersales_api.deps import Cursor, InOperatorTx, Limit, Page, TheCall
from aftersales_api.metering.schemas import Month, first_day
from aftersales_api.operations.exposition import moment
from aftersales_api.operations.schemas import Corrected, Correction, Load, Replayed, load_shown

InState = Annotated[OpenState, QueryParameter(name="state", description="Only deliveries in this state.")]
OfTenant = Annotated[UUID | None, QueryParameter(description="Only deliveries of this tenant.")]


@get("/v1/operator/usage", operation_id="operator_read_usage")
async def read_usage(
    operator_tx: InOperatorTx,
    *,
    month: Month,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[TenantUsage]:
    """Read every tenant's figures of a month side by side."""
    items, following = await service.usage(operator_tx, first_day(month), limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


@get("/v1/operator/fleets", operation_id="operator_list_fleets")
async def list_fleets(operator_tx: InOperatorTx) -> list[FleetHealth]:
    """Read the health of every fleet."""
    return await service.fleets(operator_tx)


@get("/v1/operator/deliveries", operation_id="operator_list_deliveries")
async def list_deliveries(
    operator_tx: InOperatorTx,
    *,
    in_state: Annotated[OpenState, QueryParameter(name="state")] = OpenState.DEAD,
    fleet: FromQuery[Fleet | None] = None,
    tenant: OfTenant = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[StrayDelivery]:
    """List deliveries of all tenants that have not ended well: no payload, and of an error only its name."""
    of_tenant = None if tenant is None else TenantId(tenant)
    items, following = await service.deliveries(operator_tx, in_state, fleet, of_tenant, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


@post(
    "/v1/operator/deliveries/{tenant_id:uuid}/{delivery_id:uuid}/replay",
    operation_id="operator_replay_delivery",
    status_code=HTTP_202_ACCEPTED,
)
async def replay_delivery(
    operator_tx: InOperatorTx,
    tenant_id: FromPath[UUID],
    delivery_id: FromPath[UUID],
) -> Replayed:
    """Give a dead delivery of a tenant another life; the act is put down."""
    act = await service.replay(operator_tx, TenantId(tenant_id), DeliveryId(delivery_id))
    return Replayed(tenant_id=act.tenant_id, delivery_id=delivery_id, act_id=act.id)


@get("/v1/operator/tenants/{tenant_id:uuid}/load", operation_id="operator_read_load")
async def read_load(operator_tx: InOperatorTx, tenant_id: FromPath[UUID]) -> Load:
    """Read how much of the platform's work is one tenant's."""
    fleets, calls = await service.load(operator_tx, TenantId(tenant_id))
    return load_shown(TenantId(tenant_id), fleets, calls)


@post(
    "/v1/operator/tenants/{tenant_id:uuid}/usage-corrections",
    operation_id="operator_correct_usage",
    status_code=HTTP_201_CREATED,
)
async def correct_usage(
    operator_tx: InOperatorTx,
    call: TheCall,
    tenant_id: FromPath[UUID],
    data: JSONBody[Correction],
) -> Corrected:
    """Take back part of a usage event by an event of its own; what was recorded stays as it is."""
    act = await service.correct_usage(
        operator_tx,
        TenantId(tenant_id),
        UsageEventId(data.event_id),
        quantity=data.quantity,
        reason=data.reason,
        key=call.idempotency_key,
    )
    return Corrected(correction_id=act.id)


@get("/metrics", operation_id="read_metrics", media_type=CONTENT_TYPE)
async def read_metrics(operator_tx: InOperatorTx, state: State) -> Response[str]:
    """Read the figures of fleets, outbox and requests as Prometheus text, with an operator's key."""
    fleets, outbox = await service.fleets(operator_tx), await service.outbox(operator_tx)
    schedules, seals = await service.schedules(operator_tx), await service.seals(operator_tx)
    redis = await state["limiter"].ping()
    text = await asyncio.to_thread(exposition, moment(fleets, outbox, schedules, seals, redis=redis))
    return Response(text, media_type=CONTENT_TYPE)


router = Router(
    "/",
    route_handlers=[
        read_usage,
        list_fleets,
        list_deliveries,
        replay_delivery,
        read_load,
        correct_usage,
        read_metrics,
    ],
    tags=["operators"],
)
