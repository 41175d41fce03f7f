"""What is said about stock counts (盘点)."""

from aftersales.notifications.templates.registry import declare

COUNT_OPENED = declare(
    "count_opened",
    "number",
    "warehouse",
    "lines",
    zh=(
        "盘点任务 {number}：{warehouse}",
        "{warehouse}的盘点 {number} 已开始，共 {lines} 项。请按实物清点并录入数量；盘点期间不显示账面数。",
    ),
    en=(
        "Stock count {number}: {warehouse}",
        (
            "Count {number} of {warehouse} has begun; lines to count: {lines}. "
            "Enter what you see on the shelf; book quantities are not shown during the count."
        ),
    ),
)

COUNT_NEEDS_APPROVAL = declare(
    "count_needs_approval",
    "number",
    "warehouse",
    "gain",
    "loss",
    zh=(
        "待审批：{warehouse}盘点差异（{number}）",
        "{warehouse}的盘点 {number} 已录入完毕，盘盈 {gain}，盘亏 {loss}，请审批后入账。",
    ),
    en=(
        "For your approval: differences of count {number}, {warehouse}",
        "Count {number} of {warehouse} is complete: gain {gain}, loss {loss}. They are posted once you approve.",
    ),
)

COUNT_POSTED = declare(
    "count_posted",
    "number",
    "warehouse",
    "gain",
    "loss",
    zh=(
        "{warehouse}盘点 {number} 已入账",
        "{warehouse}的盘点 {number} 已入账：盘盈 {gain}，盘亏 {loss}。",
    ),
    en=(
        "Count {number} of {warehouse} is posted",
        "Count {number} of {warehouse} is posted: gain {gain}, loss {loss}.",
    ),
)
