"""Every query of views."""

from typing import Any

from sqlalchemy import Select, and_, delete, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from aftersales.kernel.errors import NotFound, StaleVersion
from aftersales.kernel.ids import PersonId
from aftersales.kernel.pagination import page
from aftersales.kernel.tx import Tx
from aftersales.platform.views.model import Draft, Kept, ViewId
from aftersales.platform.views.tables import saved_view_defaults as d
from aftersales.platform.views.tables import saved_views as v

SHOWN = [v.c[name] for name in Kept.__struct_fields__ if name != "is_default"]


def visible_views(tx: Tx, person: PersonId) -> Select[Any]:
    """The views that a person sees: their own, and those shared in their organisation."""
    mine = and_(d.c.tenant_id == v.c.tenant_id, d.c.view_id == v.c.id, d.c.person_id == person)
    shared = and_(v.c.is_shared, v.c.organisation_id == tx.actor.organisation_id)
    return (
        select(*SHOWN, d.c.view_id.is_not(None).label("is_default"))
        .outerjoin(d, and_(mine, d.c.tenant_id == tx.tenant_id))
        .where(v.c.tenant_id == tx.tenant_id, or_(v.c.person_id == person, shared))
    )


async def views_page(
    tx: Tx, person: PersonId, page_name: str | None, *, limit: int, cursor: str | None
) -> tuple[list[Kept], str | None]:
    """A page of the views that a person sees, by name."""
    statement = visible_views(tx, person)
    if page_name is not None:
        statement = statement.where(v.c.page == page_name)
    return await page(
        tx,
        statement,
        Kept,
        columns=[v.c.name, v.c.id],
        key=lambda kept: (kept.name, kept.id),
        limit=limit,
        cursor=cursor,
        bound=("views", person, page_name),
    )


async def view(tx: Tx, person: PersonId, view_id: ViewId) -> Kept:
    """One view that a person sees, or `NotFound`."""
    return await tx.one(visible_views(tx, person).where(v.c.id == view_id), Kept, NotFound("view", "视图"))


async def view_at(tx: Tx, person: PersonId, view_id: ViewId, version: int) -> Kept:
    """One view that a person sees, locked, if this is still its version."""
    statement = visible_views(tx, person).where(v.c.id == view_id).with_for_update(of=v)
    found = await tx.one(statement, Kept, NotFound("view", "视图"))
    if found.version != version:
        raise StaleVersion(version=found.version)
    return found


async def names_of(tx: Tx, owner: PersonId, page_name: str) -> dict[str, ViewId]:
    """The names of a person's views of a page; makers and renamers of one person take turns, so that limits hold."""
    await tx.fetch("SELECT pg_advisory_xact_lock(hashtextextended('saved_views' || $1::text, 0))", str(owner))
    statement = select(v.c.name, v.c.id).where(
        v.c.tenant_id == tx.tenant_id, v.c.person_id == owner, v.c.page == page_name
    )
    return {row.name: row.id for row in await tx.execute(statement)}


async def add(tx: Tx, view_id: ViewId, owner: PersonId, page_name: str, draft: Draft) -> None:
    """One more view."""
    await tx.execute(
        insert(v).values(
            tenant_id=tx.tenant_id,
            id=view_id,
            page=page_name,
            person_id=owner,
            owner_name=tx.actor.name,
            organisation_id=tx.actor.organisation_id,
            dealer_id=tx.dealer_id,
            changed_at=tx.now,
            **_written(draft),
        )
    )


async def change(tx: Tx, view_id: ViewId, draft: Draft) -> None:
    """Change a view that is locked and raise its version."""
    await tx.execute(
        update(v)
        .where(v.c.tenant_id == tx.tenant_id, v.c.id == view_id)
        .values(changed_at=tx.now, version=v.c.version + 1, **_written(draft))
    )


def _written(draft: Draft) -> dict[str, object]:
    return {
        "name": draft.name,
        "query": draft.query,
        "columns": list(draft.columns),
        "is_shared": draft.is_shared,
    }


async def remove(tx: Tx, view_id: ViewId) -> None:
    """Take a view away; whoever had it as their default has none."""
    await tx.execute(delete(v).where(v.c.tenant_id == tx.tenant_id, v.c.id == view_id))


async def set_default(tx: Tx, person: PersonId, kept: Kept) -> None:
    """Make a view the one that a person finds first on its page."""
    values = {"view_id": kept.id, "dealer_id": tx.dealer_id}
    statement = upsert(d).values(tenant_id=tx.tenant_id, person_id=person, page=kept.page, **values)
    await tx.execute(statement.on_conflict_do_update(index_elements=["tenant_id", "person_id", "page"], set_=values))


async def clear_default(tx: Tx, person: PersonId, view_id: ViewId) -> None:
    """Let a person find no view first any more, if it was this one."""
    await tx.execute(delete(d).where(d.c.tenant_id == tx.tenant_id, d.c.person_id == person, d.c.view_id == view_id))
