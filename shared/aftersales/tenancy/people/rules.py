"""Who may hold which role, and where."""

from collections.abc import Collection, Sequence
from typing import Final

from aftersales.kernel.access import DEALER_ROLES, Actor, Role
from aftersales.kernel.errors import FieldError, Invalid, NotFound
from aftersales.tenancy.errors import OrganisationIsClosed, OwnMembership, RoleNotAllowed
from aftersales.tenancy.model import WALLED_KINDS, Member, Organisation, OrganisationKind, OrganisationState

INSIDE: Final = frozenset({OrganisationKind.HEADQUARTERS, OrganisationKind.FACTORY})
"""Organisations whose people look over all dealers, and so are the manufacturer's own."""


def roles_of(kind: OrganisationKind) -> frozenset[Role]:
    """The roles that people of such an organisation may hold; suppliers and carriers have nobody inside."""
    if kind in WALLED_KINDS:
        return DEALER_ROLES
    return frozenset(Role) - DEALER_ROLES if kind in INSIDE else frozenset()


def check_roles(organisation: Organisation, roles: Sequence[Role]) -> tuple[Role, ...]:
    """The roles in one order without repetition, refused if one does not fit the organisation."""
    if not roles:
        raise Invalid(
            FieldError(pointer="/roles", code="required", zh="至少选择一个角色。", en="Choose at least one role."),
        )
    allowed = roles_of(organisation.kind)
    for index, role in enumerate(roles):
        if role not in allowed:
            raise RoleNotAllowed(role=role.value, kind=organisation.kind.value, pointer=f"/roles/{index}")
    return tuple(sorted(set(roles)))


def check_place(actor: Actor, organisation: Organisation) -> None:
    """Refuse to bring people into a closed organisation, or into one that is not the dealer's own."""
    if actor.dealer_id is not None and organisation.id != actor.dealer_id:
        raise NotFound("organisation", "组织")
    if organisation.state is OrganisationState.CLOSED:
        raise OrganisationIsClosed(code=organisation.code)


def check_other(actor: Actor, member: Member) -> None:
    """Refuse to change one's own membership."""
    if actor.person_id == member.id:
        raise OwnMembership


def loses_administrator(member: Member, roles: Collection[Role]) -> bool:
    """Whether a member would stop being an administrator."""
    return Role.ADMINISTRATOR in member.roles and Role.ADMINISTRATOR not in roles


def normal_email(email: str) -> str:
    """An address as it is compared and stored."""
    return email.strip().lower()
