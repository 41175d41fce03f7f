"""How every table is made: tenant first in each key, two walls in the database, one registry of them all.

A table says at birth who may see its rows (`Wall`). The statements that build the walls are derived from that
here and nowhere else, so the migration, the isolation tests and the tenant export agree.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from msgspec import Struct
from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.schema import SchemaItem

APP_ROLE: Final = "aftersales_app"
RELAY_ROLE: Final = "aftersales_relay"
OPERATOR_ROLE: Final = "aftersales_operator"
DEFINER_ROLE: Final = "aftersales_definer"

CURRENT_TENANT: Final = "nullif(current_setting('app.tenant_id', true), '')::uuid"
CURRENT_DEALER: Final = "nullif(current_setting('app.dealer_id', true), '')::uuid"

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    },
)


class Wall(StrEnum):
    """What a dealer's people see of a tenant's table."""

    SHARED = "shared"  # every row of the tenant, to read only: reference data
    COMMON = "common"  # every row of the tenant, also to write: rows that say nothing by themselves
    OWN = "own"  # rows whose dealer column names their organisation
    OWN_OR_SHARED = "own_or_shared"  # those, and to read only also rows that name no dealer
    CLOSED = "closed"  # no row


class TenantTable(Struct, frozen=True):
    """A registered tenant table and how it is walled."""

    table: Table
    wall: Wall
    dealer_column: str
    app_grants: str
    extra: tuple[str, ...]


class PlatformTable(Struct, frozen=True):
    """A registered table that belongs to no tenant, and which role may do what with it."""

    table: Table
    app_grants: str
    operator_grants: str
    extra: tuple[str, ...]


class Definer(Struct, frozen=True):
    """A narrow function that looks past the walls on a caller's behalf, and what it may touch."""

    signature: str
    sql: str
    grants: tuple[str, ...]
    role: str
    trigger: str


TENANT_TABLES: Final[dict[str, TenantTable]] = {}
DEFINERS: Final[dict[str, Definer]] = {}
PLATFORM_TABLES: Final[dict[str, PlatformTable]] = {}


def tenant_table(
    name: str,
    *items: SchemaItem,
    wall: Wall,
    key: tuple[str, ...] = ("id",),
    dealer_column: str = "dealer_id",
    app_grants: str = "select, insert, update, delete",
    extra: tuple[str, ...] = (),
) -> Table:
    """Declare a table whose rows belong to one tenant; `tenant_id` and its place in the key are added.

    `key` is the rest of the primary key. With a wall of OWN or OWN_OR_SHARED the table must have `dealer_column`.
    An append-only table says so with `app_grants="select, insert"`. `extra` holds further SQL (policies, triggers).
    """
    columns = [item for item in items if isinstance(item, Column)]
    if key == ("id",) and not any(column.name == "id" for column in columns):
        items = (Column("id", Uuid, nullable=False), *items)
    table = Table(
        name,
        metadata,
        Column("tenant_id", Uuid, nullable=False),
        *items,
        PrimaryKeyConstraint("tenant_id", *key),
    )
    if wall in {Wall.OWN, Wall.OWN_OR_SHARED} and dealer_column not in table.c:
        raise ValueError(f"{name} is walled by {dealer_column} but has no such column")
    TENANT_TABLES[name] = TenantTable(table, wall, dealer_column, app_grants, extra)
    return table


def platform_table(
    name: str,
    *items: SchemaItem,
    app_grants: str = "",
    operator_grants: str = "",
    extra: tuple[str, ...] = (),
) -> Table:
    """Declare a table of the platform itself; what no role is granted, only definer functions can reach."""
    table = Table(name, metadata, *items)
    PLATFORM_TABLES[name] = PlatformTable(table, app_grants, operator_grants, extra)
    return table


def tenant_ref(column: str, other: str, *, ondelete: str | None = None) -> ForeignKeyConstraint:
    """A foreign key that cannot leave the tenant: `(tenant_id, column)` to `(tenant_id, id)`."""
    return ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{other}.tenant_id", f"{other}.id"],
        ondelete=ondelete,
    )


def tenant_unique(*columns: str, name: str | None = None) -> UniqueConstraint:
    """A unique key within the tenant."""
    return UniqueConstraint("tenant_id", *columns, name=name)


def uuid_column(name: str, *, nullable: bool = False) -> Column[object]:
    """A column that holds an identity."""
    return Column(name, Uuid, nullable=nullable)


def instant_column(name: str, *, nullable: bool = False, now: bool = False) -> Column[object]:
    """An instant with time zone; `now` fills it from the transaction's start."""
    return Column(
        name,
        DateTime(timezone=True),
        nullable=nullable,
        server_default=text("now()") if now else None,
    )


