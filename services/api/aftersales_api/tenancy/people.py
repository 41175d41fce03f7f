"""Members, and invitations as their senders see them."""

from typing import Annotated
from uuid import UUID

from litestar import Response, delete, get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.status_codes import HTTP_200_OK, HTTP_201_CREATED

from aftersales.kernel.access import Role
from aftersales.kernel.ids import OrganisationId, PersonId
from aftersales.tenancy.model import Invitation, InvitationId, InvitationState, Member, MembershipState
from aftersales.tenancy.people import service
from aftersales.tenancy.people.model import InvitationFilter, MemberFilter, NewInvitation
from aftersales_api.deps import Cursor, IfMatch, InTx, Limit, Page, etag
from aftersales_api.tenancy.schemas import ChangeRoles, Invite

OfOrganisation = Annotated[
    UUID | None,
    QueryParameter(name="organisation_id", description="Only people of this organisation."),
]
WithRole = Annotated[Role | None, QueryParameter(name="role", description="Only people with this role.")]
InState = Annotated[MembershipState | None, QueryParameter(name="state", description="Only those in this state.")]
Text = Annotated[str, QueryParameter(name="q", max_length=100, description="Part of the name or of the address.")]
InvitedState = Annotated[
    InvitationState | None,
    QueryParameter(name="state", description="Only open, expired or accepted invitations."),
]


def _organisation(organisation_id: UUID | None) -> OrganisationId | None:
    return None if organisation_id is None else OrganisationId(organisation_id)


def _member(member: Member) -> Response[Member]:
    return Response(member, headers={"ETag": etag(member.version)})


@get("/members", operation_id="list_members")
async def list_members(
    tx: InTx,
    organisation_id: OfOrganisation = None,
    role: WithRole = None,
    in_state: InState = None,
    text: Text = "",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[Member]:
    """The brand's people in the order they joined; a dealer sees its own."""
    wanted = MemberFilter(organisation_id=_organisation(organisation_id), role=role, state=in_state, text=text.strip())
    items, following = await service.list_members(tx, wanted, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


@get("/members/{person_id:uuid}", operation_id="read_member")
async def read_member(tx: InTx, person_id: FromPath[UUID]) -> Response[Member]:
    """One member."""
    return _member(await service.read_member(tx, PersonId(person_id)))


@put("/members/{person_id:uuid}/roles", operation_id="change_roles")
async def change_roles(
    tx: InTx,
    person_id: FromPath[UUID],
    expected_version: IfMatch,
    data: JSONBody[ChangeRoles],
) -> Response[Member]:
    """Replace what a member may do."""
    member = await service.change_roles(tx, PersonId(person_id), data.roles, expected_version=expected_version)
    return _member(member)


@put("/members/{person_id:uuid}/suspension", operation_id="suspend_member")
async def suspend_member(tx: InTx, person_id: FromPath[UUID], expected_version: IfMatch) -> Response[Member]:
    """Keep a member out; their sessions here end at once."""
    return _member(await service.suspend_membership(tx, PersonId(person_id), expected_version=expected_version))


@delete("/members/{person_id:uuid}/suspension", operation_id="resume_member", status_code=HTTP_200_OK)
async def resume_member(tx: InTx, person_id: FromPath[UUID], expected_version: IfMatch) -> Response[Member]:
    """Let a suspended member come in again."""
    return _member(await service.resume_membership(tx, PersonId(person_id), expected_version=expected_version))


@get("/invitations", operation_id="list_invitations")
async def list_invitations(
    tx: InTx,
    organisation_id: OfOrganisation = None,
    in_state: InvitedState = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[Invitation]:
    """Who was invited, newest first."""
    wanted = InvitationFilter(organisation_id=_organisation(organisation_id), state=in_state)
    items, following = await service.list_invitations(tx, wanted, limit=limit, cursor=cursor)
    return Page(items=items, next_cursor=following)


@post("/invitations", operation_id="invite", status_code=HTTP_201_CREATED)
async def invite(tx: InTx, data: JSONBody[Invite]) -> Response[Invitation]:
    """Invite somebody by mail; the link can be used once, within 72 hours."""
    wanted = NewInvitation(
        email=data.email,
        name=data.name,
        organisation_id=data.organisation_id,
        roles=data.roles,
    )
    invitation = await service.invite(tx, wanted)
    return Response(
        invitation,
        status_code=HTTP_201_CREATED,
        headers={"Location": f"/v1/invitations/{invitation.id}"},
    )


@get("/invitations/{invitation_id:uuid}", operation_id="read_invitation")
async def read_invitation(tx: InTx, invitation_id: FromPath[UUID]) -> Invitation:
    """One invitation."""
    return await service.read_invitation(tx, InvitationId(invitation_id))


@post("/invitations/{invitation_id:uuid}/renewal", operation_id="renew_invitation", status_code=HTTP_200_OK)
async def renew_invitation(tx: InTx, invitation_id: FromPath[UUID]) -> Invitation:
    """Send an invitation again with a new link; the one before opens nothing any more."""
    return await service.renew_invitation(tx, InvitationId(invitation_id))


@delete("/invitations/{invitation_id:uuid}", operation_id="withdraw_invitation")
async def withdraw_invitation(tx: InTx, invitation_id: FromPath[UUID]) -> None:
    """Take an invitation back before it is used."""
    await service.withdraw_invitation(tx, InvitationId(invitation_id))
