"""Every operation, told nonsense: always a problem that names the place, never a failure of ours."""

import json
from collections.abc import Iterator
from typing import Any, Final

import httpx
import pytest
from tests.access.operations import Call, any_id, ask, calls, components, is_problem, lines_of
from tests.access.test_access import EVERY_ROLE
from tests.fixtures.api import Client, Login
from tests.fixtures.kernel import Brand

from aftersales.kernel.ids import new_id

DEEP: Final = b"[" * 100_000
HUGE: Final = b'{"text": "' + b"x" * (2 * 1024 * 1024) + b'"}'
BODIES: Final = [call for call in calls() if call.example is not None]
RAW: Final[dict[str, bytes]] = {
    "nothing": b"",
    "half of a body": b'{"a": ',
    "no text at all": b"\xff\xfe\x00",
    "a list": b"[]",
    "a text": b'"text"',
    "a number": b"42",
    "null": b"null",
    "not a number": b'{"a": NaN}',
    "infinity": b'{"a": 1e999}',
    "a huge number": b'{"a": ' + b"9" * 5000 + b"}",
    "too deep": DEEP,
    "deep objects": b'{"a":' * 50_000,
    "half of a character": b'{"a": "\\ud800"}',
    "the same field twice": b'{"a": 1, "a": 2}',
    "a form": b"a=1&b=2",
}


@pytest.fixture
async def person(brand: Brand, log_in: Login) -> Client:
    """Somebody who may do everything that the manufacturer's people may."""
    return await log_in(brand, *EVERY_ROLE)


def judged(answer: httpx.Response) -> str | None:
    """What is wrong with an answer to nonsense: a failure of ours, or an error that is no problem."""
    if answer.status_code >= 500:
        return f"{answer.status_code} {answer.text[:200]}"
    if answer.status_code >= 400 and not is_problem(answer):
        return f"{answer.status_code} is no problem: {answer.text[:200]}"
    return None


async def test_a_body_that_cannot_be_read_is_refused_as_malformed(person: Client) -> None:
    strays: dict[str, object] = {}
    for call in BODIES:
        for name, body in RAW.items():
            answer = await ask(person.http, call, body=body)
            if wrong := judged(answer) or (None if answer.status_code in {400, 401} else str(answer.status_code)):
                strays[f"{call.id}: {name}"] = wrong

    assert lines_of(strays) == ""


async def test_a_field_that_nobody_knows_is_named(person: Client) -> None:
    strays: dict[str, object] = {}
    for call in BODIES:
        example = call.example or {}
        answer = await ask(person.http, call, body={**example, "nobody_knows": 1})
        places = [error["pointer"] for error in answer.json().get("errors", [])]
        if answer.status_code not in {400, 401} or (answer.status_code == 400 and places != ["/nobody_knows"]):
            strays[call.id] = (answer.status_code, answer.text[:200])

    assert lines_of(strays) == ""


def changes(value: Any, wrong: object) -> Iterator[Any]:  # noqa: ANN401 - any JSON
    """The value with one of its leaves after the other made wrong."""
    if isinstance(value, dict):
        for key, inner in value.items():
            for changed in changes(inner, wrong):
                yield {**value, key: changed}
    elif isinstance(value, list):
        for index, inner in enumerate(value[:2]):
            for changed in changes(inner, wrong):
                yield [*value[:index], changed, *value[index + 1 :]]
    else:
        yield wrong


SMALL: Final = [call for call in BODIES if call.id != "change_policy_draft"]
"""A policy has hundreds of fields; its own tests spoil each of them."""

WRONG: Final[dict[str, object]] = {
    "an object": {"a": []},
    "a list": [[]],
    "the null character": "\x00",
    "a very long text": "长" * 100_000,
    "less than nothing": -1,
    "more than fits": 2**63,
    "a day before days": "0001-01-01",
    "an instant without offset": "2026-06-15T02:00:00",
    "the last instant": "9999-12-31T23:59:59Z",
    "an amount of nothing": {"amount": "NaN", "currency": "CNY"},
    "markup": "<script>alert(1)</script>",
    "empty": "",
}


