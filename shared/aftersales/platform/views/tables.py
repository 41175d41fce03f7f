"""Rows of views, and of which one a person finds first."""

from sqlalchemy import ARRAY, Boolean, Column, Index, String, text

from aftersales.kernel.tables import (
    Wall,
    instant_column,
    tenant_ref,
    tenant_table,
    tenant_unique,
    uuid_column,
    version_column,
)
from aftersales.platform.views.model import COLUMN_LENGTH, NAME_LENGTH, PAGE_LENGTH, QUERY_LENGTH

saved_views = tenant_table(
    "saved_views",
    Column("page", String(PAGE_LENGTH), nullable=False),
    uuid_column("person_id"),
    Column("owner_name", String(200), nullable=False),
    uuid_column("organisation_id", nullable=True),
    uuid_column("dealer_id", nullable=True),
    Column("name", String(NAME_LENGTH), nullable=False),
    Column("query", String(QUERY_LENGTH), nullable=False),
    Column("columns", ARRAY(String(COLUMN_LENGTH)), nullable=False),
    Column("is_shared", Boolean, nullable=False),
    instant_column("changed_at"),
    version_column(),
    tenant_unique("person_id", "page", "name"),
    Index("ix_saved_views_shared", "tenant_id", "organisation_id", "page", postgresql_where=text("is_shared")),
    wall=Wall.OWN,
)

saved_view_defaults = tenant_table(
    "saved_view_defaults",
    uuid_column("person_id"),
    Column("page", String(PAGE_LENGTH), nullable=False),
    uuid_column("view_id"),
    uuid_column("dealer_id", nullable=True),
    tenant_ref("view_id", "saved_views", ondelete="CASCADE"),
    Index("ix_saved_view_defaults_view_id", "tenant_id", "view_id"),
    key=("person_id", "page"),
    wall=Wall.OWN,
)
