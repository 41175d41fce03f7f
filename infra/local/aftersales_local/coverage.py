"""Run the normal tests under coverage, and fail unless every decision of the product is tried: each line, each branch.

The browser's tests, the faults and the simulator are left out: they try processes and pages, not decisions.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[3]
SHARED: Final = ROOT / "shared" / "aftersales"
LEFT_OUT: Final = ("tests/web", "tests/faults", "tests/simulation")
REPORT: Final = ROOT / ".coverage.json"


def rules_in(folder: Path) -> list[Path]:
    """Every module of decisions: the rules of each context, and the language in which a policy states conditions."""
    return sorted([*folder.rglob("rules*.py"), *folder.glob("policy/conditions*.py")])


def gaps(report: str, modules: Iterable[str]) -> list[str]:
    """What no test has tried of some modules, by coverage's own report; a module that it does not know is all gap."""
    files: dict[str, dict[str, Any]] = json.loads(report)["files"]
    found: list[str] = []
    for module in modules:
        told = files.get(module)
        if told is None:
            found.append(f"{module}: 从未导入 · never imported")
            continue
        missing = [str(line) for line in told["missing_lines"]]
        missing += [f"{start}->{'exit' if end < 0 else end}" for start, end in told["missing_branches"]]
        if missing:
            found.append(f"{module}: {', '.join(missing)}")
    return found


def run_tests(workers: str) -> int:
    """The normal tests under coverage, in as many processes; what pytest ends with."""
    left_out = [f"--ignore={folder}" for folder in LEFT_OUT]
    measured = ["--cov", f"--cov-report=json:{REPORT}"]
    spread = ["-n", workers, "--dist", "loadfile"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *spread, *left_out, *measured], cwd=ROOT, check=False
    ).returncode


def main() -> int:
    """Test, tell what is missing, and fail if a test failed or anything is."""
    failed = run_tests(os.environ.get("WORKERS", "2"))
    modules = [path.relative_to(ROOT).as_posix() for path in rules_in(SHARED)]
    missing = gaps(REPORT.read_text(), modules)
    for line in missing:
        print(f"未覆盖 · not covered: {line}")
    print(f"{len(modules) - len(missing)}/{len(modules)} 个规则模块全覆盖 · modules of rules covered whole")
    return 1 if failed or missing else 0


if __name__ == "__main__":
    sys.exit(main())