@pytest.mark.parametrize("name", list(WRONG))
async def test_a_wrong_value_anywhere_in_a_body_never_breaks_anything(
    api: httpx.AsyncClient, brand: Brand, log_in: Login, name: str
) -> None:
    person = await log_in(brand, *EVERY_ROLE)
    strays: dict[str, object] = {}
    for call in SMALL:
        if call.id in {"log_out", "log_in", "accept_invitation", "set_password"}:
            continue
        for body in changes(call.example, WRONG[name]):
            answer = await ask(person.http if call.audience == "tenant" else api, call, body=body)
            if wrong := judged(answer):
                strays[f"{call.id} {json.dumps(body)[:200]}"] = wrong

    assert lines_of(strays) == ""


async def test_a_body_of_two_megabytes_is_too_large_everywhere(person: Client) -> None:
    strays: dict[str, object] = {}
    for call in BODIES:
        answer = await ask(person.http, call, body=HUGE)
        code = answer.json()["code"] if is_problem(answer) else answer.text[:100]
        if (answer.status_code, code) not in {(413, "payload_too_large"), (401, "unauthenticated")}:
            strays[call.id] = (answer.status_code, code)

    assert lines_of(strays) == ""


async def test_a_body_of_two_megabytes_is_too_large_with_an_idempotency_key_too(person: Client) -> None:
    strays: dict[str, object] = {}
    for call in BODIES:
        if call.keeps_answer:
            answer = await ask(person.http, call, body=HUGE, headers={"Idempotency-Key": new_id().hex})
            if answer.status_code != 413 or not is_problem(answer):
                strays[call.id] = (answer.status_code, answer.text[:100])

    assert lines_of(strays) == ""


@pytest.mark.parametrize(
    "key",
    ["x" * 256, "a\tb", "schlüssel", "\x7f"],
    ids=["too long", "a control character", "not ascii", "delete"],
)
async def test_an_unusable_idempotency_key_is_named(person: Client, key: str) -> None:
    strays: dict[str, object] = {}
    for call in calls("tenant"):
        if call.keeps_answer:
            answer = await ask(person.http, call, headers={"Idempotency-Key": key.encode("latin-1")})  # type: ignore[dict-item]
            places = [error["pointer"] for error in answer.json()["errors"]] if is_problem(answer) else answer.text
            if answer.status_code != 400 or places != ["/headers/idempotency-key"]:
                strays[call.id] = (answer.status_code, places)

    assert lines_of(strays) == ""


@pytest.mark.parametrize("match", ['"x"', "1", "*", 'W/"1"', '"99999999999"', ""])
async def test_an_unusable_if_match_is_named(person: Client, match: str) -> None:
    strays: dict[str, object] = {}
    for call in calls("tenant"):
        if {"$ref": "#/components/parameters/IfMatch"} in call.node["parameters"]:
            answer = await ask(person.http, call, headers={"If-Match": match})
            if (answer.status_code, is_problem(answer)) != (400, True):
                strays[call.id] = (answer.status_code, answer.text[:100])

    assert lines_of(strays) == ""


async def test_a_change_that_does_not_say_what_it_changes_is_asked_to(person: Client) -> None:
    strays: dict[str, object] = {}
    for call in calls("tenant"):
        if {"$ref": "#/components/parameters/IfMatch"} in call.node["parameters"]:
            content = None if call.example is None else json.dumps(call.example).encode()
            answer = await person.http.request(
                call.method, call.url(any_id), content=content, headers={"Content-Type": "application/json"}
            )
            if (answer.status_code, is_problem(answer)) != (428, True):
                strays[call.id] = (answer.status_code, answer.text[:100])

    assert lines_of(strays) == ""


LISTS: Final = [call for call in calls("tenant") if any(one["name"] == "cursor" for one in call.parameters)]


