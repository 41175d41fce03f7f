"""Writes of handling; each use case changes all its lines in one statement."""

from collections.abc import Sequence
from typing import Final

import msgspec

from aftersales.claims.handling.model import Disposed, Found, ReceivedLine
from aftersales.claims.returns.model import ReturnId
from aftersales.kernel.tx import Tx

_RECEIVE: Final = """
UPDATE return_lines l
SET received_quantity = g.quantity, damaged_quantity = g.damaged, wrong_quantity = g.wrong_part, receipt_note = g.note
FROM jsonb_to_recordset($3::jsonb) AS g(line int, quantity int, damaged int, wrong_part int, note text)
WHERE l.tenant_id = $1 AND l.return_id = $2 AND l.line = g.line
"""
_FIND: Final = """
UPDATE return_lines l SET finding = g.finding, finding_note = g.note, inspector = $4
FROM jsonb_to_recordset($3::jsonb) AS g(line int, finding text, note text)
WHERE l.tenant_id = $1 AND l.return_id = $2 AND l.line = g.line
"""
_DISPOSE: Final = """
UPDATE return_lines l SET disposition = g.disposition, replacement_serial = g.replacement_serial
FROM jsonb_to_recordset($3::jsonb) AS g(line int, disposition text, replacement_serial text)
WHERE l.tenant_id = $1 AND l.return_id = $2 AND l.line = g.line
"""
_SETTLE: Final = """
UPDATE return_lines l SET settled_at = $4, credit_minor = g.credit_minor
FROM jsonb_to_recordset($3::jsonb) AS g(line int, credit_minor bigint)
WHERE l.tenant_id = $1 AND l.return_id = $2 AND l.line = g.line AND l.settled_at IS NULL
"""


class SettledLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line that is being settled, with its credit in minor units, if any."""

    line: int
    credit_minor: int | None


def _json(rows: Sequence[msgspec.Struct]) -> str:
    return msgspec.json.encode([msgspec.structs.asdict(row) for row in rows]).decode()


async def receive(tx: Tx, return_id: ReturnId, lines: Sequence[ReceivedLine]) -> None:
    """Write what arrived of each line."""
    await tx.fetch(_RECEIVE, tx.tenant_id, return_id, _json(lines))


async def find(tx: Tx, return_id: ReturnId, found: Sequence[Found], inspector: str) -> None:
    """Write the finding of each line."""
    await tx.fetch(_FIND, tx.tenant_id, return_id, _json(found), inspector)


async def dispose(tx: Tx, return_id: ReturnId, disposed: Sequence[Disposed]) -> None:
    """Write the disposition of each line."""
    await tx.fetch(_DISPOSE, tx.tenant_id, return_id, _json(disposed))


async def settle(tx: Tx, return_id: ReturnId, settled: Sequence[SettledLine]) -> None:
    """Write that lines are settled, once."""
    await tx.fetch(_SETTLE, tx.tenant_id, return_id, _json(settled), tx.now)
