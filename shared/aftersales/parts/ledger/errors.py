"""Refusals of the ledger."""

from uuid import UUID

from aftersales.kernel.errors import Refusal


class StockShort(Refusal):
    """A location holds less than is to leave it; nothing was moved."""

    code = "stock_short"
    status = 409
    zh = "库存不足：配件 {part}，可用 {available}，需要 {asked}。"
    en = "Not enough stock of the part {part}: {available} available, {asked} asked for."

    def __init__(self, *, part: UUID, available: int, asked: int, pointer: str | None = None) -> None:
        super().__init__(part=part, available=available, asked=asked, pointer=pointer)
        self.part = part
        self.available = available
        self.asked = asked


class StockShortUnseen(Refusal):
    """The same, for somebody who may not know how much there is while a blind count runs."""

    code = "stock_short_unseen"
    status = 409
    zh = "库存不足：配件 {part}（盲盘期间不显示数量）。"
    en = "Not enough stock of the part {part}; quantities are hidden during a blind count."


class CausePostedOtherwise(Refusal):
    """A cause posts once; it posted other moves before."""

    code = "cause_posted_otherwise"
    status = 409
    zh = "该业务（{cause_kind} {cause_id}）已记账，且内容不同。"
    en = "This cause ({cause_kind} {cause_id}) was posted before with other moves."


class NothingMoves(Refusal):
    """A posting without effect: no move, a quantity that is not above zero, or the same place twice."""

    code = "nothing_moves"
    status = 422
    zh = "没有可记账的移动：数量必须大于零，且来源与去向不同。"
    en = "Nothing moves: a quantity must be above zero and go to another place."


class LocationUnknown(Refusal):
    """A move names a place that does not exist or is not the caller's to see."""

    code = "location_unknown"
    status = 422
    zh = "库位不存在。"
    en = "There is no such location."


class AccountReserved(Refusal):
    """Gain, loss and opening stock are posted by counts and imports, never by hand."""

    code = "account_reserved"
    status = 422
    zh = "“{account}”账户不能手工记账。"
    en = "The account {account} cannot be posted to by hand."


class ReversalReversed(Refusal):
    """A reversal is not reversed; post the original again."""

    code = "reversal_not_reversible"
    status = 409
    zh = "冲销记录本身不能再冲销。"
    en = "A reversal cannot be reversed."


class StockHidden(Refusal):
    """Movements of a part would tell its quantity while a blind count runs."""

    code = "stock_hidden"
    status = 409
    zh = "该仓库正在盲盘，暂不显示库存明细。"
    en = "A blind count of this warehouse is under way; its movements are hidden."
