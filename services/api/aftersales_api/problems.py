"""Every refusal and every failure as RFC 9457 problem+json, in the caller's language, with the place of the error."""

import re
import traceback
from collections.abc import Mapping
from enum import Enum
from http import HTTPStatus
from typing import Final

import asyncpg
import msgspec
import structlog
from litestar import Request, Response
from litestar.datastructures import State
from litestar.exceptions import HTTPException, ValidationException
from litestar.handlers import BaseRouteHandler
from litestar.params import QueryParameter
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from aftersales.kernel import reports
from aftersales.kernel.errors import (
    FieldError,
    Malformed,
    NotFound,
    Refusal,
    Unauthenticated,
    Unavailable,
)
from aftersales_api.bodies import PayloadTooLarge
from aftersales_api.call import call_of

log = structlog.get_logger()

PROBLEM_TYPE: Final = "application/problem+json"


class ProblemError(msgspec.Struct, frozen=True, kw_only=True):
    """One place that is wrong: RFC 6901 pointer into the request, a code, and the reason."""

    pointer: str
    code: str
    detail: str


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """RFC 9457 problem details, with our stable `code`, every wrong place, and the request's id."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: tuple[ProblemError, ...]
    request_id: str


class MethodNotAllowed(Refusal):
    """The path exists, the method does not."""

    code = "method_not_allowed"
    status = 405
    zh = "该地址不支持此请求方法。"
    en = "This address does not support the method."


class UnsupportedMediaType(Refusal):
    """The body is in a form that this operation does not read."""

    code = "unsupported_media_type"
    status = 415
    zh = "不支持该内容类型，请使用 application/json。"
    en = "This media type is not supported; use application/json."


class Conflict(Refusal):
    """Two changes met; one of them must be tried again."""

    code = "conflict"
    status = 409
    zh = "与同时进行的另一项修改冲突，请重试。"
    en = "It conflicts with another change made at the same time; try again."


class ReferenceUnknown(Refusal):
    """The request names something that does not exist."""

    code = "reference_unknown"
    status = 422
    zh = "请求引用了不存在的内容。"
    en = "The request refers to something that does not exist."


class TextUnstorable(Refusal):
    """The text holds a character that no text may, the null character above all."""

    code = "text_unstorable"
    status = 400
    zh = "文本中含有无法保存的字符。"
    en = "The text holds a character that cannot be stored."


class InternalError(Refusal):
    """A bug of ours; it has been reported."""

    code = "internal_error"
    status = 500
    zh = "系统出现错误，我们已收到报告。请求编号：{request_id}"
    en = "Something went wrong on our side and has been reported. Request: {request_id}"


_BY_STATUS: Final[dict[int, type[Refusal]]] = {
    401: Unauthenticated,
    405: MethodNotAllowed,
    413: PayloadTooLarge,
    415: UnsupportedMediaType,
}
_BY_SQLSTATE: Final[dict[str, type[Refusal]]] = {
    "23505": Conflict,
    "23503": ReferenceUnknown,
    "40001": Conflict,
    "40P01": Conflict,
    "55P03": Conflict,
    "22021": TextUnstorable,
    "22P05": TextUnstorable,
}
_AWAY: Final = (
    OSError,
    PoolTimeout,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # the driver's word for a connection whose end it has read and not yet understood
)
_AWAY_BY_SQLSTATE: Final = ("08", "57P", "53300")
"""What PostgreSQL says, by the beginning of its code, while it stops, recovers, or takes no more connections."""
LONGEST_REASON: Final = 500
"""How much of what a caller sent comes back in a reason."""

NO_NAMES: Final[Mapping[str, str]] = {}
_AT: Final = re.compile(r" - at `(?P<place>[^`]+)`$")
_TO_POINTER: Final = str.maketrans({".": "/", "[": "/", "]": ""})
_STEP: Final = re.compile(r"\.([A-Za-z_]\w*)|\[(\d+|\.\.\.)\]")
_PHRASES: Final = (
    (re.compile(r"Object missing required field `(.+)`"), r"缺少必填字段 \1"),
    (re.compile(r"Object contains unknown field `(.+)`"), r"未知字段 \1"),
    (re.compile(r"Expected `(.+)`, got `(.+)`"), r"应为 \1，实际为 \2"),
    (re.compile(r"Expected `str` of length <= (\d+)"), r"长度不能超过 \1"),
    (re.compile(r"Expected `str` of length >= (\d+)"), r"长度不能少于 \1"),
    (re.compile(r"Expected `array` of length <= (\d+)"), r"最多 \1 项"),
    (re.compile(r"Expected `array` of length >= (\d+)"), r"至少 \1 项"),
    (re.compile(r"Expected `int` >= (-?\d+)"), r"不能小于 \1"),
    (re.compile(r"Expected `int` <= (-?\d+)"), r"不能大于 \1"),
    (re.compile(r"Expected `str` matching regex '(.+)'"), r"格式应符合 \1"),
    (re.compile(r"Invalid enum value (.+)"), r"不在允许的取值之内：\1"),
    (re.compile(r"Invalid UUID"), r"编号格式不正确"),
    (re.compile(r"Input data was truncated"), r"JSON 内容不完整"),
    (re.compile(r"JSON is malformed: (.+)"), r"JSON 格式错误：\1"),
    (re.compile(r"Invalid RFC3339 encoded (\w+)"), r"日期时间格式不正确"),
)


def pointer_of(place: str) -> str:
    """`$.lines[0].quantity` as the JSON Pointer `/lines/0/quantity`."""
    return "".join(f"/{name or index}" for name, index in _STEP.findall(place))


def in_chinese(message: str) -> str:
    """A message of the decoder in Chinese; one that we do not know stays as it is."""
    for pattern, replacement in _PHRASES:
        if pattern.search(message):
            return pattern.sub(replacement, message)
    return message


def _field_error(message: str, prefix: str = "") -> FieldError:
    found = _AT.search(message)
    text = _AT.sub("", message)[:LONGEST_REASON]
    pointer = prefix + (pointer_of(found["place"]) if found else "")
    missing = re.search(r"(?:required|unknown) field `(.+)`", text)
    if missing:
        pointer += f"/{missing[1]}"
    return FieldError(pointer=pointer[:LONGEST_REASON], code="wrong_value", zh=in_chinese(text), en=text)


def names_of(handler: BaseRouteHandler | None) -> dict[str, str]:
    """What callers call the parameters of a handler, where it differs from what the handler calls them."""
    fields = handler.parsed_fn_signature.parameters if handler else {}
    return {
        name: field.kwarg_definition.name
        for name, field in fields.items()
        if isinstance(field.kwarg_definition, QueryParameter) and field.kwarg_definition.name
    }


def _malformed(error: ValidationException, names: Mapping[str, str]) -> Refusal:
    extra = error.extra if isinstance(error.extra, list) else []
    errors = []
    for item in extra:
        key, told = str(item.get("key", "")), item.get("source", "body")
        key = names.get(key, key)
        source = told.value if isinstance(told, Enum) else told
        prefix = "" if source == "body" else f"/{source}"
        place = "/" + key.translate(_TO_POINTER) if key and key != "data" else ""
        errors.append(_field_error(str(item.get("message", "")), prefix + place))
    first = errors[0] if errors else _field_error(str(error.detail))
    return Malformed(errors=tuple(errors) or (first,), reason=first.en, reason_zh=first.zh)


def refusal_of(  # noqa: PLR0911 - one line for each kind of failure
    error: Exception, request_id: str, names: Mapping[str, str] = NO_NAMES
) -> Refusal:
    """Any exception as the refusal that the caller sees; `names` are the callers' words for parameters."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, ValidationException):
        return _malformed(error, names)
    if isinstance(error, HTTPException):
        return _of_http(error)
    if _is_undecodable(error):
        return Malformed(reason="JSON")
    original = error.orig if isinstance(error, DBAPIError) else error
    state = getattr(original, "sqlstate", None)
    if state in _BY_SQLSTATE:
        return _BY_SQLSTATE[state]()
    if _is_away(error, str(state or "")):
        log.error("dependency.away", error=type(error).__name__)
        return Unavailable()
    return InternalError(request_id=request_id)


