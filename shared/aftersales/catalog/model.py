"""Words of the catalogue: product models, parts, bills of material."""

from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from msgspec import Struct

from aftersales.kernel.ids import OrganisationId
from aftersales.kernel.money import Money

ModelId = NewType("ModelId", UUID)
PartId = NewType("PartId", UUID)


class CatalogState(StrEnum):
    """Whether something is still made or sold; what was sold before keeps its entry for ever."""

    ACTIVE = "active"
    DISCONTINUED = "discontinued"


class ProductModel(Struct, frozen=True, kw_only=True):
    """A model of product; `factory_id` is the plant that makes it and takes its parts back [S02-R02]."""

    id: ModelId
    code: str
    name: str
    name_en: str
    category: str
    factory_id: OrganisationId
    state: CatalogState
    version: int
    created_at: datetime


class Part(Struct, frozen=True, kw_only=True):
    """A part and its list price; None is a part without a price yet."""

    id: PartId
    number: str
    name: str
    name_en: str
    category: str
    unit_price: Money | None
    state: CatalogState
    version: int
    created_at: datetime


class BomLine(Struct, frozen=True, kw_only=True):
    """How many of a part one unit of a model has."""

    part: Part
    quantity: int


class BomEntry(Struct, frozen=True, kw_only=True):
    """A line of a bill of material as it is written: which part, how many."""

    part_id: PartId
    quantity: int


class ModelFields(Struct, frozen=True, kw_only=True):
    """What a person says of a model."""

    name: str
    name_en: str
    category: str
    factory_id: OrganisationId
    state: CatalogState = CatalogState.ACTIVE


class PartFields(Struct, frozen=True, kw_only=True):
    """What a person says of a part."""

    name: str
    name_en: str
    category: str
    unit_price: Money | None
    state: CatalogState = CatalogState.ACTIVE


class ModelFilter(Struct, frozen=True, kw_only=True):
    """Which models to list; `text` is the start of a code."""

    text: str | None = None
    category: str | None = None
    factory_id: OrganisationId | None = None
    state: CatalogState | None = None


class PartFilter(Struct, frozen=True, kw_only=True):
    """Which parts to list; `text` is the start of a number."""

    text: str | None = None
    category: str | None = None
    model_id: ModelId | None = None
    state: CatalogState | None = None
