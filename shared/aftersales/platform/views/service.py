"""Use cases of views: list, keep, change, remove, and choose which is found first."""

from msgspec.structs import asdict, replace

from aftersales.kernel.ids import PersonId, new_id
from aftersales.kernel.tx import Tx
from aftersales.platform.views import rules, store
from aftersales.platform.views.errors import TooManyViews, ViewNameTaken, ViewsNeedPerson
from aftersales.platform.views.model import MOST_VIEWS, Changes, Draft, View, ViewId


def _person(tx: Tx) -> PersonId:
    if tx.actor.person_id is None:
        raise ViewsNeedPerson
    return tx.actor.person_id


async def list_views(tx: Tx, page_name: str | None, *, limit: int, cursor: str | None) -> tuple[list[View], str | None]:
    """A page of the caller's own views and of those shared in their organisation, by name."""
    found, following = await store.views_page(tx, _person(tx), page_name, limit=limit, cursor=cursor)
    return [rules.seen(one, tx.actor) for one in found], following


async def read_view(tx: Tx, view_id: ViewId) -> View:
    """One view that the caller sees."""
    return rules.seen(await store.view(tx, _person(tx), view_id), tx.actor)


async def create(tx: Tx, page_name: str, draft: Draft, *, is_default: bool) -> View:
    """Keep one more view of a page, at once as the caller's default if they wish."""
    person = _person(tx)
    if draft.is_shared:
        rules.check_share(tx.actor)
    taken = await store.names_of(tx, person, page_name)
    if draft.name in taken:
        raise ViewNameTaken(name=draft.name, pointer="/name")
    if len(taken) >= MOST_VIEWS:
        raise TooManyViews(most=MOST_VIEWS)

    view_id = ViewId(new_id())
    await store.add(tx, view_id, person, page_name, draft)
    return await set_default(tx, view_id) if is_default else await read_view(tx, view_id)


async def change(tx: Tx, view_id: ViewId, expected_version: int, changes: Changes) -> View:
    """Rename or change a view: what is not named stays."""
    kept = await store.view_at(tx, _person(tx), view_id, expected_version)
    draft = changes.on(Draft(name=kept.name, query=kept.query, columns=kept.columns, is_shared=kept.is_shared))
    rules.check_change(kept, tx.actor, is_shared=draft.is_shared)
    taken = await store.names_of(tx, kept.person_id, kept.page)
    if taken.get(draft.name, view_id) != view_id:
        raise ViewNameTaken(name=draft.name, pointer="/name")

    await store.change(tx, view_id, draft)
    changed = replace(kept, **asdict(draft), changed_at=tx.now, version=kept.version + 1)
    return rules.seen(changed, tx.actor)


async def remove(tx: Tx, view_id: ViewId, expected_version: int) -> None:
    """Take a view away, for everybody who saw it."""
    kept = await store.view_at(tx, _person(tx), view_id, expected_version)
    rules.check_removal(kept, tx.actor)

    await store.remove(tx, view_id)


async def set_default(tx: Tx, view_id: ViewId) -> View:
    """Find this view first when the caller opens its page; the one before is no longer the default."""
    person = _person(tx)
    await store.set_default(tx, person, await store.view(tx, person, view_id))
    return await read_view(tx, view_id)


async def clear_default(tx: Tx, view_id: ViewId) -> View:
    """Find no view first on its page any more, if it was this one."""
    person = _person(tx)
    await store.view(tx, person, view_id)
    await store.clear_default(tx, person, view_id)
    return await read_view(tx, view_id)
