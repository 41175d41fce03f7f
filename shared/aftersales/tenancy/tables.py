"""Rows of tenancy, and the few functions that look past the walls to find out who is asking."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, SmallInteger, String, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY

from aftersales.kernel.tables import (
    APP_ROLE,
    CURRENT_TENANT,
    OPERATOR_ROLE,
    RELAY_ROLE,
    Wall,
    instant_column,
    json_column,
    platform_table,
    tenant_ref,
    tenant_table,
    tenant_unique,
    uuid_column,
    version_column,
)

tenants = platform_table(
    "tenants",
    Column("id", Uuid, primary_key=True),
    Column("code", String(40), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("name_en", String(200), nullable=False, server_default=""),
    Column("state", String(12), nullable=False, server_default="active"),
    Column("locale", String(8), nullable=False, server_default="zh"),
    Column("time_zone", String(64), nullable=False, server_default="Asia/Shanghai"),
    Column("currency", String(3), nullable=False, server_default="CNY"),
    Column("address", String(400), nullable=False, server_default=""),
    Column("phone", String(40), nullable=False, server_default=""),
    Column("weight", Integer, nullable=False, server_default=text("1")),
    Column("access_hours", SmallInteger, nullable=False, server_default=text("8")),
    json_column("spent", default="[]"),
    Column("access_wait_hours", SmallInteger, nullable=False, server_default=text("72")),
    Column("customer_link_days", SmallInteger, nullable=False, server_default=text("180")),
    version_column(),
    instant_column("created_at", now=True),
    app_grants="select, update (name, name_en, locale, time_zone, address, phone, access_hours, access_wait_hours, "
    "customer_link_days, version)",
    operator_grants="select, insert, update",
    extra=(
        "ALTER TABLE tenants ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE tenants FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY own ON tenants TO {APP_ROLE} USING (id = {CURRENT_TENANT})",
        f"CREATE POLICY operator ON tenants TO {OPERATOR_ROLE} USING (true) WITH CHECK (true)",
        f"GRANT select (id, weight, state) ON tenants TO {RELAY_ROLE}",
        f"CREATE POLICY relay ON tenants TO {RELAY_ROLE} USING (true)",
    ),
)

_FELLOW = f"EXISTS (SELECT FROM memberships m WHERE m.tenant_id = {CURRENT_TENANT} AND m.person_id = people.id)"

people = platform_table(
    "people",
    Column("id", Uuid, primary_key=True),
    Column("email", String(254), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("phone", String(40), nullable=False, server_default=""),
    Column("locale", String(8), nullable=False, server_default="zh"),
    Column("password_hash", Text, nullable=False),
    instant_column("created_at", now=True),
    app_grants="select (id, email, name, phone, locale)",
    extra=(
        "ALTER TABLE people ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE people FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY fellow ON people FOR SELECT TO {APP_ROLE} USING ({_FELLOW})",
    ),
)

sessions = platform_table(
    "sessions",
    Column("token_hash", LargeBinary, primary_key=True),
    Column("person_id", Uuid, ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("tenant_id", Uuid, nullable=False),
    Column("csrf_hash", LargeBinary, nullable=False),
    Column("by_cookie", Boolean, nullable=False),
    instant_column("created_at", now=True),
    instant_column("expires_at"),
)

password_resets = platform_table(
    "password_resets",
    Column("token_hash", LargeBinary, primary_key=True),
    Column("person_id", Uuid, ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    instant_column("created_at", now=True),
    instant_column("expires_at"),
    instant_column("used_at", nullable=True),
)

operators = platform_table(
    "operators",
    Column("id", Uuid, primary_key=True),
    Column("email", String(254), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("state", String(12), nullable=False, server_default="active"),
    Column("key_hash", LargeBinary, nullable=False, unique=True),
    instant_column("created_at", now=True),
    operator_grants="select, insert, update",
)

operator_acts = platform_table(
    "operator_acts",
    Column("id", Uuid, primary_key=True),
    uuid_column("operator_id"),
    instant_column("at", now=True),
    Column("act", String(80), nullable=False),
    uuid_column("tenant_id", nullable=True),
    json_column("details"),
    Index("ix_operator_acts_at", "at", "id"),
    operator_grants="select, insert",
)

organisations = tenant_table(
    "organisations",
    uuid_column("dealer_id", nullable=True),
    Column("kind", String(16), nullable=False),
    Column("code", String(40), nullable=False),
    Column("name", String(200), nullable=False),
    Column("name_en", String(200), nullable=False, server_default=""),
    Column("province", String(40), nullable=False, server_default=""),
    Column("city", String(40), nullable=False, server_default=""),
    Column("address", String(400), nullable=False, server_default=""),
    Column("consignee", String(100), nullable=False, server_default=""),
    Column("contact_name", String(100), nullable=False, server_default=""),
    Column("phone", String(40), nullable=False, server_default=""),
    Column("email", String(254), nullable=False, server_default=""),
    Column("state", String(12), nullable=False, server_default="active"),
    version_column(),
    instant_column("created_at", now=True),
    tenant_unique("code"),
    Index("ix_organisations_kind", "tenant_id", "kind", "code"),
    wall=Wall.OWN_OR_SHARED,
)

memberships = tenant_table(
    "memberships",
    uuid_column("person_id"),
    uuid_column("organisation_id"),
    uuid_column("dealer_id", nullable=True),
    Column("roles", ARRAY(String(40)), nullable=False),
    Column("state", String(12), nullable=False, server_default="active"),
    version_column(),
    instant_column("joined_at", now=True),
    tenant_ref("organisation_id", "organisations"),
    Index("ix_memberships_person_id", "person_id"),
    Index("ix_memberships_joined_at", "tenant_id", "joined_at", "person_id"),
    wall=Wall.OWN,
    key=("person_id",),
)

invitations = tenant_table(
    "invitations",
    Column("token_hash", LargeBinary, nullable=False),
    Column("email", String(254), nullable=False),
    Column("name", String(200), nullable=False),
    uuid_column("organisation_id"),
    uuid_column("dealer_id", nullable=True),
    Column("roles", ARRAY(String(40)), nullable=False),
    instant_column("expires_at"),
    instant_column("accepted_at", nullable=True),
    instant_column("created_at", now=True),
    uuid_column("invited_by"),
    Column("issue", Integer, nullable=False, server_default=text("1")),
    tenant_unique("token_hash"),
    tenant_ref("organisation_id", "organisations"),
    Index("ix_invitations_token_hash", "token_hash"),
    Index("ix_invitations_created_at", "tenant_id", "created_at", "id"),
    Index("uq_invitations_open", "tenant_id", "email", unique=True, postgresql_where=text("accepted_at IS NULL")),
    wall=Wall.OWN,
)

api_keys = tenant_table(
    "api_keys",
    Column("name", String(100), nullable=False),
    Column("prefix", String(20), nullable=False),
    Column("key_hash", LargeBinary, nullable=False),
    Column("scopes", ARRAY(String(40)), nullable=False),
    uuid_column("organisation_id"),
    uuid_column("dealer_id", nullable=True),
    uuid_column("created_by"),
    instant_column("created_at", now=True),
    instant_column("expires_at"),
    instant_column("revoked_at", nullable=True),
    instant_column("last_used_at", nullable=True),
    tenant_unique("key_hash"),
    tenant_ref("organisation_id", "organisations"),
    Index("ix_api_keys_key_hash", "key_hash"),
    Index("ix_api_keys_created_at", "tenant_id", "created_at", "id"),
    wall=Wall.OWN,
)
