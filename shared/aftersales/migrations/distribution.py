"""Past one database host: the SQL that spreads the tables of tenants over many, written from the registry of tables.

Every tenant's rows lie together on one shard: all keys begin with the tenant, so no statement of theirs needs two.
"""

from collections.abc import Collection
from typing import Final

from aftersales.kernel.tables import PLATFORM_TABLES, TENANT_TABLES
from aftersales.migrations.registry import metadata

HEAD: Final = """\
-- Made by `aftersales distribution` from the registry of tables. Run it once, as a superuser, in the migrated database
-- of a Citus coordinator, before it takes traffic. What was never tried stands in infra/deploy/README.md.

CREATE EXTENSION IF NOT EXISTS citus;

-- Tables of the platform are small and every shard joins them: each node has them whole.
"""
SPREAD: Final = """
-- Tables of tenants: parents before children, so that each foreign key finds its rows beside its own.
"""


def script() -> str:
    """The whole script."""
    first, *others = _in_order(TENANT_TABLES)
    lines = [
        HEAD,
        *(f"SELECT create_reference_table('{name}');\n" for name in _in_order(PLATFORM_TABLES)),
        SPREAD,
        f"SELECT create_distributed_table('{first}', 'tenant_id');\n",
        *(f"SELECT create_distributed_table('{name}', 'tenant_id', colocate_with => '{first}');\n" for name in others),
    ]
    return "".join(lines)


def _in_order(wanted: Collection[str]) -> list[str]:
    return [table.name for table in metadata.sorted_tables if table.name in wanted]
