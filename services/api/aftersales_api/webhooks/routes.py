"""Webhook endpoints, their secrets, the log of attempts, and replay."""

from typing import Annotated, Final
from uuid import UUID

from litestar import Response, Router, delete, get, patch, post
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter, SkipValidation
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED, HTTP_202_ACCEPTED, HTTP_204_NO_CONTENT

from aftersales.kernel.settings import Settings
from aftersales.migrations import registry  # noqa: F401 - imports every fact, so that each can be asked for by name
from aftersales.platform.webhooks import service
from aftersales.platform.webhooks.model import Attempt, Endpoint, EndpointId, Message, MessageId, MessageState
from aftersales.platform.webhooks.service_sending import Vault
from aftersales_api.deps import Cursor, IfMatch, InTx, Limit, Page, etag
from aftersales_api.webhooks.schemas import (
    ChangedEndpoint,
    EndpointList,
    EndpointWithSecret,
    EventNames,
    NewEndpoint,
    Pinged,
    Replayed,
    ReplaySince,
)

PATH: Final = "/webhook-endpoints/{endpoint_id:uuid}"

TheVault = NamedDependency[SkipValidation[Vault]]
Private = NamedDependency[bool]


async def provide_vault(state: State) -> Vault:
    """Where secrets are sealed and opened."""
    settings: Settings = state.settings
    return Vault(settings.secret_key, former=settings.former_secret_keys)


async def provide_allow_private(state: State) -> bool:
    """Whether this installation may dial its own machine."""
    settings: Settings = state.settings
    return settings.webhook_allow_private


def _shown(endpoint: Endpoint) -> Response[Endpoint]:
    return Response(endpoint, headers={"ETag": etag(endpoint.version)})


@get("/webhook-events", operation_id="list_webhook_events")
async def list_events(tx: InTx) -> EventNames:
    """List the events that an endpoint may ask for."""
    return EventNames(items=service.event_names(tx))


@post("/webhook-endpoints", operation_id="add_webhook_endpoint", status_code=HTTP_201_CREATED)
async def add_endpoint(
    tx: InTx,
    vault: TheVault,
    allow_private: Private,
    data: JSONBody[NewEndpoint],
) -> Response[EndpointWithSecret]:
    """Add an endpoint; the secret in the answer is not shown again."""
    made = await service.add_endpoint(
        tx,
        vault,
        url=data.url,
        description=data.description,
        events=data.events,
        allow_private=allow_private,
    )
    headers = {"ETag": etag(made.endpoint.version), "Location": f"/v1/webhook-endpoints/{made.endpoint.id}"}
    return Response(EndpointWithSecret(endpoint=made.endpoint, secret=made.secret), headers=headers)


@get("/webhook-endpoints", operation_id="list_webhook_endpoints")
async def list_endpoints(tx: InTx) -> EndpointList:
    """List the endpoints, oldest first."""
    return EndpointList(items=await service.endpoints(tx))


@get(PATH, operation_id="read_webhook_endpoint")
async def read_endpoint(tx: InTx, endpoint_id: FromPath[UUID]) -> Response[Endpoint]:
    """Read one endpoint."""
    return _shown(await service.endpoint(tx, EndpointId(endpoint_id)))


@patch(PATH, operation_id="change_webhook_endpoint")
async def change_endpoint(
    tx: InTx,
    endpoint_id: FromPath[UUID],
    expected_version: IfMatch,
    allow_private: Private,
    data: JSONBody[ChangedEndpoint],
) -> Response[Endpoint]:
    """Change an endpoint's address, events or description."""
    return _shown(
        await service.change_endpoint(
            tx,
            EndpointId(endpoint_id),
            expected_version,
            url=data.url,
            description=data.description,
            events=data.events,
            allow_private=allow_private,
        ),
    )


@delete(PATH, operation_id="remove_webhook_endpoint", status_code=HTTP_204_NO_CONTENT)
async def remove_endpoint(tx: InTx, endpoint_id: FromPath[UUID], expected_version: IfMatch) -> None:
    """Remove an endpoint with its log."""
    await service.remove_endpoint(tx, EndpointId(endpoint_id), expected_version)


