"""What a tenant's log says of its plan and its quotas."""

from datetime import date
from typing import ClassVar

from aftersales.kernel.facts import Fact, announced
from aftersales.metering.model import Meter
from aftersales.metering.plans.model import AllowanceChange, AssignmentId, Beyond, PlanId


class NewTerms(Fact, frozen=True, kw_only=True):
    """What changes for the tenant from a month on: quotas by meter, and its share in the workers' turns."""

    SUBJECT: ClassVar = ("plan", "plan_id")

    plan_id: PlanId
    code: str
    name: str = ""
    name_en: str = ""
    from_month: date
    reason: str
    quota_changes: tuple[AllowanceChange, ...] = ()
    weight_before: int = 1
    weight: int = 1


@announced
class PlanAssigned(NewTerms, frozen=True, kw_only=True):
    """An operator put the tenant on a plan, from a month on."""

    NAME: ClassVar = "metering.plan_assigned"

    assignment_id: AssignmentId


@announced
class PlanTermsChanged(NewTerms, frozen=True, kw_only=True):
    """An operator gave the tenant's plan other terms, from a month on in which they hold for the tenant."""

    NAME: ClassVar = "metering.plan_terms_changed"

    number: int


@announced
class PlanEnded(NewTerms, frozen=True, kw_only=True):
    """An operator took the tenant off its plan, from a month on: it is counted and nothing is limited."""

    NAME: ClassVar = "metering.plan_ended"

    assignment_id: AssignmentId


@announced
class QuotaReached(Fact, frozen=True, kw_only=True):
    """Recorded usage of a month reached a percentage of the quota: once for each percentage and quota.

    It is `overtaken` when a higher percentage was reached at the same moment.
    """

    NAME: ClassVar = "metering.quota_reached"
    SUBJECT: ClassVar = ("plan", "plan_id")

    plan_id: PlanId
    code: str
    meter: Meter
    month: date
    percent: int
    quota: int
    used: int
    beyond: Beyond
    overtaken: bool = False
