"""Use cases of notifications: telling, handing mail over once, the inbox, the log."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from itertools import chain
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from aftersales.kernel.access import Permission
from aftersales.kernel.errors import Forbidden
from aftersales.kernel.ids import PersonId, derived_id, new_id
from aftersales.kernel.tx import Tx
from aftersales.notifications import rules, store
from aftersales.notifications.errors import InboxNeedsPerson, MessageNotReplayable, TemplateUnknown
from aftersales.notifications.events import About, MessageFailed, MessageReplayed, MessageSent, MessageUncertain
from aftersales.notifications.gateway import MailDeferred, MailRefused, MailUncertain, Post, SmtpPost
from aftersales.notifications.model import (
    MOST_TRIES,
    REPLAYABLE,
    Address,
    Audience,
    Channel,
    InboxMessage,
    Letter,
    LogFilter,
    LoggedMessage,
    MessageId,
    MessageState,
    Param,
    People,
    Preference,
    Recipient,
    Template,
    Wording,
)
from aftersales.notifications.store import Draft, Kept
from aftersales.notifications.templates import counts, entry, plans, returns, running
from aftersales.notifications.templates.registry import TEMPLATES
from aftersales.platform.deliveries import service as deliveries
from aftersales.tenancy import service as tenancy
from aftersales.tenancy.model import Member, MembershipState

__all__ = [
    "BOTH",
    "SEND_MAIL",
    "MailDeferred",
    "MailRefused",
    "MailUncertain",
    "Post",
    "SendMail",
    "SmtpPost",
    "begin_handover",
    "end_handover",
    "inbox",
    "log",
    "logged",
    "notify",
    "preferences",
    "put_off",
    "read",
    "read_all",
    "replay",
    "set_preferences",
    "switchable",
]

SEND_MAIL: Final = "notifications.send_mail"
"""The handler that hands one mail over."""

TEMPLATE_MODULES: Final = (counts, entry, plans, returns, running)
"""Where templates are declared; importing them fills the register."""

BOTH: Final = frozenset({Channel.INBOX, Channel.MAIL})


class SendMail(msgspec.Struct, frozen=True):
    """The payload of a mail's delivery."""

    message_id: MessageId


async def notify(
    tx: Tx,
    *,
    template: str,
    audience: Audience,
    params: Mapping[str, Param],
    cause_id: UUID,
    channels: Collection[Channel] = BOTH,
    subject_link: str | None = None,
    languages: Sequence[str] = (),
) -> int:
    """Tell an audience once per cause, each in their own language; answers with the number of new messages.

    A dealer's transaction can tell its own people and addresses only; telling others is a worker's part.
    `subject_link` is a path of the console. `phone` without `mail` says so in the inbox.
    """
    chosen = TEMPLATES[template]
    recipients = await _recipients(tx, audience)
    if not recipients:
        return 0
    tenant = await tenancy.tenant(tx)
    unmailed = await _unmailed(tx, chosen, recipients) if Channel.MAIL in channels else frozenset()

    wordings = {
        locale: rules.render(chosen, params, locale, ZoneInfo(tenant.time_zone))
        for locale in {_locale(recipient, languages) for recipient in recipients}
    }
    drafts = [
        draft
        for recipient in recipients
        for draft in _drafts(recipient, _locale(recipient, languages), wordings, channels, unmailed)
    ]
    return await _queue(tx, chosen, drafts, cause_id=cause_id, link=subject_link)


def _locale(recipient: Recipient, languages: Sequence[str]) -> str:
    """The recipient's language, or the first of those that the tenant writes in."""
    own = rules.language(recipient.locale)
    return own if not languages or own in languages else languages[0]


async def _recipients(tx: Tx, audience: Audience) -> list[Recipient]:
    if isinstance(audience, Address):
        return [
            Recipient(
                key=audience.email.lower(),
                person_id=None,
                name=audience.name,
                email=audience.email,
                locale=audience.locale,
                dealer_id=tx.dealer_id,
            ),
        ]
    if isinstance(audience, People):
        found = await tenancy.members_by_ids(tx, audience.ids)
        return [_recipient(member) for member in found.values() if member.state is MembershipState.ACTIVE]
    return [
        _recipient(member) for member in await tenancy.members_with_role(tx, audience.roles, audience.organisation_id)
    ]


