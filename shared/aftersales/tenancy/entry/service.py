"""Coming in: sessions, keys and operators are recognised here, before any tenant is known."""

from datetime import timedelta
from typing import Final

import msgspec
from sqlalchemy import func, select, update

from aftersales.kernel.access import Actor, ActorKind, Permission, permissions_of
from aftersales.kernel.ids import PersonId, TenantId, new_id
from aftersales.kernel.tx import Anteroom, OperatorTx, as_row
from aftersales.tenancy.entry import rules
from aftersales.tenancy.errors import InvitationUnusable, LoginFailed, NoBrand, PasswordWeak, ResetUnusable
from aftersales.tenancy.model import Brand, KeyHolder, Operator, OperatorState, Session
from aftersales.tenancy.tables import operators

SESSION_PREFIX: Final = "aps_sess"
KEY_PREFIX: Final = "aps_live"
OPERATOR_PREFIX: Final = "aps_oper"
INVITATION_PREFIX: Final = "aps_inv"
RESET_PREFIX: Final = "aps_reset"

SESSION_LASTS: Final = timedelta(hours=12)
INVITATION_LASTS: Final = timedelta(hours=72)
RESET_LASTS: Final = timedelta(hours=1)


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A new session: the token and the CSRF token are told once."""

    token: str
    csrf_token: str
    brands: tuple[Brand, ...]
    tenant_id: TenantId
    person_id: PersonId
    person_name: str
    locale: str


class _Person(msgspec.Struct, frozen=True):
    id: PersonId
    name: str
    locale: str
    password_hash: str


class Invited(msgspec.Struct, frozen=True, kw_only=True):
    """What an invitation says to whoever holds it."""

    tenant_id: TenantId
    tenant_name: str
    email: str
    name: str
    roles: tuple[str, ...]
    person_id: PersonId | None


async def session_of(room: Anteroom, token: str) -> Session | None:
    """The session behind a token, if it lives."""
    rows = await room.fetch("SELECT * FROM auth_session($1, $2)", rules.digest(token), room.now)
    return as_row(rows[0], Session) if rows else None


async def key_holder_of(room: Anteroom, key: str) -> KeyHolder | None:
    """The holder of an API key, if it is neither revoked nor expired."""
    rows = await room.fetch("SELECT * FROM auth_key($1, $2)", rules.digest(key), room.now)
    return as_row(rows[0], KeyHolder) if rows else None


async def operator_of(tx: OperatorTx, key: str) -> Operator | None:
    """The operator behind a key."""
    statement = select(operators.c.id, operators.c.name, operators.c.email).where(
        operators.c.key_hash == rules.digest(key),
        operators.c.state == OperatorState.ACTIVE.value,
    )
    return await tx.first(statement, Operator)


def actor_of(who: Session | KeyHolder) -> Actor:
    """Whoever came in, as services know them."""
    if isinstance(who, Session):
        roles = frozenset(who.roles)
        return Actor(
            kind=ActorKind.PERSON,
            id=who.person_id,
            name=who.person_name,
            roles=roles,
            permissions=permissions_of(roles),
            organisation_id=who.organisation_id,
            dealer_id=who.dealer_id,
        )
    return Actor(
        kind=ActorKind.KEY,
        id=who.key_id,
        name=who.name,
        permissions=frozenset(Permission(scope) for scope in who.scopes),
        organisation_id=who.organisation_id,
        dealer_id=who.dealer_id,
    )


async def _person(room: Anteroom, email: str) -> _Person | None:
    rows = await room.fetch("SELECT * FROM auth_person($1)", email.strip().lower())
    return as_row(rows[0], _Person) if rows else None


async def brands_of(room: Anteroom, person_id: PersonId) -> tuple[Brand, ...]:
    """Every active tenant that a person belongs to."""
    rows = await room.fetch("SELECT * FROM brands_of($1)", person_id)
    return tuple(as_row(row, Brand) for row in rows)


async def log_in(
    room: Anteroom,
    email: str,
    password: str,
    *,
    by_cookie: bool,
    tenant_id: TenantId | None = None,
) -> Opened:
    """Open a session in the wanted tenant, or in the first by code; unknown address and wrong password look alike."""
    person = await _person(room, email)
    if not await rules.verify_password(person and person.password_hash, password) or person is None:
        raise LoginFailed

    return await _open(room, person, by_cookie=by_cookie, tenant_id=tenant_id)


async def _open(room: Anteroom, person: _Person, *, by_cookie: bool, tenant_id: TenantId | None) -> Opened:
    brands = await brands_of(room, person.id)
    chosen = [brand for brand in brands if tenant_id in {None, brand.tenant_id}]
    if not chosen:
        raise NoBrand
    token, csrf = rules.new_token(SESSION_PREFIX), rules.new_token("aps_csrf")
    await room.fetch(
        "SELECT open_session($1, $2, $3, $4, $5, $6)",
        rules.digest(token),
        person.id,
        chosen[0].tenant_id,
        rules.digest(csrf),
        by_cookie,
        room.now + SESSION_LASTS,
    )
    return Opened(
        token=token,
        csrf_token=csrf,
        brands=brands,
        tenant_id=chosen[0].tenant_id,
        person_id=person.id,
        person_name=person.name,
        locale=person.locale,
    )


async def switch_brand(room: Anteroom, token: str, tenant_id: TenantId) -> None:
    """Let a session act in another tenant of the same person."""
    rows = await room.fetch("SELECT switch_session($1, $2) AS switched", rules.digest(token), tenant_id)
    if not rows[0]["switched"]:
        raise NoBrand


async def log_out(room: Anteroom, token: str) -> None:
    """End a session at once."""
    await room.fetch("SELECT close_session($1)", rules.digest(token))


async def invitation_of(room: Anteroom, token: str) -> Invited:
    """What an invitation offers; unusable ones are answered alike."""
    if not rules.is_token(token, INVITATION_PREFIX):
        raise InvitationUnusable
    rows = await room.fetch("SELECT * FROM find_invitation($1, $2)", rules.digest(token), room.now)
    if not rows:
        raise InvitationUnusable
    return as_row(rows[0], Invited)


async def accept_invitation(room: Anteroom, token: str, name: str, password: str) -> Invited:
    """Join: a new person sets a password, a known one proves theirs; the invitation is used up."""
    invited = await invitation_of(room, token)
    known = await _person(room, invited.email)
    if known is not None and not await rules.verify_password(known.password_hash, password):
        raise LoginFailed
    if known is None and rules.is_weak(password):
        raise PasswordWeak(pointer="/password", least=rules.LEAST_PASSWORD)

    stored = known.password_hash if known else await rules.hash_password(password)
    rows = await room.fetch(
        "SELECT accept_invitation($1, $2, $3, $4, $5) AS person",
        rules.digest(token),
        room.now,
        new_id(),
        name or invited.name,
        stored,
    )
    if rows[0]["person"] is None:
        raise InvitationUnusable
    return msgspec.structs.replace(invited, person_id=PersonId(rows[0]["person"]))


class ResetStarted(msgspec.Struct, frozen=True, kw_only=True):
    """Who gets the link for a new password, and on whose behalf it is sent."""

    token: str
    person_id: PersonId
    name: str
    locale: str
    tenant_id: TenantId


async def start_password_reset(room: Anteroom, email: str) -> ResetStarted | None:
    """Issue a link for a new password; None for an address that nobody has, which the caller must not show."""
    token = rules.new_token(RESET_PREFIX)
    rows = await room.fetch(
        "SELECT * FROM start_password_reset($1, $2, $3)",
        email.strip().lower(),
        rules.digest(token),
        room.now + RESET_LASTS,
    )
    if not rows:
        return None
    return msgspec.convert(dict(rows[0]) | {"token": token}, ResetStarted)


async def finish_password_reset(room: Anteroom, token: str, password: str) -> None:
    """Set a new password and end every session of the person."""
    if not rules.is_token(token, RESET_PREFIX):
        raise ResetUnusable
    if rules.is_weak(password):
        raise PasswordWeak(pointer="/password", least=rules.LEAST_PASSWORD)
    stored = await rules.hash_password(password)
    rows = await room.fetch("SELECT finish_password_reset($1, $2, $3) AS done", rules.digest(token), room.now, stored)
    if not rows[0]["done"]:
        raise ResetUnusable


async def add_operator(tx: OperatorTx, name: str, email: str) -> str:
    """Add a platform operator, or give a known one a new key; the key is told once."""
    key = rules.new_token(OPERATOR_PREFIX)
    known = await tx.scalar(select(operators.c.id).where(operators.c.email == email.lower()))
    if known is None:
        await tx.execute(
            operators.insert().values(id=new_id(), name=name, email=email.lower(), key_hash=rules.digest(key)),
        )
    else:
        await tx.execute(
            update(operators)
            .where(operators.c.id == known)
            .values(key_hash=rules.digest(key), name=name, state=OperatorState.ACTIVE.value, created_at=func.now()),
        )
    return key
