"""What is said about stock counts (盘点)."""

from aftersales.notifications.templates.registry import declare

COUNT_OPENED = declare(
    "count_opened",
    "warehouse",
    "lines",
    zh=(
        "盘点任务：{warehouse}",
        "{warehouse}的盘点已开始，共 {lines} 项。请按实物清点并录入数量；盘点期间不显示账面数。",
    ),
    en=(
        "Stock count: {warehouse}",
        (
            "A count of {warehouse} has begun; lines to count: {lines}. "
            "Enter what you see on the shelf; book quantities are not shown during the count."
        ),
    ),
)

COUNT_RECOUNT_ASKED = declare(
    "count_recount_asked",
    "warehouse",
    "lines",
    zh=(
        "需要复盘：{warehouse}",
        "{warehouse}的盘点有 {lines} 项差异较大，请由另一位同事复盘。",
    ),
    en=(
        "To be counted again: {warehouse}",
        "In the count of {warehouse} some lines differ too much; another person must count them again. Lines: {lines}.",
    ),
)

COUNT_NEEDS_APPROVAL = declare(
    "count_needs_approval",
    "warehouse",
    "lines",
    zh=(
        "待审批：{warehouse}盘点差异",
        "{warehouse}的盘点已录入完毕，共 {lines} 项。请核对盘盈盘亏，审批后入账。",
    ),
    en=(
        "For your approval: the count of {warehouse}",
        "The count of {warehouse} is complete; lines counted: {lines}. Gains and losses are posted once you approve.",
    ),
)

COUNT_APPROVED = declare(
    "count_approved",
    "warehouse",
    zh=("{warehouse}盘点已审批", "{warehouse}的盘点差异处理已审批通过。"),
    en=("The count of {warehouse} is approved", "The treatment of gains and losses in {warehouse} is approved."),
)

COUNT_POSTED = declare(
    "count_posted",
    "warehouse",
    "gained",
    "lost",
    zh=("{warehouse}盘点已入账", "{warehouse}的盘点已入账：盘盈 {gained} 件，盘亏 {lost} 件。"),
    en=(
        "The count of {warehouse} is posted",
        "The count of {warehouse} is posted; pieces gained: {gained}, pieces lost: {lost}.",
    ),
)

COUNT_CANCELLED = declare(
    "count_cancelled",
    "warehouse",
    "reason",
    zh=("{warehouse}盘点已取消", "{warehouse}的盘点已取消，未产生任何账务。\n\n原因：{reason}"),
    en=(
        "The count of {warehouse} is cancelled",
        "The count of {warehouse} is cancelled; nothing was posted.\n\nReason: {reason}",
    ),
)
