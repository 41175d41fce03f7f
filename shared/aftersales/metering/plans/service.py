"""Use cases of a tenant: what its month includes and what is left of it, and the refusal of more."""

from collections.abc import Sequence
from datetime import date, datetime

from aftersales.kernel.access import Permission, Spent
from aftersales.kernel.ids import TenantId
from aftersales.kernel.tx import OperatorTx, Tx
from aftersales.metering.model import Meter
from aftersales.metering.plans import rules, store
from aftersales.metering.plans.model import Assignment, UsageStatement
from aftersales.metering.rules import midnight, month_of, next_month
from aftersales.tenancy import service as tenancy


def require_left(tx: Tx, meter: Meter) -> None:
    """Refuse if the caller's tenant has used up what its plan includes of a meter; it asks the database nothing."""
    spent = rules.spent_of(tx.actor.spent, meter, tx.now)
    if spent is not None:
        rules.refuse(spent, meter)


def require_calls_left(spent: Sequence[Spent], now: datetime) -> None:
    """Refuse a key's request if its tenant has used up the calls that its plan includes."""
    calls = rules.spent_of(spent, Meter.API_CALLS, now)
    if calls is not None:
        rules.refuse_calls(calls, now)


def is_spent(tx: Tx, meter: Meter) -> bool:
    """Whether the caller's tenant has used up what its plan includes of a meter."""
    return rules.spent_of(tx.actor.spent, meter, tx.now) is not None


async def statement(tx: Tx, month: date | None = None) -> UsageStatement:
    """The caller's tenant's month beside the terms of its plan; this month by default."""
    tx.actor.require(Permission.USAGE_READ)
    zone = (await tenancy.tenant(tx)).time_zone
    return await statement_of(tx, tx.tenant_id, month or month_of(tx.now, zone), zone)


async def statement_of(tx: Tx | OperatorTx, tenant_id: TenantId, month: date, time_zone: str) -> UsageStatement:
    """A tenant's month beside its terms, whoever may read it."""
    terms = await store.terms(tx, tenant_id, month)
    counted = await store.counted(tx, tenant_id, month)
    ends_at = midnight(next_month(month), time_zone)
    return UsageStatement(
        tenant_id=tenant_id,
        month=f"{month:%Y-%m}",
        time_zone=time_zone,
        starts_at=midnight(month, time_zone),
        ends_at=ends_at,
        is_over=ends_at <= tx.now,
        plan=terms,
        lines=[rules.line(one, terms) for one in counted],
    )


async def assignments(tx: Tx, *, limit: int, cursor: str | None) -> tuple[list[Assignment], str | None]:
    """A page of the plans that the caller's tenant is, was and will be on, newest first."""
    tx.actor.require(Permission.USAGE_READ)
    return await store.assignments(tx, tx.tenant_id, limit=limit, cursor=cursor)
