"""Requests and answers of webhook endpoints."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from aftersales.platform.webhooks.model import Endpoint
from aftersales_api.deps import Body

Url = Annotated[
    str,
    Meta(min_length=1, max_length=2000, examples=["https://dms.example.com/hooks/aftersales"]),
]
Description = Annotated[str, Meta(max_length=200)]
Events = Annotated[
    list[Annotated[str, Meta(min_length=1, max_length=80)]],
    Meta(
        min_length=1,
        max_length=50,
        description="Names of facts, or patterns: `claims.return_filed`, `claims.*`, `*`.",
        examples=[["claims.*"]],
    ),
]


class NewEndpoint(Body, frozen=True, kw_only=True):
    """An address that is to be told of facts."""

    url: Url
    events: Events
    description: Description = ""


class ChangedEndpoint(Body, frozen=True, kw_only=True):
    """What is to change of an endpoint; what is left out stays."""

    url: Url | None = None
    events: Events | None = None
    description: Description | None = None


class EndpointWithSecret(Struct, frozen=True, kw_only=True):
    """An endpoint with the secret that signs its messages; it is told only this once."""

    endpoint: Endpoint
    secret: str


class EndpointList(Struct, frozen=True, kw_only=True):
    """Every endpoint of the tenant; there are at most twenty."""

    items: list[Endpoint]


class EventNames(Struct, frozen=True, kw_only=True):
    """Every event that an endpoint may ask for."""

    items: list[str]


class ReplaySince(Body, frozen=True, kw_only=True):
    """From when on what failed or was skipped is sent again."""

    since: datetime


class Pinged(Struct, frozen=True, kw_only=True):
    """The test message is on its way; its fact is `fact_id`."""

    fact_id: str


class Replayed(Struct, frozen=True, kw_only=True):
    """How many messages are sent again."""

    count: int
