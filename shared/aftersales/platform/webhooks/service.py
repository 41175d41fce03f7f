"""Use cases of webhooks: keeping endpoints, telling them of facts, and telling them again."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from aftersales.kernel.access import Permission
from aftersales.kernel.errors import Forbidden
from aftersales.kernel.facts import REGISTRY
from aftersales.kernel.ids import FactId, new_id
from aftersales.kernel.tx import Tx
from aftersales.platform.webhooks import rules, store
from aftersales.platform.webhooks.errors import EndpointDisabled, MessageNotReplayable, TooManyEndpoints
from aftersales.platform.webhooks.events import (
    WebhookEndpointActivated,
    WebhookEndpointAdded,
    WebhookEndpointChanged,
    WebhookEndpointRemoved,
    WebhookPinged,
    WebhookSecretRotated,
)
from aftersales.platform.webhooks.model import (
    BOTH_SECRETS_LIVE,
    MOST_ENDPOINTS,
    Attempt,
    DisabledReason,
    Endpoint,
    EndpointId,
    EndpointState,
    Message,
    MessageId,
    MessageState,
)
from aftersales.platform.webhooks.rules import Vault
from aftersales.platform.webhooks.service_sending import disable, send_soon


class NewSecret(msgspec.Struct, frozen=True, kw_only=True):
    """An endpoint with its secret, which is told this once."""

    endpoint: Endpoint
    secret: str


def _require(tx: Tx) -> None:
    """Endpoints hear of the whole tenant, so a dealer's people and keys never manage them."""
    tx.actor.require(Permission.WEBHOOKS_MANAGE)
    if tx.dealer_id is not None:
        raise Forbidden(permission=Permission.WEBHOOKS_MANAGE.value)


def event_names(tx: Tx) -> list[str]:
    """Every event that an endpoint may ask for."""
    _require(tx)
    return sorted(REGISTRY)


async def endpoints(tx: Tx) -> list[Endpoint]:
    """The tenant's endpoints."""
    _require(tx)
    return await store.endpoints(tx)


async def endpoint(tx: Tx, endpoint_id: EndpointId) -> Endpoint:
    """One endpoint."""
    _require(tx)
    return await store.endpoint(tx, endpoint_id)


async def add_endpoint(
    tx: Tx,
    vault: Vault,
    *,
    url: str,
    description: str,
    events: Sequence[str],
    allow_private: bool,
) -> NewSecret:
    """Tell an address of the tenant's facts from now on; the answer holds the secret that signs them."""
    _require(tx)
    rules.check_url(url, allow_private=allow_private)
    asked = rules.check_events(events, REGISTRY)
    if await store.endpoint_count(tx) >= MOST_ENDPOINTS:
        raise TooManyEndpoints(most=MOST_ENDPOINTS)

    endpoint_id, secret = EndpointId(new_id()), rules.new_secret()
    sealed = vault.seal(tx.tenant_id, endpoint_id, secret)
    await store.add_endpoint(tx, endpoint_id, url=url, description=description, events=asked, sealed=sealed)

    tx.emit(WebhookEndpointAdded(endpoint_id=endpoint_id, url=url, events=asked))
    return NewSecret(endpoint=await store.endpoint(tx, endpoint_id), secret=secret)


async def change_endpoint(
    tx: Tx,
    endpoint_id: EndpointId,
    version: int,
    *,
    url: str | None,
    description: str | None,
    events: Sequence[str] | None,
    allow_private: bool,
) -> Endpoint:
    """Change what is given of an endpoint; messages that wait go to the new address."""
    _require(tx)
    if url is not None:
        rules.check_url(url, allow_private=allow_private)
    asked = None if events is None else rules.check_events(events, REGISTRY)
    found = await store.endpoint_at(tx, endpoint_id, version)

    await store.change_endpoint(
        tx,
        endpoint_id,
        url=url or found.url,
        description=found.description if description is None else description,
        events=list(asked or found.events),
    )

    changed = await store.endpoint(tx, endpoint_id)
    tx.emit(WebhookEndpointChanged(endpoint_id=endpoint_id, url=changed.url, events=changed.events))
    return changed


