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


class PriceNegative(Refusal):
    """Nobody is paid for buying."""

    code = "unit_price_negative"
    status = 422
    zh = "整机价格不能为负。"
    en = "The price of a unit is not negative."


class RepairBackwards(Refusal):
    """A repair, or a stretch within it, ends before it begins."""

    code = "repair_backwards"
    status = 422
    zh = "结束时间早于开始时间。"
    en = "It ends before it begins."


class InstantInFuture(Refusal):
    """What has happened cannot have happened later than now."""

    code = "instant_in_future"
    status = 422
    zh = "时间 {at} 晚于现在。"
    en = "The instant {at} lies in the future."


class MeterUnread(Refusal):
    """A reading says how far or how long."""

    code = "meter_unread"
    status = 422
    zh = "读数须填写里程或小时。"
    en = "A reading states kilometres or hours."
