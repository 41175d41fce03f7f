"""Every query of the catalogue."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ARRAY, Select, Uuid, any_, delete, func, insert, literal, or_, select, update

from aftersales.catalog.model import (
    BomEntry,
    BomLine,
    CatalogState,
    ModelFields,
    ModelFilter,
    ModelId,
    Part,
    PartFields,
    PartFilter,
    PartId,
    ProductModel,
)
from aftersales.catalog.tables import bom_lines, catalog_parts, product_models
from aftersales.kernel import pagination
from aftersales.kernel.errors import NotFound, StaleVersion
from aftersales.kernel.money import Money
from aftersales.kernel.tx import Tx
from aftersales.kernel.upserts import Effect, starts_with, upsert


class PartRow(Struct, frozen=True, kw_only=True):
    """A part as the table holds it."""

    id: UUID
    number: str
    name: str
    name_en: str
    category: str
    unit_price_minor: int | None
    currency: str | None
    state: CatalogState
    version: int
    created_at: datetime

    def part(self) -> Part:
        """The part with its price as money."""
        price = None
        if self.unit_price_minor is not None and self.currency is not None:
            price = Money.of_minor(self.unit_price_minor, self.currency)
        return Part(
            id=PartId(self.id),
            number=self.number,
            name=self.name,
            name_en=self.name_en,
            category=self.category,
            unit_price=price,
            state=self.state,
            version=self.version,
            created_at=self.created_at,
        )


class _BomRow(PartRow, frozen=True, kw_only=True):
    quantity: int


def visible_models(tx: Tx) -> Select[Any]:
    """The models that the caller may see."""
    return select(product_models).where(product_models.c.tenant_id == tx.tenant_id)


def visible_parts(tx: Tx) -> Select[Any]:
    """The parts that the caller may see."""
    return select(catalog_parts).where(catalog_parts.c.tenant_id == tx.tenant_id)


async def model(tx: Tx, model_id: ModelId) -> ProductModel:
    """One model."""
    statement = visible_models(tx).where(product_models.c.id == model_id)
    return await tx.one(statement, ProductModel, NotFound("product model", "产品型号"))


async def models_by_codes(tx: Tx, codes: Collection[str]) -> dict[str, ProductModel]:
    """The models with these codes."""
    if not codes:
        return {}
    found = await tx.all(visible_models(tx).where(product_models.c.code.in_(codes)), ProductModel)
    return {model.code: model for model in found}


async def models_by_ids(tx: Tx, ids: Collection[ModelId]) -> dict[ModelId, ProductModel]:
    """The models with these identities."""
    if not ids:
        return {}
    found = await tx.all(visible_models(tx).where(product_models.c.id.in_(ids)), ProductModel)
    return {model.id: model for model in found}


async def models_of(tx: Tx, codes: Collection[str], ids: Collection[ModelId]) -> list[ProductModel]:
    """The models with any of these codes or identities."""
    if not codes and not ids:
        return []
    wanted = or_(product_models.c.code.in_(codes), product_models.c.id.in_(ids))
    return await tx.all(visible_models(tx).where(wanted), ProductModel)


class _Fits(Struct, frozen=True):
    model_id: ModelId
    part_ids: frozenset[PartId]


async def part_ids_of_models(tx: Tx, model_ids: Collection[ModelId]) -> dict[ModelId, frozenset[PartId]]:
    """Which parts each model has."""
    if not model_ids:
        return {}
    statement = (
        select(bom_lines.c.model_id, func.array_agg(bom_lines.c.part_id).label("part_ids"))
        .where(bom_lines.c.tenant_id == tx.tenant_id, bom_lines.c.model_id.in_(model_ids))
        .group_by(bom_lines.c.model_id)
    )
    return {row.model_id: row.part_ids for row in await tx.all(statement, _Fits)}


async def list_models(
    tx: Tx, wanted: ModelFilter, *, limit: int, cursor: str | None
) -> tuple[list[ProductModel], str | None]:
    """A page of models by code."""
    statement = visible_models(tx)
    if wanted.text:
        statement = statement.where(starts_with(product_models.c.code, wanted.text))
    if wanted.category:
        statement = statement.where(product_models.c.category == wanted.category)
    if wanted.factory_id:
        statement = statement.where(product_models.c.factory_id == wanted.factory_id)
    if wanted.state:
        statement = statement.where(product_models.c.state == wanted.state.value)
    return await pagination.page(
        tx,
        statement,
        ProductModel,
        columns=[product_models.c.code],
        key=lambda model: [model.code],
        limit=limit,
        cursor=cursor,
        bound=["product_models", wanted],
    )


async def add_model(tx: Tx, model_id: ModelId, code: str, fields: ModelFields) -> None:
    """One more model."""
    await tx.execute(
        insert(product_models).values(
            tenant_id=tx.tenant_id,
            id=model_id,
            code=code,
            name=fields.name,
            name_en=fields.name_en,
            category=fields.category,
            factory_id=fields.factory_id,
            state=fields.state.value,
            created_at=tx.now,
        ),
    )


async def save_model(tx: Tx, model_id: ModelId, fields: ModelFields, *, expected_version: int) -> ProductModel:
    """Change a model that still has the expected version."""
    statement = (
        update(product_models)
        .where(
            product_models.c.tenant_id == tx.tenant_id,
            product_models.c.id == model_id,
            product_models.c.version == expected_version,
        )
        .values(
            name=fields.name,
            name_en=fields.name_en,
            category=fields.category,
            factory_id=fields.factory_id,
            state=fields.state.value,
            version=product_models.c.version + 1,
        )
        .returning(product_models)
    )
    saved = await tx.first(statement, ProductModel)
    if saved is None:
        raise StaleVersion(version=(await model(tx, model_id)).version)
    return saved


async def part(tx: Tx, part_id: PartId) -> Part:
    """One part."""
    statement = visible_parts(tx).where(catalog_parts.c.id == part_id)
    return (await tx.one(statement, PartRow, NotFound("part", "配件"))).part()


async def parts_by_numbers(tx: Tx, numbers: Collection[str]) -> dict[str, Part]:
    """The parts with these numbers."""
    if not numbers:
        return {}
    found = await tx.all(visible_parts(tx).where(catalog_parts.c.number.in_(numbers)), PartRow)
    return {row.number: row.part() for row in found}


async def parts_by_ids(tx: Tx, ids: Collection[PartId]) -> dict[PartId, Part]:
    """The parts with these identities."""
    if not ids:
        return {}
    found = await tx.all(visible_parts(tx).where(catalog_parts.c.id == any_(literal(list(ids), ARRAY(Uuid)))), PartRow)
    return {PartId(row.id): row.part() for row in found}


async def list_parts(tx: Tx, wanted: PartFilter, *, limit: int, cursor: str | None) -> tuple[list[Part], str | None]:
    """A page of parts by number."""
    statement = visible_parts(tx)
    if wanted.text:
        statement = statement.where(starts_with(catalog_parts.c.number, wanted.text))
    if wanted.category:
        statement = statement.where(catalog_parts.c.category == wanted.category)
    if wanted.state:
        statement = statement.where(catalog_parts.c.state == wanted.state.value)
    if wanted.model_id:
        of_model = select(bom_lines.c.part_id).where(
            bom_lines.c.tenant_id == tx.tenant_id, bom_lines.c.model_id == wanted.model_id
        )
        statement = statement.where(catalog_parts.c.id.in_(of_model))
    rows, following = await pagination.page(
        tx,
        statement,
        PartRow,
        columns=[catalog_parts.c.number],
        key=lambda row: [row.number],
        limit=limit,
        cursor=cursor,
        bound=["parts", wanted],
    )
    return [row.part() for row in rows], following


def _part_values(fields: PartFields) -> dict[str, object]:
    price = fields.unit_price
    return {
        "name": fields.name,
        "name_en": fields.name_en,
        "category": fields.category,
        "unit_price_minor": None if price is None else price.minor,
        "currency": None if price is None else price.currency,
        "state": fields.state.value,
    }


async def add_part(tx: Tx, part_id: PartId, number: str, fields: PartFields) -> None:
    """One more part."""
    values = _part_values(fields)
    await tx.execute(
        insert(catalog_parts).values(tenant_id=tx.tenant_id, id=part_id, number=number, created_at=tx.now, **values),
    )


async def save_part(tx: Tx, part_id: PartId, fields: PartFields, *, expected_version: int) -> Part:
    """Change a part that still has the expected version."""
    statement = (
        update(catalog_parts)
        .where(
            catalog_parts.c.tenant_id == tx.tenant_id,
            catalog_parts.c.id == part_id,
            catalog_parts.c.version == expected_version,
        )
        .values(version=catalog_parts.c.version + 1, **_part_values(fields))
        .returning(catalog_parts)
    )
    saved = await tx.first(statement, PartRow)
    if saved is None:
        raise StaleVersion(version=(await part(tx, part_id)).version)
    return saved.part()


async def parts_of_model(tx: Tx, model_id: ModelId) -> list[BomLine]:
    """A model's bill of material by part number."""
    statement = (
        select(catalog_parts, bom_lines.c.quantity)
        .join(
            bom_lines,
            (bom_lines.c.tenant_id == catalog_parts.c.tenant_id) & (bom_lines.c.part_id == catalog_parts.c.id),
        )
        .where(bom_lines.c.tenant_id == tx.tenant_id, bom_lines.c.model_id == model_id)
        .order_by(catalog_parts.c.number)
    )
    return [BomLine(part=row.part(), quantity=row.quantity) for row in await tx.all(statement, _BomRow)]


