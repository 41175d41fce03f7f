"""Words of tenancy: tenants, organisations, people, memberships, keys, invitations."""

from datetime import datetime
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from msgspec import Struct

from aftersales.kernel.access import Role, Spent
from aftersales.kernel.ids import OrganisationId, PersonId, TenantId

KeyId = NewType("KeyId", UUID)
InvitationId = NewType("InvitationId", UUID)


class TenantState(StrEnum):
    """Whether a tenant's people and keys are let in."""

    ACTIVE = "active"
    SUSPENDED = "suspended"


class OrganisationKind(StrEnum):
    """What an organisation is to the manufacturer."""

    HEADQUARTERS = "headquarters"
    FACTORY = "factory"
    DEALER = "dealer"
    STATION = "station"
    SUPPLIER = "supplier"
    CARRIER = "carrier"


WALLED_KINDS: Final = frozenset({OrganisationKind.DEALER, OrganisationKind.STATION})
"""Organisations whose people see only their own rows."""


class OrganisationState(StrEnum):
    """Whether an organisation still works with the manufacturer."""

    ACTIVE = "active"
    CLOSED = "closed"


class MembershipState(StrEnum):
    """Whether a person may act for the tenant."""

    ACTIVE = "active"
    SUSPENDED = "suspended"


class Tenant(Struct, frozen=True, kw_only=True):
    """A manufacturer on the platform."""

    id: TenantId
    code: str
    name: str
    name_en: str
    state: TenantState
    locale: str
    time_zone: str
    currency: str
    address: str
    phone: str
    access_hours: int
    """For how many hours an operator may ask to read the tenant's data."""
    access_wait_hours: int
    """After how many hours an operator's request that nobody answered lapses."""
    customer_link_days: int
    """For how many days a customer's link opens a return."""
    version: int
    created_at: datetime


class Organisation(Struct, frozen=True, kw_only=True):
    """A factory, dealer, station, supplier or carrier; `consignee` and `address` are where goods are sent."""

    id: OrganisationId
    kind: OrganisationKind
    code: str
    name: str
    name_en: str
    province: str
    city: str
    address: str
    consignee: str
    contact_name: str
    phone: str
    email: str
    state: OrganisationState
    version: int
    created_at: datetime

    @property
    def dealer_id(self) -> OrganisationId | None:
        """Its own identity where its people are walled in."""
        return self.id if self.kind in WALLED_KINDS else None


class Member(Struct, frozen=True, kw_only=True):
    """A person as one tenant knows them."""

    id: PersonId
    name: str
    email: str
    phone: str
    locale: str
    organisation_id: OrganisationId
    organisation_name: str
    dealer_id: OrganisationId | None
    roles: tuple[Role, ...]
    state: MembershipState
    version: int
    joined_at: datetime


class Brand(Struct, frozen=True, kw_only=True):
    """A tenant that a person belongs to, as the brand switcher lists it."""

    tenant_id: TenantId
    code: str
    name: str
    name_en: str
    state: TenantState
    organisation_id: OrganisationId
    organisation_name: str
    roles: tuple[Role, ...]


class Session(Struct, frozen=True, kw_only=True):
    """Who is asking, as found by the token of a session."""

    person_id: PersonId
    person_name: str
    email: str
    locale: str
    tenant_id: TenantId
    tenant_state: TenantState
    organisation_id: OrganisationId
    dealer_id: OrganisationId | None
    roles: tuple[Role, ...]
    csrf_hash: bytes
    by_cookie: bool
    expires_at: datetime
    spent: tuple[Spent, ...] = ()


class KeyHolder(Struct, frozen=True, kw_only=True):
    """Who is asking, as found by an API key."""

    key_id: KeyId
    name: str
    tenant_id: TenantId
    tenant_state: TenantState
    organisation_id: OrganisationId
    dealer_id: OrganisationId | None
    scopes: tuple[str, ...]
    spent: tuple[Spent, ...] = ()


class PassHolder(Struct, frozen=True, kw_only=True):
    """The operator who is asking under a tenant's grant, as found by a pass."""

    access_id: UUID
    operator_id: UUID
    operator_name: str
    tenant_id: TenantId
    tenant_state: TenantState
    until: datetime


class ApiKey(Struct, frozen=True, kw_only=True):
    """A key as its owner sees it: never the secret again."""

    id: KeyId
    name: str
    prefix: str
    scopes: tuple[str, ...]
    organisation_id: OrganisationId
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None


class Invitation(Struct, frozen=True, kw_only=True):
    """A single-use way in for one address."""

    id: InvitationId
    email: str
    name: str
    organisation_id: OrganisationId
    organisation_name: str
    dealer_id: OrganisationId | None
    roles: tuple[Role, ...]
    issue: int
    expires_at: datetime
    accepted_at: datetime | None
    created_at: datetime


class InvitationState(StrEnum):
    """What has become of an invitation."""

    OPEN = "open"
    EXPIRED = "expired"
    ACCEPTED = "accepted"


class Letter(Struct, frozen=True, kw_only=True):
    """What a mail with a secret link must say; never stored, made when it is sent."""

    token: str
    email: str
    name: str
    locale: str
    tenant_name: str
    tenant_name_en: str
    organisation_name: str
    expires_at: datetime


class Operator(Struct, frozen=True, kw_only=True):
    """A person who runs the platform and sees no tenant's data."""

    id: UUID
    name: str
    email: str


class OperatorAct(Struct, frozen=True, kw_only=True):
    """One thing that an operator did, as the platform's own audit trail keeps it."""

    id: UUID
    operator_id: UUID
    operator_name: str | None
    """What the operator is called now; nobody where the platform's own terminal acted."""

    at: datetime
    act: str
    tenant_id: TenantId | None
    details: dict[str, object]


class OperatorState(StrEnum):
    """Whether an operator is let in."""

    ACTIVE = "active"
    REVOKED = "revoked"
