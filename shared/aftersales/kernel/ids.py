"""Identities: version 7 UUIDs, so that keys grow with time and indexes stay tight."""

from typing import NewType
from uuid import UUID, uuid5

from uuid_utils.compat import uuid7

TenantId = NewType("TenantId", UUID)
"""A manufacturer on the platform; first in every key."""

OrganisationId = NewType("OrganisationId", UUID)
"""A factory, dealer, station, supplier or carrier of one tenant."""

PersonId = NewType("PersonId", UUID)
"""A human being with one login, whatever tenants they belong to."""

DeliveryId = NewType("DeliveryId", UUID)
"""One unit of work for one handler."""

FactId = NewType("FactId", UUID)
"""One immutable row in the log of facts."""

DERIVED = UUID("6f0c1d1e-6f1a-5d6b-9a53-4b8d2b3f7a10")
"""Name space of identities that are computed from what caused them."""


def new_id() -> UUID:
    """A fresh identity, ordered by time of creation (RFC 9562, version 7)."""
    return uuid7()


def instant_of(identity: UUID) -> float:
    """When an identity was made, in seconds since 1970, as it says itself."""
    return (identity.int >> 80) / 1000


def derived_id(*parts: object) -> UUID:
    """The same identity for the same parts, for effects that must happen once per cause (RFC 9562, version 5)."""
    return uuid5(DERIVED, "\x1f".join(str(part) for part in parts))
