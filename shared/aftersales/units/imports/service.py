"""Writing sheets of sold units, many rows to a statement."""

from collections.abc import Sequence
from datetime import date

from aftersales.catalog import service as catalog
from aftersales.catalog.errors import ModelUnknown
from aftersales.kernel.access import Permission
from aftersales.kernel.errors import Refusal
from aftersales.kernel.sheets import Row
from aftersales.kernel.tx import Tx
from aftersales.kernel.upserts import Effect
from aftersales.platform.imports.service import refusal_error, texts, write_rows
from aftersales.platform.model import RowAnswer, RowError
from aftersales.tenancy import service as tenancy
from aftersales.tenancy.model import WALLED_KINDS
from aftersales.units import rules, store
from aftersales.units.errors import DealerUnknown


async def import_units(tx: Tx, rows: Sequence[Row]) -> list[RowAnswer]:
    """Enter or change units by serial; a column that the file does not have is left alone."""
    tx.actor.require(Permission.UNITS_MANAGE)
    models = await catalog.models_by_codes(tx, texts(rows, "model_code"))
    found = await tenancy.organisations_by_codes(tx, texts(rows, "dealer_code"))
    dealers = {code: one.id for code, one in found.items() if one.kind in WALLED_KINDS}

    def check(row: Row) -> list[RowError]:
        model, dealer = str(row.values["model_code"]), str(row.values["dealer_code"])
        errors = []
        if model not in models:
            errors.append(refusal_error(rules.UNITS, "model_code", ModelUnknown(model=model)))
        if dealer not in dealers:
            errors.append(refusal_error(rules.UNITS, "dealer_code", DealerUnknown(dealer=dealer)))
        return errors + _impossible_days(tx, row)

    async def save(good: list[Row]) -> list[Effect]:
        return await store.write_units(
            tx,
            [
                rules.plain_values(row)
                | {
                    "model_id": models[str(row.values["model_code"])].id,
                    "dealer_id": dealers[str(row.values["dealer_code"])],
                }
                for row in good
            ],
        )

    return await write_rows(rules.UNITS, rows, check, save)


def _impossible_days(tx: Tx, row: Row) -> list[RowError]:
    errors = []
    for name in rules.DATES:
        day = row.values.get(name)
        if isinstance(day, date):
            try:
                rules.check_day(day, tx.now)
            except Refusal as refusal:
                errors.append(refusal_error(rules.UNITS, name, refusal))
    return errors
