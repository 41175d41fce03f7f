"""Use cases of keys."""

from aftersales.kernel.access import Permission
from aftersales.kernel.errors import FieldError, Forbidden, Invalid, StateConflict
from aftersales.kernel.ids import OrganisationId, new_id
from aftersales.kernel.tx import Tx
from aftersales.tenancy.entry import rules as tokens
from aftersales.tenancy.entry.service import KEY_PREFIX
from aftersales.tenancy.errors import KeyNeedsPerson, ScopeNotHeld, TooManyKeys
from aftersales.tenancy.events import KeyIssued, KeyRevoked
from aftersales.tenancy.keys import store
from aftersales.tenancy.keys.model import LONGEST, MOST_LIVE, SHOWN, Issued, NewKey
from aftersales.tenancy.model import ApiKey, KeyId


async def list_keys(tx: Tx, *, limit: int, cursor: str | None) -> tuple[list[ApiKey], str | None]:
    """A page of the keys, newest first; a dealer sees its own."""
    tx.actor.require(Permission.KEYS_MANAGE)
    return await store.keys_page(tx, limit=limit, cursor=cursor)


async def read_key(tx: Tx, key_id: KeyId) -> ApiKey:
    """One key, without its secret."""
    tx.actor.require(Permission.KEYS_MANAGE)
    return await store.key(tx, key_id)


async def issue_key(tx: Tx, wanted: NewKey) -> Issued:
    """Issue a key for the caller's organisation; it can do at most what its issuer may, and is told once."""
    tx.actor.require(Permission.KEYS_MANAGE)
    organisation_id = _check(tx, wanted)
    await store.lock_name(tx, wanted.name)
    if await store.live_keys(tx, wanted.name) >= MOST_LIVE:
        raise TooManyKeys(name=wanted.name, most=MOST_LIVE, pointer="/name")

    secret = tokens.new_token(KEY_PREFIX)
    scopes = tuple(sorted(set(wanted.scopes)))
    key = ApiKey(
        id=KeyId(new_id()),
        name=wanted.name,
        prefix=secret[:SHOWN],
        scopes=scopes,
        organisation_id=organisation_id,
        created_at=tx.now,
        expires_at=tx.now + wanted.lasts,
        revoked_at=None,
        last_used_at=None,
    )
    await store.add_key(tx, key, tokens.digest(secret))
    tx.emit(
        KeyIssued(
            key_id=key.id,
            name=key.name,
            prefix=key.prefix,
            scopes=scopes,
            organisation_id=organisation_id,
            dealer_id=tx.dealer_id,
            expires_at=key.expires_at,
        ),
    )
    return Issued(secret=secret, key=key)


def _check(tx: Tx, wanted: NewKey) -> OrganisationId:
    if tx.actor.person_id is None or tx.actor.organisation_id is None:
        raise KeyNeedsPerson
    if not wanted.scopes or wanted.lasts > LONGEST:
        raise Invalid(
            FieldError(
                pointer="/lasts_days" if wanted.scopes else "/scopes",
                code="wrong_value",
                zh=f"密钥至少有一项权限，有效期不超过 {LONGEST.days} 天。",
                en=f"A key has at least one scope and lives at most {LONGEST.days} days.",
            ),
        )
    for index, scope in enumerate(wanted.scopes):
        if not tx.actor.may(scope):
            raise ScopeNotHeld(scope=scope.value, pointer=f"/scopes/{index}")
        if scope is Permission.KEYS_MANAGE:
            raise Forbidden(permission=scope.value, pointer=f"/scopes/{index}")
    return tx.actor.organisation_id


async def revoke_key(tx: Tx, key_id: KeyId) -> ApiKey:
    """Let a key open nothing any more, at once."""
    tx.actor.require(Permission.KEYS_MANAGE)
    known = await store.key(tx, key_id)
    if known.revoked_at is not None or not await store.revoke_key(tx, key_id):
        raise StateConflict(state="revoked", move="revoke")
    tx.emit(KeyRevoked(key_id=known.id, name=known.name, prefix=known.prefix, dealer_id=tx.dealer_id))
    return await store.key(tx, key_id)
