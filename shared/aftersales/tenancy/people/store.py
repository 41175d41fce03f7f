"""Every query that lists or changes members and invitations."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Select, delete, insert, select, update

from aftersales.kernel.access import Role
from aftersales.kernel.errors import NotFound
from aftersales.kernel.ids import OrganisationId, PersonId
from aftersales.kernel.pagination import page
from aftersales.kernel.searching import holds_text
from aftersales.kernel.tx import Tx
from aftersales.tenancy.model import Invitation, InvitationId, InvitationState, Member, MembershipState
from aftersales.tenancy.people.model import InvitationFilter, MemberFilter
from aftersales.tenancy.store import holds_any, visible_members
from aftersales.tenancy.tables import invitations, memberships, organisations, people


async def members_page(
    tx: Tx,
    wanted: MemberFilter,
    *,
    limit: int,
    cursor: str | None,
) -> tuple[list[Member], str | None]:
    """A page of the visible members in the order they joined."""
    statement = visible_members(tx)
    if wanted.organisation_id is not None:
        statement = statement.where(memberships.c.organisation_id == wanted.organisation_id)
    if wanted.role is not None:
        statement = statement.where(holds_any([wanted.role]))
    if wanted.state is not None:
        statement = statement.where(memberships.c.state == wanted.state.value)
    if wanted.text:
        statement = statement.where(holds_text(wanted.text, people.c.name, people.c.email))
    return await page(
        tx,
        statement,
        Member,
        columns=[memberships.c.joined_at, memberships.c.person_id],
        key=lambda found: (found.joined_at, found.id),
        limit=limit,
        cursor=cursor,
        bound=("members", wanted.organisation_id, wanted.role, wanted.state, wanted.text),
    )


async def is_member(tx: Tx, email: str) -> bool:
    """Whether a visible member has this address."""
    return await tx.first(visible_members(tx).where(people.c.email == email), Member) is not None


async def lock_administrators(tx: Tx) -> list[PersonId]:
    """The active administrators, locked so that two of them cannot demote each other at once."""
    statement = (
        select(memberships.c.person_id)
        .where(
            memberships.c.tenant_id == tx.tenant_id,
            memberships.c.state == MembershipState.ACTIVE.value,
            holds_any([Role.ADMINISTRATOR]),
        )
        .order_by(memberships.c.person_id)
        .with_for_update()
    )
    return [PersonId(row) for row in (await tx.execute(statement)).scalars()]


async def change_membership(
    tx: Tx,
    person_id: PersonId,
    expected_version: int,
    *,
    roles: Sequence[Role] | None = None,
    state: MembershipState | None = None,
) -> bool:
    """Change a membership; False if the version is not the newest."""
    values: dict[str, object] = {"version": memberships.c.version + 1}
    if roles is not None:
        values["roles"] = [role.value for role in roles]
    if state is not None:
        values["state"] = state.value
    changed = await tx.execute(
        update(memberships)
        .where(
            memberships.c.tenant_id == tx.tenant_id,
            memberships.c.person_id == person_id,
            memberships.c.version == expected_version,
        )
        .values(**values),
    )
    return changed.rowcount == 1


async def close_sessions(tx: Tx, person_id: PersonId) -> None:
    """End every session of a person in this tenant."""
    await tx.fetch("SELECT close_sessions_of($1)", person_id)


def _visible_invitations(tx: Tx) -> Select[Any]:
    return (
        select(
            *(column for column in invitations.c if column.name not in {"tenant_id", "token_hash", "invited_by"}),
            organisations.c.name.label("organisation_name"),
        )
        .join(
            organisations,
            (organisations.c.tenant_id == invitations.c.tenant_id)
            & (organisations.c.id == invitations.c.organisation_id),
        )
        .where(invitations.c.tenant_id == tx.tenant_id)
    )


async def invitations_page(
    tx: Tx,
    wanted: InvitationFilter,
    *,
    limit: int,
    cursor: str | None,
) -> tuple[list[Invitation], str | None]:
    """A page of the visible invitations, newest first."""
    statement = _visible_invitations(tx)
    if wanted.organisation_id is not None:
        statement = statement.where(invitations.c.organisation_id == wanted.organisation_id)
    accepted, fresh = invitations.c.accepted_at.is_not(None), invitations.c.expires_at > tx.now
    conditions = {
        InvitationState.ACCEPTED: accepted,
        InvitationState.OPEN: ~accepted & fresh,
        InvitationState.EXPIRED: ~accepted & ~fresh,
    }
    if wanted.state is not None:
        statement = statement.where(conditions[wanted.state])
    return await page(
        tx,
        statement,
        Invitation,
        columns=[invitations.c.created_at, invitations.c.id],
        key=lambda found: (found.created_at, found.id),
        limit=limit,
        cursor=cursor,
        bound=("invitations", wanted.organisation_id, wanted.state),
        descending=True,
    )


async def invitation(tx: Tx, invitation_id: InvitationId) -> Invitation:
    """One invitation, or `NotFound`."""
    statement = _visible_invitations(tx).where(invitations.c.id == invitation_id)
    return await tx.one(statement, Invitation, NotFound("invitation", "邀请"))


class Sealed(Struct, frozen=True, kw_only=True):
    """What the sender of an invitation's mail must know of it."""

    token_hash: bytes
    accepted_at: datetime | None
    expires_at: datetime


