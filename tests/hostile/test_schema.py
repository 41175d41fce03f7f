"""The schema as linters of row security and of migrations see it, built revision by revision."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from aftersales import migrations
from aftersales.kernel.tables import DEFINERS, PLATFORM_TABLES
from aftersales.migrations import registry
from aftersales_local.postgres import Databases

assert registry.metadata.tables

RULES: Final = Path(__file__).parents[2] / "infra" / "postgres" / "pgrls.toml"
PROGRAMS: Final = Path(sys.executable).parent
EXCUSED: Final = {
    "prefer-text-field": "a length is part of a column's contract, and no revision makes one shorter",
    "prefer-bigint-over-int": "integers here count versions, rows of a sheet, tries and days",
    "prefer-bigint-over-smallint": "smallints here are states of HTTP, weekdays and levels",
}
"""Rules of squawk that we do not follow, and why not."""


def revisions() -> list[str]:
    """Every revision, oldest first."""
    folder = Path(migrations.__file__).with_name("versions")
    return sorted(file.name.partition("_")[0] for file in folder.glob("[0-9]*.py"))


def sql_of(owner_url: str, revision: str) -> str:
    """What a revision sends to the database, with the limits under which every one runs."""
    sent: list[str] = []

    def hear(_: object, __: object, statement: str, *___: object) -> None:
        if "set_config('lock_timeout'" in statement:
            sent.append("SET lock_timeout = '5s'")  # as squawk reads it
        elif "alembic_version" not in statement and not statement.lstrip().upper().startswith("SELECT"):
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        with ThreadPoolExecutor(1) as thread:
            thread.submit(migrations.upgrade, owner_url, revision).result()
    finally:
        event.remove(Engine, "before_cursor_execute", hear)
    return ";\n\n".join(sent) + ";\n"


@pytest.fixture
def built(empty_database: str, databases: Databases, tmp_path: Path) -> Path:
    """A folder with the SQL of each revision; the database stands where the last one left it."""
    for revision in revisions():
        (tmp_path / f"{revision}.sql").write_text(sql_of(databases.url("owner", empty_database), revision))
    return tmp_path


def rules_of(folder: Path) -> Path:
    """Our exceptions, with the tables that are no tenant's and the functions that are declared to look past walls."""
    tables = ["public.alembic_version", *(f"public.{name}" for name in PLATFORM_TABLES)]
    functions = [f"public.{name}" for name in DEFINERS]
    told = {"SEC001": tables, "SEC014": functions}
    added = [f"\n[lint.rules.{rule}]\nallowlist = {json.dumps(names)}\n" for rule, names in told.items()]
    rules = folder / "pgrls.toml"
    rules.write_text(RULES.read_text() + "".join(added))
    return rules


def said_by(program: str, *arguments: str) -> str:
    """What one of the linters says."""
    done = subprocess.run(  # noqa: S603 - a linter of our own environment
        [PROGRAMS / program, *arguments], check=False, capture_output=True, text=True
    )
    assert done.returncode in {0, 1}, done.stderr
    return done.stdout


def test_no_revision_stops_the_shop_and_no_table_lacks_its_wall(
    built: Path, empty_database: str, databases: Databases
) -> None:
    files = sorted(str(file) for file in built.glob("*.sql"))
    superuser = f"postgresql://postgres:{databases.passwords.postgres}@127.0.0.1:{databases.port}/{empty_database}"

    of_migrations: list[dict[str, Any]] = json.loads(
        said_by(
            "squawk",
            "--pg-version=18",
            "--assume-in-transaction",
            "--reporter=json",
            f"--exclude={','.join(EXCUSED)}",
            *files,
        )
    )
    of_walls = json.loads(
        said_by("pgrls", "lint", f"--config={rules_of(built)}", f"--database-url={superuser}", "--format=json")
    )["violations"]

    assert [f"{Path(one['file']).name} {one['rule_name']}: {one['message']}" for one in of_migrations] == []
    assert [f"{one['rule_id']} {one['location']}: {one['message']}" for one in of_walls] == []
    assert len(files) == len(revisions())


def test_the_linters_do_see_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "wrong.sql").write_text("ALTER TABLE returns ADD COLUMN x int NOT NULL; DROP TABLE facts;")

    found = json.loads(said_by("squawk", "--reporter=json", str(tmp_path / "wrong.sql")))

    assert {"adding-required-field", "ban-drop-table"} <= {one["rule_name"] for one in found}
