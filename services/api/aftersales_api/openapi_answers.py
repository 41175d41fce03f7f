"""Refusals, headers and parameters that follow from an operation's method and from what its handler asks for."""

from http import HTTPStatus
from typing import Any, Final, TypeAlias

import msgspec

from aftersales.kernel.errors import (
    Forbidden,
    Malformed,
    NotFound,
    Refusal,
    StaleVersion,
    StateConflict,
    Unauthenticated,
    Unavailable,
    VersionRequired,
)
from aftersales.tenancy.errors import InvitationUnusable
from aftersales_api.bodies import PayloadTooLarge, RequestTooSlow
from aftersales_api.limits import TooManyRequests
from aftersales_api.problems import (
    PROBLEM_TYPE,
    InternalError,
    ReferenceUnknown,
    UnsupportedMediaType,
    problem_of,
)

Node: TypeAlias = dict[str, Any]

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
REQUEST_ID: Final = "0198c1f2a4b87c3e9d10f5a6b7c8d9e0"

REFUSALS: Final[dict[int, tuple[Refusal, str]]] = {
    400: (Malformed(reason="Expected `int`, got `str`", pointer="/lines/0/quantity"), "Malformed"),
    401: (Unauthenticated(), "Unauthenticated"),
    403: (Forbidden(permission="returns.approve"), "Forbidden"),
    404: (NotFound("return", "退货单"), "NotFound"),
    408: (RequestTooSlow(), "RequestTooSlow"),
    409: (StateConflict(state="closed", move="cancel"), "Conflict"),
    410: (InvitationUnusable(), "Gone"),
    412: (StaleVersion(version=4), "StaleVersion"),
    413: (PayloadTooLarge(), "PayloadTooLarge"),
    415: (UnsupportedMediaType(), "UnsupportedMediaType"),
    422: (ReferenceUnknown(pointer="/organisation_id"), "RuleBroken"),
    428: (VersionRequired(), "VersionRequired"),
    429: (TooManyRequests(3), "TooManyRequests"),
    500: (InternalError(request_id=REQUEST_ID), "InternalError"),
    503: (Unavailable(), "Unavailable"),
}
"""An example of each status, and the name of its answer in the document."""


def _header(description: str, example: str) -> Node:
    return {"description": description, "schema": {"type": "string"}, "example": example}


HEADERS: Final[Node] = {
    "RequestId": _header("The request's id, to be named when asking for help.", REQUEST_ID),
    "ETag": _header("The version, to be sent back in `If-Match`.", '"3"'),
    "Location": _header("The address of what was made, or of the progress of what was begun.", "/v1/jobs/0198c1f2"),
    "RateLimit": _header("What is left of each limit, and the seconds until it is full.", '"caller";r=5990;t=1'),
    "RateLimitPolicy": _header("The limits: requests and the seconds they refill in.", '"caller";q=6000;w=60'),
    "IdempotencyReplayed": _header("`true` when this answer was given before.", "true"),
    "RetryAfter": _header("Seconds to wait before another try.", "3"),
    "WWWAuthenticate": _header("How to say who is asking.", 'Bearer realm="aftersales"'),
}

PARAMETERS: Final[Node] = {
    "AcceptLanguage": {
        "name": "Accept-Language",
        "in": "header",
        "required": False,
        "description": "The language of texts and refusals: `zh` or `en`.",
        "schema": {"type": "string"},
        "example": "zh",
    },
    "IfMatch": {
        "name": "If-Match",
        "in": "header",
        "required": True,
        "description": "The `ETag` of the version that is to be changed.",
        "schema": {"type": "string", "pattern": r'^"\d{1,9}"$'},
        "example": '"3"',
    },
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "description": "Text of your own; the same key and request get the first answer again for 30 days.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255},
        "example": "return-20260615-0001",
    },
    "CsrfToken": {
        "name": "X-CSRF-Token",
        "in": "header",
        "required": False,
        "description": "Required with a session cookie; told once at login.",
        "schema": {"type": "string"},
    },
    "RequestIdAsked": {
        "name": "X-Request-Id",
        "in": "header",
        "required": False,
        "description": "An id of your own for this request.",
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9._-]{8,64}$"},
    },
}


