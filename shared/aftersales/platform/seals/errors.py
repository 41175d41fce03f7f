"""Refusals of seals."""

from aftersales.kernel.errors import Refusal


class DayNotOver(Refusal):
    """Only a day that has ended can be sealed."""

    code = "day_not_over"
    status = 409
    zh = "{day} 尚未结束，不能封存。"
    en = "The day {day} is not over and cannot be sealed."
