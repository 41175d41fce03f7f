"""Requests that no client library would send: a clear refusal or a closed connection, and the server serves on."""

import asyncio
from typing import Final

import pytest
from tests.hostile.wire import HANG_UP, Pause, Wire, request
from tests.journeys.town import Town

LIVE: Final = b"GET /health/live HTTP/1.1\r\nHost: x\r\n"
POST: Final = b"POST /v1/invitations/acceptances HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
BODY: Final = b'{"token": "x", "password": "long enough"}'
CHUNKED: Final = POST + b"Transfer-Encoding: chunked\r\n\r\n"
MEGABYTE: Final = b"a" * 1_000_000


def length(value: bytes) -> bytes:
    return POST + b"Content-Length: " + value + b"\r\n\r\n" + BODY


def lots(count: int) -> bytes:
    return b"".join(b"X-%d: y\r\n" % number for number in range(count))


REFUSED: Final[dict[str, tuple[int, bytes]]] = {
    "a length below nothing": (400, length(b"-5")),
    "a length with a sign": (400, length(b"+41")),
    "a length that is a word": (400, length(b"many")),
    "a length in hexadecimal": (400, length(b"0x29")),
    "a length beyond all numbers": (400, length(b"9" * 40)),
    "two lengths in one": (400, length(b"41, 41")),
    "two lengths that differ": (400, POST + b"Content-Length: 5\r\n" + b"Content-Length: 41\r\n\r\n" + BODY),
    "a length too short for its body": (400, length(b"5")),
    "ten gigabytes announced": (413, length(b"10737418240")),
    "a chunk of no size": (400, CHUNKED + b"zz\r\n" + BODY + b"\r\n0\r\n\r\n"),
    "a chunk of a size below nothing": (400, CHUNKED + b"-5\r\n" + BODY + b"\r\n0\r\n\r\n"),
    "a chunk of a size beyond all numbers": (400, CHUNKED + b"f" * 20 + b"\r\n" + BODY + b"\r\n0\r\n\r\n"),
    "a chunk that ends elsewhere": (400, CHUNKED + b"5\r\n" + BODY + b"\r\n0\r\n\r\n"),
    "a chunk with a megabyte of extension": (400, CHUNKED + b"5;" + MEGABYTE + b"\r\n12345\r\n0\r\n\r\n"),
    "five thousand trailers": (400, CHUNKED + b"29\r\n" + BODY + b"\r\n0\r\n" + lots(5000) + b"\r\n"),
    "another transfer": (400, POST + b"Transfer-Encoding: identity\r\n\r\n" + BODY),
    "an unknown transfer": (400, POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
    "a transfer before a blank": (400, POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
    "a compressed body": (
        415,
        request("POST", "/v1/invitations/acceptances", BODY, headers=(b"Content-Encoding: gzip",)),
    ),
    "two hundred headers": (431, LIVE + lots(200) + b"\r\n"),
    "a header of a megabyte": (431, LIVE + b"X-A: " + MEGABYTE + b"\r\n\r\n"),
    "a header that never ends": (431, LIVE + b"X-A: " + MEGABYTE * 5),
    "a header with the null character": (400, LIVE + b"X-A: a\0b\r\n\r\n"),
    "a header with half a line's end": (400, LIVE + b"X-A: a\rb\r\n\r\n"),
    "a header over two lines": (400, LIVE + b"X-A: a\r\n b\r\n\r\n"),
    "a header without a name": (400, LIVE + b": a\r\n\r\n"),
    "a path of a hundred thousand letters": (414, b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n"),
    "a question of three hundred thousand": (414, b"GET /?" + b"a=1&" * 75_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n"),
    "a path with the null character": (400, b"GET /v1/\0 HTTP/1.1\r\nHost: x\r\n\r\n"),
    "the null character in disguise": (404, request("GET", "/v1/returns/%00")),
    "letters that are none": (404, request("GET", "/v1/returns/%ff%fe%zz%f")),
    "a way out of the house": (404, request("GET", "/../../../etc/passwd")),
    "another way out": (404, request("GET", "/v1/%2e%2e/%2e%2e/etc/passwd")),
    "somebody else's address": (404, request("GET", "http://inside.example/secret")),
    "a tunnel": (404, b"CONNECT inside.example:443 HTTP/1.1\r\nHost: x\r\n\r\n"),
    "everything": (404, b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n"),
    "a method that is none": (400, b"B@D / HTTP/1.1\r\nHost: x\r\n\r\n"),
    "a method of fifty thousand letters": (405, b"A" * 50_000 + b" /health/live HTTP/1.1\r\nHost: x\r\n\r\n"),
    "the protocol of before": (400, b"GET /health/live\r\n\r\n"),
    "the protocol of tomorrow": (400, b"GET /health/live HTTP/9.9\r\nHost: x\r\n\r\n"),
    "noise": (400, bytes(range(256)) * 4 + b"\r\n\r\n"),
    "the hello of an encrypted connection": (400, bytes.fromhex("16030100f0010000ec0303") + bytes(230)),
    "a token that is no text": (401, request("GET", "/v1/tenant", headers=(b"Authorization: Bearer \xff\xfe",))),
    "two tokens": (401, request("GET", "/v1/tenant", headers=(b"Authorization: Bearer a", b"Authorization: Basic b"))),
    "a cookie of twenty thousand parts": (
        401,
        request(
            "GET", "/v1/tenant", headers=(b"Cookie: " + b"; ".join(b"a%d=b" % number for number in range(20_000)),)
        ),
    ),
    "a wish for a web socket": (
        401,
        request(
            "GET",
            "/v1/tenant",
            headers=(
                b"Connection: Upgrade",
                b"Upgrade: websocket",
                b"Sec-WebSocket-Version: 13",
                b"Sec-WebSocket-Key: x",
            ),
        ),
    ),
    "a condition that nothing meets": (
        400,
        request("POST", "/v1/invitations/acceptances", b"{}", headers=(b"Expect: 999-magic",)),
    ),
}
"""Each with the status that it gets."""

IDLE: Final = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in tr%'"

SMUGGLED: Final = b"GET /v1/tenant HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.mark.parametrize("name", list(REFUSED))
async def test_a_request_that_is_none_is_refused(wire: Wire, name: str) -> None:
    expected, sent = REFUSED[name]

    heard = await wire.say(sent)

    assert heard.status == expected or (heard.status is None and heard.is_closed)


async def test_ten_megabytes_are_refused_however_they_come(wire: Wire) -> None:
    whole = request("POST", "/v1/invitations/acceptances", b'{"token": "' + MEGABYTE * 10 + b'"}')
    in_chunks = CHUNKED + (b"10000\r\n" + b"a" * 65_536 + b"\r\n") * 160 + b"0\r\n\r\n"

    heard = [await wire.say(sent) for sent in (whole, in_chunks)]

    assert [one.status for one in heard if one.answers] == [413] * sum(bool(one.answers) for one in heard)
    assert all(one.answers or one.is_closed for one in heard)


async def test_a_second_request_hidden_in_the_body_of_the_first_is_never_answered(wire: Wire) -> None:
    hidden = b"0\r\n\r\n" + SMUGGLED
    both = POST + b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n" % len(hidden) + hidden

    heard = await wire.say(both, answers=2)

    assert (len(heard.answers), heard.is_closed) == (1, True)


async def test_requests_in_one_breath_are_answered_in_order(wire: Wire) -> None:
    heard = await wire.say((LIVE + b"\r\n" + request("GET", "/v1/tenant")) * 25, answers=50)

    assert [answer.status for answer in heard.answers] == [200, 401] * 25


async def test_a_body_that_comes_letter_by_letter_is_read(wire: Wire) -> None:
    in_chunks = b"".join(b"1\r\n%c\r\n" % letter for letter in BODY)

    chunked = await wire.say(CHUNKED + in_chunks + b"0\r\n\r\n")
    slow = await wire.say(length(b"%d" % len(BODY))[: -len(BODY)], *(BODY[at : at + 1] for at in range(len(BODY))))

    assert [chunked.status, slow.status] == [410, 410]


async def test_a_caller_who_leaves_in_the_middle_is_forgotten(wire: Wire) -> None:
    half = length(b"1000")

    heard = [await wire.say(part, HANG_UP) for part in (b"", b"GET /hea", LIVE, half, CHUNKED + b"29\r\n{")]

    assert [one.status for one in heard if one.status not in {None, 400}] == []
    assert [one.is_closed for one in heard] == [True] * 5


async def test_many_callers_who_send_slowly_keep_nobody_waiting(wire: Wire, served: Town) -> None:
    half, headless = length(b"1000"), b"GET /health/live HTTP/1.1\r\nX-A"
    slow = [asyncio.create_task(wire.say(part, Pause(60))) for part in (half, headless) for _ in range(150)]
    await asyncio.sleep(0.2)

    answers = [await wire.say(request("GET", "/v1/tenant")) for _ in range(20)]
    waiting = await asyncio.to_thread(served.rows, IDLE)
    for one in slow:
        one.cancel()
    await asyncio.gather(*slow, return_exceptions=True)

    assert [answer.status for answer in answers] == [401] * 20
    assert waiting == [{"count": 0}]
