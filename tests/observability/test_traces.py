"""Traces: one thread from a request through its facts and their deliveries to what came of them."""

import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Final

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from tests.fixtures.api import Client, Login
from tests.fixtures.kernel import Brand
from tests.fixtures.worker import Drain
from tests.postbox import Mailbox

from aftersales.kernel import traces
from aftersales.kernel.access import Role
from aftersales.kernel.ids import new_id
from aftersales.kernel.traces_sent import Sender
from aftersales.kernel.tx import Database
from aftersales.platform import service as platform
from aftersales.platform.model import Fleet

TRACE: Final = "0af7651916cd43dd8448eb211c80319c"
CALLER: Final = "b7ad6b7169203331"
TRACED: Final = {"traceparent": f"00-{TRACE}-{CALLER}-01"}
EMAIL: Final = "lisi.traced@example.com"


@pytest.fixture
def told() -> Iterator[InMemorySpanExporter]:
    """Every span that was told."""
    exporter = InMemorySpanExporter()
    traces.tell(Sender("aftersales-test", SimpleSpanProcessor(exporter)))
    yield exporter
    traces.end()


async def invite(administrator: Client) -> httpx.Response:
    """Something that ends in a mail."""
    people = await administrator.http.get("/v1/organisations")
    organisation = people.json()["items"][0]["id"]
    body = {"email": EMAIL, "name": "李四", "organisation_id": organisation, "roles": ["auditor"]}
    return await administrator.http.post("/v1/invitations", json=body, headers=TRACED)


def tree(spans: Sequence[ReadableSpan]) -> dict[str, list[str]]:
    """The names of the spans below each span of a trace, by its name."""
    names = {span.context.span_id: span.name for span in spans if span.context}
    below: dict[str, list[str]] = {}
    for span in spans:
        above = names.get(span.parent.span_id, "elsewhere") if span.parent else "nothing"
        below.setdefault(above, []).append(span.name)
    return {name: sorted(found) for name, found in below.items()}


async def test_a_trace_leads_from_the_request_through_fact_and_delivery_to_the_mail(
    brand: Brand, log_in: Login, drain: Drain, mailbox: Mailbox, told: InMemorySpanExporter
) -> None:
    administrator = await log_in(brand, Role.ADMINISTRATOR)

    answer = await invite(administrator)
    await drain()

    spans = [span for span in told.get_finished_spans() if span.context and f"{span.context.trace_id:032x}" == TRACE]
    found = tree(spans)
    assert (answer.status_code, len(mailbox.to(EMAIL))) == (201, 1)
    assert found["elsewhere"] == ["POST /v1/invitations"]
    assert found["POST /v1/invitations"] == ["fact tenancy.person_invited"]
    assert "deliver notifications.send_invitation" in found["fact tenancy.person_invited"]
    assert found["deliver notifications.send_invitation"] == ["deliver notifications.send_mail"]
    assert "smtp send" in found["deliver notifications.send_mail"]
    (root,) = [span for span in spans if span.name == "POST /v1/invitations"]
    assert root.parent is not None
    assert f"{root.parent.span_id:016x}" == CALLER
    attributes = dict(root.attributes or {})
    assert (attributes["http.route"], attributes["http.response.status_code"], attributes["aftersales.tenant_id"]) == (
        "/v1/invitations",
        201,
        str(brand.id),
    )
    text = "".join(span.to_json() for span in told.get_finished_spans())
    assert [word for word in (EMAIL, "lisi", "李四", "王小明", administrator.token) if word in text] == []


async def test_facts_and_timers_carry_the_trace_also_where_nobody_listens(
    brand: Brand, log_in: Login, database: Database
) -> None:
    administrator = await log_in(brand, Role.ADMINISTRATOR)

    await invite(administrator)
    with traces.span("test", traces.SERVER, under=TRACED["traceparent"]):
        async with database.transaction(brand.id, brand.anyone) as tx:
            await platform.set_timer(tx, "test.nobody", new_id(), tx.now, fleet=Fleet.BULK)

    async with database.transaction(brand.id, brand.anyone) as tx:
        facts = await tx.fetch("SELECT traceparent FROM facts WHERE name = 'tenancy.person_invited'")
        timers = await tx.fetch("SELECT traceparent FROM deliveries WHERE handler = 'test.nobody'")
        await tx.driver.execute("UPDATE deliveries SET state = 'cancelled' WHERE handler = 'test.nobody'")
    carried = [traces.read(row["traceparent"]) for row in (*facts, *timers)]
    assert [one.trace_id for one in carried if one] == [TRACE, TRACE]
    assert [one.span_id for one in carried if one and one.span_id == CALLER] == []


