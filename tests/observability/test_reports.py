"""Reports to Sentry: nothing personal, and nothing of one tenant in another's."""

import asyncio
import json
from collections.abc import Iterator

import httpx
import msgspec
import pytest
import structlog
from litestar import Litestar, get
from litestar.di import Provide
from litestar.params import FromQuery
from sentry_sdk import Transport
from sentry_sdk.envelope import Envelope
from tests.fixtures.api import Login
from tests.fixtures.kernel import Brand, MakeTenant

from aftersales.kernel import log, reports
from aftersales.kernel.access import Role
from aftersales.kernel.scene import Scene, entered
from aftersales.kernel.settings import Settings
from aftersales_api import deps
from aftersales_api.deps import InTx
from aftersales_api.edge import Edge
from aftersales_api.problems import answer

DSN = "http://public@127.0.0.1:9/1"
Sent = list[dict[str, object]]


class Kept(Transport):
    """Keeps what would be sent."""

    sent: Sent = []  # noqa: RUF012 - emptied by the fixture

    def capture_envelope(self, envelope: Envelope) -> None:
        """Keep the event of an envelope, as it would be on the wire."""
        for item in envelope.items:
            self.sent.append(json.loads(json.dumps(item.payload.json, default=str)))


@pytest.fixture
def sent(settings: Settings) -> Iterator[Sent]:
    """What was reported; the library is shut down again afterwards."""
    Kept.sent.clear()
    reports.begin(msgspec.structs.replace(settings, sentry_dsn=DSN), transport=Kept)
    yield Kept.sent
    reports.end()


async def break_with(tx: InTx, secret: str) -> None:
    """Break inside the database with what the caller typed."""
    structlog.get_logger().info("test.about_to_break", secret=secret)
    await asyncio.sleep(0)
    await tx.fetch("SELECT $1::text::uuid", secret)


@get("/break", operation_id="break")
async def breaks(tx: InTx, secret: FromQuery[str]) -> None:
    """A bug that meets personal data."""
    await break_with(tx, secret)


@pytest.fixture
async def broken(api: httpx.AsyncClient) -> httpx.ASGITransport:
    """An application with a bug in it, behind the edge and the callers of the whole one."""
    edge = api._transport.app  # type: ignore[attr-defined]  # httpx's own
    app = Litestar(
        [breaks],
        dependencies={"tx": Provide(deps.provide_tx)},
        exception_handlers={Exception: answer},
        openapi_config=None,
    )
    return httpx.ASGITransport(app=Edge(app, edge._new_call, most_bytes=1000))


async def ask(transport: httpx.ASGITransport, token: str, secret: str) -> int:
    """Ask for what breaks, as somebody."""
    headers = {"Authorization": f"Bearer {token}", "Cookie": "seen=1", "User-Agent": "phone-of-zhangsan"}
    async with httpx.AsyncClient(transport=transport, base_url="https://test", headers=headers) as client:
        return (await client.get("/break", params={"secret": secret})).status_code


async def test_a_report_names_request_tenant_and_trace_and_nothing_that_was_typed(
    brand: Brand, log_in: Login, broken: httpx.ASGITransport, sent: Sent
) -> None:
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)
    secret = "李四 13812345678 lisi@example.com 三元里大道五号"

    status = await ask(broken, clerk.token, secret)

    (event,) = sent
    text = json.dumps(event, ensure_ascii=False)
    assert status == 500
    tags = event["tags"]
    assert isinstance(tags, dict)
    assert sorted(tags) == ["request_id", "tenant_id", "trace_id"]
    assert tags["tenant_id"] == str(brand.id)
    exception = event["exception"]["values"][-1]  # type: ignore[index]  # JSON
    assert (exception["type"], exception["value"]) == ("InvalidTextRepresentationError", "sqlstate=22P02")
    assert [frame["function"] for frame in exception["stacktrace"]["frames"] if frame["function"] == "break_with"]
    assert [word for word in (*secret.split(), "zhangsan", clerk.token, clerk.email, "seen") if word in text] == []
    assert not event.keys() & {"request", "user", "extra", "contexts", "server_name", "modules", "threads"}


async def test_tenants_that_break_at_once_share_neither_tags_nor_crumbs(
    make_tenant: MakeTenant, log_in: Login, broken: httpx.ASGITransport, sent: Sent, settings: Settings
) -> None:
    log.configure(settings)
    brands = [await make_tenant() for _ in range(6)]
    clerks = [await log_in(one, Role.AFTER_SALES_CLERK) for one in brands]

    await asyncio.gather(*(ask(broken, clerk.token, f"of {one.id}") for one, clerk in zip(brands, clerks, strict=True)))

    told = {event["tags"]["tenant_id"]: event for event in sent}  # type: ignore[index]  # JSON
    assert (len(sent), set(told)) == (6, {str(one.id) for one in brands})
    for tenant, event in told.items():
        others = [str(one.id) for one in brands if str(one.id) != tenant]
        assert [other for other in others if other in json.dumps(event)] == []
        crumbs = event["breadcrumbs"]["values"]  # type: ignore[index]  # JSON
        assert [crumb["message"] for crumb in crumbs] == ["test.about_to_break"]
        assert [sorted(crumb) for crumb in crumbs] == [["category", "level", "message", "timestamp"]]


async def test_a_refusal_is_no_bug(api: httpx.AsyncClient, sent: Sent) -> None:
    answers = [await api.get("/v1/returns"), await api.get("/nowhere")]

    assert [answer.status_code for answer in answers] == [401, 404]
    assert sent == []


def test_without_an_address_nothing_is_loaded_or_sent() -> None:
    reports.report(ValueError("nobody hears of it"))
    with reports.apart(), entered(Scene(tenant=lambda: None)):
        reports.crumb("nothing", "info")

    assert reports._Reporting.sdk is None