async def remove_endpoint(tx: Tx, endpoint_id: EndpointId, version: int) -> None:
    """Take an endpoint away with its log; its messages that wait are not sent."""
    _require(tx)
    found = await store.endpoint_at(tx, endpoint_id, version)

    await store.remove_endpoint(tx, endpoint_id)

    tx.emit(WebhookEndpointRemoved(endpoint_id=endpoint_id, url=found.url))


async def activate(tx: Tx, endpoint_id: EndpointId) -> Endpoint:
    """Tell a disabled endpoint again; what happened meanwhile is not told, failed messages can be replayed."""
    _require(tx)
    found = await store.endpoint(tx, endpoint_id, lock=True)
    if found.state is EndpointState.ACTIVE:
        return found

    await store.change_endpoint(
        tx,
        endpoint_id,
        state=EndpointState.ACTIVE.value,
        disabled_reason=None,
        disabled_at=None,
        failing_since=None,
    )

    tx.emit(WebhookEndpointActivated(endpoint_id=endpoint_id, url=found.url))
    return await store.endpoint(tx, endpoint_id)


async def deactivate(tx: Tx, endpoint_id: EndpointId) -> Endpoint:
    """Stop telling an endpoint."""
    _require(tx)
    await disable(tx, endpoint_id, DisabledReason.BY_HAND)
    return await store.endpoint(tx, endpoint_id)


async def rotate_secret(tx: Tx, vault: Vault, endpoint_id: EndpointId) -> NewSecret:
    """Give an endpoint a new secret; the former one signs beside it for a day."""
    _require(tx)
    former = await store.sealed(tx, endpoint_id, lock=True)

    secret = rules.new_secret()
    await store.change_endpoint(
        tx,
        endpoint_id,
        secret=vault.seal(tx.tenant_id, endpoint_id, secret),
        former_secret=former.secret,
        former_secret_until=tx.now + BOTH_SECRETS_LIVE,
    )

    tx.emit(WebhookSecretRotated(endpoint_id=endpoint_id))
    return NewSecret(endpoint=await store.endpoint(tx, endpoint_id), secret=secret)


async def ping(tx: Tx, endpoint_id: EndpointId) -> FactId:
    """Send one endpoint a test message, whatever events it asked for."""
    _require(tx)
    await _active(tx, endpoint_id)
    return tx.emit(WebhookPinged(endpoint_id=endpoint_id))


async def _active(tx: Tx, endpoint_id: EndpointId) -> None:
    found = await store.endpoint(tx, endpoint_id)
    if found.state is not EndpointState.ACTIVE:
        raise EndpointDisabled


async def messages_page(
    tx: Tx,
    endpoint_id: EndpointId,
    state: MessageState | None,
    *,
    limit: int,
    cursor: str | None,
) -> tuple[list[Message], str | None]:
    """A page of an endpoint's messages, newest first."""
    await endpoint(tx, endpoint_id)
    return await store.messages_page(tx, endpoint_id, state, limit=limit, cursor=cursor)


async def attempts_page(
    tx: Tx,
    endpoint_id: EndpointId,
    message_id: MessageId | None,
    *,
    limit: int,
    cursor: str | None,
) -> tuple[list[Attempt], str | None]:
    """A page of an endpoint's attempts, newest first."""
    await endpoint(tx, endpoint_id)
    return await store.attempts_page(tx, endpoint_id, message_id, limit=limit, cursor=cursor)


async def replay(tx: Tx, endpoint_id: EndpointId, message_id: MessageId) -> Message:
    """Send an ended message once more, under the same id."""
    _require(tx)
    await _active(tx, endpoint_id)
    revived = await store.revive_messages(tx, endpoint_id, only=message_id)
    if not revived:
        message = await store.message(tx, message_id)
        raise MessageNotReplayable(state=message.state.value)

    await send_soon(tx, [(message.id, message.round) for message in revived])
    return revived[0]


async def replay_since(tx: Tx, endpoint_id: EndpointId, since: datetime) -> int:
    """Send again what failed or was skipped since an instant, at most a thousand messages at once; how many."""
    _require(tx)
    await _active(tx, endpoint_id)
    revived = await store.revive_messages(tx, endpoint_id, since=since)

    await send_soon(tx, [(message.id, message.round) for message in revived])
    return len(revived)
