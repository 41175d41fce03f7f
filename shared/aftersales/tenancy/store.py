"""Look-ups that every context shares: the tenant itself, its organisations, its people."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from aftersales.kernel.access import Role
from aftersales.kernel.errors import NotFound
from aftersales.kernel.ids import OrganisationId, PersonId
from aftersales.kernel.tx import Tx
from aftersales.tenancy.model import Member, MembershipState, Organisation, OrganisationKind, OrganisationState, Tenant
from aftersales.tenancy.tables import memberships, organisations, people, tenants


async def tenant(tx: Tx) -> Tenant:
    """The tenant of this transaction."""
    return await tx.one(select(tenants).where(tenants.c.id == tx.tenant_id), Tenant)


def visible_organisations(tx: Tx) -> Select[Any]:
    """The organisations that this transaction may see: a dealer's own and the manufacturer's."""
    return select(organisations).where(organisations.c.tenant_id == tx.tenant_id)


async def organisation(tx: Tx, organisation_id: OrganisationId) -> Organisation:
    """One organisation, or `NotFound`."""
    statement = visible_organisations(tx).where(organisations.c.id == organisation_id)
    return await tx.one(statement, Organisation, NotFound("organisation", "组织"))


async def organisation_by_code(tx: Tx, code: str, kind: OrganisationKind | None = None) -> Organisation | None:
    """The organisation with a code, if there is one (of this kind)."""
    statement = visible_organisations(tx).where(organisations.c.code == code)
    if kind is not None:
        statement = statement.where(organisations.c.kind == kind.value)
    return await tx.first(statement, Organisation)


async def organisations_by_ids(tx: Tx, ids: Iterable[OrganisationId]) -> dict[OrganisationId, Organisation]:
    """Those of the organisations that may be seen, by identity."""
    statement = visible_organisations(tx).where(organisations.c.id.in_(set(ids)))
    return {found.id: found for found in await tx.all(statement, Organisation)}


async def organisations_by_codes(tx: Tx, codes: Iterable[str]) -> dict[str, Organisation]:
    """Those of the organisations that may be seen, by code."""
    statement = visible_organisations(tx).where(organisations.c.code.in_(set(codes)))
    return {found.code: found for found in await tx.all(statement, Organisation)}


async def headquarters(tx: Tx) -> Organisation:
    """The manufacturer's own organisation."""
    statement = visible_organisations(tx).where(
        organisations.c.kind == OrganisationKind.HEADQUARTERS.value,
    )
    return await tx.one(statement.order_by(organisations.c.created_at).limit(1), Organisation)


def visible_members(tx: Tx) -> Select[Any]:
    """The people that this transaction may see, as members of its tenant."""
    return (
        select(
            people.c.id,
            people.c.name,
            people.c.email,
            people.c.phone,
            people.c.locale,
            memberships.c.organisation_id,
            organisations.c.name.label("organisation_name"),
            memberships.c.dealer_id,
            memberships.c.roles,
            memberships.c.state,
            memberships.c.version,
            memberships.c.joined_at,
        )
        .select_from(memberships)
        .join(people, people.c.id == memberships.c.person_id)
        .join(
            organisations,
            (organisations.c.tenant_id == memberships.c.tenant_id)
            & (organisations.c.id == memberships.c.organisation_id),
        )
        .where(memberships.c.tenant_id == tx.tenant_id)
    )


async def member(tx: Tx, person_id: PersonId) -> Member:
    """One person as a member of this tenant, or `NotFound`."""
    statement = visible_members(tx).where(memberships.c.person_id == person_id)
    return await tx.one(statement, Member, NotFound("member", "成员"))


async def members_by_ids(tx: Tx, ids: Iterable[PersonId]) -> dict[PersonId, Member]:
    """Those of the people that may be seen, by identity."""
    statement = visible_members(tx).where(memberships.c.person_id.in_(set(ids)))
    return {found.id: found for found in await tx.all(statement, Member)}


async def members_with_role(
    tx: Tx,
    roles: Iterable[Role],
    organisation_id: OrganisationId | None = None,
) -> list[Member]:
    """The people now let in who hold any of the roles (in one organisation, if given), in the order they joined."""
    statement = visible_members(tx).where(
        memberships.c.state == MembershipState.ACTIVE.value,
        organisations.c.state == OrganisationState.ACTIVE.value,
        holds_any(roles),
    )
    if organisation_id is not None:
        statement = statement.where(memberships.c.organisation_id == organisation_id)
    return await tx.all(statement.order_by(memberships.c.joined_at, memberships.c.person_id), Member)


def holds_any(roles: Iterable[Role]) -> ColumnElement[bool]:
    """Whether a membership holds at least one of the roles."""
    wanted: ColumnElement[bool] = memberships.c.roles.overlap(sorted(role.value for role in roles))
    return wanted
