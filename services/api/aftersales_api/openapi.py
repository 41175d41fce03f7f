"""The OpenAPI document: the framework's outline, told again in full by what the handlers themselves declare.

The framework knows paths, parameters and media types. Schemas come from msgspec, which also reads the bodies, so the
document and the decoder cannot disagree; refusals, headers and security follow from the method and from what a
handler asks for.
"""

import json
import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Final, TypeAlias

import msgspec
from litestar import Litestar, Response, get
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme, Tag
from litestar.router import Router
from litestar.routes import HTTPRoute

from aftersales.kernel.settings import load
from aftersales.kernel.tx import Database, create_engine
from aftersales.platform.service import write_facts
from aftersales_api.deps import AnyRequest
from aftersales_api.openapi_answers import COMPONENTS, answers_of, headers_of, request_headers_of
from aftersales_api.openapi_examples import example_of
from aftersales_api.openapi_schemas import Schemas, answered_by, body_of
from aftersales_api.problems import PROBLEM_TYPE, Problem

Node: TypeAlias = dict[str, Any]
"""A part of the document, which is JSON without a type of its own."""

PATH: Final = "/v1/openapi"
TENANT: Final[list[dict[str, list[str]]]] = [{"bearer": []}, {"cookie": []}]
OPERATOR: Final[list[dict[str, list[str]]]] = [{"operator": []}]
_SENTENCE: Final = re.compile(r"^(.+?[.;])(\s|$)", re.DOTALL)
_REFERENCE: Final = "#/components/schemas/"
_SHORT: Final = re.compile(r'\{\n\s+"\$ref": ("[^"]+")\n\s+\}')
_NOTHING_THERE: Final = "Nothing of this name; a page says so too."
_DONE: Final = {200: "Done.", 201: "Made.", 202: "Begun.", 204: "Done; there is nothing to show."}

TAGS: Final = (
    ("sessions", "登录、邀请与密码 · logging in, invitations, passwords"),
    ("organisations", "品牌与组织 · the brand and its organisations"),
    ("people", "成员与邀请 · members and their invitations"),
    ("keys", "接口密钥 · keys for programs"),
    ("catalog", "机型、配件与物料清单 · product models, parts, bills of material"),
    ("units", "已售整机 · sold units"),
    ("imports", "批量导入 · bulk import"),
    ("jobs", "长任务及其进度 · long work and its progress"),
    ("keeping", "品牌的整体导出与删除 · a brand taken out whole, and its end"),
    ("access", "运营人员的访问授权 · what operators may read, and what they looked at"),
    ("policies", "服务政策 · service policies"),
    ("approvals", "审批与代理 · approvals and delegations"),
    ("stopwatches", "时限 · time limits"),
    ("returns", "退货 · returns"),
    ("stock", "仓库与库存 · warehouses and stock"),
    ("stock counts", "盘点 · stock counts"),
    ("finance", "贷项与对账 · credits and statements"),
    ("documents", "单据 · papers"),
    ("verification", "单据验真 · verification of papers"),
    ("files", "附件 · files"),
    ("messages", "消息 · messages"),
    ("webhooks", "事件推送 · webhooks"),
    ("deliveries", "后台任务 · deliveries"),
    ("usage", "用量 · usage"),
    ("views", "保存的视图 · kept views of lists"),
    ("audit", "审计 · the audit trail"),
    ("operators", "平台运营 · operating the platform"),
    ("health", "健康检查 · probes"),
)


class Operation(msgspec.Struct):
    """One operation: where it stands in the outline and which handler serves it."""

    path: str
    method: str
    node: Node
    handler: HTTPRouteHandler

    @property
    def asks(self) -> frozenset[str]:
        """The names that the handler asks for."""
        return frozenset(self.handler.parsed_fn_signature.parameters)

    @property
    def security(self) -> list[dict[str, list[str]]]:
        """Who may call: everybody, an operator, or somebody of a tenant."""
        if self.node.get("security") == [{}]:
            return [{}]
        return OPERATOR if "operator_tx" in self.asks else TENANT


def only_the_document(_: AnyRequest) -> None:
    """The framework's own pages are not served."""
    raise NotFoundException


