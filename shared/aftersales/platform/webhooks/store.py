"""Every query of webhooks."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from aftersales.kernel.errors import NotFound, StaleVersion
from aftersales.kernel.ids import DeliveryId, FactId
from aftersales.kernel.pagination import page
from aftersales.kernel.tx import Tx
from aftersales.platform.tables import deliveries, facts
from aftersales.platform.webhooks.model import (
    Attempt,
    Endpoint,
    EndpointId,
    EndpointState,
    Event,
    Message,
    MessageId,
    MessageState,
    Sealed,
)
from aftersales.platform.webhooks.tables import webhook_attempts, webhook_endpoints, webhook_messages


def _no_endpoint() -> NotFound:
    return NotFound("webhook endpoint", "回调地址")


class Listener(msgspec.Struct, frozen=True, kw_only=True):
    """An active endpoint beside the fact that it may want to be told."""

    id: EndpointId
    events: tuple[str, ...]
    fact_id: FactId


async def listeners(tx: Tx, delivery_id: DeliveryId) -> list[Listener]:
    """The tenant's active endpoints, each with the fact that caused a delivery; empty for most tenants."""
    statement = (
        select(webhook_endpoints.c.id, webhook_endpoints.c.events, deliveries.c.fact_id)
        .join(deliveries, deliveries.c.tenant_id == webhook_endpoints.c.tenant_id)
        .where(
            webhook_endpoints.c.tenant_id == tx.tenant_id,
            webhook_endpoints.c.state == EndpointState.ACTIVE.value,
            deliveries.c.id == delivery_id,
        )
    )
    return await tx.all(statement, Listener)


async def sequence_of(tx: Tx, fact_id: FactId) -> int:
    """The how-manieth fact of its subject this is."""
    told = facts.alias("told")
    statement = (
        select(func.count())
        .select_from(facts)
        .join(told, (told.c.tenant_id == facts.c.tenant_id) & (told.c.subject_id == facts.c.subject_id))
        .where(told.c.tenant_id == tx.tenant_id, told.c.id == fact_id, facts.c.id <= fact_id)
    )
    return int(await tx.scalar(statement))


async def add_messages(tx: Tx, messages: Sequence[tuple[MessageId, EndpointId]], fact_id: FactId, event: str) -> None:
    """One message of a fact for each endpoint; those that exist stay as they are."""
    sequence = await sequence_of(tx, fact_id)
    rows = [
        {
            "tenant_id": tx.tenant_id,
            "id": message_id,
            "endpoint_id": endpoint_id,
            "fact_id": fact_id,
            "event": event,
            "sequence": sequence,
            "created_at": tx.now,
            "round_began_at": tx.now,
        }
        for message_id, endpoint_id in messages
    ]
    await tx.execute(upsert(webhook_messages).values(rows).on_conflict_do_nothing())


async def add_endpoint(
    tx: Tx,
    endpoint_id: EndpointId,
    *,
    url: str,
    description: str,
    events: Sequence[str],
    sealed: bytes,
) -> None:
    """One more endpoint."""
    await tx.execute(
        insert(webhook_endpoints).values(
            tenant_id=tx.tenant_id,
            id=endpoint_id,
            url=url,
            description=description,
            events=list(events),
            secret=sealed,
            created_at=tx.now,
        ),
    )


async def endpoint_count(tx: Tx) -> int:
    """How many endpoints the tenant has; makers of endpoints take turns, so that the limit holds."""
    await tx.fetch(
        "SELECT pg_advisory_xact_lock(hashtextextended('webhook_endpoints' || $1::text, 0))", str(tx.tenant_id)
    )
    statement = select(func.count()).select_from(webhook_endpoints).where(webhook_endpoints.c.tenant_id == tx.tenant_id)
    return int(await tx.scalar(statement))


async def endpoints(tx: Tx) -> list[Endpoint]:
    """The tenant's endpoints, oldest first; there are few."""
    statement = (
        select(webhook_endpoints).where(webhook_endpoints.c.tenant_id == tx.tenant_id).order_by(webhook_endpoints.c.id)
    )
    return await tx.all(statement, Endpoint)


async def endpoint(tx: Tx, endpoint_id: EndpointId, *, lock: bool = False) -> Endpoint:
    """One endpoint, locked if it is about to change."""
    statement = select(webhook_endpoints).where(
        webhook_endpoints.c.tenant_id == tx.tenant_id,
        webhook_endpoints.c.id == endpoint_id,
    )
    return await tx.one(statement.with_for_update() if lock else statement, Endpoint, _no_endpoint())


async def endpoint_at(tx: Tx, endpoint_id: EndpointId, version: int) -> Endpoint:
    """One endpoint, locked, if this is still its version."""
    found = await endpoint(tx, endpoint_id, lock=True)
    if found.version != version:
        raise StaleVersion(version=found.version)
    return found


async def sealed(tx: Tx, endpoint_id: EndpointId, *, lock: bool = False) -> Sealed:
    """One endpoint with its sealed secrets."""
    statement = select(webhook_endpoints).where(
        webhook_endpoints.c.tenant_id == tx.tenant_id,
        webhook_endpoints.c.id == endpoint_id,
    )
    return await tx.one(statement.with_for_update() if lock else statement, Sealed, _no_endpoint())


async def change_endpoint(tx: Tx, endpoint_id: EndpointId, **values: object) -> None:
    """Change a locked endpoint and raise its version."""
    await tx.execute(
        update(webhook_endpoints)
        .where(webhook_endpoints.c.tenant_id == tx.tenant_id, webhook_endpoints.c.id == endpoint_id)
        .values(version=webhook_endpoints.c.version + 1, **values),
    )


