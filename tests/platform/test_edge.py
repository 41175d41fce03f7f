"""The edge: an answer leaves only after its transaction, and every answer says what it must."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from functools import partial
from typing import Any, ClassVar
from uuid import UUID

import httpx
import pytest
from litestar import Litestar, Response, get, post
from litestar.di import Provide
from litestar.response import Stream
from litestar.types import Message, Receive, Scope, Send
from sqlalchemy import func, select
from tests.fixtures.api import Client, Login
from tests.fixtures.kernel import Brand

from aftersales.kernel.access import Role
from aftersales.kernel.facts import Fact
from aftersales.kernel.ids import new_id
from aftersales.kernel.settings import Settings
from aftersales.kernel.tx import Database
from aftersales_api import deps
from aftersales_api.call import Call, Replay
from aftersales_api.deps import InTx
from aftersales_api.edge import Edge
from aftersales_api.limits import Limiter
from aftersales_api.problems import answer
from aftersales_api.replay import answer_again
from aftersales_local.postgres import Databases

SECURITY = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cache-control": "no-store",
}
PROBLEM = "application/problem+json"


class Tried(Fact, frozen=True, kw_only=True):
    """What the routes of these tests leave behind; never registered."""

    NAME: ClassVar = "test.tried_at_the_edge"
    SUBJECT: ClassVar = ("test", "thing_id")

    thing_id: UUID
    note: str


def tried(tx: InTx, note: str) -> None:
    tx.emit(Tried(thing_id=new_id(), note=note))


@post("/good", operation_id="good")
async def good(tx: InTx) -> dict[str, str]:
    """Leave something behind and say so."""
    tried(tx, "good")
    return {"note": "done"}


@post("/late", operation_id="late")
async def fail_late(tx: InTx) -> dict[str, str]:
    """Succeed until the commit, which then fails over a constraint."""
    tried(tx, "late")
    await tx.driver.execute(
        "CREATE TEMPORARY TABLE late (n int UNIQUE DEFERRABLE INITIALLY DEFERRED) ON COMMIT DROP;"
        "INSERT INTO late VALUES (1), (1)"
    )
    return {"note": "done"}


@post("/swallowed", operation_id="swallowed")
async def swallow(tx: InTx) -> dict[str, str]:
    """Swallow an error of the database, a bug."""
    tried(tx, "swallowed")
    with contextlib.suppress(Exception):
        await tx.fetch("SELECT 1 / 0")
    return {"note": "done"}


@post("/cut", operation_id="cut")
async def be_cut_off(tx: InTx, request: deps.AnyRequest) -> dict[str, str]:
    """Lose the connection to the database before the commit."""
    tried(tx, "cut")
    databases: Databases = request.app.state["databases"]
    await asyncio.to_thread(
        databases.run, f"SELECT pg_terminate_backend({await tx.scalar(select(func.pg_backend_pid()))})"
    )
    return {"note": "done"}


@post("/refused", operation_id="refused")
async def refuse(tx: InTx) -> Response[dict[str, str]]:
    """Leave something behind and then answer with a no."""
    tried(tx, "refused")
    return Response({"note": "no"}, status_code=409)


@post("/slow", operation_id="slow")
async def be_slow(tx: InTx, request: deps.AnyRequest) -> dict[str, str]:
    """Leave something behind and wait for longer than the caller."""
    tried(tx, "slow")
    request.app.state["begun"].set()
    await tx.fetch("SELECT pg_sleep(30)")
    return {"note": "done"}


@get("/streamed", operation_id="streamed")
async def stream(tx: InTx) -> Stream:
    """Answer in parts, after the transaction."""
    tried(tx, "streamed")

    async def parts() -> AsyncIterator[bytes]:
        for part in (b"one,", b"two,", b"three"):
            await asyncio.sleep(0)
            yield part

    return Stream(parts(), media_type="text/plain")


class Rehearsal:
    """A small application behind the real edge, and what left it in which order."""

    def __init__(self, edge: Edge, app: Litestar, client: Client, database: Database, brand: Brand) -> None:
        self.app = app
        self.client = client
        self._edge = edge
        self._database = database
        self._brand = brand
        self.kept_when_first_sent: list[str] | None = None

    async def kept(self) -> list[str]:
        """What was left behind and committed."""
        async with self._database.transaction(self._brand.id, self._brand.anyone) as tx:
            rows = await tx.fetch("SELECT payload ->> 'note' AS note FROM facts WHERE name = $1", Tried.NAME)
        return [row["note"] for row in rows]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, looking into the database in the moment when the first byte leaves."""

        async def look_and_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.kept_when_first_sent = await self.kept()
            await send(message)

        await self._edge(scope, receive, look_and_send)

    async def ask(self, method: str, path: str, **more: Any) -> httpx.Response:  # noqa: ANN401 - as httpx takes it
        """Send a request as the test's person."""
        headers = {"Authorization": f"Bearer {self.client.token}"} | more.pop("headers", {})
        transport = httpx.ASGITransport(app=self)  # type: ignore[arg-type]  # ASGI's types are written in two ways
        async with httpx.AsyncClient(transport=transport, base_url="https://test") as http:
            return await http.request(method, path, headers=headers, **more)


