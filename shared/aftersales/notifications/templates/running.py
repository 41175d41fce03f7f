"""What is said about the running of things: papers, deadlines, approvals, policies, imports, webhooks."""

from aftersales.notifications.templates.registry import declare

DOCUMENT_READY = declare(
    "document_ready",
    "document",
    "number",
    zh=("{document} {number} 已生成", "{document} {number} 已生成，可以查看、下载和打印。"),
    en=("{document} {number} is ready", "{document} {number} is ready to be viewed, downloaded and printed."),
)

STOPWATCH_DUE_SOON = declare(
    "stopwatch_due_soon",
    "what",
    "subject",
    "due",
    zh=("即将到期：{what}（{subject}）", "{subject}的“{what}”将于 {due} 到期，请尽快处理。"),
    en=("Due soon: {what} ({subject})", "“{what}” for {subject} is due at {due}. Please see to it."),
)

STOPWATCH_BREACHED = declare(
    "stopwatch_breached",
    "what",
    "subject",
    "due",
    zh=("已超时：{what}（{subject}）", "{subject}的“{what}”应于 {due} 前完成，现已超时，请立即处理。"),
    en=("Overdue: {what} ({subject})", "“{what}” for {subject} was due at {due} and is overdue. Please act now."),
)

IMPORT_FINISHED = declare(
    "import_finished",
    "what",
    "created",
    "updated",
    "refused",
    zh=(
        "导入完成：{what}",
        (
            "{what}导入完成：新增 {created} 行，更新 {updated} 行，未通过 {refused} 行。\n\n"
            "未通过的行及原因可在导入结果中查看，更正后重新上传即可，不会重复写入。"
        ),
    ),
    en=(
        "Import finished: {what}",
        (
            "The import of {what} has finished; rows created: {created}, updated: {updated}, refused: {refused}.\n\n"
            "The result says why each refused row was refused. Correct them and upload again; nothing is written twice."
        ),
    ),
)

WEBHOOK_DISABLED = declare(
    "webhook_disabled",
    "url",
    "reason",
    zh=(
        "回调地址已停用",
        (
            "回调地址 {url} 已停用，系统不再向其推送事件。\n\n原因：{reason}\n\n"
            "请检查接收方，恢复后重新启用；发送失败的消息可以在回调日志中重放。"
        ),
    ),
    en=(
        "A webhook endpoint is disabled",
        (
            "The webhook endpoint {url} is disabled; no more events are sent to it.\n\nReason: {reason}\n\n"
            "Please check the receiver and activate the endpoint again. Failed messages can be replayed from its log."
        ),
    ),
)

APPROVAL_NEEDED = declare(
    "approval_needed",
    "what",
    "amount",
    zh=("待审批：{what}", "有一项{what}需要您审批，涉及金额 {amount}。"),
    en=("For your approval: {what}", "Your approval is needed for {what}, worth {amount}."),
)

POLICY_PUBLISHED = declare(
    "policy_published",
    "name",
    "number",
    "effective",
    zh=("政策已发布：{name}（第 {number} 版）", "“{name}”第 {number} 版已发布，自 {effective} 起执行。"),
    en=(
        "Policy published: {name}, version {number}",
        "Version {number} of “{name}” is published, in force from {effective}.",
    ),
)

ACCESS_LAPSED = declare(
    "access_lapsed",
    "operator",
    "brand",
    zh=(
        "访问申请已失效：{brand}",
        (
            "{operator}，您好：\n\n您对 {brand} 的数据访问申请在时限内无人答复，已自动失效，未看到任何数据。\n\n"
            "如仍需要，请重新申请，并先与对方联系。"
        ),
    ),
    en=(
        "Your request for access has lapsed: {brand}",
        (
            "Dear {operator},\n\nnobody of {brand} answered your request for access in time, so it has lapsed; no data "
            "was shown.\n\nAsk again if you still need it, and let them know beforehand."
        ),
    ),
)

ACCESS_ASKED = declare(
    "access_asked",
    "operator",
    "reason",
    "hours",
    zh=(
        "平台运营人员申请查看数据：{operator}",
        (
            "平台运营人员 {operator} 申请查看贵品牌的数据，时长 {hours} 小时，只能查看，不能更改。\n\n"
            "事由：{reason}\n\n"
            "在您批准之前，对方什么也看不到；您可以缩短时长、拒绝，批准后也可随时收回。每一次查阅都有记录。"
        ),
    ),
    en=(
        "A platform operator asks to read your data: {operator}",
        (
            "The platform operator {operator} asks to read your brand's data for {hours} hours; nothing can be changed."
            "\n\nReason: {reason}\n\nNothing is shown before you agree. You may grant fewer hours, refuse, or revoke "
            "the access at any time; every look is on record."
        ),
    ),
)
