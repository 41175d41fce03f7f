"""What rulings refuse, each by name."""

from aftersales.kernel.errors import Refusal


class RulingNotForeseen(Refusal):
    """The policy gives nobody the authority to rule so on this line."""

    code = "ruling_not_foreseen"
    status = 422
    zh = "政策没有授权将该行裁定为“{ruled}”。"
    en = "The policy lets nobody rule this line {ruled}."


class RulingNotYours(Refusal):
    """The policy gives the authority to other roles."""

    code = "ruling_not_yours"
    status = 403
    zh = "依据条款 {clause}，只有以下角色可以裁定：{roles}。"
    en = "Clause {clause} lets only {roles} rule."


class RulingTooMuch(Refusal):
    """The line is worth more than the clause lets this person rule on."""

    code = "ruling_too_much"
    status = 422
    zh = "依据条款 {clause}，单行金额不得超过 {most}。"
    en = "Clause {clause} allows rulings up to {most} a line."


class RulingIdle(Refusal):
    """Coverage says the same already."""

    code = "ruling_idle"
    status = 409
    zh = "该行当前结论已是“{ruled}”，无需裁定。"
    en = "The line is {ruled} already; there is nothing to rule."
