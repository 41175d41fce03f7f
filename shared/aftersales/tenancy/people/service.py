"""Use cases of people: invite them, change what they may do, keep them out."""

from aftersales.kernel.access import Permission, Role
from aftersales.kernel.errors import StaleVersion, StateConflict
from aftersales.kernel.ids import PersonId, new_id
from aftersales.kernel.tx import Tx
from aftersales.tenancy import store as lookups
from aftersales.tenancy.entry.rules import derived_as_stored, derived_token, digest
from aftersales.tenancy.entry.service import INVITATION_LASTS, INVITATION_PREFIX, reset_token
from aftersales.tenancy.errors import AlreadyInvited, AlreadyMember, InvitationAccepted, LastAdministrator
from aftersales.tenancy.events import (
    InvitationWithdrawn,
    MembershipResumed,
    MembershipSuspended,
    PasswordResetRequested,
    PersonInvited,
    RolesChanged,
)
from aftersales.tenancy.model import Invitation, InvitationId, Letter, Member, MembershipState
from aftersales.tenancy.people import rules, store
from aftersales.tenancy.people.model import InvitationFilter, MemberFilter, NewInvitation


def invitation_token(invitation_id: InvitationId, issue: int) -> str:
    """The secret in an invitation's link; each issue has its own."""
    return derived_token(INVITATION_PREFIX, invitation_id, issue)


async def list_members(
    tx: Tx,
    wanted: MemberFilter,
    *,
    limit: int,
    cursor: str | None,
) -> tuple[list[Member], str | None]:
    """A page of the tenant's people; a dealer sees its own."""
    tx.actor.require(Permission.PEOPLE_READ)
    return await store.members_page(tx, wanted, limit=limit, cursor=cursor)


async def read_member(tx: Tx, person_id: PersonId) -> Member:
    """One member."""
    tx.actor.require(Permission.PEOPLE_READ)
    return await lookups.member(tx, person_id)


async def list_invitations(
    tx: Tx,
    wanted: InvitationFilter,
    *,
    limit: int,
    cursor: str | None,
) -> tuple[list[Invitation], str | None]:
    """A page of the invitations, newest first."""
    tx.actor.require(Permission.PEOPLE_READ)
    return await store.invitations_page(tx, wanted, limit=limit, cursor=cursor)


async def read_invitation(tx: Tx, invitation_id: InvitationId) -> Invitation:
    """One invitation as its sender sees it."""
    tx.actor.require(Permission.PEOPLE_READ)
    return await store.invitation(tx, invitation_id)


async def invite(tx: Tx, wanted: NewInvitation) -> Invitation:
    """Invite somebody into an organisation; the mail follows from the fact."""
    tx.actor.require(Permission.PEOPLE_MANAGE)
    organisation = await lookups.organisation(tx, wanted.organisation_id)
    rules.check_place(tx.actor, organisation)
    roles = rules.check_roles(organisation, wanted.roles)
    email = rules.normal_email(wanted.email)
    if await store.is_member(tx, email):
        raise AlreadyMember(email=email, pointer="/email")
    await _forget_expired(tx, email)

    invitation_id = InvitationId(new_id())
    await store.add_invitation(
        tx,
        invitation_id,
        token_hash=digest(invitation_token(invitation_id, 1)),
        email=email,
        name=wanted.name.strip(),
        organisation_id=organisation.id,
        dealer_id=organisation.dealer_id,
        roles=roles,
        expires_at=tx.now + INVITATION_LASTS,
    )
    invitation = await store.invitation(tx, invitation_id)
    _tell_invited(tx, invitation)
    return invitation


async def _forget_expired(tx: Tx, email: str) -> None:
    known = await store.open_invitation(tx, email)
    if known is None:
        return
    if known.expires_at > tx.now:
        raise AlreadyInvited(email=email, pointer="/email")
    await store.remove_invitation(tx, known.id)


def _tell_invited(tx: Tx, invitation: Invitation) -> None:
    tx.emit(
        PersonInvited(
            invitation_id=invitation.id,
            issue=invitation.issue,
            email=invitation.email,
            name=invitation.name,
            organisation_id=invitation.organisation_id,
            dealer_id=invitation.dealer_id,
            roles=invitation.roles,
            expires_at=invitation.expires_at,
        ),
    )


async def renew_invitation(tx: Tx, invitation_id: InvitationId) -> Invitation:
    """Send an invitation again with a new token and 72 more hours; the link sent before opens nothing."""
    tx.actor.require(Permission.PEOPLE_MANAGE)
    known = await store.invitation(tx, invitation_id)
    if known.accepted_at is not None:
        raise InvitationAccepted

    token = invitation_token(known.id, known.issue + 1)
    renewed = await store.renew_invitation(
        tx,
        known,
        token_hash=digest(token),
        expires_at=tx.now + INVITATION_LASTS,
    )
    if not renewed:
        raise InvitationAccepted
    invitation = await store.invitation(tx, invitation_id)
    _tell_invited(tx, invitation)
    return invitation


