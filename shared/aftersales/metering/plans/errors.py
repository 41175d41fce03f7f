"""Refusals of plans and quotas."""

from aftersales.kernel.errors import Refusal


class PlanQuotaSpent(Refusal):
    """The tenant's plan gives no more of this meter."""

    code = "plan_quota_spent"
    status = 409
    zh = (
        "本品牌 {month} 的“{meter_zh}”套餐额度 {quota} 已用完，暂不能{act_zh}。"
        "请联系品牌管理员，由其向平台运营方调整套餐。"
    )
    en = (
        "The brand's plan includes {quota} {meter} for {month}, and they are used up; {act} is refused. "
        "Ask the brand's administrator, who can have the plan changed by the platform's operator."
    )


class PlanCallsSpent(Refusal):
    """The tenant's plan gives keys no more requests."""

    code = "plan_calls_spent"
    status = 429
    zh = "本品牌 {month} 的接口调用套餐额度 {quota} 已用完，密钥暂停服务。请联系品牌管理员，由其向平台运营方调整套餐。"
    en = (
        "The brand's plan includes {quota} API calls for {month}, and they are used up; keys are not served. "
        "Ask the brand's administrator, who can have the plan changed by the platform's operator."
    )

    def __init__(self, *, month: str, quota: int, seconds: int) -> None:
        super().__init__(month=month, quota=quota)
        self.headers = {"Retry-After": str(seconds)}


class PlanMonthPast(Refusal):
    """A change of terms begins with a month that is not over, so that no statement changes afterwards."""

    code = "plan_month_past"
    status = 422
    zh = "最早可自 {earliest} 起生效，已过去的月份不能更改。"
    en = "It can begin with {earliest} at the earliest; months that are over stay as they are."


class PlanNotBegun(Refusal):
    """A tenant can be put on a plan only from a month for which the plan has terms."""

    code = "plan_not_begun"
    status = 422
    zh = "套餐“{code}”自 {begins} 起才有条款。"
    en = "The plan {code} has terms from {begins} on only."


class PlanRetired(Refusal):
    """A retired plan takes no new tenants and gets no new terms."""

    code = "plan_retired"
    status = 409
    zh = "套餐“{code}”已停用。"
    en = "The plan {code} is retired."


class NoPlanToEnd(Refusal):
    """The tenant is on no plan in that month."""

    code = "no_plan_to_end"
    status = 409
    zh = "该租户在 {month} 本就不在任何套餐上。"
    en = "The tenant is on no plan in {month}."


class PlanStateSame(Refusal):
    """The plan is retired already, or is not."""

    code = "plan_state_same"
    status = 409
    zh = "套餐“{code}”已处于该状态。"
    en = "The plan {code} is in that state already."


class MeterNotRefusable(Refusal):
    """What belongs to returns under way is counted, never refused."""

    code = "meter_not_refusable"
    status = 422
    zh = "“{meter_zh}”只能计量，超出额度后不能拒绝。"
    en = "{meter} can be counted beyond a quota, but not refused."


class WarningsOutOfOrder(Refusal):
    """Percentages rise, each once."""

    code = "warnings_out_of_order"
    status = 422
    zh = "提醒百分比应从小到大，且不重复。"
    en = "The percentages must rise, each once."
