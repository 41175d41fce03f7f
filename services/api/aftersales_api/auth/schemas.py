"""Requests and answers of sessions and invitations."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from aftersales.kernel.access import Permission, Role
from aftersales.kernel.ids import OrganisationId, PersonId, TenantId
from aftersales.tenancy.model import Brand
from aftersales_api.deps import Body

Email = Annotated[str, Meta(min_length=3, max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]
Password = Annotated[str, Meta(min_length=1, max_length=256)]


class Mode(StrEnum):
    """How a session is carried: a browser's cookie, or a bearer token for programs."""

    COOKIE = "cookie"
    BEARER = "bearer"


class LogIn(Body, frozen=True, kw_only=True):
    """An address and a password; `tenant_id` chooses among several brands."""

    email: Email
    password: Password
    mode: Mode = Mode.COOKIE
    tenant_id: TenantId | None = None


class LoggedIn(Struct, frozen=True, kw_only=True):
    """A new session; `token` is null where the cookie carries it."""

    token: str | None
    csrf_token: str
    tenant_id: TenantId
    person_id: PersonId
    person_name: str
    locale: str
    brands: tuple[Brand, ...]


class Switch(Body, frozen=True, kw_only=True):
    """Which brand to act in from now on."""

    tenant_id: TenantId


class Locale(StrEnum):
    """A language that mails and papers are written in."""

    ZH = "zh"
    EN = "en"


class ChangePerson(Body, frozen=True, kw_only=True):
    """What a person is called, where they are phoned, and the language they are written to."""

    name: Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]
    phone: Annotated[str, Meta(max_length=40, pattern=r"^[0-9+() -]*$")] = ""
    locale: Locale = Locale.ZH


class Me(Struct, frozen=True, kw_only=True):
    """Who is logged in, where, and what they may do."""

    id: str
    name: str
    kind: str
    email: str
    locale: str
    tenant_id: TenantId
    organisation_id: OrganisationId | None
    dealer_id: OrganisationId | None
    roles: list[Role]
    permissions: list[Permission]
    brands: tuple[Brand, ...]
    looks_until: datetime | None = None
    """Until when a platform operator reads under the brand's grant; null for everybody else."""


class InvitationShown(Struct, frozen=True, kw_only=True):
    """What an invitation offers to its holder."""

    tenant_name: str
    email: str
    name: str
    roles: tuple[Role, ...]
    has_account: bool


class Offer(Body, frozen=True, kw_only=True):
    """The token of an invitation."""

    token: Annotated[str, Meta(max_length=100)]


class Accept(Body, frozen=True, kw_only=True):
    """Name and password; a person who has an account proves it with the password they have."""

    token: Annotated[str, Meta(max_length=100)]
    password: Password
    name: Annotated[str, Meta(max_length=200)] = ""
    locale: Locale = Locale.ZH


class Joined(Struct, frozen=True, kw_only=True):
    """The person who joined."""

    person_id: PersonId
    tenant_id: TenantId


class ForgotPassword(Body, frozen=True, kw_only=True):
    """Whose password is to be set anew."""

    email: Email


class LinkSent(Struct, frozen=True, kw_only=True):
    """Where the link goes, if anybody has that address."""

    email: str


class NewPassword(Body, frozen=True, kw_only=True):
    """The token from the mail and the new password."""

    token: Annotated[str, Meta(max_length=100)]
    password: Password