async def withdraw_invitation(tx: Tx, invitation_id: InvitationId) -> None:
    """Take an invitation back before it is used."""
    tx.actor.require(Permission.PEOPLE_MANAGE)
    known = await store.invitation(tx, invitation_id)
    if known.accepted_at is not None or not await store.remove_invitation(tx, invitation_id):
        raise InvitationAccepted
    tx.emit(InvitationWithdrawn(invitation_id=known.id, email=known.email, dealer_id=known.dealer_id))


async def change_roles(
    tx: Tx,
    person_id: PersonId,
    roles: tuple[Role, ...],
    *,
    expected_version: int,
) -> Member:
    """Change what a member may do; it holds from their next request on."""
    tx.actor.require(Permission.PEOPLE_MANAGE)
    known = await _other_of_version(tx, person_id, expected_version)
    organisation = await lookups.organisation(tx, known.organisation_id)
    wanted = rules.check_roles(organisation, roles)
    if rules.loses_administrator(known, wanted):
        await _check_administrators(tx, known)

    if not await store.change_membership(tx, person_id, expected_version, roles=wanted):
        raise await _stale(tx, person_id)
    tx.emit(RolesChanged(person_id=person_id, dealer_id=known.dealer_id, before=known.roles, roles=wanted))
    return await lookups.member(tx, person_id)


async def suspend_membership(tx: Tx, person_id: PersonId, *, expected_version: int) -> Member:
    """Keep a member out: their sessions in this tenant end at once."""
    tx.actor.require(Permission.PEOPLE_MANAGE)
    known = await _other_of_version(tx, person_id, expected_version)
    if known.state is MembershipState.SUSPENDED:
        raise StateConflict(state=known.state.value, move="suspend")
    if rules.loses_administrator(known, ()):
        await _check_administrators(tx, known)

    if not await store.change_membership(tx, person_id, expected_version, state=MembershipState.SUSPENDED):
        raise await _stale(tx, person_id)
    await store.close_sessions(tx, person_id)
    tx.emit(MembershipSuspended(person_id=person_id, dealer_id=known.dealer_id))
    return await lookups.member(tx, person_id)


async def resume_membership(tx: Tx, person_id: PersonId, *, expected_version: int) -> Member:
    """Let a suspended member come in again."""
    tx.actor.require(Permission.PEOPLE_MANAGE)
    known = await _other_of_version(tx, person_id, expected_version)
    if known.state is MembershipState.ACTIVE:
        raise StateConflict(state=known.state.value, move="resume")

    if not await store.change_membership(tx, person_id, expected_version, state=MembershipState.ACTIVE):
        raise await _stale(tx, person_id)
    tx.emit(MembershipResumed(person_id=person_id, dealer_id=known.dealer_id))
    return await lookups.member(tx, person_id)


async def _other_of_version(tx: Tx, person_id: PersonId, expected_version: int) -> Member:
    known = await lookups.member(tx, person_id)
    rules.check_other(tx.actor, known)
    if known.version != expected_version:
        raise StaleVersion(version=known.version)
    return known


async def _check_administrators(tx: Tx, known: Member) -> None:
    if await store.lock_administrators(tx) == [known.id]:
        raise LastAdministrator


async def _stale(tx: Tx, person_id: PersonId) -> StaleVersion:
    return StaleVersion(version=(await lookups.member(tx, person_id)).version)


async def invitation_letter(tx: Tx, fact: PersonInvited) -> Letter | None:
    """What the mail of an invitation must say; None once it was renewed, withdrawn, accepted or has expired."""
    known = await store.sealed_invitation(tx, fact.invitation_id)
    if known is None or known.accepted_at is not None or known.expires_at <= tx.now:
        return None
    token = derived_as_stored(known.token_hash, INVITATION_PREFIX, fact.invitation_id, fact.issue)
    if token is None:
        return None
    tenant = await lookups.tenant(tx)
    organisation = await lookups.organisation(tx, fact.organisation_id)
    return Letter(
        token=token,
        email=fact.email,
        name=fact.name,
        locale=tenant.locale,
        tenant_name=tenant.name,
        tenant_name_en=tenant.name_en or tenant.name,
        organisation_name=organisation.name,
        expires_at=known.expires_at,
    )


async def reset_letter(tx: Tx, fact: PasswordResetRequested) -> Letter | None:
    """What the mail with the link for a new password must say; None once it has expired."""
    if fact.expires_at <= tx.now:
        return None
    tenant = await lookups.tenant(tx)
    return Letter(
        token=reset_token(fact.reset_id),
        email=fact.email,
        name=fact.name,
        locale=fact.locale,
        tenant_name=tenant.name,
        tenant_name_en=tenant.name_en or tenant.name,
        organisation_name="",
        expires_at=fact.expires_at,
    )
