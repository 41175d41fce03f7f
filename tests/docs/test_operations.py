"""The settings that the operations page explains are those that the code reads, with the defaults that it has."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from aftersales.kernel.settings import PREFIX, Settings, SettingWrong, load
from aftersales_api import openapi

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `AFTERSALES_([A-Z0-9_]+)` \| ([^|]*) \|", re.MULTILINE)
NAME = re.compile(r"AFTERSALES_[A-Z0-9_]+[A-Z0-9]")
NEEDED = "必填"
EMPTY = "空"


class Asked(dict[str, str]):
    """An environment that remembers what it was asked for."""

    def __init__(self, values: dict[str, str]) -> None:
        super().__init__(values)
        self.names: set[str] = set()

    def get(self, name: str, default: str | None = None) -> str | None:  # type: ignore[override]  # answers text
        """One value, remembered."""
        self.names.add(name.removeprefix(PREFIX))
        return super().get(name, default)


def explained() -> dict[str, str]:
    """Each setting of the product with its default as the page has it."""
    section = PAGE.split("<!-- settings -->")[1]
    return {name: default.strip(" `") for name, default in ROW.findall(section)}


def needed() -> dict[str, str]:
    """An environment with just what the page calls needed."""
    told = {PREFIX + name for name, default in explained().items() if default.startswith(NEEDED)}
    return {name: value for name, value in openapi._NOWHERE.items() if name in told}


def defaults(settings: Settings) -> Iterator[tuple[str, str]]:
    """The settings as text, as the page writes them."""
    for name in settings.__struct_fields__:
        value = getattr(settings, name)
        if name == "limits":
            rates = {f"LIMIT_{one.upper()}": getattr(value, one) for one in value.__struct_fields__}
            yield from ((rate, f"{one.tokens}/{one.seconds}") for rate, one in rates.items())
        elif name == "keeping":
            yield from ((f"KEEP_{one.upper()}_DAYS", str(getattr(value, one))) for one in value.__struct_fields__)
        elif isinstance(value, tuple | dict):
            yield name.upper(), " ".join(map(str, value))
        elif isinstance(value, bool):
            yield name.upper(), str(value).lower()
        else:
            yield name.upper(), str(value)


def test_the_page_explains_every_setting_that_the_code_reads_and_no_other() -> None:
    environment = Asked(needed())

    load(environment)

    assert set(explained()) == environment.names


def test_the_page_knows_the_defaults() -> None:
    actual = dict(defaults(load(needed())))

    told = {name: default for name, default in explained().items() if not default.startswith((NEEDED, "="))}
    assert {name: "" if default == EMPTY else default for name, default in told.items()} == {
        name: actual[name] for name in told
    }


@pytest.mark.parametrize("name", [name for name, default in explained().items() if default.startswith(NEEDED)])
def test_a_setting_that_the_page_calls_needed_stops_the_start_and_names_itself(name: str) -> None:
    environment = needed()
    del environment[PREFIX + name]

    with pytest.raises(SettingWrong, match=f"^{PREFIX}{name}: "):
        load(environment)


def test_every_setting_of_the_local_platform_and_of_compose_is_explained() -> None:
    read = {
        name
        for place in ("infra/local/**/*.py", "docker-compose.yml", "infra/docker/make-env.sh")
        for file in ROOT.glob(place)
        for name in NAME.findall(file.read_text(encoding="utf-8"))
    }

    assert sorted(read - set(NAME.findall(PAGE))) == []
