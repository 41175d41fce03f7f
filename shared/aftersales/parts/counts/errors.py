"""Refusals of stock counts; none of them tells a counter what the books say."""

from aftersales.kernel.errors import Refusal


class CountUnderWay(Refusal):
    """A warehouse has one count at a time."""

    code = "count_under_way"
    status = 409
    zh = "仓库“{code}”正在盘点，请先完成或取消。"
    en = "The warehouse {code} is being counted; finish or cancel that count first."


class NothingToCount(Refusal):
    """The warehouse never held a part."""

    code = "nothing_to_count"
    status = 422
    zh = "仓库“{code}”没有任何库存记录，无需盘点。"
    en = "The warehouse {code} never held a part; there is nothing to count."


class LinesUnknown(Refusal):
    """Lines that the sheet does not have, or that are not to be counted now."""

    code = "count_lines_unknown"
    status = 422
    zh = "以下行不在待盘之列：{lines}。"
    en = "These lines are not to be counted: {lines}."


class LinesRepeated(Refusal):
    """A line stands twice in one request."""

    code = "count_lines_repeated"
    status = 422
    zh = "以下行重复：{lines}。"
    en = "These lines are named twice: {lines}."


class LinesOfAnother(Refusal):
    """Each line keeps its counter, and a recount is done by another person."""

    code = "count_lines_of_another"
    status = 422
    zh = "以下行须由他人录入：初盘由原盘点人更正，复盘须换人。行号：{lines}。"
    en = "Somebody else must enter these lines (the first counter corrects, another recounts): {lines}."


class CountIncomplete(Refusal):
    """Lines without an entry."""

    code = "count_incomplete"
    status = 409
    zh = "还有 {missing} 行未录入。"
    en = "{missing} line(s) have not been entered."


class PartAlreadyListed(Refusal):
    """A find that is on the sheet after all."""

    code = "part_already_listed"
    status = 409
    zh = "配件“{part}”已在盘点表中，请按行号录入。"
    en = "The part {part} is on the sheet; enter it by its line."


class PartUnlisted(Refusal):
    """A find names a part that the catalogue does not know."""

    code = "count_part_unknown"
    status = 422
    zh = "配件目录中没有“{part}”。"
    en = "The catalogue has no part {part}."


class CounterApproves(Refusal):
    """Who counted does not approve."""

    code = "counter_approves"
    status = 409
    zh = "盘点人不能审批本次盘点。"
    en = "Who counted cannot approve the count."


class ApproverRoleMissing(Refusal):
    """The policy names the role that approves."""

    code = "approver_role_missing"
    status = 403
    zh = "按政策，本次盘点须由“{role}”审批。"
    en = "By the policy this count is approved by the role {role}."


class ExplanationMissing(Refusal):
    """A gain or loss beyond the thresholds is explained before it is posted [S01-R23]."""

    code = "explanation_missing"
    status = 409
    zh = "以下行差异超出阈值，须先说明原因：{lines}。"
    en = "These lines differ beyond the thresholds and must be explained first: {lines}."


class CountOvertaken(Refusal):
    """More left the shelf after the count than the count says there was; the line must be counted again."""

    code = "count_overtaken"
    status = 409
    zh = "盘点后出库数量超过实盘数量，请要求复盘。配件：{part}。"
    en = "More of the part {part} left the shelf after the count than was counted; ask for a recount."


class QuantitiesHidden(Refusal):
    """A blind count keeps what the books say from those who count."""

    code = "quantities_hidden"
    status = 403
    zh = "盲盘期间不能查看账面数量与差异。"
    en = "During a blind count the book quantities and differences are hidden from you."
