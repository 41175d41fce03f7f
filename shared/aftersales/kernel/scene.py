"""The scene: which request or delivery is being worked on, so that every line of log and every report can say so."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final


class Scene:
    """One request or one delivery; who the tenant is may become known on the way."""

    __slots__ = ("delivery_id", "handler", "request_id", "tenant")

    def __init__(
        self,
        *,
        tenant: Callable[[], object],
        request_id: str = "",
        delivery_id: str = "",
        handler: str = "",
    ) -> None:
        self.tenant = tenant
        self.request_id = request_id
        self.delivery_id = delivery_id
        self.handler = handler

    def names(self) -> dict[str, str]:
        """What is known of it, by the names that logs and reports use."""
        tenant = self.tenant()
        known = {
            "request_id": self.request_id,
            "tenant_id": "" if tenant is None else str(tenant),
            "delivery_id": self.delivery_id,
            "handler": self.handler,
        }
        return {name: value for name, value in known.items() if value}


_scene: Final[ContextVar[Scene | None]] = ContextVar("scene", default=None)


@contextmanager
def entered(scene: Scene) -> Iterator[Scene]:
    """Work on this until the block ends."""
    token = _scene.set(scene)
    try:
        yield scene
    finally:
        _scene.reset(token)


def current() -> Scene | None:
    """What is being worked on here, if anything."""
    return _scene.get()
