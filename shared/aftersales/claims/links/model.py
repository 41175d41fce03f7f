"""Words of a customer's link: what it opens, and for how long."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from enum import StrEnum
from typing import NewType, Protocol, TypeAlias
from uuid import UUID

from msgspec import Struct

from aftersales.claims.returns.model import ReturnId, ReturnState
from aftersales.kernel.ids import TenantId
from aftersales.kernel.tx import Tx
from aftersales.policy.model import Text

LinkId = NewType("LinkId", UUID)

OpenTx: TypeAlias = Callable[[TenantId], AbstractAsyncContextManager[Tx]]
"""Opens a transaction in a tenant for somebody who has no right there."""


class Signer(Protocol):
    """The keys that links are signed with and checked against."""

    def sign(self, content: bytes) -> tuple[int, bytes]:
        """The signature of any content, and the number of the key that made it."""

    def is_ours(self, key_id: int, signature: bytes, content: bytes) -> bool:
        """Whether a trusted key made this signature over this content."""


class Claim(Struct, frozen=True):
    """What a token says: which return of which brand, and until when."""

    tenant_id: TenantId
    return_id: ReturnId
    expires_at: datetime
    link_id: LinkId | None = None
    """Which link it is; a former token does not say."""


class CustomerLink(Struct, frozen=True, kw_only=True):
    """A link to give to a customer, told once; `path` goes behind the console's address."""

    id: LinkId
    token: str
    path: str
    expires_at: datetime


class GivenLink(Struct, frozen=True, kw_only=True):
    """A link that was given, and what became of it."""

    id: LinkId
    return_id: ReturnId
    is_dealers: bool
    """Whether the dealer's people gave it, and not the brand's."""

    given_by_name: str
    given_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    revoked_by_name: str | None
    reason: str


class LineFate(StrEnum):
    """What becomes of a part, as its owner may know it."""

    AWAITING = "awaiting"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    REPLACED = "replaced"
    REPAIRED = "repaired"
    CREDITED = "credited"
    SCRAPPED = "scrapped"
    SENT_BACK = "sent_back"


class LineSeen(Struct, frozen=True, kw_only=True):
    """One part of a return as its customer sees it."""

    part_name: str
    part_name_en: str
    quantity: int
    fate: LineFate


class Journey(Struct, frozen=True, kw_only=True):
    """When each step was taken; what lies ahead is empty."""

    filed_at: datetime
    approved_at: datetime | None
    shipped_at: datetime | None
    received_at: datetime | None
    settled_at: datetime | None
    closed_at: datetime | None


class CustomerReturn(Struct, frozen=True, kw_only=True):
    """A return as its customer sees it: nobody's name, no price, nobody's address."""

    brand: str
    brand_en: str
    number: str
    state: ReturnState
    state_text: Text
    next_text: Text
    journey: Journey
    lines: tuple[LineSeen, ...]
    expires_at: datetime
