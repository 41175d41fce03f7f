"""Spans by OpenTelemetry, sent to a collector in batches; loaded only where an address for them is given."""

from typing import Final

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import TraceIdRatioBased
from opentelemetry.trace import (
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    set_span_in_context,
)
from opentelemetry.trace import Span as OtelSpan

from aftersales.kernel.traces import Span, Trace

PATIENCE: Final = 3.0
"""Seconds that a collector is given for a batch."""

SAMPLED: Final = TraceFlags(TraceFlags.SAMPLED)


class _Told:
    """A span that is sent when it ends."""

    def __init__(self, span: OtelSpan) -> None:
        self._span = span

    def name(self, name: str) -> None:
        """Name it anew."""
        self._span.update_name(name)

    def add(self, **attributes: str | float) -> None:
        """Say more about it."""
        for key, value in attributes.items():
            self._span.set_attribute(_dotted(key), value)

    def fail(self, why: str) -> None:
        """Say that it went wrong."""
        self._span.set_attribute("error.type", why)
        self._span.set_status(Status(StatusCode.ERROR, why))


def _dotted(name: str) -> str:
    """`http__route` as `http.route`, since a keyword has no dots."""
    return name.replace("__", ".")


class Sender:
    """Makes spans and sends them; which traces are told is decided by their number, alike in every process."""

    def __init__(self, service: str, processor: SpanProcessor, *, percent: int = 100) -> None:
        self._provider = TracerProvider(
            sampler=TraceIdRatioBased(percent / 100),
            resource=Resource.create({"service.name": service}),
            shutdown_on_exit=False,
        )
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("aftersales")

    @classmethod
    def to(cls, endpoint: str, service: str, *, percent: int = 100) -> "Sender":
        """One that sends to a collector over OTLP/HTTP."""
        exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces", timeout=PATIENCE)
        return cls(service, BatchSpanProcessor(exporter), percent=percent)

    def begin(
        self, name: str, kind: str, parent: Trace | None, attributes: dict[str, str | float]
    ) -> tuple[Trace, Span, OtelSpan]:
        """Begin a span under a parent."""
        above = None
        if parent is not None:
            place = SpanContext(int(parent.trace_id, 16), int(parent.span_id, 16), is_remote=True, trace_flags=SAMPLED)
            above = set_span_in_context(NonRecordingSpan(place))
        told = {_dotted(key): value for key, value in attributes.items()}
        span = self._tracer.start_span(
            name,
            context=above,
            kind=SpanKind[kind],
            attributes=told,
            record_exception=False,
            set_status_on_exception=False,
        )
        here = span.get_span_context()
        return Trace(f"{here.trace_id:032x}", f"{here.span_id:016x}"), _Told(span), span

    def end(self, token: OtelSpan) -> None:
        """End a span."""
        token.end()

    def close(self) -> None:
        """Send what is left."""
        self._provider.shutdown()
