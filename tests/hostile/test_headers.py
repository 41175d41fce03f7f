"""Headers of nonsense, and policies in YAML that break readers: refusals or the usual answer, never a failure."""

import json
from typing import Final

import httpx
import pytest
from tests.access.test_access import EVERY_ROLE
from tests.fixtures.api import Client, Login
from tests.fixtures.kernel import Brand

HEADERS: Final = (
    *("Accept", "Accept-Language", "Accept-Encoding", "Authorization", "Cookie", "Content-Type", "If-Match"),
    *("If-None-Match", "Idempotency-Key", "X-Request-Id", "X-Forwarded-For", "Forwarded", "X-CSRF-Token"),
    *("traceparent", "tracestate", "Range", "Host", "Origin", "Prefer", "X-HTTP-Method-Override"),
)
VALUES: Final = (
    *(
        b"",
        b"\xb2",
        b"\xff\xfe",
        b"%00",
        b"*",
        b'"',
        b"';--",
        b"0" * 9000,
        b";;;;,,,,====",
        b"a=b; =; __Host-aftersales",
    ),
    *(
        b"application/yaml;q=\xb2",
        b"application/yaml;q=1.2.3, */*;q=-1",
        b"zh;q=\xb3, en;q=NaN",
        b"Bearer",
        b"Basic Og==",
    ),
    *(b"00-" + b"0" * 32 + b"-" + b"0" * 16 + b"-00", b"ff-" + b"z" * 400, b"bytes=9-1,-,a-b", b'W/"1", "2"'),
)
ASKED: Final = (("GET", "/v1/policies"), ("GET", "/v1/tenant"), ("GET", "/v/nothing"), ("POST", "/v1/organisations"))
LAUGHS: Final = "\n".join(
    [f"a0: &a0 {['ha'] * 9}", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9))]
)
HOSTS: Final = (b"", b"a:b", b"a:99999", b"a b", b"[::1", b"a/b", b"a@b", b"\xff", b"a:", b"a" * 300, b"[x]:1")
YAML: Final[dict[str, bytes]] = {
    "a billion laughs": LAUGHS.encode(),
    "itself": b"a: &a [*a]",
    "a merge": b"a: &a {b: 1}\nc: {<<: *a}",
    "an object of the language": b"document: !!python/object/apply:os.system ['id']",
    "another tag": b"document: !ruby/object:Gem::Requirement {}",
    "a hundred thousand levels": b"document: " + b"[" * 100_000,
    "a thousand levels": b"document: " + b"[" * 1000 + b"]" * 1000,
    "a million values": b"[" + b"1," * 400_000 + b"1]",
    "two documents": b"template: a\n---\ntemplate: b",
    "a key twice": b"template: a\ntemplate: b",
    "a key that is a list": b"? [a, b]\n: c",
    "the null character": b"template: a\x00b",
    "no text": b"\xff\xfe\x00",
    "half of a character": b'template: "\\ud800"',
    "tabs": b"template:\n\t- a",
    "an end that never comes": b'template: "a',
    "a directive": b"%YAML 9.9\n---\ntemplate: a",
    "nothing": b"# nothing\n",
    "a number beyond all numbers": b"template: 1e999999999",
    "a million blanks": b"template:" + b" " * 1_000_000 + b"a",
}


@pytest.fixture
async def person(brand: Brand, log_in: Login) -> Client:
    """Somebody who may do everything that the manufacturer's people may."""
    return await log_in(brand, *EVERY_ROLE)


@pytest.mark.parametrize("name", HEADERS)
async def test_no_header_of_nonsense_breaks_anything(person: Client, name: str) -> None:
    strays: dict[str, int] = {}
    body = json.dumps({"kind": "dealer", "code": "", "name": "x"})

    for method, path in ASKED:
        for value in VALUES:
            given = [(b"Content-Type", b"application/json")] if method == "POST" and name != "Content-Type" else []
            answer = await person.http.request(
                method, path, content=body if method == "POST" else None, headers=[*given, (name.encode(), value)]
            )
            if answer.status_code >= 500:
                strays[f"{method} {path} {value!r}"] = answer.status_code

    assert strays == {}


@pytest.mark.parametrize("host", HOSTS)
async def test_a_host_that_is_no_name_is_refused(api: httpx.AsyncClient, host: bytes) -> None:
    headers = [(b"Host", host), (b"Content-Type", b"application/json")]

    answers = [
        await api.request(method, path, content=content, headers=headers)
        for method, path, content in (("GET", "/health/live", None), ("POST", "/v1/sessions", b"{}"))
    ]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert [error["pointer"] for answer in answers for error in answer.json()["errors"]] == ["/headers/host"] * 2


@pytest.mark.parametrize("host", [b"example.com", b"a.example:8443", b"[::1]:80", b"127.0.0.1", b"api_1", b"test"])
async def test_a_host_that_is_a_name_is_served(api: httpx.AsyncClient, host: bytes) -> None:
    answer = await api.post(
        "/v1/sessions", content=b"{}", headers=[(b"Host", host), (b"Content-Type", b"application/json")]
    )

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/email")


@pytest.mark.parametrize("name", list(YAML))
async def test_a_policy_in_yaml_that_breaks_readers_is_refused(person: Client, name: str) -> None:
    answer = await post(person.http, YAML[name])
    listed = await person.http.get("/v1/policies")

    assert 400 <= answer.status_code < 500, answer.text[:200]
    assert answer.headers["content-type"] == "application/problem+json"
    assert listed.json()["items"] == []


async def post(http: httpx.AsyncClient, content: bytes) -> httpx.Response:
    return await http.post("/v1/policies", content=content, headers={"Content-Type": "application/yaml"})
