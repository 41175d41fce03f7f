"""Tenants, dealers and logged-in people for a benchmark."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import UUID

from msgspec import Struct

from aftersales.kernel.access import Actor, ActorKind, Permission, Role
from aftersales.kernel.ids import OrganisationId, TenantId, new_id
from aftersales.kernel.settings import Settings
from aftersales.kernel.tx import Database, create_engine
from aftersales.platform.service import write_facts
from aftersales.tenancy.entry import rules
from aftersales.tenancy.entry import service as entry
from aftersales.tenancy.tables import invitations, organisations, tenants
from benchmarks.ground import Ground

EVERYBODY = Actor(kind=ActorKind.PERSON, id=UUID(int=7), name="计量员", permissions=frozenset(Permission))
"""One of the manufacturer's people, with every right."""


class Brand(Struct, frozen=True, kw_only=True):
    """A tenant with a dealer and a factory, and the token of a clerk of that dealer."""

    tenant: TenantId
    dealer: OrganisationId
    factory: OrganisationId
    clerk: str


@asynccontextmanager
async def databases(ground: Ground, *, pool: int = 4) -> AsyncIterator[tuple[Database, Database]]:
    """The app's and the operator's pools, closed afterwards."""
    settings: Settings = ground.settings
    app = Database(create_engine(settings.database_url, pool_size=pool), before_commit=write_facts)
    operators = Database(create_engine(settings.operator_database_url, pool_size=1), before_commit=write_facts)
    try:
        yield app, operators
    finally:
        await app.close()
        await operators.close()


async def make_tenants(operators: Database, count: int) -> list[TenantId]:
    """So many tenants with nothing in them."""
    made = [TenantId(new_id()) for _ in range(count)]
    async with operators.operator_transaction(UUID(int=1)) as tx:
        rows = [{"id": one, "code": f"b-{one.hex[-16:]}", "name": "计量"} for one in made]
        await tx.execute(tenants.insert(), rows)
    return made


async def make_brand(app: Database, operators: Database) -> Brand:
    """A tenant with a factory, a dealer and a clerk who is logged in."""
    (tenant,) = await make_tenants(operators, 1)
    factory, dealer = OrganisationId(new_id()), OrganisationId(new_id())
    rows = [(factory, "factory", "F-1", None), (dealer, "dealer", "D-1", dealer)]
    async with app.transaction(tenant, EVERYBODY) as tx:
        await tx.execute(
            organisations.insert(),
            [
                {"tenant_id": tenant, "id": one, "kind": kind, "code": code, "name": f"组织{code}", "dealer_id": of}
                for one, kind, code, of in rows
            ],
        )
    return Brand(tenant=tenant, dealer=dealer, factory=factory, clerk=await log_in(app, tenant, dealer))


async def log_in(app: Database, tenant: TenantId, dealer: OrganisationId) -> str:
    """The session token of a new clerk of a dealer."""
    invitation, session = rules.new_token(entry.INVITATION_PREFIX), rules.new_token(entry.SESSION_PREFIX)
    now = datetime.now(UTC)
    async with app.transaction(tenant, EVERYBODY) as tx:
        await tx.execute(
            invitations.insert().values(
                tenant_id=tenant,
                id=new_id(),
                token_hash=rules.digest(invitation),
                email=f"{new_id().hex[-12:]}@example.com",
                name="王小明",
                organisation_id=dealer,
                dealer_id=dealer,
                roles=[Role.DEALER_CLERK.value],
                expires_at=now + entry.INVITATION_LASTS,
                invited_by=EVERYBODY.id,
            ),
        )
    async with app.anteroom() as room:
        (row,) = await room.fetch(
            "SELECT accept_invitation($1, $2, $3, $4, $5) AS person",
            rules.digest(invitation),
            now,
            new_id(),
            "王小明",
            "no password opens this",
        )
        await room.fetch(
            "SELECT open_session($1, $2, $3, $4, false, $5)",
            rules.digest(session),
            row["person"],
            tenant,
            rules.digest("csrf"),
            now + entry.SESSION_LASTS,
        )
    return session
