"""Lines of log: whose they are, and nothing personal in them."""

import json
from collections.abc import Iterator
from typing import ClassVar

import httpx
import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct
from structlog.testing import capture_logs
from tests.fixtures.api import Login
from tests.fixtures.kernel import Brand
from tests.fixtures.worker import Drain

from aftersales.kernel import log, traces
from aftersales.kernel.access import Role
from aftersales.kernel.ids import new_id
from aftersales.kernel.scene import Scene, entered
from aftersales.kernel.tx import Database, Tx
from aftersales.platform import service as platform
from aftersales.platform.model import Fleet
from aftersales_worker import subscriptions
from aftersales_worker.subscriptions import Retries, timer

HANDLER = "test.break_in_the_log"
SECRET = "客户李四 lisi@example.com 13812345678"
PROCESSORS = [log.say_where, log.tell_places, log.mask]


class Note(Struct, frozen=True):
    """What the test's handler is given."""

    text: str


class Breaking:
    """What the test's handler was given."""

    told: ClassVar[list[str]] = []


@pytest.fixture
def lines() -> Iterator[list[dict[str, object]]]:
    """Every line that is written, as it would leave."""
    with capture_logs(processors=PROCESSORS) as found:
        yield found


@pytest.fixture
def breaking() -> Iterator[None]:
    """A handler that fails with what it was given."""

    @timer(HANDLER, Note, fleet=Fleet.MONEY, retries=Retries(most=1))
    async def fail_with_it(tx: Tx, note: Note) -> None:
        """Ask PostgreSQL for nonsense that holds what was given."""
        Breaking.told.append(note.text)
        await tx.fetch("SELECT $1::text::uuid", note.text)

    yield
    del subscriptions.HANDLERS[HANDLER]


async def test_the_line_of_a_request_names_request_tenant_and_trace(
    brand: Brand, log_in: Login, lines: list[dict[str, object]]
) -> None:
    clerk = await log_in(brand, Role.AFTER_SALES_CLERK)
    trace_id = "0af7651916cd43dd8448eb211c80319c"
    headers = {"x-request-id": "request-of-a-test", "traceparent": f"00-{trace_id}-b7ad6b7169203331-01"}

    await clerk.http.get("/v1/returns", headers=headers)

    (line,) = [line for line in lines if line["event"] == "request"]
    assert (line["request_id"], line["tenant_id"], line["trace_id"], line["status"]) == (
        "request-of-a-test",
        str(brand.id),
        trace_id,
        200,
    )


async def test_a_request_without_a_trace_begins_one(api: httpx.AsyncClient, lines: list[dict[str, object]]) -> None:
    for header in ("", "nonsense", f"00-{'0' * 32}-b7ad6b7169203331-01"):
        await api.get("/health/live", headers={"traceparent": header})

    begun = [str(line["trace_id"]) for line in lines if line["event"] == "request"]
    assert len(set(begun)) == 3
    assert {len(one) for one in begun} == {32}


@pytest.mark.usefixtures("breaking")
async def test_the_line_of_a_failed_delivery_names_it_and_tells_nothing_that_was_typed(
    brand: Brand, database: Database, drain: Drain, lines: list[dict[str, object]]
) -> None:
    async with database.transaction(brand.id, brand.anyone) as tx:
        await platform.set_timer(tx, HANDLER, new_id(), tx.now, fleet=Fleet.MONEY, payload=Note(text=SECRET))

    await drain()

    (line,) = [line for line in lines if line["event"] == "deliveries.failed" and line["tenant_id"] == str(brand.id)]
    assert line["handler"] == HANDLER
    assert {"delivery_id", "trace_id"} <= line.keys()
    exception = line["exception"]
    assert isinstance(exception, list)
    assert exception[-1].startswith("asyncpg.exceptions.InvalidTextRepresentationError sqlstate=22P02")
    assert SECRET in Breaking.told
    assert "李四" not in json.dumps(lines, ensure_ascii=False, default=str)


def test_what_looks_personal_is_masked_wherever_it_stands(lines: list[dict[str, object]]) -> None:
    structlog.get_logger().info(
        "test.line",
        told=[{"mail": "王 <wang.wu+x@example.com>"}, "打 13912345678 或 +86 13912345678"],
        kept="01a20126-8406-7227-8ef2-9edf5796a189",
    )

    assert lines == [
        {
            "event": "test.line",
            "told": [{"mail": "王 <***>"}, "打 *** 或 ***"],
            "kept": "01a20126-8406-7227-8ef2-9edf5796a189",
            "log_level": "info",
        }
    ]


@given(identity=st.uuids())
def test_an_identity_is_never_taken_for_a_phone(identity: object) -> None:
    assert (log.masked(str(identity)), log.masked(identity)) == (str(identity), identity)


async def test_a_link_from_a_mail_leaves_no_token_in_the_log(
    api: httpx.AsyncClient, lines: list[dict[str, object]]
) -> None:
    token = f"aps_inv_{'x' * 43}"

    await api.get(f"/invitations/{token}")

    assert [line["path"] for line in lines if line["event"] == "request"] == ["/invitations/***"]
    assert token not in str(lines)


def test_a_line_outside_of_any_work_names_nothing(lines: list[dict[str, object]]) -> None:
    structlog.get_logger().info("test.outside")
    with entered(Scene(tenant=lambda: None, request_id="inside")):
        structlog.get_logger().info("test.inside")

    assert lines == [
        {"event": "test.outside", "log_level": "info"},
        {"event": "test.inside", "request_id": "inside", "log_level": "info"},
    ]
    assert traces.current() is None
