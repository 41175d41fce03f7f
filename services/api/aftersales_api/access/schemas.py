"""Requests and answers of operators' access."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from aftersales.kernel.ids import TenantId
from aftersales.tenancy.access.model import LONGEST_HOURS, MOST_HOURS, AccessId
from aftersales_api.deps import Body

Reason = Annotated[str, Meta(min_length=1, max_length=400, pattern=r"\S")]
Hours = Annotated[int, Meta(ge=1, le=MOST_HOURS)]


class AskAccess(Body, frozen=True, kw_only=True):
    """Whose data an operator wants to read, why, and for how many hours."""

    tenant_id: UUID
    reason: Reason
    hours: Hours = LONGEST_HOURS


class GrantAccess(Body, frozen=True, kw_only=True):
    """For how many hours; as many as were asked for if nothing is said."""

    hours: Hours | None = None


class RefuseAccess(Body, frozen=True, kw_only=True):
    """Why the operator may read nothing."""

    reason: Reason


class PassShown(Struct, frozen=True, kw_only=True):
    """A pass; its token is told this once, and null when the same request is answered again."""

    token: str | None
    access_id: AccessId
    tenant_id: TenantId
    until: datetime
