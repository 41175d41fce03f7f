"""Facts of tenancy. A secret never stands in a fact: whoever must send one derives it anew (see README)."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from aftersales.kernel.access import Permission, Role
from aftersales.kernel.facts import Fact, announced
from aftersales.kernel.ids import OrganisationId, PersonId, TenantId
from aftersales.tenancy.model import InvitationId, KeyId, OrganisationKind


@announced
class TenantChanged(Fact, frozen=True, kw_only=True):
    """The tenant's own particulars were changed."""

    NAME: ClassVar = "tenancy.tenant_changed"
    SUBJECT: ClassVar = ("tenant", "tenant_id")

    tenant_id: TenantId
    name: str
    name_en: str
    locale: str
    time_zone: str
    address: str
    phone: str
    access_hours: int = 8
    customer_link_days: int = 180
    access_wait_hours: int = 72


@announced
class TenantSuspended(Fact, frozen=True, kw_only=True):
    """An operator let nobody of the tenant in any more."""

    NAME: ClassVar = "tenancy.tenant_suspended"
    SUBJECT: ClassVar = ("tenant", "tenant_id")

    tenant_id: TenantId
    reason: str = ""


@announced
class TenantResumed(Fact, frozen=True, kw_only=True):
    """An operator let the tenant's people and keys in again."""

    NAME: ClassVar = "tenancy.tenant_resumed"
    SUBJECT: ClassVar = ("tenant", "tenant_id")

    tenant_id: TenantId
    reason: str = ""


@announced
class OrganisationCreated(Fact, frozen=True, kw_only=True):
    """A factory, dealer, station, supplier or carrier was added."""

    NAME: ClassVar = "tenancy.organisation_created"
    SUBJECT: ClassVar = ("organisation", "organisation_id")

    organisation_id: OrganisationId
    dealer_id: OrganisationId | None
    kind: OrganisationKind
    code: str
    name: str


@announced
class OrganisationChanged(Fact, frozen=True, kw_only=True):
    """An organisation's particulars were changed; `changed` holds the new value of each field."""

    NAME: ClassVar = "tenancy.organisation_changed"
    SUBJECT: ClassVar = ("organisation", "organisation_id")

    organisation_id: OrganisationId
    dealer_id: OrganisationId | None
    kind: OrganisationKind
    code: str
    changed: dict[str, str]


@announced
class OrganisationClosed(Fact, frozen=True, kw_only=True):
    """An organisation works with the manufacturer no more; its people are not let in."""

    NAME: ClassVar = "tenancy.organisation_closed"
    SUBJECT: ClassVar = ("organisation", "organisation_id")

    organisation_id: OrganisationId
    dealer_id: OrganisationId | None
    code: str


@announced
class OrganisationReopened(Fact, frozen=True, kw_only=True):
    """A closed organisation works with the manufacturer again."""

    NAME: ClassVar = "tenancy.organisation_reopened"
    SUBJECT: ClassVar = ("organisation", "organisation_id")

    organisation_id: OrganisationId
    dealer_id: OrganisationId | None
    code: str


@announced
class PersonInvited(Fact, frozen=True, kw_only=True):
    """An address was invited, or invited again: each `issue` has a token of its own and ends the one before."""

    NAME: ClassVar = "tenancy.person_invited"
    SUBJECT: ClassVar = ("invitation", "invitation_id")

    invitation_id: InvitationId
    issue: int
    email: str
    name: str
    organisation_id: OrganisationId
    dealer_id: OrganisationId | None
    roles: tuple[Role, ...]
    expires_at: datetime


@announced
class InvitationWithdrawn(Fact, frozen=True, kw_only=True):
    """An invitation was taken back before it was used."""

    NAME: ClassVar = "tenancy.invitation_withdrawn"
    SUBJECT: ClassVar = ("invitation", "invitation_id")

    invitation_id: InvitationId
    email: str
    dealer_id: OrganisationId | None


@announced
class PersonJoined(Fact, frozen=True, kw_only=True):
    """An invited person accepted and belongs to the tenant."""

    NAME: ClassVar = "tenancy.person_joined"
    SUBJECT: ClassVar = ("person", "person_id")

    person_id: PersonId
    invitation_id: InvitationId
    email: str
    name: str
    organisation_id: OrganisationId
    dealer_id: OrganisationId | None
    roles: tuple[Role, ...]


@announced
class PersonChanged(Fact, frozen=True, kw_only=True):
    """A person changed what they are called or the language they are written to; told in the brand they acted in."""

    NAME: ClassVar = "tenancy.person_changed"
    SUBJECT: ClassVar = ("person", "person_id")

    person_id: PersonId
    dealer_id: OrganisationId | None
    name: str
    locale: str


@announced
class RolesChanged(Fact, frozen=True, kw_only=True):
    """A member may do other things from now on."""

    NAME: ClassVar = "tenancy.roles_changed"
    SUBJECT: ClassVar = ("person", "person_id")

    person_id: PersonId
    dealer_id: OrganisationId | None
    before: tuple[Role, ...]
    roles: tuple[Role, ...]


@announced
class MembershipSuspended(Fact, frozen=True, kw_only=True):
    """A member is not let in any more; their sessions in this tenant ended."""

    NAME: ClassVar = "tenancy.membership_suspended"
    SUBJECT: ClassVar = ("person", "person_id")

    person_id: PersonId
    dealer_id: OrganisationId | None


@announced
class MembershipResumed(Fact, frozen=True, kw_only=True):
    """A suspended member may come in again."""

    NAME: ClassVar = "tenancy.membership_resumed"
    SUBJECT: ClassVar = ("person", "person_id")

    person_id: PersonId
    dealer_id: OrganisationId | None


@announced
class KeyIssued(Fact, frozen=True, kw_only=True):
    """A program was given a key."""

    NAME: ClassVar = "tenancy.key_issued"
    SUBJECT: ClassVar = ("key", "key_id")

    key_id: KeyId
    name: str
    prefix: str
    scopes: tuple[Permission, ...]
    organisation_id: OrganisationId
    dealer_id: OrganisationId | None
    expires_at: datetime


@announced
class KeyRevoked(Fact, frozen=True, kw_only=True):
    """A key opens nothing any more."""

    NAME: ClassVar = "tenancy.key_revoked"
    SUBJECT: ClassVar = ("key", "key_id")

    key_id: KeyId
    name: str
    prefix: str
    dealer_id: OrganisationId | None


@announced
class PasswordResetRequested(Fact, frozen=True, kw_only=True):
    """A person asked for a link to set a new password; told in the first of their tenants."""

    NAME: ClassVar = "tenancy.password_reset_requested"
    SUBJECT: ClassVar = ("person", "person_id")

    reset_id: UUID
    person_id: PersonId
    dealer_id: OrganisationId | None
    email: str
    name: str
    locale: str
    expires_at: datetime
