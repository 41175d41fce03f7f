"""Policies in YAML over HTTP: what comes in is read as if it were JSON, what goes out is written if it is asked for."""

from typing import Final, TypeVar, cast

from litestar import Request, Response
from litestar.datastructures import State
from litestar.types import Empty

from aftersales.policy.service_documents import json_of, yaml_of

T = TypeVar("T")
YAML: Final = "application/yaml"
YAML_TYPES: Final = frozenset({YAML, "application/x-yaml", "text/yaml"})
FOLDERS: Final = ("/v1/policies", "/v1/policy-templates")
"""Where YAML is understood beside JSON."""


def kind_of(header: str) -> str:
    """The media type of a header, without its parameters."""
    return header.partition(";")[0].strip().lower()


def speaks_yaml(path: str, header: str) -> bool:
    """Whether a body at this path may be YAML, and says that it is."""
    return kind_of(header) in YAML_TYPES and path.startswith(FOLDERS)


class PolicyRequest(Request[object, object, State]):
    """A request whose body may be YAML."""

    async def body(self) -> bytes:
        """The body as JSON."""
        unread = self._body is Empty and self._connection_state.body is Empty
        if unread and kind_of(self.headers.get("content-type", "")) in YAML_TYPES:
            raw = b"".join([chunk async for chunk in self.stream()])
            self._body = self._connection_state.body = json_of(raw)
        return await super().body()


def in_kind(request: Request[object, object, State], response: Response[T]) -> Response[T]:
    """The same answer, as YAML if the caller would rather read that."""
    response.headers["Vary"] = "Accept"
    if prefers_yaml(request.headers.get("accept", "")):
        response.content = cast("T", yaml_of(response.content))
        response.media_type = YAML
    return response


def prefers_yaml(accept: str) -> bool:
    """Whether YAML is asked for, and not less than JSON."""
    weights: dict[str, float] = {}
    for part in accept.split(","):
        kind, _, parameters = part.partition(";")
        quality = parameters.partition("q=")[2].strip()
        weights[kind.strip().lower()] = float(quality) if quality.replace(".", "", 1).isdecimal() else 1.0
    yaml = max((weights.get(kind, 0.0) for kind in YAML_TYPES), default=0.0)
    return yaml > 0 and yaml >= weights.get("application/json", 0.0)
