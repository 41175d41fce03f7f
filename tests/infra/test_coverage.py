"""Every decision is tried: what coverage reports of the rules is told line by line, and nothing is left out."""

import json
from pathlib import Path

import pytest

from aftersales_local import coverage
from aftersales_local.coverage import ROOT, SHARED, gaps, rules_in

WHOLE = {"missing_lines": [], "missing_branches": []}


def report(**files: object) -> str:
    return json.dumps({"files": {f"{name}.py": told for name, told in files.items()}})


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (WHOLE, []),
        ({"missing_lines": [7, 9], "missing_branches": []}, ["rules.py: 7, 9"]),
        ({"missing_lines": [], "missing_branches": [[3, 5], [8, -1]]}, ["rules.py: 3->5, 8->exit"]),
    ],
)
def test_each_line_and_branch_that_no_test_tried_is_told(told: object, expected: list[str]) -> None:
    assert gaps(report(rules=told, store={"missing_lines": [1], "missing_branches": []}), ["rules.py"]) == expected


def test_rules_that_no_test_imports_are_a_gap() -> None:
    assert gaps(report(rules=WHOLE), ["rules.py", "rules_more.py"]) == ["rules_more.py: 从未导入 · never imported"]


def test_the_rules_of_every_context_are_held_to_it() -> None:
    modules = {path.relative_to(SHARED).as_posix() for path in rules_in(SHARED)}

    assert {"catalog/rules.py", "policy/rules_lines.py", "policy/conditions_syntax.py"} <= modules
    assert {path.name for path in SHARED.rglob("rules*.py")} == {
        Path(name).name for name in modules if Path(name).name.startswith("rules")
    }
    assert coverage.REPORT.parent == ROOT
