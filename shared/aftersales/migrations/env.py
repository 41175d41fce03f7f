"""Alembic's entry: connects as the owner, never waits long for a lock."""

import asyncio

from alembic import context
from sqlalchemy import Connection, pool, text
from sqlalchemy.ext.asyncio import create_async_engine

from aftersales.migrations.registry import metadata


def _run(connection: Connection) -> None:
    patience = {"patience": context.config.attributes["lock_timeout"]}
    connection.execute(text("SELECT set_config('lock_timeout', :patience, false)"), patience)
    connection.execute(text("SET statement_timeout = '10min'"))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_server_default=False,
        transaction_per_migration=True,  # what one revision locks is free again before the next begins
    )
    with context.begin_transaction():
        context.run_migrations()


async def _connect(url: str) -> None:
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://", 1), poolclass=pool.NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(_run)
        await connection.commit()
    await engine.dispose()


asyncio.run(_connect(context.config.attributes["owner_url"]))
