"""Logs: facts with fields, one JSON object a line in production, never personal data."""

import logging

import sentry_sdk
import structlog

from aftersales.kernel.settings import Environment, Settings


def configure(settings: Settings) -> None:
    """Set up structured logs and, where an address is given, Sentry without personal data."""
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(colors=False)
        if settings.environment is Environment.LOCAL
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    logging.getLogger("arq").setLevel(logging.WARNING)
    if settings.sentry_dsn:
        sentry_sdk.init(
            dsn=settings.sentry_dsn,
            environment=settings.environment.value,
            send_default_pii=False,
            include_local_variables=False,
            auto_enabling_integrations=False,
            traces_sample_rate=0.0,
        )
