"""Tokens, cursors, codes, links and signatures altered in every way: none is accepted, and none breaks anything."""

import base64
from collections import Counter
from collections.abc import Awaitable
from datetime import UTC, datetime
from typing import Final
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import httpx
import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError
from tests.access.operations import Call, any_id, calls
from tests.access.test_access import EVERY_ROLE, key_of
from tests.claims.ways import Way
from tests.documents.uploads import announce, png, send, uploaded
from tests.fixtures.api import Login
from tests.fixtures.domain import OpenShop
from tests.fixtures.kernel import Brand, MakeTenant
from tests.fixtures.worker import Drain
from tests.hostile.tampered import lookalikes, resealed, tampered

from aftersales.kernel.access import Role
from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Database
from aftersales.platform.webhooks import rules as webhooks
from aftersales.tenancy.entry.rules import ALPHABET
from aftersales.tenancy.operators import service as operators

BASE64: Final = ALPHABET + "+/="
Judged = Counter[tuple[int, str]]
UNKNOWN: Final = (401, "unauthenticated")


def judged(answers: list[httpx.Response]) -> Judged:
    """How often each status and code was answered."""
    return Counter((answer.status_code, answer.json()["code"]) for answer in answers)


async def shown(api: httpx.AsyncClient, path: str, token: str) -> httpx.Response:
    """A question with a token, sent as the very bytes."""
    header = (b"Authorization", b"Bearer " + token.encode("utf-8", "surrogatepass"))
    return await api.get(path, headers=[header])


@pytest.mark.parametrize("kind", ["session", "key", "operator"])
async def test_no_altered_token_opens_anything(
    api: httpx.AsyncClient, brand: Brand, log_in: Login, database: Database, operator_database: Database, kind: str
) -> None:
    path = "/v1/operator/tenants" if kind == "operator" else "/v1/tenant"
    if kind == "operator":
        async with operator_database.operator_transaction(new_id()) as tx:
            token = await operators.add_operator(tx, "值班员", f"{new_id().hex[-12:]}@example.com")
    else:
        person = await log_in(brand, *EVERY_ROLE)
        token = person.token if kind == "session" else await key_of(database, brand, revoked=False)
    forged = [*tampered(token), *resealed(token), *lookalikes(token)]

    answers = [await shown(api, path, one) for one in forged]
    genuine = await shown(api, path, token)

    assert judged(answers) == Counter({UNKNOWN: len(forged)})
    assert len(forged) > 200
    assert genuine.status_code == 200


async def test_no_token_of_one_kind_passes_for_another(
    api: httpx.AsyncClient, brand: Brand, log_in: Login, database: Database
) -> None:
    person, key = await log_in(brand, *EVERY_ROLE), await key_of(database, brand, revoked=False)
    kinds = ("aps_sess", "aps_live", "aps_oper", "aps_inv", "aps_reset", "aps_csrf")
    forged = [
        one
        for token in (person.token, key)
        for kind in kinds
        if not token.startswith(kind)
        for one in (kind + token[8:], resealed(kind + token[8:])[0], f"{kind}_{token}")
    ]

    inside = [await shown(api, "/v1/tenant", one) for one in forged]
    operating = [await shown(api, "/v1/operator/tenants", one) for one in (*forged, person.token, key)]
    invited = [await api.post("/v1/invitations/acceptances", json={"token": one, "name": "x"}) for one in forged]

    assert judged(inside) == Counter({UNKNOWN: len(forged)})
    assert judged(operating) == Counter({UNKNOWN: len(forged) + 2})
    assert {answer.status_code for answer in invited} <= {400, 410}


async def test_a_cookie_without_its_other_half_changes_nothing(
    api: httpx.AsyncClient, brand: Brand, log_in: Login
) -> None:
    person = await log_in(brand, Role.ADMINISTRATOR)
    cookie = {"Cookie": f"__Host-aftersales={person.token}"}
    body = {"kind": "dealer", "code": "D-1", "name": "x"}
    halves = [one for one in tampered("csrf") if one.isascii() and one.isprintable()]

    refused = [
        await api.post("/v1/organisations", json=body, headers=cookie | {"X-CSRF-Token": one}) for one in [*halves, "x"]
    ]
    taken = await api.post("/v1/organisations", json=body, headers=cookie | {"X-CSRF-Token": "csrf"})

    assert judged(refused) == Counter({(403, "csrf_token_missing"): len(refused)})
    assert taken.status_code == 201


async def cursors_of(http: httpx.AsyncClient) -> dict[str, tuple[Call, str]]:
    """A cursor of every list that has a second page."""
    found: dict[str, tuple[Call, str]] = {}
    for call in calls("tenant"):
        if call.method == "GET" and not call.ids and any(one["name"] == "cursor" for one in call.parameters):
            answer = await http.get(call.url(any_id, {"limit": "1"}))
            following = answer.json().get("next_cursor") if answer.status_code == 200 else None
            if following:
                found[call.id] = (call, following)
    return found


