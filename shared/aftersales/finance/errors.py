"""Refusals of finance."""

from aftersales.kernel.errors import Refusal


class CreditAmountWrong(Refusal):
    """A credit is above nothing, and its lines add up to it."""

    code = "credit_amount_wrong"
    status = 422
    zh = "贷记金额必须大于零，且等于各行金额之和。"
    en = "A credit must be above zero and equal the sum of its lines."


class CauseCreditedOtherwise(Refusal):
    """A cause is credited once; it was credited with other contents before."""

    code = "cause_credited_otherwise"
    status = 409
    zh = "该业务已贷记（{number}），且内容不同。"
    en = "This cause was credited before ({number}) with other contents."


class LineCreditedAlready(Refusal):
    """The value of an old part is credited once, whatever names the cause."""

    code = "line_credited_already"
    status = 409
    zh = "退件行 {line} 已贷记（{number}），旧件价值不能重复计入。"
    en = "The line {line} was credited by {number}; an old part's value is never credited twice."


class CreditReversedAlready(Refusal):
    """A credit is reversed once."""

    code = "credit_reversed_already"
    status = 409
    zh = "贷记通知单 {number} 已冲红。"
    en = "The credit note {number} is reversed already."


class NotADealer(Refusal):
    """Credits go to dealers and stations only."""

    code = "not_a_dealer"
    status = 422
    zh = "只能向经销商或服务站贷记。"
    en = "Only a dealer or a station can be credited."


class CurrencyForeign(Refusal):
    """A tenant keeps its ledger in one currency."""

    code = "currency_foreign"
    status = 422
    zh = "贷记币种应为 {currency}。"
    en = "A credit must be in {currency}."
