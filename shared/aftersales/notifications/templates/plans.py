"""What administrators are told of their plan, its terms and its quotas."""

from typing import Final

from aftersales.notifications.model import Bilingual
from aftersales.notifications.templates.registry import declare

TERMS: Final = ("plan", "month", "changes", "reason")

REST: Final = Bilingual(
    "额度变化：\n\n{changes}\n\n事由：{reason}\n\n之前的月份不变。有疑问请联系平台运营方。",
    (
        " What changes:\n\n{changes}\n\nWhy: {reason}\n\n"
        "Months before stay as they are. The platform's operator answers questions."
    ),
)
"""What follows upon each notice of terms."""

PLAN_ASSIGNED = declare(
    "plan_assigned",
    *TERMS,
    zh=("自 {month} 起使用套餐“{plan}”", "平台运营方为贵品牌安排了套餐“{plan}”，自 {month} 起生效。" + REST.zh),
    en=(
        "On the plan {plan} from {month} on",
        "The platform's operator put your brand on the plan {plan} from {month} on." + REST.en,
    ),
)

PLAN_TERMS_CHANGED = declare(
    "plan_terms_changed",
    *TERMS,
    zh=("套餐“{plan}”自 {month} 起条款有变", "贵品牌所在的套餐“{plan}”自 {month} 起改用新条款。" + REST.zh),
    en=(
        "New terms of the plan {plan} from {month} on",
        "The plan {plan} that your brand is on has new terms from {month} on." + REST.en,
    ),
)

PLAN_ENDED = declare(
    "plan_ended",
    *TERMS,
    zh=(
        "自 {month} 起不再使用套餐“{plan}”",
        "自 {month} 起，贵品牌不再使用套餐“{plan}”：用量照常计量，不设限额。" + REST.zh,
    ),
    en=(
        "No longer on the plan {plan} from {month} on",
        "From {month} on your brand is not on the plan {plan}: usage is counted and nothing is limited." + REST.en,
    ),
)

QUOTA_REACHED = declare(
    "quota_reached",
    "meter",
    "percent",
    "month",
    "used",
    "quota",
    "beyond",
    zh=(
        "{month} 用量提醒：{meter}已达额度的 {percent}%",
        (
            "{month} 的{meter}已用 {used}，套餐额度为 {quota}，已达 {percent}%。\n\n{beyond}\n\n"
            "如需调整套餐，请联系平台运营方。"
        ),
    ),
    en=(
        "Usage in {month}: {meter} at {percent}% of the quota",
        (
            "In {month}, {meter}: {used} of {quota} that the plan includes are used, {percent}%.\n\n{beyond}\n\n"
            "The platform's operator can change the plan."
        ),
    ),
)
