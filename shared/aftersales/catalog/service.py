"""Use cases of the catalogue."""

from collections.abc import Collection, Sequence
from typing import Final

from aftersales.catalog import rules, store
from aftersales.catalog.errors import FactoryUnknown, PartUnknown
from aftersales.catalog.events import BomChanged, ModelChanged, ModelCreated, PartChanged, PartCreated
from aftersales.catalog.imports.service import import_boms, import_models, import_parts
from aftersales.catalog.model import (
    BomEntry,
    BomLine,
    ModelFields,
    ModelFilter,
    ModelId,
    Part,
    PartFields,
    PartFilter,
    PartId,
    ProductModel,
)
from aftersales.kernel.access import Permission
from aftersales.kernel.errors import Duplicate
from aftersales.kernel.ids import OrganisationId, new_id
from aftersales.kernel.tx import Tx
from aftersales.platform.imports.service import Importer
from aftersales.tenancy import service as tenancy
from aftersales.tenancy.model import OrganisationKind

IMPORTERS: Final = (
    Importer(kind="models", sheet=rules.MODELS, permission=Permission.CATALOG_MANAGE, write=import_models),
    Importer(kind="parts", sheet=rules.PARTS, permission=Permission.CATALOG_MANAGE, write=import_parts),
    Importer(kind="boms", sheet=rules.BOMS, permission=Permission.CATALOG_MANAGE, write=import_boms),
)
"""What the catalogue takes from sheets."""


async def model(tx: Tx, model_id: ModelId) -> ProductModel:
    """One model, or `NotFound`."""
    tx.actor.require(Permission.CATALOG_READ)
    return await store.model(tx, model_id)


async def model_by_code(tx: Tx, code: str) -> ProductModel | None:
    """The model with a code."""
    return (await models_by_codes(tx, [code])).get(code)


async def models_by_codes(tx: Tx, codes: Collection[str]) -> dict[str, ProductModel]:
    """The models with these codes; a code that nobody knows is absent."""
    tx.actor.require(Permission.CATALOG_READ)
    return await store.models_by_codes(tx, codes)


async def models_by_ids(tx: Tx, ids: Collection[ModelId]) -> dict[ModelId, ProductModel]:
    """The models with these identities; an unknown one is absent."""
    tx.actor.require(Permission.CATALOG_READ)
    return await store.models_by_ids(tx, ids)


async def models_of(tx: Tx, *, codes: Collection[str], ids: Collection[ModelId]) -> list[ProductModel]:
    """The models with any of these codes or identities, in one query."""
    tx.actor.require(Permission.CATALOG_READ)
    return await store.models_of(tx, codes, ids)


async def part_ids_of_models(tx: Tx, model_ids: Collection[ModelId]) -> dict[ModelId, frozenset[PartId]]:
    """Which parts each model has; a model without a bill of material is absent."""
    tx.actor.require(Permission.CATALOG_READ)
    return await store.part_ids_of_models(tx, model_ids)


async def part(tx: Tx, part_id: PartId) -> Part:
    """One part, or `NotFound`."""
    tx.actor.require(Permission.CATALOG_READ)
    return await store.part(tx, part_id)


async def part_by_number(tx: Tx, number: str) -> Part | None:
    """The part with a number."""
    return (await parts_by_numbers(tx, [number])).get(number)


async def parts_by_numbers(tx: Tx, numbers: Collection[str]) -> dict[str, Part]:
    """The parts with these numbers; a number that nobody knows is absent."""
    tx.actor.require(Permission.CATALOG_READ)
    return await store.parts_by_numbers(tx, numbers)


async def parts_by_ids(tx: Tx, ids: Collection[PartId]) -> dict[PartId, Part]:
    """The parts with these identities; an unknown one is absent."""
    tx.actor.require(Permission.CATALOG_READ)
    return await store.parts_by_ids(tx, ids)


async def parts_of_model(tx: Tx, model_id: ModelId) -> list[BomLine]:
    """The bill of material of a model by part number; empty for a model that nobody knows."""
    tx.actor.require(Permission.CATALOG_READ)
    return await store.parts_of_model(tx, model_id)


