"""Requests and answers of platform operators."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from aftersales.tenancy.model import InvitationId, Tenant
from aftersales_api.auth.schemas import Email
from aftersales_api.deps import Body

Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]


class Administrator(Body, frozen=True, kw_only=True):
    """Who is invited first."""

    name: Name
    email: Email


class ProvisionTenant(Body, frozen=True, kw_only=True):
    """A manufacturer and its first administrator; code and currency stay for good."""

    code: Annotated[str, Meta(min_length=3, max_length=40)]
    name: Name
    name_en: Annotated[str, Meta(max_length=200)] = ""
    currency: Annotated[str, Meta(min_length=3, max_length=3)] = "CNY"
    time_zone: Annotated[str, Meta(max_length=64)] = "Asia/Shanghai"
    locale: Annotated[str, Meta(max_length=8)] = "zh"
    administrator: Administrator


class TenantProvisioned(Struct, frozen=True, kw_only=True):
    """The tenant and its administrator's invitation; the link itself goes by mail only."""

    tenant: Tenant
    invitation_id: InvitationId
    invitation_expires_at: datetime


class Why(Body, frozen=True, kw_only=True):
    """The reason, for the tenant and for the record."""

    reason: Annotated[str, Meta(min_length=1, max_length=400, pattern=r"\S")]
