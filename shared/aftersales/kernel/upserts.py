"""Many rows in one statement: inserted, changed or left alone by their natural key; and prefixes that use an index."""

from collections.abc import Sequence
from enum import StrEnum

import msgspec
from sqlalchemy import ColumnElement, Table, and_
from sqlalchemy.dialects import postgresql

from aftersales.kernel.ids import new_id
from aftersales.kernel.tx import Tx

_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves its dialects untyped


class Effect(StrEnum):
    """What writing one row did."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


async def upsert(tx: Tx, table: Table, rows: Sequence[dict[str, object]], *, key: Sequence[str]) -> list[Effect]:
    """Write rows that all have the same columns by their natural key; the effect of each, in order.

    A row that would change nothing is left alone, version and all. Keys must be unique within `rows`.
    """
    if not rows:
        return []
    columns = list(rows[0])
    has_id = "id" in table.c
    numbered = [{"n": n, **({"id": new_id()} if has_id else {}), **row} for n, row in enumerate(rows)]
    records = await tx.fetch(
        _statement(table, columns, key, has_id=has_id), tx.tenant_id, msgspec.json.encode(numbered).decode()
    )
    effects = [Effect.UNCHANGED] * len(rows)
    for record in records:
        effects[record["n"]] = Effect.CREATED if record["created"] else Effect.UPDATED
    return effects


def _statement(table: Table, columns: Sequence[str], key: Sequence[str], *, has_id: bool) -> str:
    """Names come from our own tables only; values travel as one JSON parameter."""
    written = [*(["id"] if has_id else []), *columns]
    types = ", ".join(f"{name} {table.c[name].type.compile(_DIALECT)}" for name in written)
    names = ", ".join(written)
    changing = [name for name in columns if name not in key]
    sets = ", ".join(f"{name} = excluded.{name}" for name in changing)
    if "version" in table.c:
        sets += ", version = t.version + 1"
    old, new = (", ".join(f"{row}.{name}" for name in changing) for row in ("t", "excluded"))
    same = " AND ".join(f"w.{name} = i.{name}" for name in key)
    order = ", ".join(key)
    return (
        f"WITH i AS MATERIALIZED (SELECT * FROM jsonb_to_recordset($2::jsonb) AS r(n integer, {types})), "  # noqa: S608 - see above
        f"w AS (INSERT INTO {table.name} AS t (tenant_id, {names}) SELECT $1, {names} FROM i ORDER BY {order} "
        f"ON CONFLICT (tenant_id, {order}) DO UPDATE SET {sets} WHERE ROW({old}) IS DISTINCT FROM ROW({new}) "
        f"RETURNING {', '.join(f't.{name}' for name in key)}, old.tenant_id IS NULL AS created) "
        f"SELECT i.n, w.created FROM i JOIN w ON {same}"
    )


def starts_with(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    """Prefix search as a range, which an index under row security can answer and LIKE cannot.

    The column must be collated "C".
    """
    return and_(column >= text, column < f"{text}\U0010ffff")
