"""Requests of customers' links."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from aftersales.claims.links.model import LinkId
from aftersales.tenancy.tenants.model import MOST_LINK_DAYS
from aftersales_api.deps import Body

Reason = Annotated[str, Meta(min_length=1, max_length=400, pattern=r"\S")]


class GiveLink(Body, frozen=True, kw_only=True):
    """How many days the link opens the return; as long as the brand lets links last if nothing is said."""

    lasts_days: Annotated[int, Meta(ge=1, le=MOST_LINK_DAYS)] | None = None


class LinkShown(Struct, frozen=True, kw_only=True):
    """A link; token and path are told this once, and null when the same request is answered again."""

    id: LinkId
    token: str | None
    path: str | None
    expires_at: datetime


class RevokeLinks(Body, frozen=True, kw_only=True):
    """Why a link is taken back."""

    reason: Reason


class LinksRevoked(Struct, frozen=True, kw_only=True):
    """How many links were taken back; tokens from before links were listed are not counted."""

    revoked: int
