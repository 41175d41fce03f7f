"""Words of views: whose, of which page, with which filters and columns."""

from datetime import datetime
from typing import Final, NewType
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from aftersales.kernel.ids import OrganisationId, PersonId

ViewId = NewType("ViewId", UUID)

MOST_VIEWS: Final = 30
"""How many views a person may have of a page."""

MOST_COLUMNS: Final = 40
NAME_LENGTH: Final = 60
PAGE_LENGTH: Final = 40
QUERY_LENGTH: Final = 2000
COLUMN_LENGTH: Final = 60


class Draft(Struct, frozen=True, kw_only=True):
    """What somebody wants to keep of a page."""

    name: str
    query: str
    columns: tuple[str, ...]
    is_shared: bool


class Changes(Struct, frozen=True, kw_only=True):
    """What somebody wants to be otherwise of a view; what is None stays."""

    name: str | None = None
    query: str | None = None
    columns: tuple[str, ...] | None = None
    is_shared: bool | None = None

    def on(self, before: Draft) -> Draft:
        """What the view is to be."""
        named = {name: getattr(self, name) for name in self.__struct_fields__}
        return replace(before, **{name: value for name, value in named.items() if value is not None})


class Kept(Struct, frozen=True, kw_only=True):
    """A view as it is kept, and whether it is the reader's default."""

    id: ViewId
    page: str
    person_id: PersonId
    owner_name: str
    organisation_id: OrganisationId | None
    name: str
    query: str
    columns: tuple[str, ...]
    is_shared: bool
    is_default: bool
    changed_at: datetime
    version: int


class View(Struct, frozen=True, kw_only=True):
    """A view as somebody sees it."""

    id: ViewId
    page: str
    name: str
    query: str
    columns: tuple[str, ...]
    owner_name: str
    is_own: bool
    is_shared: bool
    is_default: bool
    may_change: bool
    """Whether the reader may rename, change or remove it."""

    changed_at: datetime
    version: int
