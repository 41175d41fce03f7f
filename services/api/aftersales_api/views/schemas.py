"""Requests of views."""

from typing import Annotated

from msgspec import Meta

from aftersales.platform.views.model import (
    COLUMN_LENGTH,
    MOST_COLUMNS,
    NAME_LENGTH,
    PAGE_LENGTH,
    QUERY_LENGTH,
    Changes,
    Draft,
)
from aftersales_api.deps import Body

PAGE = rf"^[a-z][a-z0-9.-]{{0,{PAGE_LENGTH - 1}}}$"
COLUMN = rf"^[A-Za-z][A-Za-z0-9_.-]{{0,{COLUMN_LENGTH - 1}}}$"

Name = Annotated[str, Meta(min_length=1, max_length=NAME_LENGTH, pattern=r"\S", examples=["本周待审批"])]
PageName = Annotated[
    str, Meta(pattern=PAGE, description="Which list it is of, by the caller's own word.", examples=["returns"])
]
Query = Annotated[
    str,
    Meta(
        max_length=QUERY_LENGTH,
        pattern=r"^[^\x00-\x1f]*$",
        description="The page's URL query without `?`; kept as it is, never run.",
        examples=["state=awaiting_approval"],
    ),
]
ColumnKeys = Annotated[
    tuple[Annotated[str, Meta(pattern=COLUMN, examples=["number"])], ...],
    Meta(max_length=MOST_COLUMNS, description="The columns shown, in their order; none means as the page has them."),
]


class NewView(Body, frozen=True, kw_only=True):
    """A view to keep."""

    page: PageName
    name: Name
    query: Query = ""
    columns: ColumnKeys = ()
    is_shared: bool = False
    is_default: bool = False

    def draft(self) -> Draft:
        """What is to be kept."""
        return Draft(name=self.name.strip(), query=self.query, columns=self.columns, is_shared=self.is_shared)


class ChangedView(Body, frozen=True, kw_only=True):
    """What is to change of a view; what is left out stays."""

    name: Name | None = None
    query: Query | None = None
    columns: ColumnKeys | None = None
    is_shared: bool | None = None

    def changes(self) -> Changes:
        """What was named."""
        return Changes(
            name=None if self.name is None else self.name.strip(),
            query=self.query,
            columns=self.columns,
            is_shared=self.is_shared,
        )
