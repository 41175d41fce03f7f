"""Alerts and the board: they can be read, name figures that there are, and do what they say.

Reading and names are checked here always. Where promtool is at hand (Debian: the package prometheus), it reads the
files as well and runs the alerts over made-up histories.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families
from tests.observability.promql import Expression, Unreadable

from aftersales.kernel import measures
from aftersales.platform.model import Fleet
from aftersales.platform.webhooks.model import Outcome
from aftersales_api.operations import observing
from aftersales_worker.watching import Ended

FOLDER: Final = Path(__file__).parents[2] / "infra/observability"
RULES: Final = yaml.safe_load((FOLDER / "rules/aftersales.yml").read_text(encoding="utf-8"))
TRIED: Final = yaml.safe_load((FOLDER / "rules/aftersales.test.yml").read_text(encoding="utf-8"))
BOARD: Final = json.loads((FOLDER / "grafana/aftersales.json").read_text(encoding="utf-8"))
SCRAPES: Final = yaml.safe_load((FOLDER / "prometheus.yml").read_text(encoding="utf-8"))
PROMTOOL: Final = shutil.which("promtool")

OF_A_SCRAPE: Final = {"job", "instance", "worker"}
"""Labels that the scraper adds."""

VALUES: Final[dict[str, set[str]]] = {
    "fleet": {fleet.value for fleet in Fleet},
    "reason": {*observing.REASONS.values(), observing.NOT_FOUND},
    "status": {"1xx", "2xx", "3xx", "4xx", "5xx", "none"},
    "timing": {"on_time", "late"},
    "outcome": {
        *(one.value for one in Ended),
        *(one.value for one in Outcome),
        *("recorded", "duplicate", "put_off", "created", "updated", "unchanged", "refused"),
    },
    "job": {scrape["job_name"] for scrape in SCRAPES["scrape_configs"]},
}
"""What a label can say; a matcher that matches none of it would keep an alert silent for ever."""


def alerts() -> dict[str, dict[str, Any]]:
    """Every alert by its name."""
    return {rule["alert"]: rule for group in RULES["groups"] for rule in group["rules"]}


def expressions() -> Iterator[tuple[str, str]]:
    """Every expression of the alerts and the board, and where it stands."""
    for name, rule in alerts().items():
        yield name, rule["expr"]
    for panel in BOARD["panels"]:
        for target in panel.get("targets", []):
            yield panel["title"], target["expr"]


ALL: Final = list(expressions())


@pytest.fixture
async def exposed(operator: httpx.AsyncClient) -> dict[str, set[str]]:
    """Every series that the code exposes by its name, with the labels that it has."""
    asked = (await operator.get("/metrics")).text
    found = {
        sample.name: set(sample.labels)
        for family in text_string_to_metric_families(asked)
        for sample in family.samples
        if sample.name.startswith(("process_", "aftersales_"))
    }
    for metric in measures.OWN._collector_to_names:
        labels = set(getattr(metric, "_labelnames", ()))
        for family in metric.describe() if hasattr(metric, "describe") else metric.collect():
            if family.type == "histogram":
                found |= {f"{family.name}_{part}": labels for part in ("count", "sum")}
                found[f"{family.name}_bucket"] = labels | {"le"}
            else:
                found[family.name + ("_total" if family.type == "counter" else "")] = labels
    return found | {"up": set()}


@pytest.mark.parametrize(("place", "text"), ALL)
def test_every_expression_can_be_read(place: str, text: str) -> None:
    expression = Expression(text)

    assert (place, len(expression.asked) > 0) == (place, True)


async def test_every_figure_that_a_rule_or_the_board_names_is_one_that_the_code_exposes(
    exposed: dict[str, set[str]],
) -> None:
    wrong = []
    for place, text in ALL:
        expression = Expression(text)
        for asked in expression.asked:
            labels = {name for name, _, _ in asked.labels}
            if asked.name not in exposed:
                wrong.append(f"{place}: no figure is called {asked.name}")
            elif labels - exposed[asked.name] - OF_A_SCRAPE:
                wrong.append(f"{place}: {asked.name} has no label {labels - exposed[asked.name]}")
        known = set().union(*(exposed.get(asked.name, set()) for asked in expression.asked)) | OF_A_SCRAPE
        wrong += [f"{place}: nothing is grouped by {name}" for name in expression.grouped - known]

    assert wrong == []


def test_every_figure_of_the_code_is_watched_by_a_rule_or_shown_on_the_board() -> None:
    shown = {re.sub(r"_(bucket|count|sum|total)$", "", one.name) for _, text in ALL for one in Expression(text).asked}

    counted = {family.name for family in measures.OWN.collect() if not family.name.startswith("process_")}

    assert counted - shown == set()


def test_what_a_matcher_asks_for_can_be() -> None:
    silent = [
        f"{place}: {name}{how}{value}"
        for place, text in ALL
        for asked in Expression(text).asked
        for name, how, value in asked.labels
        if name in VALUES and not any(re.fullmatch(value, one) for one in VALUES[name])
    ]

    assert silent == []


def test_every_alert_says_how_bad_it_is_what_it_means_and_where_to_read_on() -> None:
    han = re.compile(r"[\u4e00-\u9fff]")
    for name, rule in alerts().items():
        chinese, _, english = rule["annotations"]["summary"].partition(" · ")
        assert (name, rule["labels"]["severity"] in {"critical", "warning"}) == (name, True)
        assert re.fullmatch(r"\d+[mh]", rule["for"])
        assert (bool(han.search(chinese)), bool(english), bool(han.search(english))) == (True, True, False)
        assert rule["annotations"]["runbook"] == f"docs/operations.md#{name.lower()}"


def test_every_alert_is_tried_both_firing_and_quiet() -> None:
    words = {tuple(test["name"].split(" ", 2)[:2]) for test in TRIED["tests"]}

    assert words == {(name, word) for name in alerts() for word in ("fires", "stays")}


def test_the_board_has_a_place_for_each_panel_and_asks_the_chosen_source() -> None:
    panels = BOARD["panels"]
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels]

    assert (len(set(places)), len({panel["id"] for panel in panels})) == (len(panels), len(panels))
    assert {panel["type"] for panel in panels} == {"row", "stat", "timeseries"}
    assert {panel["datasource"]["uid"] for panel in panels if panel["type"] != "row"} == {"${source}"}


@pytest.mark.parametrize(
    "text",
    [
        "sum(",
        "rate(a)",
        "a[5m]",
        "sum by () (a)",
        "nothing_like_it(a)",
        "a ==",
        'a{b=~"c"',
        "a b",
        "histogram_quantile(,a)",
    ],
)
def test_what_prometheus_would_not_take_cannot_be_read(text: str) -> None:
    with pytest.raises(Unreadable):
        Expression(text)


@pytest.mark.skipif(PROMTOOL is None, reason="promtool is not installed; the checks above always run")
@pytest.mark.parametrize(
    "words",
    [
        ("check", "rules", "rules/aftersales.yml"),
        ("check", "config", "--syntax-only", "prometheus.yml"),
        ("test", "rules", "rules/aftersales.test.yml"),
    ],
)
def test_promtool_accepts_the_files_and_the_alerts_do_what_they_say(words: tuple[str, ...]) -> None:
    said = subprocess.run([str(PROMTOOL), *words], cwd=FOLDER, capture_output=True, text=True, check=False)  # noqa: S603 - ours

    assert (said.returncode, said.stdout if said.returncode else "", said.stderr if said.returncode else "") == (
        0,
        "",
        "",
    )
