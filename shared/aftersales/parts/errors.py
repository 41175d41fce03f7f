"""Refusals about warehouses."""

from aftersales.kernel.errors import Refusal


class WarehouseClosed(Refusal):
    """A closed warehouse takes part in nothing new."""

    code = "warehouse_closed"
    status = 409
    zh = "仓库“{code}”已停用。"
    en = "The warehouse {code} is closed."


class OrganisationHasNoWarehouse(Refusal):
    """Parts were to be moved at an organisation that has no warehouse in use."""

    code = "organisation_has_no_warehouse"
    status = 422
    zh = "该组织没有启用的仓库，请先建立仓库。"
    en = "The organisation has no warehouse in use; open one first."


class WarehouseKindWrong(Refusal):
    """Suppliers and carriers keep no stock of ours."""

    code = "warehouse_kind_wrong"
    status = 422
    zh = "“{kind}”类组织不能设立仓库。"
    en = "An organisation of kind {kind} cannot have a warehouse."


class NotMovedByHand(Refusal):
    """What a return, a count or an import posted is undone there, not by hand."""

    code = "not_moved_by_hand"
    status = 409
    zh = "只有手工移库和手工盘盈盘亏可以在此冲销；本笔由“{cause_kind}”产生。"
    en = "Only what was moved or posted by hand is reversed here; this was caused by {cause_kind}."


class AlreadyReversed(Refusal):
    """A posting is reversed once; another reason for it is no repetition of the same."""

    code = "already_reversed"
    status = 409
    zh = "本笔已由 {by} 冲销，理由：{reason}。"
    en = "This was reversed already by {by}, for this reason: {reason}."


class SpotWrong(Refusal):
    """A move goes between places, each a zone of a warehouse or an account."""

    code = "spot_wrong"
    status = 422
    zh = "请指定仓库与区域，或指定账户，二者选一；且至少一端在仓库内。"
    en = "Name a warehouse and a zone, or an account, not both; at least one end is in a warehouse."
