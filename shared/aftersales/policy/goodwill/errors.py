"""What goodwill refuses, each by name."""

from aftersales.kernel.errors import Refusal


class GoodwillNotForeseen(Refusal):
    """The policy in force has no goodwill that is about this line."""

    code = "goodwill_not_foreseen"
    status = 422
    zh = "现行政策没有适用于该行的善意索赔条款“{code}”。"
    en = "The policy in force has no goodwill clause {code} for this line."


class GoodwillCovered(Refusal):
    """What is covered needs no goodwill."""

    code = "goodwill_covered"
    status = 422
    zh = "该行已在保修范围内，无需善意索赔。"
    en = "The line is covered; it needs no goodwill."


class GoodwillNotYours(Refusal):
    """The clause lets other roles grant."""

    code = "goodwill_not_yours"
    status = 403
    zh = "依据条款 {clause}，只有以下角色可以批准善意索赔：{roles}。"
    en = "Clause {clause} lets only {roles} grant goodwill."


class GoodwillTooMuch(Refusal):
    """More than the clause lets one case have."""

    code = "goodwill_too_much"
    status = 422
    zh = "依据条款 {clause}，本行最多可批准 {most}。"
    en = "Clause {clause} allows at most {most} for this line."


class GoodwillExhausted(Refusal):
    """The budget of the period does not reach."""

    code = "goodwill_exhausted"
    status = 409
    zh = "条款 {clause} 本期预算余额为 {left}，不足以支付 {asked}。"
    en = "The budget of clause {clause} has {left} left in this period, less than {asked}."


class GoodwillGrantedAlready(Refusal):
    """A line gets goodwill once."""

    code = "goodwill_granted_already"
    status = 409
    zh = "该行已批准过善意索赔。"
    en = "The line has its goodwill already."


class GoodwillReversedAlready(Refusal):
    """What was taken back cannot be taken back again."""

    code = "goodwill_reversed_already"
    status = 409
    zh = "该笔善意索赔已冲回。"
    en = "This goodwill was taken back already."
