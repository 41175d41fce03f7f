"""Coming in: sessions, keys and operators are recognised here, before any tenant is known."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import select

from aftersales.kernel.access import OPERATOR_READS, Actor, ActorKind, Permission, Role, permissions_of
from aftersales.kernel.errors import Unauthenticated
from aftersales.kernel.ids import OrganisationId, PersonId, TenantId, new_id
from aftersales.kernel.tx import Anteroom, OperatorTx, Tx, as_row
from aftersales.tenancy.entry import rules
from aftersales.tenancy.errors import (
    AlreadyMember,
    InvitationUnusable,
    LoginFailed,
    NoBrand,
    PasswordWeak,
    ResetUnusable,
    TenantSuspended,
)
from aftersales.tenancy.events import PersonChanged, PersonJoined
from aftersales.tenancy.model import (
    Brand,
    InvitationId,
    KeyHolder,
    Operator,
    OperatorState,
    PassHolder,
    Session,
    TenantState,
)
from aftersales.tenancy.tables import operators

SESSION_PREFIX: Final = "aps_sess"
KEY_PREFIX: Final = "aps_live"
OPERATOR_PREFIX: Final = "aps_oper"
PASS_PREFIX: Final = "aps_pass"  # noqa: S105 - how every pass begins, not one
INVITATION_PREFIX: Final = "aps_inv"
RESET_PREFIX: Final = "aps_reset"

SESSION_LASTS: Final = timedelta(hours=12)
INVITATION_LASTS: Final = timedelta(hours=72)
RESET_LASTS: Final = timedelta(hours=1)
LONGEST_ADDRESS: Final = 500
"""How much of the address that an operator looked at is kept."""


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
    id: InvitationId
    email: str
    name: str
    organisation_id: OrganisationId
    dealer_id: OrganisationId | None
    roles: tuple[Role, ...]
    person_id: PersonId | None
    is_member: bool


async def session_of(room: Anteroom, token: str) -> Session | None:
    """The session behind a token, if it lives."""
    rows = await room.fetch("SELECT * FROM caller_by_session($1, $2)", rules.digest(token), room.now)
    return as_row(rows[0], Session) if rows else None


async def key_holder_of(room: Anteroom, key: str) -> KeyHolder | None:
    """The holder of an API key, if it is neither revoked nor expired."""
    rows = await room.fetch("SELECT * FROM caller_by_key($1, $2)", rules.digest(key), room.now)
    return as_row(rows[0], KeyHolder) if rows else None


async def pass_holder_of(
    room: Anteroom, token: str, *, method: str, address: str, request_id: str
) -> PassHolder | None:
    """The operator behind a pass, if its grant runs; that they looked is on record with the answer."""
    rows = await room.fetch(
        "SELECT * FROM auth_access($1, $2, $3, $4::varchar, $5::varchar, $6::varchar)",
        rules.digest(token),
        room.now,
        new_id(),
        method,
        address[:LONGEST_ADDRESS],
        request_id,
    )
    return as_row(rows[0], PassHolder) if rows else None


async def operator_of(tx: OperatorTx, key: str) -> Operator | None:
    """The operator behind a key."""
    statement = select(operators.c.id, operators.c.name, operators.c.email).where(
        operators.c.key_hash == rules.digest(key),
        operators.c.state == OperatorState.ACTIVE.value,
    )
    return await tx.first(statement, Operator)


def actor_of(who: Session | KeyHolder | PassHolder) -> Actor:
    """Whoever came in, as services know them."""
    if isinstance(who, PassHolder):
        return Actor(kind=ActorKind.OPERATOR, id=who.operator_id, name=who.operator_name, permissions=OPERATOR_READS)
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
            spent=who.spent,
        )
    return Actor(
        kind=ActorKind.KEY,
        id=who.key_id,
        name=who.name,
        permissions=frozenset(Permission(scope) for scope in who.scopes),
        organisation_id=who.organisation_id,
        dealer_id=who.dealer_id,
        spent=who.spent,
    )


async def _person(room: Anteroom | Tx, email: str) -> _Person | None:
    rows = await room.fetch("SELECT * FROM auth_person($1)", email.strip().lower())
    return as_row(rows[0], _Person) if rows else None


async def brands_of(room: Anteroom, person_id: PersonId) -> tuple[Brand, ...]:
    """Every tenant that a person belongs to, suspended ones too."""
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
    if not await rules.verify_password(person.password_hash if person else None, password) or person is None:
        raise LoginFailed

    return await _open(room, person, by_cookie=by_cookie, tenant_id=tenant_id)


async def _open(room: Anteroom, person: _Person, *, by_cookie: bool, tenant_id: TenantId | None) -> Opened:
    all_brands = await brands_of(room, person.id)
    brands = tuple(brand for brand in all_brands if brand.state is TenantState.ACTIVE)
    chosen = [brand for brand in brands if tenant_id in {None, brand.tenant_id}]
    if not chosen:
        suspended = any(tenant_id in {None, brand.tenant_id} for brand in all_brands)
        raise TenantSuspended if suspended else NoBrand
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


async def invitation_of(room: Anteroom | Tx, token: str) -> Invited:
    """What an invitation offers; unusable ones are answered alike."""
    if not rules.is_token(token, INVITATION_PREFIX):
        raise InvitationUnusable
    rows = await room.fetch("SELECT * FROM find_invitation($1, $2)", rules.digest(token), room.now)
    if not rows:
        raise InvitationUnusable
    return as_row(rows[0], Invited)


async def accept_invitation(
    queries: Anteroom | Tx,
    token: str,
    name: str,
    password: str,
    *,
    locale: str = "zh",
    new_person: PersonId | None = None,
) -> Invited:
    """Join: a new person sets a password, a known one proves theirs; the invitation is used up."""
    invited = await invitation_of(queries, token)
    if invited.is_member:
        raise AlreadyMember(email=invited.email)
    known = await _person(queries, invited.email)
    if known is not None and not await rules.verify_password(known.password_hash, password):
        raise LoginFailed
    if known is None and rules.is_weak(password):
        raise PasswordWeak(pointer="/password", least=rules.LEAST_PASSWORD)

    stored = known.password_hash if known else await rules.hash_password(password)
    rows = await queries.fetch(
        "SELECT accept_invitation($1, $2, $3, $4, $5, $6) AS person",
        rules.digest(token),
        queries.now,
        new_person or new_id(),
        name.strip() or invited.name,
        stored,
        locale,
    )
    if rows[0]["person"] is None:
        raise InvitationUnusable
    return msgspec.structs.replace(invited, person_id=PersonId(rows[0]["person"]))


def joiner_of(invited: Invited) -> Actor:
    """The holder of an invitation, who may do nothing yet but join."""
    return Actor(
        kind=ActorKind.PERSON,
        id=invited.person_id or new_id(),
        name=invited.name,
        organisation_id=invited.organisation_id,
    )


async def join(tx: Tx, token: str, name: str, password: str, *, locale: str = "zh") -> Invited:
    """Accept an invitation in a transaction of the inviting tenant, and say so there."""
    joined = await accept_invitation(
        tx,
        token,
        name,
        password,
        locale=locale,
        new_person=PersonId(tx.actor.id),
    )
    person_id = joined.person_id or PersonId(tx.actor.id)
    tx.emit(
        PersonJoined(
            person_id=person_id,
            invitation_id=joined.id,
            email=joined.email,
            name=name.strip() or joined.name,
            organisation_id=joined.organisation_id,
            dealer_id=joined.dealer_id,
            roles=joined.roles,
        ),
    )
    return joined


async def change_person(tx: Tx, *, name: str, phone: str, locale: str) -> None:
    """Change what the acting person is called, and in which language they are written to, in all of their brands."""
    person_id = tx.actor.person_id
    if person_id is None:
        raise Unauthenticated
    await tx.fetch("SELECT change_person($1, $2, $3, $4)", person_id, name, phone, locale)
    tx.emit(PersonChanged(person_id=person_id, dealer_id=tx.dealer_id, name=name, locale=locale))


def reset_token(reset_id: UUID) -> str:
    """The secret in the link for a new password."""
    return rules.derived_token(RESET_PREFIX, reset_id)


async def start_password_reset(room: Anteroom, email: str, request_id: str = "") -> None:
    """Have a link for a new password mailed; an address that nobody has is answered alike and as fast."""
    reset_id = new_id()
    await room.fetch(
        "SELECT start_password_reset($1, $2, $3, $4, $5, $6, $7)",
        email.strip().lower(),
        reset_id,
        rules.digest(reset_token(reset_id)),
        room.now,
        room.now + RESET_LASTS,
        new_id(),
        request_id,
    )


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


async def forget_entries(tx: Tx, before: datetime, *, most: int = 2_000) -> bool:
    """Forget a batch of sessions and reset links that expired before an instant; whether there may be more."""
    rows = await tx.fetch("SELECT forget_entries($1, $2) AS gone", before, most)
    return bool(rows[0]["gone"] >= most)
