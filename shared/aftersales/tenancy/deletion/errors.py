"""Refusals of deletion."""

from aftersales.kernel.errors import Refusal


class DeletionIsOpen(Refusal):
    """One deletion of a tenant at a time; while it is confirmed, nobody is let in again."""

    code = "deletion_is_open"
    status = 409
    zh = "该品牌已有进行中的删除（状态“{state}”），请先取消它。"
    en = "A deletion of this brand is under way ({state}); cancel it first."


class DeletionNeedsAnother(Refusal):
    """Two people stand behind the end of a tenant."""

    code = "deletion_needs_another"
    status = 403
    zh = "删除必须由另一位运营人员确认，申请人不能自己确认。"
    en = "Another operator must confirm the deletion; whoever asked for it cannot."


class DeletionCodeWrong(Refusal):
    """The code typed is not that of the tenant: perhaps it is the wrong one."""

    code = "deletion_code_wrong"
    status = 422
    zh = "输入的品牌编码与要删除的品牌不符。"
    en = "The code that was typed is not that of the brand to be deleted."
