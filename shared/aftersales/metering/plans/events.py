"""What a tenant's log says of its plan and its quotas."""

from datetime import date
from typing import ClassVar

from aftersales.kernel.facts import Fact, announced
from aftersales.metering.model import Meter
from aftersales.metering.plans.model import AssignmentId, Beyond, PlanId


@announced
class PlanAssigned(Fact, frozen=True, kw_only=True):
    """An operator put the tenant on a plan, from a month on."""

    NAME: ClassVar = "metering.plan_assigned"
    SUBJECT: ClassVar = ("plan", "plan_id")

    plan_id: PlanId
    assignment_id: AssignmentId
    code: str
    from_month: date
    reason: str


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
