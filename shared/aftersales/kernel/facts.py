"""Facts: what happened, said once, in the past tense; audit trail, outbox, webhook feed and meter are one log.

A fact's name is a contract: never renamed, fields only added with defaults.
"""

from typing import ClassVar, Final, TypeVar
from uuid import UUID

import msgspec
from msgspec import Struct

from aftersales.kernel.ids import OrganisationId

F = TypeVar("F", bound="type[Fact]")

REGISTRY: Final[dict[str, "type[Fact]"]] = {}
"""Every fact by its name; subscriptions, webhooks and the meter name facts from here only."""


class Fact(Struct, frozen=True, kw_only=True):
    """Base of all facts; a subclass sets `NAME` ("claims.return_filed") and `SUBJECT` (kind and field of its id)."""

    NAME: ClassVar[str] = ""
    SUBJECT: ClassVar[tuple[str, str]] = ("", "")

    @property
    def subject_id(self) -> UUID:
        """What it happened to."""
        value: UUID = getattr(self, self.SUBJECT[1])
        return value

    @property
    def about_dealer(self) -> OrganisationId | None:
        """The dealer who may see it in the audit trail; None for the tenant's own affairs."""
        value: OrganisationId | None = getattr(self, "dealer_id", None)
        return value


def announced(cls: F) -> F:
    """Class decorator: register a fact under its name."""
    if not cls.NAME or cls.SUBJECT[1] not in cls.__struct_fields__:
        raise TypeError(f"{cls.__qualname__} needs a NAME and a SUBJECT that is one of its fields")
    if cls.NAME in REGISTRY:
        raise TypeError(f"two facts are called {cls.NAME}")
    REGISTRY[cls.NAME] = cls
    return cls


def decode(name: str, payload: bytes | str) -> Fact:
    """The fact as it was announced; unknown names raise KeyError (an older release meets a newer fact)."""
    return msgspec.json.decode(payload, type=REGISTRY[name])
