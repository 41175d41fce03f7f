"""Bodies that break readers: each is refused by name over a real socket, and none has an effect."""

import asyncio
from datetime import UTC, datetime
from typing import Final

import httpx
import pytest
from tests.fixtures.api import Client, Login
from tests.fixtures.kernel import Brand
from tests.journeys.town import Town

from aftersales.kernel.access import Role
from aftersales.kernel.clock import SetClock
from aftersales_api import bodies

GOOD: Final = '{"kind": "dealer", "code": "D-1", "name": "%s"}'
DEPTH: Final = 10_000


def named(name: str) -> bytes:
    """A dealer whose name is a piece of JSON."""
    return GOOD.replace('"%s"', name).encode()


MALFORMED: Final[dict[str, bytes]] = {
    "nothing at all": b"",
    "white space": b" \n\t ",
    "ten thousand lists deep": named("[" * DEPTH + "]" * DEPTH),
    "ten thousand objects deep": named('{"a":' * DEPTH + "1" + "}" * DEPTH),
    "lists that are never closed": b"[" * 100_000,
    "objects that are never closed": b'{"a":' * 50_000,
    "deep where no field is known": b'{"unknown": ' + b"[" * DEPTH + b"]" * DEPTH + b"}",
    "a field given twice": b'{"kind": "dealer", "code": "D-1", "code": "D-2", "name": "x"}',
    "a field given twice, once in disguise": b'{"kind": "dealer", "code": "D-1", "\\u0063ode": "D-2", "name": "x"}',
    "a field given a thousand times": b"{" + b'"name": "x", ' * 1000 + b'"kind": "dealer"}',
    "no number": named("NaN"),
    "an endless number": named("Infinity"),
    "an endless number below nothing": named("-Infinity"),
    "ten to the four hundredth, in digits": named("1" + "0" * 400),
    "ten to the four hundredth, as a power": named("1e400"),
    "five thousand digits": named("9" * 5000),
    "five hundred thousand digits": named("9" * 500_000),
    "a number in hexadecimal": named("0x10"),
    "a number with a zero before it": named("007"),
    "a number with a plus": named("+1"),
    "a number without digits": named("-"),
    "a point without digits": named("1."),
    "a raw null character": named('"a\x00b"'),
    "a raw line's end": named('"a\nb"'),
    "the null character in disguise": named('"a\\u0000b"'),
    "the first half of a character": named('"\\ud800"'),
    "the second half of a character": named('"\\udc00"'),
    "the halves in the wrong order": named('"\\udc00\\ud800"'),
    "half of a character as bytes": b'{"kind": "dealer", "code": "D-1", "name": "\xed\xa0\x80"}',
    "a character longer than it need be": b'{"kind": "dealer", "code": "D-1", "name": "\xc0\xaf"}',
    "a character beyond all characters": b'{"kind": "dealer", "code": "D-1", "name": "\xf4\x90\x80\x80"}',
    "bytes that are no text": b"\xff\xfe\x00\x01",
    "text of another encoding": GOOD.encode("utf-16"),
    "text of an old encoding": named('"示例"').decode().encode("gb18030"),
    "an unknown escape": named('"\\x41"'),
    "an escape that ends too soon": named('"\\u12"'),
    "a text that never ends": named('"abc')[:-1],
    "a comment": b'{"kind": "dealer", /* x */ "code": "D-1", "name": "x"}',
    "a comma too many": b'{"kind": "dealer", "code": "D-1", "name": "x",}',
    "quotes of another kind": b"{'kind': 'dealer', 'code': 'D-1', 'name': 'x'}",
    "fields without quotes": b'{kind: "dealer", code: "D-1", name: "x"}',
    "two documents": named('"x"') * 2,
    "a document and more": named('"x"') + b"]",
    "half a document": named('"x"')[:-1],
    "a list": b"[" + named('"x"') + b"]",
    "a text": b'"dealer"',
    "true": b"true",
    "a prototype": b'{"__proto__": {"admin": true}, "kind": "dealer", "code": "D-1", "name": "x"}',
    "a hundred thousand fields": b"{" + b", ".join(b'"f%d": 1' % one for one in range(80_000)) + b"}",
    "a field with a name of half a megabyte": b'{"' + b"n" * 500_000 + b'": 1}',
    "a list of four hundred thousand": named("[" + "1," * 400_000 + "1]"),
    "a text of a million letters": named('"' + "x" * 1_000_000 + '"'),
    "markup": b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
    "a form": b"kind=dealer&code=D-1&name=x",
    "a packed message": b"\x83\xa4kind\xa6dealer\xa4code\xa3D-1\xa4name\xa1x",
}
"""Bodies of `create_organisation`, each wrong in one way."""

