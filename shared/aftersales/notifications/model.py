"""Words of notifications: channels, audiences, messages."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, NewType, TypeAlias
from uuid import UUID

from msgspec import Struct

from aftersales.kernel.access import Role
from aftersales.kernel.ids import OrganisationId, PersonId
from aftersales.kernel.money import Money

MessageId = NewType("MessageId", UUID)
"""One thing told to one recipient by one channel."""

MOST_TRIES: Final = 10
"""How often a mail server may put a message off before it is given up."""

WAITS: Final = (
    timedelta(seconds=10),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=2),
    timedelta(hours=4),
    timedelta(hours=8),
    timedelta(hours=12),
)
"""The waits between those tries."""


class Channel(StrEnum):
    """A way to tell somebody something; `phone` without mail keeps it inside the product and says to phone."""

    INBOX = "inbox"
    MAIL = "mail"
    PHONE = "phone"


class MessageState(StrEnum):
    """Where a message is."""

    QUEUED = "queued"
    HANDING_OVER = "handing_over"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    READ = "read"


MOVES: Final = {
    MessageState.QUEUED: {MessageState.HANDING_OVER, MessageState.FAILED},
    MessageState.HANDING_OVER: {
        MessageState.SENT,
        MessageState.UNCERTAIN,
        MessageState.FAILED,
        MessageState.QUEUED,
    },
    MessageState.SENT: {MessageState.READ},
    MessageState.UNCERTAIN: {MessageState.QUEUED},
    MessageState.FAILED: {MessageState.QUEUED},
    MessageState.READ: set[MessageState](),
}

REPLAYABLE: Final = frozenset({MessageState.UNCERTAIN, MessageState.FAILED})


class Roles(Struct, frozen=True):
    """Everybody with any of the roles; without an organisation, in all of them."""

    roles: tuple[Role, ...]
    organisation_id: OrganisationId | None = None


class People(Struct, frozen=True):
    """People by name."""

    ids: tuple[PersonId, ...]


class Address(Struct, frozen=True):
    """Somebody who has no login yet."""

    email: str
    name: str = ""
    locale: str = "zh"


Audience: TypeAlias = Roles | People | Address


class Bilingual(Struct, frozen=True):
    """A parameter that reads differently in each language."""

    zh: str
    en: str


Param: TypeAlias = str | int | date | datetime | Money | Bilingual
"""What a template can be filled with; dates and amounts are written as the reader's language has them."""


class Wording(Struct, frozen=True):
    """A subject and a body in one language, with parameters in braces."""

    subject: str
    body: str


class Template(Struct, frozen=True, kw_only=True):
    """What is told of one kind of event."""

    name: str
    zh: Wording
    en: Wording
    params: frozenset[str]
    action: Bilingual
    """What the link under the message is called."""
    is_confidential: bool = False

    def wording(self, locale: str) -> Wording:
        """The words in one language."""
        return self.zh if locale.startswith("zh") else self.en


class Recipient(Struct, frozen=True, kw_only=True):
    """Somebody who is told; `key` tells them from everybody else."""

    key: str
    person_id: PersonId | None
    name: str
    email: str
    locale: str
    dealer_id: OrganisationId | None


class InboxMessage(Struct, frozen=True, kw_only=True):
    """A message as its recipient reads it."""

    id: MessageId
    template: str
    subject: str
    body: str
    link: str | None
    by_phone: bool
    state: MessageState
    created_at: datetime
    read_at: datetime | None


class LoggedMessage(Struct, frozen=True, kw_only=True):
    """A message as the manufacturer's log shows it; the body of a confidential one is null."""

    id: MessageId
    template: str
    channel: Channel
    person_id: PersonId | None
    recipient_name: str
    address: str
    dealer_id: OrganisationId | None
    locale: str
    subject: str
    body: str | None
    is_confidential: bool
    cause_id: UUID
    state: MessageState
    tries: int
    round: int
    answer: str
    created_at: datetime
    handed_at: datetime | None
    ended_at: datetime | None
    read_at: datetime | None
    version: int


class Letter(Struct, frozen=True, kw_only=True):
    """A mail ready to be handed over."""

    id: MessageId
    to: str
    name: str
    locale: str
    brand: str
    subject: str
    body: str
    link: str | None
    action: str


class LogFilter(Struct, frozen=True, kw_only=True):
    """Which messages a reader of the log asks for; None asks for all."""

    state: MessageState | None = None
    channel: Channel | None = None
    template: str | None = None
    person_id: PersonId | None = None


class Preference(Struct, frozen=True, kw_only=True):
    """Whether one person wants mail of one template."""

    template: str
    mail: bool
