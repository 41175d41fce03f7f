"""The script that spreads tenants over hosts covers every table once, parents first, all by the tenant."""

import re

import pytest
from tests.fixtures.routing import plans, unbound

from aftersales.kernel.settings import Settings
from aftersales.kernel.tables import PLATFORM_TABLES, TENANT_TABLES
from aftersales.migrations import distribution
from aftersales.migrations.registry import metadata
from aftersales_api import cli
from aftersales_local.postgres import Databases

SPREAD = re.compile(r"create_distributed_table\('(\w+)', 'tenant_id'(?:, colocate_with => '(\w+)')?\)")
WHOLE = re.compile(r"create_reference_table\('(\w+)'\)")


def test_every_table_is_spread_by_tenant_or_stands_everywhere() -> None:
    script = distribution.script()

    spread = SPREAD.findall(script)
    assert {name for name, _ in spread} == set(TENANT_TABLES)
    assert set(WHOLE.findall(script)) == set(PLATFORM_TABLES)
    assert len(spread) == len(TENANT_TABLES)
    assert {beside for _, beside in spread[1:]} == {spread[0][0]}


def test_parents_come_before_children_and_no_key_leaves_its_shard() -> None:
    script = distribution.script()
    order = {name: place for place, (name, _) in enumerate(SPREAD.findall(script))}

    late, leaving = [], []
    for table in metadata.sorted_tables:
        for key in table.foreign_key_constraints:
            first = key.elements[0]
            parent = first.column.table.name
            if table.name in order and parent in order and parent != table.name and order[parent] > order[table.name]:
                late.append((table.name, parent))
            if table.name in order and (first.parent.name, first.column.name) != ("tenant_id", "tenant_id"):
                leaving.append((table.name, parent))

    assert (late, leaving) == ([], [])


def test_the_terminal_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    code = cli.run(cli.parser().parse_args(["distribution"]))

    assert code == 0
    assert capsys.readouterr().out.strip() == distribution.script().strip()


def test_a_statement_that_no_tenant_binds_is_seen(databases: Databases, settings: Settings) -> None:
    bound = (
        "SELECT r.id FROM returns r JOIN return_lines l USING (tenant_id) WHERE r.tenant_id = $1",
        "UPDATE deliveries SET attempt = 2 WHERE tenant_id = $1 AND id = $2",
        "INSERT INTO fact_outbox (tenant_id, fact_id) VALUES ($1, $2)",
    )
    loose = (
        "SELECT id FROM returns WHERE id = $1",
        "SELECT r.id FROM returns r JOIN return_lines l ON l.return_id = r.id WHERE r.tenant_id = $1",
        "DELETE FROM messages WHERE ended_at < $1",
    )
    database = settings.database_url.rsplit("/", 1)[-1]

    found = [sorted(set(unbound(plan or {}))) for plan in plans(databases, database, [*bound, *loose])]

    assert found == [[], [], [], ["returns"], ["return_lines"], ["messages"]]