async def models(
    tx: Tx, wanted: ModelFilter, *, limit: int, cursor: str | None
) -> tuple[list[ProductModel], str | None]:
    """A page of models by code."""
    tx.actor.require(Permission.CATALOG_READ)
    return await store.list_models(tx, wanted, limit=limit, cursor=cursor)


async def parts(tx: Tx, wanted: PartFilter, *, limit: int, cursor: str | None) -> tuple[list[Part], str | None]:
    """A page of parts by number."""
    tx.actor.require(Permission.CATALOG_READ)
    return await store.list_parts(tx, wanted, limit=limit, cursor=cursor)


async def _check_factory(tx: Tx, factory_id: OrganisationId) -> None:
    found = await tenancy.organisations_by_ids(tx, [factory_id])
    if factory_id not in found or found[factory_id].kind is not OrganisationKind.FACTORY:
        raise FactoryUnknown(factory=factory_id, pointer="/factory_id")


async def create_model(tx: Tx, code: str, fields: ModelFields) -> ProductModel:
    """Enter a product model that one of the tenant's factories makes."""
    tx.actor.require(Permission.CATALOG_MANAGE)
    await _check_factory(tx, fields.factory_id)
    if code in await store.models_by_codes(tx, [code]):
        raise Duplicate(what="product model", what_zh="产品型号", value=code, pointer="/code")

    model_id = ModelId(new_id())
    await store.add_model(tx, model_id, code, fields)
    tx.emit(
        ModelCreated(
            model_id=model_id,
            code=code,
            name=fields.name,
            category=fields.category,
            factory_id=fields.factory_id,
            state=fields.state,
        ),
    )
    return await store.model(tx, model_id)


async def change_model(tx: Tx, model_id: ModelId, fields: ModelFields, *, expected_version: int) -> ProductModel:
    """Say anew what a model is; its code stays."""
    tx.actor.require(Permission.CATALOG_MANAGE)
    await _check_factory(tx, fields.factory_id)

    saved = await store.save_model(tx, model_id, fields, expected_version=expected_version)
    tx.emit(
        ModelChanged(
            model_id=model_id,
            code=saved.code,
            name=saved.name,
            category=saved.category,
            factory_id=saved.factory_id,
            state=saved.state,
        ),
    )
    return saved


async def create_part(tx: Tx, number: str, fields: PartFields) -> Part:
    """Enter a part."""
    tx.actor.require(Permission.CATALOG_MANAGE)
    rules.check_price(fields.unit_price)
    if number in await store.parts_by_numbers(tx, [number]):
        raise Duplicate(what="part", what_zh="配件", value=number, pointer="/number")

    part_id = PartId(new_id())
    await store.add_part(tx, part_id, number, fields)
    tx.emit(
        PartCreated(
            part_id=part_id,
            number=number,
            name=fields.name,
            category=fields.category,
            unit_price=fields.unit_price,
            state=fields.state,
        ),
    )
    return await store.part(tx, part_id)


async def change_part(tx: Tx, part_id: PartId, fields: PartFields, *, expected_version: int) -> Part:
    """Say anew what a part is and costs; its number stays."""
    tx.actor.require(Permission.CATALOG_MANAGE)
    rules.check_price(fields.unit_price)

    saved = await store.save_part(tx, part_id, fields, expected_version=expected_version)
    tx.emit(
        PartChanged(
            part_id=part_id,
            number=saved.number,
            name=saved.name,
            category=saved.category,
            unit_price=saved.unit_price,
            state=saved.state,
        ),
    )
    return saved


async def replace_bom(
    tx: Tx, model_id: ModelId, entries: Sequence[BomEntry], *, expected_version: int
) -> tuple[int, list[BomLine]]:
    """Make these lines the whole bill of a model, under the model's version; its new version and the bill."""
    tx.actor.require(Permission.CATALOG_MANAGE)
    rules.check_bom(entries)
    known = await store.parts_by_ids(tx, [entry.part_id for entry in entries])
    for place, entry in enumerate(entries):
        if entry.part_id not in known:
            raise PartUnknown(part=entry.part_id, pointer=f"/lines/{place}/part_id")

    version = await store.raise_model_version(tx, model_id, expected_version=expected_version)
    await store.replace_bom(tx, model_id, entries)
    tx.emit(BomChanged(model_id=model_id, lines=len(entries)))
    return version, await store.parts_of_model(tx, model_id)
