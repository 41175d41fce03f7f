"""Why a row of a sheet of warehouses or of opening stock is refused."""

from aftersales.kernel.errors import Refusal


class WarehouseUnknown(Refusal):
    """No warehouse has this code."""

    code = "warehouse_unknown"
    status = 422
    zh = "没有编码为“{warehouse}”的仓库。"
    en = "There is no warehouse {warehouse}."


class StockPartUnknown(Refusal):
    """No part has this number."""

    code = "stock_part_unknown"
    status = 422
    zh = "配件目录中没有“{part}”。"
    en = "The catalogue has no part {part}."


class OrganisationUnknown(Refusal):
    """No organisation has this code."""

    code = "warehouse_organisation_unknown"
    status = 422
    zh = "没有编码为“{organisation}”的组织。"
    en = "There is no organisation {organisation}."


class WarehouseOfAnother(Refusal):
    """A warehouse does not change hands, since its stock would."""

    code = "warehouse_of_another"
    status = 422
    zh = "仓库“{code}”属于其他组织，不能变更归属。"
    en = "The warehouse {code} belongs to another organisation and cannot change hands."


class OpeningPostedOtherwise(Refusal):
    """Opening stock is posted once."""

    code = "opening_posted_otherwise"
    status = 409
    zh = "配件“{part}”在该仓库的期初库存已记账，数量不同；请用移库或盘点调整。"
    en = "The opening stock of {part} in this warehouse was posted with another quantity; use a move or a count."
