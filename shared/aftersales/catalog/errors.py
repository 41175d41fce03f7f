"""Refusals of the catalogue."""

from aftersales.kernel.errors import Refusal


class FactoryUnknown(Refusal):
    """The organisation is not a factory of this tenant."""

    code = "factory_unknown"
    status = 422
    zh = "没有代码或编号为“{factory}”的生产工厂，请先登记工厂。"
    en = "There is no factory {factory}; enter the factory first."


class ModelUnknown(Refusal):
    """No product model with this code or identity."""

    code = "model_unknown"
    status = 422
    zh = "没有产品型号“{model}”，请先登记型号。"
    en = "There is no product model {model}; enter the model first."


class PartUnknown(Refusal):
    """No part with this number or identity."""

    code = "part_unknown"
    status = 422
    zh = "没有配件“{part}”，请先登记配件。"
    en = "There is no part {part}; enter the part first."


class PartTwiceInBom(Refusal):
    """A bill of material names each part once."""

    code = "part_twice_in_bom"
    status = 422
    zh = "物料清单中配件重复（第 {first} 行与第 {second} 行）。"
    en = "A part stands twice in the bill of material (lines {first} and {second})."


class PriceUnusable(Refusal):
    """A price in a currency that we do not keep, or with more decimals than it has."""

    code = "price_unusable"
    status = 422
    zh = "价格“{price}”的币种未知或小数位数过多。"
    en = "The price {price} is in an unknown currency or has too many decimals."


class PriceOutOfRange(Refusal):
    """A price below zero or beyond reason."""

    code = "price_out_of_range"
    status = 422
    zh = "价格 {price} 须在 0 与 {most} 之间。"
    en = "The price {price} must lie between 0 and {most}."
