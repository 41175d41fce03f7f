"""Bodies of requests: read whole before anything else is done, within a size and a time, and never ambiguous.

What is read here holds no connection of the database yet, so a caller who sends slowly keeps nobody else waiting.
"""

import asyncio
import json
from collections.abc import Iterator
from typing import Final, TypeAlias, cast

from litestar.types import HTTPReceiveMessage, HTTPRequestEvent, Receive

from aftersales.kernel.errors import Malformed, Refusal

SECONDS: Final = 20.0
"""How long a body may take to arrive."""

LARGE: Final = 65_536
"""Bytes from which a body is searched beside the event loop."""

Json: TypeAlias = "dict[str, Json] | list[Json] | str | float | bool | Twice | None"


class PayloadTooLarge(Refusal):
    """The body is larger than we read."""

    code = "payload_too_large"
    status = 413
    zh = "请求内容过大。"
    en = "The request body is too large."


class RequestTooSlow(Refusal):
    """The body took longer to arrive than we wait."""

    code = "request_too_slow"
    status = 408
    zh = "请求内容未能及时送达，请重试。"
    en = "The request body did not arrive in time; try again."


async def read(receive: Receive, *, announced: str, most: int) -> bytes:
    """The whole body; `announced` is the length that the caller gave, if any."""
    if announced.isdecimal() and int(announced[:20]) > most:
        raise PayloadTooLarge
    try:
        async with asyncio.timeout(SECONDS):
            return await _all_of(receive, most)
    except TimeoutError as late:
        raise RequestTooSlow from late


async def _all_of(receive: Receive, most: int) -> bytes:
    body, more = bytearray(), True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise Malformed(reason="the body ended before it was whole", reason_zh="请求内容不完整")
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > most:
            raise PayloadTooLarge
    return bytes(body)


def given_again(body: bytes, receive: Receive) -> Receive:
    """What hands the application a body that was read already."""
    given = False

    async def again() -> HTTPReceiveMessage:
        nonlocal given
        if given:
            return cast("HTTPReceiveMessage", await receive())
        given = True
        return HTTPRequestEvent(type="http.request", body=body, more_body=False)

    return again


async def check_unambiguous(body: bytes) -> None:
    """Refuse a body that gives a field twice: readers differ in which of the two they take (RFC 7493, 2.3)."""
    if b'"' in body:
        twice = await asyncio.to_thread(_twice_in, body) if len(body) > LARGE else _twice_in(body)
        if twice is not None:
            raise Malformed(reason="a field is given twice", reason_zh="同一字段出现了两次", pointer=twice)


class Twice(Exception):  # noqa: N818 - a place in a document, found while it is read
    """The name of the field that an object gives twice."""


def _twice_in(body: bytes) -> str | None:
    """The pointer of a field that is given twice; what cannot be read at all is left to the decoder to refuse."""
    try:
        json.loads(body, object_pairs_hook=_check)
    except Twice:
        return next(_places(json.loads(body, object_pairs_hook=_marked), ""), "")
    except (ValueError, RecursionError):
        return None
    return None


def _check(pairs: list[tuple[str, Json]]) -> None:
    if len(pairs) > 1 and len({name for name, _ in pairs}) < len(pairs):
        raise Twice


def _marked(pairs: list[tuple[str, Json]]) -> Json:
    seen: dict[str, Json] = {}
    for name, value in pairs:
        seen[name] = Twice() if name in seen else value
    return seen


def _places(value: Json, pointer: str) -> Iterator[str]:
    if isinstance(value, Twice):
        yield pointer[:200]
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _places(inner, f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _places(inner, f"{pointer}/{index}")