@pytest.fixture
async def rehearsal(
    settings: Settings,
    database: Database,
    operator_database: Database,
    databases: Databases,
    brand: Brand,
    log_in: Login,
) -> AsyncIterator[Rehearsal]:
    """The routes above behind the edge, and somebody who may call them."""
    limiter = Limiter(settings.redis_url, settings.limits)
    app = Litestar(
        [good, fail_late, swallow, be_cut_off, refuse, be_slow, stream],
        dependencies={"tx": Provide(deps.provide_tx)},
        exception_handlers={Exception: answer, Replay: answer_again},
        openapi_config=None,
    )
    app.state["databases"], app.state["begun"] = databases, asyncio.Event()
    new_call = partial(Call, database, operator_database, limiter=limiter)
    edge = Edge(app, new_call, most_bytes=settings.request_bytes)
    yield Rehearsal(edge, app, await log_in(brand, Role.ADMINISTRATOR), database, brand)
    await limiter.close()


@pytest.mark.parametrize("key", [{}, {"Idempotency-Key": "edge-1"}])
async def test_the_transaction_has_ended_when_the_first_byte_leaves(rehearsal: Rehearsal, key: dict[str, str]) -> None:
    answered = await rehearsal.ask("POST", "/good", headers=key)

    assert (answered.status_code, answered.json()) == (201, {"note": "done"})
    assert rehearsal.kept_when_first_sent == ["good"]


@pytest.mark.parametrize("key", [{}, {"Idempotency-Key": "edge-2"}])
@pytest.mark.parametrize(
    ("path", "status", "code"),
    [("/late", 409, "conflict"), ("/swallowed", 500, "internal_error"), ("/cut", 503, "unavailable")],
)
async def test_a_commit_that_fails_is_never_answered_as_done(
    rehearsal: Rehearsal, path: str, status: int, code: str, key: dict[str, str]
) -> None:
    answered = await rehearsal.ask("POST", path, headers=key)
    again = await rehearsal.ask("POST", "/good", headers=key)

    assert (answered.status_code, answered.json()["code"]) == (status, code)
    assert answered.headers["content-type"] == PROBLEM
    assert answered.json()["request_id"] == answered.headers["x-request-id"]
    assert again.status_code == 201
    assert await rehearsal.kept() == ["good"]


async def test_an_answer_that_is_a_no_keeps_nothing(rehearsal: Rehearsal) -> None:
    answered = await rehearsal.ask("POST", "/refused")

    assert (answered.status_code, answered.json()) == (409, {"note": "no"})
    assert await rehearsal.kept() == []


async def test_a_caller_who_leaves_takes_the_effect_along(rehearsal: Rehearsal) -> None:
    task = asyncio.create_task(rehearsal.ask("POST", "/slow"))
    await rehearsal.app.state["begun"].wait()

    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    after = await rehearsal.ask("POST", "/good")

    assert after.status_code == 201
    assert await rehearsal.kept() == ["good"]


async def test_a_caller_who_leaves_before_the_body_is_whole_causes_nothing(rehearsal: Rehearsal) -> None:
    sent: list[Message] = []
    parts: list[Any] = [
        {"type": "http.request", "body": b"", "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Message:
        return parts.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"authorization", f"Bearer {rehearsal.client.token}".encode()), (b"idempotency-key", b"edge-3")]
    scope: dict[str, object] = {
        "type": "http",
        "method": "POST",
        "path": "/good",
        "raw_path": b"/good",
        "query_string": b"",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "root_path": "",
        "scheme": "https",
        "server": ("test", 443),
        "http_version": "1.1",
    }
    await rehearsal(scope, receive, send)  # type: ignore[arg-type]  # a scope as a server makes it

    assert [message["status"] for message in sent if message["type"] == "http.response.start"] == [400]
    assert await rehearsal.kept() == []


async def test_an_answer_in_parts_leaves_after_its_transaction(rehearsal: Rehearsal) -> None:
    answered = await rehearsal.ask("GET", "/streamed")

    assert answered.text == "one,two,three"
    assert rehearsal.kept_when_first_sent == ["streamed"]


