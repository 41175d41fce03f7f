"""Logs: facts with fields, one JSON object a line in production, never personal data.

Each line says of itself to which request, tenant, delivery and trace it belongs. Of an exception it tells types and
places in the code: the text may hold what somebody typed. What looks like an e-mail address, a phone or one of our
tokens is masked.
"""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, Final

import structlog

from aftersales.kernel import reports, scene, traces
from aftersales.kernel.settings import Environment, Settings

Line = MutableMapping[str, Any]
PERSONAL: Final = re.compile(
    r"[\w.+-]+@[\w-]+\.[\w.-]+"  # an e-mail address
    r"|(?<![0-9A-Za-z-])(?:\+?86[ -]?)?1[3-9]\d{9}(?![0-9A-Za-z-])"  # a phone
    r"|aps_[a-z]+_[\w-]{6,}",  # one of our own tokens, as links in mails hold them
)
MASK: Final = "***"

CHAIN: Final[list[structlog.typing.Processor]] = []
"""What each line goes through; one list for good, since loggers that were used once keep hold of it."""


def configure(settings: Settings) -> None:
    """Set up structured logs."""
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(colors=False)
        if settings.environment is Environment.LOCAL
        else structlog.processors.JSONRenderer()
    )
    CHAIN[:] = [
        say_where,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        tell_places,
        mask,
        renderer,
    ]
    structlog.configure(
        processors=CHAIN,
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    for chatty in ("arq", "httpx"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def say_where(_: object, method: str, line: Line) -> Line:
    """Add whose line it is, and leave a crumb of it for a report that may follow."""
    here, trace = scene.current(), traces.current()
    if here is not None:
        for name, value in here.names().items():
            line.setdefault(name, value)
    if trace is not None:
        line.setdefault("trace_id", trace.trace_id)
    reports.crumb(str(line.get("event", "")), method)
    return line


def tell_places(_: object, __: str, line: Line) -> Line:
    """An exception as types and places."""
    told = line.pop("exc_info", None)
    if told is True:
        told = sys.exc_info()[1]
    elif isinstance(told, tuple):
        told = told[1]
    if isinstance(told, BaseException):
        line["exception"] = reports.traceback_of(told)
    return line


def mask(_: object, __: str, line: Line) -> Line:
    """The last wall: whatever looks personal or opens a door does not leave."""
    for name, value in line.items():
        line[name] = masked(value)
    return line


def masked(value: object) -> object:
    """A value without what looks personal."""
    if isinstance(value, str):
        return PERSONAL.sub(MASK, value)
    if isinstance(value, Mapping):
        return {key: masked(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [masked(one) for one in value]
    return value
