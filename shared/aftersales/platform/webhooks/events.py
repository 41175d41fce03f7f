"""Facts about webhook endpoints."""

from typing import ClassVar

from aftersales.kernel.facts import Fact, announced
from aftersales.platform.webhooks.model import DisabledReason, EndpointId


@announced
class WebhookEndpointAdded(Fact, frozen=True, kw_only=True):
    """The tenant wants to be told of facts at an address."""

    NAME: ClassVar = "platform.webhook_endpoint_added"
    SUBJECT: ClassVar = ("webhook_endpoint", "endpoint_id")

    endpoint_id: EndpointId
    url: str
    events: tuple[str, ...]


@announced
class WebhookEndpointChanged(Fact, frozen=True, kw_only=True):
    """An endpoint's address, description or events changed."""

    NAME: ClassVar = "platform.webhook_endpoint_changed"
    SUBJECT: ClassVar = ("webhook_endpoint", "endpoint_id")

    endpoint_id: EndpointId
    url: str
    events: tuple[str, ...]


@announced
class WebhookEndpointRemoved(Fact, frozen=True, kw_only=True):
    """An endpoint was taken away with its log."""

    NAME: ClassVar = "platform.webhook_endpoint_removed"
    SUBJECT: ClassVar = ("webhook_endpoint", "endpoint_id")

    endpoint_id: EndpointId
    url: str


@announced
class WebhookSecretRotated(Fact, frozen=True, kw_only=True):
    """An endpoint got a new secret; the former one signs for a while yet."""

    NAME: ClassVar = "platform.webhook_secret_rotated"
    SUBJECT: ClassVar = ("webhook_endpoint", "endpoint_id")

    endpoint_id: EndpointId


@announced
class WebhookEndpointActivated(Fact, frozen=True, kw_only=True):
    """A disabled endpoint is told again."""

    NAME: ClassVar = "platform.webhook_endpoint_activated"
    SUBJECT: ClassVar = ("webhook_endpoint", "endpoint_id")

    endpoint_id: EndpointId
    url: str


@announced
class WebhookEndpointDisabled(Fact, frozen=True, kw_only=True):
    """An endpoint is no longer told, and why."""

    NAME: ClassVar = "platform.webhook_endpoint_disabled"
    SUBJECT: ClassVar = ("webhook_endpoint", "endpoint_id")

    endpoint_id: EndpointId
    url: str
    reason: DisabledReason


@announced
class WebhookPinged(Fact, frozen=True, kw_only=True):
    """Somebody asked for a test message to one endpoint; no other endpoint is told."""

    NAME: ClassVar = "platform.webhook_pinged"
    SUBJECT: ClassVar = ("webhook_endpoint", "endpoint_id")

    endpoint_id: EndpointId
