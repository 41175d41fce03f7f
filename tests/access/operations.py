"""Every operation of the interface as a request that can be sent, made from the OpenAPI document."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import cache
from typing import Any, Final
from uuid import UUID

import httpx
from msgspec import Struct
from tests.fixtures.rows import Filled

from aftersales.kernel.ids import new_id
from aftersales.kernel.settings import load
from aftersales.kernel.tx import Database, create_engine
from aftersales.platform.service import write_facts
from aftersales_api import openapi
from aftersales_api.main import build
from aftersales_api.openapi_examples import made

Node = dict[str, Any]
NameId = Callable[[str, str], str]
"""Says which id stands for a parameter or a field, by the operation and the name."""

SAFE: Final = {"GET", "HEAD"}
METHODS: Final = ("get", "post", "put", "patch", "delete")

TABLES: Final = {
    "access_id": "access_grants",
    "approval_id": "approvals",
    "count_id": "stock_counts",
    "credit_note_id": "credit_notes",
    "dealer_id": "organisations",
    "decision_id": "policy_decisions",
    "delegation_id": "approval_delegations",
    "delivery_id": "deliveries",
    "document_id": "documents",
    "endpoint_id": "webhook_endpoints",
    "factory_id": "organisations",
    "file_id": "files",
    "grant_id": "goodwill_grants",
    "invitation_id": "invitations",
    "job_id": "jobs",
    "key_id": "api_keys",
    "line_id": "return_lines",
    "link_id": "customer_links",
    "message_id": "messages",
    "model_id": "product_models",
    "organisation_id": "organisations",
    "part_id": "catalog_parts",
    "plan_id": "tenant_plans",
    "policy_id": "policy_versions",
    "policy_version_id": "policy_versions",
    "repair_id": "unit_repairs",
    "replay_id": "policy_replays",
    "pre_id": "pre_authorisations",
    "return_id": "returns",
    "shadow_id": "policy_shadows",
    "stopwatch_id": "stopwatches",
    "task_id": "return_tasks",
    "transaction_id": "stock_transactions",
    "unit_id": "units",
    "view_id": "saved_views",
    "warehouse_id": "warehouses",
}
"""Which table the id in a parameter or a field of this name is from."""


class Call(Struct, frozen=True):
    """One operation and how it is asked."""

    id: str
    method: str
    path: str
    node: Node
    audience: str

    @property
    def parameters(self) -> list[Node]:
        """The parameters in path and query."""
        return [one for one in self.node.get("parameters", []) if "$ref" not in one]

    @property
    def ids(self) -> list[str]:
        """The names in the path that stand for ids."""
        return [one["name"] for one in self.parameters if one["in"] == "path" and one["schema"].get("format") == "uuid"]

    @property
    def example(self) -> Node | None:
        """A body that the operation reads."""
        if "requestBody" not in self.node:
            return None
        body: Node = deepcopy(self.node["requestBody"]["content"]["application/json"]["example"])
        return body

    @property
    def keeps_answer(self) -> bool:
        """Whether it takes an idempotency key."""
        return {"$ref": "#/components/parameters/IdempotencyKey"} in self.node["parameters"]

    def url(self, name_id: NameId, more: dict[str, str] | None = None) -> str:
        """The address with every parameter in place, and more or other ones in its query."""
        path, query = self.path, {}
        for one in self.parameters:
            if one["in"] == "path":
                is_id = one["schema"].get("format") == "uuid"
                value = name_id(self.id, one["name"]) if is_id else NAMED.get(one["name"], "unknown")
                path = path.replace("{" + one["name"] + "}", value)
            elif one.get("required"):
                query[one["name"]] = str(made(one["schema"], components(), one["name"]))
        return f"{path}?{httpx.QueryParams(query | QUERIES.get(self.id, {}) | (more or {}))}".rstrip("?")


NAMED: Final = {"kind": "dealers", "name": "ebike-dealer-returns", "code": "A" * 216, "day": "2026-06-15"}
QUERIES: Final[dict[str, dict[str, str]]] = {
    "list_usage_events": {"meter": "returns_filed", "month": "2026-06"},
    "read_statement": {"month": "2026-06"},
    "operator_read_usage": {"month": "2026-06"},
    "recompute_usage": {"month": "2026-06"},
}
"""What a question cannot do without, where the document cannot know a good value."""


@cache
def document() -> Node:
    """The document of the application as it is."""
    settings = load(openapi._NOWHERE)
    database = Database(create_engine(settings.database_url, pool_size=1), before_commit=write_facts)
    return openapi.described(build(settings, database, database))


def components() -> Node:
    """Its schemas."""
    schemas: Node = document()["components"]["schemas"]
    return schemas


def calls(audience: str = "") -> Iterator[Call]:
    """Every operation, or those for `tenant`, `operator` or `public`."""
    for path, methods in document()["paths"].items():
        for method in METHODS:
            if method in methods:
                node = methods[method]
                security = node["security"]
                whom = {str([{}]): "public", str(openapi.OPERATOR): "operator"}.get(str(security), "tenant")
                if audience in {"", whom}:
                    yield Call(node["operationId"], method.upper(), path, node, whom)


def any_id(_: str, __: str) -> str:
    """An id that nothing has."""
    return str(new_id())


def ids_of(filled: Filled) -> NameId:
    """The ids of a tenant's own rows."""

    def name_id(operation: str, name: str) -> str:
        if name == "person_id":
            return str(filled.rows["memberships"]["person_id"])
        table = "webhook_messages" if name == "message_id" and "webhook" in operation else TABLES[name]
        return str(filled.rows[table].get("id") or new_id())

    return name_id


