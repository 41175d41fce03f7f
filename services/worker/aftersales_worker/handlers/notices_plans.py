"""What administrators are told of their plan: what it or its terms change, and how far its quotas are used."""

from typing import Final

from aftersales.kernel.access import Role
from aftersales.kernel.facts import Fact
from aftersales.kernel.tx import Tx
from aftersales.metering.model import Meter
from aftersales.metering.plans.events import NewTerms, PlanAssigned, PlanEnded, PlanTermsChanged, QuotaReached
from aftersales.metering.plans.model import Allowance, AllowanceChange, Beyond
from aftersales.notifications.model import Bilingual
from aftersales_worker.telling import Params, tell

METERS: Final = {
    Meter.RETURNS_FILED: Bilingual("退返单", "returns filed"),
    Meter.DOCUMENTS_RENDERED: Bilingual("生成单据", "papers rendered"),
    Meter.DOCUMENT_BYTES_KEPT: Bilingual("留存字节", "bytes kept"),
    Meter.MESSAGES_SENT: Bilingual("发送消息", "messages sent"),
    Meter.ACTIVE_USERS: Bilingual("活跃用户", "active users"),
    Meter.API_CALLS: Bilingual("接口调用", "API calls"),
}

BEYOND: Final = {
    Beyond.ALLOW: Bilingual(
        "超出额度后照常使用，超出部分计入月度对账单。", "Use goes on beyond the quota and is shown as over it."
    ),
    Beyond.REFUSE: Bilingual(
        "额度用完后，新的使用会被拒绝；已提交的退货不受影响。",
        "Once the quota is used up, more is refused; returns that were filed go on.",
    ),
}


SHORT: Final = {
    Beyond.ALLOW: Bilingual("超出照常", "more is allowed"),
    Beyond.REFUSE: Bilingual("超出拒绝", "more is refused"),
}

UNLIMITED: Final = Bilingual("不限额", "no quota")
SAME: Final = Bilingual("各项额度不变。", "Every quota stays as it is.")
GIGABYTE: Final = 1_000_000_000


async def _quota(_tx: Tx, fact: QuotaReached) -> Params:
    return {
        "meter": METERS[fact.meter],
        "percent": fact.percent,
        "month": f"{fact.month:%Y-%m}",
        "used": fact.used,
        "quota": fact.quota,
        "beyond": BEYOND[fact.beyond],
    }


tell(
    QuotaReached,
    "quota_reached",
    to=(Role.ADMINISTRATOR,),
    params=_quota,
    link=lambda fact: f"/usage?month={fact.month:%Y-%m}",
    when=lambda fact: not fact.overtaken,
)


def _much(meter: Meter, quantity: int) -> str:
    """A quantity as people say it: bytes in gigabytes, the rest in thousands."""
    return f"{quantity / GIGABYTE:,g} GB" if meter is Meter.DOCUMENT_BYTES_KEPT else f"{quantity:,}"


def _quota_of(meter: Meter, allowance: Allowance | None) -> Bilingual:
    if allowance is None:
        return UNLIMITED
    much, beyond = _much(meter, allowance.included), SHORT[allowance.beyond]
    warn = " ".join(f"{percent}%" for percent in allowance.warn)
    zh, en = (f"，{warn} 时提醒", f", a warning at {warn}") if warn else ("", "")
    return Bilingual(f"每月 {much}（{beyond.zh}{zh}）", f"{much} a month ({beyond.en}{en})")


def changes_in_words(changes: tuple[AllowanceChange, ...], weight_before: int, weight: int) -> Bilingual:
    """A line for each quota that changes, and for the share in the workers' turns if it does."""
    lines = []
    for change in changes:
        name = METERS[change.meter]
        before, after = _quota_of(change.meter, change.quota_before), _quota_of(change.meter, change.quota_after)
        lines.append(Bilingual(f"{name.zh}：{before.zh} → {after.zh}", f"{name.en}: {before.en} → {after.en}"))
    if weight != weight_before:
        lines.append(
            Bilingual(f"后台份额：{weight_before} → {weight}", f"share in background work: {weight_before} → {weight}")
        )
    if not lines:
        return SAME
    return Bilingual("\n".join(line.zh for line in lines), "\n".join(line.en for line in lines))


async def _terms(_tx: Tx, fact: NewTerms) -> Params:
    return {
        "plan": Bilingual(fact.name or fact.code, fact.name_en or fact.name or fact.code),
        "month": f"{fact.from_month:%Y-%m}",
        "changes": changes_in_words(fact.quota_changes, fact.weight_before, fact.weight),
        "reason": fact.reason,
    }


def _to_usage(_: Fact) -> str:
    return "/usage"


for _fact, _template in (
    (PlanAssigned, "plan_assigned"),
    (PlanTermsChanged, "plan_terms_changed"),
    (PlanEnded, "plan_ended"),
):
    tell(_fact, _template, to=(Role.ADMINISTRATOR,), params=_terms, link=_to_usage)