async def sealed_invitation(tx: Tx, invitation_id: InvitationId) -> Sealed | None:
    """The hash of an invitation's newest token, and whether it can still be used."""
    statement = select(invitations.c.token_hash, invitations.c.accepted_at, invitations.c.expires_at).where(
        invitations.c.tenant_id == tx.tenant_id,
        invitations.c.id == invitation_id,
    )
    return await tx.first(statement, Sealed)


async def open_invitation(tx: Tx, email: str) -> Invitation | None:
    """The visible invitation to an address that nobody has accepted yet, expired or not."""
    statement = _visible_invitations(tx).where(invitations.c.email == email, invitations.c.accepted_at.is_(None))
    return await tx.first(statement, Invitation)


async def add_invitation(
    tx: Tx,
    invitation_id: InvitationId,
    *,
    token_hash: bytes,
    email: str,
    name: str,
    organisation_id: OrganisationId,
    dealer_id: OrganisationId | None,
    roles: Sequence[Role],
    expires_at: datetime,
) -> None:
    """One more invitation."""
    await tx.execute(
        insert(invitations).values(
            tenant_id=tx.tenant_id,
            id=invitation_id,
            token_hash=token_hash,
            email=email,
            name=name,
            organisation_id=organisation_id,
            dealer_id=dealer_id,
            roles=[role.value for role in roles],
            expires_at=expires_at,
            created_at=tx.now,
            invited_by=tx.actor.id,
        ),
    )


async def renew_invitation(tx: Tx, known: Invitation, *, token_hash: bytes, expires_at: datetime) -> bool:
    """Give an invitation its next token; False if another did or it was accepted meanwhile."""
    changed = await tx.execute(
        update(invitations)
        .where(
            invitations.c.tenant_id == tx.tenant_id,
            invitations.c.id == known.id,
            invitations.c.issue == known.issue,
            invitations.c.accepted_at.is_(None),
        )
        .values(token_hash=token_hash, expires_at=expires_at, issue=known.issue + 1),
    )
    return changed.rowcount == 1


async def remove_invitation(tx: Tx, invitation_id: InvitationId) -> bool:
    """Forget an invitation that was not accepted; False if it was meanwhile."""
    removed = await tx.execute(
        delete(invitations).where(
            invitations.c.tenant_id == tx.tenant_id,
            invitations.c.id == invitation_id,
            invitations.c.accepted_at.is_(None),
        ),
    )
    return removed.rowcount == 1
