"""What is said about returns (退货返厂), from filing to credit."""

from aftersales.notifications.templates.registry import declare

RETURN_FILED = declare(
    "return_filed",
    "number",
    "dealer",
    "lines",
    zh=(
        "新退货单 {number}（{dealer}）",
        "{dealer}提交了退货单 {number}，共 {lines} 项配件，请及时查看。",
    ),
    en=(
        "New return {number} from {dealer}",
        "{dealer} filed return {number}; parts listed: {lines}. Please have a look.",
    ),
)

RETURN_NEEDS_APPROVAL = declare(
    "return_needs_approval",
    "number",
    "dealer",
    "amount",
    zh=(
        "待审批：退货单 {number}（{dealer}）",
        "{dealer}的退货单 {number} 需要您审批，涉及金额 {amount}。政策判定的依据和条款可在单据中查看。",
    ),
    en=(
        "For your approval: return {number} from {dealer}",
        (
            "Return {number} from {dealer}, worth {amount}, needs your approval. "
            "The return shows what the policy says and why."
        ),
    ),
)

RETURN_APPROVED = declare(
    "return_approved",
    "number",
    zh=(
        "退货单 {number} 已通过审核",
        (
            "退货单 {number} 已通过审核。\n\n"
            "请打印退货清单和运输单，清单随货装箱，按运输单上的收货信息发运，并在系统中填写运单号。"
            "请勿寄往其他地址。"
        ),
    ),
    en=(
        "Return {number} is approved",
        (
            "Return {number} is approved.\n\n"
            "Please print the packing list and the transport form, put the list into the parcel, ship to the consignee "
            "on the transport form and enter the waybill number. Do not ship anywhere else."
        ),
    ),
)

RETURN_REFUSED = declare(
    "return_refused",
    "number",
    "reason",
    zh=(
        "退货单 {number} 未通过审核",
        "很抱歉，退货单 {number} 未通过审核。\n\n原因：{reason}\n\n如有异议，可在单据中提出申诉；请勿先行寄回配件。",
    ),
    en=(
        "Return {number} is refused",
        (
            "We are sorry: return {number} is refused.\n\nReason: {reason}\n\n"
            "If you disagree, you can appeal in the return itself. Please do not send the parts."
        ),
    ),
)

RETURN_SENT_BACK = declare(
    "return_sent_back",
    "number",
    "reason",
    zh=(
        "退货单 {number} 需要补充",
        "退货单 {number} 已退回，请补充或更正后重新提交。\n\n需要补充的内容：{reason}",
    ),
    en=(
        "Return {number} needs a correction",
        (
            "Return {number} was sent back to you. Please complete or correct it and file it again.\n\n"
            "What is needed: {reason}"
        ),
    ),
)

RETURN_CANCELLED = declare(
    "return_cancelled",
    "number",
    "dealer",
    "reason",
    zh=("退货单 {number} 已撤销（{dealer}）", "{dealer}的退货单 {number} 已撤销。\n\n原因：{reason}"),
    en=(
        "Return {number} from {dealer} is cancelled",
        "Return {number} from {dealer} is cancelled.\n\nReason: {reason}",
    ),
)

RETURN_APPEALED = declare(
    "return_appealed",
    "number",
    "dealer",
    "reason",
    zh=(
        "退货单 {number} 提出申诉（{dealer}）",
        "{dealer}对退货单 {number} 的审核结果提出申诉，请重新审核。\n\n申诉理由：{reason}",
    ),
    en=(
        "Appeal on return {number} from {dealer}",
        "{dealer} appeals against the decision on return {number}; please decide again.\n\nGrounds: {reason}",
    ),
)

RETURN_SHIPPED = declare(
    "return_shipped",
    "number",
    "dealer",
    "carrier",
    "waybill",
    zh=(
        "退货单 {number} 已发运（{dealer}）",
        "{dealer}已将退货单 {number} 的货物发出，请准备收货。\n\n承运方：{carrier}\n运单号：{waybill}",
    ),
    en=(
        "Return {number} from {dealer} is on its way",
        (
            "{dealer} has shipped the goods of return {number}; please expect them.\n\n"
            "Carrier: {carrier}\nWaybill: {waybill}"
        ),
    ),
)

