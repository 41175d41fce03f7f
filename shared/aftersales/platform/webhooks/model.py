"""Words of webhooks: endpoints, messages, attempts."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from msgspec import Struct

from aftersales.kernel.ids import FactId

EndpointId = NewType("EndpointId", UUID)
"""An address of the tenant's that wants to be told."""

MessageId = NewType("MessageId", UUID)
"""One fact for one endpoint."""

MOST_ENDPOINTS: Final = 20
"""Endpoints that one tenant may have."""

BOTH_SECRETS_LIVE: Final = timedelta(hours=24)
"""How long the former secret still signs after a rotation."""

WAITS: Final = (
    timedelta(seconds=5),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
    timedelta(hours=24),
    timedelta(hours=24),
    timedelta(hours=27, minutes=24),
)
"""The waits between the attempts of one round: 12 attempts over 5 days."""

MOST_TRIES: Final = len(WAITS) + 1

GIVEN_UP_AFTER: Final = timedelta(days=4)
"""How long an endpoint may fail without one success before an exhausted message disables it."""


class EndpointState(StrEnum):
    """Whether an endpoint is told."""

    ACTIVE = "active"
    DISABLED = "disabled"


class DisabledReason(StrEnum):
    """Why an endpoint is no longer told."""

    BY_HAND = "by_hand"
    GONE = "gone"
    FAILING = "failing"


class MessageState(StrEnum):
    """Where a message is; all but `waiting` are ends."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"
    SKIPPED = "skipped"


class Endpoint(Struct, frozen=True, kw_only=True):
    """An endpoint as its tenant sees it: never the secret."""

    id: EndpointId
    url: str
    description: str
    events: tuple[str, ...]
    state: EndpointState
    disabled_reason: DisabledReason | None
    disabled_at: datetime | None
    failing_since: datetime | None
    former_secret_until: datetime | None
    version: int
    created_at: datetime


class Sealed(Struct, frozen=True, kw_only=True):
    """An endpoint with its encrypted secrets, as the sender needs it."""

    id: EndpointId
    url: str
    state: EndpointState
    failing_since: datetime | None
    secret: bytes
    former_secret: bytes | None
    former_secret_until: datetime | None


class Message(Struct, frozen=True, kw_only=True):
    """One fact for one endpoint and how far it got."""

    id: MessageId
    endpoint_id: EndpointId
    fact_id: FactId
    event: str
    sequence: int
    state: MessageState
    round: int
    tries: int
    attempts: int
    created_at: datetime
    round_began_at: datetime
    ended_at: datetime | None


class Attempt(Struct, frozen=True, kw_only=True):
    """One request to an endpoint and what came of it; `status` is null when there was no answer."""

    message_id: MessageId
    fact_id: FactId
    event: str
    number: int
    at: datetime
    status: int | None
    duration_ms: int
    error: str | None
    response: str


class Event(Struct, frozen=True, kw_only=True):
    """A fact as the body of a webhook tells it."""

    name: str
    at: datetime
    subject_kind: str
    subject_id: UUID
    payload: dict[str, object]


class Answer(Struct, frozen=True, kw_only=True):
    """What a receiver answered."""

    status: int
    text: str
    duration_ms: int


class Outcome(StrEnum):
    """What an attempt means for its message."""

    DELIVERED = "delivered"
    RETRY = "retry"
    GONE = "gone"
    EXHAUSTED = "exhausted"
