"""Facts of the catalogue."""

from typing import ClassVar

from aftersales.catalog.model import CatalogState, ModelId, PartId
from aftersales.kernel.facts import Fact, announced
from aftersales.kernel.ids import OrganisationId
from aftersales.kernel.money import Money


class _OfModel(Fact, frozen=True, kw_only=True):
    SUBJECT: ClassVar[tuple[str, str]] = ("product_model", "model_id")

    model_id: ModelId
    code: str
    name: str
    category: str
    factory_id: OrganisationId
    state: CatalogState


@announced
class ModelCreated(_OfModel, frozen=True, kw_only=True):
    """A product model was entered."""

    NAME: ClassVar[str] = "catalog.model_created"


@announced
class ModelChanged(_OfModel, frozen=True, kw_only=True):
    """A product model reads differently now."""

    NAME: ClassVar[str] = "catalog.model_changed"


@announced
class BomChanged(Fact, frozen=True, kw_only=True):
    """A model's bill of material was replaced."""

    NAME: ClassVar[str] = "catalog.bom_changed"
    SUBJECT: ClassVar[tuple[str, str]] = ("product_model", "model_id")

    model_id: ModelId
    lines: int


class _OfPart(Fact, frozen=True, kw_only=True):
    SUBJECT: ClassVar[tuple[str, str]] = ("part", "part_id")

    part_id: PartId
    number: str
    name: str
    category: str
    unit_price: Money | None
    state: CatalogState


@announced
class PartCreated(_OfPart, frozen=True, kw_only=True):
    """A part was entered."""

    NAME: ClassVar[str] = "catalog.part_created"


@announced
class PartChanged(_OfPart, frozen=True, kw_only=True):
    """A part reads or costs differently now."""

    NAME: ClassVar[str] = "catalog.part_changed"
