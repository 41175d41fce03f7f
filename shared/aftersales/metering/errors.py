"""Refusals of metering."""

from aftersales.kernel.errors import Refusal


class UsagePeriodWrong(Refusal):
    """The period ends before it begins, or is longer than one answer holds."""

    code = "usage_period_wrong"
    status = 422
    zh = "开始日期必须早于结束日期，且按{grain_zh}查询最多跨 {most} 天。"
    en = "The period must begin before it ends, and by {grain} it may span at most {most} days."


class UsagePlaceMissing(Refusal):
    """Usage events are read of one hour or of one month."""

    code = "usage_place_missing"
    status = 422
    zh = "请指定 hour（带时区的时刻）或 month 其中之一。"
    en = "Say either hour, as an instant with its zone, or month."


class CorrectionTooLarge(Refusal):
    """A correction can take back no more than is left of what was recorded."""

    code = "correction_too_large"
    status = 422
    zh = "该用量事件还剩 {left}，不能冲减 {quantity}。"
    en = "{left} is left of this usage event; {quantity} cannot be taken back."