TOO_LARGE: Final[dict[str, bytes]] = {
    "a text of ten megabytes": named('"' + "x" * 10_000_000 + '"'),
    "ten megabytes of brackets": b"[" * 10_000_000,
}


@pytest.fixture
def clock() -> SetClock:
    """The clock of the server that runs beside: now."""
    return SetClock(datetime.now(UTC))


@pytest.fixture
async def administrator(brand: Brand, log_in: Login) -> Client:
    """Somebody who may create organisations."""
    return await log_in(brand, Role.ADMINISTRATOR)


async def post(served: Town, client: Client, body: bytes, **headers: str) -> httpx.Response:
    given = {"Content-Type": "application/json", "Authorization": f"Bearer {client.token}"} | headers
    async with httpx.AsyncClient(base_url=served.url, trust_env=False, timeout=20) as http:
        return await http.post("/v1/organisations", content=body, headers=given)


async def dealers(client: Client) -> list[str]:
    listed = await client.http.get("/v1/organisations", params={"kind": "dealer"})
    return [one["code"] for one in listed.json()["items"]]


@pytest.mark.parametrize("key", [{}, {"Idempotency-Key": "bodies-1"}], ids=["plain", "under a key"])
async def test_a_body_that_cannot_be_read_is_refused_and_does_nothing(
    served: Town, administrator: Client, key: dict[str, str]
) -> None:
    answers = {name: await post(served, administrator, body, **key) for name, body in MALFORMED.items()}

    strays = {name: answer.text[:200] for name, answer in answers.items() if answer.status_code != 400}
    assert strays == {}
    assert {name for name, answer in answers.items() if answer.json()["code"] not in CODES} == set()
    assert {name for name, answer in answers.items() if len(answer.content) > 5000} == set()
    assert await dealers(administrator) == []


CODES: Final = {"malformed", "text_unstorable"}


@pytest.mark.parametrize("name", list(TOO_LARGE))
async def test_a_body_that_is_too_large_is_refused_or_cut_off(served: Town, administrator: Client, name: str) -> None:
    try:
        answer = await post(served, administrator, TOO_LARGE[name])
    except httpx.TransportError:
        status = 413  # the server closed while we were still sending
    else:
        status = answer.status_code

    assert status == 413
    assert await dealers(administrator) == []


async def test_the_good_body_beside_them_is_taken(served: Town, administrator: Client) -> None:
    answer = await post(served, administrator, named('"示例车业 \\ud83d\\ude97"'))

    assert (answer.status_code, answer.json()["name"]) == (201, "示例车业 🚗")
    assert await dealers(administrator) == ["D-1"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (b'{"a": 1, "a": 2}', "/a"),
        (b'{"b": [{"a": 1}, {"a": 1, "c": 0, "a": 2}]}', "/b/1/a"),
        (b'{"a/b": {"c~d": 1, "c~d": 1}}', "/a~1b/c~0d"),
        (b'{"a": 1, "\\u0061": 2}', "/a"),
    ],
)
async def test_a_field_that_is_given_twice_is_named_by_its_place(body: bytes, pointer: str) -> None:
    with pytest.raises(bodies.Malformed) as refusal:
        await bodies.check_unambiguous(body)

    assert [error.pointer for error in refusal.value.errors] == [pointer]


@pytest.mark.parametrize(
    "body", [b'{"a": {"a": [{"a": 1}, {"a": 1}]}, "b": "a"}', b'["a", "a"]', b'{"A": 1, "a": 1}', b"\xff", b'{"a": ']
)
async def test_the_same_name_elsewhere_is_no_second_time(body: bytes) -> None:
    await bodies.check_unambiguous(body)


async def test_a_body_that_does_not_come_in_time_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "SECONDS", 0.01)

    with pytest.raises(bodies.RequestTooSlow):
        await bodies.read(asyncio.Event().wait, announced="10", most=100)  # type: ignore[arg-type]  # it never answers
