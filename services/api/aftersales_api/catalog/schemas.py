"""Requests and answers of the catalogue."""

from typing import Annotated

from msgspec import Meta, Struct

from aftersales.catalog.model import BomEntry, BomLine, CatalogState, ModelFields, PartFields, PartId
from aftersales.kernel.ids import OrganisationId
from aftersales.kernel.money import Money
from aftersales_api.deps import Body

PRINTABLE = r"^[^\s\x00-\x1f\x7f](?:[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f])?(?![\s\S])"
"""One line that neither begins nor ends with space."""

Code = Annotated[str, Meta(min_length=1, max_length=40, pattern=PRINTABLE)]
Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=PRINTABLE)]
Remark = Annotated[str, Meta(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*(?![\s\S])")]
Category = Annotated[str, Meta(max_length=40, pattern=r"^[^\x00-\x1f\x7f]*(?![\s\S])")]


class ChangedModel(Body, frozen=True, kw_only=True):
    """What a product model is called, who makes it, and whether it is still made."""

    name: Name
    name_en: Remark = ""
    category: Category = ""
    factory_id: OrganisationId
    state: CatalogState = CatalogState.ACTIVE

    def fields(self) -> ModelFields:
        """The same for the catalogue."""
        return ModelFields(
            name=self.name,
            name_en=self.name_en,
            category=self.category,
            factory_id=self.factory_id,
            state=self.state,
        )


class NewModel(ChangedModel, frozen=True, kw_only=True):
    """A product model under its code."""

    code: Code


class ChangedPart(Body, frozen=True, kw_only=True):
    """What a part is called and costs; without a price it has none yet."""

    name: Name
    name_en: Remark = ""
    category: Category = ""
    unit_price: Money | None = None
    state: CatalogState = CatalogState.ACTIVE

    def fields(self) -> PartFields:
        """The same for the catalogue."""
        return PartFields(
            name=self.name,
            name_en=self.name_en,
            category=self.category,
            unit_price=self.unit_price,
            state=self.state,
        )


class NewPart(ChangedPart, frozen=True, kw_only=True):
    """A part under its number."""

    number: Code


class NewBomLine(Body, frozen=True, kw_only=True):
    """How many of a part one unit has."""

    part_id: PartId
    quantity: Annotated[int, Meta(ge=1, le=9999)]

    def entry(self) -> BomEntry:
        """The same for the catalogue."""
        return BomEntry(part_id=self.part_id, quantity=self.quantity)


class NewBom(Body, frozen=True, kw_only=True):
    """The whole bill of material of a model."""

    lines: Annotated[list[NewBomLine], Meta(max_length=5000)]


class BomShown(Struct, frozen=True, kw_only=True):
    """The bill of material of a model by part number."""

    lines: list[BomLine]
