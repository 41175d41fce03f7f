"""Every query of files."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import Select, insert, select, update

from aftersales.documents.files.model import File, FileId
from aftersales.documents.files.tables import files
from aftersales.kernel.errors import NotFound
from aftersales.kernel.ids import OrganisationId
from aftersales.kernel.tx import Tx


def _missing() -> NotFound:
    return NotFound("file", "文件")


def _files(tx: Tx) -> Select[tuple[object, ...]]:
    return select(files).where(files.c.tenant_id == tx.tenant_id)


async def add(tx: Tx, file: File) -> None:
    """Keep a file that is about to be uploaded."""
    await tx.execute(insert(files).values(tenant_id=tx.tenant_id, **_plain(file)))


def _plain(file: File) -> dict[str, object]:
    return {
        name: msgspec.to_builtins(value, builtin_types=(UUID,)) if isinstance(value, msgspec.Struct | str) else value
        for name, value in msgspec.structs.asdict(file).items()
    }


async def file(tx: Tx, file_id: FileId) -> File:
    """One file."""
    return await tx.one(_files(tx).where(files.c.id == file_id), File, _missing())


async def file_for_update(tx: Tx, file_id: FileId) -> File:
    """One file, locked."""
    return await tx.one(_files(tx).where(files.c.id == file_id).with_for_update(), File, _missing())


async def some(tx: Tx, file_ids: Sequence[FileId]) -> dict[FileId, File]:
    """Those of the files that exist and are visible, by id."""
    found = await tx.all(_files(tx).where(files.c.id.in_(file_ids)), File)
    return {one.id: one for one in found}


async def some_for_update(tx: Tx, file_ids: Sequence[FileId]) -> dict[FileId, File]:
    """The same, locked in one order so that two claims cannot wait for each other."""
    statement = _files(tx).where(files.c.id.in_(file_ids)).order_by(files.c.id).with_for_update()
    return {one.id: one for one in await tx.all(statement, File)}


async def of_subject(tx: Tx, subject_kind: str, subject_id: UUID) -> list[File]:
    """What is attached to one thing, oldest first."""
    statement = (
        _files(tx)
        .where(files.c.subject_id == subject_id, files.c.subject_kind == subject_kind)
        .order_by(files.c.id)
        .limit(1000)
    )
    return await tx.all(statement, File)


async def save(tx: Tx, known: File) -> None:
    """Write what an inspection or the passing of time changed."""
    values = _plain(known)
    changed = {
        name: values[name] for name in ("state", "refusal", "content_type", "sha256", "width", "height", "version")
    }
    await tx.execute(
        update(files).where(files.c.tenant_id == tx.tenant_id, files.c.id == known.id).values(**changed),
    )


ATTACH: Final = """
UPDATE files SET subject_kind = $3, subject_id = $4, dealer_id = coalesce($5, dealer_id), version = version + 1
WHERE tenant_id = $1 AND id = ANY($2::uuid[])
"""


def attach(
    tx: Tx,
    file_ids: Sequence[FileId],
    subject_kind: str,
    subject_id: UUID,
    dealer_id: OrganisationId | None,
) -> None:
    """Attach files to one thing, with the next statement; those of nobody's become visible to the dealer given."""
    tx.write_later(ATTACH, tx.tenant_id, list(file_ids), subject_kind, subject_id, dealer_id)
