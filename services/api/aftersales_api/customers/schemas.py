"""Requests of customers' links."""

from typing import Annotated

from msgspec import Meta

from aftersales.claims.links.model import LASTS_DAYS
from aftersales_api.deps import Body


class GiveLink(Body, frozen=True, kw_only=True):
    """How many days the link opens the return."""

    lasts_days: Annotated[int, Meta(ge=1, le=365)] = LASTS_DAYS
