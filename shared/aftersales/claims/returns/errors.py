"""Refusals of filing, deciding, packing and shipping."""

from aftersales.kernel.errors import FieldError, Refusal


class LinesRefused(Refusal):
    """The policy refuses at least one line; `errors` says which, by which clause."""

    code = "lines_refused"
    status = 422
    zh = "按政策“{policy}”，有 {count} 行不予受理，未提交任何内容。"
    en = "Under the policy {policy}, {count} line(s) are refused; nothing was filed."

    def __init__(self, policy: str, errors: tuple[FieldError, ...]) -> None:
        super().__init__(errors=errors, policy=policy, count=len(errors))


class LinesIncomplete(Refusal):
    """Something that the policy needs to know is missing; `errors` names each thing."""

    code = "lines_incomplete"
    status = 422
    zh = "有 {count} 处必填信息缺失，未提交任何内容。"
    en = "{count} required piece(s) of information are missing; nothing was filed."

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        super().__init__(errors=errors, count=len(errors))


class LinesUnusable(Refusal):
    """Lines name units, models or parts that do not fit; `errors` says which."""

    code = "lines_unusable"
    status = 422
    zh = "有 {count} 行的整机或零件信息不符，未提交任何内容。"
    en = "{count} place(s) name units, models or parts that do not fit; nothing was filed."

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        super().__init__(errors=errors, count=len(errors))


class TooManyLines(Refusal):
    """The policy limits the lines of one return."""

    code = "too_many_lines"
    status = 422
    zh = "依据条款 {clause}，一张退货单最多 {most} 行。"
    en = "Clause {clause} allows at most {most} lines in one return."


class OneFactoryOnly(Refusal):
    """All lines of a return go to one address."""

    code = "one_factory_only"
    status = 422
    zh = "一张退货单只能寄往一个工厂，请按工厂分开提交：{factories}。"
    en = "One return goes to one factory; file separately for {factories}."


class NoReturnAddress(Refusal):
    """The policy names no address for the factory that makes a model; `errors` says of which lines."""

    code = "no_return_address"
    status = 422
    zh = "依据条款 {clause}，有 {count} 行的生产工厂没有有效收件地址，请联系品牌方。"
    en = "Under clause {clause} the factory of {count} line(s) has no valid return address; ask the manufacturer."

    def __init__(self, clause: str, errors: tuple[FieldError, ...]) -> None:
        super().__init__(errors=errors, clause=clause, count=len(errors))


class UnitUnderReturn(Refusal):
    """The unit is in another return that is still open."""

    code = "unit_under_return"
    status = 409
    zh = "整机“{serials}”已在未关闭的退货单中。"
    en = "The unit(s) {serials} are in a return that is still open."


class FormIncomplete(Refusal):
    """A form that travels with the parts lacks required fields; `errors` names each [S02-R03]."""

    code = "form_incomplete"
    status = 422
    zh = "随货单据有 {count} 处漏填或填写错误。"
    en = "The papers that travel with the parts have {count} field(s) missing or wrong."

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        super().__init__(errors=errors, count=len(errors))


class LinesNotOpen(Refusal):
    """An approver names lines that are not theirs to refuse; `errors` names each."""

    code = "lines_not_open"
    status = 422
    zh = "有 {count} 行不能拒绝，未做任何更改。"
    en = "{count} line(s) cannot be refused; nothing was changed."

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        super().__init__(errors=errors, count=len(errors))


class RejectWhole(Refusal):
    """A rejection refuses the whole return; single lines are refused while the rest is approved."""

    code = "reject_whole"
    status = 422
    zh = "整单驳回时不能再逐行拒绝。"
    en = "A rejection is of the whole return; refuse single lines while approving the rest."


class NothingToPack(Refusal):
    """An approval that lets no line stand is a rejection."""

    code = "nothing_to_pack"
    status = 422
    zh = "批准时须至少保留一行；如全部拒绝，请改为驳回。"
    en = "An approval leaves at least one line; to refuse all of them, reject the return."


class NothingToAppeal(Refusal):
    """No line of the return is refused."""

    code = "nothing_to_appeal"
    status = 409
    zh = "该退货单没有被拒绝的行，无需申诉。"
    en = "No line of this return is refused; there is nothing to appeal."


class AppealTooLate(Refusal):
    """The policy's appeal window has closed."""

    code = "appeal_too_late"
    status = 409
    zh = "依据条款 {clause}，须在被拒后 {days} 天内申诉。"
    en = "Clause {clause} allows an appeal within {days} days of the refusal."


class AppealedAlready(Refusal):
    """A refusal can be appealed once."""

    code = "appealed_already"
    status = 409
    zh = "该退货单已申诉过一次，不能再次申诉。"
    en = "This return was appealed once already."


class ShippingTooLate(Refusal):
    """The policy's time for shipping after approval has passed."""

    code = "shipping_too_late"
    status = 409
    zh = "依据条款 {clause}，须在批准后 {days} 天内寄出，请重新提交。"
    en = "Clause {clause} requires shipping within {days} days of approval; file again."


class ShippedOnImpossible(Refusal):
    """Parts leave after they may and not in the future."""

    code = "shipped_on_impossible"
    status = 422
    zh = "寄出日期须在批准日 {first} 与今天 {last} 之间。"
    en = "The day of shipping lies between the approval on {first} and today, {last}."


class ReturnTwice(Refusal):
    """A shipment names a return once."""

    code = "return_twice"
    status = 422
    zh = "同一退货单在一票货中只能出现一次。"
    en = "A shipment holds a return once."


class ShipmentMixed(Refusal):
    """Returns of one shipment go to one factory, from one dealer."""

    code = "shipment_mixed"
    status = 422
    zh = "同一票货只能包含寄往同一工厂的退货单。"
    en = "One shipment holds returns to one factory only."


class DecisionReplaced(Refusal):
    """A ruling on a decision that a correction has replaced moves nothing, so it is not taken."""

    code = "decision_replaced"
    status = 409
    zh = "退货单 {number} 更正后已重新判定，请对新的判定作出裁定。"
    en = "Return {number} was corrected and decided anew; rule on the newer decision."