@pytest.mark.parametrize("limit", ["0", "201", "-1", "1e9", "99999999999999999999", "many", ""])
async def test_a_page_of_an_impossible_size_is_refused_by_every_list(person: Client, limit: str) -> None:
    strays: dict[str, object] = {}
    for call in LISTS:
        answer = await person.http.get(call.url(any_id, {"limit": limit}))
        places = [error["pointer"] for error in answer.json()["errors"]] if is_problem(answer) else answer.text[:100]
        if answer.status_code != 400 or places != ["/query/limit"]:
            strays[call.id] = (answer.status_code, places)

    assert lines_of(strays) == ""


@pytest.mark.parametrize("cursor", ["forged", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "é", "%00", "a" * 2000])
async def test_a_forged_cursor_is_refused_by_every_list(person: Client, cursor: str) -> None:
    strays: dict[str, object] = {}
    for call in LISTS:
        answer = await person.http.get(call.url(any_id, {"cursor": cursor}))
        code = answer.json()["code"] if is_problem(answer) else answer.text[:100]
        if (answer.status_code, code) not in {(400, "cursor_unusable"), (404, "not_found")} or (
            code == "not_found" and not call.ids
        ):
            strays[call.id] = (answer.status_code, code)

    assert lines_of(strays) == ""


@pytest.mark.parametrize("value", ["\x00", "x" * 10_000, "-1", "2026-13-45", "9999-12", "0001-01-01T00:00:00", "é%_\\"])
async def test_nonsense_in_any_filter_never_breaks_anything(person: Client, value: str) -> None:
    strays: dict[str, object] = {}
    for call in calls("tenant"):
        for one in call.parameters:
            if one["in"] == "query" and call.method == "GET":
                answer = await person.http.get(call.url(any_id, {one["name"]: value}))
                if wrong := judged(answer):
                    strays[f"{call.id} {one['name']}"] = wrong

    assert lines_of(strays) == ""


@pytest.mark.parametrize("name", ["not-an-id", "..%2f..%2fetc", "%00", "x" * 5000, "é"])
async def test_an_address_that_nothing_has_is_not_found(api: httpx.AsyncClient, person: Client, name: str) -> None:
    strays: dict[str, object] = {}
    for call in calls():
        if "{" in call.path and call.id != "show_verification":  # a page for people
            prefix = call.path.split("{")[0]
            client = person.http if call.audience == "tenant" else api
            answer = await client.request(call.method, f"{prefix}{name}{suffix(call)}")
            if wrong := judged(answer):
                strays[f"{call.id}"] = wrong

    assert lines_of(strays) == ""


def suffix(call: Call) -> str:
    """What follows the first parameter of an address, without further ones."""
    rest = call.path.split("}", 1)[1]
    return rest.split("{", 1)[0]


async def test_a_method_that_an_address_does_not_know_is_a_problem(person: Client) -> None:
    strays: dict[str, object] = {}
    for path in {call.path for call in calls("tenant")}:
        address = path.replace("{", "").replace("}", "")
        for method in ("TRACE", "PATCH", "BREW"):
            answer = await person.http.request(method, address)
            if answer.status_code < 400 or judged(answer):
                strays[f"{method} {path}"] = (answer.status_code, answer.text[:100])

    assert lines_of(strays) == ""


async def test_a_body_in_another_form_is_not_read(person: Client) -> None:
    strays: dict[str, object] = {}
    for call in BODIES:
        for kind in ("text/xml", "multipart/form-data", "application/x-www-form-urlencoded", "nonsense"):
            answer = await ask(person.http, call, body=b"<a/>", headers={"Content-Type": kind})
            if wrong := judged(answer) or (None if answer.status_code in {400, 401, 415} else answer.text[:100]):
                strays[f"{call.id} {kind}"] = wrong

    assert lines_of(strays) == ""


def test_the_schemas_that_bodies_are_made_from_are_there() -> None:
    assert len(BODIES) > 50
    assert len(components()) > 200