async def test_a_failure_is_told_by_its_name_alone(told: InMemorySpanExporter) -> None:
    with pytest.raises(ValueError, match="李四"), traces.span("test", traces.CLIENT):
        raise ValueError("李四 13812345678")

    (span,) = told.get_finished_spans()
    assert (span.status.is_ok, span.status.description) == (False, "ValueError")
    assert list(span.events) == []


class Collector(BaseHTTPRequestHandler):
    """A collector that keeps what it is sent."""

    took: Final[list[tuple[str, str, ExportTraceServiceRequest]]] = []

    def do_POST(self) -> None:
        """Take one batch."""
        body = self.rfile.read(int(self.headers["content-length"]))
        self.took.append((self.path, self.headers["content-type"], ExportTraceServiceRequest.FromString(body)))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def collecting() -> Iterator[str]:
    """A collector on this machine; its address."""
    server = HTTPServer(("127.0.0.1", 0), Collector)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_spans_arrive_at_a_collector_over_http() -> None:
    with collecting() as address:
        traces.begin(address, "aftersales-api")
        with traces.span("above", traces.SERVER, under=TRACED["traceparent"]), traces.span("below", traces.CLIENT):
            pass
        traces.end()

    ((path, kind, batch),) = Collector.took
    (resource,) = batch.resource_spans
    names = {attribute.key: attribute.value.string_value for attribute in resource.resource.attributes}
    spans = resource.scope_spans[0].spans
    assert (path, kind, names["service.name"]) == ("/v1/traces", "application/x-protobuf", "aftersales-api")
    assert [(span.name, span.trace_id.hex()) for span in spans] == [("below", TRACE), ("above", TRACE)]
    assert (spans[0].parent_span_id, spans[1].parent_span_id.hex()) == (spans[1].span_id, CALLER)


def test_every_process_tells_the_same_traces() -> None:
    exporters = [InMemorySpanExporter(), InMemorySpanExporter()]
    parents = [f"00-{number:032x}-{CALLER}-01" for number in range(1, 2**64, 2**64 // 97)]

    for exporter in exporters:
        traces.tell(Sender("aftersales-test", SimpleSpanProcessor(exporter), percent=30))
        for parent in parents:
            with traces.span("test", traces.SERVER, under=parent):
                pass
        traces.end()

    first, second = [{span.context.trace_id for span in one.get_finished_spans() if span.context} for one in exporters]
    assert first == second
    assert len(first) == 30


IDLE: Final = """
import sys
import aftersales_api.main, aftersales_worker.main
from aftersales.kernel import reports, traces
traces.begin("", "aftersales-api")
with traces.span("nothing", traces.SERVER), reports.apart():
    pass
print([name for name in ("opentelemetry", "google.protobuf", "sentry_sdk", "requests") if name in sys.modules])
"""


def test_without_an_address_nothing_of_traces_or_reports_is_in_memory() -> None:
    said = subprocess.run([sys.executable, "-c", IDLE], capture_output=True, text=True, check=True)  # noqa: S603 - ours

    assert said.stdout == "[]\n"


@given(trace=st.integers(1, 2**128 - 1), span=st.integers(1, 2**64 - 1), flags=st.integers(0, 255))
def test_a_traceparent_is_read_as_it_was_written(trace: int, span: int, flags: int) -> None:
    header = f"00-{trace:032x}-{span:016x}-{flags:02x}"

    read = traces.read(header)

    assert read == traces.Trace(f"{trace:032x}", f"{span:016x}")
    assert len(read.parent) == traces.LENGTH


@pytest.mark.parametrize(
    "header",
    [
        "",
        "00",
        f"ff-{TRACE}-{CALLER}-01",
        f"00-{TRACE}-{CALLER}-01-more",
        f"00-{TRACE.upper()}-{CALLER}-01",
        f"00-{'0' * 32}-{CALLER}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE}-{CALLER}",
        f"00-{TRACE}x-{CALLER}-01",
        f"00-{TRACE}-{CALLER}-01\n",
    ],
)
def test_what_is_no_traceparent_says_nothing(header: str) -> None:
    assert traces.read(header) is None


def test_a_later_version_may_say_more() -> None:
    assert traces.read(f"01-{TRACE}-{CALLER}-01-more") == traces.Trace(TRACE, CALLER)
