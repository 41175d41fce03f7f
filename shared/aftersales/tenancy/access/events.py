"""What a tenant is told of operators' access to its data."""

from datetime import datetime
from typing import ClassVar

from aftersales.kernel.facts import Fact, announced
from aftersales.tenancy.access.model import AccessId


@announced
class AccessAsked(Fact, frozen=True, kw_only=True):
    """An operator of the platform asked to read the tenant's data."""

    NAME: ClassVar = "tenancy.access_asked"
    SUBJECT: ClassVar = ("access", "access_id")

    access_id: AccessId
    operator_name: str
    reason: str
    hours: int


@announced
class AccessGranted(Fact, frozen=True, kw_only=True):
    """The tenant let an operator read until an instant."""

    NAME: ClassVar = "tenancy.access_granted"
    SUBJECT: ClassVar = ("access", "access_id")

    access_id: AccessId
    operator_name: str
    hours: int
    until: datetime


@announced
class AccessRefused(Fact, frozen=True, kw_only=True):
    """The tenant let an operator read nothing."""

    NAME: ClassVar = "tenancy.access_refused"
    SUBJECT: ClassVar = ("access", "access_id")

    access_id: AccessId
    operator_name: str
    reason: str


@announced
class AccessRevoked(Fact, frozen=True, kw_only=True):
    """The tenant ended an operator's access before its time."""

    NAME: ClassVar = "tenancy.access_revoked"
    SUBJECT: ClassVar = ("access", "access_id")

    access_id: AccessId
    operator_name: str


@announced
class AccessWithdrawn(Fact, frozen=True, kw_only=True):
    """An operator took a request back, or ended the access before its time."""

    NAME: ClassVar = "tenancy.access_withdrawn"
    SUBJECT: ClassVar = ("access", "access_id")

    access_id: AccessId
    operator_name: str


@announced
class AccessLapsed(Fact, frozen=True, kw_only=True):
    """Nobody of the tenant answered an operator's request in time."""

    NAME: ClassVar = "tenancy.access_lapsed"
    SUBJECT: ClassVar = ("access", "access_id")

    access_id: AccessId
    operator_name: str
    asked_at: datetime


@announced
class AccessOpened(Fact, frozen=True, kw_only=True):
    """An operator began to read under a grant."""

    NAME: ClassVar = "tenancy.access_opened"
    SUBJECT: ClassVar = ("access", "access_id")

    access_id: AccessId
    operator_name: str
    until: datetime
