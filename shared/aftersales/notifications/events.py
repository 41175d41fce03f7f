"""Facts about messages; the words of a message are never in them."""

from typing import ClassVar, TypedDict

from aftersales.kernel.facts import Fact, announced
from aftersales.kernel.ids import OrganisationId, PersonId
from aftersales.notifications.model import Channel, MessageId


class About(TypedDict):
    """What every fact about a message repeats."""

    message_id: MessageId
    channel: Channel
    template: str
    person_id: PersonId | None
    dealer_id: OrganisationId | None


class MessageFact(Fact, frozen=True, kw_only=True):
    """Base of all facts about one message."""

    message_id: MessageId
    channel: Channel
    template: str
    person_id: PersonId | None
    dealer_id: OrganisationId | None


@announced
class MessageSent(MessageFact, frozen=True, kw_only=True):
    """A mail was taken by the mail server."""

    NAME: ClassVar = "notifications.message_sent"
    SUBJECT: ClassVar = ("message", "message_id")


@announced
class MessageFailed(MessageFact, frozen=True, kw_only=True):
    """A mail was refused for good, or put off too often."""

    NAME: ClassVar = "notifications.message_failed"
    SUBJECT: ClassVar = ("message", "message_id")

    why: str


@announced
class MessageUncertain(MessageFact, frozen=True, kw_only=True):
    """Nobody knows whether a mail went out; a person decides whether it is sent again."""

    NAME: ClassVar = "notifications.message_uncertain"
    SUBJECT: ClassVar = ("message", "message_id")


@announced
class MessageReplayed(MessageFact, frozen=True, kw_only=True):
    """A person had a mail sent again."""

    NAME: ClassVar = "notifications.message_replayed"
    SUBJECT: ClassVar = ("message", "message_id")
