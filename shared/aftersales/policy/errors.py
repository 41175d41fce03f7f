"""What the policy context refuses, each by name."""

from aftersales.kernel.errors import FieldError, Refusal


class PolicyUnreadable(Refusal):
    """The document is not a policy at all: wrong JSON, a wrong type, an unknown field."""

    code = "policy_unreadable"
    status = 422
    zh = "政策文件无法读取：{reason}"
    en = "The policy document cannot be read: {reason}"


class PolicyInvalid(Refusal):
    """The document can be read but contradicts itself or leaves something out; every place is named."""

    code = "policy_invalid"
    status = 422
    zh = "政策中有 {count} 处问题，修正后才能发布。"
    en = "The policy has {count} problem(s); it cannot be published until they are solved."

    def __init__(self, problems: tuple[FieldError, ...]) -> None:
        super().__init__(errors=problems, count=len(problems))


class TemplateUnknown(Refusal):
    """No policy to start from has this name."""

    code = "policy_template_unknown"
    status = 404
    zh = "没有名为“{name}”的政策模板。"
    en = "There is no policy template called {name}."


class FormUnknown(Refusal):
    """The policy has no form with this code."""

    code = "form_unknown"
    status = 422
    zh = "政策中没有表单“{form}”。"
    en = "The policy has no form {form}."


class DispositionNotAllowed(Refusal):
    """The policy does not allow this disposition after this finding."""

    code = "disposition_not_allowed"
    status = 422
    zh = "依据条款 {clause}，鉴定结论为“{finding}”时不允许处置为“{disposition}”。"
    en = "Clause {clause} does not allow the disposition {disposition} after the finding {finding}."


class BadItemMissing(Refusal):
    """Nothing is exchanged or credited before the bad item is in hand [S11-R06, S17-R02]."""

    code = "bad_item_missing"
    status = 422
    zh = "依据条款 {clause}，未收到旧件前不能处置为“{disposition}”。"
    en = "Clause {clause} allows the disposition {disposition} only once the bad item has arrived."


class ApprovalClosed(Refusal):
    """The request is decided already."""

    code = "approval_closed"
    status = 409
    zh = "该审批已结束（{state}），不能再次签署。"
    en = "This approval is {state} already; it takes no further signature."


class OwnRequest(Refusal):
    """Nobody approves what they asked for, nor lets a delegate do it."""

    code = "approval_own_request"
    status = 403
    zh = "不能审批本人提交的申请，也不能委托他人代批。"
    en = "Nobody approves their own request, nor through a delegate."


class NotYourTurn(Refusal):
    """The current step waits for other roles."""

    code = "approval_not_your_turn"
    status = 403
    zh = "当前审批步骤等待以下角色签署：{roles}。"
    en = "The current step waits for {roles}."


class SignedAlready(Refusal):
    """A counter-signature takes two people."""

    code = "approval_signed_already"
    status = 409
    zh = "会签须由不同人员完成，您已在本步骤签署。"
    en = "A counter-signature takes another person; you signed this step already."


class SignedElsewhere(Refusal):
    """A return and a count are signed where they are decided, since more than the approval changes."""

    code = "approval_signed_elsewhere"
    status = 409
    zh = "该审批（{subject}）须在其业务单据上签署。"
    en = "This approval of a {subject} is signed where the {subject} itself is decided."


class QuotaUsedUp(Refusal):
    """As many applications were filed in the period as the policy lets pass [S10-R04]."""

    code = "quota_used_up"
    status = 422
    zh = "依据条款 {clause}，本期最多 {most} 次申请，已用完；下期自 {from_day} 起。"
    en = "Clause {clause} allows {most} application(s) a period and they are used up; the next begins on {from_day}."


class WindowClosed(Refusal):
    """No window of the policy is open for filing now [S10-R05]."""

    code = "filing_window_closed"
    status = 422
    zh = "依据条款 {clause}，当前不在申请窗口内；下一窗口自 {opens} 起。"
    en = "Clause {clause} has no window open now; the next opens on {opens}."


class QuoteTooLow(Refusal):
    """The quote lies further below the list than the policy lets pass, and names nobody who may allow it [S03-R05]."""

    code = "quote_too_low"
    status = 422
    zh = "依据条款 {clause}，报价最多低于价目表 {most} %，且无人可特批。"
    en = "Clause {clause} lets a quote lie {most} % below the list at most, and nobody may allow more."