def _answer(status: int) -> Node:
    refusal, _ = REFUSALS[status]
    headers = {"X-Request-Id": {"$ref": "#/components/headers/RequestId"}}
    if status in {429, 503}:
        headers["Retry-After"] = {"$ref": "#/components/headers/RetryAfter"}
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = {"$ref": "#/components/headers/WWWAuthenticate"}
    return {
        "description": (refusal.__doc__ or "").split("\n", 1)[0],
        "headers": headers,
        "content": {
            PROBLEM_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "example": msgspec.to_builtins(problem_of(refusal, "en", REQUEST_ID)),
            },
        },
    }


COMPONENTS: Final[Node] = {
    "headers": HEADERS,
    "parameters": PARAMETERS,
    "responses": {name: _answer(status) for status, (_, name) in REFUSALS.items()},
}


UNDECIDED: Final = frozenset({"/v1/policies/in-force", "/v1/documents/{document_id}/content"})
"""Questions that the state of things can leave without an answer."""


def _parameter(name: str) -> Node:
    return {"$ref": f"#/components/parameters/{name}"}


def request_headers_of(
    path: str,
    method: str,
    asks: frozenset[str],
    *,
    is_public: bool,
    is_operator: bool,
) -> list[Node]:
    """The headers that an operation reads."""
    if not path.startswith("/v1/"):
        return []
    names = ["AcceptLanguage", "RequestIdAsked"]
    if "expected_version" in asks:
        names.append("IfMatch")
    if keeps_answer(method, asks):
        names.append("IdempotencyKey")
    if method not in SAFE and not is_public and not is_operator:
        names.append("CsrfToken")
    return [_parameter(name) for name in names]


def keeps_answer(method: str, asks: frozenset[str]) -> bool:
    """Whether the answer is kept under an idempotency key."""
    return method == "POST" and bool(asks & {"tx", "operator_tx"})


def headers_of(
    method: str,
    asks: frozenset[str],
    status: int,
    *,
    sets_headers: bool,
    versioned: bool,
    is_probe: bool,
) -> Node:
    """The headers of a good answer."""
    names = {"X-Request-Id": "RequestId"}
    if not is_probe:
        names |= {"RateLimit": "RateLimit", "RateLimit-Policy": "RateLimitPolicy"}
    if versioned and sets_headers:
        names["ETag"] = "ETag"
    if sets_headers and status in {201, 202}:
        names["Location"] = "Location"
    if keeps_answer(method, asks):
        names["Idempotency-Replayed"] = "IdempotencyReplayed"
    return {header: {"$ref": f"#/components/headers/{name}"} for header, name in names.items()}


def answers_of(
    path: str,
    method: str,
    asks: frozenset[str],
    *,
    is_public: bool,
    has_body: bool,
    has_input: bool,
    fields: frozenset[str],
) -> Node:
    """The refusals that an operation may answer with."""
    statuses = {500, 503}
    if not path.startswith("/health/"):
        statuses.add(429)
    if has_input or has_body:
        statuses.add(400)
    if not is_public or method not in SAFE:
        statuses |= {401, 403}
    if "{" in path or has_body:
        statuses.add(404)
    if method not in SAFE or path in UNDECIDED:
        statuses.add(409)
    if method not in SAFE or "tx" in asks:
        statuses.add(422)
    if is_public and ("token" in fields or "{token}" in path):
        statuses.add(410)
    if has_body:
        statuses |= {408, 413, 415}
    if "expected_version" in asks:
        statuses |= {412, 428}
    return {str(status): {"$ref": f"#/components/responses/{REFUSALS[status][1]}"} for status in sorted(statuses)}
