"""Start-up refuses roles that could look over the walls, and a schema that the walls do not cover."""

from typing import Final

from aftersales.kernel.settings import SettingWrong
from aftersales.kernel.tables import TENANT_TABLES
from aftersales.kernel.tx import Database
from aftersales.migrations import registry

ROLE: Final = """
SELECT r.rolsuper, r.rolbypassrls, r.rolcreaterole, r.rolcreatedb,
       has_schema_privilege('public', 'CREATE') AS creates,
       EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid AND c.relkind IN ('r', 'p')) AS owns
FROM pg_roles r WHERE r.rolname = current_user
"""

UNWALLED: Final = """
SELECT c.relname FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname = ANY($1)
  AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
"""


async def check_powers(app: Database, operators: Database) -> None:
    """Raise `SettingWrong` when a role has more power than it needs or a tenant's table has no wall."""
    for name, database in (("DATABASE_URL", app), ("OPERATOR_DATABASE_URL", operators)):
        async with database.anteroom() as room:
            (role,) = await room.fetch(ROLE)
            powers = [power for power, held in role.items() if held]
            if powers:
                raise SettingWrong(name, f"its role must not have the powers {', '.join(powers)}")
            unwalled = await room.fetch(UNWALLED, [name for name in registry.metadata.tables if name in TENANT_TABLES])
            if unwalled:
                raise SettingWrong(name, f"no row security on {', '.join(row['relname'] for row in unwalled)}")
