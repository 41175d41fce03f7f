"""Use cases of the catalogue."""

from collections.abc import Collection

from aftersales.catalog import store
from aftersales.catalog.model import BomLine, ModelId, Part, PartId, ProductModel
from aftersales.kernel.access import Permission
from aftersales.kernel.tx import Tx


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
