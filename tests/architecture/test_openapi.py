"""The OpenAPI document: complete for every operation, true to the decoder, and committed as it is."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from litestar import Litestar

from aftersales.kernel.settings import load
from aftersales.kernel.tx import Database, create_engine
from aftersales.platform.service import write_facts
from aftersales_api import openapi
from aftersales_api.main import build
from aftersales_api.openapi_schemas import body_of

SNAPSHOT = Path(__file__).parents[2] / "docs" / "openapi.json"
METHODS = ("get", "post", "put", "patch", "delete")
Node = dict[str, Any]


@cache
def application() -> Litestar:
    """The application, which never opens a connection here."""
    settings = load(openapi._NOWHERE)
    database = Database(create_engine(settings.database_url, pool_size=1), before_commit=write_facts)
    return build(settings, database, database)


@cache
def described() -> Node:
    """The document of the application as it is now."""
    return openapi.described(application())


def operations() -> Iterator[tuple[str, str, Node]]:
    """Path, method and operation, one after the other."""
    for path, methods in described()["paths"].items():
        for method in METHODS:
            if method in methods:
                yield path, method, methods[method]


def references(node: object) -> Iterator[str]:
    """Every reference anywhere in the document."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def parts(document: Node) -> dict[str, object]:
    """A document cut into what can be named: operations, components, the rest."""
    cut: dict[str, object] = {
        f"{method} {path}": operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    for kind, components in document["components"].items():
        cut |= {f"{kind}/{name}": component for name, component in components.items()}
    return cut | {name: value for name, value in document.items() if name not in {"paths", "components"}}


def test_the_committed_document_is_that_of_the_code() -> None:
    committed = SNAPSHOT.read_text(encoding="utf-8")
    made = openapi.text_of(described()) + "\n"
    before, now = parts(json.loads(committed)), parts(json.loads(made))

    changed = sorted(name for name in {*before, *now} if before.get(name) != now.get(name))

    assert changed == [], "the interface changed: run `make openapi` and review the difference of docs/openapi.json"
    assert len(made) == len(committed)


def test_making_the_document_twice_gives_the_same_text() -> None:
    first = openapi.text_of(openapi.described(application()))

    second = openapi.text_of(openapi.described(application()))

    assert first == second


async def test_the_document_is_served_to_anybody_and_nothing_lies_beside_it(api: httpx.AsyncClient) -> None:
    served = await api.get("/v1/openapi")
    beside = await api.get("/v1/openapi/pages/openapi.json")

    assert served.status_code == 200
    assert served.json() == json.loads(openapi.text_of(described()))
    assert (beside.status_code, beside.headers["content-type"]) == (404, "application/problem+json")


def test_every_reference_leads_somewhere() -> None:
    document = described()

    lost = [
        target
        for target in set(references(document))
        if target.split("/")[3] not in document["components"].get(target.split("/")[2], {})
    ]

    assert lost == []


def test_every_operation_has_an_id_a_summary_a_tag_and_says_who_may_call_it() -> None:
    incomplete = [
        f"{method} {path}"
        for path, method, operation in operations()
        if not operation.get("operationId")
        or not operation.get("summary")
        or not operation.get("tags")
        or "security" not in operation
    ]

    assert incomplete == []


def test_operation_ids_are_unique_and_speak_in_snake_case() -> None:
    ids = [operation["operationId"] for _, _, operation in operations()]

    assert len(ids) == len(set(ids))
    assert [name for name in ids if not re.fullmatch(r"[a-z][a-z0-9_]*", name)] == []


def test_every_tag_is_described() -> None:
    described_tags = {tag["name"] for tag in described()["tags"]}

    used = {tag for _, _, operation in operations() for tag in operation["tags"]}

    assert used == described_tags


def test_only_these_operations_are_open_to_anybody() -> None:
    public = sorted(operation["operationId"] for _, _, operation in operations() if operation["security"] == [{}])

    assert public == [
        "accept_invitation",
        "compare_file",
        "forget_password",
        "health_live",
        "health_ready",
        "health_startup",
        "log_in",
        "read_customer_return",
        "read_offer",
        "read_verification",
        "set_password",
        "show_verification",
    ]


def test_operators_and_tenants_share_no_operation() -> None:
    for_operators = {path for path, _, operation in operations() if operation["security"] == openapi.OPERATOR}

    stray = [path for path in for_operators if not path.startswith("/v1/operator/") and path != "/metrics"]
    missed = [path for path, _, _ in operations() if path.startswith("/v1/operator/") and path not in for_operators]

    assert (stray, missed) == ([], [])


def test_every_error_is_a_problem() -> None:
    answers = described()["components"]["responses"]

    strangers = [
        f"{method} {path} {status}"
        for path, method, operation in operations()
        for status, answer in operation["responses"].items()
        if int(status) >= 400 and answer.get("$ref", "").rsplit("/", 1)[-1] not in answers
    ]

    assert strangers == ["get /v/{code} 404"], "a page for people, which says it in words"
    assert {media for answer in answers.values() for media in answer["content"]} == {"application/problem+json"}
    assert {answer["content"]["application/problem+json"]["schema"]["$ref"] for answer in answers.values()} == {
        "#/components/schemas/Problem"
    }


def test_changes_of_versioned_things_ask_for_if_match_and_say_what_happens_without() -> None:
    wrong = [
        f"{method} {path}"
        for path, method, operation in operations()
        if ({"$ref": "#/components/parameters/IfMatch"} in operation["parameters"])
        != ({"412", "428"} <= set(operation["responses"]))
    ]

    assert wrong == []


def test_money_is_text_with_a_currency() -> None:
    money = described()["components"]["schemas"]["Money"]

    assert {name: field["type"] for name, field in money["properties"].items()} == {
        "amount": "string",
        "currency": "string",
    }
    assert money["required"] == ["amount", "currency"]


def test_request_bodies_refuse_fields_that_nobody_knows() -> None:
    schemas = described()["components"]["schemas"]

    lenient = [
        operation["operationId"]
        for _, _, operation in operations()
        if "requestBody" in operation
        for name in [operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[-1]]
        if schemas[name].get("additionalProperties") is not False
    ]

    assert lenient == []


BODIES = [
    pytest.param(operation, id=operation.node["operationId"])
    for operation in openapi.operations(application(), described()["paths"])
    if body_of(operation.handler) is not None
]


@pytest.mark.parametrize("operation", BODIES)
def test_the_example_of_a_body_can_be_read_by_its_operation(operation: openapi.Operation) -> None:
    example = operation.node["requestBody"]["content"]["application/json"]["example"]

    read = msgspec.json.decode(msgspec.json.encode(example), type=body_of(operation.handler))

    assert read is not None
