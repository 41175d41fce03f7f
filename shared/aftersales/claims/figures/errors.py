"""Refusals of figures."""

from aftersales.kernel.errors import Refusal


class PeriodUnusable(Refusal):
    """A period that ends before it begins, or is longer than one answer holds."""

    code = "period_unusable"
    status = 422
    zh = "起止日期不合适：结束不能早于开始，最长 {days} 天。"
    en = "The period does not fit: it cannot end before it begins, nor last more than {days} days."
