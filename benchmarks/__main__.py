"""`make bench`: every benchmark in turn on one set of servers, a table, and the page about it.

`python -m benchmarks reads memory` runs some of them; only a whole run writes the page.
"""

import argparse
import importlib
import sys
from pathlib import Path
from statistics import mean
from time import perf_counter
from typing import Final

from benchmarks import results, weather
from benchmarks.ground import standing

NAMES: Final = tuple(
    name
    for name in (
        "reads",
        "filing",
        "deliveries",
        "memory",
        "counts",
        "metering",
        "decide",
        "replay",
        "growth",
        "documents",
    )
    if Path(__file__).with_name(f"{name}.py").exists()
)
FULL_FLOOD: Final = 20_000


def run(name: str, flood: int | None) -> dict[str, float]:
    """One benchmark's figures, each under its name."""
    began = perf_counter()
    module = importlib.import_module(f"benchmarks.{name}")
    measured: dict[str, float] = module.measure(flood) if name == "deliveries" and flood else module.measure()
    say(f"  {name}: {perf_counter() - began:.0f} s")
    return {figure if figure.startswith(f"{name}.") else f"{name}.{figure}": v for figure, v in measured.items()}


def derived(figures: dict[str, float]) -> dict[str, float]:
    """What the table says of several figures at once."""
    rates = [
        value for name, value in figures.items() if name.startswith("decide.") and name.endswith(".lines_per_second")
    ]
    if not rates:
        return {}
    return {"decide.slowest_per_second": min(rates), "decide.seconds_per_100000": 100_000 / min(rates)}


def say(line: str) -> None:
    """Tell whoever waits."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Measure, show, keep."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("name", nargs="*", help=f"some of: {', '.join(NAMES)}")
    parser.add_argument(
        "--full-flood", action="store_true", help=f"flood with {FULL_FLOOD:,} deliveries, as a whole run does"
    )
    asked = parser.parse_args()
    unknown = sorted(set(asked.name) - set(NAMES))
    if unknown:
        parser.error(f"no benchmark is called {', '.join(unknown)}; there are {', '.join(NAMES)}")

    before, shares = results.last(), [weather.share()]
    figures: dict[str, float] = {}
    with standing() as ground:
        for name in asked.name or NAMES:
            ground.renew()
            figures |= run(name, FULL_FLOOD if asked.full_flood or not asked.name else None)
            shares.append(weather.share())
    figures |= derived(figures) | {"weather.share": mean(shares)}

    say("\n" + results.table(figures, before))
    say(f"\n  of the cores, {100 * figures['weather.share']:.0f} % were ours")
    results.keep(results.changed(figures, before))
    if not asked.name:
        results.write_page(figures)


if __name__ == "__main__":
    main()
