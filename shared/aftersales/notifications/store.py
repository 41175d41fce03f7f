"""Every query of notifications."""

from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from aftersales.kernel.errors import NotFound
from aftersales.kernel.ids import PersonId
from aftersales.kernel.pagination import page
from aftersales.kernel.tx import Tx
from aftersales.notifications.model import (
    Channel,
    InboxMessage,
    LogFilter,
    LoggedMessage,
    MessageId,
    MessageState,
    Preference,
)
from aftersales.notifications.tables import message_preferences, messages


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A message about to be written."""

    id: MessageId
    recipient_key: str
    channel: Channel
    person_id: PersonId | None
    recipient_name: str
    address: str
    dealer_id: object
    locale: str
    subject: str
    body: str
    by_phone: bool
    state: MessageState


class Kept(LoggedMessage, frozen=True, kw_only=True):
    """A message with everything that sending it needs."""

    link: str | None


class _Id(msgspec.Struct, frozen=True):
    id: MessageId


async def add_messages(
    tx: Tx,
    drafts: Sequence[Draft],
    *,
    cause_id: object,
    template: str,
    link: str | None,
    is_confidential: bool,
) -> frozenset[MessageId]:
    """Write messages in one statement; those told before stay as they are. Answers with what is new."""
    shared = {
        "tenant_id": tx.tenant_id,
        "cause_id": cause_id,
        "template": template,
        "link": link,
        "is_confidential": is_confidential,
        "created_at": tx.now,
    }
    rows = [
        msgspec.structs.asdict(draft) | shared | {"channel": draft.channel.value, "state": draft.state.value}
        for draft in drafts
    ]
    statement = (
        upsert(messages)
        .values(rows)
        .on_conflict_do_nothing(index_elements=["tenant_id", "cause_id", "recipient_key", "channel", "template"])
        .returning(messages.c.id)
    )
    return frozenset(row.id for row in await tx.all(statement, _Id))


async def message_for_update(tx: Tx, message_id: MessageId) -> Kept:
    """One message, locked."""
    statement = (
        select(messages).where(messages.c.tenant_id == tx.tenant_id, messages.c.id == message_id).with_for_update()
    )
    return await tx.one(statement, Kept, NotFound("message", "消息"))


async def change_message(tx: Tx, message_id: MessageId, state: MessageState, **values: object) -> None:
    """Move a locked message to another state."""
    await tx.execute(
        update(messages)
        .where(messages.c.tenant_id == tx.tenant_id, messages.c.id == message_id)
        .values(state=state.value, version=messages.c.version + 1, **values),
    )


async def inbox(
    tx: Tx,
    person_id: PersonId,
    *,
    unread: bool,
    limit: int,
    cursor: str | None,
) -> tuple[list[InboxMessage], str | None]:
    """A page of a person's inbox, newest first."""
    statement = select(messages).where(
        messages.c.tenant_id == tx.tenant_id,
        messages.c.person_id == person_id,
        messages.c.channel == Channel.INBOX.value,
    )
    if unread:
        statement = statement.where(messages.c.state == MessageState.SENT.value)
    return await page(
        tx,
        statement,
        InboxMessage,
        columns=(messages.c.id,),
        key=lambda row: (row.id,),
        limit=limit,
        cursor=cursor,
        bound=("inbox", person_id, unread),
        descending=True,
    )


async def unread_count(tx: Tx, person_id: PersonId) -> int:
    """How many messages a person has not read."""
    statement = (
        select(func.count())
        .select_from(messages)
        .where(
            messages.c.tenant_id == tx.tenant_id,
            messages.c.person_id == person_id,
            messages.c.channel == Channel.INBOX.value,
            messages.c.state == MessageState.SENT.value,
        )
    )
    return int(await tx.scalar(statement))


async def inbox_message(tx: Tx, person_id: PersonId, message_id: MessageId) -> InboxMessage:
    """One message of a person's inbox."""
    statement = select(messages).where(
        messages.c.tenant_id == tx.tenant_id,
        messages.c.id == message_id,
        messages.c.person_id == person_id,
        messages.c.channel == Channel.INBOX.value,
    )
    return await tx.one(statement, InboxMessage, NotFound("message", "消息"))


async def mark_read(tx: Tx, person_id: PersonId, only: MessageId | None = None) -> int:
    """Mark one message of a person's inbox, or all of them, as read; how many were not yet."""
    statement = update(messages).where(
        messages.c.tenant_id == tx.tenant_id,
        messages.c.person_id == person_id,
        messages.c.channel == Channel.INBOX.value,
        messages.c.state == MessageState.SENT.value,
    )
    if only is not None:
        statement = statement.where(messages.c.id == only)
    result = await tx.execute(
        statement.values(state=MessageState.READ.value, read_at=tx.now, version=messages.c.version + 1),
    )
    return result.rowcount


async def log(
    tx: Tx,
    wanted: LogFilter,
    *,
    limit: int,
    cursor: str | None,
) -> tuple[list[LoggedMessage], str | None]:
    """A page of all messages, newest first."""
    statement = select(messages).where(messages.c.tenant_id == tx.tenant_id)
    if wanted.state is not None:
        statement = statement.where(messages.c.state == wanted.state.value)
    if wanted.channel is not None:
        statement = statement.where(messages.c.channel == wanted.channel.value)
    if wanted.template is not None:
        statement = statement.where(messages.c.template == wanted.template)
    if wanted.person_id is not None:
        statement = statement.where(messages.c.person_id == wanted.person_id)
    return await page(
        tx,
        statement,
        LoggedMessage,
        columns=(messages.c.id,),
        key=lambda row: (row.id,),
        limit=limit,
        cursor=cursor,
        bound=("message log", wanted),
        descending=True,
    )


async def logged(tx: Tx, message_id: MessageId) -> LoggedMessage:
    """One message of the log."""
    statement = select(messages).where(messages.c.tenant_id == tx.tenant_id, messages.c.id == message_id)
    return await tx.one(statement, LoggedMessage, NotFound("message", "消息"))


async def preferences(tx: Tx, person_id: PersonId) -> dict[str, bool]:
    """What a person chose, by template; what is not there was never chosen."""
    statement = select(message_preferences).where(
        message_preferences.c.tenant_id == tx.tenant_id,
        message_preferences.c.person_id == person_id,
    )
    return {row.template: row.mail for row in await tx.all(statement, Preference)}


class _Without(msgspec.Struct, frozen=True):
    person_id: PersonId


async def without_mail(tx: Tx, people: Iterable[PersonId], template: str) -> frozenset[PersonId]:
    """Those of the people who do not want mail of a template."""
    statement = select(message_preferences.c.person_id).where(
        message_preferences.c.tenant_id == tx.tenant_id,
        message_preferences.c.person_id.in_(set(people)),
        message_preferences.c.template == template,
        message_preferences.c.mail.is_(False),
    )
    return frozenset(row.person_id for row in await tx.all(statement, _Without))


async def set_preferences(tx: Tx, person_id: PersonId, chosen: dict[str, bool]) -> None:
    """Replace what a person chose."""
    await tx.execute(
        delete(message_preferences).where(
            message_preferences.c.tenant_id == tx.tenant_id,
            message_preferences.c.person_id == person_id,
        ),
    )
    rows = [
        {
            "tenant_id": tx.tenant_id,
            "person_id": person_id,
            "template": template,
            "mail": mail,
            "dealer_id": tx.dealer_id,
        }
        for template, mail in chosen.items()
    ]
    if rows:
        await tx.execute(upsert(message_preferences).values(rows).on_conflict_do_nothing())
