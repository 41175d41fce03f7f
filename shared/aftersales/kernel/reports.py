"""Reports of bugs to Sentry: what broke and where in the code, of which request or delivery, and nothing personal.

An event is made anew from what is known to be harmless. The text of an exception may hold anything that somebody
typed, so it stays here; what PostgreSQL says by number and by name of a constraint goes along.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from types import TracebackType
from typing import Any, Final

from aftersales.kernel import scene, traces
from aftersales.kernel.settings import Settings

Event = dict[str, Any]
KEPT: Final = ("event_id", "timestamp", "level", "platform", "environment", "release", "sdk")
OF_A_FRAME: Final = ("filename", "module", "function", "lineno", "in_app")
BY_NAME: Final = ("sqlstate", "schema_name", "table_name", "column_name", "constraint_name")
NOWHERE: Final[AbstractContextManager[None]] = nullcontext()


class _Reporting:
    """Sentry's library once it is loaded."""

    sdk: Any = None


def begin(settings: Settings, *, transport: Callable[[Any], None] | type | None = None) -> None:
    """Report from now on, where an address for it is given; nothing of Sentry is loaded before that."""
    if not settings.sentry_dsn:
        return
    import sentry_sdk  # noqa: PLC0415 - megabytes that a process without an address never needs
    from sentry_sdk.integrations.atexit import AtexitIntegration  # noqa: PLC0415 - same
    from sentry_sdk.integrations.dedupe import DedupeIntegration  # noqa: PLC0415 - same

    sentry_sdk.init(
        dsn=settings.sentry_dsn,
        environment=settings.environment.value,
        include_local_variables=False,
        include_source_context=False,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[DedupeIntegration(), AtexitIntegration(callback=lambda _pending, _timeout: None)],
        traces_sample_rate=None,
        send_client_reports=False,
        auto_session_tracking=False,
        max_breadcrumbs=30,
        before_send=scrubbed,  # type: ignore[arg-type]  # the library's own type of an event hides its parts
        transport=transport,
    )
    _Reporting.sdk = sentry_sdk


def end() -> None:
    """Send what is left, and stop."""
    if _Reporting.sdk is not None:
        _Reporting.sdk.get_client().close()
        _Reporting.sdk = None


def apart() -> AbstractContextManager[None]:
    """A block whose crumbs are its own: one request or one delivery."""
    return NOWHERE if _Reporting.sdk is None else _isolated()


@contextmanager
def _isolated() -> Iterator[None]:
    with _Reporting.sdk.isolation_scope() as scope:
        scope.clear()
        yield


def report(error: BaseException) -> None:
    """Tell of a bug, with what it was that broke."""
    if _Reporting.sdk is None:
        return
    with _Reporting.sdk.new_scope() as scope:
        for name, value in _tags().items():
            scope.set_tag(name, value)
        scope.capture_exception(error)


def crumb(event: str, level: str) -> None:
    """Remember a line of log by its name, for a report that may follow in the same request or delivery."""
    if _Reporting.sdk is not None and scene.current() is not None:
        _Reporting.sdk.add_breadcrumb(category="log", message=event, level=level)


def _tags() -> dict[str, str]:
    here, trace = scene.current(), traces.current()
    names = {} if here is None else here.names()
    return names | ({} if trace is None else {"trace_id": trace.trace_id})


def scrubbed(event: Event, hint: dict[str, Any]) -> Event:
    """The event made anew from what is known to be harmless."""
    kept: Event = {name: event[name] for name in KEPT if name in event}
    error = hint["exc_info"][1] if hint.get("exc_info") else None
    values = [_exception(value) for value in event.get("exception", {}).get("values", [])]
    if values and error is not None:
        values[-1]["value"] = said_by_name(error)
    tags = {name: value for name, value in (event.get("tags") or {}).items() if name in {*_NAMES, "trace_id"}}
    crumbs = event.get("breadcrumbs") or {}
    return kept | {
        "exception": {"values": values},
        "tags": tags,
        "breadcrumbs": {"values": [_crumb(one) for one in crumbs.get("values", [])]},
    }


_NAMES: Final = ("request_id", "tenant_id", "delivery_id", "handler")


def _crumb(crumb: Event) -> Event:
    return {name: crumb[name] for name in ("category", "message", "level", "timestamp") if name in crumb}


def _exception(value: Event) -> Event:
    frames = (value.get("stacktrace") or {}).get("frames", [])
    told = [{name: frame[name] for name in OF_A_FRAME if name in frame} for frame in frames]
    return {
        "type": value.get("type"),
        "module": value.get("module"),
        "value": "",
        "mechanism": {"type": "generic", "handled": True},
        "stacktrace": {"frames": told},
    }


def said_by_name(error: BaseException) -> str:
    """What may be told of an exception beside its type: names and numbers of PostgreSQL's, no text."""
    original = getattr(error, "orig", None) or error
    original = getattr(original, "__cause__", None) or original
    told = [f"{name}={value}" for name in BY_NAME if isinstance(value := getattr(original, name, None), str)]
    return " ".join(told)


def traceback_of(error: BaseException) -> list[str]:
    """An exception and what caused it, innermost last, as types and places in the code and without a word of text."""
    lines: list[str] = []
    seen: set[int] = set()
    chain: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        chain.append(following)
        following = following.__cause__ or (None if following.__suppress_context__ else following.__context__)
    for one in reversed(chain):
        lines += _places(one.__traceback__)
        lines.append(
            " ".join(part for part in (f"{type(one).__module__}.{type(one).__qualname__}", said_by_name(one)) if part)
        )
    return lines


def _places(traceback: TracebackType | None) -> Iterator[str]:
    while traceback is not None:
        code = traceback.tb_frame.f_code
        yield f"{code.co_filename}:{traceback.tb_lineno} {code.co_name}"
        traceback = traceback.tb_next
