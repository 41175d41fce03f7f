"""Every query of archives: rows out in one snapshot, rows in in one transaction."""

from collections.abc import AsyncIterator, Iterable
from typing import Final

import msgspec
from sqlalchemy import Table, Text

from aftersales.kernel.ids import TenantId
from aftersales.kernel.tx import Anteroom, OperatorTx, Tx
from aftersales.platform.archives.model import PEOPLE

FETCHED: Final = 500
"""Rows that travel at once."""

STAGED: Final = 2_000
"""Lines that are handed over at once."""

PEOPLE_SELECT: Final = """
SELECT to_jsonb(p)::text AS line
FROM (SELECT p.id, p.email, p.name, p.phone, p.locale FROM people p
      JOIN memberships m ON m.tenant_id = $1 AND m.person_id = p.id) p
ORDER BY p.id
"""


async def rows_of(tx: Tx, table: Table) -> AsyncIterator[list[bytes]]:
    """The rows of a table as lines, in the order of its key, a handful at a time."""
    name = table.name
    await tx.fetch(
        f"DECLARE archived NO SCROLL CURSOR FOR SELECT to_jsonb(t)::text AS line FROM {name} t "  # noqa: S608 - names from the metadata, the tenant's id is a UUID
        f"WHERE t.tenant_id = '{tx.tenant_id}' ORDER BY {_key_of(table)}",
    )
    while records := await tx.fetch(f"FETCH {FETCHED} FROM archived"):
        yield [_line(record["line"]) for record in records]
    await tx.fetch("CLOSE archived")


def _key_of(table: Table) -> str:
    """The key's columns as an order that no locale changes."""
    columns = [column for column in table.primary_key if column.name != "tenant_id"]
    named = [f't."{one.name}"' + (' COLLATE "C"' if _is_text(one.type) else "") for one in columns]
    return ", ".join(named or ["t.tenant_id"])


def _is_text(kind: object) -> bool:
    return isinstance(kind, Text) or getattr(kind, "__visit_name__", "") == "string"


def _line(text: str) -> bytes:
    return text.encode() + b"\n"


async def tenant_row(tx: Tx) -> bytes:
    """The tenant's own row as a line."""
    rows = await tx.fetch("SELECT to_jsonb(t)::text AS line FROM tenants t WHERE t.id = $1", tx.tenant_id)
    return _line(rows[0]["line"])


async def people_rows(tx: Tx) -> list[bytes]:
    """The members' particulars as lines."""
    return [_line(record["line"]) for record in await tx.fetch(PEOPLE_SELECT, tx.tenant_id)]


async def revision(tx: Tx | Anteroom) -> str:
    """The schema's revision."""
    rows = await tx.fetch("SELECT version_num FROM schema_revision() AS version_num")
    found: str = rows[0]["version_num"]
    return found


async def be_patient(tx: OperatorTx) -> None:
    """Let the statements of this transaction take as long as a large tenant takes."""
    await tx.fetch("SELECT set_config('statement_timeout', '0', true)")
    await tx.fetch("SELECT set_config('idle_in_transaction_session_timeout', '0', true)")


async def taken_by(tx: OperatorTx, tenant_id: TenantId, code: str) -> str | None:
    """The code of a tenant that has this identity or this code already."""
    rows = await tx.fetch("SELECT code FROM tenants WHERE id = $1 OR code = $2", tenant_id, code)
    return rows[0]["code"] if rows else None


async def add_tenant(tx: OperatorTx, line: bytes) -> None:
    """The tenant's own row; nobody is let in yet."""
    row = {**msgspec.json.decode(line, type=dict[str, object]), "state": "suspended"}
    await tx.fetch(
        "INSERT INTO tenants SELECT * FROM jsonb_populate_record(null::tenants, $1::jsonb)",
        msgspec.json.encode(row).decode(),
    )


async def stage(tx: OperatorTx, tenant_id: TenantId, entry: str, lines: Iterable[bytes]) -> int:
    """Hand lines over; how many."""
    waiting: list[tuple[TenantId, str, int, str]] = []
    total = 0
    for line in lines:
        waiting.append((tenant_id, entry, total, line.rstrip(b"\n").decode()))
        total += 1
        if len(waiting) == STAGED:
            await _copy(tx, waiting)
            waiting.clear()
    await _copy(tx, waiting)
    return total


async def _copy(tx: OperatorTx, records: list[tuple[TenantId, str, int, str]]) -> None:
    if records:
        tx.statements += 1
        await tx.driver.copy_records_to_table(
            "restored_lines", records=records, columns=["tenant_id", "entry", "number", "line"]
        )


async def restore_rows(tx: OperatorTx, tenant_id: TenantId, table: str) -> int:
    """Let the lines of a table in; how many."""
    rows = await tx.fetch("SELECT restore_rows($1, $2) AS came", tenant_id, table)
    came: int = rows[0]["came"]
    return came


async def restore_people(tx: OperatorTx, tenant_id: TenantId) -> list[str]:
    """Let people in whom this platform does not know; addresses that belong to others here, if any."""
    return [row["email"] for row in await tx.fetch("SELECT email FROM restore_people($1)", tenant_id)]


PEOPLE_ENTRY: Final = PEOPLE.partition(".")[0]
"""What the people's lines are called while they wait."""
