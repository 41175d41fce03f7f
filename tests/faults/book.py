"""How often each fault is tried, and the page that says how often it was."""

import os
import re
from collections.abc import Iterator
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


class Line(Struct, frozen=True):
    """What came of one kind of fault."""

    fault: Fault
    times: int
    found: str


class Book:
    """What this run has tried; a fault whose scenario fails is never entered."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def enter(self, fault: Fault, found: str, *, times: int | None = None) -> None:
        """All held after so many times; `found` says in numbers what was seen."""
        self.lines.append(Line(fault, fault.times if times is None else times, found))

    def rows(self) -> Iterator[str]:
        """The table, one row a fault."""
        yield "| 故障 · fault | 次数 · times | 之后检查 · checked afterwards | 结果 · outcome |"
        yield "|---|---|---|---|"
        for line in self.lines:
            fault = line.fault
            yield f"| {fault.zh} · {fault.en} | {line.times:,} | {fault.seen_zh} · {fault.seen_en} | {line.found} |"

    def write(self) -> None:
        """Put the table into the page; a short run leaves the page alone."""
        if not IS_FULL or not self.lines:
            return
        day = f"`make faults`，{datetime.now(UTC):%Y-%m-%d}（UTC）\n\n"
        table = BEGIN + "\n" + day + "\n".join(self.rows()) + "\n\n" + END
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(TABLE.sub(lambda _: table, page), encoding="utf-8")
