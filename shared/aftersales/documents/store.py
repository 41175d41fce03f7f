"""Every query of documents."""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, and_, any_, func, insert, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from aftersales.documents import rules
from aftersales.documents.model import Bearing, Document, DocumentKind, DocumentState, IssuedPaper, Letterhead
from aftersales.documents.rendering.model import DocumentId
from aftersales.documents.tables import document_numbers, documents, letterheads
from aftersales.kernel.errors import NotFound, StaleVersion
from aftersales.kernel.pagination import page
from aftersales.kernel.tx import Tx, as_row

SHOWN = [column for column in documents.c if column.name in Document.__struct_fields__]
CURRENT = (DocumentState.REQUESTED.value, DocumentState.READY.value, DocumentState.FAILED.value)


def _missing() -> NotFound:
    return NotFound("document", "单据")


def _documents(tx: Tx) -> Select[Any]:
    return select(*SHOWN).where(documents.c.tenant_id == tx.tenant_id)


async def document(tx: Tx, document_id: DocumentId) -> Document:
    """One document."""
    return await tx.one(_documents(tx).where(documents.c.id == document_id), Document, _missing())


async def document_for_update(tx: Tx, document_id: DocumentId) -> Document:
    """One document, locked."""
    statement = _documents(tx).where(documents.c.id == document_id).with_for_update()
    return await tx.one(statement, Document, _missing())


async def issued_paper(tx: Tx, document_id: DocumentId) -> IssuedPaper | None:
    """One document with the bytes that its code signs."""
    statement = _documents(tx).add_columns(documents.c.contents).where(documents.c.id == document_id)
    found = (await tx.execute(statement)).mappings().first()
    if found is None:
        return None
    return IssuedPaper(document=as_row(found, Document), contents=found["contents"])


async def id_of_cause(tx: Tx, cause_id: UUID, kind: DocumentKind) -> DocumentId | None:
    """The document that a cause has made already."""
    statement = select(documents.c.id).where(
        documents.c.tenant_id == tx.tenant_id,
        documents.c.cause_id == cause_id,
        documents.c.kind == kind.value,
    )
    found: DocumentId | None = await tx.scalar(statement)
    return found


async def next_count(tx: Tx, kind: DocumentKind, year: int) -> int:
    """The next number of a kind in a year; others wait for it, so that none is left out."""
    statement = upsert(document_numbers).values(tenant_id=tx.tenant_id, kind=kind.value, year=year, last=1)
    counted: int = await tx.scalar(
        statement.on_conflict_do_update(
            index_elements=["tenant_id", "kind", "year"],
            set_={"last": document_numbers.c.last + 1},
        ).returning(document_numbers.c.last),
    )
    return counted


async def current_of(tx: Tx, kind: DocumentKind, subject_id: UUID) -> Document | None:
    """The paper of this kind about this thing that counts now, locked."""
    statement = _documents(tx).where(
        documents.c.subject_id == subject_id,
        documents.c.kind == kind.value,
        documents.c.state.in_(CURRENT),
    )
    return await tx.first(statement.with_for_update(), Document)


async def add(tx: Tx, known: Document, contents: bytes, cause_id: UUID) -> None:
    """Put a paper on record."""
    values = {
        name: value.value if isinstance(value, DocumentKind | DocumentState) else value
        for name, value in msgspec.structs.asdict(known).items()
    }
    await tx.execute(
        insert(documents).values(tenant_id=tx.tenant_id, contents=contents, cause_id=cause_id, **values),
    )


async def change(tx: Tx, known: Document, **values: object) -> None:
    """Change a document that was read in this transaction; refuse if somebody was quicker."""
    changed = await tx.execute(
        update(documents)
        .where(
            documents.c.tenant_id == tx.tenant_id,
            documents.c.id == known.id,
            documents.c.version == known.version,
        )
        .values(version=known.version + 1, **values),
    )
    if not changed.rowcount:
        raise StaleVersion(version=known.version + 1)


async def list_documents(
    tx: Tx,
    *,
    subject_id: UUID | None,
    kind: DocumentKind | None,
    state: DocumentState | None,
    bearing: Bearing | None,
    limit: int,
    cursor: str | None,
) -> tuple[list[Document], str | None]:
    """A page of documents, newest first."""
    statement = _documents(tx)
    if subject_id is not None:
        statement = statement.where(documents.c.subject_id == subject_id)
    if kind is not None:
        statement = statement.where(documents.c.kind == kind.value)
    if state is not None:
        statement = statement.where(documents.c.state == state.value)
    if bearing is not None:
        statement = statement.where(_bears(bearing))
    return await page(
        tx,
        statement,
        Document,
        columns=[documents.c.id],
        key=lambda row: (row.id,),
        limit=limit,
        cursor=cursor,
        bound=("documents", subject_id, kind, state, bearing and bearing.text),
        descending=True,
    )


def _bears(bearing: Bearing) -> ColumnElement[bool]:
    """By two indexes: a number tells its kind, and what a paper is about is known by id."""
    number = bearing.text.upper()
    kind = rules.kind_of_number(number)
    about = documents.c.subject_id == any_(literal(list(bearing.subject_ids), ARRAY(Uuid)))
    if kind is None:
        return about
    return or_(and_(documents.c.kind == kind.value, documents.c.number == number), about)


async def letterhead(tx: Tx) -> Letterhead:
    """The tenant's letterhead, an empty one if none was set."""
    statement = select(letterheads).where(letterheads.c.tenant_id == tx.tenant_id)
    return await tx.first(statement, Letterhead) or Letterhead()


async def save_letterhead(tx: Tx, wanted: Letterhead, expected: int) -> None:
    """Set the letterhead if it is still the one that was read."""
    values = {"stamp": wanted.stamp, "logo": wanted.logo, "logo_file_id": wanted.logo_file_id}
    statement = upsert(letterheads).values(tenant_id=tx.tenant_id, version=expected + 1, **values)
    saved = await tx.execute(
        statement.on_conflict_do_update(
            index_elements=["tenant_id"],
            set_={**values, "version": letterheads.c.version + 1},
            where=letterheads.c.version == expected,
        ),
    )
    if not saved.rowcount:
        current = await tx.scalar(
            select(func.max(letterheads.c.version)).where(letterheads.c.tenant_id == tx.tenant_id),
        )
        raise StaleVersion(version=current)