async def raise_model_version(tx: Tx, model_id: ModelId, *, expected_version: int) -> int:
    """Count a change of a model's bill as a change of the model; its new version."""
    statement = (
        update(product_models)
        .where(
            product_models.c.tenant_id == tx.tenant_id,
            product_models.c.id == model_id,
            product_models.c.version == expected_version,
        )
        .values(version=product_models.c.version + 1)
        .returning(product_models.c.version)
    )
    version: int | None = await tx.scalar(statement)
    if version is None:
        raise StaleVersion(version=(await model(tx, model_id)).version)
    return version


async def replace_bom(tx: Tx, model_id: ModelId, entries: Collection[BomEntry]) -> None:
    """Make these lines the whole bill of a model."""
    await tx.execute(
        delete(bom_lines).where(bom_lines.c.tenant_id == tx.tenant_id, bom_lines.c.model_id == model_id),
    )
    rows: list[dict[str, object]] = [
        {"tenant_id": tx.tenant_id, "model_id": model_id, "part_id": entry.part_id, "quantity": entry.quantity}
        for entry in entries
    ]
    if rows:
        await tx.execute(insert(bom_lines), rows)


async def write_models(tx: Tx, rows: Sequence[dict[str, object]]) -> list[Effect]:
    """Enter or change models by code."""
    return await upsert(tx, product_models, rows, key=["code"])


async def write_parts(tx: Tx, rows: Sequence[dict[str, object]]) -> list[Effect]:
    """Enter or change parts by number."""
    return await upsert(tx, catalog_parts, rows, key=["number"])


async def write_bom_lines(tx: Tx, rows: Sequence[dict[str, object]]) -> list[Effect]:
    """Enter or change lines of bills; the bills that changed count as changes of their models."""
    effects = await upsert(tx, bom_lines, rows, key=["model_id", "part_id"])
    changed = {row["model_id"] for row, effect in zip(rows, effects, strict=True) if effect is not Effect.UNCHANGED}
    if changed:
        await tx.execute(
            update(product_models)
            .where(product_models.c.tenant_id == tx.tenant_id, product_models.c.id.in_(changed))
            .values(version=product_models.c.version + 1),
        )
    return effects
