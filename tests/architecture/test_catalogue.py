"""What the database itself says after migration: every table of a tenant is shaped for it and walled."""

from collections import defaultdict
from typing import Final

import asyncpg
import pytest

from aftersales.kernel.tables import (
    APP_ROLE,
    DEFINER_ROLE,
    DEFINERS,
    OPERATOR_ROLE,
    PLATFORM_TABLES,
    RELAY_ROLE,
    TENANT_TABLES,
    Wall,
)
from aftersales.migrations import registry

assert registry.metadata.tables

OPERATORS_KEYS: Final = "operator_idempotency_keys"
WHOLE: Final = {"tenant_deletions", "restored_lines"}
"""Tables behind the end of a tenant, and behind its coming from elsewhere."""

PLATFORM: Final = {
    "tenants",
    "people",
    "sessions",
    "password_resets",
    "operators",
    "operator_acts",
    "plans",
    "plan_versions",
    OPERATORS_KEYS,
} | WHOLE
"""Tables that belong to no tenant; a further one is a decision."""

SEEN_IN_PART: Final = {"tenants", "people"}
"""Tables of the platform of which the app sees its own tenant and that tenant's members."""

RELAYED: Final = {"facts", "fact_outbox", "deliveries", "schedules"}
"""The only tables of tenants that the relay reaches."""

ACROSS: Final = {
    "ix_deliveries_turn",
    "ix_deliveries_lease",
    "ix_deliveries_finished",
    "ix_schedules_due",
    "ix_idempotency_keys_created_at",
    "ix_fact_outbox_order",
    "ix_access_grants_token_hash",
    "ix_api_keys_key_hash",
    "ix_invitations_token_hash",
    "ix_memberships_person_id",
}
"""Indexes that serve work over all tenants, or the look-up of somebody whose tenant is not known yet."""

GROWING: Final = {
    "facts",
    "fact_outbox",
    "stock_transactions",
    "stock_entries",
    "stock_locations",
    "stock_count_sightings",
    "ledger_accounts",
    "ledger_transactions",
    "ledger_entries",
    "policy_decisions",
    "decision_rulings",
    "usage_events",
}
"""Tables that only grow: what was written stays."""

KEYS: Final = """
SELECT c.relname AS table, i.relname AS name, x.indisprimary AS primary, x.indisunique AS unique,
       (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = x.indkey[0]) AS first
FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
"""
FOREIGN: Final = """
SELECT k.conname AS name, c.relname AS child, p.relname AS parent,
       (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = k.conkey[1]) AS first,
       (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = p.oid AND a.attnum = k.confkey[1]) AS target
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid
WHERE k.contype = 'f' AND c.relnamespace = 'public'::regnamespace
"""
POLICIES: Final = """
SELECT tablename AS table, policyname AS name, permissive, roles::text[] AS roles, cmd, qual, with_check
FROM pg_policies WHERE schemaname = 'public'
"""
TENANT: Final = "(tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)"
DEALER: Final = "(NULLIF(current_setting('app.dealer_id'::text, true), ''::text))::uuid"


def walls_of(wall: Wall, column: str) -> set[tuple[object, ...]]:
    """The dealer walls of a table as PostgreSQL prints them."""
    nobody = f"({DEALER} IS NULL)"
    own = f"({nobody} OR ({column} = {DEALER}))"
    roles = (APP_ROLE,)
    changing = {
        rule: {
            ("dealer_wall_insert", "RESTRICTIVE", roles, "INSERT", None, rule),
            ("dealer_wall_update", "RESTRICTIVE", roles, "UPDATE", rule, rule),
            ("dealer_wall_delete", "RESTRICTIVE", roles, "DELETE", rule, None),
        }
        for rule in (nobody, own)
    }
    read = f"({nobody} OR ({column} = {DEALER}) OR ({column} IS NULL))"
    whole: dict[Wall, set[tuple[object, ...]]] = {
        Wall.COMMON: set(),
        Wall.SHARED: changing[nobody],
        Wall.OWN: {("dealer_wall", "RESTRICTIVE", roles, "ALL", own, own)},
        Wall.OWN_OR_SHARED: changing[own] | {("dealer_wall_select", "RESTRICTIVE", roles, "SELECT", read, None)},
        Wall.CLOSED: {("dealer_wall", "RESTRICTIVE", roles, "ALL", nobody, nobody)},
    }
    return whole[wall]


async def test_every_table_is_a_tenants_or_a_named_one_of_the_platform(superuser: asyncpg.Connection) -> None:
    rows = await superuser.fetch(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'm', 'f')",
    )

    found = {row["relname"] for row in rows}

    assert found == set(TENANT_TABLES) | PLATFORM | {"alembic_version"}
    assert set(PLATFORM_TABLES) == PLATFORM


