"""Who sees a view, and who may change it."""

from msgspec.structs import asdict

from aftersales.kernel.access import Actor, Permission
from aftersales.kernel.errors import Forbidden
from aftersales.platform.views.model import Kept, View


def check_change(kept: Kept, actor: Actor, *, is_shared: bool) -> None:
    """Refuse to share a view, or to change a shared one, without the right; its owner may always take it back."""
    is_private_again = kept.person_id == actor.person_id and not is_shared
    if not is_private_again:
        check_share(actor)


def check_removal(kept: Kept, actor: Actor) -> None:
    """Refuse to remove what belongs to another, unless it is shared and the right is held."""
    if kept.person_id != actor.person_id:
        check_share(actor)


def check_share(actor: Actor) -> None:
    """Refuse whoever may not share."""
    if not actor.may(Permission.VIEWS_SHARE):
        raise Forbidden(permission=Permission.VIEWS_SHARE.value)


def seen(kept: Kept, actor: Actor) -> View:
    """A view as somebody sees it."""
    shown = {name: value for name, value in asdict(kept).items() if name in View.__struct_fields__}
    is_own = kept.person_id == actor.person_id
    return View(**shown, is_own=is_own, may_change=is_own or actor.may(Permission.VIEWS_SHARE))