async def note_success(tx: Tx, endpoint_id: EndpointId) -> None:
    """An endpoint answered well: whatever failing there was is over; most often this touches no row."""
    await tx.execute(
        update(webhook_endpoints)
        .where(
            webhook_endpoints.c.tenant_id == tx.tenant_id,
            webhook_endpoints.c.id == endpoint_id,
            webhook_endpoints.c.failing_since.is_not(None),
        )
        .values(failing_since=None),
    )


async def note_failure(tx: Tx, endpoint_id: EndpointId) -> None:
    """An endpoint did not answer well: failing begins now, unless it has begun."""
    await tx.execute(
        update(webhook_endpoints)
        .where(
            webhook_endpoints.c.tenant_id == tx.tenant_id,
            webhook_endpoints.c.id == endpoint_id,
            webhook_endpoints.c.failing_since.is_(None),
        )
        .values(failing_since=tx.now),
    )


async def remove_endpoint(tx: Tx, endpoint_id: EndpointId) -> None:
    """Take an endpoint away, with its messages and attempts."""
    await tx.execute(
        delete(webhook_endpoints).where(
            webhook_endpoints.c.tenant_id == tx.tenant_id,
            webhook_endpoints.c.id == endpoint_id,
        ),
    )


async def message(tx: Tx, message_id: MessageId, *, lock: bool = False) -> Message:
    """One message, locked if it is about to change."""
    statement = select(webhook_messages).where(
        webhook_messages.c.tenant_id == tx.tenant_id,
        webhook_messages.c.id == message_id,
    )
    return await tx.one(
        statement.with_for_update() if lock else statement, Message, NotFound("webhook message", "回调消息")
    )


async def event(tx: Tx, fact_id: FactId) -> Event:
    """What a message tells."""
    statement = select(facts).where(facts.c.tenant_id == tx.tenant_id, facts.c.id == fact_id)
    return await tx.one(statement, Event)


async def end_message(tx: Tx, message_id: MessageId, state: MessageState) -> None:
    """A message reached one of its ends."""
    await tx.execute(
        update(webhook_messages)
        .where(webhook_messages.c.tenant_id == tx.tenant_id, webhook_messages.c.id == message_id)
        .values(state=state.value, ended_at=tx.now),
    )


async def log_attempt(tx: Tx, message: Message, attempt: Attempt) -> None:
    """Count an attempt on its message and keep what came of it."""
    await tx.execute(
        update(webhook_messages)
        .where(webhook_messages.c.tenant_id == tx.tenant_id, webhook_messages.c.id == message.id)
        .values(tries=webhook_messages.c.tries + 1, attempts=attempt.number),
    )
    values = msgspec.structs.asdict(attempt) | {"tenant_id": tx.tenant_id, "endpoint_id": message.endpoint_id}
    await tx.execute(insert(webhook_attempts).values(values))


async def revive_messages(
    tx: Tx,
    endpoint_id: EndpointId,
    *,
    only: MessageId | None = None,
    since: datetime | None = None,
    most: int = 1000,
) -> list[Message]:
    """Begin a new round of ended messages, oldest first: the one named, or those that failed or were skipped since."""
    where = [webhook_messages.c.tenant_id == tx.tenant_id, webhook_messages.c.endpoint_id == endpoint_id]
    if only is not None:
        where += [webhook_messages.c.id == only, webhook_messages.c.state != MessageState.WAITING.value]
    if since is not None:
        lost = [MessageState.FAILED.value, MessageState.SKIPPED.value]
        where += [webhook_messages.c.state.in_(lost), webhook_messages.c.created_at >= since]
    chosen = (
        select(webhook_messages.c.id).where(*where).order_by(webhook_messages.c.fact_id).limit(most).with_for_update()
    )
    statement = (
        update(webhook_messages)
        .where(webhook_messages.c.tenant_id == tx.tenant_id, webhook_messages.c.id.in_(chosen))
        .values(
            state=MessageState.WAITING.value,
            round=webhook_messages.c.round + 1,
            tries=0,
            round_began_at=tx.now,
            ended_at=None,
        )
        .returning(webhook_messages)
    )
    return await tx.all(statement, Message)


async def messages_page(
    tx: Tx,
    endpoint_id: EndpointId,
    state: MessageState | None,
    *,
    limit: int,
    cursor: str | None,
) -> tuple[list[Message], str | None]:
    """A page of an endpoint's messages, newest fact first."""
    statement = select(webhook_messages).where(
        webhook_messages.c.tenant_id == tx.tenant_id,
        webhook_messages.c.endpoint_id == endpoint_id,
    )
    if state is not None:
        statement = statement.where(webhook_messages.c.state == state.value)
    return await page(
        tx,
        statement,
        Message,
        columns=(webhook_messages.c.fact_id,),
        key=lambda row: (row.fact_id,),
        limit=limit,
        cursor=cursor,
        bound=("webhook messages", endpoint_id, state),
        descending=True,
    )


async def attempts_page(
    tx: Tx,
    endpoint_id: EndpointId,
    message_id: MessageId | None,
    *,
    limit: int,
    cursor: str | None,
) -> tuple[list[Attempt], str | None]:
    """A page of an endpoint's attempts, newest first."""
    statement = select(webhook_attempts).where(
        webhook_attempts.c.tenant_id == tx.tenant_id,
        webhook_attempts.c.endpoint_id == endpoint_id,
    )
    if message_id is not None:
        statement = statement.where(webhook_attempts.c.message_id == message_id)
    return await page(
        tx,
        statement,
        Attempt,
        columns=(webhook_attempts.c.at, webhook_attempts.c.message_id, webhook_attempts.c.number),
        key=lambda row: (row.at, row.message_id, row.number),
        limit=limit,
        cursor=cursor,
        bound=("webhook attempts", endpoint_id, message_id),
        descending=True,
    )