def configuration() -> OpenAPIConfig:
    """What the framework is told of the document; its own pages lead nowhere."""
    return OpenAPIConfig(
        title="Aftersales",
        version="1",
        description=(
            "三包售后平台接口 · the after-sales platform.\n\n"
            "错误均为 RFC 9457 problem+json，`code` 稳定不变；金额为 `{amount, currency}`；列表按游标分页；"
            "修改已有内容须带 `If-Match`；有副作用的 POST 可带 `Idempotency-Key`。\n\n"
            "Errors are RFC 9457 problem+json with a stable `code`; money is `{amount, currency}`; lists are keyset "
            "pages; a change of an existing thing needs `If-Match`; a POST with an effect takes an `Idempotency-Key`."
        ),
        components=Components(
            security_schemes={
                "bearer": SecurityScheme(
                    type="http",
                    scheme="bearer",
                    description="A session's token, or a key `aps_live_…` of a program.",
                ),
                "cookie": SecurityScheme(
                    type="apiKey",
                    name="__Host-aftersales",
                    security_scheme_in="cookie",
                    description="A browser's session; a change also needs `X-CSRF-Token`.",
                ),
                "operator": SecurityScheme(
                    type="http",
                    scheme="bearer",
                    description="A key `aps_oper_…` of a platform operator.",
                ),
            },
        ),
        security=TENANT,
        tags=[Tag(name=name, description=description) for name, description in TAGS],
        use_handler_docstrings=True,
        openapi_router=Router(
            f"{PATH}/pages",
            route_handlers=[],
            include_in_schema=False,
            before_request=only_the_document,
        ),
    )


@get(PATH, include_in_schema=False, sync_to_thread=True)
def serve_document(request: AnyRequest) -> Response[bytes]:
    """This document; made once in each process, beside the event loop."""
    made = request.app.state.get("openapi")
    if made is None:
        made = msgspec.json.encode(described(request.app))
        request.app.state["openapi"] = made
    return Response(made, media_type="application/json", headers={"Cache-Control": "public, max-age=300"})


def operations(app: Litestar, paths: Node) -> Iterator[Operation]:
    """Every operation that the document names, with its handler."""
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            continue
        for method, (handler, _) in route.route_handler_map.items():
            node = paths.get(route.path_format, {}).get(method.lower())
            if handler.resolve_include_in_schema() and node is not None:
                yield Operation(route.path_format, method, node, handler)


def described(app: Litestar) -> Node:
    """The whole document as plain values."""
    outline: Node = msgspec.to_builtins(app.openapi_schema.to_schema(), str_keys=True)
    known, schemas = outline["components"].pop("schemas", {}), Schemas()
    schemas.of(Problem)
    found = list(operations(app, outline["paths"]))
    for operation in found:
        _describe(operation, schemas)
        operation.node["parameters"] = _inlined(operation.node["parameters"], known)
    components: Node = schemas.components()
    for operation in found:
        _give_example(operation, components)
    outline["components"] |= COMPONENTS | {"schemas": components}
    return outline


def _describe(operation: Operation, schemas: Schemas) -> None:
    """Complete one operation: words, security, headers, schemas, refusals."""
    node, security = operation.node, operation.security
    node.pop("deprecated", None)
    words = " ".join((node.pop("description", "") or node["summary"]).split())
    first = _SENTENCE.match(words)
    node["summary"] = (first[1] if first else words).rstrip(".;")
    if node["summary"] != words.rstrip("."):
        node["description"] = words
    node["security"] = security
    public = security == [{}]
    node["parameters"] = node.get("parameters", []) + request_headers_of(
        operation.path,
        operation.method,
        operation.asks,
        is_public=public,
        is_operator=security == OPERATOR,
    )
    body = body_of(operation.handler)
    if body is not None:
        node["requestBody"] = {"required": True, "content": {"application/json": {"schema": schemas.of(body)}}}
    _describe_success(operation, schemas)
    node["responses"] |= answers_of(
        operation.path,
        operation.method,
        operation.asks,
        is_public=public,
        has_body=body is not None,
        has_input=bool(node.get("parameters")),
        fields=frozenset(getattr(body, "__struct_fields__", ())),
    )
    _describe_other_ways(operation)