@post(f"{PATH}/activation", operation_id="activate_webhook_endpoint", status_code=HTTP_200_OK)
async def activate(tx: InTx, endpoint_id: FromPath[UUID]) -> Response[Endpoint]:
    """Tell a disabled endpoint again."""
    return _shown(await service.activate(tx, EndpointId(endpoint_id)))


@post(f"{PATH}/deactivation", operation_id="deactivate_webhook_endpoint", status_code=HTTP_200_OK)
async def deactivate(tx: InTx, endpoint_id: FromPath[UUID]) -> Response[Endpoint]:
    """Stop telling an endpoint."""
    return _shown(await service.deactivate(tx, EndpointId(endpoint_id)))


@post(f"{PATH}/secret-rotation", operation_id="rotate_webhook_secret", status_code=HTTP_200_OK)
async def rotate_secret(tx: InTx, vault: TheVault, endpoint_id: FromPath[UUID]) -> Response[EndpointWithSecret]:
    """Make a new secret; messages are signed with the former one too for 24 hours."""
    made = await service.rotate_secret(tx, vault, EndpointId(endpoint_id))
    answer = EndpointWithSecret(endpoint=made.endpoint, secret=made.secret)
    return Response(answer, headers={"ETag": etag(made.endpoint.version)})


@post(f"{PATH}/ping", operation_id="ping_webhook_endpoint", status_code=HTTP_202_ACCEPTED)
async def ping(tx: InTx, endpoint_id: FromPath[UUID]) -> Pinged:
    """Send a test message to the endpoint."""
    return Pinged(fact_id=str(await service.ping(tx, EndpointId(endpoint_id))))


@get(f"{PATH}/messages", operation_id="list_webhook_messages")
async def list_messages(
    tx: InTx,
    endpoint_id: FromPath[UUID],
    in_state: Annotated[MessageState | None, QueryParameter(name="state")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[Message]:
    """List the messages for an endpoint, newest first."""
    items, following = await service.messages_page(tx, EndpointId(endpoint_id), in_state, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


@get(f"{PATH}/attempts", operation_id="list_webhook_attempts")
async def list_attempts(
    tx: InTx,
    endpoint_id: FromPath[UUID],
    message_id: FromQuery[UUID | None] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[Attempt]:
    """List the attempts at an endpoint, newest first, each with what came back."""
    only = None if message_id is None else MessageId(message_id)
    items, following = await service.attempts_page(tx, EndpointId(endpoint_id), only, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


@post(
    f"{PATH}/messages/{{message_id:uuid}}/replay",
    operation_id="replay_webhook_message",
    status_code=HTTP_202_ACCEPTED,
)
async def replay_message(tx: InTx, endpoint_id: FromPath[UUID], message_id: FromPath[UUID]) -> Message:
    """Send one message again under the same id."""
    return await service.replay(tx, EndpointId(endpoint_id), MessageId(message_id))


@post(f"{PATH}/replays", operation_id="replay_webhook_messages", status_code=HTTP_202_ACCEPTED)
async def replay_messages(tx: InTx, endpoint_id: FromPath[UUID], data: JSONBody[ReplaySince]) -> Replayed:
    """Send again all that failed or was skipped since an instant, a thousand messages at a time."""
    return Replayed(count=await service.replay_since(tx, EndpointId(endpoint_id), data.since))


router = Router(
    "/v1",
    route_handlers=[
        list_events,
        add_endpoint,
        list_endpoints,
        read_endpoint,
        change_endpoint,
        remove_endpoint,
        activate,
        deactivate,
        rotate_secret,
        ping,
        list_messages,
        list_attempts,
        replay_message,
        replay_messages,
    ],
    dependencies={
        "vault": Provide(provide_vault),
        "allow_private": Provide(provide_allow_private),
    },
    tags=["webhooks"],
)