RETURN_RECEIVED = declare(
    "return_received",
    "number",
    "quantity",
    zh=(
        "退货单 {number} 已到厂",
        "退货单 {number} 的货物已到厂签收，实收 {quantity} 件，接下来将进行鉴定。",
    ),
    en=(
        "Return {number} has arrived",
        "The goods of return {number} have arrived; pieces received: {quantity}. They will now be inspected.",
    ),
)

DISCREPANCY_TASK = declare(
    "discrepancy_task",
    "number",
    "dealer",
    "lines",
    zh=(
        "请致电{dealer}：退货单 {number} 货单不符",
        "退货单 {number} 的到货有 {lines} 项与退货清单不符。\n\n请尽快致电{dealer}核实，并把沟通结果记录在任务中。",
    ),
    en=(
        "Call {dealer}: return {number} differs from its packing list",
        (
            "What arrived for return {number} differs from its packing list; lines that differ: {lines}.\n\n"
            "Please call {dealer} soon and record in the task what was agreed."
        ),
    ),
)

RETURN_INSPECTED = declare(
    "return_inspected",
    "number",
    zh=("退货单 {number} 鉴定完成", "退货单 {number} 已完成鉴定，每一项的鉴定结论可在单据中查看。"),
    en=("Return {number} is inspected", "Return {number} has been inspected; it shows the finding of every line."),
)

RETURN_SETTLED = declare(
    "return_settled",
    "number",
    "replaced",
    "credit",
    zh=("退货单 {number} 已结算", "退货单 {number} 已结算：更换 {replaced} 件，贷项金额 {credit}。"),
    en=(
        "Return {number} is settled",
        "Return {number} is settled; pieces replaced: {replaced}, amount credited: {credit}.",
    ),
)

CREDIT_POSTED = declare(
    "credit_posted",
    "number",
    "amount",
    "memo",
    zh=(
        "贷项通知单 {number} 已入账",
        "贷项通知单 {number} 已计入贵司账户，金额 {amount}。\n\n事由：{memo}",
    ),
    en=(
        "Credit note {number} is posted",
        "Credit note {number} over {amount} is posted to your account.\n\nFor: {memo}",
    ),
)

RETURN_CORRECTED = declare(
    "return_corrected",
    "number",
    "dealer",
    zh=("退货单 {number} 已更正（{dealer}）", "{dealer}已更正并重新提交退货单 {number}。"),
    en=("{dealer} has corrected return {number}", "{dealer} has corrected return {number} and filed it again."),
)

RETURN_PACKED = declare(
    "return_packed",
    "number",
    "dealer",
    "quantity",
    zh=("退货单 {number} 已装箱（{dealer}）", "{dealer}已将退货单 {number} 的货物装箱，共 {quantity} 件。"),
    en=(
        "Return {number} from {dealer} is packed",
        "{dealer} has packed the goods of return {number}; pieces: {quantity}.",
    ),
)

RETURN_UNPACKED = declare(
    "return_unpacked",
    "number",
    "dealer",
    zh=("退货单 {number} 重新装箱（{dealer}）", "{dealer}撤销了退货单 {number} 的装箱，将重新装箱。"),
    en=(
        "Return {number} from {dealer} is packed anew",
        "{dealer} undid the packing of return {number} to do it again.",
    ),
)

DEALER_CALLED = declare(
    "dealer_called",
    "number",
    "note",
    zh=("退货单 {number} 已电话沟通", "已就退货单 {number} 的到货情况与经销商电话沟通。\n\n沟通结果：{note}"),
    en=(
        "The dealer was called about return {number}",
        "The dealer was called about what arrived for return {number}.\n\nAgreed: {note}",
    ),
)

RETURN_DISPOSED = declare(
    "return_disposed",
    "number",
    zh=("退货单 {number} 已确定处置方式", "退货单 {number} 每一项的处置方式均已确定，可在单据中查看。"),
    en=(
        "Return {number}: dispositions are set",
        "Every line of return {number} has its disposition; the return shows them.",
    ),
)

RETURN_CLOSED = declare(
    "return_closed",
    "number",
    zh=("退货单 {number} 已办结", "退货单 {number} 已全部办结。"),
    en=("Return {number} is closed", "Nothing is left to do for return {number}; it is closed."),
)
