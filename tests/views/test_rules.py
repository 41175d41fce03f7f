"""Who may share, change and remove a view, and how each person sees it; no database."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from aftersales.kernel.access import Actor, ActorKind, Permission
from aftersales.kernel.errors import Forbidden
from aftersales.kernel.ids import PersonId
from aftersales.platform.views import rules
from aftersales.platform.views.model import Changes, Draft, Kept, ViewId

OWNER = Actor(kind=ActorKind.PERSON, id=UUID(int=1), name="甲")
SHARER = Actor(kind=ActorKind.PERSON, id=UUID(int=2), name="乙", permissions=frozenset({Permission.VIEWS_SHARE}))
COLLEAGUE = Actor(kind=ActorKind.PERSON, id=UUID(int=3), name="丙")


def kept(*, is_shared: bool) -> Kept:
    """A view of the owner's."""
    return Kept(
        id=ViewId(UUID(int=9)),
        page="returns",
        person_id=PersonId(OWNER.id),
        owner_name=OWNER.name,
        organisation_id=None,
        name="待审批",
        query="state=awaiting_approval",
        columns=("number",),
        is_shared=is_shared,
        is_default=False,
        changed_at=datetime(2026, 6, 15, tzinfo=UTC),
        version=1,
    )


@pytest.mark.parametrize(
    ("actor", "was_shared", "is_shared", "is_let"),
    [
        (OWNER, False, False, True),
        (OWNER, True, False, True),
        (OWNER, False, True, False),
        (OWNER, True, True, False),
        (SHARER, True, True, True),
        (SHARER, True, False, True),
        (COLLEAGUE, True, True, False),
        (COLLEAGUE, True, False, False),
    ],
)
def test_a_shared_view_is_changed_by_sharers_and_taken_back_by_its_owner_too(
    actor: Actor,
    was_shared: bool,  # noqa: FBT001 - a case of a table
    is_shared: bool,  # noqa: FBT001 - a case of a table
    is_let: bool,  # noqa: FBT001 - a case of a table
) -> None:
    try:
        rules.check_change(kept(is_shared=was_shared), actor, is_shared=is_shared)
        let = True
    except Forbidden:
        let = False

    assert let == is_let


@pytest.mark.parametrize(("actor", "is_let"), [(OWNER, True), (SHARER, True), (COLLEAGUE, False)])
def test_a_view_is_removed_by_its_owner_and_by_sharers(
    actor: Actor,
    is_let: bool,  # noqa: FBT001 - a case of a table
) -> None:
    try:
        rules.check_removal(kept(is_shared=True), actor)
        let = True
    except Forbidden:
        let = False

    assert let == is_let


@pytest.mark.parametrize(
    ("actor", "is_own", "may_change"), [(OWNER, True, True), (SHARER, False, True), (COLLEAGUE, False, False)]
)
def test_each_sees_whose_it_is_and_whether_they_may_change_it(
    actor: Actor,
    is_own: bool,  # noqa: FBT001 - a case of a table
    may_change: bool,  # noqa: FBT001 - a case of a table
) -> None:
    shown = rules.seen(kept(is_shared=True), actor)

    assert (shown.name, shown.is_own, shown.may_change) == ("待审批", is_own, may_change)


def test_what_a_change_does_not_name_stays() -> None:
    before = Draft(name="甲", query="a=1", columns=("number",), is_shared=True)

    assert Changes().on(before) == before
    assert Changes(name="乙", query="", columns=(), is_shared=False).on(before) == Draft(
        name="乙", query="", columns=(), is_shared=False
    )
