"""Requests and answers of plans."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct, field

from aftersales.metering.plans.model import Allowances, Assignment, PlanId, PlanShown, PlanVersion
from aftersales_api.deps import Body
from aftersales_api.metering.schemas import MONTH

Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]
NameEn = Annotated[str, Meta(max_length=200)]
MonthName = Annotated[str, Meta(pattern=MONTH, description="A month, as 2026-06.")]
Weight = Annotated[int, Meta(ge=1, le=100, description="Turns of a tenant where all take turns.")]
Reason = Annotated[str, Meta(min_length=1, max_length=400, pattern=r"\S")]


class NewPlan(Body, frozen=True, kw_only=True):
    """A plan and its first terms; the code stays for good. A meter that is not named has no quota."""

    code: Annotated[str, Meta(min_length=2, max_length=40, pattern=r"^[a-z0-9][a-z0-9-]*$")]
    name: Name
    name_en: NameEn = ""
    from_month: MonthName | None = None
    weight: Weight = 1
    allowances: Allowances


class PlanNames(Body, frozen=True, kw_only=True):
    """What a plan is called."""

    name: Name
    name_en: NameEn = ""


class NewTerms(Body, frozen=True, kw_only=True):
    """The whole terms of a plan from a month on, and why."""

    from_month: MonthName
    weight: Weight = 1
    allowances: Allowances
    reason: Reason


class NewAssignment(Body, frozen=True, kw_only=True):
    """Which plan a tenant is on from a month of its own calendar, by default this one.

    An exception stands in the place of the plan's allowance of that meter.
    """

    plan_id: PlanId
    from_month: MonthName | None = None
    exceptions: Allowances = field(default_factory=dict)
    reason: Reason


class PlanEnding(Body, frozen=True, kw_only=True):
    """From which month of its own calendar, by default this one, a tenant is on no plan, and why."""

    from_month: MonthName | None = None
    reason: Reason


class TermsShown(Struct, frozen=True, kw_only=True):
    """The terms of a plan from a month on; of two for one month the later holds."""

    number: int
    from_month: str
    weight: int
    allowances: Allowances
    reason: str
    operator_name: str
    created_at: datetime


class PlanAnswered(Struct, frozen=True, kw_only=True):
    """A plan, the terms that hold now (its first ones, where it has not begun), and how many tenants are on it."""

    id: PlanId
    code: str
    name: str
    name_en: str
    retired_at: datetime | None
    version: int
    created_at: datetime
    terms: TermsShown
    tenants: int


class AssignmentShown(Struct, frozen=True, kw_only=True):
    """A tenant is on a plan from a month on, on none where `plan_id` is null; of two for one month the later holds."""

    number: int
    plan_id: PlanId | None
    plan_code: str
    plan_name: str
    plan_name_en: str
    from_month: str
    exceptions: Allowances
    reason: str
    operator_name: str
    created_at: datetime


def _month(day: date) -> str:
    return f"{day:%Y-%m}"


def terms_shown(version: PlanVersion) -> TermsShown:
    """Terms as they are read."""
    return TermsShown(
        number=version.number,
        from_month=_month(version.from_month),
        weight=version.weight,
        allowances=version.allowances,
        reason=version.reason,
        operator_name=version.operator_name,
        created_at=version.created_at,
    )


def plan_shown(plan: PlanShown) -> PlanAnswered:
    """A plan as it is read."""
    return PlanAnswered(
        id=plan.id,
        code=plan.code,
        name=plan.name,
        name_en=plan.name_en,
        retired_at=plan.retired_at,
        version=plan.version,
        created_at=plan.created_at,
        terms=terms_shown(plan.terms),
        tenants=plan.tenants,
    )


def assignment_shown(assignment: Assignment) -> AssignmentShown:
    """An assignment as it is read."""
    return AssignmentShown(
        number=assignment.number,
        plan_id=assignment.plan_id,
        plan_code=assignment.plan_code,
        plan_name=assignment.plan_name,
        plan_name_en=assignment.plan_name_en,
        from_month=_month(assignment.from_month),
        exceptions=assignment.exceptions,
        reason=assignment.reason,
        operator_name=assignment.operator_name,
        created_at=assignment.created_at,
    )