async def test_no_view_shows_a_table_past_its_wall(superuser: asyncpg.Connection) -> None:
    views = await superuser.fetch("SELECT viewname FROM pg_views WHERE schemaname = 'public'")

    assert [row["viewname"] for row in views] == []


async def test_each_key_of_a_tenants_table_begins_with_the_tenant(superuser: asyncpg.Connection) -> None:
    keys = await superuser.fetch(KEYS)

    primary = {row["table"] for row in keys if row["primary"]}
    loose = [
        row["name"] for row in keys if row["table"] in TENANT_TABLES and row["unique"] and row["first"] != "tenant_id"
    ]

    assert set(TENANT_TABLES) - primary == set()
    assert loose == []


async def test_each_index_begins_with_the_tenant_but_those_that_work_across(superuser: asyncpg.Connection) -> None:
    keys = await superuser.fetch(KEYS)

    across = {row["name"] for row in keys if row["table"] in TENANT_TABLES and row["first"] != "tenant_id"}

    assert across == ACROSS


async def test_no_foreign_key_crosses_tenants(superuser: asyncpg.Connection) -> None:
    keys = await superuser.fetch(FOREIGN)

    crossing = [
        row["name"]
        for row in keys
        if row["child"] in TENANT_TABLES
        and row["parent"] in TENANT_TABLES
        and (row["first"], row["target"]) != ("tenant_id", "tenant_id")
    ]
    to_platform = {(row["child"], row["parent"]) for row in keys if row["child"] in TENANT_TABLES} - {
        (row["child"], row["parent"]) for row in keys if row["parent"] in TENANT_TABLES
    }
    from_platform = [row["name"] for row in keys if row["child"] in PLATFORM and row["parent"] in TENANT_TABLES]

    assert crossing == []
    assert from_platform == []
    assert to_platform == set()


async def test_row_security_is_on_and_binds_the_owner_too(superuser: asyncpg.Connection) -> None:
    rows = await superuser.fetch(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relrowsecurity "
        "AND relforcerowsecurity",
    )

    assert {row["relname"] for row in rows} == set(TENANT_TABLES) | SEEN_IN_PART


async def test_each_tenants_table_has_its_walls_and_no_other_policy(superuser: asyncpg.Connection) -> None:
    found: dict[str, set[tuple[object, ...]]] = defaultdict(set)
    for row in await superuser.fetch(POLICIES):
        roles = tuple(row["roles"])
        found[row["table"]].add(
            (row["name"], row["permissive"], roles, row["cmd"], row["qual"], row["with_check"]),
        )

    declared: dict[str, set[tuple[object, ...]]] = {}
    for name, entry in TENANT_TABLES.items():
        declared[name] = {("tenant_wall", "PERMISSIVE", (APP_ROLE,), "ALL", TENANT, TENANT)}
        declared[name] |= walls_of(entry.wall, entry.dealer_column)
        if name in RELAYED:
            declared[name].add(("relay", "PERMISSIVE", (RELAY_ROLE,), "ALL", "true", "true"))

    others = {
        name: policies - declared[name]
        for name, policies in found.items()
        if name in declared and policies - declared[name]
    }
    assert set(found) - set(declared) == SEEN_IN_PART
    assert {name: policies - found[name] for name, policies in declared.items() if policies - found[name]} == {}
    assert {name: {policy[0] for policy in policies} for name, policies in others.items()} == {
        "policy_versions": {"drafts_are_the_manufacturers"},
    }


async def test_rows_that_name_a_dealer_are_walled_by_dealer(superuser: asyncpg.Connection) -> None:
    rows = await superuser.fetch(
        "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'dealer_id'",
    )

    naming = {row["table_name"] for row in rows}

    assert sorted(name for name in naming if TENANT_TABLES[name].wall in {Wall.SHARED, Wall.COMMON}) == []


async def test_the_three_roles_own_nothing_and_may_do_nothing_to_the_server(superuser: asyncpg.Connection) -> None:
    rows = await superuser.fetch(
        """
        SELECT r.rolname AS role, r.rolsuper OR r.rolbypassrls OR r.rolcreatedb OR r.rolcreaterole OR r.rolreplication
                 AS powerful,
               has_schema_privilege(r.rolname, 'public', 'CREATE') AS creates,
               has_database_privilege(r.rolname, current_database(), 'CREATE') AS creates_schemas,
               EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid) AS owns,
               EXISTS (SELECT FROM pg_proc p WHERE p.proowner = r.oid) AS owns_functions,
               EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid) AS belongs
        FROM pg_roles r WHERE r.rolname = ANY($1) ORDER BY 1
        """,
        [APP_ROLE, RELAY_ROLE, OPERATOR_ROLE],
    )

    assert [tuple(row.values()) for row in rows] == [
        (role, False, False, False, False, False, False) for role in sorted([APP_ROLE, RELAY_ROLE, OPERATOR_ROLE])
    ]


