"""Connections to PostgreSQL: how a process opens, keeps and replaces them, also while a password is being changed.

An address may be followed by a second one, parted by a space: where the first one's password is refused the second is
tried, so that the password can change between two restarts and nobody notices.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

import asyncpg
import msgspec
from sqlalchemy import URL, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, Dialect
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

REFUSED: Final = (asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError)


def create_engine(url: str, *, pool_size: int, statement_timeout_ms: int = 30_000) -> AsyncEngine:
    """A pool of connections on which transactions are opened by `Tx` itself, never implicitly.

    Under load it grows to twice its size and keeps what it opened: a connection costs far more than a request.
    """
    addresses = [_for_the_driver(one) for one in url.split()]
    engine = create_async_engine(
        addresses[0],
        isolation_level="AUTOCOMMIT",
        pool_size=2 * pool_size,
        max_overflow=0,
        pool_use_lifo=True,
        pool_timeout=10,
        pool_pre_ping=False,
        json_serializer=_json,
        json_deserializer=msgspec.json.decode,
        connect_args={
            "timeout": 5,
            "server_settings": {
                "application_name": "aftersales",
                "statement_timeout": str(statement_timeout_ms),
                "lock_timeout": "10000",
                "idle_in_transaction_session_timeout": "60000",
                "timezone": "UTC",
            },
        },
    )
    event.listen(engine.sync_engine, "checkout", _leave_if_closed)
    if len(addresses) > 1:
        event.listen(engine.sync_engine, "do_connect", _in_turn(addresses))
    return engine


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _for_the_driver(url: str) -> URL:
    """The address as SQLAlchemy hands it on: what libpq calls sslmode, this driver calls ssl."""
    address = make_url(url).set(drivername="postgresql+asyncpg")
    mode = address.query.get("sslmode")
    return address.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode}) if mode else address


def _leave_if_closed(raw: DBAPIConnection, _record: ConnectionPoolEntry, _fairy: PoolProxiedConnection) -> None:
    """Let the pool replace a connection whose server has gone: the driver knows, and asking it costs no round trip."""
    driver = getattr(raw, "driver_connection", None)
    if driver is not None and driver.is_closed():
        raise DisconnectionError


def _in_turn(addresses: Sequence[URL]) -> Callable[..., DBAPIConnection]:
    """Connect as the first address says, or as the next where its password is refused; what fits stays first."""
    words = [{"user": address.username, "password": address.password} for address in addresses]

    def connect(dialect: Dialect, _: object, arguments: tuple[Any, ...], named: dict[str, Any]) -> DBAPIConnection:
        for word in words[:-1]:
            try:
                return dialect.connect(*arguments, **named | word)
            except dialect.loaded_dbapi.Error as error:
                if not isinstance(error.__cause__, REFUSED):
                    raise
                words.append(words.pop(0))
        return dialect.connect(*arguments, **named | words[0])

    return connect


def connecting(url: str) -> Callable[..., Awaitable[asyncpg.Connection]]:
    """The same for a pool of the driver's own: what it connects with, instead of `asyncpg.connect`."""
    addresses = url.split()

    async def connect(*_: object, **named: Any) -> asyncpg.Connection:  # noqa: ANN401 - whatever the driver takes
        for address in addresses[:-1]:
            try:
                return await asyncpg.connect(address, **named)
            except REFUSED:
                addresses.append(addresses.pop(0))
        return await asyncpg.connect(addresses[0], **named)

    return connect
