"""How often each fault is tried, and the page that says how often it was."""

import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from msgspec import Struct

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "reliability.md"
IS_FULL: Final = os.environ.get("AFTERSALES_FAULTS") == "full"
BEGIN, END = "<!-- measured -->\n", "<!-- end of measured -->"
TABLE: Final = re.compile(f"{BEGIN}.*{END}", re.DOTALL)


class Fault(Struct, frozen=True, kw_only=True):
    """One kind of fault, in both languages, and what must be seen afterwards."""

    zh: str
    en: str
    seen_zh: str
    seen_en: str
    short: int
    full: int

    @property
    def times(self) -> int:
        """How often it is tried in this run."""
        return self.full if IS_FULL else self.short


HEAD: Final = (
    "| 故障 · fault | 次数 · times | 之后检查 · checked afterwards | 结果 · outcome | 日期 · day |",
    "|---|---|---|---|---|",
)


class Book:
    """What a full run has tried, kept in the page row by row; a fault whose scenario fails is never entered."""

    def __init__(self, page: Path = PAGE) -> None:
        self._page = page

    def enter(self, fault: Fault, found: str) -> None:
        """All held after so many times; `found` says in numbers what was seen. A short run leaves the page alone."""
        if IS_FULL:
            self._write(fault, found)

    def _write(self, fault: Fault, found: str) -> None:
        text = self._page.read_text(encoding="utf-8")
        rows = {row.split(" | ", 1)[0]: row for row in TABLE.findall(text)[0].splitlines() if row.startswith("| ")}
        rows.pop(HEAD[0].split(" | ", 1)[0], None)
        name, seen = f"| {fault.zh} · {fault.en}", f"{fault.seen_zh} · {fault.seen_en}"
        rows[name] = f"{name} | {fault.times:,} | {seen} | {found} | {datetime.now(UTC):%Y-%m-%d} |"
        table = "\n".join([BEGIN, *HEAD, *(rows[key] for key in sorted(rows)), "", END])
        self._page.write_text(TABLE.sub(lambda _: table, text), encoding="utf-8")
