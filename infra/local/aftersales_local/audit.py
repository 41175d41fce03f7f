"""Ask for known vulnerabilities of the packages that are locked: Python's always, the console's where it is locked.

A vulnerability fails the check. An index that cannot be reached, or that knows nothing of vulnerabilities, does not:
it is said instead, in so many words, that nothing was checked.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[3]
PROGRAMS: Final = Path(sys.executable).parent
WEB: Final = ROOT / "services" / "web"
PATIENCE: Final = 180.0
"""Seconds that an index may take over all packages."""

EXCUSED: Final[dict[str, str]] = {}
"""Vulnerabilities that do not concern us: the identifier, and why not."""

Json = Any


@dataclass(frozen=True)
class Answer:
    """What an index said of one lock: how many packages it knew, how many it did not, and what is wrong with them."""

    asked: int
    unanswered: int
    found: tuple[str, ...]

    def lines(self, name: str) -> list[str]:
        """What a person is told."""
        if not self.asked:
            return [
                f"{name}: 未能查询漏洞库，没有检查任何软件包；联网后请重新执行 make audit",
                f"{name}: no index of vulnerabilities could be asked; NOTHING was checked. Run make audit online.",
            ]
        unknown = f"，{self.unanswered} 个未能查询 · {self.unanswered} unknown to it" if self.unanswered else ""
        told = [f"{name}: 已检查 {self.asked} 个软件包 · {self.asked} packages checked{unknown}"]
        return told + [f"{name}: 已知漏洞 · known vulnerability: {one}" for one in self.found]


NOTHING: Final = Answer(0, 0, ())


def told_by_pip(said: str) -> Answer:
    """What `pip-audit --format json` means."""
    packages = _read(said).get("dependencies", [])
    known = [one for one in packages if "vulns" in one]
    found = [
        f"{one['name']} {one['version']} {flaw['id']} → {', '.join(flaw.get('fix_versions', [])) or '?'}"
        for one in known
        for flaw in one["vulns"]
        if not {flaw["id"], *flaw.get("aliases", [])} & EXCUSED.keys()
    ]
    return Answer(len(known), len(packages) - len(known), tuple(found))


def told_by_npm(said: str) -> Answer:
    """What `npm audit --json` means."""
    report = _read(said)
    if "metadata" not in report:
        return NOTHING
    found = [
        f"{name} {flaw.get('severity', '')} {flaw.get('range', '')}".strip()
        for name, flaw in report.get("vulnerabilities", {}).items()
        if name not in EXCUSED
    ]
    return Answer(int(report["metadata"]["dependencies"]["total"]), 0, tuple(found))


def _read(said: str) -> dict[str, Json]:
    try:
        report = json.loads(said)
    except ValueError:
        return {}
    return report if isinstance(report, dict) else {}


def said_by(command: Sequence[str | Path], folder: Path) -> str:
    """What a program prints; nothing if it is not there or does not end."""
    try:
        done = subprocess.run(
            command, cwd=folder, check=False, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=PATIENCE
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace")


def answers() -> dict[str, Answer]:
    """What the indexes say of each lock that there is."""
    lock = ROOT / "requirements.lock"
    asked: list[str | Path] = [
        PROGRAMS / "pip-audit",
        "--require-hashes",
        "--disable-pip",
        "-r",
        lock,
        "--format",
        "json",
    ]
    found = {"pip-audit": told_by_pip(said_by([*asked, "--progress-spinner", "off", "--timeout", "10"], ROOT))}
    if (WEB / "package-lock.json").exists():
        found["npm audit"] = told_by_npm(said_by([PROGRAMS / "npm", "audit", "--json", "--package-lock-only"], WEB))
    return found


def main() -> int:
    """Tell, and fail if anything is known to be wrong."""
    found = answers()
    for name, answer in found.items():
        for line in answer.lines(name):
            print(line)
    return 1 if any(answer.found for answer in found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
