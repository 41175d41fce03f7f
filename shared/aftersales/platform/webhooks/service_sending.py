"""Telling endpoints of facts: a message for each, one attempt after the other, and an end."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from aftersales.kernel.facts import Fact
from aftersales.kernel.tx import Tx
from aftersales.platform.deliveries import service as deliveries
from aftersales.platform.webhooks import rules, store
from aftersales.platform.webhooks.events import WebhookEndpointDisabled, WebhookPinged
from aftersales.platform.webhooks.gateway import HttpReceivers, NoAnswer, Receivers
from aftersales.platform.webhooks.model import (
    Answer,
    Attempt,
    DisabledReason,
    EndpointId,
    EndpointState,
    Message,
    MessageId,
    MessageState,
    Outcome,
    Sealed,
)
from aftersales.platform.webhooks.rules import Vault, wait_after

__all__ = [
    "SEND",
    "HttpReceivers",
    "NoAnswer",
    "Parcel",
    "Receivers",
    "SendMessage",
    "Vault",
    "disable",
    "fan_out",
    "prepare",
    "record",
    "send_soon",
    "wait_after",
]

SEND: Final = "webhooks.send"
"""The handler that makes one attempt after the other."""


class SendMessage(msgspec.Struct, frozen=True):
    """The payload of a message's delivery."""

    message_id: MessageId


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """A message made ready for one attempt."""

    message: Message
    url: str
    headers: dict[str, str]
    body: bytes
    at: datetime


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
    await send_soon(tx, [(message_id, 1) for message_id, _ in messages])
    return len(messages)


async def send_soon(tx: Tx, rounds: Sequence[tuple[MessageId, int]]) -> None:
    """Begin rounds of messages."""
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
        await disable(tx, endpoint_id, DisabledReason.GONE)
    elif rules.is_persistent(endpoint.failing_since, tx.now):
        await disable(tx, endpoint_id, DisabledReason.FAILING)


async def disable(tx: Tx, endpoint_id: EndpointId, reason: DisabledReason) -> None:
    """Stop telling an endpoint, and say so; one that is disabled stays as it is."""
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
