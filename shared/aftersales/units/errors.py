"""Refusals of the installed base."""

from aftersales.kernel.errors import Refusal


class DealerUnknown(Refusal):
    """The organisation is not a dealer or station of this tenant."""

    code = "dealer_unknown"
    status = 422
    zh = "没有代码或编号为“{dealer}”的经销商，请先登记经销商。"
    en = "There is no dealer {dealer}; enter the dealer first."


class DateInFuture(Refusal):
    """What has happened cannot have happened tomorrow."""

    code = "date_in_future"
    status = 422
    zh = "日期 {day} 晚于今天。"
    en = "The date {day} lies in the future."


class DateTooEarly(Refusal):
    """Nothing that is still in use was sold so long ago."""

    code = "date_too_early"
    status = 422
    zh = "日期 {day} 早于 {earliest}。"
    en = "The date {day} lies before {earliest}."


class UnitMoveRefused(Refusal):
    """The unit's state does not lead there."""

    code = "unit_move_refused"
    status = 409
    zh = "整机当前状态为“{state}”，不能变为“{target}”。"
    en = "The unit is {state} and cannot become {target}."