def minor_column(name: str, *, nullable: bool = False) -> Column[object]:
    """An amount of money in minor units; the currency stands in a column of its own."""
    return Column(name, BigInteger, nullable=nullable)


def currency_column(name: str = "currency", *, nullable: bool = False) -> Column[object]:
    """An ISO 4217 code."""
    return Column(name, String(3), nullable=nullable)


def version_column() -> Column[object]:
    """The row's version: the ETag of the resource, raised by every change."""
    return Column("version", Integer, nullable=False, server_default=text("1"))


def json_column(name: str, *, nullable: bool = False, default: str | None = None) -> Column[object]:
    """A structured value that is written and read whole."""
    return Column(name, JSONB, nullable=nullable, server_default=text(f"'{default}'") if default else None)


def definer(signature: str, body: str, *, grants: tuple[str, ...], role: str = APP_ROLE, trigger: str = "") -> None:
    """Declare a SECURITY DEFINER function with a pinned search path.

    `signature` is `name(arg type, …) RETURNS …`; `body` is PL/pgSQL between BEGIN and END; `grants` are the powers
    that the definer's role needs, as `select ON people`; `trigger` is the SQL that hangs it on a table.
    """
    name = signature.split("(", 1)[0]
    sql = (
        f"CREATE FUNCTION {signature} LANGUAGE plpgsql SECURITY DEFINER "
        f"SET search_path = pg_catalog, public, pg_temp AS $body$\n#variable_conflict use_column\n{body}\n$body$"
    )
    DEFINERS[name] = Definer(signature, sql, grants, role, trigger)


def definer_statements() -> list[str]:
    """The SQL that creates the definer functions and lets only their callers execute them."""
    statements = []
    for name, function in DEFINERS.items():
        statements += [f"GRANT {grant} TO {DEFINER_ROLE}" for grant in function.grants]
        statements += [
            function.sql,
            f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC",
            f"GRANT EXECUTE ON FUNCTION {name} TO {function.role}",
            f"ALTER FUNCTION {name} OWNER TO {DEFINER_ROLE}",
            *([function.trigger] if function.trigger else []),
        ]
    return statements


def _tenant_wall(entry: TenantTable) -> Iterable[str]:
    name = entry.table.name
    yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY"
    yield (
        f"CREATE POLICY tenant_wall ON {name} TO {APP_ROLE} "
        f"USING (tenant_id = {CURRENT_TENANT}) WITH CHECK (tenant_id = {CURRENT_TENANT})"
    )


def dealer_rules(wall: Wall, column: str) -> list[tuple[str, str]]:
    """Which rows a dealer's people reach by which command; a command that is missing reaches every row."""
    nobody = f"{CURRENT_DEALER} IS NULL"
    own = f"{nobody} OR {column} = {CURRENT_DEALER}"
    writing = ("INSERT", "UPDATE", "DELETE")
    return {
        Wall.COMMON: [],
        Wall.SHARED: [(command, nobody) for command in writing],
        Wall.OWN: [("ALL", own)],
        Wall.OWN_OR_SHARED: [("SELECT", f"{own} OR {column} IS NULL"), *((command, own) for command in writing)],
        Wall.CLOSED: [("ALL", nobody)],
    }[wall]


def policy_name(command: str) -> str:
    """What the dealer's wall for a command is called."""
    return "dealer_wall" if command == "ALL" else f"dealer_wall_{command.lower()}"


def _dealer_wall(entry: TenantTable) -> Iterable[str]:
    for command, rule in dealer_rules(entry.wall, entry.dealer_column):
        using = "" if command == "INSERT" else f" USING ({rule})"
        check = "" if command in {"SELECT", "DELETE"} else f" WITH CHECK ({rule})"
        yield (
            f"CREATE POLICY {policy_name(command)} ON {entry.table.name} AS RESTRICTIVE FOR {command} "
            f"TO {APP_ROLE}{using}{check}"
        )


def security_statements(names: Iterable[str] | None = None) -> list[str]:
    """The SQL that raises the walls and grants the powers of the named tables (all of them by default)."""
    wanted = set(metadata.tables) if names is None else set(names)
    statements: list[str] = []
    for entry in TENANT_TABLES.values():
        if entry.table.name in wanted:
            statements += [*_tenant_wall(entry), *_dealer_wall(entry)]
            statements.append(f"GRANT {entry.app_grants} ON {entry.table.name} TO {APP_ROLE}")
            statements += entry.extra
    for platform in PLATFORM_TABLES.values():
        name = platform.table.name
        if name in wanted:
            grants = ((APP_ROLE, platform.app_grants), (OPERATOR_ROLE, platform.operator_grants))
            statements += [f"GRANT {powers} ON {name} TO {role}" for role, powers in grants if powers]
            statements += platform.extra
    return statements