async def powers_of(superuser: asyncpg.Connection, role: str) -> dict[str, set[str]]:
    """What a role may do to each table, in whole or in columns."""
    rows = await superuser.fetch(
        """
        SELECT table_name AS table, lower(privilege_type) AS power FROM information_schema.role_table_grants
        WHERE table_schema = 'public' AND grantee IN ($1, 'PUBLIC')
        UNION SELECT table_name, lower(privilege_type) || ' ' || column_name
        FROM information_schema.column_privileges c
        WHERE table_schema = 'public' AND grantee IN ($1, 'PUBLIC') AND NOT EXISTS (
          SELECT FROM information_schema.role_table_grants g WHERE g.table_schema = 'public'
          AND g.table_name = c.table_name AND g.grantee = c.grantee AND g.privilege_type = c.privilege_type)
        """,
        role,
    )
    powers: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        powers[row["table"]].add(row["power"])
    return powers


async def test_the_app_reads_and_writes_rows_and_nothing_else(superuser: asyncpg.Connection) -> None:
    powers = await powers_of(superuser, APP_ROLE)

    kinds = {power.split(" ")[0] for held in powers.values() for power in held}

    assert kinds == {"select", "insert", "update", "delete"}
    assert {"sessions", "password_resets", "operators", "operator_acts", OPERATORS_KEYS} & set(powers) == set()


async def test_what_only_grows_cannot_be_changed_by_the_app(superuser: asyncpg.Connection) -> None:
    powers = await powers_of(superuser, APP_ROLE)

    assert {name: powers[name] for name in GROWING} == {name: {"select", "insert"} for name in GROWING}


async def test_secrets_of_people_are_not_the_apps_to_read(superuser: asyncpg.Connection) -> None:
    powers = await powers_of(superuser, APP_ROLE)

    assert powers["people"] == {f"select {column}" for column in ("id", "email", "name", "phone", "locale")}


async def test_an_operator_reaches_no_table_of_a_tenant(superuser: asyncpg.Connection) -> None:
    powers = await powers_of(superuser, OPERATOR_ROLE)

    assert set(powers) & set(TENANT_TABLES) == set()
    assert set(powers) == {"tenants", "operators", "operator_acts", "plans", "plan_versions", OPERATORS_KEYS} | WHOLE
    assert powers["plan_versions"] == {"select", "insert"}


async def test_the_relay_reaches_four_tables_and_the_weights_of_tenants(superuser: asyncpg.Connection) -> None:
    powers = await powers_of(superuser, RELAY_ROLE)

    assert powers == {
        "facts": {"select"},
        "fact_outbox": {"select", "update", "delete"},
        "deliveries": {"select", "insert", "update"},
        "schedules": {"select", "update"},
        "tenants": {"select id", "select state", "select weight"},
    }


async def functions(superuser: asyncpg.Connection) -> list[asyncpg.Record]:
    """Every function of ours with its owner, settings and callers."""
    return await superuser.fetch(
        """
        SELECT p.proname AS name, p.prosecdef AS definer, o.rolname AS owner, p.proconfig AS settings,
               ARRAY(SELECT coalesce(r.rolname, 'PUBLIC')
                     FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x
                     LEFT JOIN pg_roles r ON r.oid = x.grantee WHERE x.grantee <> p.proowner ORDER BY 1) AS callers
        FROM pg_proc p JOIN pg_roles o ON o.oid = p.proowner WHERE p.pronamespace = 'public'::regnamespace
        """,
    )


async def test_functions_that_look_past_walls_are_those_declared_and_only_their_callers_may_call(
    superuser: asyncpg.Connection,
) -> None:
    found = {row["name"]: row for row in await functions(superuser) if row["definer"]}

    assert set(found) == set(DEFINERS)
    assert {row["owner"] for row in found.values()} == {DEFINER_ROLE}
    assert {name: row["callers"] for name, row in found.items()} == {
        name: [declared.role] if declared.role != DEFINER_ROLE else [] for name, declared in DEFINERS.items()
    }


async def test_every_function_pins_its_search_path(superuser: asyncpg.Connection) -> None:
    loose = [
        row["name"]
        for row in await functions(superuser)
        if "search_path=pg_catalog, public, pg_temp" not in (row["settings"] or [])
    ]

    assert loose == []


@pytest.mark.parametrize("role", [APP_ROLE, RELAY_ROLE, OPERATOR_ROLE])
async def test_no_role_may_become_the_one_that_looks_past_walls(superuser: asyncpg.Connection, role: str) -> None:
    may = await superuser.fetchval("SELECT pg_has_role($1, $2, 'MEMBER')", role, DEFINER_ROLE)

    assert may is False
