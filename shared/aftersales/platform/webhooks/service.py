"""Use cases of webhooks: keeping endpoints, telling them of facts, and telling them again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from aftersales.kernel.access import Permission
from aftersales.kernel.errors import Forbidden
from aftersales.kernel.facts import REGISTRY, Fact
from aftersales.kernel.ids import FactId, new_id
from aftersales.kernel.tx import Tx
from aftersales.platform.deliveries import service as deliveries
from aftersales.platform.webhooks import rules, store
from aftersales.platform.webhooks.errors import EndpointDisabled, MessageNotReplayable, TooManyEndpoints
from aftersales.platform.webhooks.events import (
    WebhookEndpointActivated,
    WebhookEndpointAdded,
    WebhookEndpointChanged,
    WebhookEndpointDisabled,
    WebhookEndpointRemoved,
    WebhookPinged,
    WebhookSecretRotated,
)
from aftersales.platform.webhooks.gateway import NoAnswer
from aftersales.platform.webhooks.model import (
    BOTH_SECRETS_LIVE,
    MOST_ENDPOINTS,
    Answer,
    Attempt,
    DisabledReason,
    Endpoint,
    EndpointId,
    EndpointState,
    Message,
    MessageId,
    MessageState,
    Outcome,
    Sealed,
)
from aftersales.platform.webhooks.rules import Vault

SEND: Final = "webhooks.send"
"""The handler that makes one attempt after the other."""


class SendMessage(msgspec.Struct, frozen=True):
    """The payload of a message's delivery."""

    message_id: MessageId


class NewSecret(msgspec.Struct, frozen=True, kw_only=True):
    """An endpoint with its secret, which is told this once."""

    endpoint: Endpoint
    secret: str


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """A message made ready for one attempt."""

    message: Message
    url: str
    headers: dict[str, str]
    body: bytes
    at: datetime


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
    await _disable(tx, endpoint_id, DisabledReason.BY_HAND)
    return await store.endpoint(tx, endpoint_id)


async def _disable(tx: Tx, endpoint_id: EndpointId, reason: DisabledReason) -> None:
    found = await store.endpoint(tx, endpoint_id, lock=True)
    if found.state is EndpointState.DISABLED:
        return
    await store.change_endpoint(
        tx,
        endpoint_id,
        state=EndpointState.DISABLED.value,
        disabled_reason=reason.value,
        disabled_at=tx.now,
    )
    tx.emit(WebhookEndpointDisabled(endpoint_id=endpoint_id, url=found.url, reason=reason))


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


async def fan_out(tx: Tx, fact: Fact) -> int:
    """Make the messages of the fact that caused this delivery, one for each endpoint that wants it; how many."""
    if tx.delivery_id is None:
        raise ValueError("facts are fanned out by deliveries only")
    found = [
        listener
        for listener in await store.listeners(tx, tx.delivery_id)
        if (
            listener.id == fact.endpoint_id
            if isinstance(fact, WebhookPinged)
            else rules.wants(listener.events, fact.NAME)
        )
    ]
    if not found:
        return 0
    messages = [(rules.message_id(listener.id, listener.fact_id), listener.id) for listener in found]
    await store.add_messages(tx, messages, found[0].fact_id, fact.NAME)
    await _send_soon(tx, [(message_id, 1) for message_id, _ in messages])
    return len(messages)


async def _send_soon(tx: Tx, rounds: Sequence[tuple[MessageId, int]]) -> None:
    causes = [(rules.delivery_cause(message_id, round_), SendMessage(message_id)) for message_id, round_ in rounds]
    await deliveries.set_timers(tx, SEND, causes, due_at=tx.now)


