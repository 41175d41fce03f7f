"""The last results, kept beside the code so that a change shows, and the page that is written from them."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from benchmarks.figures import HELD, Figures, Held, number

KEPT: Final = Path(__file__).with_name("results.json")
PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "performance.md"
BEGINS, ENDS = "<!-- figures -->", "<!-- end of figures -->"
WORDS: Final = {"met": "✓ 达到 · met", "missed": "✗ 未达到 · missed", "unknown": "未测 · not measured"}


def last() -> dict[str, float]:
    """What was measured last."""
    if not KEPT.exists():
        return {}
    kept: dict[str, float] = json.loads(KEPT.read_text())
    return kept


def keep(figures: Figures) -> None:
    """Keep these until the next run."""
    rounded = {name: float(f"{value:.4g}") for name, value in sorted(figures.items())}
    KEPT.write_text(json.dumps(rounded, indent=1) + "\n")


def table(now: Figures, before: Figures) -> str:
    """The lines for a terminal, with what was measured last."""
    rows = [("", "now", "before", "held to", "")]
    for held in HELD:
        if held.figure in now:
            was = number(before[held.figure]) if held.figure in before else "-"
            rows.append((held.en, number(now[held.figure]), was, held.bound, held.verdict(now)))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)


def write_page(now: Figures) -> None:
    """Put the figures of a whole run into the page; the words around them are written by hand."""
    text = PAGE.read_text()
    head, _, rest = text.partition(BEGINS)
    _, _, tail = rest.partition(ENDS)
    PAGE.write_text(f"{head}{BEGINS}\n{_setup(now)}\n\n{_page_table(now)}\n{ENDS}{tail}")


def _setup(now: Figures) -> str:
    cores, share = os.cpu_count() or 1, 100 * now.get("weather.share", 1.0)
    return (
        f"测量于 {cores} 核；其他程序同时在运行，测量前后两核平均只有 {share:.0f}% 归我们使用。  \n"
        f"Measured on {cores} cores; other programs ran beside: on average {share:.0f} % of the cores were ours."
    )


def _page_table(now: Figures) -> str:
    lines = [
        "| 工作 · work | 下限 · floor | 我们 · ours | 比值 · ratio | 目标 · held to | | 主要开销 · what dominates |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [_page_line(held, now) for held in HELD]
    return "\n".join(lines)


def _page_line(held: Held, now: Figures) -> str:
    def cell(figure: str, unit: str) -> str:
        return f"{number(now[figure])} {unit}".strip() if figure in now else "—"

    floor = cell(held.floor, held.unit) if held.is_ratio else "—"
    ours = cell(held.ours, held.unit) if held.is_ratio else cell(held.figure, held.unit)
    ratio = cell(held.figure, "") if held.is_ratio else "—"
    what = f"{held.zh}<br>{held.en}"
    why = f"{held.dominated_zh}<br>{held.dominated_en}"
    return f"| {what} | {floor} | {ours} | {ratio} | {held.bound} | {WORDS[held.verdict(now)]} | {why} |"


def changed(now: Mapping[str, float], before: Mapping[str, float]) -> dict[str, float]:
    """All figures: those of this run, and of the last run what this one left out."""
    return {**before, **now}