def _recipient(member: Member) -> Recipient:
    return Recipient(
        key=str(member.id),
        person_id=member.id,
        name=member.name,
        email=member.email,
        locale=member.locale,
        dealer_id=member.dealer_id,
    )


async def _unmailed(tx: Tx, template: Template, recipients: Sequence[Recipient]) -> frozenset[PersonId]:
    if template.is_confidential:
        return frozenset()
    return await store.without_mail(tx, (one.person_id for one in recipients if one.person_id), template.name)


def _drafts(
    recipient: Recipient,
    locale: str,
    wordings: Mapping[str, Wording],
    channels: Collection[Channel],
    unmailed: Collection[PersonId],
) -> list[Draft]:
    phone = Channel.PHONE in channels and Channel.MAIL not in channels
    told = []
    if recipient.person_id is not None and (phone or Channel.INBOX in channels):
        told.append((Channel.INBOX, MessageState.SENT))
    if Channel.MAIL in channels and recipient.email and recipient.person_id not in unmailed:
        told.append((Channel.MAIL, MessageState.QUEUED))
    wording = rules.by_phone(wordings[locale], locale) if phone else wordings[locale]
    return [
        Draft(
            id=MessageId(new_id()),
            recipient_key=recipient.key,
            channel=channel,
            person_id=recipient.person_id,
            recipient_name=recipient.name,
            address=recipient.email,
            dealer_id=recipient.dealer_id,
            locale=locale,
            subject=wording.subject,
            body=wording.body,
            by_phone=phone,
            state=state,
        )
        for channel, state in told
    ]


async def _queue(
    tx: Tx,
    template: Template,
    drafts: Sequence[Draft],
    *,
    cause_id: UUID,
    link: str | None,
) -> int:
    if not drafts:
        return 0
    new = await store.add_messages(
        tx,
        drafts,
        cause_id=cause_id,
        template=template.name,
        link=link,
        is_confidential=template.is_confidential,
    )
    mails = [draft.id for draft in drafts if draft.channel is Channel.MAIL and draft.id in new]
    await _send_soon(tx, [(message_id, 1) for message_id in mails])
    return len(new)


async def _send_soon(tx: Tx, rounds: Sequence[tuple[MessageId, int]]) -> None:
    causes = [(derived_id("mail round", message_id, round_), SendMail(message_id)) for message_id, round_ in rounds]
    await deliveries.set_timers(tx, SEND_MAIL, causes, due_at=tx.now)


async def begin_handover(tx: Tx, message_id: MessageId) -> Letter | None:
    """Note that a mail is about to leave, and give it; None if it is not to be sent.

    A mail that is found in the middle of being handed over was lost with its worker: it becomes uncertain.
    """
    message = await store.message_for_update(tx, message_id)
    if message.state is MessageState.HANDING_OVER:
        await _end(tx, message, MessageState.UNCERTAIN, "the worker was lost while handing over")
        return None
    if message.state is not MessageState.QUEUED:
        return None
    tenant = await tenancy.tenant(tx)

    await store.change_message(tx, message_id, MessageState.HANDING_OVER, handed_at=tx.now, tries=message.tries + 1)

    chinese = message.locale.startswith("zh")
    action = TEMPLATES[message.template].action
    return Letter(
        id=message.id,
        to=message.address,
        name=message.recipient_name,
        locale=message.locale,
        brand=tenant.name if chinese else tenant.name_en or tenant.name,
        subject=message.subject,
        body=message.body or "",
        link=message.link,
        action=action.zh if chinese else action.en,
    )


async def end_handover(tx: Tx, message_id: MessageId, state: MessageState, answer: str) -> None:
    """Keep what became of a mail that was handed over: sent, failed or uncertain."""
    message = await store.message_for_update(tx, message_id)
    await _end(tx, message, state, answer)


async def put_off(tx: Tx, message_id: MessageId, answer: str) -> timedelta | None:
    """Queue a mail again that has certainly not left; answers when to try next, or None once it is given up."""
    message = await store.message_for_update(tx, message_id)
    if message.tries >= MOST_TRIES:
        await _end(tx, message, MessageState.FAILED, answer)
        return None
    rules.check_move(message.state, MessageState.QUEUED)
    await store.change_message(tx, message_id, MessageState.QUEUED, answer=answer)
    return rules.wait_after(message.tries)


