"""Every request that a guide shows is one that the API takes: its path, its method, its headers and its body."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, get_type_hints

import msgspec
import pytest
from msgspec import Struct
from tests.docs.interface import PARAMETER, handlers

ROOT: Final = Path(__file__).parents[2]
BLOCK: Final = re.compile(r"```http\n(.*?)```", re.DOTALL)


class Shown(Struct, frozen=True):
    """One request of a guide."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


def shown(block: str) -> Shown:
    """A block as a request."""
    head, _, body = block.partition("\n\n")
    first, *headers = head.splitlines()
    method, path = first.split(" ", 1)
    return Shown(method, path, dict(line.split(": ", 1) for line in headers), body.encode())


GUIDES: Final = {
    f"{guide.stem}: {request.method} {request.path} #{number}": request
    for guide in sorted((ROOT / "docs/guides").glob("*.md"))
    for number, request in enumerate(map(shown, BLOCK.findall(guide.read_text(encoding="utf-8"))), 1)
}


@pytest.mark.parametrize("name", GUIDES)
def test_a_request_of_a_guide_is_one_that_the_api_takes(name: str) -> None:
    request = GUIDES[name]

    handler = handlers()[request.method, PARAMETER.sub("{}", request.path)]

    hints: dict[str, Any] = get_type_hints(handler.fn)
    assert ("If-Match" in request.headers) == ("expected_version" in hints)
    assert isinstance(msgspec.json.decode(request.body, type=hints["data"]), hints["data"])
