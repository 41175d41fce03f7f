"""Every query of goodwill."""

from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import insert, select, update

from aftersales.kernel.errors import NotFound
from aftersales.kernel.pagination import page
from aftersales.kernel.tx import Tx
from aftersales.policy.goodwill.model import BudgetId, BudgetRow, GrantRow
from aftersales.policy.goodwill.tables import goodwill_budgets, goodwill_grants

SPEND: Final = """
INSERT INTO goodwill_budgets AS b
  (tenant_id, id, code, holder_id, dealer_id, starts_on, ends_on, currency, amount_minor, spent_minor)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (tenant_id, code, holder_id, starts_on, ends_on) DO UPDATE
  SET spent_minor = b.spent_minor + excluded.spent_minor,
      amount_minor = greatest(excluded.amount_minor, b.spent_minor),
      version = b.version + 1
  WHERE b.spent_minor + excluded.spent_minor <= excluded.amount_minor AND b.currency = excluded.currency
RETURNING id
"""
"""Take an amount out of a budget if it reaches: one statement, so that two who grant at once wait for each other."""


async def spend(tx: Tx, row: BudgetRow, holder_id: UUID) -> BudgetId | None:
    """Take `spent_minor` out of a budget, opening it if it is the first of its period; nothing if it does not reach."""
    found = await tx.fetch(
        SPEND,
        tx.tenant_id,
        row.id,
        row.code,
        holder_id,
        row.dealer_id,
        row.starts_on,
        row.ends_on,
        row.currency,
        row.amount_minor,
        row.spent_minor,
    )
    return BudgetId(found[0]["id"]) if found else None


async def spent_of(tx: Tx, row: BudgetRow, holder_id: UUID) -> int:
    """How much of a budget is gone."""
    statement = select(goodwill_budgets.c.spent_minor).filter_by(
        tenant_id=tx.tenant_id, code=row.code, holder_id=holder_id, starts_on=row.starts_on, ends_on=row.ends_on
    )
    return int(await tx.scalar(statement) or 0)


async def add_grant(tx: Tx, row: GrantRow) -> None:
    """Keep a grant."""
    await tx.execute(insert(goodwill_grants).values(tenant_id=tx.tenant_id, **msgspec.structs.asdict(row)))


async def has_grant(tx: Tx, decision_id: UUID, line: str) -> bool:
    """Whether a line has goodwill that was not taken back."""
    statement = select(goodwill_grants.c.id).where(
        goodwill_grants.c.tenant_id == tx.tenant_id,
        goodwill_grants.c.decision_id == decision_id,
        goodwill_grants.c.line == line,
        goodwill_grants.c.reversed_at.is_(None),
    )
    return await tx.scalar(statement) is not None


async def grant(tx: Tx, grant_id: UUID, *, lock: bool = False) -> GrantRow:
    """One grant, locked if it is about to be taken back."""
    statement = select(*[goodwill_grants.c[name] for name in GrantRow.__struct_fields__]).filter_by(
        tenant_id=tx.tenant_id, id=grant_id
    )
    missing = NotFound("goodwill", "善意索赔")
    return await tx.one(statement.with_for_update() if lock else statement, GrantRow, missing)


async def reverse(tx: Tx, row: GrantRow, reason: str) -> None:
    """Take a grant back: its amount is in the budget again."""
    await tx.execute(
        update(goodwill_grants)
        .filter_by(tenant_id=tx.tenant_id, id=row.id)
        .values(reversed_by=tx.actor.id, reversed_at=tx.now, reversal_reason=reason)
    )
    await tx.execute(
        update(goodwill_budgets)
        .filter_by(tenant_id=tx.tenant_id, id=row.budget_id)
        .values(
            spent_minor=goodwill_budgets.c.spent_minor - row.amount_minor,
            version=goodwill_budgets.c.version + 1,
        )
    )


async def budgets(tx: Tx, *, limit: int, cursor: str | None) -> tuple[list[BudgetRow], str | None]:
    """A page of budgets, newest period first."""
    columns = [goodwill_budgets.c[name] for name in BudgetRow.__struct_fields__]
    return await page(
        tx,
        select(*columns).where(goodwill_budgets.c.tenant_id == tx.tenant_id),
        BudgetRow,
        columns=[goodwill_budgets.c.starts_on, goodwill_budgets.c.id],
        key=lambda row: (row.starts_on, row.id),
        limit=limit,
        cursor=cursor,
        bound=("goodwill_budgets",),
        descending=True,
    )


async def grants(
    tx: Tx, decision_id: UUID | None, *, limit: int, cursor: str | None
) -> tuple[list[GrantRow], str | None]:
    """A page of grants, newest first."""
    columns = [goodwill_grants.c[name] for name in GrantRow.__struct_fields__]
    statement = select(*columns).where(goodwill_grants.c.tenant_id == tx.tenant_id)
    if decision_id is not None:
        statement = statement.where(goodwill_grants.c.decision_id == decision_id)
    return await page(
        tx,
        statement,
        GrantRow,
        columns=[goodwill_grants.c.id],
        key=lambda row: (row.id,),
        limit=limit,
        cursor=cursor,
        bound=("goodwill_grants", decision_id),
        descending=True,
    )