async def _end(tx: Tx, message: Kept, state: MessageState, answer: str) -> None:
    rules.check_move(message.state, state)
    erased = {"body": "", "link": None} if message.is_confidential and state is MessageState.SENT else {}
    await store.change_message(tx, message.id, state, answer=answer, ended_at=tx.now, **erased)

    if state is MessageState.SENT:
        tx.emit(MessageSent(**_told(message)))
    elif state is MessageState.FAILED:
        tx.emit(MessageFailed(**_told(message), why=answer))
    else:
        tx.emit(MessageUncertain(**_told(message)))


def _told(message: LoggedMessage) -> About:
    return {
        "message_id": message.id,
        "channel": message.channel,
        "template": message.template,
        "person_id": message.person_id,
        "dealer_id": message.dealer_id,
    }


def _reader(tx: Tx) -> PersonId:
    tx.actor.require(Permission.MESSAGES_READ)
    if tx.actor.person_id is None:
        raise InboxNeedsPerson
    return tx.actor.person_id


async def inbox(
    tx: Tx,
    *,
    unread: bool,
    limit: int,
    cursor: str | None,
) -> tuple[list[InboxMessage], str | None, int]:
    """A page of the reader's own messages, the next cursor, and how many are unread in all."""
    reader = _reader(tx)
    items, following = await store.inbox(tx, reader, unread=unread, limit=limit, cursor=cursor)
    return items, following, await store.unread_count(tx, reader)


async def read(tx: Tx, message_id: MessageId) -> InboxMessage:
    """Mark one of the reader's messages as read; again changes nothing."""
    reader = _reader(tx)
    await store.mark_read(tx, reader, message_id)
    return await store.inbox_message(tx, reader, message_id)


async def read_all(tx: Tx) -> int:
    """Mark all of the reader's messages as read; how many were not."""
    return await store.mark_read(tx, _reader(tx))


async def preferences(tx: Tx) -> list[Preference]:
    """For every template that can be switched off, whether the reader is mailed."""
    chosen = await store.preferences(tx, _reader(tx))
    return [Preference(template=name, mail=chosen.get(name, True)) for name in switchable()]


def switchable() -> list[str]:
    """The templates whose mail a person may switch off."""
    return sorted(name for name, template in TEMPLATES.items() if not template.is_confidential)


async def set_preferences(tx: Tx, chosen: Sequence[Preference]) -> list[Preference]:
    """Replace the reader's choices; templates that are not named are mailed."""
    reader = _reader(tx)
    allowed = set(switchable())
    for index, preference in enumerate(chosen):
        if preference.template not in allowed:
            raise TemplateUnknown(pointer=f"/items/{index}/template", template=preference.template)
    await store.set_preferences(tx, reader, {one.template: one.mail for one in chosen})
    return await preferences(tx)


def _auditor(tx: Tx, *permissions: Permission) -> None:
    """The log tells what everybody was told, so a dealer's people never read it."""
    for permission in chain((Permission.MESSAGES_READ,), permissions):
        tx.actor.require(permission)
        if tx.dealer_id is not None:
            raise Forbidden(permission=permission.value)


async def log(
    tx: Tx,
    wanted: LogFilter,
    *,
    limit: int,
    cursor: str | None,
) -> tuple[list[LoggedMessage], str | None]:
    """A page of all messages of the tenant, newest first, confidential words left out."""
    _auditor(tx)
    items, following = await store.log(tx, wanted, limit=limit, cursor=cursor)
    return [_shown(message) for message in items], following


async def logged(tx: Tx, message_id: MessageId) -> LoggedMessage:
    """One message of the log."""
    _auditor(tx)
    return _shown(await store.logged(tx, message_id))


def _shown(message: LoggedMessage) -> LoggedMessage:
    return msgspec.structs.replace(message, body=None) if message.is_confidential else message


async def replay(tx: Tx, message_id: MessageId) -> LoggedMessage:
    """Send a mail again that failed or whose fate is uncertain, under the same Message-ID."""
    _auditor(tx, Permission.DELIVERIES_REPLAY)
    message = await store.message_for_update(tx, message_id)
    if message.state not in REPLAYABLE:
        raise MessageNotReplayable(state=message.state.value)

    again = message.round + 1
    await store.change_message(tx, message_id, MessageState.QUEUED, round=again, tries=0, ended_at=None)
    await _send_soon(tx, [(message_id, again)])

    tx.emit(MessageReplayed(**_told(message)))
    return await logged(tx, message_id)
