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
