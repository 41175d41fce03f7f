"""What people are invited with and looked for by."""

from msgspec import Struct

from aftersales.kernel.access import Role
from aftersales.kernel.ids import OrganisationId
from aftersales.tenancy.model import InvitationState, MembershipState


class NewInvitation(Struct, frozen=True, kw_only=True):
    """Whom to let in, where, and to do what."""

    email: str
    name: str
    organisation_id: OrganisationId
    roles: tuple[Role, ...]


class MemberFilter(Struct, frozen=True, kw_only=True):
    """Which members a list shows."""

    organisation_id: OrganisationId | None = None
    role: Role | None = None
    state: MembershipState | None = None
    text: str = ""


class InvitationFilter(Struct, frozen=True, kw_only=True):
    """Which invitations a list shows."""

    organisation_id: OrganisationId | None = None
    state: InvitationState | None = None
