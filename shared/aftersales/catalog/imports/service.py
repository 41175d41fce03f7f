"""Writing sheets of models, parts and bills of material, many rows to a statement."""

from collections.abc import Sequence

from aftersales.catalog import rules, store
from aftersales.catalog.errors import FactoryUnknown, ModelUnknown, PartUnknown, PriceUnusable
from aftersales.kernel.access import Permission
from aftersales.kernel.sheets import Row
from aftersales.kernel.tx import Tx
from aftersales.kernel.upserts import Effect
from aftersales.platform.imports.service import refusal_error, texts, write_rows
from aftersales.platform.model import RowAnswer, RowError
from aftersales.tenancy import service as tenancy
from aftersales.tenancy.model import OrganisationKind


async def import_models(tx: Tx, rows: Sequence[Row]) -> list[RowAnswer]:
    """Enter or change product models by code."""
    tx.actor.require(Permission.CATALOG_MANAGE)
    found = await tenancy.organisations_by_codes(tx, texts(rows, "factory_code"))
    factories = {code: one.id for code, one in found.items() if one.kind is OrganisationKind.FACTORY}

    def check(row: Row) -> list[RowError]:
        code = row.values["factory_code"]
        unknown = FactoryUnknown(factory=code)
        return [] if code in factories else [refusal_error(rules.MODELS, "factory_code", unknown)]

    async def save(good: list[Row]) -> list[Effect]:
        return await store.write_models(
            tx,
            [
                rules.plain_values(row, "code", "name", "name_en", "category", "state")
                | {"factory_id": factories[str(row.values["factory_code"])]}
                for row in good
            ],
        )

    return await write_rows(rules.MODELS, rows, check, save)


async def import_parts(tx: Tx, rows: Sequence[Row]) -> list[RowAnswer]:
    """Enter or change parts by number; a file without prices leaves prices alone."""
    tx.actor.require(Permission.CATALOG_MANAGE)
    currency = (await tenancy.tenant(tx)).currency

    def check(row: Row) -> list[RowError]:
        try:
            rules.price_of(row, currency)
        except PriceUnusable as refusal:
            return [refusal_error(rules.PARTS, "unit_price", refusal)]
        return []

    def record(row: Row) -> dict[str, object]:
        values = rules.plain_values(row, "number", "name", "name_en", "category", "state")
        if "unit_price" in row.values:
            price = rules.price_of(row, currency)
            values["unit_price_minor"] = None if price is None else price.minor
            values["currency"] = None if price is None else price.currency
        return values

    async def save(good: list[Row]) -> list[Effect]:
        return await store.write_parts(tx, [record(row) for row in good])

    return await write_rows(rules.PARTS, rows, check, save)


async def import_boms(tx: Tx, rows: Sequence[Row]) -> list[RowAnswer]:
    """Enter or change lines of bills of material; lines that the file does not name stay."""
    tx.actor.require(Permission.CATALOG_MANAGE)
    models = await store.models_by_codes(tx, texts(rows, "model_code"))
    parts = await store.parts_by_numbers(tx, texts(rows, "part_number"))

    def check(row: Row) -> list[RowError]:
        model, part = str(row.values["model_code"]), str(row.values["part_number"])
        errors = []
        if model not in models:
            errors.append(refusal_error(rules.BOMS, "model_code", ModelUnknown(model=model)))
        if part not in parts:
            errors.append(refusal_error(rules.BOMS, "part_number", PartUnknown(part=part)))
        return errors

    async def save(good: list[Row]) -> list[Effect]:
        return await store.write_bom_lines(
            tx,
            [
                {
                    "model_id": models[str(row.values["model_code"])].id,
                    "part_id": parts[str(row.values["part_number"])].id,
                    "quantity": row.values["quantity"],
                }
                for row in good
            ],
        )

    return await write_rows(rules.BOMS, rows, check, save)