async def test_no_altered_cursor_and_no_other_lists_is_read(
    open_shop: OpenShop, log_in: Login, make_tenant: MakeTenant, drain: Drain
) -> None:
    shop = await open_shop()
    for number in range(2):
        way = Way(shop)
        way.waybill = f"DY{number:012}"
        await way.reach("closed", shop.unregistered(part="MOT-350"))
    await drain()
    person = await log_in(shop.brand, *EVERY_ROLE)
    stranger = await log_in(await make_tenant(), *EVERY_ROLE)
    cursors = await cursors_of(person.http)
    call, cursor = cursors["list_facts"]

    altered = [await person.http.get(call.url(any_id, {"limit": "1", "cursor": one})) for one in tampered(cursor)]
    foreign = [await stranger.http.get(call.url(any_id, {"limit": "1", "cursor": cursor}))]
    elsewhere = [
        await person.http.get(other.url(any_id, {"limit": "1", "cursor": one}))
        for name, (other, _) in cursors.items()
        for origin, (_, one) in cursors.items()
        if origin != name
    ]
    genuine = [await person.http.get(one.url(any_id, {"limit": "1", "cursor": mine})) for one, mine in cursors.values()]

    unusable = set(judged([*altered, *foreign, *elsewhere]))
    assert unusable <= {(400, "cursor_unusable"), (400, "malformed")}
    assert {answer.status_code for answer in genuine} == {200}
    assert (len(altered) > 120, len(cursors) > 8) == (True, True), (len(altered), list(cursors))


async def test_no_altered_code_of_a_paper_is_called_genuine(
    open_shop: OpenShop, api: httpx.AsyncClient, drain: Drain
) -> None:
    shop = await open_shop()
    await Way(shop).reach("shipped")
    await drain()
    papers = (await shop.people["clerk"].http.get("/v1/documents")).json()["items"]
    code = papers[0]["verification_path"].rpartition("/")[2]
    spellings = [*tampered(code), *lookalikes(code)]
    forged = [one for one in spellings if one.strip("./") == one and one]

    answers = [await api.get(f"/v1/verifications/{quote(one, safe='')}") for one in forged]
    pages = [await api.get(f"/v/{quote(one, safe='')}") for one in forged[::10]]
    genuine = await api.get(f"/v1/verifications/{code}")

    called = Counter(answer.json().get("outcome", answer.json().get("code")) for answer in answers)
    assert set(called) <= {"unreadable", "forged", "not_found", "unknown"}, called
    assert max(answer.status_code for answer in (*answers, *pages)) < 500
    assert genuine.json()["outcome"] in {"valid", "pending"}
    assert len(forged) > 150


def links_like(url: str) -> list[str]:
    """A signed link with each part of it altered."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    found = [urlunsplit(parts._replace(path=parts.path[:-1] + "0"))]
    found += [urlunsplit(parts._replace(path=f"{parts.path}/../../x")), urlunsplit(parts._replace(query=""))]
    for name, value in query.items():
        without = {key: one for key, one in query.items() if key != name}
        found.append(urlunsplit(parts._replace(query=urlencode(without))))
        for one in (f"{value}0", value[::-1], "", "99999999"):
            if one != value:
                found.append(urlunsplit(parts._replace(query=urlencode(query | {name: one}))))
    return found


async def test_no_altered_link_to_a_file_is_served(brand: Brand, log_in: Login) -> None:
    person = await log_in(brand, Role.AFTER_SALES_CLERK)
    content = png()
    stored = await uploaded(person, content)
    begun = (await announce(person, content)).json()
    link = (await person.http.get(f"/v1/files/{stored['id']}")).json()["download"]["url"]

    upload = begun["upload"]

    async with httpx.AsyncClient() as browser:
        fetched = [await status_of(browser.get(one)) for one in links_like(link)]
        genuine = await browser.get(link)
    sent = [await status_of(send(upload | {"url": one}, content)) for one in links_like(upload["url"])]

    assert {status for status in (*fetched, *sent) if status < 400 or status >= 500} == set()
    assert (genuine.status_code, genuine.content) == (200, content)
    assert len(fetched) + len(sent) > 60


async def status_of(answer: Awaitable[httpx.Response]) -> int:
    """The status of an answer; a connection that was closed without one was refused as well."""
    try:
        return (await answer).status_code
    except httpx.TransportError:
        return 400


def test_no_altered_webhook_passes_its_receiver() -> None:
    secret, at, body = webhooks.new_secret(), datetime.now(UTC), b'{"type":"claims.return_filed"}'
    signature = webhooks.signature("msg_1", at, body, [secret])
    good = {"webhook-id": "msg_1", "webhook-timestamp": str(int(at.timestamp())), "webhook-signature": signature}
    receiver = Webhook(secret)
    others = [one for one in tampered(signature) if bytes_of(one) != bytes_of(signature)]
    wrong = [(body, good | {"webhook-signature": one}) for one in others]
    wrong += [(body, good | {"webhook-id": one}) for one in tampered("msg_1")]
    wrong += [(body, good | {"webhook-timestamp": str(int(at.timestamp()) + shift)}) for shift in (-600, -1, 1, 600)]
    wrong += [(one, good) for one in (b"", body + b" ", body.upper(), body[:-1])]

    passed = []
    for altered, headers in wrong:
        try:
            receiver.verify(altered, headers)
        except (WebhookVerificationError, ValueError):
            continue
        passed.append((altered, headers))

    assert receiver.verify(body, good) == {"type": "claims.return_filed"}
    assert passed == []
    assert len(wrong) > 200


def bytes_of(signature: str) -> bytes:
    """What a receiver makes of a signature: base64 has several spellings of the same bytes."""
    text = "".join(letter for letter in signature.partition("v1,")[2].partition(" ")[0] if letter in BASE64)
    return base64.b64decode(text[: len(text) // 4 * 4])
