"""Words of plans: allowances, versions, assignments, and a month's usage beside them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Final, NewType, TypeAlias
from uuid import UUID

from msgspec import Meta, Struct

from aftersales.kernel.ids import TenantId
from aftersales.metering.model import Measure, Meter

PlanId = NewType("PlanId", UUID)
AssignmentId = NewType("AssignmentId", UUID)

MOST: Final = 10**15
"""More than any meter counts to."""

WHOLE: Final = 100
"""The percentage at which a quota is used up."""


class Beyond(StrEnum):
    """What happens once a quota is used up."""

    ALLOW = "allow"
    REFUSE = "refuse"


REFUSABLE: Final = frozenset({Meter.RETURNS_FILED, Meter.DOCUMENT_BYTES_KEPT, Meter.API_CALLS})
"""Meters of which more can be refused without stopping what is under way."""

Warns: TypeAlias = Annotated[tuple[Annotated[int, Meta(ge=1, le=99)], ...], Meta(max_length=5)]


class Allowance(Struct, frozen=True, kw_only=True):
    """How much of a meter a month includes, at which percentages to warn, and what happens beyond."""

    included: Annotated[int, Meta(ge=0, le=MOST)]
    warn: Warns = (80,)
    beyond: Beyond = Beyond.ALLOW


Allowances: TypeAlias = dict[Meter, Allowance]


class AllowanceChange(Struct, frozen=True, kw_only=True):
    """What a meter's quota was and will be; none means that it is counted only."""

    meter: Meter
    quota_before: Allowance | None
    quota_after: Allowance | None


class PlanVersion(Struct, frozen=True, kw_only=True):
    """The terms of a plan from a month on; of two for one month the later holds."""

    number: int
    from_month: date
    weight: int
    allowances: Allowances
    reason: str
    operator_name: str
    created_at: datetime


class Plan(Struct, frozen=True, kw_only=True):
    """What tenants can be put on."""

    id: PlanId
    code: str
    name: str
    name_en: str
    retired_at: datetime | None
    version: int
    created_at: datetime


class PlanShown(Plan, frozen=True, kw_only=True):
    """A plan with the terms that hold now, or its first ones where it has not begun, and how many tenants it has."""

    terms: PlanVersion
    tenants: int


class Terms(Struct, frozen=True, kw_only=True):
    """What holds for one tenant in one month: a version of its plan with the tenant's exceptions on top."""

    plan_id: PlanId
    code: str
    name: str
    name_en: str
    number: int
    weight: int
    allowances: Allowances
    excepted: list[Meter]


class TermsOfTenant(Terms, frozen=True, kw_only=True):
    """The terms of one tenant among many."""

    tenant_id: TenantId


class Assignment(Struct, frozen=True, kw_only=True):
    """A tenant is on a plan from a month on, with exceptions of its own; or on none, where there is no plan."""

    id: AssignmentId
    number: int
    plan_id: PlanId | None
    plan_code: str
    plan_name: str
    plan_name_en: str
    from_month: date
    exceptions: Allowances
    reason: str
    operator_name: str
    created_at: datetime


class Mark(Struct, frozen=True, kw_only=True):
    """A percentage of a quota was reached, and what was used by then."""

    percent: int
    quota: int
    used: int
    at: datetime


class Counted(Struct, frozen=True, kw_only=True):
    """What a month's roll-up says of a meter; `corrected` is the part of it that corrections took back."""

    meter: Meter
    opening: int
    used: int
    corrected: int
    reached: tuple[Mark, ...]


class UsageLine(Struct, frozen=True, kw_only=True):
    """A meter's month beside its quota; without an allowance there is no quota, and nothing is left or over."""

    meter: Meter
    measure: Measure
    opening: int
    used: int
    corrected: int
    allowance: Allowance | None
    is_exception: bool
    left: int | None
    over: int
    reached: tuple[Mark, ...]


class UsageStatement(Struct, frozen=True, kw_only=True):
    """A tenant's month: what it used of each meter, against the terms of its plan if it is on one."""

    tenant_id: TenantId
    month: str
    time_zone: str
    starts_at: datetime
    ends_at: datetime
    is_over: bool
    plan: Terms | None
    lines: list[UsageLine]
