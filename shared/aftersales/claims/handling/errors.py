"""Refusals of receiving, inspecting, disposing and settling."""

from aftersales.kernel.errors import FieldError, Refusal


class LinesDisagree(Refusal):
    """The lines named are not the lines expected; `errors` names each."""

    code = "lines_disagree"
    status = 422
    zh = "有 {count} 行与退货单不符，未做任何更改。"
    en = "{count} line(s) do not fit the return; nothing was changed."

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        super().__init__(errors=errors, count=len(errors))


class OtherFactory(Refusal):
    """The return is addressed to another factory than the receiver's."""

    code = "other_factory"
    status = 403
    zh = "该退货单应由工厂“{factory}”收货，您所在组织不能收货。"
    en = "The return is addressed to another factory, {factory}; your organisation cannot receive it."


class PriceMissing(Refusal):
    """A credit needs a price that the catalogue did not have when the return was filed."""

    code = "price_missing"
    status = 422
    zh = "第 {line} 行零件没有单价，不能贷记，请改用其他处置。"
    en = "Line {line} has no unit price and cannot be credited; choose another disposition."


class ReplacementShort(Refusal):
    """There are not enough good parts to send out; how many is not said, since a blind count may be under way."""

    code = "replacement_short"
    status = 409
    zh = "第 {line} 行：零件 {part} 良品库存不足 {asked} 件，未做任何结算。"
    en = "Line {line}: there are fewer than {asked} good pieces of the part {part}; nothing was settled."


class CreditUnapproved(Refusal):
    """The policy wants the credit approved first, and somebody has still to sign."""

    code = "credit_unapproved"
    status = 409
    zh = "贷记须先经审批，尚待 {roles} 签署。"
    en = "The credit has to be approved first; it waits for {roles}."


class CreditRejected(Refusal):
    """The credit was rejected; another disposition has to be found."""

    code = "credit_rejected"
    status = 409
    zh = "贷记已被驳回（{reason}），请重新处置。"
    en = "The credit was rejected ({reason}); choose other dispositions."
