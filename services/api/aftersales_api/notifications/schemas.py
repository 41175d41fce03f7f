"""Requests and answers of the inbox, the preferences and the message log."""

from typing import Annotated

from msgspec import Meta, Struct

from aftersales.notifications.model import InboxMessage, Preference
from aftersales_api.deps import Body


class Inbox(Struct, frozen=True, kw_only=True):
    """A page of my messages; `unread` counts all that I have not read, on whatever page."""

    items: list[InboxMessage]
    next_cursor: str | None
    unread: int


class AllRead(Struct, frozen=True, kw_only=True):
    """How many messages were marked as read."""

    count: int


class ChosenPreference(Body, frozen=True, kw_only=True):
    """Whether I want mail of one kind of message."""

    template: Annotated[str, Meta(min_length=1, max_length=40)]
    mail: bool


class ChosenPreferences(Body, frozen=True, kw_only=True):
    """My choices; kinds that are not named are mailed."""

    items: Annotated[list[ChosenPreference], Meta(max_length=100)]


class Preferences(Struct, frozen=True, kw_only=True):
    """Every kind of message whose mail can be switched off, and what I chose."""

    items: list[Preference]