async def prepare(tx: Tx, vault: Vault, message_id: MessageId) -> Parcel | None:
    """Make a message ready for an attempt; None if it has ended meanwhile or its endpoint is not told any more."""
    message = await store.message(tx, message_id)
    if message.state is not MessageState.WAITING:
        return None
    endpoint = await store.sealed(tx, message.endpoint_id)
    if endpoint.state is not EndpointState.ACTIVE:
        await store.end_message(tx, message_id, MessageState.SKIPPED)
        return None

    body = await _body(tx, message)
    webhook_id = f"msg_{message.id.hex}"
    headers = {
        "content-type": "application/json",
        "user-agent": "Aftersales-Webhooks/1",
        "webhook-id": webhook_id,
        "webhook-timestamp": str(int(tx.now.timestamp())),
        "webhook-signature": rules.signature(webhook_id, tx.now, body, _live(tx, vault, endpoint)),
    }
    return Parcel(message=message, url=endpoint.url, headers=headers, body=body, at=tx.now)


async def _body(tx: Tx, message: Message) -> bytes:
    event = await store.event(tx, message.fact_id)
    return msgspec.json.encode(
        {
            "type": event.name,
            "timestamp": event.at,
            "id": message.fact_id,
            "tenant": tx.tenant_id,
            "subject": {"kind": event.subject_kind, "id": event.subject_id},
            "sequence": message.sequence,
            "data": event.payload,
        },
    )


def _live(tx: Tx, vault: Vault, endpoint: Sealed) -> list[str]:
    secrets = [endpoint.secret]
    if endpoint.former_secret and endpoint.former_secret_until and tx.now < endpoint.former_secret_until:
        secrets.append(endpoint.former_secret)
    return [vault.open(tx.tenant_id, endpoint.id, secret) for secret in secrets]


async def record(tx: Tx, parcel: Parcel, came: Answer | NoAnswer) -> tuple[Outcome, int]:
    """Keep what came of an attempt and what it means; answers with the number of tries in this round."""
    message = await store.message(tx, parcel.message.id, lock=True)
    tries = message.tries + 1
    status = came.status if isinstance(came, Answer) else None
    await store.log_attempt(tx, message, _attempt(message, parcel.at, came))
    outcome = rules.outcome(status, tries)

    if outcome is Outcome.DELIVERED:
        await store.end_message(tx, message.id, MessageState.DELIVERED)
        await store.note_success(tx, message.endpoint_id)
        return outcome, tries
    await store.note_failure(tx, message.endpoint_id)
    if outcome is not Outcome.RETRY:
        await store.end_message(tx, message.id, MessageState.FAILED)
        await _give_up(tx, message.endpoint_id, outcome)
    return outcome, tries


def _attempt(message: Message, at: datetime, came: Answer | NoAnswer) -> Attempt:
    status, error, response = None, None, ""
    if isinstance(came, Answer):
        status, response = came.status, came.text
    else:
        error = came.why[:400]
    return Attempt(
        message_id=message.id,
        fact_id=message.fact_id,
        event=message.event,
        number=message.attempts + 1,
        at=at,
        status=status,
        duration_ms=came.duration_ms,
        error=error,
        response=response,
    )


async def _give_up(tx: Tx, endpoint_id: EndpointId, outcome: Outcome) -> None:
    endpoint = await store.endpoint(tx, endpoint_id, lock=True)
    if outcome is Outcome.GONE:
        await _disable(tx, endpoint_id, DisabledReason.GONE)
    elif rules.is_persistent(endpoint.failing_since, tx.now):
        await _disable(tx, endpoint_id, DisabledReason.FAILING)


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

    await _send_soon(tx, [(message.id, message.round) for message in revived])
    return revived[0]


async def replay_since(tx: Tx, endpoint_id: EndpointId, since: datetime) -> int:
    """Send again what failed or was skipped since an instant, at most a thousand messages at once; how many."""
    _require(tx)
    await _active(tx, endpoint_id)
    revived = await store.revive_messages(tx, endpoint_id, since=since)

    await _send_soon(tx, [(message.id, message.round) for message in revived])
    return len(revived)
