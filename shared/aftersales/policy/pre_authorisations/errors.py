"""What pre-authorisations refuse, each by name."""

from aftersales.kernel.errors import Refusal


class PreAuthorisationNotForeseen(Refusal):
    """The policy in force asks for no pre-authorisation of this unit."""

    code = "pre_authorisation_not_foreseen"
    status = 422
    zh = "现行政策不要求该整机预授权。"
    en = "The policy in force asks for no pre-authorisation of this unit."


class PreAuthorisationUnpriced(Refusal):
    """Nobody can allow an amount that nobody knows."""

    code = "pre_authorisation_unpriced"
    status = 422
    zh = "零件“{part}”没有以政策币种标出的价格，无法预授权。"
    en = "The part {part} has no price in the policy's currency, so it cannot be allowed beforehand."


class PreAuthorisationNotYours(Refusal):
    """The clause lets other roles answer, and nobody answers what they asked for."""

    code = "pre_authorisation_not_yours"
    status = 403
    zh = "依据条款 {clause}，只有以下角色（且非申请人本人）可以答复：{roles}。"
    en = "Clause {clause} lets only {roles} answer, and nobody their own request."


class PreAuthorisationTooMuch(Refusal):
    """More than was asked for, or for longer than the clause allows, is not granted."""

    code = "pre_authorisation_too_much"
    status = 422
    zh = "批准金额须大于零且不超过 {most}，期限须在今天至 {last} 之间。"
    en = "At most {most}, more than nothing, can be allowed, for a day between today and {last}."


class PreAuthorisationMoved(Refusal):
    """Its state does not lead there."""

    code = "pre_authorisation_moved"
    status = 409
    zh = "预授权当前状态为“{state}”，不能变为“{target}”。"
    en = "The pre-authorisation is {state} and cannot become {target}."


class PreAuthorisationSpent(Refusal):
    """It was not granted, is used or over, or is for another unit or other parts."""

    code = "pre_authorisation_spent"
    status = 409
    zh = "预授权未获批准、已使用、已到期，或与本单整机、零件不符。"
    en = "The pre-authorisation was not granted, is used or over, or is for another unit or other parts."
