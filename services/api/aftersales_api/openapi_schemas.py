"""Schemas of bodies and answers, made by the library that reads and writes them."""

import re
import typing
from typing import Annotated, Any, Final, TypeAlias

import msgspec
from litestar import Response
from litestar.handlers import HTTPRouteHandler
from msgspec import inspect

Node: TypeAlias = dict[str, Any]

COMPONENTS: Final = "#/components/schemas/"
TEMPLATE: Final = f"{COMPONENTS}{{name}}"
_PLAIN: Final = frozenset({"aftersales", "aftersales_api", "model", "schemas", "routes"})
_MONEY: Final = {
    "title": "Money",
    "description": "An amount with the decimals of its currency, as text so that no cent is lost.",
    "type": "object",
    "properties": {
        "amount": {"type": "string", "format": "decimal", "pattern": r"^-?\d{1,15}(\.\d{1,2})?$"},
        "currency": {"type": "string", "pattern": "^[A-Z]{3}$", "description": "ISO 4217"},
    },
    "required": ["amount", "currency"],
    "example": {"amount": "399.00", "currency": "CNY"},
}


class Answered(msgspec.Struct, frozen=True):
    """What a handler answers with, and whether it sets headers of its own."""

    type: Any
    is_json: bool
    sets_headers: bool

    @property
    def is_versioned(self) -> bool:
        """Whether the answer is a thing with a version, or shows one as its summary."""
        fields = getattr(self.type, "__struct_fields__", ())
        return bool({"version", "summary", "endpoint"} & set(fields))


class Schemas:
    """Collects the types of a document and names their schemas once all are known."""

    def __init__(self) -> None:
        self._types: list[Any] = []
        self._nodes: list[Node] = []

    def of(self, wanted: Any) -> Node:  # noqa: ANN401 - any annotation of a handler
        """A place in the document that will hold the schema of a type."""
        node: Node = {}
        self._types.append(wanted)
        self._nodes.append(node)
        return node

    def components(self) -> Node:
        """Fill every place that was asked for; what is returned belongs under `components.schemas`."""
        schemas, components = msgspec.json.schema_components(
            self._types,
            schema_hook=_hook,
            ref_template=TEMPLATE,
        )
        names = {name: _short(name) for name in components}
        if len(set(names.values())) != len(names):
            names = {name: name.replace(".", "_") for name in components}
        for place, schema in zip(self._nodes, schemas, strict=True):
            place.update(_renamed(schema, names))
        found: Node = {names[name]: _renamed(schema, names) for name, schema in components.items()}
        instants = _instants(self._types)
        for schema in found.values():
            for name, field in schema.get("properties", {}).items():
                if (schema["title"], name) in instants:
                    _say_instant(field)
        if "Money" in found:
            found["Money"] = _MONEY
        return found


def _instants(types: list[Any]) -> set[tuple[str, str]]:
    """Fields that hold an instant, by struct and name: all of ours carry an offset, which the schema should say."""
    found: set[tuple[str, str]] = set()
    seen: set[type] = set()
    waiting: list[Any] = list(inspect.multi_type_info(types))
    while waiting:
        info = waiting.pop()
        if isinstance(info, inspect.StructType):
            if info.cls in seen:
                continue
            seen.add(info.cls)
            for field in info.fields:
                if any(isinstance(part, inspect.DateTimeType) for part in _parts(field.type)):
                    found.add((info.cls.__name__, field.encode_name))
                waiting.append(field.type)
        else:
            waiting += _parts(info)[1:]
    return found


def _parts(info: Any) -> list[Any]:  # noqa: ANN401 - any type as msgspec sees it
    """A type and those directly inside it."""
    inside = [getattr(info, name) for name in ("type", "item_type", "value_type") if hasattr(info, name)]
    return [info, *inside, *getattr(info, "types", ()), *getattr(info, "item_types", ())]


def _say_instant(field: Node) -> None:
    for choice in (field, *field.get("anyOf", ())):
        if choice.get("type") == "string":
            choice["format"] = "date-time"


def _hook(kind: type) -> Node:
    """Any JSON value, where a type says no more than `object`."""
    if kind is object:
        return {"description": "Any JSON value."}
    raise NotImplementedError


def _short(name: str) -> str:
    """`aftersales.catalog.model.Part` as CatalogPart, `Page_Part_` as PartPage."""
    page = re.fullmatch(r"Page_(\w+)_", name)
    if page:
        return f"{page[1]}Page"
    steps = [step for step in name.split(".") if step not in _PLAIN]
    if len(steps) == 1:
        return name
    return "".join(part[0].upper() + part[1:] for step in steps for part in step.split("_") if part != "model")


def _renamed(node: Any, names: dict[str, str]) -> Any:  # noqa: ANN401 - any part of a schema
    if isinstance(node, dict):
        return {
            key: _reference(value, names) if key == "$ref" else _renamed(value, names) for key, value in node.items()
        }
    if isinstance(node, list):
        return [_renamed(value, names) for value in node]
    if isinstance(node, str) and node.startswith(COMPONENTS):
        return _reference(node, names)  # a discriminator names its choices by their address alone
    return node


def _reference(target: str, names: dict[str, str]) -> str:
    prefix, _, name = target.rpartition("/")
    return f"{prefix}/{names.get(name, name)}"


def body_of(handler: HTTPRouteHandler) -> Any:  # noqa: ANN401 - any annotation
    """The type of a handler's body, without the framework's marks, or None."""
    field = handler.parsed_fn_signature.parameters.get("data")
    return None if field is None else _bare(field.raw)


def _bare(annotation: Any) -> Any:  # noqa: ANN401 - any annotation
    if typing.get_origin(annotation) is not Annotated:
        return annotation
    inner, *marks = typing.get_args(annotation)
    kept = [mark for mark in marks if isinstance(mark, msgspec.Meta)]
    return Annotated[inner, kept[0]] if kept else inner


def answered_by(handler: HTTPRouteHandler) -> Answered:
    """What a handler answers with, out of the response that may be wrapped around it."""
    answer, wrapped = handler.parsed_fn_signature.return_type.raw, False
    for candidate in (answer, *typing.get_args(answer)):
        origin = typing.get_origin(candidate)
        if isinstance(origin, type) and issubclass(origin, Response):
            answer, wrapped = typing.get_args(candidate)[0], True
            break
    is_type = isinstance(answer, type)
    is_json = answer is not None and not (is_type and issubclass(answer, bytes | str | Response | type(None)))
    return Answered(answer, is_json, wrapped)