def _describe_success(operation: Operation, schemas: Schemas) -> None:
    status = str(operation.handler.status_code)
    success = operation.node["responses"][status]
    success["description"] = _DONE[operation.handler.status_code]
    operation.node["responses"] = {status: success}
    answer = answered_by(operation.handler)
    content = success.get("content", {})
    if answer.is_json and "application/json" in content:
        content["application/json"] = {"schema": schemas.of(answer.type)}
    elif operation.handler.status_code == HTTPStatus.NO_CONTENT:
        success.pop("content", None)
    elif any(kind.endswith("+json") for kind in content):
        success["content"] = {kind: {"schema": {"type": "object"}} for kind in content}
    elif "application/json" in content:
        success["content"] = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    success["headers"] = success.get("headers", {}) | headers_of(
        operation.method,
        operation.asks,
        operation.handler.status_code,
        sets_headers=answer.sets_headers,
        versioned=answer.is_versioned,
        is_probe=operation.path.startswith("/health/"),
    )


def _describe_other_ways(operation: Operation) -> None:
    """What an operation may answer beside its one good answer and the usual refusals."""
    responses: Node = operation.node["responses"]
    if "redirect" in operation.asks:
        location = {"Location": {"$ref": "#/components/headers/Location"}}
        responses["302"] = {"description": "The file itself, if `redirect` was asked for.", "headers": location}
    page = responses[str(operation.handler.status_code)].get("content", {}).get("text/html")
    if page is not None:
        refusal = {"schema": {"$ref": f"{_REFERENCE}Problem"}}
        responses["404"] = {"description": _NOTHING_THERE, "content": {"text/html": page, PROBLEM_TYPE: refusal}}


def _give_example(operation: Operation, components: Node) -> None:
    if "requestBody" not in operation.node:
        return
    media: Node = operation.node["requestBody"]["content"]["application/json"]
    media["example"] = example_of(operation.node["operationId"], media["schema"], components)


def _inlined(node: Any, known: Node) -> Any:  # noqa: ANN401 - any part of a parameter
    """Parameters with the outline's own schemas written out where they are used: they are short lists of words."""
    if isinstance(node, dict):
        name = str(node.get("$ref", "")).removeprefix(_REFERENCE)
        return _inlined(known[name], known) if name in known else {k: _inlined(v, known) for k, v in node.items()}
    return [_inlined(value, known) for value in node] if isinstance(node, list) else node


_KEY: Final = "A" * 44
_NOWHERE: Final = {
    "AFTERSALES_ENVIRONMENT": "test",
    "AFTERSALES_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
    "AFTERSALES_RELAY_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
    "AFTERSALES_OPERATOR_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
    "AFTERSALES_REDIS_URL": "redis://127.0.0.1:1/0",
    "AFTERSALES_S3_ENDPOINT": "http://127.0.0.1:1",
    "AFTERSALES_S3_BUCKET": "nothing",
    "AFTERSALES_S3_ACCESS_KEY": "nobody",
    "AFTERSALES_S3_SECRET_KEY": "nothing",
    "AFTERSALES_SMTP_HOST": "127.0.0.1",
    "AFTERSALES_MAIL_FROM": "nobody@example.com",
    "AFTERSALES_PUBLIC_URL": "https://example.com",
    "AFTERSALES_SECRET_KEY": _KEY,
    "AFTERSALES_SIGNING_KEY": _KEY,
}
"""Settings of a process that never opens a connection."""


def document() -> str:
    """The document as JSON that can be compared, so that a difference can be read."""
    from aftersales_api.main import build  # noqa: PLC0415 - the application serves this module's document

    settings = load(_NOWHERE)
    database = Database(create_engine(settings.database_url, pool_size=1), before_commit=write_facts)
    return text_of(described(build(settings, database, database)))


def text_of(described_app: Node) -> str:
    """A document as the snapshot writes it: sorted, a line for each value, references short."""
    return _SHORT.sub(r'{"$ref": \1}', json.dumps(described_app, indent=1, ensure_ascii=False, sort_keys=True))