def _is_away(error: Exception, state: str) -> bool:
    """Whether a part that we stand on did not answer, or said that it cannot now."""
    if isinstance(error, _AWAY) or state.startswith(_AWAY_BY_SQLSTATE):
        return True
    return isinstance(error, DBAPIError) and error.connection_invalidated


def _is_undecodable(error: Exception) -> bool:
    """Whether a body broke the decoder: bytes that are no UTF-8, or brackets nested without end."""
    if not isinstance(error, UnicodeDecodeError | RecursionError):
        return False
    raised_in = ""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        raised_in = str(frame.f_globals.get("__name__", ""))
    return raised_in.startswith("litestar.serialization")


def _of_http(error: HTTPException) -> Refusal:
    if error.status_code == HTTPStatus.NOT_FOUND:
        return NotFound()
    if error.status_code == HTTPStatus.BAD_REQUEST:
        found = _field_error(str(error.detail))
        return Malformed(errors=(found,), reason=found.en, reason_zh=found.zh)
    known = _BY_STATUS.get(error.status_code)
    return known() if known else Malformed(reason=error.detail)


def problem_of(refusal: Refusal, locale: str, request_id: str) -> Problem:
    """The refusal as the caller reads it."""
    chinese = locale.startswith("zh")
    return Problem(
        type=f"urn:aftersales:problem:{refusal.code}",
        title=HTTPStatus(refusal.status).phrase,
        status=refusal.status,
        code=refusal.code,
        detail=refusal.text(locale),
        errors=tuple(
            ProblemError(pointer=error.pointer, code=error.code, detail=error.zh if chinese else error.en)
            for error in refusal.errors
        ),
        request_id=request_id,
    )


def answer(request: Request[object, object, State], error: Exception) -> Response[Problem]:
    """Litestar's exception handler for everything."""
    call = call_of(request.scope)
    refusal = refusal_of(error, call.request_id, names_of(request.scope.get("route_handler")))
    if refusal.status >= HTTPStatus.INTERNAL_SERVER_ERROR and not isinstance(error, Refusal):
        reports.report(error)
        log.error("request.failed", path=request.url.path, exc_info=error)
    headers = {"Retry-After": "2"} if refusal.status == HTTPStatus.SERVICE_UNAVAILABLE else {}
    if isinstance(error, HTTPException) and error.headers:
        headers |= {key: value for key, value in error.headers.items() if key.lower() in {"allow", "retry-after"}}
    if refusal.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="aftersales"'
    headers |= getattr(refusal, "headers", {})
    problem = problem_of(refusal, call.locale, call.request_id)
    return Response(problem, status_code=refusal.status, media_type=PROBLEM_TYPE, headers=headers)
