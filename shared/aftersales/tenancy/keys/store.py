"""Every query on keys inside a tenant."""

from typing import Any

from sqlalchemy import Select, func, insert, select, update

from aftersales.kernel.errors import NotFound
from aftersales.kernel.pagination import page
from aftersales.kernel.tx import Tx
from aftersales.tenancy.model import ApiKey, KeyId
from aftersales.tenancy.tables import api_keys


def _visible_keys(tx: Tx) -> Select[Any]:
    hidden = {"tenant_id", "key_hash", "created_by"}
    columns = (column for column in api_keys.c if column.name not in hidden)
    return select(*columns).where(api_keys.c.tenant_id == tx.tenant_id)


async def keys_page(tx: Tx, *, limit: int, cursor: str | None) -> tuple[list[ApiKey], str | None]:
    """A page of the visible keys, newest first."""
    return await page(
        tx,
        _visible_keys(tx),
        ApiKey,
        columns=[api_keys.c.created_at, api_keys.c.id],
        key=lambda found: (found.created_at, found.id),
        limit=limit,
        cursor=cursor,
        bound=("keys",),
        descending=True,
    )


async def key(tx: Tx, key_id: KeyId) -> ApiKey:
    """One key, or `NotFound`."""
    return await tx.one(_visible_keys(tx).where(api_keys.c.id == key_id), ApiKey, NotFound("key", "密钥"))


async def lock_name(tx: Tx, name: str) -> None:
    """Let nobody else issue a key of this name before this transaction ends."""
    await tx.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"{tx.tenant_id} key {name}", 0))))


async def live_keys(tx: Tx, name: str) -> int:
    """How many keys of this name, issued for the caller's organisation, still open something."""
    statement = select(func.count()).where(
        api_keys.c.tenant_id == tx.tenant_id,
        api_keys.c.organisation_id == tx.actor.organisation_id,
        api_keys.c.name == name,
        api_keys.c.revoked_at.is_(None),
        api_keys.c.expires_at > tx.now,
    )
    return int(await tx.scalar(statement))


async def add_key(tx: Tx, key: ApiKey, key_hash: bytes) -> None:
    """One more key."""
    await tx.execute(
        insert(api_keys).values(
            tenant_id=tx.tenant_id,
            id=key.id,
            name=key.name,
            prefix=key.prefix,
            key_hash=key_hash,
            scopes=list(key.scopes),
            organisation_id=key.organisation_id,
            dealer_id=tx.dealer_id,
            created_by=tx.actor.id,
            created_at=key.created_at,
            expires_at=key.expires_at,
        ),
    )


async def revoke_key(tx: Tx, key_id: KeyId) -> bool:
    """Let a key open nothing any more; False if it was revoked already."""
    changed = await tx.execute(
        update(api_keys)
        .where(api_keys.c.tenant_id == tx.tenant_id, api_keys.c.id == key_id, api_keys.c.revoked_at.is_(None))
        .values(revoked_at=tx.now),
    )
    return changed.rowcount == 1