async def ask(
    client: httpx.AsyncClient,
    call: Call,
    name_id: NameId = any_id,
    *,
    body: object = None,
    headers: dict[str, str] | None = None,
) -> httpx.Response:
    """Send an operation with its example, or with another body; whatever it answers, the document must know."""
    sent = call.example if body is None else body
    content = None if sent is None else sent if isinstance(sent, bytes) else json.dumps(sent).encode()
    given = {"If-Match": '"1"'} | ({"Content-Type": "application/json"} if content is not None else {})
    answer = await client.request(call.method, call.url(name_id), content=content, headers=given | (headers or {}))
    assert str(answer.status_code) in call.node["responses"], f"{call.id} does not say that it answers {answer.text}"
    return answer


def lines_of(strays: dict[str, object]) -> str:
    """What went another way than it should, a line each: empty when all is well."""
    return "\n".join(f"{name}: {what}" for name, what in strays.items())


def is_problem(answer: httpx.Response) -> bool:
    """Whether an error says what it is."""
    return answer.headers.get("content-type") == "application/problem+json" and set(answer.json()) == {
        "type",
        "title",
        "status",
        "code",
        "detail",
        "errors",
        "request_id",
    }


def told(answer: httpx.Response, *ids: str) -> str:
    """All that an answer gives away: status, headers and text, without the request's own id and the ids asked for."""
    kept = [f"{name}: {value}" for name, value in sorted(answer.headers.items()) if not name.startswith("ratelimit")]
    text = "\n".join([str(answer.status_code), *kept, answer.text])
    for own in (answer.headers["x-request-id"], *ids):
        text = text.replace(own, "…")
    return text


def with_ids(body: object, operation: str, name_id: NameId) -> object:
    """A body in which every id is one that `name_id` names."""
    if isinstance(body, dict):
        return {
            key: name_id(operation, key) if is_id(key, value) else with_ids(value, operation, name_id)
            for key, value in body.items()
        }
    return [with_ids(value, operation, name_id) for value in body] if isinstance(body, list) else body


def is_id(key: str, value: object) -> bool:
    """Whether a field holds the id of a row."""
    if key not in {*TABLES, "person_id"} or not isinstance(value, str):
        return False
    try:
        UUID(value)
    except ValueError:
        return False
    return True
