"""Laws over the source itself: who may commit, where SQL stands, how large things grow, what must be written down."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOTS = ("shared/aftersales", "services/api/aftersales_api", "services/worker/aftersales_worker")
LINES = 400
FUNCTION = 60

COMMITTING = {
    "shared/aftersales/kernel/tx.py",  # the edge's own door
    "shared/aftersales/migrations/env.py",  # revisions are their own transaction
    "services/worker/aftersales_worker/relay.py",  # moves facts to deliveries, outside any tenant's transaction
    "services/worker/aftersales_worker/delivery.py",  # the worker's edge
}
SQL = re.compile(
    r"^\s*(SELECT\s.+\sFROM\s|SELECT\s+\w+\(|INSERT\s+INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|WITH\s+\w+\s+AS\s*\(|"
    r"CREATE\s+(OR\s|TABLE|FUNCTION|POLICY|TRIGGER|INDEX)|ALTER\s+TABLE\s|GRANT\s|BEGIN;|COMMIT$|ROLLBACK$)",
    re.DOTALL,
)
SPEAKING_SQL = ("store", "tables", "relay", "delivery", "statements")
"""Modules that speak SQL, by the beginning of their name."""

SPEAKING_TOO = {
    "shared/aftersales/kernel/tx.py": "opens and ends transactions",
    "shared/aftersales/kernel/tables.py": "raises the walls",
    "shared/aftersales/kernel/upserts.py": "writes whole sheets at once",
    "shared/aftersales/migrations/env.py": "says how long a revision waits for a lock",
    "shared/aftersales/migrations/distribution.py": "writes the script that spreads tenants over hosts",
    "shared/aftersales/tenancy/entry/service.py": "recognises people before any tenant is known",
    "services/api/aftersales_api/health/routes.py": "asks the schema for its revision",
    "services/api/aftersales_api/powers.py": "looks at roles and walls before the start",
}


@cache
def sources() -> dict[str, ast.Module]:
    """Every module of the product by its path."""
    return {
        str(file.relative_to(ROOT)): ast.parse(file.read_text(encoding="utf-8"))
        for root in ROOTS
        for file in sorted((ROOT / root).rglob("*.py"))
        if "versions" not in file.parts
    }


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function, also those inside others."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def docstrings(tree: ast.Module) -> set[int]:
    """The places of docstrings, which may speak of anything."""
    return {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every text in the code with its line."""
    told = docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value


def test_nobody_commits_but_the_edge() -> None:
    committing = sorted(
        f"{path}:{node.lineno}"
        for path, tree in sources().items()
        if path not in COMMITTING
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"commit", "rollback", "begin_nested"}
    )

    assert committing == []


def test_sql_stands_in_stores_and_tables() -> None:
    strays = sorted(
        f"{path}:{line}"
        for path, tree in sources().items()
        if not Path(path).stem.startswith(SPEAKING_SQL) and path not in SPEAKING_TOO
        for line, text in texts(tree)
        if SQL.match(text)
    )

    assert strays == []


def test_a_handler_of_the_api_or_the_worker_builds_no_query() -> None:
    strays = sorted(
        f"{path}:{node.lineno}"
        for path, tree in sources().items()
        if path.startswith("services/") and path not in SPEAKING_TOO
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("sqlalchemy")
        and {name.name for name in node.names} & {"select", "insert", "update", "delete", "text"}
    )

    assert strays == []


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    long = {
        str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines())
        for root in (*ROOTS, "tests", "infra", "benchmarks")
        for file in (ROOT / root).rglob("*.py")
        if "versions" not in file.parts
    }

    assert {path: lines for path, lines in long.items() if lines > LINES} == {}


def test_no_function_is_longer_than_sixty_lines() -> None:
    long = {
        f"{path}:{function.name}": (function.end_lineno or 0) - function.lineno + 1
        for path, tree in sources().items()
        for function in functions(tree)
    }

    assert {name: lines for name, lines in long.items() if lines > FUNCTION} == {}


def test_nothing_is_left_for_later() -> None:
    marks = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "HA" + "CK"]) + r")\b")

    left = [
        f"{file.relative_to(ROOT)}:{number}"
        for root in (*ROOTS, "tests", "infra", "benchmarks")
        for file in (ROOT / root).rglob("*.py")
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if marks.search(line)
    ]

    assert left == []


def test_no_type_hides_behind_a_check_for_type_checkers() -> None:
    hidden = [
        path
        for path, tree in sources().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id == "TYPE_CHECKING"
    ]

    assert hidden == []


def test_every_context_says_what_it_is() -> None:
    folders = {file.parent for file in (ROOT / "shared/aftersales").glob("*/__init__.py")}

    silent = {folder.name for folder in folders if not (folder / "README.md").exists()}

    assert silent - {"kernel", "migrations"} == set()


def test_an_init_holds_one_docstring_and_exports_nothing() -> None:
    allowed = {
        "shared/aftersales/migrations/__init__.py",  # the words of the command line
        "shared/aftersales/kernel/sheets/__init__.py",  # a part of the kernel that is used as one
        "services/worker/aftersales_worker/handlers/__init__.py",  # importing it registers the handlers
    }

    busy = [
        path
        for path, tree in sources().items()
        if path.endswith("__init__.py") and path not in allowed and (len(tree.body) != 1 or not ast.get_docstring(tree))
    ]

    assert busy == []