class DiscountTooHigh(Refusal):
    """A tier of customers gets no more off than this [S06-R01]."""

    code = "discount_too_high"
    status = 422
    zh = "依据条款 {clause}，等级“{tier}”最多优惠 {most} %。"
    en = "Clause {clause} gives the tier {tier} {most} % off at most."


class PaymentMissing(Refusal):
    """Too little is paid for what is to begin [S13-R04, S18-R05]."""

    code = "payment_missing"
    status = 409
    zh = "依据条款 {clause}，“{gate}”之前付款须达到 {percent} %。"
    en = "Clause {clause} wants {percent} % paid before {gate}."


class ReasonRequired(Refusal):
    """A rejection says why."""

    code = "approval_reason_required"
    status = 422
    zh = "驳回时必须填写理由。"
    en = "A rejection needs a reason."


class AgreedFieldMissing(Refusal):
    """A signature lacks a value that counter-signers must agree on."""

    code = "approval_field_missing"
    status = 422
    zh = "签署时必须填写：{fields}。"
    en = "The signature must state {fields}."


class FieldsDisagree(Refusal):
    """The counter-signers stated different values."""

    code = "approval_fields_disagree"
    status = 409
    zh = "会签各方填写的内容不一致：{fields}。"
    en = "The counter-signers disagree on {fields}."


class StopwatchMoveRefused(Refusal):
    """The stopwatch is not in a state that allows this move."""

    code = "stopwatch_move_refused"
    status = 409
    zh = "计时“{stopwatch}”当前状态为 {state}，不能执行 {move}。"
    en = "The stopwatch {stopwatch} is {state}; it cannot be {move}."


class PauseReasonRefused(Refusal):
    """The policy does not permit a pause for this reason [S22-R02]."""

    code = "pause_reason_refused"
    status = 422
    zh = "计时“{stopwatch}”不允许以“{reason}”为由暂停。"
    en = "The stopwatch {stopwatch} may not be paused for {reason}."


class EventOutOfOrder(Refusal):
    """A move lies before the one that was recorded last."""

    code = "stopwatch_out_of_order"
    status = 409
    zh = "计时“{stopwatch}”的事件时间早于上一事件。"
    en = "The move lies before the last one of the stopwatch {stopwatch}."


class NoPolicyInForce(Refusal):
    """The tenant has published no policy that is in effect yet."""

    code = "no_policy_in_force"
    status = 409
    zh = "目前没有生效的售后政策，请品牌方先发布政策。"
    en = "No policy is in force; the manufacturer must publish one first."


class EffectiveInThePast(Refusal):
    """A policy cannot take effect before it is published."""

    code = "policy_effective_in_past"
    status = 422
    zh = "生效时间不能早于发布时间。"
    en = "A policy cannot take effect before it is published."


class AmountDisagrees(Refusal):
    """The approval is about an amount in another currency than the policy's."""

    code = "approval_currency_differs"
    status = 422
    zh = "审批金额的币种与政策币种 {currency} 不一致。"
    en = "The amount to approve is not in the policy's currency {currency}."


class DecisionTooLarge(Refusal):
    """More lines were asked about than a return may have."""

    code = "policy_lines_too_many"
    status = 422
    zh = "一张退件单最多 {most} 行。"
    en = "A return has at most {most} lines."


class DocumentOrTemplate(Refusal):
    """A draft begins with a document, with a template or with another version, and with one of them only."""

    code = "policy_source_unclear"
    status = 422
    zh = "请在政策文件、模板与已有版本之中选择其一。"
    en = "Give one of a document, the name of a template and another version."


class RoleNotHeld(Refusal):
    """Only a role that one holds oneself can be lent."""

    code = "approval_role_not_held"
    status = 403
    zh = "您没有角色“{role}”，不能委托。"
    en = "You do not hold the role {role}, so you cannot lend it."


class DelegateUnfit(Refusal):
    """A role is lent to another active person of the manufacturer who may sign at all."""

    code = "approval_delegate_unfit"
    status = 422
    zh = "受托人必须是品牌方的另一位在职人员，且具有审批权限。"
    en = "The delegate must be another active person of the manufacturer who may approve."


class DelegationWindow(Refusal):
    """A delegation ends after it starts, not in the past, and does not last for ever."""

    code = "approval_delegation_window"
    status = 422
    zh = "委托的结束时间必须晚于开始时间和当前时间，且期限不超过 {days} 天。"
    en = "A delegation ends after it starts, later than now, and lasts at most {days} days."