async def test_a_request_keeps_a_good_id_and_loses_a_bad_one(api: httpx.AsyncClient) -> None:
    good_one = await api.get("/health/live", headers={"X-Request-ID": "trace-0001.A_b"})
    bad_ones = [
        (await api.get("/health/live", headers={"X-Request-ID": bad})).headers["x-request-id"]
        for bad in ("short", "with space here", "x" * 65, "<script>alert(1)</script>", "")
    ]

    assert good_one.headers["x-request-id"] == "trace-0001.A_b"
    assert {len(given) for given in bad_ones} == {32}
    assert len(set(bad_ones)) == 5


@pytest.mark.parametrize("path", ["/health/live", "/v1/organisations", "/nowhere"])
async def test_every_answer_carries_the_security_headers(api: httpx.AsyncClient, path: str) -> None:
    answered = await api.get(path)

    assert {name: answered.headers[name] for name in SECURITY} == SECURITY


@pytest.mark.parametrize(
    ("accepted", "begins"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.5", "请先登录"),
        ("en-GB,en;q=0.9", "Log in first"),
        ("fr-FR, en;q=0.8", "Log in first"),
        ("fr", "请先登录"),
        ("", "请先登录"),
        (";;;,,,=", "请先登录"),
    ],
)
async def test_refusals_speak_the_language_that_was_asked_for(
    api: httpx.AsyncClient, accepted: str, begins: str
) -> None:
    answered = await api.get("/v1/organisations", headers={"Accept-Language": accepted})

    assert answered.status_code == 401
    assert answered.json()["detail"].startswith(begins)


@pytest.mark.parametrize(
    ("method", "path", "more", "status", "code"),
    [
        ("GET", "/nowhere", {}, 404, "not_found"),
        ("GET", "/v1/%00", {}, 404, "not_found"),
        ("DELETE", "/v1/organisations", {}, 405, "method_not_allowed"),
        ("TRACE", "/v1/organisations", {}, 405, "method_not_allowed"),
        ("POST", "/v1/organisations", {"content": b"x" * 2_000_000}, 413, "payload_too_large"),
        ("POST", "/v1/organisations", {"content": b"a=1", "type": "application/x-www-form-urlencoded"}, 415, None),
        ("POST", "/v1/organisations", {"content": b"<a/>", "type": "text/xml"}, 415, None),
        ("POST", "/v1/organisations", {"content": b"{", "type": "application/json"}, 400, "malformed"),
        ("POST", "/v1/organisations", {"content": b"\xff\xfe", "type": "application/json"}, 400, "malformed"),
        ("POST", "/v1/organisations", {"content": b"[" * 60_000, "type": "application/json"}, 400, "malformed"),
    ],
)
@pytest.mark.parametrize("key", [{}, {"Idempotency-Key": "edge-4"}])
async def test_what_cannot_be_served_is_a_problem_with_a_code(
    brand: Brand,
    log_in: Login,
    method: str,
    path: str,
    more: dict[str, Any],
    status: int,
    code: str | None,
    key: dict[str, str],
) -> None:
    client = await log_in(brand, Role.ADMINISTRATOR)
    headers = key | {"Content-Type": more.get("type", "application/json")}

    answered = await client.http.request(method, path, content=more.get("content"), headers=headers)

    assert (answered.status_code, answered.json()["code"]) == (status, code or "unsupported_media_type")
    assert answered.headers["content-type"] == PROBLEM
    assert answered.json()["type"] == f"urn:aftersales:problem:{answered.json()['code']}"
    assert answered.json()["status"] == status


async def test_a_refused_method_is_told_which_ones_there_are(api: httpx.AsyncClient) -> None:
    answered = await api.delete("/v1/organisations")

    assert {"GET", "POST"} <= set(answered.headers["allow"].split(", "))


async def test_head_is_get_without_its_body(brand: Brand, log_in: Login) -> None:
    client = await log_in(brand, Role.ADMINISTRATOR)

    whole = await client.http.get("/v1/organisations")
    bare = await client.http.head("/v1/organisations")

    assert (bare.status_code, bare.content) == (200, b"")
    assert bare.headers["content-length"] == whole.headers["content-length"] == str(len(whole.content))


@pytest.mark.parametrize(("path", "status"), [("/nowhere", 404), ("/v1/organisations", 401), ("/health/live", 200)])
async def test_head_answers_as_get_does_also_where_it_refuses(api: httpx.AsyncClient, path: str, status: int) -> None:
    bare = await api.head(path)

    assert (bare.status_code, bare.content) == (status, b"")


async def test_head_of_an_answer_in_parts_has_no_part(rehearsal: Rehearsal) -> None:
    bare = await rehearsal.ask("HEAD", "/streamed")

    assert (bare.status_code, bare.content) == (200, b"")
