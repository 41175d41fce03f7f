"""Use cases of windows and quotas: an application is filed in time and within its number, or refused by its clause."""

from zoneinfo import ZoneInfo

from aftersales.kernel.ids import OrganisationId
from aftersales.kernel.tx import Tx
from aftersales.policy.errors import QuotaUsedUp, WindowClosed
from aftersales.policy.model_returns import FilingWindow, ReturnKind
from aftersales.policy.model_rights import BudgetHolder
from aftersales.policy.model_words import Subject
from aftersales.policy.service import Policy
from aftersales.policy.windows import rules, store


async def take(
    tx: Tx,
    policy: Policy,
    subject: Subject,
    *,
    dealer_id: OrganisationId | None = None,
    kind: ReturnKind | None = None,
) -> None:
    """Count an application that is about to be filed, or refuse it: out of its window, or one too many."""
    zone = ZoneInfo(policy.document.time_zone)
    for window in policy.document.windows:
        if rules.speaks_of(window, subject, kind):
            _check_open(tx, window, zone)
            await _count(tx, window, zone, dealer_id)


def _check_open(tx: Tx, window: FilingWindow, zone: ZoneInfo) -> None:
    opening = rules.opening_at(window, zone, tx.now)
    if opening is not None and tx.now < opening.opens_at:
        raise WindowClosed(clause=window.clause, opens=f"{opening.opens_at.astimezone(zone):%Y-%m-%d %H:%M}")


async def _count(tx: Tx, window: FilingWindow, zone: ZoneInfo, dealer_id: OrganisationId | None) -> None:
    if window.most is None:
        return
    stretch = rules.stretch_of(window.period, zone, tx.now)
    holder = dealer_id if window.holder is BudgetHolder.DEALER else None
    if await store.take(tx, window.code, holder, stretch.first, window.most) is None:
        raise QuotaUsedUp(clause=window.clause, most=window.most, from_day=f"{stretch.following:%Y-%m-%d}")
